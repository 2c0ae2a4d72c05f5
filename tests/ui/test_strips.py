"""Strips are kept for going back, a bounded number of bytes of them."""

from lstm_tui.stage.palette import palette
from lstm_tui.stage.view import Size, View
from lstm_tui.ui.strips import StripCache, strips_of, weight
from tests.walks import blank, walk

SIZE, DARK = Size(80, 24), palette("dark")


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
