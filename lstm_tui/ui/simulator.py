"""The screen that walks: every action of `stage.keys`, in a line or two each. Questions are loaded when they are asked."""

from dataclasses import replace

from textual.binding import Binding

from lstm_tui.stage import moves
from lstm_tui.stage.facts import content, recipe, units
from lstm_tui.stage.help import scrolled
from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.layout import turn
from lstm_tui.stage.palette import following
from lstm_tui.stage.view import NOTATIONS
from lstm_tui.strings import LANGUAGES, text
from lstm_tui.ui.desk import Desk


class Simulator(Desk):
    """Walks a tape by keys."""

    BINDINGS = [Binding(",".join(key.keys), key.action, show=False, id=key.name) for key in KEYS]  # noqa: RUF012

    def action_step(self, by: int) -> None:
        """By phases; the panels follow."""
        self.step(by)

    def action_walk(self, by: int) -> None:
        """The same phase, tokens away."""
        token = max(0, min(self.frame.t + by, len(self.tape.tokens) - 1))
        self.index = self.tape.index(token, self.frame.phase)

    def action_seek(self, index: int) -> None:
        """To a frame, counted from the end if negative."""
        self.index = index if index >= 0 else len(self.tape) + index

    def action_choose(self, by: int) -> None:
        """Another unit, another input of the value that is explained, or another line of the help."""
        if self.view.help:
            self.view = replace(self.view, help=scrolled(self.view, by, self.stage.cells, len(self.frame.phases)))
        else:
            self.view = moves.choose(self.frame, self.view, by)

    def action_page(self, by: int) -> None:
        """Turn to other panels, another quantity of the history, the same value of another unit."""
        frame, view = self.frame, self.view
        if view.zoom == "sentence":
            self.view = moves.turn_quantity(frame, view, by)
        elif view.zoom == "unit":
            about = moves.focus(frame, view)
            if about.quantity not in ("x", "p"):  # these are no unit's
                self.view = replace(view, unit=(about.unit + by) % units(frame), choice=0)
        else:
            page = turn(self.stage.cells, content(frame, replace(view, panel=None)), frame.phase, view.page, by)
            self.view = replace(view, page=page, panel=None)

    def action_enter(self) -> None:
        """Closer: the cell, the arithmetic of a value, then to the number behind the chosen input."""
        if self.view.zoom == "unit":
            self.index, self.view = moves.jump(self.frame, self.view, self.view.choice)
        else:
            self.view = moves.zoom_in(self.frame, self.view)

    def action_close(self) -> None:
        """What is open first: the help, a training run; then one level back."""
        if self.view.help:
            self.view = replace(self.view, help=0)
        elif self.view.training is not None:
            self.called_off.set()
        else:
            self.view = moves.zoom_out(self.frame, self.view)

    def action_panel(self, digit: int) -> None:
        """One panel large, or small again."""
        self.view = moves.open_panel(self.frame, self.view, digit)

    def action_language(self) -> None:
        """The next language."""
        at = LANGUAGES.index(self.view.lang) + 1
        self.view = replace(self.view, lang=LANGUAGES[at % len(LANGUAGES)])

    def action_theme(self) -> None:
        """The next palette."""
        self.stage.palette = following(self.stage.palette)
        self.say(text(self.view.lang, "dialog.theme", name=self.stage.palette.theme))

    def action_notation(self) -> None:
        """The other way to write the equations."""
        at = NOTATIONS.index(self.view.notation) + 1
        self.view = replace(self.view, notation=NOTATIONS[at % len(NOTATIONS)])

    def action_beside(self) -> None:
        """A plain RNN on the same words, where there is one."""
        if self.tape.beside:
            self.view = replace(self.view, rnn=not self.view.rnn)
        else:
            self.say(text(self.view.lang, "dialog.no_rnn"))

    def action_play(self) -> None:
        """Step after step, by itself."""
        self.autoplay.start()
        self.say(text(self.view.lang, "dialog.playing"))

    def action_copy(self) -> None:
        """The shown numbers to the clipboard of the terminal; before there are any, that is left alone."""
        if values := moves.shown_values(self.frame, self.view):
            self.app.copy_to_clipboard(values)
            self.say(text(self.view.lang, "dialog.copied", lines=len(values.splitlines())))

    def action_sentence(self) -> None:
        """Ask for other words, once the numbers are there."""
        from lstm_tui.ui.sentence import SentenceDialog

        self.dialog = SentenceDialog(self) if self.frame.run else None

    def action_change(self) -> None:
        """Ask for a change."""
        from lstm_tui.ui.change import ChangeDialog

        self.dialog = ChangeDialog(self) if self.frame.run else None

    def action_export(self) -> None:
        """Ask for a kind of file."""
        from lstm_tui.ui.export import ExportDialog

        self.dialog = ExportDialog(self) if self.frame.run else None

    def action_commands(self) -> None:
        """List all actions."""
        from lstm_tui.ui.commands import CommandDialog

        self.dialog = CommandDialog(self)

    def action_help(self) -> None:
        """Open or close the help."""
        self.view = replace(self.view, help=0 if self.view.help else 1)

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit(0)

    def action_seed(self) -> None:
        """Learn the same task from another seed, one run at a time."""
        if self.retrain and recipe(self.frame) and self.view.training is None:
            self.called_off.clear()
            self.view = replace(self.view, training=0)
            self.run_worker(self._learn, thread=True)
