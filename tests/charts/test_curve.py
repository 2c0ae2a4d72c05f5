"""Curves as pictures."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.canvas import Canvas
from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.curve import SIGMOID, TANH, Axes, curve, plot
from lstm_tui.charts.glyphs import ASCII, UNICODE

UNIT = Axes((0, 1), (0, 1), (0, 1), (0, 1))


def picture(lines):
    return [plain(line).rstrip() for line in lines]


def test_the_sigmoid_with_a_point_and_its_two_values():
    assert picture(curve(SIGMOID, 1.2, 24, 7, UNICODE)) == [
        "   1 ⠁ ⠁ ⠁ ⠁ ⠁⠅⠁ ⡠⠔⠒⠊⠉⠉⠉",
        "0.77 ┈┈┈┈┈┈┈┈┈┈⢀●",
        "              ⢀⠎┊",
        " 0.5 ⠁ ⠁ ⠁ ⠁ ⢠⠃⠁┊⠁ ⠁ ⠁ ⠁",
        "            ⡰⠁⠅ ┊",
        "   0 ⣀⣀⣀⡠⠤⠔⠊⡀⡀⡅⡀┊⡀⡀⡀⡀⡀⡀⡀",
        "     −6 −3    +1.20    6",
    ]


def test_tanh_in_ascii():
    assert picture(curve(TANH, -0.52, 24, 8, ASCII)) == [
        "    1 '   '   :   .-''''",
        "              - .!",
        "              :.!",
        "    0 - - - - -|- - - -",
        "              |",
        "-0.48 .......O-",
        "   -1 ....-' ::   .   .",
        "      -3   -0.52       3",
    ]


def test_a_value_off_the_axis_stands_at_the_edge_with_an_arrow():
    right, left = (picture(curve(SIGMOID, z, 30, 8, UNICODE)) for z in (9.5, -9.5))
    assert right[0].endswith("▸")
    assert right[-1].endswith("+9.50▸")
    assert left[-2].startswith("0.00 ◂")
    assert "◂−9.50" in left[-1]


def test_a_point_above_or_below_the_plot_is_marked_at_its_edge():
    above, below = (picture(plot([(0, y), (1, y)], UNIT, 20, 6, UNICODE, mark=(0.5, y))) for y in (3, -3))
    assert "▴" in above[0]
    assert "▾" in below[-2]
    assert "3.00" in above[0]


def test_the_curve_stays_in_its_place_while_the_point_moves():
    tops = {plain(curve(TANH, z, 40, 9, UNICODE)[0])[-12:] for z in (-2.0, 0.0, 0.5)}
    assert len(tops) == 1


def test_a_value_next_to_zero_has_no_sign():
    assert plain(curve(TANH, -0.001, 24, 8, UNICODE)[-1]).split() == ["−3", "0.00", "3"]


def test_long_ticks_leave_room_for_the_curve():
    drawn = plot([(0, 0), (1, 1)], Axes((0, 1), (-1.23456e-07, 1), (), (-1.23456e-07,)), 12, 5, UNICODE)
    assert plain(drawn[3]).startswith("−1.234… ")


def test_a_gap_in_the_values_is_a_gap_in_the_line():
    line = picture(
        plot([(0, 0.5), (0.4, 0.5), (0.41, nan), (0.6, inf), (0.61, 0.5), (1, 0.5)], Axes((0, 1), (0, 1)), 25, 4, ASCII)
    )
    assert line[1].split() == ["--------", "--------"]


def test_a_steep_line_is_joined_and_leaves_at_the_edge():
    steep = picture(plot([(1, -1e9), (2, 1e9)], Axes((1, 2), (0, 1)), 25, 5, ASCII))
    assert [row.strip() for row in steep[:-1]] == ["|"] * 4


def test_lines_stay_behind_curves():
    canvas = Canvas(2, 1, UNICODE)
    canvas.stroke([0.0, 0.0, None, None], "curve")
    canvas.rule(3, "axis", every=1)
    assert canvas.cells() == [[("⠉", "curve"), ("⣀", "axis")]]


@given(st.none() | st.floats(), st.integers(12, 80), st.integers(4, 20), st.sampled_from([UNICODE, ASCII]))
def test_every_line_is_as_wide_as_asked(z, cells, rows, glyphs):
    for shape in (SIGMOID, TANH):
        drawn = curve(shape, z, cells, rows, glyphs)
        assert len(drawn) == rows
        assert {width(line) for line in drawn} == {cells}
        assert glyphs is UNICODE or all(plain(line).isascii() for line in drawn)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats())), st.tuples(st.floats(), st.floats()))
def test_any_points_give_a_picture(points, mark):
    drawn = plot(sorted(points, key=lambda point: point[0]), UNIT, 30, 6, UNICODE, mark)
    assert {width(line) for line in drawn} == {30}


@pytest.mark.parametrize(
    ("points", "axes", "size", "fault"),
    [
        ([(1, 0), (0, 0)], UNIT, (20, 5), "ascend"),
        ([], Axes((0, 0), (0, 1)), (20, 5), "no length"),
        ([], UNIT, (11, 5), "12x4"),
        ([], UNIT, (12, 3), "12x4"),
    ],
)
def test_what_cannot_be_drawn_is_refused(points, axes, size, fault):
    with pytest.raises(ValueError, match=fault):
        plot(points, axes, *size, UNICODE)
