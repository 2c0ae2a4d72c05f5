"""The one canvas: everything on screen is drawn by `stage`, this widget only hands the lines on."""

from dataclasses import dataclass

from textual.events import Click
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from lstm_tui.stage.form import Form
from lstm_tui.stage.palette import Palette, palette
from lstm_tui.stage.panel import Region as Place
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame
from lstm_tui.ui.below import cursor_of, strips_above
from lstm_tui.ui.strips import Strips, strips_of


class StageView(Widget):
    """Shows one frame, and below it a form or none; a change of any attribute is one repaint, never a new layout."""

    DEFAULT_CSS = "StageView { width: 100%; height: 100%; }"

    frame: reactive[Frame | None] = reactive(None)
    view: reactive[View] = reactive(View())
    palette: reactive[Palette] = reactive(palette())
    form: reactive[Form | None] = reactive(None)

    def __init__(self, frame: Frame, view: View, colours: Palette) -> None:
        super().__init__()
        self.set_reactive(StageView.frame, frame)
        self.set_reactive(StageView.view, view)
        self.set_reactive(StageView.palette, colours)

    @property
    def cells(self) -> Size:
        """The room the picture has."""
        return Size(*self.size)

    @dataclass
    class Pointed(Message):
        """A click on a cell that stands for something."""

        region: Place

    @dataclass
    class Turned(Message):
        """The wheel, by one notch."""

        by: int

    def watch_form(self, form: Form | None) -> None:
        """An input method looks for the terminal's cursor where the line is typed."""
        at = cursor_of(form, self.view.lang, self.cells, self.palette) if form else None
        self.app.cursor_position = Offset(*(at or (0, 0)))

    def on_click(self, event: Click) -> None:
        """Tell what stands under the pointer; while a form is open, nothing does."""
        assert self.frame is not None
        drawn = picture(self.frame, self.view, self.cells, self.palette)
        if self.form is None and (region := drawn.at(event.x, event.y)):
            self.post_message(self.Pointed(region))

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes on …"""
        self.post_message(self.Turned(1))

    def on_mouse_scroll_up(self) -> None:
        """… and back."""
        self.post_message(self.Turned(-1))

    def strips(self) -> Strips:
        """Everything that is to be seen."""
        assert self.frame is not None
        if self.form:
            return strips_above(self.form, self.frame, self.view, self.cells, self.palette)
        return strips_of(self.frame, self.view, self.cells, self.palette)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of the current frame, cut to `crop`."""
        lines = self.strips()[crop.y : crop.bottom]
        if crop.x == 0 and crop.width == self.size.width:
            return list(lines)
        return [line.crop(crop.x, crop.right) for line in lines]
