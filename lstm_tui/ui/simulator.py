"""The screen that walks: a tape, an index into it, a view. Stepping changes the index alone."""

from dataclasses import dataclass, replace
from threading import Event

from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.facts import content, recipe, selected, units
from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.layout import turn
from lstm_tui.stage.palette import Palette, following
from lstm_tui.stage.view import View
from lstm_tui.strings import LANGUAGES
from lstm_tui.tape import Frame, Tape
from lstm_tui.ui.numbers import Load, Retrain
from lstm_tui.ui.stage_view import StageView


class Simulator(Screen[None]):
    """Walks `tape`; once it is painted, `load` brings the tape with the numbers, and `retrain` one of another seed."""

    BINDINGS = [Binding(",".join(key.keys), key.action, show=False, priority=True) for key in KEYS]  # noqa: RUF012

    index: reactive[int] = reactive(0)
    view: reactive[View] = reactive(View())

    @dataclass
    class Arrived(Message):
        """A tape with numbers, or None if they were called off."""

        tape: Tape | None

    @dataclass
    class Progress(Message):
        """How many per cent of a training run are done."""

        percent: int

    def __init__(
        self, tape: Tape, view: View, palette: Palette, load: Load | None = None, retrain: Retrain | None = None
    ) -> None:
        super().__init__()
        self.tape, self.load, self.retrain = tape, load, retrain
        self.called_off = Event()
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
            self.call_after_refresh(self.run_worker, self._fetch, thread=True)

    def on_unmount(self) -> None:
        """A training run ends with the screen."""
        self.called_off.set()

    def _fetch(self) -> None:
        assert self.load
        try:
            self.post_message(self.Arrived(self.load()))
        except LstmTuiError as error:
            self.app.call_from_thread(self.app.exit, error)

    def _learn(self) -> None:
        assert self.retrain
        tape = self.retrain(self.tape, lambda percent: self.post_message(self.Progress(percent)), self.called_off.is_set)
        self.post_message(self.Arrived(tape))

    def on_simulator_arrived(self, message: Arrived) -> None:
        """The tape with numbers takes the place of the old one; the walk stays where it is."""
        self.tape = message.tape or self.tape
        self.stage.frame = self.frame
        self.view = replace(self.view, training=None, unit=None if message.tape else self.view.unit)

    def on_simulator_progress(self, message: Progress) -> None:
        """Tell how far the training has come."""
        self.view = replace(self.view, training=message.percent)

    def on_stage_view_pointed(self, message: StageView.Pointed) -> None:
        """A token leads there, a bar selects its unit."""
        quantity, unit, token = message.region[3:]
        if quantity is None and token is not None:
            self.index = self.tape.index(token, self.frame.phase)
        elif unit is not None:
            self.view = replace(self.view, unit=unit)

    def on_stage_view_turned(self, message: StageView.Turned) -> None:
        """The wheel steps."""
        self.action_step(message.by)

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
        unit = selected(self.frame, self.view.unit) + by
        self.view = replace(self.view, unit=max(0, min(unit, units(self.frame) - 1)))

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
        """Close the help, or call a training run off."""
        if not self.view.help:
            self.called_off.set()
        self.view = replace(self.view, help=False)

    def action_seed(self) -> None:
        """Learn the same task from another seed, one run at a time."""
        if self.retrain and recipe(self.frame) and self.view.training is None:
            self.called_off.clear()
            self.view = replace(self.view, training=0)
            self.run_worker(self._learn, thread=True)
