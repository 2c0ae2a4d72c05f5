"""One panel: a framed list of bars, one row per unit, with number and word; or the output words; or the input."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rich.cells import cell_len

from lstm_tui.charts.bars import GATE_WORDS, alternate, gate_bar, gate_word, hollow_bar, number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, Run, beside, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.grid import grid, grid_plan
from lstm_tui.stage.facts import bound, content, selected, units
from lstm_tui.stage.layout import GAP, MARGIN, MOST_UNITS, MOST_WORDS, Slot
from lstm_tui.stage.view import View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

GATE_SCALE = "0–1"
_PREVIOUS = {"c": "c_prev", "h": "h_prev"}
_MIN_BAR, _MIN_COLUMN = 6, 15
DELTA_CELLS = 6


class Region(NamedTuple):
    """Cells that stand for something: a unit of a quantity, or a token of the strip."""

    row: int
    column: int
    width: int
    quantity: str | None
    unit: int | None
    token: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a panel shows: its phase, its sign in the title, the line of the catalogue that names it."""

    phase: str
    symbol: str
    name: str
    gate: bool = False


PANELS = {
    "x": Kind("x", "xₜ", "panel.x"),
    "h_prev": Kind("x", "hₜ₋₁", "panel.h_prev"),
    "f": Kind("f", "f", "phase.f.name", gate=True),
    "i": Kind("i", "i", "phase.i.name", gate=True),
    "g": Kind("g", "g", "phase.g.name"),
    "kept": Kind("c", "f∘Cₜ₋₁", "panel.kept"),
    "new": Kind("c", "i∘g", "panel.new"),
    "c": Kind("c", "C", "phase.c.name"),
    "o": Kind("o", "o", "phase.o.name", gate=True),
    "tanh_c": Kind("h", "tanh C", "panel.tanh_c"),
    "h": Kind("h", "h", "phase.h.name"),
    "words": Kind("y", "y", "phase.y.name"),
    "rnn_h": Kind("h", "h", "panel.rnn_h"),
    "rnn_words": Kind("y", "y", "panel.rnn_words"),
}
_BESIDE = {"rnn_h": "h", "rnn_words": "words"}
"""Panels of the plain RNN, and what they show of it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The lines of one panel, and its regions counted from its own upper left corner."""

    lines: list[Line]
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Light:
    """How a panel stands in this frame: computed now ("lit"), earlier ("dim"), still an older value, or not yet."""

    quantity: str
    suffix: str
    hidden: bool = False
    past: bool = False

    @property
    def title(self) -> str:
        """Role of the title."""
        return "title.hidden" if self.hidden else ("title.lit" if not self.suffix else "title.dim")

    @property
    def frame(self) -> str:
        """Role of the frame."""
        return "frame" if self.suffix or self.hidden else "frame.lit"


def light(frame: Frame, panel: str) -> Light:
    """Which quantity `panel` shows in this frame, and how bright."""
    own = _BESIDE.get(panel, panel)
    quantity = "p" if own == "words" else own
    suffix = "" if PANELS[panel].phase == frame.phase else ".dim"
    if frame.run is None:
        return Light(quantity, suffix, hidden=True)
    if frame.known(quantity):
        return Light(quantity, suffix)
    older = _PREVIOUS.get(own)
    if older and frame.known(older):
        reads = older == "h_prev" and frame.phase == "x"
        return Light(older, "" if reads else ".dim", past=True)
    return Light(quantity, suffix, hidden=True)


def draw(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    """The panel of `slot`: exactly its width and height."""
    if slot.panel in ("words", "rnn_words"):
        return _words(frame, view, slot, glyphs)
    if slot.panel == "x":
        return _input(frame, view, slot, glyphs)
    return _units(frame, view, slot, pitch, glyphs)


def _units(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    shade = light(frame, slot.panel)
    values = _values(frame, slot.panel, shade.quantity)
    rows = UnitRows(frame, view, slot, shade, glyphs, bound(frame, shade.quantity), pitch == 1, values)
    if slot.panel in _BESIDE:
        return _columns(rows)
    if rows.count > MOST_UNITS and view.panel != slot.panel and slot.height >= 5:
        return _tiles(rows)
    return _bars(rows, pitch)


def _values(frame: Frame, panel: str, quantity: str) -> tuple[float, ...]:
    return frame.beside_values(quantity) if panel in _BESIDE else frame.values(quantity)


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
    return Panel(_framed(slot, rows.view, rows.shade, lines, rows.note(), rows.glyphs, foot), tuple(regions))


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
    return Panel(_framed(slot, rows.view, rows.shade, [*drawn, *[()] * body][:body], rows.note(), rows.glyphs))


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
    return Panel(_framed(slot, rows.view, shade, body_lines, rows.note(), rows.glyphs, foot), tuple(regions))


def window(count: int, chosen: int, room: int) -> tuple[int, int]:
    """The rows first … last of `count` that a list `room` rows high shows, the chosen one among them."""
    room = max(min(room, count), 1)
    first = min(max(chosen - room // 2, 0), count - room)
    return first, first + room


def _scale(panel: str, limit: float, glyphs: Glyphs) -> str:
    if PANELS[panel].gate:
        return glyphs.shown(GATE_SCALE)
    return f"{glyphs.plus_minus}{limit:g}"


def _framed(
    slot: Slot, view: View, shade: Light, body: Sequence[Line], note: str, glyphs: Glyphs, foot: str = ""
) -> list[Line]:
    kind = PANELS[slot.panel]
    symbol = {"c": "Cₜ₋₁", "h": "hₜ₋₁"}[_BESIDE.get(slot.panel, slot.panel)] if shade.past else kind.symbol
    name = text(view.lang, "panel.past" if shade.past and slot.panel not in _BESIDE else kind.name)
    bright = f"{shade.title}.symbol" if shade.title == "title.lit" else shade.title
    title = merge(((glyphs.shown(symbol), bright), (f" {name}" if name else "", shade.title)))
    return box(title, note, body, slot.width, glyphs, shade.frame, foot)


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
        return selected(self.frame, self.view.unit) if self.slot.panel not in _BESIDE else -1

    @property
    def baseline(self) -> tuple[float, ...]:
        """The values without the changes; empty where there is nothing to compare."""
        if self.slot.panel in _BESIDE or self.shade.hidden:
            return ()
        return self.frame.baseline_values(self.shade.quantity)

    @property
    def tells_difference(self) -> bool:
        """Whether a column of differences has room."""
        return bool(self.baseline) and self._room() - DELTA_CELLS >= _MIN_BAR - 1

    def note(self) -> str:
        """The scale, and what the last column is."""
        difference = f"  {delta(self.glyphs)}" if self.tells_difference else ""
        return _scale(self.slot.panel, self.limit, self.glyphs) + difference

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
        word_cells = word_cells if room - word_cells >= _MIN_BAR and not self.tells_difference else 0
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


def delta(glyphs: Glyphs) -> str:
    """The name of a column of differences."""
    return "d" if glyphs.name == "ascii" else "Δ"


def tells(change: float) -> bool:
    """Whether a change is large enough to be printed."""
    return abs(change) >= 0.005


def difference(value: float, glyphs: Glyphs, suffix: str = "") -> Run:
    """A change in six cells; nothing where nothing changed that could be printed."""
    role = "soft" if suffix else "positive.text" if value > 0 else "negative.text"
    return (f" {number(value, True, glyphs)}" if tells(value) else " " * DELTA_CELLS, role)


def _words(frame: Frame, view: View, slot: Slot, glyphs: Glyphs) -> Panel:
    shade, other = light(frame, slot.panel), slot.panel in _BESIDE
    body, room = slot.height - 2, slot.width - 4
    least = min(content(frame).words, MOST_WORDS)
    pitch = 2 if body >= 2 * least - 1 else 1
    pairs = () if shade.hidden else (frame.beside_words if other else frame.words)((body + pitch - 1) // pitch)
    old = {} if other or shade.hidden else dict(frame.baseline_words(content(frame).words))
    label = min(max((cell_len(word) for word, _ in pairs), default=6), max(room - 12, 4))
    answers = {word for word, _ in frame.answers()} if pairs else set()
    lines: list[Line] = []
    for word, p in pairs:
        role = f"{'answer' if word in answers else 'number'}{shade.suffix}"
        name = fit(((clip(word, label, glyphs.ellipsis), role),), label)
        ghost = old[word] if word in old and tells(p - old[word]) else None
        wide = bool(old) and room - label - 6 - DELTA_CELLS >= _MIN_BAR
        bar = gate_bar(p, room - label - 6 - wide * DELTA_CELLS, glyphs, f"chance{shade.suffix}", ghost)
        value: list[Run] = [(f" {number(p, False, glyphs)}", f"number{shade.suffix}")]
        value += [difference(p - old[word], glyphs, shade.suffix)] if wide else []
        bar = alternate(bar) if pitch == 1 and len(lines) % 2 else bar
        lines += [merge((*name, (" ", GROUND), *bar, *value)), *[()] * (pitch - 1)]
    if shade.hidden:
        rows = min(body, pitch * content(frame).words)
        lines = [_hidden_word(label, room, glyphs) if n % pitch == 0 else () for n in range(rows)]
    lines = [*lines, *[()] * body][:body]
    note = glyphs.shown(GATE_SCALE) + (f"  {delta(glyphs)}" if old else "")
    return Panel(_framed(slot, view, shade, lines, note, glyphs))


def _hidden_word(label: int, room: int, glyphs: Glyphs) -> Line:
    bar = hollow_bar(room - label - 6, glyphs, False)
    return ((f"{glyphs.hidden:<{label}} ", "title.hidden"), *bar, (f"    {glyphs.hidden}", "title.hidden"))


def _input(frame: Frame, view: View, slot: Slot, glyphs: Glyphs) -> Panel:
    shade, token = light(frame, "x"), frame.tokens[frame.t]
    room, body = slot.width - 4, slot.height - 2
    lines: list[Line] = [((clip(token.text, room, glyphs.ellipsis), "now.text"),)]
    if frame.run is not None:
        known = frame.run.model.vocab
        at = known.index[token.word]
        cells = [(glyphs.one, "cursor") if n == at else (glyphs.zero, "faint") for n in range(len(known.words))]
        lines += [(), *(merge(cells[start : start + room]) for start in range(0, len(cells), room))]
    lines = [*lines, *[()] * body][:body]
    return Panel(_framed(slot, view, shade, lines, "", glyphs))
