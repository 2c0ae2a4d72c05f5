"""One value taken apart: its formula with its numbers, the terms of its sum, and the curve that the sum is put through."""

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lstm_tui.charts.bars import gate_bar, gate_word, number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import Line, beside, clip, fit, merge, shorten, wrap
from lstm_tui.charts.curve import SIGMOID, TANH, curve
from lstm_tui.charts.equation import fitted
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.heat import window
from lstm_tui.charts.tile import scale
from lstm_tui.stage.facts import bound, symbol_of, table
from lstm_tui.stage.formula import products, sign_tex, tex
from lstm_tui.stage.history import history, history_rows, stacked
from lstm_tui.stage.layout import GAP, Slot
from lstm_tui.stage.moves import Focus, focus, history_quantities
from lstm_tui.stage.panel import Panel, tells
from lstm_tui.stage.panels import draw
from lstm_tui.stage.terms import lines_of, place, terms
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


def _heading(frame: Frame, view: View, about: Focus, made: "Arithmetic | None", columns: int, glyphs: Glyphs) -> Line:
    at = f"{glyphs.dot}{frame.tokens[about.t].text}"
    sign = "x" if about.quantity == "x" else glyphs.shown(place(frame, about))
    line: list[tuple[str, str]] = [(sign, "title.lit.symbol")]
    if made:
        line += [(f" = {number(made.value, _signed(frame, about.quantity), glyphs).strip()}", "number")]
        if table(frame)[about.quantity].low == 0 and about.quantity != "p":
            line += [(f" {text(view.lang, f'word.{gate_word(made.value)}')}", "word")]
    line += [(f"  {_name(frame, view, about.quantity)}{at}", "text")]
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
    wanted = max(lines_of(frame, view) + 4, CURVE_ROWS if count > 1 else 0)
    height = min(wanted, size.rows)
    drawn = terms(frame, view, about, made, Size(left, height), glyphs)
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
    drawn = Panel(lines, drawn.regions)
    if size.rows - len(lines) < history_rows(frame) or about.quantity not in history_quantities(frame):
        return drawn
    room = Size(size.columns, history_rows(frame))
    return stacked([drawn, history(frame, replace(view, quantity=about.quantity), room, glyphs, ahead=False)])


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
