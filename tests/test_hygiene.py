"""A command loads what it needs and nothing else. Clocks lie on busy machines, `sys.modules` does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, environment

HEAVY = {"textual", "numpy", "rich", "markdown_it", "pygments", "asyncio"}
AFTER = "import sys\nfrom lstm_tui.__main__ import main\ncode = main(sys.argv[1:])\n"
TELL = "sys.stderr.write(' '.join(sys.modules)); sys.exit(code)"


def python(code: str, *arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """A fresh interpreter that carries out `code`."""
    command, env = [sys.executable, "-c", code, *arguments], environment(**changes)
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, timeout=60)


def loaded(*arguments: str) -> set[str]:
    """The modules in memory when `lstm-tui ARGUMENTS` ends."""
    done = python(AFTER + TELL, *arguments)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("line", ["--version", "--help", "step --help", "models", "models --json", "doctor"])
def test_small_commands_load_nothing_heavy(line: str) -> None:
    """What only prints a few lines starts like Python itself; the doctor looks at packages from outside."""
    assert loaded(*line.split()) & HEAVY == set()


def test_the_version_reads_no_catalogue() -> None:
    """`--version` needs no words of any language."""
    assert loaded("--version") & {"tomllib", "lstm_tui.strings"} == set()


@pytest.mark.parametrize("form", ["--plain", "--csv", "--json"])
def test_a_walk_without_a_screen_loads_no_screen(form: str) -> None:
    """numpy is there, Textual and Rich are not."""
    modules = loaded("step", form)
    assert "numpy" in modules
    assert modules & {"textual", "rich.console", "asyncio", "markdown_it", "pygments"} == set()


def test_a_misspelt_word_is_told_before_anything_heavy_is_loaded() -> None:
    """A mistake in the sentence costs no second of waiting."""
    done = python(AFTER + "print(*sys.modules); sys.exit(code)", "step", "Jonh is tall .", "--plain")
    assert done.returncode == 2
    assert HEAVY & set(done.stdout.split()) == set()


def test_the_first_paint_waits_for_neither_numpy_nor_markdown() -> None:
    """When the tokens are first written to the terminal, numpy, markdown_it and pygments are not there."""
    code = (
        "import lstm_tui.cli as cli\n"
        "from lstm_tui.__main__ import main\n"
        "cli._can_draw = lambda: True\n"
        "main(['step', 'John is tall . Jane is kind .'])"
    )
    done = python(code, TEXTUAL_DRIVER="tests.first_paint:FirstPaint")
    seen = set(done.stdout.split())
    assert "textual" in seen, done.stderr
    assert seen & {"numpy", "markdown_it", "pygments"} == set()


def test_importing_the_package_touches_no_network() -> None:
    """No socket is opened by any module of the package while it is imported."""
    code = (
        "import importlib, pkgutil, socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "import lstm_tui\n"
        "for m in pkgutil.walk_packages(lstm_tui.__path__, 'lstm_tui.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        "print('lstm_tui.cli' in sys.modules)"
    )
    done = python(code)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_no_committed_file_names_a_registry() -> None:
    """Locks and settings work behind any mirror: they hold no registry's address."""
    from re import findall

    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, encoding="utf-8", cwd=CHECKOUT)
    settings = {".toml", ".lock", ".cfg", ".txt", ".ini"}
    names = [".ci/run", *(name for name in listed.stdout.split("\0") if Path(name).suffix in settings)]
    pattern = r"https?://[^\s\"']*(?:pypi|pythonhosted|/simple\b)[^\s\"']*|(?:--index-url|index-url\s*=)\s*\S+"
    found = {name: findall(pattern, (CHECKOUT / name).read_text(encoding="utf-8")) for name in names}
    assert {name: hits for name, hits in found.items() if hits} == {}
