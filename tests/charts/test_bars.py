"""Bars as pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.bars import alternate, gate_bar, hollow_bar, number, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.glyphs import ASCII, UNICODE

numbers = st.floats(-5, 5, allow_nan=False)
glyph_sets = st.sampled_from([UNICODE, ASCII])


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "        "), (0.01, "▏       "), (0.5, "████    "), (0.57, "████▌   "), (1, "████████")],
)
def test_a_gate_fills_from_the_left_by_eighths_of_a_cell(value, expected):
    assert plain(gate_bar(value, 8, UNICODE)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "    │    "), (0.5, "    │██  "), (-0.5, "  ██│    "), (1, "    │████"), (-1, "████│    ")],
)
def test_a_signed_value_leaves_the_axis_to_the_side_of_its_sign(value, expected):
    assert plain(signed_bar(value, 1, 9, UNICODE)) == expected


def test_a_cell_filled_from_the_right_is_its_complement_with_swapped_colours():
    assert signed_bar(-0.25, 1, 5, UNICODE)[1] == ("▌", "~negative")


def test_one_hundredth_is_visible_where_a_bar_has_a_dozen_cells():
    drawn = {plain(gate_bar(n / 100, 13, UNICODE)) for n in range(101)}
    assert len(drawn) == 101


def test_what_exceeds_the_scale_is_clipped_and_marked():
    assert plain(signed_bar(2.5, 2, 9, UNICODE)) == "    │███▸"
    assert plain(signed_bar(-2.5, 2, 9, UNICODE)) == "◂███│    "
    assert plain(gate_bar(1.2, 4, UNICODE)) == "███▸"


def test_the_ghost_marks_the_older_value_on_the_track_and_on_the_bar():
    assert plain(signed_bar(0.25, 1, 9, UNICODE, ghost=-0.9)) == "┃   │█   "
    assert ("┃", "ghost+positive") in signed_bar(1, 1, 9, UNICODE, ghost=0.3)


def test_ascii_bars_hold_ascii_alone():
    bars = [gate_bar(0.4, 8, ASCII), signed_bar(-0.4, 1, 9, ASCII, ghost=0.6), hollow_bar(9, ASCII, True)]
    assert all(plain(bar).isascii() for bar in bars)


@given(numbers, numbers, st.integers(1, 60), glyph_sets)
def test_bars_are_as_wide_as_asked(value, ghost, cells, glyphs):
    assert width(gate_bar(value, cells, glyphs)) == cells
    assert width(signed_bar(value, 1.5, cells, glyphs, ghost=ghost)) == cells
    assert width(hollow_bar(cells, glyphs, True)) == cells


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_longer_bar_never_stands_for_a_smaller_value(a, b):
    cells = [UNICODE.blocks.index(cell) for cell in plain(gate_bar(min(a, b), 8, UNICODE))]
    more = [UNICODE.blocks.index(cell) for cell in plain(gate_bar(max(a, b), 8, UNICODE))]
    assert sum(cells) <= sum(more)


@pytest.mark.parametrize(
    ("value", "signed", "expected"),
    [
        (0.934, False, "0.93"),
        (0.5, True, "+0.50"),
        (-0.42, True, "−0.42"),
        (-0.001, True, " 0.00"),
        (-12.34, True, "−12.3"),
        (9.999, True, "+10.0"),
        (123.4, True, "+ 123"),
        (-1e4, True, "−1e4"),
    ],
)
def test_numbers_keep_their_columns(value, signed, expected):
    assert number(value, signed, UNICODE) == expected


@given(st.floats(-1e6, 1e6))
def test_signed_numbers_take_at_most_five_cells(value):
    assert len(number(value, True, UNICODE)) <= 5


def test_neighbouring_rows_differ_in_shade_alone():
    bar = gate_bar(0.5, 4, UNICODE)
    assert plain(alternate(bar)) == plain(bar)
    assert [role for _, role in alternate(bar)] == ["gate'", "track'"]


def test_a_box_carries_title_scale_and_foot():
    drawn = box((("f gate", "title"),), "0–1", [(("0 ██", "gate"),)], 20, UNICODE, foot="2 more")
    assert [plain(line) for line in drawn] == [
        "╭ f gate ──── 0–1 ─╮",
        "│ 0 ██             │",
        "╰───────── 2 more ─╯",
    ]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 40), st.sampled_from([UNICODE, ASCII]))
def test_a_ghost_in_a_gate_bar_stands_where_its_value_would_end(value, ghost, cells, glyphs):
    line = gate_bar(value, cells, glyphs, ghost=ghost)
    assert width(line) == cells
    at = plain(line).index(glyphs.ghost) if plain(line).count(glyphs.ghost) == 1 else None
    assert at is None or at == min(int(ghost * cells), cells - 1)
    assert glyphs.ghost in plain(line)
