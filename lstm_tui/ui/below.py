"""The picture with a form below it: the picture gives way, so that a change can be watched while it is typed."""

from lstm_tui.stage.form import Drawn, Form, draw_form
from lstm_tui.stage.palette import Palette
from lstm_tui.stage.picture import SMALLEST, SMALLEST_SCREEN, Picture
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame
from lstm_tui.ui.strips import Strips, strips_of, to_strips


def strips_above(form: Form, frame: Frame, view: View, size: Size, palette: Palette) -> Strips:
    """All strips of a screen of `size`; a form that leaves the picture too little room covers its lower part."""
    if size.columns < SMALLEST_SCREEN.columns or size.rows < SMALLEST_SCREEN.rows:
        return strips_of(frame, view, size, palette)
    below = _inked(draw_form(form, view.lang, size, palette.glyphs), palette)
    rest = size.rows - len(below)
    whole = rest + 1 < SMALLEST.rows  # one more: the picture's own line of keys is cut off
    drawn = strips_of(frame, view, size if whole else Size(size.columns, rest + 1), palette, whole)
    return (*drawn[:rest], *below)


def _inked(drawn: Drawn, palette: Palette) -> Strips:
    return to_strips(Picture(tuple(tuple((text, palette.ink(role)) for text, role in line) for line in drawn.lines)))


def cursor_of(form: Form, lang: str, size: Size, palette: Palette) -> tuple[int, int] | None:
    """Where the terminal's own cursor belongs, so that an input method opens its window there."""
    drawn = draw_form(form, lang, size, palette.glyphs)
    if drawn.cursor is None:
        return None
    column, row = drawn.cursor
    return column, size.rows - len(drawn.lines) + row
