"""F3: another sentence. What nobody knows is told, and stays in the line to be mended."""

from typing import TYPE_CHECKING

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.field import filled
from lstm_tui.stage.form import Form
from lstm_tui.strings import text
from lstm_tui.ui.dialogs import Dialog, told
from lstm_tui.ui.numbers import reworded

if TYPE_CHECKING:
    from lstm_tui.ui.simulator import Simulator

KEYS = (("Enter", "walk_it"), ("Ctrl+U", "empty"), ("Esc", "close"))


class SentenceDialog(Dialog):
    """The line begins with the sentence of now."""

    def __init__(self, desk: "Simulator") -> None:
        super().__init__(desk, filled(desk.tape.setup.text))

    def form(self) -> Form:
        """The line, what is wrong with it, and the words that the model knows."""
        run = self.desk.frame.run
        words = " ".join(word for word in run.model.vocab.words if word.isalnum()) if run else ""
        note = text(self.lang, "dialog.sentence_note", words=words)
        return Form(text(self.lang, "dialog.sentence"), self.field, note=note, error=self.error, keys=KEYS)

    def entered(self) -> None:
        """Walk through it from its first word on."""
        assert self.field is not None
        try:
            self.desk.show(reworded(self.desk.tape, self.field.text, self.lang), 0)
            self.desk.dialog = None
        except LstmTuiError as error:
            self.error = told(error, self.desk)
