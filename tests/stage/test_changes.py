"""A change begins with the name of what is selected, and its number slides within what the value can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine.intervene import Clamp, Set, parse
from lstm_tui.stage.changes import HELD, named, place, slid
from lstm_tui.stage.moves import targets
from lstm_tui.stage.view import View
from tests.walks import walk

WALKS = {kind: walk("en", kind=kind) for kind in ("lstm", "rnn")}
TAPE = WALKS["lstm"]
DEEP = TAPE[TAPE.index(4, "f")]


@pytest.mark.parametrize("kind", WALKS)
@given(st.data())
def test_what_is_named_can_be_held_where_it_stands(kind, data):
    tape = WALKS[kind]
    index = data.draw(st.integers(0, len(tape) - 1))
    view = View(unit=data.draw(st.integers(0, 7)), panel=data.draw(st.sampled_from([None, "x", "words", *HELD[kind]])))
    frame = tape[index]
    change = parse(named(frame, view) + "0.5")
    assert isinstance(change, Clamp)
    assert change.quantity in HELD[kind] and change.unit == view.unit
    assert change.place.find(frame.tokens) == frame.t
    tape.run.model.run(tape.setup.text, [change])


def test_the_selected_bar_is_named():
    assert named(DEEP, View(unit=3)) == "f[3]@Jane="
    assert named(TAPE[TAPE.index(3, "h")], View(unit=0)) == "h[0]@3="


def test_in_the_arithmetic_the_chosen_weight_is_named():
    view = View(unit=2, zoom="unit")
    for choice, target in enumerate(targets(DEEP, view)):
        line = named(DEEP, View(unit=2, zoom="unit", choice=choice))
        assert line == (f"{target.weight}=" if target.weight else "f[2]@Jane=")
        assert isinstance(parse(line + "1"), Set if target.weight else Clamp)


def test_a_word_that_comes_again_is_counted():
    tape = walk("en", text="Jane met John. Jane is tall.")
    assert [place(tape.tokens, t) for t in (0, 3, 4)] == ["Jane", "3", "Jane#2"]


@given(st.sampled_from(["f[1]@Jane=", "f@2=", "g[0]=", "c[1]@Jane=", "W_xf[0,3]=", "b_f[2]="]), st.integers(-60, 60))
def test_a_value_slides_by_twentieths_and_never_out_of_range(what, by):
    line = slid(DEEP, what, by)
    assert line.startswith(what)
    value = float(line.removeprefix(what))
    assert abs(value * 20 - round(value * 20)) < 1e-9
    TAPE.run.model.run(TAPE.setup.text, [line])
    assert slid(DEEP, line, 0) == line


def test_sliding_begins_where_the_value_is():
    now = DEEP.values("f")[1]
    assert abs(float(slid(DEEP, "f[1]@Jane=", 0).rpartition("=")[2]) - now) <= 0.025
    weight = TAPE.run.model.cell.weight("W_xf")[0, 3]
    assert abs(float(slid(DEEP, "W_xf[0,3]=", 0).rpartition("=")[2]) - weight) <= 0.026


NUMBERLESS = ["", "f", "=", "off forget", "@4=Mary", "q[0]=", "f[99]=", "f@Nobody=", "W_qq[0]=", "f=abc", "f=nan", "f=inf"]


@pytest.mark.parametrize("line", NUMBERLESS)
def test_what_has_no_number_does_not_slide(line):
    assert slid(DEEP, line, 1) is None
