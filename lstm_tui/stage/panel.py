"""What all panels share: what they show, how bright, their frame, and the column of differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lstm_tui.charts.bars import number
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import Line, Run, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.layout import Slot
from lstm_tui.stage.view import View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

GATE_SCALE = "0–1"
MIN_BAR = 6
DELTA_CELLS = 6
_PREVIOUS = {"c": "c_prev", "h": "h_prev"}


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
BESIDE = {"rnn_h": "h", "rnn_words": "words"}
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
    own = BESIDE.get(panel, panel)
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


def scale_of(panel: str, limit: float, glyphs: Glyphs) -> str:
    """The scale as the title prints it."""
    if PANELS[panel].gate:
        return glyphs.shown(GATE_SCALE)
    return f"{glyphs.plus_minus}{limit:g}"


def framed(
    slot: Slot, view: View, shade: Light, body: Sequence[Line], note: str, glyphs: Glyphs, foot: str = ""
) -> list[Line]:
    """`body` in the frame of its panel; an older value says so in the title."""
    kind = PANELS[slot.panel]
    symbol = {"c": "Cₜ₋₁", "h": "hₜ₋₁"}[BESIDE.get(slot.panel, slot.panel)] if shade.past else kind.symbol
    name = text(view.lang, "panel.past" if shade.past and slot.panel not in BESIDE else kind.name)
    bright = f"{shade.title}.symbol" if shade.title == "title.lit" else shade.title
    title = merge(((glyphs.shown(symbol), bright), (f" {name}" if name else "", shade.title)))
    return box(title, note, body, slot.width, glyphs, shade.frame, foot)


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
