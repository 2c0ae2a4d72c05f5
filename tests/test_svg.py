"""A picture as a file: valid, nothing loaded from outside, every character in its cell, the frame that was asked for."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from lstm_tui import cli
from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.palette import THEMES, palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from lstm_tui.step import index_of
from lstm_tui.svg import BLOCKS, LINES, WIDTH, svg
from tests.walks import TEXT, walk

SVG = "{http://www.w3.org/2000/svg}"
STORY = "철수는 키가 크다. 영희는 친절하다. __"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_character_stands_in_the_middle_of_its_cells(lang, theme, ascii_only):
    tape = walk(lang)
    drawn = picture(tape[tape.index(4, "c")], View(lang=lang), Size(80, 24), palette(theme, ascii_only))
    root = ElementTree.fromstring(svg(drawn, palette(theme).ground))
    placed = {}
    for text in root.iter(f"{SVG}text"):
        row = (float(text.get("y")) - 14.4) / 20
        letters = text.text if " " in text.get("x") else [text.text]
        placed |= {(round(row), float(x)): letter for x, letter in zip(text.get("x").split(), letters, strict=True)}
    expected = {}
    for row, line in enumerate("".join(text for text, _ in line) for line in drawn.lines):
        column = 0
        for letter in line:
            if not letter.isspace() and letter not in BLOCKS and letter not in LINES:
                expected[row, round((column + cell_len(letter) / 2) * WIDTH, 1)] = letter
            column += cell_len(letter)
    assert placed == expected


def test_nothing_is_loaded_from_outside():
    tape = walk("ko")
    drawn = svg(picture(tape[0], View(lang="ko"), Size(80, 24), palette()), palette().ground)
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"@import|url\(|href|<image|<script|<foreignObject", drawn)


def test_what_xml_would_take_for_its_own_is_escaped():
    tape = walk("en", text="John is tall.")
    drawn = picture(tape[0], View(), Size(80, 24), palette("dark", True))  # ASCII arrows are > and <
    assert ">" in drawn.text
    ElementTree.fromstring(svg(drawn, "#000000"))


def test_a_bar_is_as_long_as_its_eighths():
    tape = walk("en")
    drawn = picture(tape[tape.index(4, "f")], View(), Size(80, 24), palette())
    blocks = sum(BLOCKS.get(letter, 0) for letter in drawn.text)
    root = ElementTree.fromstring(svg(drawn, palette().ground))
    widths = [float(each.get("width")) for each in root.iter(f"{SVG}rect") if each.get("class")]
    assert sum(widths) == pytest.approx(blocks * WIDTH / 8, abs=0.05 * len(widths))


@pytest.mark.parametrize(("at", "token", "phase"), [("Jane", 4, "c"), ("Jane:f", 4, "f"), ("5:y", 5, "y"), ("0", 0, "c")])
def test_a_frame_is_named_by_its_token_and_phase(at, token, phase):
    tape = walk("en")
    frame = tape[index_of(tape, at)]
    assert (frame.t, frame.phase) == (token, phase)


NOWHERE = {"": "no_place", ":c": "no_place", "a=b": "no_place", "99": "no_position", "Nobody": "no_token"}


@pytest.mark.parametrize(("at", "key"), NOWHERE.items())
def test_a_frame_that_is_not_there_is_told(at, key):
    with pytest.raises(LstmTuiError) as caught:
        index_of(walk("en"), at)
    assert caught.value.key == key


@pytest.mark.parametrize("kind", ["lstm", "rnn"])
def test_without_a_place_it_is_where_the_state_changes_most(kind):
    tape = walk("en", kind=kind)
    state = "c" if kind == "lstm" else "h"

    def change(t):
        return sum(abs(a - b) for a, b in zip(tape[0].values(state, t), tape[0].values(state, t - 1), strict=True))

    frame = tape[index_of(tape, None)]
    assert frame.phase == state and change(frame.t) == max(map(change, range(1, len(tape.tokens))))
    single = walk("en", text=TEXT["en"].split()[0])
    assert index_of(single, None) == single.index(0, "c")


def test_the_command_writes_the_picture_of_the_walk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["step", STORY, "--svg", "walk.svg", "--lang", "ko", "--theme", "light"]) == 0
    written = Path("walk.svg").read_text(encoding="utf-8")
    letters = "".join(text.text for text in ElementTree.fromstring(written).iter(f"{SVG}text"))
    assert "영희" in letters and "셀상태" in letters and palette("light").ground in written


def test_a_theme_that_is_none_is_told(capsys):
    assert cli.run(["step", STORY, "--svg", "walk.svg", "--theme", "pink"]) == 2
    assert "pink" in capsys.readouterr().err
