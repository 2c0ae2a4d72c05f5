"""Where everything stands for a given size: which panels are shown, how large, and which lines of the head."""

from collections.abc import Sequence
from dataclasses import dataclass

from lstm_tui.stage.view import Size

Grid = tuple[tuple[str, ...], ...]

_LSTM_GRID: Grid = (("f", "i", "g", "c"), ("o", "tanh_c", "h", "words"))
_RNN_GRID: Grid = (("h_prev", "h", "words"),)
_LSTM_PAGES: dict[str, Grid] = {
    "inputs": (("x", "h_prev"),),
    "gates": (("f", "i", "g"),),
    "cell": (("kept", "new", "c"),),
    "output": (("o", "tanh_c", "h"),),
    "words": (("h", "words"),),
}
_PAGE_OF_PHASE = {"x": "inputs", "f": "gates", "i": "gates", "g": "gates", "c": "cell", "o": "output", "h": "output"}
_NARROW_LSTM = ("x", "f", "i", "g", "c", "o", "h", "words")
_NARROW_RNN = ("x", "h", "words")

FULL_COLUMNS = 100
PAGE_COLUMNS = 60
MIN_BODY = 3
MARGIN, GAP = 1, 1


@dataclass(frozen=True, slots=True)
class Slot:
    """Cells of one panel, its frame included."""

    panel: str
    row: int
    column: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines above the panels, from the top ("" is a blank one), the panels, and rows from one unit to the next."""

    head: tuple[str, ...]
    slots: tuple[Slot, ...]
    pitch: int
    pages: tuple[str, ...]
    page: str | None


def pages(size: Size, phases: Sequence[str], units: int) -> dict[str, Grid]:
    """The pages that Tab turns, by name; a single one where all panels stand side by side."""
    lstm = "f" in phases
    if size.columns < PAGE_COLUMNS:
        return {name: ((name,),) for name in (_NARROW_LSTM if lstm else _NARROW_RNN)}
    if not lstm:
        return {"all": _RNN_GRID}
    if size.columns >= FULL_COLUMNS and size.rows >= 7 + 2 * (min(units, 16) + 2):
        return {"all": _LSTM_GRID}
    return _LSTM_PAGES


def page_of(phase: str, known: dict[str, Grid]) -> str:
    """The page that shows what `phase` computes."""
    if len(known) == 1:
        return next(iter(known))
    name = "words" if phase == "y" else phase
    return name if name in known else _PAGE_OF_PHASE[phase]


def turn(size: Size, phases: Sequence[str], units: int, phase: str, page: str | None, by: int) -> str | None:
    """The page `by` further on, None if that is the page of the phase itself."""
    known = pages(size, phases, units)
    names = list(known)
    home = page_of(phase, known)
    at = names.index(page if page in known else home)
    chosen = names[(at + by) % len(names)]
    return None if chosen == home else chosen


def plan(size: Size, phases: Sequence[str], phase: str, units: int, page: str | None, says_rows: int = 1) -> Plan:
    """Share the rows of `size` out: panels first get what makes them readable, then the head, then air."""
    known = pages(size, phases, units)
    name = page if page in known else page_of(phase, known)
    grid = known[name]
    rows = _Rows(size.rows - 5)
    body = rows.claim(len(grid) * (MIN_BODY + 2))
    answer = rows.claim(1)
    formula = rows.claim(1)
    body += rows.claim(len(grid) * (min(units, 8) + 2) - body)
    says = 1 + rows.claim(says_rows - 1)
    body += rows.claim(len(grid) * (units + 2) - body)
    gaps = [rows.claim(1) for _ in range(4)]
    pitch = 2 if rows.claim(len(grid) * (units - 1), whole=True) else 1
    between = rows.claim(len(grid) - 1)
    body += len(grid) * (units - 1) * (pitch - 1)
    gaps[3] += rows.claim(1) if pitch == 2 else 0
    head = (
        "title",
        *["scrub"] * gaps[1],
        *[""] * gaps[3],
        "tokens",
        *["answer"] * answer,
        *[""] * gaps[0],
        "phases",
        *["says"] * says,
        *["formula"] * formula,
        *[""] * gaps[2],
    )
    return Plan(head, _slots(grid, len(head), size.columns, body, between), pitch, tuple(known), name)


class _Rows:
    """Rows still to be given away."""

    def __init__(self, free: int) -> None:
        self.free = max(free, 0)

    def claim(self, wanted: int, whole: bool = False) -> int:
        """As many of the wanted rows as there are; with `whole` all of them or none."""
        given = max(min(wanted, self.free), 0)
        if whole and given < wanted:
            return 0
        self.free -= given
        return given


def _slots(grid: Grid, top: int, columns: int, body: int, between: int) -> tuple[Slot, ...]:
    height = body // len(grid)
    slots = []
    for line, panels in enumerate(grid):
        room = columns - 2 * MARGIN - GAP * (len(panels) - 1)
        column = MARGIN
        for position, panel in enumerate(panels):
            width = room // len(panels) + (position < room % len(panels))
            slots.append(Slot(panel, top + line * (height + between), column, width, height))
            column += width + GAP
    return tuple(slots)
