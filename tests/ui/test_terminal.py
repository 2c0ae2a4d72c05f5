"""The real program in a real terminal's grid of cells: what arrives there is the picture, cell by cell."""

import os
import select
import struct
import sys
import time
from collections.abc import Callable

import pytest

from lstm_tui.engine.weights import read_meta, shipped
from lstm_tui.stage.palette import palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Setup, Tape
from lstm_tui.ui.numbers import load_tape
from tests.conftest import CHECKOUT, environment

pty = pytest.importorskip("pty")
fcntl, pyte, termios = (pytest.importorskip(name) for name in ("fcntl", "pyte", "termios"))

DEADLINE = 30.0


class Terminal:
    """A pseudo-terminal that runs `lstm-tui`, and the screen it makes of the bytes."""

    def __init__(self, size: Size, *arguments: str) -> None:
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.fd, child = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))
        self.pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "lstm_tui", *arguments],
            environment(TERM="xterm-256color", PYTHONPATH=str(CHECKOUT)),
            file_actions=[(os.POSIX_SPAWN_DUP2, child, fd) for fd in (0, 1, 2)],
        )
        os.close(child)

    def shows(self, expected: str) -> bool:
        """Whether the screen comes to show exactly `expected`."""
        return self.comes(lambda shown: shown == expected)

    def comes(self, wanted: Callable[[str], bool]) -> bool:
        """Whether the screen comes to show what is wanted."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end and not wanted(self.text):
            if select.select([self.fd], [], [], 0.1)[0]:
                self.stream.feed(os.read(self.fd, 65536))
        return wanted(self.text)

    @property
    def text(self) -> str:
        """The screen's lines; "" while half a syllable stands on it, in the middle of a paint."""
        try:
            return "\n".join(self.screen.display)
        except IndexError:
            return ""

    def press(self, keys: bytes) -> None:
        """Send what a keyboard would send."""
        os.write(self.fd, keys)

    def exit_code(self) -> int:
        """Drain what still comes and wait for the end."""
        try:
            while os.read(self.fd, 65536):
                pass
        except OSError:
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def tape_of(name: str) -> Tape:
    return load_tape(Setup(name, read_meta(shipped()[name])["example"]), "en")


@pytest.mark.parametrize(("lang", "size"), [("ko", Size(80, 24)), ("en", Size(120, 40))])
def test_the_terminal_shows_the_picture_cell_by_cell(lang, size):
    tape = tape_of(f"pronoun-{lang}")
    terminal = Terminal(size, "--lang", lang)

    def expected(index: int) -> str:
        return picture(tape[index], View(lang=lang), size, palette()).text

    assert terminal.shows(expected(0))
    terminal.press(b"\x1b[C" * 3)
    assert terminal.shows(expected(3))
    terminal.press(b"\x1b[F")
    assert terminal.shows(expected(len(tape) - 1))
    terminal.press("ㅗ".encode())
    assert terminal.shows(expected(len(tape) - 2))
    terminal.press(b"q")
    assert terminal.exit_code() == 0
