"""The real program in a real terminal's grid of cells: what arrives there is the picture, cell by cell."""

import pytest

from lstm_tui.engine.weights import read_meta, shipped
from lstm_tui.stage.palette import palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Setup, Tape
from lstm_tui.ui.numbers import load_tape
from tests.ui.terminal import Terminal


def tape_of(name: str) -> Tape:
    return load_tape(Setup(name, read_meta(shipped()[name])["example"]), "en")


@pytest.mark.parametrize(("lang", "size"), [("ko", Size(80, 24)), ("en", Size(120, 40))])
def test_the_terminal_shows_the_picture_cell_by_cell(lang, size):
    tape = tape_of(f"pronoun-{lang}")
    terminal = Terminal(size, "--lang", lang)

    def expected(index: int) -> str:
        return picture(tape[index], View(lang=lang), size, palette()).text

    assert terminal.shows(expected(0))
    terminal.press(b"\x1b[C" * 3)
    assert terminal.shows(expected(3))
    terminal.press(b"\x1b[F")
    assert terminal.shows(expected(len(tape) - 1))
    terminal.press("ㅗ".encode())
    assert terminal.shows(expected(len(tape) - 2))
    terminal.press(b"q")
    assert terminal.exit_code() == 0
