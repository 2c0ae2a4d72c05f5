"""A function as a curve on a few cells, with axes, ticks and the point where a value stands on it.

`python -m lstm_tui.charts.curve` draws σ and tanh.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, tanh

from lstm_tui.charts.canvas import Canvas, Point
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs

CURVE, LEAD, AXIS = "formula", "now.text", "faint"
_LEAST = 4  # cells of the canvas itself
_MARKS = {"unicode": ("●", "◂", "▸", "▴", "▾", "┊", "┈"), "ascii": ("O", "<", ">", "^", "v", ":", ".")}


@dataclass(frozen=True, slots=True)
class Axes:
    """The two ranges of a plot (low, high) and the values written at them."""

    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: tuple[float, ...] = ()
    y_ticks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A function with the axes that show it best."""

    function: Callable[[float], float]
    axes: Axes


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


SIGMOID = Shape(_sigmoid, Axes((-6, 6), (0, 1), (-6, -3, 0, 3, 6), (0, 0.5, 1)))
TANH = Shape(tanh, Axes((-3, 3), (-1, 1), (-3, 0, 3), (-1, 0, 1)))


def curve(shape: Shape, at: float | None, cells: int, rows: int, glyphs: Glyphs, role: str = CURVE) -> list[Line]:
    """The curve in `rows` lines of exactly `cells` cells; `at` is the x whose point is marked, at the edge if beyond it.

    Raises `ValueError` for fewer than 12 by 4 cells.
    """
    mark = None if at is None else (at, shape.function(at))
    left, right = shape.axes.x
    count = 4 * cells
    points = [(x, shape.function(x)) for x in (left + (right - left) * n / count for n in range(count + 1))]
    return plot(points, shape.axes, cells, rows, glyphs, mark, role)


def plot(
    points: Sequence[Point], axes: Axes, cells: int, rows: int, glyphs: Glyphs, mark: Point | None = None, role: str = CURVE
) -> list[Line]:
    """The polyline through `points` (x ascending; a y that is not finite leaves a gap), and one marked point.

    The line is read once in each column of dots: more points than that do not show.
    Raises `ValueError` for fewer than 12 by 4 cells, an empty range, or points out of order.
    """
    if cells < 12 or rows < 4:
        raise ValueError(f"a plot needs 12x4 cells or more, not {cells}x{rows}")
    if axes.x[0] >= axes.x[1] or axes.y[0] >= axes.y[1]:
        raise ValueError(f"an axis of no length: x {axes.x}, y {axes.y}")
    if any(a[0] > b[0] for a, b in pairwise(points)):
        raise ValueError("the points of a plot must ascend in x")
    return _Plot(axes, cells, rows, glyphs, mark).draw(points, role)


class _Plot:
    """The geometry of one plot: a gutter for the ticks of y, the canvas, a line for the ticks of x."""

    def __init__(self, axes: Axes, cells: int, rows: int, glyphs: Glyphs, mark: Point | None) -> None:
        self.axes, self.glyphs, self.cells = axes, glyphs, cells
        self.mark = mark if mark and all(map(isfinite, mark)) else None
        # As wide as any value in range, so that the curve stays where it is while the point moves.
        names = [
            *map(self._name, axes.y_ticks),
            *map(self._value, axes.y),
            *([self._value(self.mark[1])] if self.mark else []),
        ]
        self.gutter = min(max(map(len, names)) + 1, cells - _LEAST)
        self.columns, self.lines = cells - self.gutter, rows - 1
        self.canvas = Canvas(self.columns, self.lines, glyphs)

    def draw(self, points: Sequence[Point], role: str) -> list[Line]:
        self.canvas.stroke([self._height(points, column) for column in range(self.canvas.columns)], role)
        self._axes()
        grid = self.canvas.cells()
        if self.mark:
            self._mark(grid, *self.mark)
        body = [merge(((self._tick(n), self._tick_role(n)), *grid[n])) for n in range(self.lines)]
        return [*body, self._foot()]

    def _axes(self) -> None:
        for y in self.axes.y_ticks:
            self.canvas.rule(self._line(y), AXIS, 2 if y == 0 else 4)
        if self.axes.x[0] <= 0 <= self.axes.x[1]:
            self.canvas.post(self._column(0), AXIS)

    def _height(self, points: Sequence[Point], column: int) -> float | None:
        left, right = self.axes.x
        y = _interpolate(points, left + (right - left) * column / max(self.canvas.columns - 1, 1))
        return None if y is None else self._fraction(y, self.axes.y) * (self.canvas.lines - 1)

    def _fraction(self, y: float, scale: tuple[float, float]) -> float:
        return (scale[1] - y) / (scale[1] - scale[0])

    def _line(self, y: float) -> int:
        return round(self._fraction(y, self.axes.y) * (self.canvas.lines - 1))

    def _column(self, x: float) -> int:
        return round((1 - self._fraction(x, self.axes.x)) * (self.canvas.columns - 1))

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        """Column and line of the cell of a point, at the edge for one beyond it."""
        x = min(max(x, self.axes.x[0]), self.axes.x[1])
        y = min(max(y, self.axes.y[0]), self.axes.y[1])
        return (
            self._column(x) * self.columns // self.canvas.columns,
            self._line(y) * self.lines // self.canvas.lines,
        )

    def _mark(self, grid: list[list[Run]], x: float, y: float) -> None:
        """The point, and dashes from it to the values written at both axes."""
        point, left, right, above, below, upright, level = _MARKS[self.glyphs.name]
        column, line = self._cell(x, y)
        for n in range(line + 1, self.lines):
            grid[n][column] = _under(grid[n][column], upright)
        for n in range(column):
            grid[line][n] = _under(grid[line][n], level)
        glyph = right if x > self.axes.x[1] else left if x < self.axes.x[0] else point
        glyph = above if y > self.axes.y[1] else below if y < self.axes.y[0] else glyph
        grid[line][column] = (glyph, LEAD)

    def _tick(self, line: int) -> str:
        name = next((self._name(y) for y in self.axes.y_ticks if self._cell(0, y)[1] == line), "")
        if self.mark and self._cell(*self.mark)[1] == line:
            name = self._value(self.mark[1])
        return f"{clip(name, self.gutter - 1, self.glyphs.ellipsis):>{self.gutter - 1}} "

    def _tick_role(self, line: int) -> str:
        return LEAD if self.mark and self._cell(*self.mark)[1] == line else "note"

    def _foot(self) -> Line:
        """The values of x at their places, the marked one before all others."""
        names = [(x, self._name(x), "note") for x in self.axes.x_ticks]
        if self.mark:
            names.insert(0, (self.mark[0], self._marked(self.mark[0]), LEAD))
        taken = [False] * self.columns
        placed: list[tuple[int, Run]] = []
        for x, name, role in names:
            start = min(max(self._cell(x, 0)[0] - len(name) // 2, 0), self.columns - len(name))
            if start < 0 or any(taken[max(start - 1, 0) : start + len(name) + 1]):
                continue
            taken[start : start + len(name)] = [True] * len(name)
            placed.append((start, (name, role)))
        return self._set(sorted(placed))

    def _set(self, placed: Sequence[tuple[int, Run]]) -> Line:
        runs: list[Run] = [(" " * self.gutter, GROUND)]
        at = 0
        for start, run in placed:
            runs += [(" " * (start - at), GROUND), run]
            at = start + len(run[0])
        return fit(merge(runs), self.cells)

    def _marked(self, x: float) -> str:
        _, left, right, *_ = _MARKS[self.glyphs.name]
        name = self._value(x, True)
        return left + name if x < self.axes.x[0] else name + right if x > self.axes.x[1] else name

    def _name(self, value: float) -> str:
        return f"{value:g}".replace("-", self.glyphs.minus)

    def _value(self, value: float, signed: bool = False) -> str:
        if abs(value) < 0.005:
            return "0.00"  # a zero has no sign
        digits = f"{value:+.2f}" if signed else f"{value:.2f}"
        return (digits if abs(value) < 1000 else f"{value:.0e}").replace("-", self.glyphs.minus)


def _under(cell: Run, dash: str) -> Run:
    """The dash, unless the curve already runs through the cell."""
    return (dash, LEAD) if cell[1] in (GROUND, AXIS) else cell


def _interpolate(points: Sequence[Point], x: float) -> float | None:
    after = bisect_right(points, x, key=lambda point: point[0])
    if after == 0 or (after == len(points) and points[-1][0] < x):
        return None
    (x0, y0), (x1, y1) = points[after - 1], points[min(after, len(points) - 1)]
    y = y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return y if isfinite(y) else None


def _demo() -> None:
    from lstm_tui.charts.cells import plain
    from lstm_tui.charts.glyphs import ASCII, UNICODE

    for glyphs in (UNICODE, ASCII):
        for shape, at, size in ((SIGMOID, 1.2, (24, 7)), (TANH, -0.52, (40, 10)), (SIGMOID, -9.0, (60, 14))):
            print(*map(plain, curve(shape, at, *size, glyphs)), sep="\n")


if __name__ == "__main__":
    _demo()
