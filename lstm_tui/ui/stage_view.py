"""The one canvas: everything on screen is drawn by `stage.picture`, this widget only hands the lines on."""

from dataclasses import dataclass

from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from lstm_tui.stage.palette import Palette, palette
from lstm_tui.stage.panels import Region as Place
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame
from lstm_tui.ui.strips import strips_of


class StageView(Widget):
    """Shows one frame; a change of any attribute is one repaint, never a new layout."""

    DEFAULT_CSS = "StageView { width: 100%; height: 100%; }"

    frame: reactive[Frame | None] = reactive(None)
    view: reactive[View] = reactive(View())
    palette: reactive[Palette] = reactive(palette())

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

    def on_click(self, event: Click) -> None:
        """Tell what stands under the pointer."""
        assert self.frame is not None
        drawn = picture(self.frame, self.view, self.cells, self.palette)
        if region := drawn.at(event.x, event.y):
            self.post_message(self.Pointed(region))

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes on …"""
        self.post_message(self.Turned(1))

    def on_mouse_scroll_up(self) -> None:
        """… and back."""
        self.post_message(self.Turned(-1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The cached strips of the current frame, cut to `crop`."""
        assert self.frame is not None
        lines = strips_of(self.frame, self.view, self.cells, self.palette)[crop.y : crop.bottom]
        if crop.x == 0 and crop.width == self.size.width:
            return list(lines)
        return [line.crop(crop.x, crop.right) for line in lines]
