"""`run_simulator`: opens the screen, paints it at once, and lets NumPy and the model come after."""

import os
from dataclasses import dataclass
from pathlib import Path

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from lstm_tui.engine.vocab import Token
from lstm_tui.errors import LstmTuiError
from lstm_tui.settings import Memory, remember
from lstm_tui.stage.palette import THEMES, depth, palette
from lstm_tui.stage.view import View
from lstm_tui.tape import Setup, blank_tape
from lstm_tui.ui.numbers import load_tape, retrain
from lstm_tui.ui.signals import listen
from lstm_tui.ui.simulator import Simulator


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says of the screen; `theme` None leaves the choice to the program."""

    lang: str = "en"
    theme: str | None = None
    ascii: bool = False
    motion: bool = True
    mouse: bool = True
    keymap: tuple[tuple[str, str], ...] = ()


class LstmTui(App[int | LstmTuiError]):
    """One simulator on one screen."""

    TITLE = "lstm-tui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("ctrl+c", "interrupt", show=False, priority=True)]  # noqa: RUF012

    def __init__(self, simulator: Simulator) -> None:
        super().__init__()
        self.simulator = simulator

    def on_mount(self) -> None:
        """A user's own keys take the place of ours."""
        if self.simulator.view.keymap:
            self.set_keymap(dict(self.simulator.view.keymap))

    def get_default_screen(self) -> Screen[None]:
        """The simulator is the first and only screen."""
        return self.simulator

    async def action_quit(self) -> None:
        """Leave."""
        self.exit(0)

    def action_interrupt(self) -> None:
        """Leave, and tell the shell so."""
        self.exit(130)


class LocalApp(LstmTui):
    """The app that has the process and its terminal to itself."""

    def on_load(self) -> None:
        """From now on a signal ends it in order."""
        listen(self)


def memory_of(simulator: Simulator) -> Memory:
    """What the next run begins with."""
    setup = simulator.tape.setup
    model = str(Path(setup.model).absolute()) if setup.model.endswith(".npz") else setup.model
    return Memory(setup.text, model, simulator.stage.palette.theme, simulator.view.lang)


def run_simulator(setup: Setup, tokens: tuple[Token, ...], kind: str, options: Options) -> int:
    """Walk through `tokens` on screen until the user leaves; the exit code.

    Raises LstmTuiError for a theme that does not exist, or for weights that turn out to be unreadable.
    """
    theme = options.theme or THEMES[0]
    if theme not in THEMES:
        raise LstmTuiError("unknown_theme", word=theme, known=", ".join(THEMES))
    blank = blank_tape(setup, tokens, kind)
    simulator = Simulator(
        blank,
        View(lang=options.lang, keymap=options.keymap),
        palette(theme, options.ascii, depth(os.environ)),
        lambda: load_tape(setup, options.lang),
        retrain,
    )
    app = LocalApp(simulator)
    result = app.run(mouse=options.mouse)
    remember(memory_of(simulator))
    if isinstance(result, LstmTuiError):
        raise result
    return result if result is not None else app.return_code or 0
