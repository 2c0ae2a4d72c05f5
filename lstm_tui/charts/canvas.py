"""Dots finer than cells: two by four in a cell with braille, one by three with ASCII."""

from collections.abc import Iterable, Sequence
from math import isfinite

from lstm_tui.charts.cells import GROUND, Run
from lstm_tui.charts.glyphs import Glyphs

Point = tuple[float, float]

_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
# Bits 1, 2, 4 are the upper, middle and lower third of a cell.
_THIRDS = " '-!.:.|"


class Canvas:
    """Cells of dots that are being drawn. Curves share cells, coloured like the later one; lines stay out of theirs."""

    def __init__(self, cells: int, rows: int, glyphs: Glyphs) -> None:
        """A blank canvas of `cells` by `rows` cells."""
        self._braille = glyphs.name != "ascii"
        self._fine = (2, 4) if self._braille else (1, 3)
        self.columns, self.lines = cells * self._fine[0], rows * self._fine[1]
        self._bits = [[0] * cells for _ in range(rows)]
        self._roles = [[GROUND] * cells for _ in range(rows)]

    def dot(self, column: int, line: int, role: str, behind: bool = False) -> None:
        """One dot, counted from the upper left; not drawn outside the canvas, nor `behind` another role."""
        if not (0 <= column < self.columns and 0 <= line < self.lines):
            return
        (x, dx), (y, dy) = divmod(column, self._fine[0]), divmod(line, self._fine[1])
        if behind and self._roles[y][x] not in (GROUND, role):
            return
        self._bits[y][x] |= _BRAILLE[dy][dx] if self._braille else 1 << dy
        self._roles[y][x] = role

    def rule(self, line: int, role: str, every: int = 2) -> None:
        """A dotted level line behind what is drawn already."""
        for column in range(0, self.columns, every):
            self.dot(column, line, role, behind=True)

    def post(self, column: int, role: str, every: int = 2) -> None:
        """A dotted upright line behind what is drawn already."""
        for line in range(0, self.lines, every):
            self.dot(column, line, role, behind=True)

    def stroke(self, heights: Sequence[float | None], role: str) -> None:
        """A curve: for each column of dots its line, None where it has no value. Jumps are joined by upright dots."""
        before: int | None = None
        for column, height in enumerate(heights):
            if height is None or not isfinite(height):
                before = None
                continue
            here = round(min(max(height, -1.0), float(self.lines)))  # just outside: a steep curve still meets the edge
            for line in _between(before, here):
                self.dot(column, line, role)
            before = here

    def cells(self) -> list[list[Run]]:
        """A run for every cell, line by line."""
        return [
            [(self._glyph(bits), role) for bits, role in zip(row, roles, strict=True)]
            for row, roles in zip(self._bits, self._roles, strict=True)
        ]

    def _glyph(self, bits: int) -> str:
        if not bits:
            return " "
        return chr(0x2800 + bits) if self._braille else _THIRDS[bits]


def _between(before: int | None, here: int) -> Iterable[int]:
    """The lines that join two neighbouring columns: all of them but the one the column before already has."""
    if before is None or before == here:
        return (here,)
    step = 1 if here > before else -1
    return range(before + step, here + step, step)
