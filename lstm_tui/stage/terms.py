"""The terms of one sum: where each input comes from, what weighs it, and what it adds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lstm_tui.charts.bars import number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.heat import window
from lstm_tui.charts.tile import scale
from lstm_tui.stage.facts import bound, nice, symbol_of, table
from lstm_tui.stage.moves import Focus, Target, targets
from lstm_tui.stage.panel import Panel, Region
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

if TYPE_CHECKING:
    from lstm_tui.engine.arithmetic import Arithmetic

_NUMBER = 5


def place(frame: Frame, about: Focus) -> str:
    """f[4], or p[she] where the value belongs to a word."""
    if frame.run is not None and about.quantity in ("p", "y"):
        return f"{about.quantity}[{frame.run.model.outputs[about.unit]}]"
    return f"{symbol_of(about.quantity)}[{about.unit}]"


def _rows(frame: Frame, view: View) -> list[tuple[Target, ...]]:
    """The targets by the line they stand on: the two factors of a product share theirs."""
    lines: list[tuple[Target, ...]] = []
    there = list(targets(frame, view))
    while there:
        first = there.pop(0)
        pair = first.weight is None and first.quantity in ("f", "i", "o") and bool(there) and there[0].weight is None
        lines.append((first, there.pop(0)) if pair else (first,))
    return lines


def lines_of(frame: Frame, view: View) -> int:
    """How many lines the terms take."""
    return len(_rows(frame, view))


def terms(frame: Frame, view: View, about: Focus, made: "Arithmetic", size: Size, glyphs: Glyphs) -> Panel:
    """A line per term, the largest first, and the bias: input, weight × value, bar and product; below them their sum."""
    lines = _rows(frame, view)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    chosen = max((n for n, start in enumerate(starts) if start <= view.choice), default=0)
    shown, others = _in_sight(lines, chosen, size.rows - 3)
    labels = [glyphs.shown(_label(frame, row, about.t)) for row in lines]
    limit = _bound(frame, about, made)
    pencil = _Pencil(limit, min(max(map(cell_len, labels), default=0), 10), size.columns - 4, glyphs)
    body = [pencil.line(labels[n], lines[n], view.choice - starts[n] if n == chosen else None) for n in shown]
    regions = tuple(
        Region(1 + k, 2, size.columns - 4, lines[n][-1].quantity, lines[n][-1].unit, lines[n][-1].t)
        for k, n in enumerate(shown)
        if lines[n][-1].quantity
    )
    if others:
        rest = sum(product(lines[n]) for n in others)
        body.append(pencil.total(text(view.lang, "memory.others", n=len(others)), rest, lit=False))
    body.append(pencil.total(f"= {glyphs.shown(symbol_of(made.inner))}", made.total))
    body = [*body, *[()] * size.rows][: size.rows - 2]
    name = place(frame, about._replace(quantity=made.inner))
    title: Line = ((text(view.lang, "unit.made_of", name=glyphs.shown(name)), "title.lit"),)
    foot = _foot(frame, view, lines, chosen, view.choice - starts[chosen] if lines else 0, glyphs)
    return Panel(box(title, scale(limit, glyphs), body, size.columns, glyphs, "frame.lit", foot), regions)


def _in_sight(lines: Sequence[tuple[Target, ...]], chosen: int, room: int) -> tuple[list[int], list[int]]:
    """Which lines are drawn, the chosen one and the bias among them, and which are summed up as others."""
    if len(lines) <= room or room < 3:
        shown = list(window(len(lines), chosen, room)) if lines else []
        return shown, []
    last = len(lines) - 1
    bias = [last] if lines[last][0].quantity is None and _is_bias(lines[last][0]) else []
    count = len(lines) - len(bias)
    shown = [*window(count, min(chosen, count - 1), room - 1 - len(bias)), *bias]
    return shown, [n for n in range(len(lines)) if n not in shown]


def _is_bias(target: Target) -> bool:
    return bool(target.weight) and str(target.weight).startswith("b")


def product(row: tuple[Target, ...]) -> float:
    """What a line adds to the sum."""
    last = row[-1]
    if len(row) == 2:
        return row[0].value * last.value
    return last.value if last.factor is None or _is_bias(last) else last.factor * last.value


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
    if last.weight and _is_bias(last):
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
        label = fit(((clip(name, self.label, self.glyphs.ellipsis), self._role(chosen)),), self.label)
        pair = self._pair(row, factor, last, within)
        return self._set(chosen, label, pair, product(row))

    def _pair(self, row: tuple[Target, ...], factor: float | None, last: Target, within: int | None) -> Line:
        if factor is None or _is_bias(last):
            return ((" " * (2 * _NUMBER + 3), GROUND),)
        first = self._role(within == 0 and len(row) == 2)
        second = self._role(within is not None and (len(row) == 1 or within == 1))
        times = self.glyphs.shown("×")
        return (self._number(factor, first), (f" {times} ", "soft"), self._number(last.value, second))

    def total(self, name: str, value: float, lit: bool = True) -> Line:
        """The sum below the terms, or what some of them sum up to."""
        room = self.label + 1 + 2 * _NUMBER + 3
        label = fit(((clip(name, room, self.glyphs.ellipsis), "text" if lit else "soft"),), room)
        return self._set(False, label, (), value, lit)

    def _set(self, chosen: bool, label: Line, pair: Line, value: float, lit: bool = False) -> Line:
        cursor = (self.glyphs.cursor if chosen else " ", "cursor")
        dim = "" if chosen or lit else ".dim"
        bar = signed_bar(value, self.limit, max(self.bar, 0), self.glyphs, (f"positive{dim}", f"negative{dim}"))
        between = ((" ", GROUND), *pair) if pair else ()
        told = self._number(value, "number" if chosen or lit else "text")
        return fit(merge((cursor, *label, *between, (" ", GROUND), *bar, (" ", GROUND), told)), self.cells)

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
