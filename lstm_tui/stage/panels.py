"""One panel: a framed list of bars, one row per unit, with number and word; many units as tiles; or words."""

from dataclasses import dataclass, replace

from rich.cells import cell_len

from lstm_tui.charts.bars import GATE_WORDS, alternate, gate_bar, gate_word, hollow_bar, number, signed_bar
from lstm_tui.charts.cells import GROUND, Line, Run, beside, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.grid import grid, grid_plan
from lstm_tui.stage.facts import bound, selected, units
from lstm_tui.stage.layout import GAP, MARGIN, MOST_UNITS, Slot
from lstm_tui.stage.panel import (
    BESIDE,
    DELTA_CELLS,
    MIN_BAR,
    PANELS,
    Light,
    Panel,
    Region,
    delta,
    difference,
    framed,
    light,
    scale_of,
    tells,
)
from lstm_tui.stage.view import View
from lstm_tui.stage.word_panels import input_panel, words_panel
from lstm_tui.strings import text
from lstm_tui.tape import Frame

_MIN_COLUMN = 15


def draw(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    """The panel of `slot`: exactly its width and height."""
    if slot.panel in ("words", "rnn_words"):
        return words_panel(frame, view, slot, glyphs)
    if slot.panel == "x":
        return input_panel(frame, view, slot, glyphs)
    return _units(frame, view, slot, pitch, glyphs)


def _units(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    shade = light(frame, slot.panel)
    values = _values(frame, slot.panel, shade.quantity)
    rows = UnitRows(frame, view, slot, shade, glyphs, bound(frame, shade.quantity), pitch == 1, values)
    if slot.panel in BESIDE:
        return _columns(rows)
    if rows.count > MOST_UNITS and view.panel != slot.panel and slot.height >= 5:
        return _tiles(rows)
    return _bars(rows, pitch)


def _values(frame: Frame, panel: str, quantity: str) -> tuple[float, ...]:
    return frame.beside_values(quantity) if panel in BESIDE else frame.values(quantity)


def _bars(rows: "UnitRows", pitch: int) -> Panel:
    """A row per unit, as many of them around the selected one as there is room for."""
    slot, body = rows.slot, rows.slot.height - 2
    first, last = window(rows.count, rows.chosen, (body + pitch - 1) // pitch)
    lines: list[Line] = []
    regions = []
    for unit in range(first, last):
        regions.append(Region(1 + len(lines), 0, slot.width, rows.shade.quantity, unit, rows.frame.t))
        lines += [rows.line(unit), *[()] * (pitch - 1)]
    lines = [*lines, *[()] * body][:body]
    more = rows.count - (last - first)
    foot = text(rows.view.lang, "ui.more", n=more) if more else rows.foot()
    return Panel(framed(slot, rows.view, rows.shade, lines, rows.note(), rows.glyphs, foot), tuple(regions))


def _columns(rows: "UnitRows") -> Panel:
    """All units of the plain RNN, in as many columns as they need; as tiles where those would be too narrow."""
    slot, body, room = rows.slot, rows.slot.height - 2, rows.slot.width - 4
    count = -(-rows.count // max(body, 1))
    wide = (room - GAP * (count - 1)) // count
    if wide < _MIN_COLUMN:
        where = grid_plan(rows.count, room, body, -1)
        values = (None,) * rows.count if rows.shade.hidden else rows.values
        drawn = grid(values, rows.limit, where, rows.glyphs, ".dim" if rows.shade.suffix or rows.shade.past else "")
    else:
        narrow = replace(rows, slot=replace(slot, width=wide + 4))
        names = [range(start, min(start + body, rows.count)) for start in range(0, rows.count, body)]
        blocks = [[fit(narrow.line(unit), wide) for unit in each] for each in names]
        drawn = beside([[*block, *[((" " * wide, GROUND),)] * (body - len(block))] for block in blocks], GAP)
    return Panel(framed(slot, rows.view, rows.shade, [*drawn, *[()] * body][:body], rows.note(), rows.glyphs))


def _tiles(rows: "UnitRows") -> Panel:
    """A tile per unit, and the selected one as a bar below them."""
    slot, shade, body = rows.slot, rows.shade, rows.slot.height - 2
    where = grid_plan(rows.count, slot.width - 4, body - 1, rows.chosen)
    values = (None,) * rows.count if shade.hidden else rows.values
    limit = None if PANELS[slot.panel].gate else rows.limit
    dim = ".dim" if shade.suffix or shade.past else ""
    lines = [*grid(values, limit, where, rows.glyphs, dim), *[()] * body][: body - 1]
    places = ((unit, where.place(unit)) for unit in where.units)
    regions = [Region(1 + p[0], 2 + p[1], 1, shade.quantity, unit, rows.frame.t) for unit, p in places if p]
    more = rows.count - len(where.units)
    foot = text(rows.view.lang, "ui.more", n=more) if more else ""
    body_lines = [*lines, rows.line(rows.chosen)]
    return Panel(framed(slot, rows.view, shade, body_lines, rows.note(), rows.glyphs, foot), tuple(regions))


def window(count: int, chosen: int, room: int) -> tuple[int, int]:
    """The rows first … last of `count` that a list `room` rows high shows, the chosen one among them."""
    room = max(min(room, count), 1)
    first = min(max(chosen - room // 2, 0), count - room)
    return first, first + room


@dataclass(frozen=True, slots=True)
class UnitRows:
    """Draws the rows of one panel of units."""

    frame: Frame
    view: View
    slot: Slot
    shade: Light
    glyphs: Glyphs
    limit: float
    close: bool
    values: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many units there are; a guess until the numbers are there."""
        return len(self.values) or units(self.frame)

    @property
    def chosen(self) -> int:
        """The selected unit; of another network none is."""
        return selected(self.frame, self.view.unit) if self.slot.panel not in BESIDE else -1

    @property
    def baseline(self) -> tuple[float, ...]:
        """The values without the changes; empty where there is nothing to compare."""
        if self.slot.panel in BESIDE or self.shade.hidden:
            return ()
        return self.frame.baseline_values(self.shade.quantity)

    @property
    def tells_difference(self) -> bool:
        """Whether a column of differences has room."""
        return bool(self.baseline) and self._room() - DELTA_CELLS >= MIN_BAR - 1

    def note(self) -> str:
        """The scale, and what the last column is."""
        difference = f"  {delta(self.glyphs)}" if self.tells_difference else ""
        return scale_of(self.slot.panel, self.limit, self.glyphs) + difference

    def foot(self) -> str:
        """What the mark in the bars is."""
        if self.baseline:
            marks = self.slot.column == MARGIN and any(self._ghost(unit) is not None for unit in range(self.count))
            return f"{self.glyphs.ghost} {text(self.view.lang, 'panel.baseline')}" if marks else ""
        if self.slot.panel == "c" and self.shade.quantity == "c":
            return f"{self.glyphs.ghost} {text(self.view.lang, 'panel.before')}"
        return ""

    def line(self, unit: int) -> Line:
        """Cursor, unit, bar, number and, for a gate that has room, its word; or the difference to the baseline."""
        chosen = unit == self.chosen
        label: list[Run] = [
            (self.glyphs.cursor if chosen else " ", f"cursor{self.shade.suffix}"),
            (f"{unit:>{self._digits()}} ", "number" if chosen and not self.shade.suffix else "unit"),
        ]
        room = self._room() - (DELTA_CELLS if self.tells_difference else 0)
        bar, rest = self._gate(unit, room) if PANELS[self.slot.panel].gate else self._signed(unit, room)
        rest += [self._difference(unit)] if self.tells_difference else []
        return merge((*label, *(alternate(bar) if self.close and unit % 2 else bar), *rest))

    def _digits(self) -> int:
        return len(str(self.count - 1))

    def _room(self) -> int:
        return self.slot.width - 4 - self._digits() - 2 - 1 - (4 if PANELS[self.slot.panel].gate else 5)

    def _difference(self, unit: int) -> Run:
        return difference(self.values[unit] - self.baseline[unit], self.glyphs, self.shade.suffix)

    def _gate(self, unit: int, room: int) -> tuple[Line, list[Run]]:
        words = {word: text(self.view.lang, f"word.{word}") for word in GATE_WORDS}
        word_cells = 1 + max(map(cell_len, words.values()))
        word_cells = word_cells if room - word_cells >= MIN_BAR and not self.tells_difference else 0
        cells = room - word_cells
        if self.shade.hidden:
            return hollow_bar(cells, self.glyphs, False), [(f"    {self.glyphs.hidden}", "title.hidden")]
        value = self.values[unit]
        runs: list[Run] = [(f" {number(value, False, self.glyphs)}", f"number{self.shade.suffix}")]
        if word_cells:
            runs.append((f" {words[gate_word(value)]}", f"word{self.shade.suffix}"))
        return gate_bar(value, cells, self.glyphs, f"gate{self.shade.suffix}", self._ghost(unit)), runs

    def _ghost(self, unit: int) -> float | None:
        """The value without the changes where it is another one; without changes the cell of the word before."""
        if self.baseline:
            return self.baseline[unit] if tells(self.values[unit] - self.baseline[unit]) else None
        return self.frame.previous("c")[unit] if self.shade.quantity == "c" else None

    def _signed(self, unit: int, room: int) -> tuple[Line, list[Run]]:
        cells, shade = room - (room + 1) % 2, self.shade
        gap = " " * (1 + room - cells)
        if shade.hidden:
            return hollow_bar(cells, self.glyphs, True), [(f"{gap}    {self.glyphs.hidden}", "title.hidden")]
        value = self.values[unit]
        dim = ".dim" if shade.past else shade.suffix
        roles = (f"positive{dim}", f"negative{dim}") if not shade.past or not shade.suffix else ("past", "past")
        bar = signed_bar(value, self.limit, cells, self.glyphs, roles, self._ghost(unit))
        return bar, [(f"{gap}{number(value, True, self.glyphs)}", f"number{shade.suffix}")]
