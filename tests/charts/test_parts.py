"""The parts of a sum as pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.charts.parts import Part, axis, chart, percent, rows

SENTENCE = [Part("John", 0.3), Part("철수는", -0.6), Part(".", 0.001), Part("Jane", 0.9)]
parts = st.lists(st.builds(Part, st.text(st.sampled_from("ab 철수는."), max_size=20), st.floats(-3, 3)), max_size=9)


def others(count):
    return f"{count} others"


def test_parts_in_order_of_time_with_the_scale_below():
    drawn = rows(SENTENCE, 9)
    assert [plain(line) for line in [*chart(drawn, 1, 35, UNICODE, chosen=3), axis(drawn, 1, 35, UNICODE)]] == [
        " John          │██▏      +0.30  17%",
        " 철수는   ▊████│         −0.60  33%",
        " .             │          0.00  <1%",
        "▸Jane          │██████▎  +0.90  50%",
        "        −1     0     +1            ",
    ]


def test_the_largest_come_first_and_what_does_not_fit_is_one_row():
    drawn = rows(SENTENCE, 3, "size", others)
    assert [plain(line) for line in chart(drawn, 1, 35, ASCII)] == [
        " Jane           |#####-  +0.90  50%",
        " 철수는     =###|        -0.60  33%",
        " 2 others       |#=      +0.30  17%",
    ]


def test_in_order_of_time_the_smallest_make_room():
    assert [(row.at, row.label) for row in rows(SENTENCE, 3, "time", others)] == [
        (1, "철수는"),
        (3, "Jane"),
        (None, "2 others"),
    ]


@given(parts, st.integers(1, 12), st.sampled_from(["time", "size"]))
def test_no_part_is_lost(given_parts, room, order):
    drawn = rows(given_parts, room, order, others)
    assert len(drawn) <= room
    assert sum(row.value for row in drawn) == pytest.approx(sum(part.value for part in given_parts))
    total = sum(row.share for row in drawn)
    assert total == pytest.approx(1.0) or all(part.value == 0 for part in given_parts)


@given(parts, st.integers(0, 90), st.sampled_from([UNICODE, ASCII]))
def test_every_line_is_as_wide_as_asked(given_parts, cells, glyphs):
    drawn = rows(given_parts, 5, "size", others)
    lines = [*chart(drawn, 2, cells, glyphs, chosen=0), axis(drawn, 2, cells, glyphs)]
    assert {width(line) for line in lines} == {cells}


@pytest.mark.parametrize(("share", "expected"), [(0, "  0%"), (0.001, " <1%"), (0.31, " 31%"), (0.999, "100%"), (1, "100%")])
def test_what_is_little_but_there_is_no_zero(share, expected):
    assert percent(share) == expected
