"""A program in a terminal of its own: keys go in, and a paint is over when the program says so.

Textual marks the begin and the end of every paint (mode 2026) in a terminal that answers that it knows the marks; this one
does, and asks nothing of the program but that.
"""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from select import select
from typing import NamedTuple

DEADLINE = 30.0
_ASKED, _KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_PAINTED = b"\x1b[?2026l"
NOWHERE = str(Path(os.devnull) / "no")
CHECKOUT = Path(__file__).parent.parent


class Paint(NamedTuple):
    """What a key brought: seconds to the end of its last paint, and bytes."""

    seconds: float
    size: int


class Terminal:
    """Runs `command` until `close`."""

    def __init__(self, command: Sequence[str], columns: int, rows: int, **environment: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(command[0], list(command), plain_environment() | environment)
        self.heard = b""

    def settle(self, quiet: float = 0.5) -> None:
        """Read until nothing more comes for `quiet` seconds, once something has come."""
        end = time.perf_counter() + DEADLINE
        while time.perf_counter() < end and (self._read(quiet) or not self.heard):
            pass

    def press(self, key: bytes, quiet: float = 0.03) -> Paint:
        """Send a key; over is its paint when its mark has come and nothing follows for `quiet` seconds."""
        begin = over = time.perf_counter()
        os.write(self.fd, key)
        size, tail = 0, b""
        while over - begin < DEADLINE:
            data = self._read(quiet if _PAINTED in tail else DEADLINE)
            if not data:
                return Paint(over - begin, size)
            over = time.perf_counter()
            size, tail = size + len(data), tail[-16:] + data
        raise TimeoutError("no paint came")

    def _read(self, seconds: float) -> bytes:
        if not select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError as end:
            raise RuntimeError(f"it ended: {self.heard.decode(errors='replace')}") from end
        if _ASKED in self.heard[-16:] + data:
            os.write(self.fd, _KNOWN)
        self.heard = self.heard[-400:] + data
        return data

    def cpu(self) -> float:
        """Seconds that all its threads have computed so far (Linux)."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> int:
        """Bytes of it that are in memory now (Linux)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def plain_environment() -> dict[str, str]:
    """The environment without the user's own colours, language and settings."""
    told = ("NO_COLOR", "COLORTERM", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "TMUX", "STY", "TERM_PROGRAM")
    kept: Mapping[str, str] = {name: value for name, value in os.environ.items() if name not in told}
    mine = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(CHECKOUT)}
    return {**kept, **mine, "LSTM_TUI_CONFIG": NOWHERE, "LSTM_TUI_STATE": NOWHERE}


def walk_command(text: str) -> list[str]:
    """The simulator on a text."""
    return [sys.executable, "-m", "lstm_tui", "step", text]
