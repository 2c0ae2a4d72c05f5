"""The README is true: its blocks run, what it shows is what is printed, its words are the program's."""

import re
import shlex
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, environment

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
SET_UP = ("python3 -m pip install . && lstm-tui", "python3 -m pip install -e '.[dev]' && pytest")
PRINTING = ("--plain", "--markdown", "--svg", "--csv", "--json", "--help", "--version")
CHANGE = re.compile("--(clamp|set|replace|off) ")
ELSEWHERE = ("lstm-tui train",)
"""Commands whose own tests take their time: here only their arguments are looked at."""


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every line of a shell block that is not the set-up."""
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]
    return [line for line in dict.fromkeys(lines) if line not in SET_UP]


def without_screen(command: str) -> str:
    """The command as it runs here, where there is no terminal: one that would draw prints instead."""
    ours = next(part for part in map(shlex.split, command.split("|")) if part[0] == "lstm-tui")
    draws = ours[1:2] in ([], ["step"]) and not {"-", *PRINTING} & set(ours)
    return f"{command}{' step' if len(ours) == 1 else ''} --plain" if draws else command


def shell(command: str, folder: Path) -> str:
    """What a command line prints; it must succeed and complain of nothing."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    program = bin_folder / "lstm-tui"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m lstm_tui "$@"\n')
    program.chmod(0o755)
    env = environment()
    env["PATH"] = f"{bin_folder}:{env['PATH']}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", env=env, cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), f"{command}: {done.stderr}"
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the README's lines are for a POSIX shell")
@pytest.mark.parametrize("command", [line for line in commands() if not line.startswith(ELSEWHERE)])
def test_a_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    """Every line of a shell block does what it says, on words and models that are there."""
    assert shell(without_screen(command), tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="the README's lines are for a POSIX shell")
@pytest.mark.parametrize("command", [line for line in commands() if CHANGE.search(line)])
def test_a_change_of_the_readme_changes_the_answer_visibly(command: str, tmp_path: Path) -> None:
    """Whoever tries it sees a word become at least ten percentage points likelier or less likely."""
    *_, changed, unchanged = shell(without_screen(command), tmp_path).splitlines()
    now, before = (dict(re.findall(r"(\w+) ([\d.]+) %", line)) for line in (changed, unchanged))
    assert now.keys() == before.keys() == {"he", "she"}
    assert max(abs(float(now[word]) - float(before[word])) for word in now) >= 10


@pytest.mark.skipif(sys.platform == "win32", reason="the README's lines are for a POSIX shell")
@pytest.mark.parametrize("block", blocks("console"))
def test_an_excerpt_of_the_readme_is_what_the_program_prints(block: str, tmp_path: Path) -> None:
    """The lines below `$ command` stand in its output in this order; … stands for any lines, or a line's rest."""
    first, *shown = block.splitlines()
    printed = iter(shell(first.removeprefix("$ "), tmp_path).splitlines())
    assert shown, "an excerpt shows something"
    skipping = False
    for line in shown:
        if line == "…":
            skipping = True
            continue
        candidates = printed if skipping else islice(printed, 1)
        assert any(is_shown(real, line) for real in candidates), f"not printed here: {line}"
        skipping = False


def is_shown(real: str, line: str) -> bool:
    """Whether a line of the README shows this line of the program; … at its end leaves out the rest."""
    return real.startswith(line.removesuffix("…")) if line.endswith("…") else real == line


def test_set_up_is_the_two_commands_that_ci_and_the_issue_know() -> None:
    """Two lines do all the set-up, and .ci/run uses the very words of the second."""
    assert all(line in README for line in SET_UP)
    script = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    install, test = SET_UP[1].split(" && ")
    assert f"{install.replace('install', 'install --quiet')}\n    {test}" in script


def test_every_link_of_the_readme_into_the_checkout_leads_somewhere() -> None:
    """Pictures and files that the README names are there."""
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [target for target in targets if not (CHECKOUT / target).exists()] == []


def test_the_tree_names_every_room() -> None:
    """The last section names what exists, and every room of the package."""
    tree = README.rpartition("## The tree")[2]
    named = re.findall(r"\b(lstm_tui/[\w.]+/?|tests/|benchmarks/|docs/)", tree)
    assert [name for name in named if not (CHECKOUT / name).exists()] == []
    rooms = {f"lstm_tui/{path.parent.name}/" for path in (CHECKOUT / "lstm_tui").glob("*/__init__.py")}
    assert rooms <= set(named)
