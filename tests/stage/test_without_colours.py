"""Nothing is told by colour alone: without colours, and with ASCII alone, what could be read can be read."""

from dataclasses import replace
from itertools import pairwise

import pytest

from lstm_tui.charts.bars import signed_bar
from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.charts.tile import tile
from lstm_tui.stage.palette import GROUND, Palette, palette
from lstm_tui.stage.picture import Picture, picture
from lstm_tui.stage.view import NOTATIONS, ZOOMS, Size, View
from lstm_tui.tape import Tape, forward_tape
from tests.walks import blank, model, walk

SIZES = (Size(60, 20), Size(80, 24), Size(120, 40), Size(200, 60))
VIEWS = [View(zoom=zoom, notation=notation) for zoom in ZOOMS for notation in NOTATIONS] + [View(help=1), View(help=2)]
SHARES = (0.02, 0.1, 0.3, 0.49, 0.77, 1.0, 1.4)


def compared(lang: str) -> Tape:
    """A walk with a change, the unchanged one and a plain RNN beside it."""
    lstm = model(lang)
    first = walk(lang)
    changed = lstm.run(first.setup.text, ("f[2]@1=0",))
    other = model(lang, kind="rnn").run(first.setup.text)
    return forward_tape(changed, replace(first.setup, interventions=("f[2]@1=0",)), first.run, other)


TAPES = {lang: (walk(lang), compared(lang), blank(lang), walk(lang, units=20)) for lang in ("en", "ko")}


def bare(tape: Tape, index: int, view: View = View(), size: Size = Size(80, 24), plain: bool = False) -> Picture:  # noqa: B008
    return picture(tape[index], view, size, palette(ascii_only=plain, depth=0))


def marked(drawn: Picture, mark: str) -> str:
    """All text that is bold, or that is swapped, without blanks."""
    runs = (run for line in drawn.lines for run in line)
    return " ".join(text for text, ink in runs if (ink.bold if mark == "bold" else ink.foreground == GROUND))


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("plain", [False, True])
def test_where_colours_tell_two_moments_apart_characters_do(zoom, plain):
    tape, view, size = compared("en"), View(zoom=zoom), Size(120, 40)
    coloured = [
        picture(frame, view, size, palette(ascii_only=plain)).lines for frame in map(tape.__getitem__, range(len(tape)))
    ]
    without = [bare(tape, index, view, size, plain).lines for index in range(len(tape))]
    for colours, characters in zip(pairwise(coloured), pairwise(without), strict=True):
        assert (colours[0] != colours[1]) <= (characters[0] != characters[1])


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("plain", [False, True])
def test_where_colours_tell_two_units_apart_characters_do(zoom, plain):
    tape, size = TAPES["en"][0], Size(120, 40)
    for one, other in pairwise(View(zoom=zoom, unit=unit) for unit in range(8)):
        seen = {picture(tape[29], view, size, palette(ascii_only=plain)).lines for view in (one, other)}
        assert len({bare(tape, 29, view, size, plain).lines for view in (one, other)}) == len(seen)


def resolved(line: tuple[tuple[str, str], ...], colours: Palette) -> list[tuple[str, bool]]:
    """Characters, and whether each is swapped."""
    return [(character, colours.ink(role).foreground == GROUND) for text, role in line for character in text]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("share", SHARES)
def test_a_sign_is_a_direction(glyphs, share):
    colours = palette(ascii_only=glyphs is ASCII, depth=0)
    right, left = (resolved(signed_bar(sign * share, 1.0, 25, glyphs), colours) for sign in (1, -1))
    middle = 12
    assert right[:middle] == [(" ", False)] * middle and right[middle + 1 :] != left[middle + 1 :]
    assert left[middle + 1 :] == [(" ", False)] * middle
    for cells in (1, 2):
        up, down = (resolved((tile(sign * share, 1.0, cells, glyphs),), colours) for sign in (1, -1))
        assert up != down or up == [(" ", False)] * cells


@pytest.mark.parametrize("plain", [False, True])
def test_the_current_word_is_swapped_and_the_phase_bold(plain):
    tape = TAPES["en"][0]
    for index in range(len(tape)):
        drawn = bare(tape, index, size=Size(120, 40), plain=plain)
        assert tape[index].tokens[tape[index].t].text in marked(drawn, "swapped").split()
        assert marked(drawn, "bold").count("forget gate") == 2 * (tape[index].phase == "f")  # of the phases, and its panel


@pytest.mark.parametrize("plain", [False, True])
def test_what_is_not_computed_yet_has_no_number(plain):
    tape = TAPES["en"][0]
    early, late = (bare(tape, tape.index(2, phase), size=Size(120, 40), plain=plain).text for phase in ("f", "y"))
    hidden = f"    {(ASCII if plain else UNICODE).hidden} "
    assert hidden in early and hidden not in late


@pytest.mark.parametrize("plain", [False, True])
def test_the_selected_unit_has_a_mark(plain):
    mark = (ASCII if plain else UNICODE).cursor
    drawn = bare(TAPES["en"][0], 29, View(unit=5), Size(120, 40), plain)
    assert f"{mark}5 " in drawn.text and f"{mark}4 " not in drawn.text


LANGUAGE_NAMES = set("한국어")
"""The key that changes to Korean is told in Korean."""


def hangul(character: str) -> bool:
    return "가" <= character <= "힣" or "ㄱ" <= character <= "ㅣ"


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.zoom}-{view.notation}-{view.help}")
def test_ascii_is_complete(lang, size, view):
    for tape in TAPES[lang]:
        for index in range(tape.index(1, "x"), tape.index(3, "x"), 3 if size.columns < 200 else 8):
            for rnn in (False, True):
                shown = picture(tape[index], replace(view, lang=lang, rnn=rnn), size, palette(ascii_only=True)).text
                assert {c for c in shown if not c.isascii() and not (lang == "ko" and hangul(c))} <= LANGUAGE_NAMES
