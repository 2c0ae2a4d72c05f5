"""The rooms of the house and the order in which they may know each other."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "lstm_tui"
ORDER = (
    "errors", "engine", "training", "tape", "labs", "course", "checker", "progress", "settings",
    "charts", "strings", "stage", "svg", "transcript", "ui", "classroom", "step", "completion", "doctor", "cli", "__main__",
)  # fmt: skip
ONLY = {
    "charts": {"errors", "charts"},
    "strings": {"errors", "strings"},
    "course": {"errors", "engine.quantities", "course"},
}
"""Rooms that know less than the order would let them."""
FOREIGN = {
    "engine": {"textual", "rich", "asyncssh", "time", "datetime", "logging"},
    "training": {"textual", "asyncssh"},
    "tape": {"textual", "rich", "asyncssh", "numpy"},
    "charts": {"textual", "asyncssh"},
    "strings": {"textual", "rich", "numpy", "asyncssh"},
    "stage": {"textual", "numpy", "asyncssh"},
    "ui": {"asyncssh"},
    "transcript": {"textual", "asyncssh"},
}
"""What a room never imports, at the top of a module or inside a function."""
POSIX_ONLY = {"termios", "tty", "pty", "fcntl", "resource", "pwd", "grp"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    """The first name below `lstm_tui` that a file belongs to; "" for the package itself."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(tree: ast.AST) -> Iterator[str]:
    """The dotted name of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out from lstm_tui on"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(source: str, home: str) -> list[str]:
    """What a module of the room `home` imports against the order."""
    found = []
    for name in imports(ast.parse(source)):
        top, _, inner = name.partition(".")
        if top in FOREIGN.get(home, ()):
            found.append(name)
        target = inner.partition(".")[0]
        if top != "lstm_tui" or target not in ORDER:
            continue
        if home in ONLY:
            allowed = any(inner == each or inner.startswith(f"{each}.") for each in ONLY[home])
        else:
            allowed = ORDER.index(target) <= ORDER.index(home)
        if not allowed or (target == "classroom" and home not in ("classroom", "cli")):
            found.append(name)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    """A room knows only earlier rooms, and nothing that is foreign to it."""
    home = room(path)
    assert home == "" or home in ORDER, f"{home} has no place in the order yet"
    source = path.read_text(encoding="utf-8")
    assert faults(source, home or "errors") == []


@pytest.mark.parametrize(
    ("home", "source"),
    [
        ("engine", "from lstm_tui.tape import Tape"),
        ("engine", "def f():\n    import time"),
        ("engine", "from rich.text import Text"),
        ("charts", "from lstm_tui.engine.quantities import lstm_quantities"),
        ("stage", "def f():\n    from lstm_tui.ui.app import App"),
        ("stage", "import numpy as np"),
        ("course", "from lstm_tui.engine.model import Model"),
        ("ui", "from lstm_tui.classroom.bus import Bus"),
    ],
)
def test_the_walk_finds_an_import_against_the_order(home: str, source: str) -> None:
    """The check above has teeth."""
    assert faults(source, home)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_posix_only_is_imported_at_module_level(path: Path) -> None:
    """Every module can be imported on Windows."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top_level = ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef)], [])
    for node in ast.walk(top_level):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = []
    assert POSIX_ONLY.isdisjoint(name.partition(".")[0] for name in imports(top_level))


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine").rglob("*.py")), ids=lambda path: path.name)
def test_the_engine_never_prints(path: Path) -> None:
    """Numbers come out of the engine as return values alone."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assert "print" not in {node.id for node in nodes if isinstance(node, ast.Name)}


def test_importing_the_whole_engine_loads_no_screen() -> None:
    """A fresh interpreter that has every module of the engine has neither textual, rich nor asyncssh."""
    files = (PACKAGE / "engine").glob("*.py")
    names = [f"lstm_tui.engine.{path.stem}" for path in files if path.stem != "__init__"]
    code = f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.stderr == ""
    assert {"textual", "rich", "asyncssh"}.isdisjoint(done.stdout.split())
    assert "lstm_tui.engine.lstm" in done.stdout.split()
