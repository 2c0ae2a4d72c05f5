"""A thin frame with a title on its upper edge."""

from collections.abc import Sequence

from rich.cells import cell_len

from lstm_tui.charts.cells import Line, clip, fit, merge, plain, width
from lstm_tui.charts.glyphs import Glyphs


def box(
    title: Line,
    note: str,
    body: Sequence[Line],
    cells: int,
    glyphs: Glyphs,
    role: str = "frame",
    foot: str = "",
) -> list[Line]:
    """`body` inside a frame of `cells` cells; `note` (a scale, say) stands at the right end of the upper edge.

    `foot` stands at the right end of the lower edge. The frame has len(body) + 2 lines; a body line is cut or
    padded to the cells - 4 inside.
    """
    side, room = glyphs.vertical, cells - 4
    if width(title) > room:
        title = ((clip(plain(title), room, glyphs.ellipsis), title[-1][1]),)
    top = _edge(glyphs.corners[0], ((" ", role), *title, (" ", role)), note, glyphs.corners[1], cells, glyphs, role)
    inner = [merge(((f"{side} ", role), *fit(row, room), (f" {side}", role))) for row in body]
    bottom = _edge(glyphs.corners[2], (), foot, glyphs.corners[3], cells, glyphs, role)
    return [top, *inner, bottom]


def _edge(left: str, title: Line, note: str, right: str, cells: int, glyphs: Glyphs, role: str) -> Line:
    taken = 2 + width(title)
    note = f" {note} " if note and taken + cell_len(note) + 2 <= cells else ""
    tail = glyphs.horizontal if note else ""
    line = glyphs.horizontal * max(cells - taken - cell_len(note) - len(tail), 0)
    return merge(((left, role), *title, (line, role), (note, "note"), (tail + right, role)))
