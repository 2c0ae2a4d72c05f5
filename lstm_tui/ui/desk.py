"""What the simulator stands on: a tape, an index into it, a view, and a question or none; who gets a key, what is shown."""

from dataclasses import dataclass, replace
from threading import Event

from textual.app import ComposeResult
from textual.events import Key, Paste
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage import moves
from lstm_tui.stage.form import Form
from lstm_tui.stage.palette import Palette
from lstm_tui.stage.view import View
from lstm_tui.tape import Frame, Tape
from lstm_tui.ui.autoplay import Autoplay
from lstm_tui.ui.dialogs import Dialog
from lstm_tui.ui.numbers import Load, Retrain
from lstm_tui.ui.stage_view import StageView


class Desk(Screen[None]):
    """Walks `tape`; once it is painted, `load` brings the tape with the numbers, and `retrain` one of another seed."""

    index: reactive[int] = reactive(0)
    view: reactive[View] = reactive(View())
    dialog: reactive[Dialog | None] = reactive(None)

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
        self.called_off = Event()  # what a worker still brings is not wanted any more
        self.autoplay = Autoplay(self)
        self.set_reactive(Desk.view, view)
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

    def on_desk_arrived(self, message: Arrived) -> None:
        """The tape with numbers takes the place of the old one, unless it was called off; the walk stays where it is."""
        tape = None if self.called_off.is_set() else message.tape
        self.view = replace(self.view, training=None, unit=None if tape else self.view.unit)
        self.show(tape or self.tape)
        if tape and self.dialog:
            self.dialog.arrived(tape)

    def on_desk_progress(self, message: Progress) -> None:
        """Tell how far the training has come."""
        self.view = replace(self.view, training=message.percent)

    def show(self, tape: Tape, index: int | None = None) -> None:
        """Walk through another tape, from `index` or from where the walk stands; a training run was about the old one."""
        self.called_off.set()
        self.tape = tape
        self.index = self.index if index is None else index
        self.stage.frame = self.frame

    def say(self, line: str) -> None:
        """A line in the place of the keys, until the next key; none if it is empty."""
        self.stage.form = Form("", note=line) if line else None

    def on_key(self, event: Key) -> None:
        """While it plays, a key stops it; while something is asked, keys answer; else they are bound in `stage.keys`."""
        if not self.dialog:
            self.say("")
        if self.autoplay.stop():
            event.stop()
        elif self.dialog:
            event.stop()
            self.dialog.pressed(event.key, event.character)
            self.stage.form = self.dialog.form() if self.dialog else self.stage.form

    def on_paste(self, event: Paste) -> None:
        """Into the line that is asked for."""
        event.stop()
        if self.dialog:
            self.dialog.pasted(event.text)
            self.stage.form = self.dialog.form()

    def watch_dialog(self, dialog: Dialog | None) -> None:
        """The form comes and goes with the question."""
        self.stage.form = dialog.form() if dialog else None

    def on_stage_view_pointed(self, message: StageView.Pointed) -> None:
        """What is clicked is chosen or gone to."""
        self.index, self.view = moves.point(self.frame, self.view, message.region)

    def on_stage_view_turned(self, message: StageView.Turned) -> None:
        """The wheel steps."""
        self.step(message.by)

    def validate_index(self, index: int) -> int:
        """Never off the tape."""
        return self.tape.clamp(index)

    def watch_index(self) -> None:
        """A new place is a new frame."""
        self.stage.frame = self.frame

    def watch_view(self, view: View) -> None:
        """A new view of the same frame."""
        self.stage.view = view

    def step(self, by: int) -> None:
        """By phases; the panels follow."""
        self.index += by
        self.view = moves.stepped(self.view)
