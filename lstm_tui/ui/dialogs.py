"""What all questions to the user have in common: a form below the picture, and keys that go to it and nowhere else."""

from typing import TYPE_CHECKING

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.field import Field
from lstm_tui.stage.form import Form
from lstm_tui.strings import catalogue, text

if TYPE_CHECKING:
    from lstm_tui.tape import Tape
    from lstm_tui.ui.simulator import Simulator


class Dialog:
    """One question. A subclass says what its form is and what Enter does."""

    def __init__(self, desk: "Simulator", field: Field | None = None) -> None:
        self.desk = desk
        self.field = field
        self.error = ""

    @property
    def lang(self) -> str:
        """The language of the screen."""
        return self.desk.view.lang

    def form(self) -> Form:
        """What is shown."""
        raise NotImplementedError

    def entered(self) -> None:
        """Enter."""
        raise NotImplementedError

    def edited(self) -> None:
        """The line has another text."""

    def arrived(self, tape: "Tape") -> None:
        """Another tape came while the question was open."""

    def left(self) -> None:
        """Escape: nothing happens."""
        self.desk.dialog = None

    def pressed(self, key: str, character: str | None) -> None:
        """One key: Enter, Escape, an editing key, or something to type."""
        if key == "enter":
            self.entered()
        elif key == "escape":
            self.left()
        elif self.field is not None:
            typed = self.field.typed(character) if character and character.isprintable() else None
            self.fill(self.field.pressed(key) or typed or self.field)

    def fill(self, field: Field) -> None:
        """Another text or cursor."""
        before, self.field = self.field, field
        if before is None or before.text != field.text:
            self.error = ""
            self.edited()

    def pasted(self, said: str) -> None:
        """Text from the clipboard goes to the cursor."""
        if self.field is not None:
            self.fill(self.field.typed(said))


def told(error: LstmTuiError, desk: "Simulator") -> str:
    """A mistake in the words of the screen, which has no flags and no exit code."""
    lang, run = desk.view.lang, desk.frame.run
    here = f"dialog.error_{error.key}"
    values = {"model": run.model.name if run else "", **error.values}
    return text(lang, here if here in catalogue(lang) else f"error.{error.key}", **values)
