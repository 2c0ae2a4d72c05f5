"""F4: change one thing and watch. Every line of the grammar will do; the picture follows while it is typed or slid."""

import re
from typing import TYPE_CHECKING

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.changes import named, slid
from lstm_tui.stage.field import filled
from lstm_tui.stage.form import Form
from lstm_tui.strings import text
from lstm_tui.tape import Tape
from lstm_tui.ui.dialogs import Dialog, told
from lstm_tui.ui.numbers import rechanged

if TYPE_CHECKING:
    from lstm_tui.ui.simulator import Simulator

LINE_KEYS = (("Enter", "keep"), ("↑ ↓", "slide"), ("Esc", "undo"))
LISTED = ("Tab", "list")
LIST_KEYS = (("1 … 9", "lift"), ("Enter", "lift_this"), ("Tab", "line"), ("Esc", "close"))
SLIDES = {"up": 1, "down": -1}


class ChangeDialog(Dialog):
    """Begins with the name of the selected bar; `tape` is the walk without the line, to which Escape goes back."""

    def __init__(self, desk: "Simulator") -> None:
        super().__init__(desk, filled(named(desk.frame, desk.view)))
        self.tape = desk.tape
        self.chosen: int | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """What is changed already."""
        return self.tape.setup.interventions

    def form(self) -> Form:
        """The line, how to write it, and the list of changes with their digits."""
        listing = self.chosen is not None
        rows = tuple((str(number), change) for number, change in enumerate(self.changes, 1))
        keys = LIST_KEYS if listing else (*LINE_KEYS[:2], *([LISTED] if rows else []), LINE_KEYS[2])
        note = text(self.lang, "dialog.change_list" if listing else "dialog.change_note")
        field = None if listing else self.field
        return Form(text(self.lang, "dialog.change"), field, rows, self.chosen, note, self.error, keys)

    def pressed(self, key: str, character: str | None) -> None:
        """Arrows slide a value; Tab goes to the list, where a digit lifts a change."""
        if key in ("tab", "shift+tab"):
            self.chosen = 0 if self.chosen is None and self.changes else None
        elif self.chosen is not None:
            self._listed(key)
        elif key in SLIDES:
            self._slide(SLIDES[key])
        else:
            super().pressed(key, character)

    def _listed(self, key: str) -> None:
        assert self.chosen is not None
        if key in SLIDES:
            self.chosen = max(0, min(self.chosen - SLIDES[key], len(self.changes) - 1))
        elif key in ("enter", "delete", "backspace"):
            self._lift(self.chosen)
        elif key.isdecimal() and 0 < int(key) <= len(self.changes):
            self._lift(int(key) - 1)
        elif key == "escape":
            self.left()

    def _lift(self, place: int) -> None:
        self.tape = rechanged(self.tape, (*self.changes[:place], *self.changes[place + 1 :]))
        self.desk.show(self.tape)
        self.chosen = min(place, len(self.changes) - 1) if self.changes else None

    def _slide(self, by: int) -> None:
        assert self.field is not None
        if line := slid(self.tape[self.desk.index], self.field.text, by):
            self.fill(filled(line))

    def edited(self) -> None:
        """The picture follows as far as the line can be understood."""
        try:
            self.desk.show(self._with_line())
        except LstmTuiError:
            self.desk.show(self.tape)

    def _with_line(self) -> Tape:
        assert self.field is not None
        return rechanged(self.tape, (*self.changes, re.sub(r"\s+", " ", self.field.text.strip())))

    def entered(self) -> None:
        """Keep the change."""
        try:
            self.desk.show(self._with_line())
            self.desk.dialog = None
        except LstmTuiError as error:
            self.error = told(error, self.desk)

    def arrived(self, tape: Tape) -> None:
        """What is trained meanwhile is what the line changes, and what Escape goes back to."""
        self.tape = tape

    def left(self) -> None:
        """Escape: the line is forgotten."""
        self.desk.show(self.tape)
        super().left()
