"""The real program in a real terminal's grid of cells: what arrives there is the picture, cell by cell."""

import re

import pytest

from lstm_tui.engine.weights import read_meta, shipped
from lstm_tui.stage.palette import THEMES, palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import LANGUAGES
from lstm_tui.tape import Setup, Tape
from lstm_tui.ui.numbers import load_tape
from lstm_tui.ui.strips import to_strips
from tests.ui.emulated import cells, meant
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


ENVIRONMENTS = {
    24: {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    8: {"TERM": "tmux-256color"},
    4: {"TERM": "xterm"},
    0: {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
}
SIZES = (Size(60, 20), Size(61, 21), Size(80, 24), Size(97, 33), Size(120, 40), Size(200, 60))
MIXED = [((*ENVIRONMENTS,)[n % 4], SIZES[n % 6], THEMES[n % 6], LANGUAGES[(n + n // 4) % 2], n % 3 == 0) for n in range(8)]


@pytest.mark.parametrize(("bits", "size", "theme", "lang", "plain"), MIXED)
def test_every_colour_reaches_the_terminal_as_the_palette_means_it(bits, size, theme, lang, plain):
    tape = tape_of(f"pronoun-{lang}")
    options = ["--ascii"] * plain
    terminal = Terminal(size, "--lang", lang, "--theme", theme, *options, **ENVIRONMENTS[bits])
    heard, feed = [], terminal.stream.feed
    terminal.stream.feed = lambda data: (heard.append(data), feed(data))
    frame = tape[3]
    colours = palette(theme, plain, bits)
    drawn = picture(frame, View(lang=lang), size, colours)
    assert terminal.shows(picture(tape[0], View(lang=lang), size, colours).text)
    terminal.press(b"\x1b[C" * 3)
    expected = meant(to_strips(drawn))
    assert terminal.comes(lambda _: [cells(terminal.screen, row) for row in range(size.rows)] == expected)
    terminal.press(b"q")
    assert terminal.exit_code() == 0
    codes = re.findall(rb"\x1b\[([0-9;]*)m", b"".join([*heard, terminal.rest]))
    assert codes
    if bits == 0:
        assert {part for code in codes for part in code.split(b";")} <= {b"", b"0", b"1", b"7", b"22", b"27"}
    if bits <= 8:
        assert not any(b";2;" in b";%b" % code for code in codes)
    if bits <= 4:
        assert not any(b"8;5;" in code for code in codes)
