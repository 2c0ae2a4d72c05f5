"""A real terminal for the real program: a pseudo-terminal, and the screen that its bytes make."""

import os
import select
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from lstm_tui.stage.view import Size
from tests.conftest import CHECKOUT, environment

pty = pytest.importorskip("pty")
fcntl, pyte, termios = (pytest.importorskip(name) for name in ("fcntl", "pyte", "termios"))

DEADLINE = 30.0


class Terminal:
    """A pseudo-terminal that runs `lstm-tui`, and the screen it makes of the bytes."""

    def __init__(self, size: Size, *arguments: str, **changes: str) -> None:
        self.rest = b""
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.fd, child = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))
        self.pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "lstm_tui", *arguments],
            environment(**{"TERM": "xterm-256color", "PYTHONPATH": str(CHECKOUT)} | changes),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(child), os.O_RDWR, 0),  # its controlling terminal
                *((os.POSIX_SPAWN_DUP2, 0, fd) for fd in (1, 2)),
            ],
            setsid=True,
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
        """Wait for the end; `rest` is what still came."""
        with suppress(OSError):
            while heard := os.read(self.fd, 65536):
                self.rest += heard
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)
