"""Ctrl+P: every action by its name, in the language of the screen; typing narrows the list."""

from typing import TYPE_CHECKING

from lstm_tui.stage.facts import recipe
from lstm_tui.stage.field import Field
from lstm_tui.stage.form import Form
from lstm_tui.stage.help import printable
from lstm_tui.stage.keys import Key, in_force, key_label, works
from lstm_tui.strings import text
from lstm_tui.ui.dialogs import Dialog

if TYPE_CHECKING:
    from lstm_tui.ui.simulator import Simulator

KEYS = (("↑ ↓ Enter", "choose_this"), ("Esc", "close"))
UNLISTED = {"close", "commands", "panel"}


class CommandDialog(Dialog):
    """All actions that have a line in the help."""

    chosen = 0

    def __init__(self, desk: "Simulator") -> None:
        super().__init__(desk, Field())

    def form(self) -> Form:
        """The list, narrowed to what was typed."""
        glyphs = self.desk.stage.palette.glyphs
        rows = tuple((printable(key.shown, self.lang, glyphs), name) for key, name in self.found())
        note = "" if rows else text(self.lang, "dialog.nothing_found")
        return Form(text(self.lang, "dialog.commands"), self.field, rows, self.chosen, note, "", KEYS)

    def found(self) -> list[tuple[Key, str]]:
        """Actions with their names, as far as these hold what was typed."""
        assert self.field is not None
        trainable = self.desk.retrain is not None and recipe(self.desk.frame) is not None
        useful = [key for key in in_force(self.desk.view.keymap) if works(key.help, folded=True, trainable=trainable)]
        keys = [key for key in useful if key.help and key.help not in UNLISTED]
        named = [(key, self._name(key)) for key in keys]
        return [(key, name) for key, name in named if self.field.text.strip().lower() in f"{name} {key.shown}".lower()]

    def _name(self, key: Key) -> str:
        if key.help == "language":
            return key_label(self.lang, "language", self.desk.stage.palette.glyphs)
        return text(self.lang, f"help.{key.help}")

    def edited(self) -> None:
        """Another list begins at its top."""
        self.chosen = 0

    def pressed(self, key: str, character: str | None) -> None:
        """Arrows choose."""
        if key in ("up", "down"):
            self.chosen = max(0, min(self.chosen + (1 if key == "down" else -1), len(self.found()) - 1))
        else:
            super().pressed(key, character)

    def entered(self) -> None:
        """Do what is chosen."""
        found = self.found()
        self.desk.dialog = None
        if found:
            self.desk.call_later(self.desk.run_action, found[self.chosen][0].action)
