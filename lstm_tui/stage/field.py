"""A line that is being typed: text and the place of the cursor, as a frozen value. Korean syllables take two cells."""

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from rich.cells import cell_len

from lstm_tui.charts.cells import GROUND, Line, fit, merge

LONGEST = 4000
"""Characters of one line: far more than a sentence, little enough for a paste by mistake."""


@dataclass(frozen=True, slots=True)
class Field:
    """`at` counts characters from the left, 0 … len(text)."""

    text: str = ""
    at: int = 0

    def typed(self, text: str) -> "Field":
        """With `text` put in at the cursor, on one line and without what a terminal would obey."""
        clean = "".join(c if c.isprintable() else " " for c in normalize("NFC", text))
        joined = (self.text[: self.at] + clean + self.text[self.at :])[:LONGEST]
        return Field(joined, min(self.at + len(clean), len(joined)))

    def pressed(self, key: str) -> "Field | None":
        """After an editing key, as Textual names it; None for any other key."""
        edit = EDITS.get(key)
        return edit(self) if edit else None


def filled(text: str) -> Field:
    """The text with the cursor behind it."""
    return Field(text, len(text))


def _without(field: Field, start: int, stop: int) -> Field:
    start, stop = max(start, 0), min(stop, len(field.text))
    return Field(field.text[:start] + field.text[stop:], start)


def _word_before(field: Field) -> int:
    said = field.text[: field.at].rstrip()
    return said.rfind(" ") + 1


EDITS: dict[str, Callable[[Field], Field]] = {
    "left": lambda field: Field(field.text, max(field.at - 1, 0)),
    "right": lambda field: Field(field.text, min(field.at + 1, len(field.text))),
    "home": lambda field: Field(field.text, 0),
    "ctrl+a": lambda field: Field(field.text, 0),
    "end": lambda field: filled(field.text),
    "ctrl+e": lambda field: filled(field.text),
    "backspace": lambda field: _without(field, field.at - 1, field.at) if field.at else field,
    "delete": lambda field: _without(field, field.at, field.at + 1),
    "ctrl+w": lambda field: _without(field, _word_before(field), field.at),
    "ctrl+u": lambda field: _without(field, 0, field.at),
    "ctrl+k": lambda field: _without(field, field.at, len(field.text)),
}


def field_line(field: Field, cells: int, ellipsis: str) -> tuple[Line, int]:
    """The part of the text around the cursor in `cells` cells, and the column of the cursor, which is shown swapped."""
    start = 0
    while start < field.at and cell_len(field.text[start : field.at]) + 3 > cells:
        start += 1
    lead = ellipsis if start else ""
    before = lead + field.text[start + len(lead) : field.at] if start < field.at else ""
    under = field.text[field.at : field.at + 1] or " "
    line = merge(((before, "lit"), (under, "~lit"), (field.text[field.at + 1 :], "lit")))
    return fit(line, cells, GROUND), cell_len(before)
