"""Boxes of text that stand on one line, as a formula is set: beside, below and above one another."""

from dataclasses import dataclass

from rich.cells import cell_len

from lstm_tui.charts.cells import GROUND, Line, fit, merge, plain, width


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width, which of them is the line it stands on, and a note of that width under it (or none)."""

    lines: tuple[Line, ...]
    base: int
    note: Line = ()

    @property
    def cells(self) -> int:
        """Cells of every line."""
        return width(self.lines[self.base])

    @property
    def ends_noted(self) -> bool:
        """Whether the note reaches the right edge, so that another one needs a blank before it."""
        return not plain(self.note).endswith(" ") and bool(self.note)

    def over(self, other: "Box", rule: str, role: str) -> "Box":
        """The box above a rule above the other one, both in the middle; it stands on the rule."""
        cells = max(self.cells, other.cells)
        upper, lower = ([_centred(line, cells) for line in box.lines] for box in (self, other))
        return Box((*upper, ((rule * cells, role),), *lower), len(upper))

    def scripted(self, sub: "Box", sup: "Box") -> "Box":
        """The box with a line below and one above its right end; an empty box takes no line."""
        cells = self.cells + max(sub.cells, sup.cells)
        above = [(*_blank(self.cells), *line) for line in sup.lines] if sup.cells else []
        below = [(*_blank(self.cells), *line) for line in sub.lines] if sub.cells else []
        lines = (*above, *self.lines, *below)
        return Box(tuple(fit(line, cells) for line in lines), self.base + len(above))


EMPTY = Box(((),), 0)


def text_box(text: str, role: str) -> Box:
    """Text on one line."""
    return Box((((text, role),) if text else (),), 0)


def noted(box: Box, note: str, role: str) -> Box:
    """The box, widened where its note needs it."""
    cells = max(box.cells, cell_len(note))
    return Box(tuple(fit(line, cells) for line in box.lines), box.base, fit(((note, role),), cells))


def echoed(box: Box, about: str) -> Box:
    """The box with its own line as its note, unless it has one; "=" becomes `about` (≈), since numbers are rounded."""
    text = plain(box.lines[box.base])
    return box if box.note or not text else noted(box, about if text == "=" else text, "note")


def beside(left: Box, right: Box) -> Box:
    """Two boxes on one line."""
    top = max(left.base, right.base)
    size = top + max(len(box.lines) - box.base for box in (left, right))
    lines = tuple(merge((*_line_at(left, n - top + left.base), *_line_at(right, n - top + right.base))) for n in range(size))
    notes = (*(left.note or _blank(left.cells)), *(right.note or _blank(right.cells)))
    return Box(lines, top, merge(notes) if left.note or right.note else ())


def under(box: Box, limit: Box | None, below: bool) -> Box:
    """The box with its limit in the middle below or above it."""
    if limit is None:
        return box
    cells = max(box.cells, limit.cells)
    own, added = ([_centred(line, cells) for line in part.lines] for part in (box, limit))
    return Box((*own, *added), box.base) if below else Box((*added, *own), box.base + len(added))


def beneath(box: Box) -> list[Line]:
    """All lines of the box and its note last, each of the same width; without a note there is no such line."""
    return [merge(line) for line in (box.lines if not box.note else (*box.lines, box.note))]


def _line_at(box: Box, n: int) -> Line:
    return box.lines[n] if 0 <= n < len(box.lines) else _blank(box.cells)


def _blank(cells: int) -> Line:
    return ((" " * cells, GROUND),) if cells else ()


def _centred(line: Line, cells: int) -> Line:
    return fit((*_blank((cells - width(line)) // 2), *line), cells)
