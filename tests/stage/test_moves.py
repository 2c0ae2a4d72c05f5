"""Where keys and clicks lead: every input of a value can be reached, and every way out leads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.stage.moves import (
    choose,
    focus,
    history_quantity,
    jump,
    open_panel,
    point,
    shown_values,
    stepped,
    targets,
    turn_quantity,
    zoom_in,
    zoom_out,
)
from lstm_tui.stage.panel import Region
from lstm_tui.stage.view import View
from tests.walks import blank, walk

WALKS = {"lstm": walk("en"), "rnn": walk("en", kind="rnn"), "wide": walk("ko", units=20), "one": walk("en", units=1)}
names = st.sampled_from(sorted(WALKS))


def test_zooms_are_one_key_apart():
    frame = WALKS["lstm"][9]
    cell = zoom_in(frame, View(zoom="sentence"))
    unit = zoom_in(frame, cell)
    assert (cell.zoom, unit.zoom, zoom_in(frame, unit)) == ("cell", "unit", unit)
    assert zoom_out(frame, unit) == cell and zoom_out(frame, cell).zoom == "sentence"
    assert zoom_out(frame, View(zoom="sentence")).zoom == "sentence"


def test_a_large_panel_closes_first_and_opens_its_own_arithmetic():
    tape = WALKS["lstm"]
    frame = tape[tape.index(4, "h")]
    large = open_panel(frame, View(), 2)
    assert large.panel == "f" and open_panel(frame, large, 2).panel is None
    assert zoom_out(frame, large) == View()
    assert focus(frame, zoom_in(frame, large)).quantity == "f"
    assert open_panel(frame, View(), 12) == View()


@given(names, st.integers(0, 10_000), st.integers(0, 19), st.lists(st.integers(0, 7), max_size=6))
def test_jumps_lead_to_the_value_that_was_pointed_at(name, index, unit, choices):
    tape = WALKS[name]
    frame, view = tape[index % len(tape)], View(zoom="unit", unit=unit)
    for choice in choices:
        there = targets(frame, view)
        index, view = jump(frame, view, choice)
        frame = tape[index]
        if choice < len(there) and (aim := there[choice]).quantity not in (None, "x"):
            about = focus(frame, view)
            assert tuple(about) == (aim.quantity, aim.unit, aim.t)
            assert frame.values(about.quantity, about.t)[about.unit] == aim.value


def test_a_gate_is_made_of_the_word_the_old_h_and_its_bias():
    tape = WALKS["lstm"]
    frame, view = tape[tape.index(4, "f")], View(zoom="unit", unit=3)
    found = targets(frame, view)
    assert sorted(t.quantity or "" for t in found) == ["", *["h"] * 8, "x"]
    assert found[-1].weight == "b_f[3]" and {t.t for t in found if t.quantity == "h"} == {3}
    weights = {t.weight for t in found}
    assert {"W_hf[3,7]", f"W_xf[3,{tape.run.model.vocab.index['jane']}]"} <= weights
    sizes = [abs(t.value * t.factor) for t in found[:-1]]
    assert sizes == sorted(sizes, reverse=True)


def test_before_the_first_word_there_is_nothing_to_jump_to():
    tape = WALKS["lstm"]
    frame, view = tape[tape.index(0, "f")], View(zoom="unit")
    old = next(n for n, t in enumerate(targets(frame, view)) if t.weight and t.weight.startswith("W_h"))
    assert jump(frame, view, old) == (frame.index, view)
    assert targets(tape[0], view) == ()


def test_stepping_shows_the_arithmetic_of_the_new_phase():
    tape = WALKS["lstm"]
    view = stepped(View(zoom="unit", quantity="kept", choice=3, page="cell"))
    assert (view.quantity, view.choice, view.page) == (None, 0, None)
    assert focus(tape[tape.index(2, "i")], view).quantity == "i"
    assert stepped(View(zoom="sentence", quantity="f")).quantity == "f"


def test_up_and_down_choose_units_or_inputs():
    frame = WALKS["lstm"][1]
    assert choose(frame, View(unit=7), 1).unit == 7 and choose(frame, View(unit=7), -1).unit == 6
    view = View(zoom="unit", unit=0)
    assert choose(frame, view, -1).choice == 0 and choose(frame, view, 100).choice == len(targets(frame, view)) - 1


@pytest.mark.parametrize("name", WALKS)
def test_all_histories_can_be_turned_through(name):
    frame, view = WALKS[name][5], View(zoom="sentence")
    first, seen = history_quantity(frame, view), []
    while not seen or history_quantity(frame, view) != first:
        seen.append(history_quantity(frame, view))
        view = turn_quantity(frame, view, 1)
    assert seen == (["h"] if name == "rnn" else ["c", "h", "f", "i", "g", "o"])


def test_clicks_lead_to_tokens_units_and_inputs():
    tape = WALKS["lstm"]
    frame = tape[tape.index(4, "f")]
    assert point(frame, View(), Region(0, 0, 1, None, None, 2)) == (tape.index(2, "f"), View())
    assert point(frame, View(), Region(0, 0, 1, "f", 5, 4)) == (frame.index, View(unit=5))
    assert point(frame, View(zoom="sentence"), Region(0, 0, 1, "c", 5, 1))[0] == tape.index(1, "f")
    index, view = point(frame, View(zoom="unit"), Region(0, 0, 1, "h", 2, 3))
    assert index == tape.index(3, "h") and tuple(focus(tape[index], view)) == ("h", 2, 3)


def test_the_copied_values_have_all_digits():
    tape = WALKS["lstm"]
    frame = tape[tape.index(4, "f")]
    assert str(frame.values("f")[2]) in shown_values(frame, View())
    assert shown_values(frame, View()).split("\n")[2].startswith("f[2]@Jane\t")
    assert len(shown_values(frame, View(zoom="sentence")).split("\n")) == 9
    terms = shown_values(frame, View(zoom="unit", unit=1)).split("\n")
    assert terms[-1].startswith("f[1]@Jane\t") and terms[-2].startswith("z_f[1]@Jane\t") and len(terms) == 12
    assert shown_values(frame, View(panel="c")).startswith("c[0]@Jane\t")
    rnn = WALKS["rnn"][4]
    assert shown_values(rnn, View(panel="c")) == shown_values(rnn, View())
    assert shown_values(blank("en")[0], View(zoom="unit")) == ""


def test_the_copied_values_of_what_is_given_are_each_named_by_their_own_place():
    frame = WALKS["lstm"][0]
    for quantity in ("x", "h_prev"):
        lines = shown_values(frame, View(zoom="unit", unit=3, quantity=quantity)).split("\n")
        values = enumerate(frame.values(quantity))
        assert lines == [f"{quantity}[{u}]@{frame.tokens[0].text}\t{value}" for u, value in values]
