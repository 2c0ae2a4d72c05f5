"""Lines of styled cells. A line is a tuple of runs; a run is text and the name of its role ("gate", "title" …).

Widths are terminal cells: Korean syllables take two. A role becomes colours only where a palette is at hand.
"""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

Run = tuple[str, str]
Line = tuple[Run, ...]

GROUND = "ground"


def width(line: Line) -> int:
    """Cells the line takes."""
    return sum(cell_len(text) for text, _ in line)


def plain(line: Line) -> str:
    """The line's text alone."""
    return "".join(text for text, _ in line)


def merge(runs: Iterable[Run]) -> Line:
    """The same cells in as few runs as possible."""
    merged: list[Run] = []
    for text, role in runs:
        if merged and merged[-1][1] == role:
            merged[-1] = (merged[-1][0] + text, role)
        elif text:
            merged.append((text, role))
    return tuple(merged)


def fit(line: Line, cells: int, role: str = GROUND) -> Line:
    """The line cut or padded to exactly `cells` cells; a syllable cut in half leaves a blank."""
    missing = cells - width(line)
    if missing >= 0:
        return (*line, (" " * missing, role)) if missing else line
    return cut(line, 0, cells)


def cut(line: Line, start: int, stop: int) -> Line:
    """The cells start … stop of the line; a syllable that stands across an edge leaves a blank there."""
    kept: list[Run] = []
    at = 0
    for text, role in line:
        size = cell_len(text)
        left, right = max(start, at), min(stop, at + size)
        if left < right:
            tail = text if left == at else _drop(text, left - at)
            kept.append((set_cell_size(tail, right - left), role))
        at += size
    return tuple(kept)


def _drop(text: str, cells: int) -> str:
    head = set_cell_size(text, cells)
    if text.startswith(head):
        return text[len(head) :]
    return " " + text[len(head) :]  # the edge went through a syllable: `head` ends in a blank in its place


def clip(text: str, cells: int, ellipsis: str = "…") -> str:
    """The text, shortened with an ellipsis if it takes more than `cells` cells."""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ellipsis)
    return set_cell_size(text, room).rstrip() + ellipsis if room > 0 else set_cell_size(text, max(cells, 0))


def shorten(line: Line, cells: int, ellipsis: str) -> Line:
    """The line, cut with an ellipsis if it takes more than `cells` cells."""
    if width(line) <= cells or not line:
        return line
    return merge((*cut(line, 0, cells - cell_len(ellipsis)), (ellipsis, line[-1][1])))


def wrap(text: str, cells: int, lines: int, ellipsis: str = "…") -> list[str]:
    """The text in at most `lines` lines, broken at blanks; what does not fit ends in an ellipsis."""
    rows: list[str] = []
    for word in text.split():
        for part in chop_cells(word, max(cells, 2)):
            if rows and cell_len(rows[-1]) + 1 + cell_len(part) <= cells:
                rows[-1] += " " + part
            else:
                rows.append(part)
    if len(rows) > lines:
        rows[lines - 1 :] = [clip(" ".join(rows[lines - 1 :]), cells, ellipsis)]
    return rows


def spread(left: Line, right: Line, cells: int) -> Line:
    """Left and right text on one line of exactly `cells` cells; the right one goes first if room is short."""
    gap = cells - width(left) - width(right)
    if gap < 1:
        return fit(left, cells)
    return merge((*left, (" " * gap, GROUND), *right))


def beside(blocks: Sequence[Sequence[Line]], gap: int) -> list[Line]:
    """Blocks of equal height set side by side, `gap` blank cells between them."""
    rows: list[Line] = []
    for parts in zip(*blocks, strict=True):
        runs: list[Run] = []
        for position, part in enumerate(parts):
            runs.extend(((" " * gap, GROUND), *part) if position and gap else part)
        rows.append(merge(runs))
    return rows
