"""Tests of the screen press every key, those that write a file too: each test has a folder of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved goes away with the test."""
    monkeypatch.chdir(tmp_path)
