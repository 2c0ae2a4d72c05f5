"""A heat map: one row per unit, one column per token, with a cursor that its window follows.

`python -m lstm_tui.charts.heat` draws two, and a grid of one step of a large network.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.tile import tile

Matrix = Sequence[Sequence[float | None]]
_WIDEST, _LABELLED = 7, 4
_POINTER = {"unicode": "▾", "ascii": "v"}
_ENDS = {"unicode": ("‹", "›", "▴", "▾"), "ascii": ("<", ">", "^", "v")}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which units and tokens a map shows, and where. Cells and lines are counted from its upper left corner."""

    units: range
    tokens: range
    pitch: int
    gutter: int
    cells: int
    count: tuple[int, int]
    unit: int | None
    token: int

    def place(self, unit: int, token: int) -> tuple[int, int] | None:
        """Line and first cell of a value, None if it is out of the window; it takes `tile` cells."""
        if unit not in self.units or token not in self.tokens:
            return None
        return 1 + unit - self.units.start, self.gutter + (token - self.tokens.start) * self.pitch

    @property
    def tile(self) -> int:
        """Cells of one value: from three on, a column ends in a gap."""
        return self.pitch - 1 if self.pitch > 2 else self.pitch

    @property
    def hidden(self) -> tuple[int, int, int, int]:
        """How many tokens are out of sight left and right, how many units above and below."""
        units, tokens = self.count
        return self.tokens.start, tokens - self.tokens.stop, self.units.start, units - self.units.stop


def window(count: int, chosen: int, room: int) -> range:
    """The part of 0 … count − 1 that `room` places show, `chosen` about in its middle."""
    room = max(min(room, count), 1)
    first = min(max(chosen - room // 2, 0), max(count - room, 0))
    return range(first, min(first + room, count))


def plan(
    units: int,
    tokens: int,
    cells: int,
    rows: int,
    token: int,
    unit: int | None = None,
    labels: Sequence[str] = (),
    least: int = 1,
    gutter: int = 0,
) -> Plan:
    """A map of `cells` cells and at most `rows` lines with the cursor at `token` (and at `unit`).

    Columns are as wide as all tokens allow and their labels need, but at least `least` cells. Before them stand at least
    `gutter` cells, so that rows of another kind can stand under the same columns.
    Raises `ValueError` where not even one value has room.
    """
    gutter = max(len(str(max(units - 1, 0))) + 2, gutter)
    room = cells - gutter - 1
    if room < least or rows < 2 or units < 1 or tokens < 1:
        raise ValueError(f"no room for a heat map of {units} units and {tokens} tokens in {cells}x{rows} cells")
    widest = max((cell_len(label) + 2 for label in labels), default=2)
    pitch = max(min(room // tokens, widest, _WIDEST), least)
    seen = window(tokens, token, room // pitch)
    return Plan(window(units, unit or 0, rows - 1), seen, pitch, gutter, cells, (units, tokens), unit, token)


def heat(values: Matrix, bound: float | None, plan: Plan, glyphs: Glyphs, labels: Sequence[str] = ()) -> list[Line]:
    """The map: a line of labels, then a line per unit, each exactly `plan.cells` wide.

    `values[unit][token]` is None where nothing is computed yet. `bound` None is the scale 0 … 1, else −bound … +bound.
    The cursor's column is lit, the others are dim; a pointer stands above it.
    """
    return [_header(plan, glyphs, labels), *(_row(values[unit], unit, bound, plan, glyphs) for unit in plan.units)]


def _row(row: Sequence[float | None], unit: int, bound: float | None, plan: Plan, glyphs: Glyphs) -> Line:
    chosen = unit == plan.unit
    runs: list[Run] = [
        (glyphs.cursor if chosen else " ", "cursor"),
        (f"{unit:>{plan.gutter - 2}}", "number" if chosen else "unit"),
        (_vertical_end(unit, plan, glyphs), "note"),
    ]
    for token in plan.tokens:
        lit = token == plan.token
        runs.append(tile(row[token], bound, plan.tile, glyphs, "" if lit else ".dim"))
        runs.append((" " * (plan.pitch - plan.tile), GROUND))
    return fit(merge(runs), plan.cells)


def _vertical_end(unit: int, plan: Plan, glyphs: Glyphs) -> str:
    above, below = plan.hidden[2:]
    if above and unit == plan.units.start:
        return _ENDS[glyphs.name][2]
    return _ENDS[glyphs.name][3] if below and unit == plan.units.stop - 1 else " "


def _header(plan: Plan, glyphs: Glyphs, labels: Sequence[str]) -> Line:
    room = plan.cells - plan.gutter - 1
    left, right = plan.hidden[:2]
    before, after = _ENDS[glyphs.name][:2]
    runs: list[Run] = [(" " * (plan.gutter - 1), GROUND)]
    if labels and plan.pitch >= _LABELLED:
        runs += _names(plan, glyphs, labels, before if left else " ")
    else:
        runs += [(before if left else " ", "note"), *_pointer(plan, glyphs, labels, room)]
    return merge((*fit(merge(runs), plan.cells - 1), (after if right else " ", "note")))


def _names(plan: Plan, glyphs: Glyphs, labels: Sequence[str], end: str) -> Line:
    """Each column under its own label; in the gap before the cursor's stands the pointer."""
    runs: list[Run] = []
    for token in plan.tokens:
        here = token == plan.token
        runs.append((_POINTER[glyphs.name], "now.text") if here else (end if token == plan.tokens.start else " ", "note"))
        shown = clip(labels[token], plan.tile, glyphs.ellipsis)
        runs += fit(((shown, "now.text" if here else "label"),), plan.tile)
    return merge(runs)


def _pointer(plan: Plan, glyphs: Glyphs, labels: Sequence[str], room: int) -> Line:
    """The pointer above the cursor's column and its label on the side that has more room."""
    if plan.token not in plan.tokens:
        return ()
    at = (plan.token - plan.tokens.start) * plan.pitch
    after, label = room - at - 1, labels[plan.token] if labels else ""
    if after < cell_len(label) and after < at:
        name = clip(label, at, glyphs.ellipsis)
        return merge(((" " * (at - cell_len(name)), GROUND), (name + _POINTER[glyphs.name], "now.text")))
    return merge(((" " * at, GROUND), (_POINTER[glyphs.name] + clip(label, after, glyphs.ellipsis), "now.text")))


def _demo() -> None:
    from math import sin

    from lstm_tui.charts.cells import plain
    from lstm_tui.charts.glyphs import ASCII, UNICODE
    from lstm_tui.charts.grid import grid, grid_plan

    words = "철수 는 키가 크다 . Jane is short . Jane asked".split()
    values = [[2.1 * sin(unit + token / 2) if token < 9 else None for token in range(11)] for unit in range(6)]
    for glyphs in (UNICODE, ASCII):
        for cells in (60, 22):
            where = plan(6, 11, cells, 7, 7, 2, words)
            print(*map(plain, heat(values, 2.0, where, glyphs, words)), sep="\n")
        print(*map(plain, grid([sin(n / 5) for n in range(128)], 1.0, grid_plan(128, 70, 6, 70), glyphs)), sep="\n")


if __name__ == "__main__":
    _demo()
