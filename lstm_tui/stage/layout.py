"""Where everything stands for a given size: which panels are shown, how large, and which lines of the head."""

from collections.abc import Sequence
from dataclasses import dataclass

from lstm_tui.stage.view import Size

Grid = tuple[tuple[str, ...], ...]

_LSTM_GRID: Grid = (("f", "i", "g", "c"), ("o", "tanh_c", "h", "words"))
_LSTM_TOWER: Grid = (("f", "i", "g"), ("kept", "new", "c"), ("o", "tanh_c", "h"), ("words",))
_RNN_GRID: Grid = (("h_prev", "h", "words"),)
_LSTM_PAGES: dict[str, Grid] = {
    "inputs": (("x", "h_prev"),),
    "gates": (("f", "i", "g"),),
    "cell": (("kept", "new", "c"),),
    "output": (("o", "tanh_c", "h"),),
    "words": (("h", "words"),),
}
_PAGE_OF_PHASE = {"x": "inputs", "f": "gates", "i": "gates", "g": "gates", "c": "cell", "o": "output", "h": "output"}
_BESIDE_GRID: Grid = (("c", "h", "words"), ("rnn_h", "rnn_words"))
_NARROW_BESIDE = ("c", "h", "rnn_h", "words", "rnn_words")
_NARROW_LSTM = ("x", "f", "i", "g", "c", "o", "h", "words")
_NARROW_RNN = ("x", "h_prev", "h", "words")
_LARGE_LSTM = (*_NARROW_LSTM, "h_prev", "kept", "new", "tanh_c")

FULL_COLUMNS = 100
PAGE_COLUMNS = 72
MIN_BODY = 3
HEAD_ROWS = 7  # title, sentence, answer, phases, what happens, formula, keys
MOST_UNITS, MOST_WORDS, ONE_HOT_ROWS, TILED_ROWS = 16, 8, 4, 6
HISTORY_ROWS = 5  # a frame, the line of tokens, two answers
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
    """The lines above the panels, from the top ("" is a blank one), the panels, rows from one unit to
    the next, and rows of the history at the bottom."""

    head: tuple[str, ...]
    slots: tuple[Slot, ...]
    pitch: int
    pages: tuple[str, ...]
    history: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What the panels have to show: the phases of the network, its units, and the words it chooses among.

    `beside` is whether a plain RNN stands beside it, `panel` the one that is open large, `changed` whether there is
    a line of changes.
    """

    phases: tuple[str, ...]
    units: int
    words: int
    beside: bool = False
    panel: str | None = None
    changed: bool = False

    def rows(self, panel: str, pitch: int = 1) -> int:
        """Rows `panel` wants, with units `pitch` rows apart; many units are tiles and need fewer."""
        if panel in ("words", "rnn_words"):
            return min(self.words, MOST_WORDS)
        if panel == "x":
            return ONE_HOT_ROWS
        return TILED_ROWS if panel != self.panel and self.units > MOST_UNITS else pitch * (self.units - 1) + 1

    @property
    def history(self) -> int:
        """Rows of the history below the panels, its frame and the answers included."""
        return min(self.units, MOST_UNITS) + HISTORY_ROWS

    def line(self, panels: Sequence[str], pitch: int = 1) -> int:
        """Rows a line of panels wants."""
        return max(self.rows(panel, pitch) for panel in panels)


def pages(size: Size, content: Content) -> dict[str, Grid]:
    """The pages that Tab turns, by name; a single one where all panels stand side by side."""
    lstm = "f" in content.phases
    if content.panel is not None and content.panel in (_LARGE_LSTM if lstm else _NARROW_RNN):
        return {"large": ((content.panel,),)}
    if content.beside and lstm:
        return _pages_beside(size, content)
    if size.columns < PAGE_COLUMNS:
        return {name: ((name,),) for name in (_NARROW_LSTM if lstm else _NARROW_RNN)}
    if not lstm:
        return {"all": _RNN_GRID}
    for grid, columns in ((_LSTM_GRID, FULL_COLUMNS), (_LSTM_TOWER, PAGE_COLUMNS)):
        wanted = sum(min(content.line(panels), MOST_UNITS) + 2 for panels in grid)
        if size.columns >= columns and size.rows >= HEAD_ROWS + wanted:
            return {"all": grid}
    return _LSTM_PAGES


def _pages_beside(size: Size, content: Content) -> dict[str, Grid]:
    """The plain RNN below the LSTM; on a page of its own where the rows are few, every panel on one if columns are too."""
    if size.columns < PAGE_COLUMNS:
        return {name: ((name,),) for name in _NARROW_BESIDE}
    if size.rows >= HEAD_ROWS + content.changed + len(_BESIDE_GRID) * (MIN_BODY + 2):
        return {"all": _BESIDE_GRID}
    return {"cell": _BESIDE_GRID[:1], "beside": _BESIDE_GRID[1:]}


def page_of(phase: str, known: dict[str, Grid]) -> str:
    """The page that shows what `phase` computes."""
    if len(known) == 1:
        return next(iter(known))
    name = "words" if phase == "y" else phase
    name = name if name in known else _PAGE_OF_PHASE.get(phase, "")
    return name if name in known else next(iter(known))


def turn(size: Size, content: Content, phase: str, page: str | None, by: int) -> str | None:
    """The page `by` further on, None if that is the page of the phase itself."""
    known = pages(size, content)
    names = list(known)
    home = page_of(phase, known)
    at = names.index(page if page in known else home)
    chosen = names[(at + by) % len(names)]
    return None if chosen == home else chosen


def plan(size: Size, content: Content, phase: str, page: str | None, says_rows: int, formula_rows: int) -> Plan:
    """Share the rows of `size` out: panels first get what makes them readable, then the head, then air."""
    known = pages(size, content)
    name = page if page in known else page_of(phase, known)
    lines = [content.line(panels) for panels in known[name]]
    rows = _Rows(size.rows - 5 - content.changed)
    heights = [rows.claim(min(line, MIN_BODY) + 2) for line in lines]
    answer = rows.claim(1)
    formula = rows.claim(1)
    heights = [height + rows.claim(min(line, 8) + 2 - height) for line, height in zip(lines, heights, strict=True)]
    says = 1 + rows.claim(says_rows - 1)
    formula += rows.claim(formula_rows - formula)
    gaps = [rows.claim(1)]  # below the answer; then above the panels, the scrub line, below it
    heights = [height + rows.claim(line + 2 - height) for line, height in zip(lines, heights, strict=True)]
    history = 0
    if content.panel is None and size.columns >= PAGE_COLUMNS:
        history = rows.claim(content.history, whole=True) or rows.claim(content.history - 2, whole=True)
    gaps += [rows.claim(1)]
    airy = [content.line(panels, 2) + 2 for panels in known[name]]
    pitch = 2 if rows.claim(sum(airy) - sum(heights), whole=True) else 1
    heights = airy if pitch == 2 else heights
    gaps += [rows.claim(1) for _ in range(2)]
    between = 1 if rows.claim(len(lines) - 1, whole=True) else 0
    head = (
        "title",
        *["changes"] * content.changed,
        *["scrub"] * gaps[2],
        *[""] * gaps[3],
        "tokens",
        *["answer"] * answer,
        *[""] * gaps[0],
        "phases",
        *["says"] * says,
        *["formula"] * formula,
        *[""] * gaps[1],
    )
    return Plan(head, _slots(known[name], heights, len(head), size.columns, between), pitch, tuple(known), history)


def brief_head(size: Size, changed: bool) -> tuple[str, ...]:
    """The lines above the sentence view and the unit view."""
    scrub = ("scrub",) if size.rows >= 28 else ()
    return ("title", *["changes"] * changed, *scrub, "tokens", "answer", *([""] if size.rows >= 26 else ()))


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


def _slots(grid: Grid, heights: Sequence[int], row: int, columns: int, between: int) -> tuple[Slot, ...]:
    slots = []
    for panels, height in zip(grid, heights, strict=True):
        room = columns - 2 * MARGIN - GAP * (len(panels) - 1)
        column = MARGIN
        for position, panel in enumerate(panels):
            width = room // len(panels) + (position < room % len(panels))
            slots.append(Slot(panel, row, column, width, height))
            column += width + GAP
        row += height + between
    return tuple(slots)
