"""The real program at its end: signals, a terminal that goes away; and what it remembers of a walk."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_tui.stage.view import Size
from tests.conftest import CHECKOUT, environment
from tests.ui.terminal import Terminal

RESTORED = b"\x1b[?1049l"
SIZE = Size(80, 24)


def begun(*arguments: str, **changes: str) -> Terminal:
    terminal = Terminal(SIZE, *arguments, **changes)
    assert terminal.comes(lambda shown: "fetching" not in shown and "word 1/" in shown)
    return terminal


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal_and_tells_the_shell(number, code):
    terminal = begun("--lang", "en")
    os.kill(terminal.pid, number)
    assert terminal.exit_code() == code
    assert RESTORED in terminal.rest and b"\x1b[?25h" in terminal.rest
    assert b"Traceback" not in terminal.rest


@pytest.mark.parametrize("ignored", [False, True])
def test_a_terminal_that_goes_away_ends_the_program(ignored):
    """Also under `nohup`, where SIGHUP is ignored: nothing spins behind a closed window."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        terminal = begun("--lang", "en")
    finally:
        signal.signal(signal.SIGHUP, before)
    os.close(terminal.fd)
    _, status = os.waitpid(terminal.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 129


def test_the_last_walk_is_where_the_next_one_begins(tmp_path):
    state = {"LSTM_TUI_STATE": str(tmp_path)}
    terminal = begun("step", "Mary is funny . __", "--lang", "en", **state)
    terminal.press(b"\x1b[20~")  # F9
    assert terminal.comes(lambda shown: "Colours: light" in shown)
    terminal.press(b"q")
    assert terminal.exit_code() == 0
    memory = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))
    assert memory == {"text": "Mary is funny . __", "model": "pronoun-en", "theme": "light", "lang": "en"}
    again = begun(**state)
    assert again.comes(lambda shown: "Mary is funny." in shown)
    again.press(b"q")
    assert again.exit_code() == 0
    other = begun("step", "--model", "pronoun-1", "--theme", "dark", "--lang", "en", **state)
    assert "pronoun-1-en" in other.text and "Mary" not in other.text
    other.press(b"q")
    assert other.exit_code() == 0


@pytest.mark.parametrize("memory", ["{", '{"text": "Nobody knows", "model": "gone.npz", "theme": "gone", "lang": "xx"}'])
def test_a_spoilt_memory_stops_nobody(memory, tmp_path):
    (tmp_path / "state.json").write_text(memory, encoding="utf-8")
    terminal = begun(LSTM_TUI_STATE=str(tmp_path))
    assert "John is tall." in terminal.text
    terminal.press(b"q")
    assert terminal.exit_code() == 0


def test_the_sentence_of_a_model_trained_in_passing_is_walked_with_one_that_knows_it(tmp_path):
    memory = '{"text": "Jane is kind . John is tall . __", "model": "pronoun-s2-en"}'
    (tmp_path / "state.json").write_text(memory, encoding="utf-8")
    terminal = begun(LSTM_TUI_STATE=str(tmp_path))
    assert "Jane is kind. John is tall." in terminal.text and "pronoun-en" in terminal.text
    terminal.press(b"q")
    assert terminal.exit_code() == 0


def test_a_wrong_key_map_is_one_line_before_the_screen_opens(tmp_path):
    (tmp_path / "config.toml").write_text('[keys]\nfly = "d"\n', encoding="utf-8")
    terminal = Terminal(SIZE, "--lang", "en", LSTM_TUI_CONFIG=str(tmp_path))
    assert terminal.exit_code() == 2
    assert b"there is no action fly" in terminal.rest.replace(b"\r\n", b"") and RESTORED not in terminal.rest


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_without_a_terminal_on_both_sides_there_is_one_line_and_no_screen(closed, tmp_path):
    command = [sys.executable, "-m", "lstm_tui"]
    ends = {"stdin": subprocess.DEVNULL, closed: subprocess.DEVNULL}
    done = subprocess.run(
        command, stderr=subprocess.PIPE, env=environment(PYTHONPATH=str(CHECKOUT)), timeout=60, cwd=Path(tmp_path), **ends
    )
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1
