"""How long a start takes, against what it cannot do without: Python itself, and Textual with one Static.

    python benchmarks/startup.py [--runs N]

Runs are interleaved, so that a busy machine slows all of them alike. Bytecode is compiled first.
"""

import argparse
import compileall
import fcntl
import os
import pty
import re
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from select import select

import pyte

WIDTH, HEIGHT = 120, 40
DEADLINE = 20.0
TEXT = "John is tall . Jane is kind . __"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("John is tall . Jane is kind .")
Bare().run()
"""
TOKENS = ("John", "tall", "Jane", "kind")
Screen = list[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A command and what its screen must show, in this order, to be timed."""

    name: str
    command: Sequence[str]
    shows: tuple[Callable[[Screen], bool], ...]


def tokens_shown(screen: Screen) -> bool:
    """Every token of the sentence stands on the screen."""
    return any(all(word in line for word in TOKENS) for line in screen)


def keys_shown(screen: Screen) -> bool:
    """The line of keys stands on the screen too."""
    return tokens_shown(screen) and any("→" in line and "←" in line for line in screen)


def numbers_shown(screen: Screen) -> bool:
    """So does the first number of the walk."""
    return keys_shown(screen) and any(re.search(r"\d\.\d\d", line) for line in screen)


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15)
    runs = arguments.parse_args().runs
    compile_bytecode("textual", "rich", "numpy", "lstm_tui")
    version(runs)
    first_paint(runs)


def compile_bytecode(*packages: str) -> None:
    """What an installer does; without it, as in a checkout, every figure is two to three times larger."""
    for name in packages:
        spec = find_spec(name)
        assert spec and spec.origin, f"{name} is not installed"
        compileall.compile_dir(Path(spec.origin).parent, quiet=2)


def version(runs: int) -> None:
    """`lstm-tui --version` against an interpreter that does nothing."""
    floor = [sys.executable, "-c", "pass"]
    ours = [sys.executable, "-m", "lstm_tui", "--version"]
    times: dict[str, list[float]] = {"python -c pass": [], "lstm-tui --version": []}
    for _ in range(runs):
        for name, command in zip(times, (floor, ours), strict=True):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - begin)
    report("lstm-tui --version", times, "python -c pass", at_most=3.0)


def first_paint(runs: int) -> None:
    """From exec to the frame, tokens and keys, and to the first numbers, against a bare Textual app."""
    bare = Subject("bare Textual app", (sys.executable, "-c", BARE), (tokens_shown,))
    command = (sys.executable, "-m", "lstm_tui", "step", TEXT)
    ours = Subject("first paint", command, (keys_shown, numbers_shown))
    times: dict[str, list[float]] = {bare.name: [], ours.name: [], "first numbers": []}
    for _ in range(runs):
        times[bare.name] += watch(bare)
        paint, numbers = watch(ours)
        times[ours.name].append(paint)
        times["first numbers"].append(numbers)
    report("cold start", times, bare.name, at_most=1.35)


def watch(subject: Subject) -> list[float]:
    """Seconds from exec until each of the subject's sights stands on its screen."""
    chunks = list(record(subject.command, lambda screen: subject.shows[-1](screen)))
    screen, stream = new_screen()
    seconds, wanted = [], list(subject.shows)
    for moment, data in chunks:
        stream.feed(data)
        while wanted and wanted[0](list(screen.display)):
            wanted.pop(0)
            seconds.append(moment)
    assert not wanted, f"{subject.name} never showed what it should:\n" + "\n".join(screen.display)
    return seconds


def new_screen() -> tuple[pyte.Screen, pyte.ByteStream]:
    """An emulated terminal of the measured size."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    return screen, pyte.ByteStream(screen)


def record(command: Sequence[str], done: Callable[[Screen], bool]) -> Iterator[tuple[float, bytes]]:
    """What a command writes to its terminal and when; it is ended when `done` says so of the screen."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
        os.environ.update(LSTM_TUI_CONFIG=os.devnull, LSTM_TUI_STATE=os.devnull)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        os.execv(command[0], list(command))
    screen, stream = new_screen()
    try:
        while time.perf_counter() - begin < DEADLINE and not done(list(screen.display)):
            # Emulating costs time: it is done only when nothing more is to be read at once.
            pending = b""
            while select([terminal], [], [], 0 if pending else 0.05)[0]:
                data = os.read(terminal, 1 << 16)
                yield time.perf_counter() - begin, data
                pending += data
            stream.feed(pending)
    except OSError:  # the child is gone: what it wrote has been read
        return
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def report(title: str, times: dict[str, list[float]], floor: str, at_most: float) -> None:
    """Minimum and median of each row, and its ratio to the floor's."""
    print(f"{title} ({len(times[floor])} interleaved runs)")
    for name, values in times.items():
        least, middle = min(values), statistics.median(values)
        ratios = f"{least / min(times[floor]):.2f}x, {middle / statistics.median(times[floor]):.2f}x"
        print(f"  {name:24} min {1000 * least:6.0f} ms   median {1000 * middle:6.0f} ms   {ratios}")
    print(f"  the first ratio after {floor} must be at most {at_most}x\n")


if __name__ == "__main__":
    main()
