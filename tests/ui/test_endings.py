"""However the program ends, the terminal is as it was: its line settings, every mode that was switched, the cursor."""

import os
import signal

import pytest

from lstm_tui.stage.view import Size
from tests.ui.terminal import Terminal, pty, pyte, termios

SIZE = Size(110, 30)
BUSY = {"a walk": b"", "a question": b"\x1bOS", "training": b"s", "playing": b"\x1b[15~", "help": b"?"}
SHOWN = {"a walk": "word 1/", "a question": "slide", "training": " %", "playing": "It plays", "help": "previous step"}
ENDS = {"SIGTERM": (signal.SIGTERM, 143), "SIGHUP": (signal.SIGHUP, 129), "q": (b"q", 0), "Ctrl+C": (b"\x03", 130)}


def begun() -> Terminal:
    terminal = Terminal(SIZE, "--lang", "en")
    assert terminal.comes(lambda shown: "fetching" not in shown and "word 1/" in shown)
    return terminal


def untouched() -> list[object]:
    """The line settings of a terminal that nobody has used."""
    ends = pty.openpty()
    try:
        return termios.tcgetattr(ends[0])
    finally:
        for end in ends:
            os.close(end)


@pytest.mark.parametrize("how", ENDS)
def test_line_settings_and_modes_are_those_of_before(how):
    terminal = begun()
    keep = os.dup(terminal.fd)
    assert termios.tcgetattr(keep) != untouched() and terminal.screen.mode != pyte.Screen(*SIZE).mode
    what, code = ENDS[how]
    if isinstance(what, bytes):
        terminal.press(what)
    else:
        os.kill(terminal.pid, what)
    assert terminal.exit_code() == code
    terminal.stream.feed(terminal.rest)
    assert termios.tcgetattr(keep) == untouched()
    assert terminal.screen.mode == pyte.Screen(*SIZE).mode  # alternate screen, mouse, paste, cursor
    os.close(keep)


@pytest.mark.parametrize("busy", BUSY)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_whatever_is_going_on(busy, number):
    terminal = begun()
    terminal.press(BUSY[busy])
    assert terminal.comes(lambda shown: SHOWN[busy] in shown)
    os.kill(terminal.pid, number)
    assert terminal.exit_code() == 128 + number
    assert b"Traceback" not in terminal.rest
    terminal.stream.feed(terminal.rest)
    assert terminal.screen.mode == pyte.Screen(*SIZE).mode


@pytest.mark.parametrize("busy", BUSY)
def test_a_terminal_that_vanishes_takes_whatever_is_going_on_with_it(busy):
    terminal = begun()
    terminal.press(BUSY[busy])
    assert terminal.comes(lambda shown: SHOWN[busy] in shown)
    os.close(terminal.fd)
    _, status = os.waitpid(terminal.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 129


def test_killed_in_the_middle_the_next_start_is_as_ever(tmp_path):
    for _ in range(2):
        terminal = Terminal(SIZE, "--lang", "en", LSTM_TUI_STATE=str(tmp_path))
        assert terminal.comes(lambda shown: "fetching" not in shown and "word 1/" in shown)
        terminal.press(b"\x1b[20~" + b"\x1b[C" * 9)
        assert terminal.comes(lambda shown: "word 2/" in shown)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.exit_code() == -signal.SIGKILL
