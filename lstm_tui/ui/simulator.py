"""The screen that walks: a tape, an index into it, a view. Stepping changes the index alone."""

from collections.abc import Callable
from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import Screen

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.facts import content, units
from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.layout import turn
from lstm_tui.stage.palette import Palette, following
from lstm_tui.stage.view import View
from lstm_tui.strings import LANGUAGES
from lstm_tui.tape import Frame, Tape
from lstm_tui.ui.stage_view import StageView


class Simulator(Screen[None]):
    """Walks `tape`; once it is painted, `load` brings the tape with the numbers."""

    BINDINGS = [Binding(",".join(key.keys), key.action, show=False, priority=True) for key in KEYS]  # noqa: RUF012

    index: reactive[int] = reactive(0)
    view: reactive[View] = reactive(View())

    def __init__(self, tape: Tape, view: View, palette: Palette, load: Callable[[], Tape] | None = None) -> None:
        super().__init__()
        self.tape, self.load = tape, load
        self.set_reactive(Simulator.view, view)
        self.stage = StageView(tape[0], view, palette)

    @property
    def frame(self) -> Frame:
        """Where the walk stands."""
        return self.tape[self.index]

    def compose(self) -> ComposeResult:
        """Everything is one canvas."""
        yield self.stage

    def on_mount(self) -> None:
        """The numbers come after the first paint."""
        if self.load:
            self.call_after_refresh(self.run_worker, self._fetch, thread=True, exit_on_error=True)

    def _fetch(self) -> None:
        assert self.load
        try:
            self.app.call_from_thread(self.arrived, self.load())
        except LstmTuiError as error:
            self.app.call_from_thread(self.app.exit, error)

    def arrived(self, tape: Tape) -> None:
        """The tape with numbers takes the place of the blank one; the walk stays where it is."""
        self.tape = tape
        self.stage.frame = self.frame

    def validate_index(self, index: int) -> int:
        """Never off the tape."""
        return self.tape.clamp(index)

    def watch_index(self) -> None:
        """A new place is a new frame."""
        self.stage.frame = self.frame

    def watch_view(self, view: View) -> None:
        """A new view of the same frame."""
        self.stage.view = view

    def action_step(self, by: int) -> None:
        """By phases; the panels follow."""
        self.index += by
        self.view = replace(self.view, page=None)

    def action_walk(self, by: int) -> None:
        """The same phase, tokens away."""
        token = max(0, min(self.frame.t + by, len(self.tape.tokens) - 1))
        self.index = self.tape.index(token, self.frame.phase)

    def action_seek(self, index: int) -> None:
        """To a frame, counted from the end if negative."""
        self.index = index if index >= 0 else len(self.tape) + index

    def action_unit(self, by: int) -> None:
        """Select another unit."""
        self.view = replace(self.view, unit=max(0, min(self.view.unit + by, units(self.frame) - 1)))

    def action_page(self, by: int) -> None:
        """Turn to other panels."""
        frame = self.frame
        page = turn(self.stage.cells, content(frame), frame.phase, self.view.page, by)
        self.view = replace(self.view, page=page)

    def action_language(self) -> None:
        """The next language."""
        at = LANGUAGES.index(self.view.lang) + 1
        self.view = replace(self.view, lang=LANGUAGES[at % len(LANGUAGES)])

    def action_theme(self) -> None:
        """The next palette."""
        self.stage.palette = following(self.stage.palette)

    def action_help(self) -> None:
        """Open or close the help."""
        self.view = replace(self.view, help=not self.view.help)

    def action_close(self) -> None:
        """Close what is open."""
        self.view = replace(self.view, help=False)
