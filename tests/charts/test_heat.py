"""Heat maps and grids as pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.charts.grid import grid, grid_plan
from lstm_tui.charts.heat import heat, plan, window
from lstm_tui.charts.tile import legend, scale, tile

glyph_sets = st.sampled_from([UNICODE, ASCII])
values = st.none() | st.floats()
words = ["철수", "는", "키가", "크다", ".", "Jane"]


def picture(lines):
    return [plain(line) for line in lines]


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (0.0, None, (" ", "track")),
        (0.5, None, ("▄", "gate")),
        (1.0, None, ("█", "gate")),
        (0.5, 1, ("▄", "positive")),
        (1.0, 1, ("▇", "positive")),
        (-0.3, 1, ("▆", "~negative")),
        (-1.0, 1, ("▁", "~negative")),
        (2.5, 2, ("▴", "~positive")),
        (-2.5, 2, ("▾", "~negative")),
        (1.1, None, ("▴", "~gate")),
        (-0.1, None, ("▾", "~gate")),
        (float("nan"), 1, ("?", "axis")),
        (None, 1, ("·", "hollow")),
    ],
)
def test_a_tile_shows_size_sign_clipping_and_what_is_not_known(value, bound, expected):
    assert tile(value, bound, 1, UNICODE) == expected


def test_without_colours_no_two_signs_look_alike():
    """A negative tile is the rest of its cell in swapped colours: swapping is a second signal beside the direction."""
    for share in (0.2, 0.5, 1.0):
        up, down = (tile(sign * share, 1, 1, UNICODE) for sign in (1, -1))
        assert not up[1].startswith("~")
        assert down[1].startswith("~")
        assert tile(share, 1, 1, ASCII)[0] != tile(-share, 1, 1, ASCII)[0]


def test_two_ascii_cells_are_the_sign_and_tenths_of_the_bound():
    assert [tile(value, 2, 2, ASCII)[0] for value in (1.0, -0.61, 2.0, 0.0, 3.0)] == ["+5", "-3", "+9", " 0", "^^"]
    assert [tile(value, None, 2, ASCII)[0] for value in (0.3, 0.99)] == [" 3", " 9"]


def test_a_scale_is_printed():
    assert [scale(None, UNICODE), scale(2, UNICODE), scale(0.5, ASCII)] == ["0–1", "±2", "+-0.5"]
    assert plain(legend(None, UNICODE)) == "0  ▂▄▆█ 1"
    assert plain(legend(2, ASCII)) == "-2 =~, .*# +2"


def test_columns_carry_their_labels_where_they_have_room():
    where = plan(2, 6, 40, 3, token=3, unit=1, labels=words)
    drawn = heat([[0.1, 0.3, 0.5, 0.7, 0.9, None], [1, 0.8, 0.6, 0.4, 0.2, None]], None, where, UNICODE, words)
    assert picture(drawn) == [
        "   철수  는    키가 ▾크다  .     Jane   ",
        " 0 ▁▁▁▁▁ ▂▂▂▂▂ ▄▄▄▄▄ ▆▆▆▆▆ ▇▇▇▇▇ ·····  ",
        "▸1 █████ ▆▆▆▆▆ ▅▅▅▅▅ ▃▃▃▃▃ ▂▂▂▂▂ ·····  ",
    ]


def test_a_label_is_clipped_to_its_column():
    labels = ["일찍이", "b"]
    where = plan(1, 2, 12, 2, token=1, labels=labels)
    assert plain(heat([[1, 1]], None, where, UNICODE, labels)[0]) == "   일…▾b    "


def test_narrow_columns_name_the_cursors_token_alone():
    lines = heat([[0.5] * 6], None, plan(1, 6, 16, 2, token=1), UNICODE, words)
    assert picture(lines) == ["     ▾는        ", " 0 ▄▄▄▄▄▄▄▄▄▄▄▄ "]
    lines = heat([[0.5] * 6], None, plan(1, 6, 16, 2, token=5), UNICODE, words)
    assert plain(lines[0]) == "         Jane▾  "


def test_the_window_follows_the_cursor_and_points_at_what_is_out_of_sight():
    many = [[unit / 12] * 40 for unit in range(12)]
    where = plan(12, 40, 14, 4, token=20, unit=6)
    assert picture(heat(many, None, where, UNICODE)) == [
        "   ‹    ▾    ›",
        "  5▴▃▃▃▃▃▃▃▃▃ ",
        "▸ 6 ▄▄▄▄▄▄▄▄▄ ",
        "  7▾▅▅▅▅▅▅▅▅▅ ",
    ]
    assert where.hidden == (16, 15, 5, 4)


def test_the_cursors_column_is_lit_and_the_others_are_dim():
    roles = {role for _, role in heat([[1, 1, 1]], None, plan(1, 3, 8, 2, token=1), UNICODE)[1]}
    assert {"gate", "gate.dim"} <= roles


@given(st.integers(1, 60), st.integers(1, 80), st.data())
def test_the_cursor_is_in_the_map_and_every_line_as_wide_as_asked(units, tokens, data):
    cells, rows, least = data.draw(st.integers(10, 120)), data.draw(st.integers(2, 20)), data.draw(st.integers(1, 5))
    token, unit = data.draw(st.integers(0, tokens - 1)), data.draw(st.none() | st.integers(0, units - 1))
    labels = data.draw(st.sampled_from([[], [words[n % 6] for n in range(tokens)]]))
    where, glyphs = plan(units, tokens, cells, rows, token, unit, labels, least), data.draw(glyph_sets)
    table = [[data.draw(values)] * tokens for _ in range(units)]
    drawn = heat(table, data.draw(st.sampled_from([None, 1.0, 2.5])), where, glyphs, labels)
    line, cell = where.place(unit or 0, token)
    assert len(drawn) <= rows
    assert {width(row) for row in drawn} == {cells}
    assert 0 < line < len(drawn)
    assert cell + where.tile <= cells
    assert labels or glyphs is UNICODE or all(plain(row).isascii() for row in drawn)


@pytest.mark.parametrize("shape", [(1, 1, 3, 5), (1, 1, 30, 1), (0, 1, 30, 5), (1, 0, 30, 5)])
def test_a_map_without_room_or_values_is_refused(shape):
    with pytest.raises(ValueError, match="no room for a heat map"):
        plan(*shape, token=0)


def test_a_window_keeps_the_chosen_place_inside():
    assert [list(window(10, at, 3)) for at in (0, 5, 9)] == [[0, 1, 2], [4, 5, 6], [7, 8, 9]]
    assert list(window(2, 0, 9)) == [0, 1]


def test_a_grid_numbers_its_rows_and_points_at_the_chosen_unit():
    where = grid_plan(12, 12, 9, chosen=6)
    lines = grid([n / 11 for n in range(12)], None, where, UNICODE)
    assert picture(lines) == [" 0    ▁ ▁ ▂ ", " 4  ▃ ▄▸▄ ▅ ", " 8  ▆ ▇ ▇ █ "]
    assert plain(lines[where.place(6)[0]])[where.place(6)[1]] == "▄"


@given(st.integers(1, 300), st.integers(6, 150), st.integers(1, 12), st.data())
def test_a_grid_keeps_its_width_and_its_chosen_unit_in_sight(count, cells, rows, data):
    where = grid_plan(count, cells, rows, data.draw(st.integers(0, count - 1)))
    drawn = grid([data.draw(values)] * count, 1.0, where, data.draw(glyph_sets))
    assert len(drawn) <= rows
    assert {width(line) for line in drawn} == {cells}
    assert where.place(where.chosen) is not None


def test_a_grid_out_of_its_window_has_no_place():
    assert grid_plan(256, 70, 2, 0).place(200) is None
    with pytest.raises(ValueError, match="no room for a grid"):
        grid_plan(100, 4, 3)
