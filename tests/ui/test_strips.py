"""Strips are kept for going back, a bounded number of bytes of them."""

import re
import tracemalloc
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from lstm_tui.stage.palette import DEPTHS, THEMES, Depth, palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import ZOOMS, Size, View
from lstm_tui.ui.strips import StripCache, strips_of, to_strips, weight
from tests.walks import blank, walk

pyte = pytest.importorskip("pyte")
from tests.ui.emulated import cells, inked  # noqa: E402

SIZE, DARK = Size(80, 24), palette("dark")
CONSOLE = Console(file=StringIO())


def test_the_same_place_gives_the_same_strips():
    tape = walk("en")
    assert strips_of(tape[5], View(), SIZE, DARK) is strips_of(tape[5], View(), SIZE, DARK)


def test_place_view_size_palette_and_numbers_are_told_apart():
    tape = walk("en")
    seen = [
        strips_of(tape[5], View(), SIZE, DARK),
        strips_of(tape[6], View(), SIZE, DARK),
        strips_of(tape[5], View(lang="ko"), SIZE, DARK),
        strips_of(tape[5], View(), Size(120, 40), DARK),
        strips_of(tape[5], View(), SIZE, palette("light")),
        strips_of(blank("en")[5], View(), SIZE, DARK),
    ]
    assert len({id(strips) for strips in seen}) == len(seen)


def test_the_oldest_frames_give_way_to_the_limit():
    tape = walk("en")
    frames = [strips_of(frame, View(), SIZE, DARK) for frame in (tape[k] for k in range(20))]
    cache = StripCache(limit=5 * max(map(weight, frames)))
    for k, strips in enumerate(frames):
        cache.get(k, lambda strips=strips: strips)
        assert cache.bytes <= cache.limit
    assert 5 <= len(cache) < 20
    assert cache.get(19, lambda: ()) is frames[19]
    assert cache.get(0, lambda: ()) == ()


def codes(drawn: str) -> set[str]:
    return set(re.findall(r"\x1b\[([0-9;]*)m", drawn))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bits", DEPTHS)
def test_the_codes_lead_a_terminal_to_every_ink_of_the_picture(theme, bits):
    drawn = picture(walk("ko")[37], View(lang="ko"), SIZE, palette(theme, depth=bits))
    screen = pyte.Screen(*SIZE)
    pyte.Stream(screen).feed("\r\n".join(strip.sequence for strip in to_strips(drawn)))
    for row, line in enumerate(drawn.lines):
        expected = [(first, *inked(ink)) for text, ink in line for character in text for first in halves(character)]
        assert cells(screen, row) == expected


def halves(character: str) -> list[str]:
    """What its cells hold: the second of a wide character nothing."""
    return [character] + [""] * (cell_len(character) - 1)


@pytest.mark.parametrize("theme", THEMES)
def test_each_depth_sends_only_codes_of_its_own(theme):
    def sent(bits: Depth) -> set[str]:
        frames = (strips_of(walk("en")[k], View(), SIZE, palette(theme, depth=bits)) for k in (0, 9, 37))
        return codes("".join(strip.render(CONSOLE) for strips in frames for strip in strips))

    assert sent(0) <= {"0", "1", "7", "22", "27", "1;7", "22;7", "1;27", "22;27"}
    assert not any(code.startswith(("38;", "48;")) or ";38;" in code or ";48;" in code for code in sent(4))
    assert not any(";2;" in f";{code}" for code in sent(8))
    assert any("38;2;" in code for code in sent(24))


def test_no_console_changes_what_is_sent():
    strips = strips_of(walk("en")[37], View(), SIZE, palette(depth=8))
    for system in ("standard", "256", "truecolor"):
        console = Console(color_system=system, file=StringIO(), force_terminal=True)
        assert [strip.render(console) for strip in strips] == [strip.sequence for strip in strips]
        cut = strips[3].crop(0, 40).render(console) if system != "standard" else "38;5;"
        assert "38;5;" in cut and "38;2;" not in cut


def test_a_strip_weighs_at_least_what_it_takes():
    tape = walk("en")
    drawn = [picture(tape[k], View(), Size(120, 40), palette(depth=8)) for k in range(20)]
    kept = [to_strips(each) for each in drawn]  # styles and codes are kept elsewhere
    tracemalloc.start()
    kept = [to_strips(each) for each in drawn]
    for strip in (strip for strips in kept for strip in strips):
        strip.divide([120])
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken <= sum(map(weight, kept)) <= 1.5 * taken


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_step_at_80_by_24_in_256_colours_is_at_most_12_kilobytes(lang, zoom):
    tape = walk(lang, units=20)
    for index in range(0, len(tape), 5):
        strips = to_strips(picture(tape[index], View(lang=lang, zoom=zoom), SIZE, palette(depth=8)))
        assert sum(len(strip.sequence.encode()) for strip in strips) < 11_500  # and a move to each line
