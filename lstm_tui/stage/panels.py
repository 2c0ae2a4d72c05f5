"""One panel: a framed list of bars, one row per unit, with number and word; or the output words; or the input."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from lstm_tui.charts.bars import GATE_WORDS, alternate, gate_bar, gate_word, hollow_bar, number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.facts import bound, content, selected, units
from lstm_tui.stage.layout import MOST_WORDS, Slot
from lstm_tui.stage.view import View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

GATE_SCALE = "0–1"
_PREVIOUS = {"c": "c_prev", "h": "h_prev"}
_MIN_BAR = 6


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
}


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
    quantity = "p" if panel == "words" else panel
    suffix = "" if PANELS[panel].phase == frame.phase else ".dim"
    if frame.run is None:
        return Light(quantity, suffix, hidden=True)
    if frame.known(quantity):
        return Light(quantity, suffix)
    older = _PREVIOUS.get(panel)
    if older and frame.known(older):
        reads = older == "h_prev" and frame.phase == "x"
        return Light(older, "" if reads else ".dim", past=True)
    return Light(quantity, suffix, hidden=True)


def draw(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    """The panel of `slot`: exactly its width and height."""
    if slot.panel == "words":
        return _words(frame, view, slot, glyphs)
    if slot.panel == "x":
        return _input(frame, view, slot, glyphs)
    return _units(frame, view, slot, pitch, glyphs)


def _units(frame: Frame, view: View, slot: Slot, pitch: int, glyphs: Glyphs) -> Panel:
    shade = light(frame, slot.panel)
    count, body = units(frame), slot.height - 2
    first, last = window(count, selected(frame, view.unit), (body + pitch - 1) // pitch)
    limit = bound(frame, shade.quantity)
    rows = UnitRows(frame, view, slot, shade, glyphs, limit, len(str(count - 1)), pitch == 1)
    lines: list[Line] = []
    regions = []
    for unit in range(first, last):
        regions.append(Region(1 + len(lines), 0, slot.width, shade.quantity, unit, frame.t))
        lines += [rows.line(unit), *[()] * (pitch - 1)]
    lines = [*lines, *[()] * body][:body]
    more = count - (last - first)
    foot = text(view.lang, "ui.more", n=more) if more else ""
    if slot.panel == "c" and shade.quantity == "c" and not more:
        foot = f"{glyphs.ghost} {text(view.lang, 'panel.before')}"
    return Panel(_framed(slot, view, shade, lines, _scale(slot.panel, limit, glyphs), glyphs, foot), tuple(regions))


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
    symbol = {"c": "Cₜ₋₁", "h": "hₜ₋₁"}[slot.panel] if shade.past else kind.symbol
    name = text(view.lang, "panel.before" if shade.past else kind.name)
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
    digits: int
    close: bool

    def line(self, unit: int) -> Line:
        """Cursor, unit, bar, number and, for a gate that has room, its word."""
        chosen = unit == selected(self.frame, self.view.unit)
        label: list[Run] = [
            (self.glyphs.cursor if chosen else " ", f"cursor{self.shade.suffix}"),
            (f"{unit:>{self.digits}} ", "number" if chosen and not self.shade.suffix else "unit"),
        ]
        gate = PANELS[self.slot.panel].gate
        room = self.slot.width - 4 - self.digits - 2 - 1 - (4 if gate else 5)
        bar, rest = self._gate(unit, room) if gate else self._signed(unit, room)
        return merge((*label, *(alternate(bar) if self.close and unit % 2 else bar), *rest))

    def _gate(self, unit: int, room: int) -> tuple[Line, list[Run]]:
        words = {word: text(self.view.lang, f"word.{word}") for word in GATE_WORDS}
        word_cells = 1 + max(map(cell_len, words.values()))
        word_cells = word_cells if room - word_cells >= _MIN_BAR else 0
        cells = room - word_cells
        if self.shade.hidden:
            return hollow_bar(cells, self.glyphs, False), [(f"    {self.glyphs.hidden}", "title.hidden")]
        value = self._value(unit)
        runs: list[Run] = [(f" {number(value, False, self.glyphs)}", f"number{self.shade.suffix}")]
        if word_cells:
            runs.append((f" {words[gate_word(value)]}", f"word{self.shade.suffix}"))
        return gate_bar(value, cells, self.glyphs, f"gate{self.shade.suffix}"), runs

    def _signed(self, unit: int, room: int) -> tuple[Line, list[Run]]:
        cells, shade = room - (room + 1) % 2, self.shade
        gap = " " * (1 + room - cells)
        if shade.hidden:
            return hollow_bar(cells, self.glyphs, True), [(f"{gap}    {self.glyphs.hidden}", "title.hidden")]
        value = self._value(unit)
        dim = ".dim" if shade.past else shade.suffix
        roles = (f"positive{dim}", f"negative{dim}") if not shade.past or not shade.suffix else ("past", "past")
        ghost = self.frame.previous("c")[unit] if shade.quantity == "c" else None
        bar = signed_bar(value, self.limit, cells, self.glyphs, roles, ghost)
        return bar, [(f"{gap}{number(value, True, self.glyphs)}", f"number{shade.suffix}")]

    def _value(self, unit: int) -> float:
        return self.frame.values(self.shade.quantity)[unit]


def _words(frame: Frame, view: View, slot: Slot, glyphs: Glyphs) -> Panel:
    shade = light(frame, "words")
    body, room = slot.height - 2, slot.width - 4
    least = min(content(frame).words, MOST_WORDS)
    pitch = 2 if body >= 2 * least - 1 else 1
    pairs = () if shade.hidden else frame.words((body + pitch - 1) // pitch)
    label = min(max((cell_len(word) for word, _ in pairs), default=6), max(room - 12, 4))
    answers = {word for word, _ in frame.answers()} if pairs else set()
    lines: list[Line] = []
    for word, p in pairs:
        role = f"{'answer' if word in answers else 'number'}{shade.suffix}"
        name = fit(((clip(word, label, glyphs.ellipsis), role),), label)
        bar = gate_bar(p, room - label - 6, glyphs, f"chance{shade.suffix}")
        value = (f" {number(p, False, glyphs)}", f"number{shade.suffix}")
        bar = alternate(bar) if pitch == 1 and len(lines) % 2 else bar
        lines += [merge((*name, (" ", GROUND), *bar, value)), *[()] * (pitch - 1)]
    if shade.hidden:
        rows = min(body, pitch * content(frame).words)
        lines = [_hidden_word(label, room, glyphs) if n % pitch == 0 else () for n in range(rows)]
    lines = [*lines, *[()] * body][:body]
    return Panel(_framed(slot, view, shade, lines, glyphs.shown(GATE_SCALE), glyphs))


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
