"""One value taken apart: its formula with its numbers, the terms of its sum, and the curve that the sum is put through."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lstm_tui.charts.bars import gate_bar, gate_word, number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, beside, clip, fit, merge, shorten, wrap
from lstm_tui.charts.curve import SIGMOID, TANH, curve
from lstm_tui.charts.equation import fitted
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.heat import window
from lstm_tui.charts.tile import scale
from lstm_tui.stage.facts import bound, nice, symbol_of, table
from lstm_tui.stage.formula import products, sign_tex, tex
from lstm_tui.stage.history import history, history_rows
from lstm_tui.stage.layout import GAP, Slot
from lstm_tui.stage.moves import Focus, Target, focus, history_quantities, targets
from lstm_tui.stage.panels import Panel, Region, draw, tells
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

if TYPE_CHECKING:
    from lstm_tui.engine.arithmetic import Arithmetic

TWO_COLUMNS, THREE_COLUMNS = 70, 116
LEAST_BOX, CURVE_ROWS = 6, 14
_SHAPES = {"sigmoid": SIGMOID, "tanh": TANH}
_NUMBER = 5


def unit_view(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    """What the value is, how it is computed, and what of; at most as large as `size`."""
    about = focus(frame, view)
    made = None if about.given else frame.arithmetic(*about)
    lines = [_heading(frame, view, about, made, size.columns, glyphs)]
    if made is None:
        return _given(frame, view, about, lines, size, glyphs)
    lines += _formula(frame, view, about, made, Size(size.columns, size.rows - 1 - LEAST_BOX), glyphs)
    free = size.rows - len(lines)
    if free > LEAST_BOX + 6:
        lines, free = [*lines, ()], free - 1
    boxes = _boxes(frame, view, about, made, Size(size.columns, free), glyphs)
    moved = tuple(region._replace(row=region.row + len(lines)) for region in boxes.regions)
    return Panel([*lines, *boxes.lines], moved)


def _name(frame: Frame, view: View, quantity: str) -> str:
    """What a quantity is called."""
    key = f"panel.{quantity}" if quantity in ("kept", "new", "tanh_c") else f"phase.{table(frame)[quantity].phase}.name"
    return text(view.lang, key)


def place(frame: Frame, about: Focus) -> str:
    """f[4], or p[she] where the value belongs to a word."""
    if frame.run is not None and about.quantity in ("p", "y"):
        return f"{about.quantity}[{frame.run.model.outputs[about.unit]}]"
    return f"{symbol_of(about.quantity)}[{about.unit}]"


def _heading(frame: Frame, view: View, about: Focus, made: "Arithmetic | None", columns: int, glyphs: Glyphs) -> Line:
    at = text(view.lang, "unit.at", word=frame.tokens[about.t].text)
    line: list[tuple[str, str]] = [(glyphs.shown(place(frame, about)), "title.lit.symbol")]
    if made:
        line += [(f" = {number(made.value, _signed(frame, about.quantity), glyphs).strip()}", "number")]
        if table(frame)[about.quantity].low == 0 and about.quantity != "p":
            line += [(f" {text(view.lang, f'word.{gate_word(made.value)}')}", "word")]
    line += [(f"  {_name(frame, view, about.quantity)} {at}", "text")]
    if made and made.held:
        line += [(f"  {text(view.lang, 'unit.held')}", "answer")]
    old = frame.baseline_values(about.quantity, about.t)
    if made and old and tells(made.value - old[about.unit]):
        was = number(old[about.unit], _signed(frame, about.quantity), glyphs).strip()
        line += [(f"  {text(view.lang, 'unit.was', value=was)}", "soft")]
    return fit(shorten(merge(line), columns, glyphs.ellipsis), columns)


def _signed(frame: Frame, quantity: str) -> bool:
    return table(frame)[quantity].low != 0


def _given(frame: Frame, view: View, about: Focus, lines: list[Line], size: Size, glyphs: Glyphs) -> Panel:
    if about.quantity == "x":
        height = min(size.rows - 2, 8)
        panel = draw(frame, view, Slot("x", 0, 0, size.columns, height), 1, glyphs)
        return Panel([*lines, (), *panel.lines])
    told = text(view.lang, "unit.start" if frame.run else "ui.loading")
    return Panel([*lines, (), *(((row, "text"),) for row in wrap(glyphs.shown(told), size.columns, 3, glyphs.ellipsis))])


def _formula(frame: Frame, view: View, about: Focus, made: "Arithmetic", size: Size, glyphs: Glyphs) -> list[Line]:
    rows, joined = table(frame), view.notation == "joined"
    source = tex(rows, about.quantity, joined)
    numbers = _numbers(frame, about, made, joined, glyphs)
    lines = fitted(source, size.columns, max(size.rows, 1), glyphs, None, numbers)
    return [fit(line, size.columns) for line in lines]


def _numbers(frame: Frame, about: Focus, made: "Arithmetic", joined: bool, glyphs: Glyphs) -> dict[str, str]:
    """The number under each sign of the formula."""
    rows = table(frame)

    def shown(value: float, signed: bool = True) -> str:
        return number(value, signed, glyphs).strip()

    numbers = {} if made.held else {sign_tex(about.quantity): shown(made.value, _signed(frame, about.quantity))}
    if "@" in rows[made.inner].formula:
        for group, names in products(rows, made.inner, joined).items():
            numbers[group] = shown(sum(term.product for term in made.terms if term.weight in names))
        bias = next((name for name in rows[made.inner].inputs if name == "b" or name.startswith("b_")), None)
        return numbers | ({sign_tex(bias): shown(made.bias)} if bias and made.bias is not None else {})
    for name in rows["c" if about.quantity == "tanh_c" else about.quantity].inputs:
        if name in rows:
            numbers.setdefault(sign_tex(name), shown(frame.values(name, about.t)[about.unit], _signed(frame, name)))
    return numbers


def _boxes(frame: Frame, view: View, about: Focus, made: "Arithmetic", size: Size, glyphs: Glyphs) -> Panel:
    """The terms, beside them the curve, and where there is room the value at every word."""
    count = 3 if size.columns >= THREE_COLUMNS and made.activation in _SHAPES else 2 if size.columns >= TWO_COLUMNS else 1
    left = {1: size.columns, 2: size.columns * 11 // 20, 3: size.columns * 8 // 20}[count]
    wanted = max(len(_rows(frame, view)) + 4, CURVE_ROWS if count > 1 else 0)
    height = min(wanted, size.rows)
    drawn = _terms(frame, view, about, made, Size(left, height), glyphs)
    blocks = [drawn.lines]
    rest = size.columns - left - GAP * (count - 1)
    if count > 1:
        cells = rest if count == 2 else rest // 2
        blocks.append(_right(frame, view, about, made, Size(cells, height), glyphs))
    if count == 3:
        blocks.append(_along(frame, view, about, Size(rest - rest // 2, height), glyphs))
    lines = beside(blocks, GAP)
    below = min(size.rows - height, len(frame.tokens) + 2)
    if below >= LEAST_BOX and count < 3 and made.activation in _SHAPES:
        lines += _along(frame, view, about, Size(size.columns, below), glyphs)
    if size.rows - len(lines) < history_rows(frame) or about.quantity not in history_quantities(frame):
        return Panel(lines, drawn.regions)
    room = Size(size.columns, history_rows(frame))
    below_it = history(frame, replace(view, quantity=about.quantity), room, glyphs, ahead=False)
    moved = tuple(region._replace(row=region.row + len(lines)) for region in below_it.regions)
    return Panel([*lines, *below_it.lines], (*drawn.regions, *moved))


def _right(frame: Frame, view: View, about: Focus, made: "Arithmetic", size: Size, glyphs: Glyphs) -> list[Line]:
    if made.activation == "softmax":
        return draw(frame, view, Slot("words", 0, 0, size.columns, size.rows), 1, glyphs).lines
    shape = _SHAPES.get(made.activation)
    if shape is None or size.rows < LEAST_BOX:
        return _along(frame, view, about, size, glyphs)
    title = glyphs.shown({"sigmoid": "σ", "tanh": "tanh"}[made.activation])
    body = curve(shape, made.total, size.columns - 4, size.rows - 2, glyphs)
    inner = glyphs.shown(symbol_of(made.inner))
    note = f"{glyphs.shown(symbol_of(about.quantity))} = {title}({inner})" if about.quantity != "tanh_c" else ""
    if made.held:
        note = text(view.lang, "unit.unheld")
    return box(((title, "title.lit.symbol"),), note, body, size.columns, glyphs)


def _along(frame: Frame, view: View, about: Focus, size: Size, glyphs: Glyphs) -> list[Line]:
    """The value at every word so far, the newest in sight."""
    limit = None if not _signed(frame, about.quantity) else bound(frame, about.quantity)
    reach = about.t + 1
    shown = window(reach, about.t, size.rows - 2)
    tokens = [frame.tokens[t].text for t in shown]
    label = min(max(map(cell_len, tokens)), 10)
    lines = []
    for n, t in enumerate(shown):
        value, old = (each[about.unit] if each else None for each in _two(frame, about.quantity, t))
        assert value is not None
        ghost = old if old is not None and tells(value - old) else None
        lines.append(_moment(tokens[n], value, ghost, limit, label, size.columns - 4, glyphs, t == about.t))
    lines = [*lines, *[()] * size.rows][: size.rows - 2]
    title = text(view.lang, "panel.history", name=glyphs.shown(place(frame, about)))
    return box(((title, "title"),), scale(limit, glyphs), lines, size.columns, glyphs)


def _two(frame: Frame, quantity: str, t: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The values of a step, and those without the changes."""
    return frame.values(quantity, t), frame.baseline_values(quantity, t)


def _moment(
    word: str,
    value: float,
    ghost: float | None,
    limit: float | None,
    label: int,
    cells: int,
    glyphs: Glyphs,
    now: bool,
) -> Line:
    name = fit(((clip(word, label, glyphs.ellipsis), "now.text" if now else "label"),), label + 1)
    room, dim = cells - label - 2 - _NUMBER, "" if now else ".dim"
    if limit is None:
        bar = gate_bar(value, room, glyphs, f"gate{dim}", ghost)
    else:
        bar = signed_bar(value, limit, room - (room + 1) % 2, glyphs, (f"positive{dim}", f"negative{dim}"), ghost)
    told = (f" {number(value, limit is not None, glyphs):>{_NUMBER}}", f"number{dim}")
    return fit(merge((*name, *fit(bar, room), told)), cells)


def _rows(frame: Frame, view: View) -> list[tuple[Target, ...]]:
    """The targets by the line they stand on: the two factors of a product share theirs."""
    lines: list[tuple[Target, ...]] = []
    there = list(targets(frame, view))
    while there:
        first = there.pop(0)
        pair = first.weight is None and first.quantity in ("f", "i", "o") and bool(there) and there[0].weight is None
        lines.append((first, there.pop(0)) if pair else (first,))
    return lines


def _terms(frame: Frame, view: View, about: Focus, made: "Arithmetic", size: Size, glyphs: Glyphs) -> Panel:
    """A line per term, the largest first: input, weight × value, bar and product; below them their sum."""
    limit = _bound(frame, about, made)
    lines = _rows(frame, view)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    chosen = max((n for n, start in enumerate(starts) if start <= view.choice), default=0)
    room = max(size.rows - 3, 1)
    shown = window(len(lines), chosen, room) if lines else range(0)
    labels = [glyphs.shown(_label(frame, row, about.t)) for row in lines]
    pencil = _Pencil(limit, min(max(map(cell_len, labels), default=0), 10), size.columns - 4, glyphs)
    body = [pencil.line(labels[n], lines[n], view.choice - starts[n] if n == chosen else None) for n in shown]
    regions = tuple(
        Region(1 + k, 2, size.columns - 4, lines[n][-1].quantity, lines[n][-1].unit, lines[n][-1].t)
        for k, n in enumerate(shown)
        if lines[n][-1].quantity
    )
    body = [*body, *[()] * room][:room] if len(lines) > room else body
    body += [pencil.total(f"= {glyphs.shown(symbol_of(made.inner))}", made.total)]
    body = [*body, *[()] * size.rows][: size.rows - 2]
    title: Line = ((text(view.lang, "unit.made_of", name=glyphs.shown(_sum_name(frame, about, made))), "title.lit"),)
    foot = _foot(frame, view, lines, chosen, view.choice - starts[chosen] if lines else 0, glyphs)
    return Panel(box(title, scale(limit, glyphs), body, size.columns, glyphs, "frame.lit", foot), regions)


def _sum_name(frame: Frame, about: Focus, made: "Arithmetic") -> str:
    return place(frame, about._replace(quantity=made.inner))


def _foot(frame: Frame, view: View, lines: Sequence[tuple[Target, ...]], chosen: int, within: int, glyphs: Glyphs) -> str:
    """The weight that the cursor stands on, and where Enter leads."""
    if not lines:
        return ""
    aim = lines[chosen][min(max(within, 0), len(lines[chosen]) - 1)]
    facts = [aim.weight] if aim.weight else []
    if aim.quantity is not None:
        word = frame.tokens[aim.t].text
        sign = word if aim.quantity == "x" else glyphs.shown(f"{symbol_of(aim.quantity)}[{aim.unit}] @ {word}")
        facts.append(text(view.lang, "unit.enter", what=sign))
    return glyphs.dot.join(facts)


def _label(frame: Frame, row: tuple[Target, ...], t: int) -> str:
    last = row[-1]
    if len(row) == 2:
        return f"{row[0].quantity} × {_source(last, t)}"
    if last.quantity == "x":
        return frame.tokens[last.t].text
    if last.weight and last.weight.startswith(("b_", "b[")):
        return last.weight.partition("[")[0]
    return f"{_source(last, t)}[{last.unit}]"


def _source(target: Target, t: int) -> str:
    """Where an input comes from: h₋₁ for the h of the word before, 0 for the initial state."""
    if target.quantity is None:
        return "0"
    old = {"h": "h_prev", "c": "c_prev"} if target.t < t else {}
    return symbol_of(old.get(target.quantity, target.quantity))


class _Pencil:
    """Draws the lines of the terms in columns of their own."""

    def __init__(self, limit: float, label: int, cells: int, glyphs: Glyphs) -> None:
        self.limit, self.label, self.cells, self.glyphs = limit, label, cells, glyphs
        self.bar = cells - 2 - label - 2 * _NUMBER - 3 - 2 - _NUMBER
        self.bar -= (self.bar + 1) % 2

    def line(self, name: str, row: tuple[Target, ...], within: int | None) -> Line:
        """Label, factor × input, bar, product; `within` is which of the row's numbers the cursor stands on."""
        last, chosen = row[-1], within is not None
        factor = row[0].value if len(row) == 2 else last.factor
        product = last.value if factor is None or (last.weight and last.weight[0] == "b") else factor * last.value
        label = fit(((clip(name, self.label, self.glyphs.ellipsis), self._role(chosen)),), self.label)
        pair = self._pair(row, factor, last, within)
        return self._set(chosen, label, pair, product)

    def _pair(self, row: tuple[Target, ...], factor: float | None, last: Target, within: int | None) -> Line:
        if factor is None or (last.weight and last.weight[0] == "b"):
            return ((" " * (2 * _NUMBER + 3), GROUND),)
        first = self._role(within == 0 and len(row) == 2)
        second = self._role(within is not None and (len(row) == 1 or within == 1))
        times = self.glyphs.shown("×")
        return (self._number(factor, first), (f" {times} ", "soft"), self._number(last.value, second))

    def total(self, name: str, value: float) -> Line:
        """The sum below the terms."""
        label = fit(((clip(name, self.label, self.glyphs.ellipsis), "text"),), self.label)
        return self._set(False, label, ((" " * (2 * _NUMBER + 3), GROUND),), value, lit=True)

    def _set(self, chosen: bool, label: Line, pair: Line, product: float, lit: bool = False) -> Line:
        cursor = (self.glyphs.cursor if chosen else " ", "cursor")
        dim = "" if chosen or lit else ".dim"
        bar = signed_bar(product, self.limit, max(self.bar, 0), self.glyphs, (f"positive{dim}", f"negative{dim}"))
        told = self._number(product, "number" if chosen or lit else "text")
        return fit(merge((cursor, *label, (" ", GROUND), *pair, (" ", GROUND), *bar, (" ", GROUND), told)), self.cells)

    def _number(self, value: float, role: str) -> tuple[str, str]:
        return number(value, True, self.glyphs), role

    def _role(self, chosen: bool) -> str:
        return "now.text" if chosen else "label"


def _bound(frame: Frame, about: Focus, made: "Arithmetic") -> float:
    """A round number that no term and no sum of this value exceeds at any word of the walk."""
    assert frame.run is not None
    run, rows = frame.run, table(frame)
    row = rows[made.inner]
    if "@" not in row.formula:
        return bound(frame, "c") if row.id in ("c", "kept", "new") else 1.0
    peaks = [abs(run.logits[:, about.unit]).max() if made.inner == "y" else abs(run.trace[made.inner][:, about.unit]).max()]
    for name in row.inputs:
        if name not in rows:
            owner = run.model.head if name in run.model.head.names() else run.model.cell
            peaks.append(abs(owner.weight(name)[about.unit]).max())
    return nice(float(max(peaks)))
