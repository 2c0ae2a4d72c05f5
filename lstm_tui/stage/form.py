"""What the program asks or tells below the picture: a line to type into, a list to choose from, or a line to read.

A pure value and its drawing; who answers and what then happens is the screen's affair.
"""

from dataclasses import dataclass

from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, Run, fit, merge, shorten, width, wrap
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.field import Field, field_line
from lstm_tui.stage.view import Size
from lstm_tui.strings import text

MOST_ROWS = 10
_PROMPT = 2


@dataclass(frozen=True, slots=True)
class Form:
    """A title, a line to type into or none, rows with one chosen or none, lines to read, and the keys that work.

    `rows` are (label, what it is) pairs; `keys` are printed keys with lines of the catalogue's `[key]`.
    """

    title: str
    field: Field | None = None
    rows: tuple[tuple[str, str], ...] = ()
    chosen: int | None = None
    note: str = ""
    error: str = ""
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines of a form, all as wide as the screen, and the cell of the cursor (column, row) or None."""

    lines: list[Line]
    cursor: tuple[int, int] | None = None


def draw_form(form: Form, lang: str, size: Size, glyphs: Glyphs) -> Drawn:
    """The form at the full width of `size` and at most as high; its last line names the keys. A mere note has no frame."""
    inner = size.columns - 6
    if form.field is None and not form.rows:
        return Drawn([fit(((" ", GROUND), *line), size.columns) for line in _told(form.note, "answer", inner + 4, glyphs)])
    head: list[Line] = []
    cursor = None
    if form.field is not None:
        line, column = field_line(form.field, inner - _PROMPT, glyphs.ellipsis)
        head.append(((f"{glyphs.cursor} ", "key"), *line))
        cursor = (column + 3 + _PROMPT, 1)
    told = [*_told(form.error, "answer", inner, glyphs), *_told(form.note, "soft", inner, glyphs)]
    room = max(size.rows - 3 - len(head) - len(told), 1)
    body = [*head, *told, *_rows(form, min(room, MOST_ROWS), glyphs)]
    title = ((glyphs.shown(form.title), "title.lit"),) if form.title else ()
    framed = box(title, "", [shorten(line, inner, glyphs.ellipsis) for line in body], inner + 4, glyphs, "frame.lit")
    lines = [fit(merge(((" ", GROUND), *line)), size.columns) for line in framed]
    return Drawn([*lines, keys_line(form.keys, lang, size.columns, glyphs)][-size.rows :], cursor)


def _told(said: str, role: str, cells: int, glyphs: Glyphs) -> list[Line]:
    return [((row, role),) for row in wrap(glyphs.shown(said), cells, 3, glyphs.ellipsis)] if said else []


def _rows(form: Form, room: int, glyphs: Glyphs) -> list[Line]:
    """The rows around the chosen one."""
    at = form.chosen or 0
    first = max(min(at - room // 2, len(form.rows) - room), 0)
    label = max((width(((glyphs.shown(name), ""),)) for name, _ in form.rows), default=0)
    return [
        _row(name, what, number == form.chosen, label, glyphs)
        for number, (name, what) in list(enumerate(form.rows))[first : first + room]
    ]


def _row(name: str, what: str, chosen: bool, label: int, glyphs: Glyphs) -> Line:
    mark = glyphs.cursor if chosen else " "
    named = fit(((glyphs.shown(name), "key"),), label)
    return merge(((f"{mark} ", "cursor"), *named, ("  ", GROUND), (glyphs.shown(what), "lit" if chosen else "text")))


def keys_line(keys: tuple[tuple[str, str], ...], lang: str, columns: int, glyphs: Glyphs) -> Line:
    """The keys that work here, as many as fit."""
    runs: list[Run] = []
    for shown, name in keys:
        more = [("  " if runs else " ", GROUND), (glyphs.shown(shown), "key"), (f" {text(lang, f'key.{name}')}", "label")]
        if width(merge([*runs, *more])) <= columns:
            runs += more
    return fit(merge(runs), columns)
