"""A terminal within the process: what the app writes is emulated, so that every cell can be compared with what was meant."""

from collections.abc import Iterable
from unicodedata import normalize

import pyte
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual._xterm_parser import XTermParser
from textual.drivers.headless_driver import HeadlessDriver

from lstm_tui.stage.palette import FORE, GROUND, Ink
from lstm_tui.stage.palette.match import rgb
from lstm_tui.ui.strips import Strips, style

NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]
NAMES += [f"bright{name}" for name in NAMES]
MISSPELT = {"bfightmagenta": "brightmagenta"}  # pyte's, as a background
Cell = tuple[str, str, str, bool, bool]


class EmulatedDriver(HeadlessDriver):
    """Not headless to the app: whatever it writes reaches an emulated screen, as bytes and all."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.screen = pyte.Screen(*self._get_terminal_size())
        self.stream = pyte.Stream(self.screen)
        self.parser = XTermParser()
        self.written = ""

    @property
    def is_headless(self) -> bool:
        """Everything is encoded and written."""
        return False

    def write(self, data: str) -> None:
        """To the screen."""
        self.written += data
        self.stream.feed(data)

    def typed(self, data: str) -> None:
        """What a terminal would send."""
        for event in self.parser.feed(data):
            self.process_message(event)


def cells(screen: pyte.Screen, row: int) -> list[Cell]:
    """A row of the screen; the second half of a wide character is empty."""
    found = (screen.buffer[row][column] for column in range(screen.columns))
    return [(cell.data, cell.fg, MISSPELT.get(cell.bg, cell.bg), cell.bold, cell.reverse) for cell in found]


def meant(strips: Strips) -> list[list[Cell]]:
    """The cells that the strips stand for."""
    return [_meant(strip) for strip in strips]


def _meant(strip: Iterable[tuple[str, Style, object]]) -> list[Cell]:
    row: list[Cell] = []
    for text, how, _ in strip:
        look = (_name(how.color), _name(how.bgcolor), bool(how.bold), bool(how.reverse))
        for character in text:
            if cell_len(character):
                row += [(character, *look), *[("", *look)] * (cell_len(character) - 1)]
            else:  # a mark on the character before
                row[-1] = (normalize("NFC", row[-1][0] + character), *row[-1][1:])
    return row


def inked(ink: Ink) -> tuple[str, str, bool, bool]:
    """How a cell of this ink looks."""
    bare = ink.foreground in (FORE, GROUND)
    names = ("default", "default") if bare else (_name(Color.parse(ink.foreground)), _name(Color.parse(ink.background)))
    return (*names, ink.bold, bool(style(ink).reverse))


def _name(colour: Color | None) -> str:
    if colour is None:
        return "default"
    if colour.number is not None and colour.number < 16:
        return NAMES[colour.number]
    known = colour.name if colour.number is None else f"color({colour.number})"
    return "".join(f"{channel:02x}" for channel in rgb(known))
