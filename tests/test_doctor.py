"""The doctor judges facts; the terminal itself is asked in one place."""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from lstm_tui import doctor
from lstm_tui.doctor import Facts, judge
from lstm_tui.strings import catalogue, text
from tests.conftest import Run

GOOD = Facts(
    environ={"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "ko_KR.UTF-8"},
    terminal=True,
    size=(120, 40),
    ambiguous=3,
    encoding="utf-8",
    python="3.12.1",
    versions={"textual": "8.2.8", "rich": "15.0.0", "numpy": "2.4.6"},
    uncached=(),
)
BAD = {
    "use_terminal": replace(GOOD, environ={"TERM": "dumb"}),
    "more_colours": replace(GOOD, environ={"TERM": "xterm"}),
    "too_small": replace(GOOD, size=(50, 40)),
    "enlarge": replace(GOOD, size=(79, 24)),
    "narrow": replace(GOOD, ambiguous=6),
    "utf8": replace(GOOD, encoding="ascii"),
    "install": replace(GOOD, versions={"numpy": None}),
    "tmux_colours": replace(GOOD, environ={"TERM": "screen", "TMUX": "/tmp/tmux"}),
    "screen_colours": replace(GOOD, environ={"TERM": "screen", "STY": "1.pts"}),
    "shorter_escape": replace(GOOD, escape_time=500),
    "windows_terminal": replace(GOOD, windows=True, environ={"COLORTERM": "truecolor"}),
    "compile": replace(GOOD, uncached=("textual",)),
    "compile_unset": replace(GOOD, uncached=("numpy",), environ={"PYTHONDONTWRITEBYTECODE": "1"}),
}


def test_a_good_terminal_has_nothing_to_change() -> None:
    """No advice where nothing is wrong."""
    assert [finding.key for finding in judge(GOOD) if finding.advice] == []


@pytest.mark.parametrize("advice", BAD)
def test_each_fault_has_its_advice(advice: str) -> None:
    """One bad fact gives the advice that mends it."""
    assert advice in {finding.advice for finding in judge(BAD[advice])}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("facts", [GOOD, *BAD.values()])
def test_every_finding_has_words_in_both_languages(lang: str, facts: Facts) -> None:
    """No key of the doctor is missing, and every placeholder has its value."""
    for finding in judge(facts):
        for key in filter(None, (finding.key, finding.advice)):
            assert text(lang, f"doctor.{key}", **finding.values)


def test_every_advice_of_the_catalogue_is_given_to_somebody() -> None:
    """What to change stands in no line that nobody can ever see."""
    findings = [finding for facts in (GOOD, *BAD.values()) for finding in judge(facts)]
    quiet = GOOD.environ | {"NO_COLOR": "1", "SSH_CONNECTION": "1"}
    findings += judge(replace(GOOD, ambiguous=None, environ=quiet))
    findings += judge(replace(GOOD, terminal=False, size=None))
    said = {finding.key for finding in findings} | {finding.advice for finding in findings}
    lines = {key.removeprefix("doctor.") for key in catalogue("en") if key.startswith("doctor.")}
    assert lines - said == {"fine", "change"}


@pytest.mark.parametrize(
    ("environ", "bits"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 24),
        ({"TERM": "xterm-direct"}, 24),
        ({"TERM": "tmux-256color"}, 8),
        ({"TERM": "xterm"}, 4),
        ({"TERM": "dumb"}, 0),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 0),
    ],
)
def test_the_depth_of_colours_is_read_from_the_environment(environ: dict[str, str], bits: int) -> None:
    """COLORTERM beats TERM, NO_COLOR beats both."""
    assert doctor.depth(environ) == bits


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_doctor_works_in_a_pipe(lstm_tui: Run, lang: str) -> None:
    """Without a terminal it tells what it can and ends well."""
    done = lstm_tui("doctor", "--lang", lang)
    assert done.returncode == 0
    assert done.stderr == ""
    assert re.search(r"textual 8\.", done.stdout)
    assert "\x1b" not in done.stdout


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a pseudo-terminal: the terminal's own, and the one that a program sees."""
    pty = pytest.importorskip("pty")
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


@pytest.mark.parametrize(("answer", "cells"), [(b"\x1b[12;4R", 3), (b"x\x1b[1;7R", 6)])
def test_the_terminal_tells_how_wide_its_characters_are(
    terminal: tuple[int, int], answer: bytes, cells: int
) -> None:
    """The cursor's column after the sample is its width, whatever else was typed meanwhile."""
    far, near = terminal

    def play() -> None:
        heard = b""
        while b"\x1b[6n" not in heard:
            heard += os.read(far, 64)
        os.write(far, answer)

    thread = threading.Thread(target=play)
    thread.start()
    assert doctor.ask_width(near, near, deadline=10) == cells
    thread.join()


def test_a_silent_terminal_is_not_waited_for(terminal: tuple[int, int]) -> None:
    """No answer before the deadline means that nobody knows."""
    _, near = terminal
    assert doctor.ask_width(near, near, deadline=0.01) is None


def test_the_advice_to_compile_names_every_folder() -> None:
    """The command can be copied as it stands."""
    findings = {finding.advice: finding for finding in judge(BAD["compile"])}
    command = str(findings["compile"].values["command"])
    assert "textual" in command and "compileall" in command
    assert [field for _, field, _, _ in Formatter().parse(command) if field] == []


@pytest.mark.skipif(os.name != "posix", reason="a script stands for tmux")
@pytest.mark.parametrize(("script", "expected"), [("echo 500", 500), ("echo", None), ("exit 1", None)])
def test_tmux_is_asked_for_its_escape_time(
    script: str, expected: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What tmux prints is its answer; a tmux that does not know is no fault."""
    program = tmp_path / "tmux"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.ask_tmux() == expected


def test_without_tmux_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program is no error."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.ask_tmux() is None
