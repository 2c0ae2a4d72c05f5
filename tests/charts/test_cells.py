"""Lines of cells keep their width, whatever the alphabet."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lstm_tui.charts.cells import clip, cut, fit, merge, plain, spread, width, wrap

texts = st.text(st.sampled_from("ab 철수는.ₜ…"), max_size=30)
lines = st.lists(st.tuples(texts, st.sampled_from(["a", "b"])), max_size=5).map(tuple)


@given(lines, st.integers(0, 40))
def test_fit_gives_exactly_the_cells_asked_for(line, cells):
    assert width(fit(line, cells)) == cells


@given(lines, st.integers(0, 40), st.integers(0, 40))
def test_cut_gives_the_part_between_two_columns(line, a, b):
    start, stop = min(a, b), max(a, b)
    assert width(cut(line, start, stop)) == max(min(stop, width(line)) - start, 0)


@given(lines, st.integers(0, 40))
def test_two_cuts_side_by_side_are_as_wide_as_the_whole(line, column):
    whole = fit(line, 40)
    assert width((*cut(whole, 0, column), *cut(whole, column, 40))) == 40


def test_a_syllable_cut_in_half_leaves_a_blank_on_either_side():
    line = (("철수는", "a"),)
    assert plain(cut(line, 0, 3)) == "철 "
    assert plain(cut(line, 3, 6)) == " 는"


@given(lines)
def test_merge_joins_neighbours_of_one_role_and_keeps_the_text(line):
    merged = merge(line)
    assert plain(merged) == plain(line)
    assert all(left[1] != right[1] for left, right in pairwise(merged))


@given(texts, st.integers(0, 12))
def test_clip_never_exceeds_its_room(text, cells):
    assert cell_len(clip(text, cells)) <= cells


@given(texts, st.integers(2, 20), st.integers(1, 4))
def test_wrap_stays_inside_columns_and_lines(text, cells, count):
    rows = wrap(text, cells, count)
    assert len(rows) <= count
    assert all(cell_len(row) <= cells for row in rows)


def test_wrap_breaks_at_blanks_and_keeps_all_words():
    assert wrap("기억을 얼마나 남길지 정합니다", 14, 3) == ["기억을 얼마나", "남길지", "정합니다"]


@pytest.mark.parametrize(("cells", "expected"), [(9, "ab     12"), (5, "ab 12"), (4, "ab  ")])
def test_spread_drops_the_right_text_when_room_is_short(cells, expected):
    assert plain(spread((("ab", "a"),), (("12", "b"),), cells)) == expected
