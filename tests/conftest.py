"""What many tests share: the program run as its users run it, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("steady")

CHECKOUT = Path(__file__).parent.parent
NOWHERE = str(Path(os.devnull) / "no")
"""A folder that can be neither read nor made: nothing is remembered from one test to the next."""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**changes: str | None) -> dict[str, str]:
    """The environment without the user's language and colours, then `changes` (None takes a name out)."""
    told = {"LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLORTERM", "PYTHONIOENCODING"}
    env = {name: value for name, value in os.environ.items() if name not in told}
    env |= {"LANG": "C.UTF-8", "PYTHONPATH": str(CHECKOUT)}
    env |= {"LSTM_TUI_CONFIG": NOWHERE, "LSTM_TUI_STATE": NOWHERE}
    for name, value in changes.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return env


@pytest.fixture
def lstm_tui(tmp_path: Path) -> Run:
    """`lstm-tui ARGUMENTS` in an empty folder, without a terminal; `env` changes its environment."""

    def run(
        *arguments: str, stdin: str = "", env: Mapping[str, str | None] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "lstm_tui", *arguments]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env=environment(**(env or {})),
            cwd=tmp_path,
        )

    return run
