"""One step of a large network: its units in rows of tiles, with the chosen one pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from lstm_tui.charts.cells import GROUND, Line, Run, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.heat import window
from lstm_tui.charts.tile import tile

_PER_LINE = (64, 32, 16, 8, 4, 2, 1)
PITCH = 2  # a place for the cursor, and the tile


@dataclass(frozen=True, slots=True)
class GridPlan:
    """Which of `count` units a grid shows: `per_line` in each of the `lines` (numbers of whole rows of the grid)."""

    count: int
    per_line: int
    lines: range
    gutter: int
    cells: int
    chosen: int

    @property
    def units(self) -> range:
        """The units in sight."""
        return range(self.lines.start * self.per_line, min(self.lines.stop * self.per_line, self.count))

    def place(self, unit: int) -> tuple[int, int] | None:
        """Line and cell of a unit's tile, None if it is out of the window."""
        if unit not in self.units:
            return None
        line, column = divmod(unit, self.per_line)
        return line - self.lines.start, self.gutter + column * PITCH + 1


def grid_plan(count: int, cells: int, rows: int, chosen: int = 0) -> GridPlan:
    """A grid of `count` units in at most `rows` lines of `cells` cells; the chosen unit's line is in the window.

    Raises `ValueError` where not even one value has room.
    """
    gutter = len(str(max(count - 1, 0))) + 1
    per_line = next((n for n in _PER_LINE if n * PITCH <= cells - gutter and n < 2 * count), 0)
    if not per_line or rows < 1 or count < 1:
        raise ValueError(f"no room for a grid of {count} units in {cells}x{rows} cells")
    lines = window(-(-count // per_line), chosen // per_line, rows)
    return GridPlan(count, per_line, lines, gutter, cells, chosen)


def grid(values: Sequence[float | None], bound: float | None, plan: GridPlan, glyphs: Glyphs, dim: str = "") -> list[Line]:
    """A line per row of the grid, exactly `plan.cells` wide, with the number of its first unit before it.

    `values` has one value per unit, None where nothing is computed yet; for `bound` and `dim` see `tile`.
    """
    return [_line(values, bound, plan, glyphs, dim, line) for line in plan.lines]


def _line(values: Sequence[float | None], bound: float | None, plan: GridPlan, glyphs: Glyphs, dim: str, line: int) -> Line:
    first = line * plan.per_line
    runs: list[Run] = [(f"{first:>{plan.gutter - 1}} ", "unit")]
    for unit in range(first, min(first + plan.per_line, plan.count)):
        chosen = unit == plan.chosen
        runs.append((glyphs.cursor, f"cursor{dim}") if chosen else (" ", GROUND))
        runs.append(tile(values[unit], bound, 1, glyphs, dim))
    return fit(merge(runs), plan.cells)
