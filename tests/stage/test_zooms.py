"""The sentence view and the unit view, read as text: what they say is what the engine computed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_tui.stage.moves import focus, history_quantities, history_quantity, point, series
from lstm_tui.stage.palette import palette
from lstm_tui.stage.picture import picture
from lstm_tui.stage.view import Size, View
from tests.walks import compared, walk

DARK = palette("dark")
WALKS = {"lstm": walk("en"), "rnn": walk("en", kind="rnn"), "ko": walk("ko"), "wide": walk("en", units=40)}
LONG = walk("en", text=" ".join(["John is tall.", "Jane met the cat."] * 30))


def shown(tape, t, phase, size=(80, 24), **view):
    return picture(tape[tape.index(t, phase)], View(**view), Size(*size), DARK).text


def drawn(tape, t, phase, size=(80, 24), **view):
    return picture(tape[tape.index(t, phase)], View(**view), Size(*size), DARK)


def number(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if f"{value:+.2f}"[1:] != "0.00" else "0.00"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_sentence_view_shows_every_unit_the_answers_and_the_memory(size):
    text = shown(WALKS["lstm"], 4, "c", size, zoom="sentence", unit=3)
    rows = re.findall(r"^ │ ([ ▸])\s+(\d) ", text, re.M)
    assert [int(unit) for _, unit in rows[:8]] == list(range(8)) and rows[3][0] == "▸"
    assert re.search(r"│  he ", text) and re.search(r"│  she ", text)
    assert "who is in the memory now" in text and "weighed for the answer" in text


def test_the_parts_on_screen_are_those_of_the_memory():
    tape = WALKS["lstm"]
    frame = tape[tape.index(4, "c")]
    text = shown(tape, 4, "c", (100, 40), zoom="sentence", unit=2)
    for token, value in zip(frame.tokens, frame.parts(2), strict=False):
        assert re.search(rf"│ [ ▸]{re.escape(token.text)} .*{re.escape(number(value))} +<?\d+%", text)
    assert sum(frame.parts(2)) == pytest.approx(frame.values("c")[2])


def owned(text: str) -> list[str]:
    """The rows of the exact memory, without the cursor."""
    return re.findall(r"^ │ [ ▸](.*?\d%) │", text[text.index("who is in") :], re.M)


def test_before_c_is_computed_the_memory_is_that_of_the_word_before():
    tape = WALKS["lstm"]
    before, after = (shown(tape, t, phase, zoom="sentence") for t, phase in ((4, "f"), (3, "y")))
    assert owned(before) == owned(after) != owned(shown(tape, 4, "c", zoom="sentence"))


def test_an_rnn_has_no_memory_to_divide():
    text = shown(WALKS["rnn"], 4, "h", zoom="sentence")
    assert "h hidden state, word by word" in text and "memory" not in text


def test_the_history_follows_the_chosen_quantity_with_its_own_scale():
    assert re.search(r"f forget gate, word by word ─+ 0–1", shown(WALKS["lstm"], 4, "c", zoom="sentence", quantity="f"))
    assert re.search(r"C cell state, word by word ─+ ±\d", shown(WALKS["lstm"], 4, "c", zoom="sentence"))


def test_of_a_changed_walk_the_difference_is_a_history_of_its_own():
    tape = compared("en")
    frame = tape[tape.index(5, "c")]
    assert series(frame, "Δc", 5) == tuple(
        new - old for new, old in zip(frame.values("c"), frame.baseline_values("c"), strict=True)
    )
    assert not any(series(frame, "Δc", 3)) and any(series(frame, "Δc", 4))
    text = shown(tape, 5, "c", zoom="sentence", quantity="Δc")
    assert re.search(r"ΔC cell state, how far the change moved it ─+ ±\d", text)
    peak = abs(tape.run.trace["c"] - tape.baseline.trace["c"]).max()
    assert peak <= float(re.search(r"moved it ─+ ±([\d.]+)", text)[1])
    assert "Δc" in history_quantities(frame) and "Δc" not in history_quantities(WALKS["lstm"][0])
    assert "ΔC cell state" in shown(tape, 5, "c", (120, 70), zoom="sentence")


@pytest.mark.parametrize("size", [(80, 24), (120, 50)])
def test_the_plain_rnn_has_its_own_map_and_answers(size):
    text = shown(compared("en"), 5, "c", size, zoom="sentence", rnn=True)
    assert "h hidden state of the RNN, word by word" in text
    assert len(re.findall(r"│  he ", text)) == len(re.findall(r"│  she ", text)) == 2
    below = text[text.index("of the RNN") :]
    assert not re.search(r"^ │ ▸", below.split("╰")[0], re.M)


def test_where_rows_are_left_the_gates_stand_below_in_the_same_columns():
    lines = shown(WALKS["lstm"], 4, "c", (120, 70), zoom="sentence").split("\n")
    assert [line[3:4] for line in lines if "word by word" in line] == ["C", "f", "i", "h"]
    assert len({line.index("▾Jane") for line in lines if "▾Jane" in line}) == 1


@given(st.integers(0, 10_000), st.integers(40, 160), st.integers(12, 50))
@settings(max_examples=40)
def test_a_click_into_the_history_leads_to_its_token_and_unit(index, columns, rows):
    frame, view = LONG[index % len(LONG)], View(zoom="sentence")
    found = picture(frame, view, Size(columns, rows), DARK)
    cells = [region for region in found.regions if region.quantity == history_quantity(frame, view)]
    assert frame.t in {region.token for region in cells}
    for region in cells[:: max(len(cells) // 5, 1)]:
        assert found.at(region.column, region.row) == region
        there, after = point(frame, view, region)
        assert (LONG[there].t, after.unit) == (region.token, region.unit)


@pytest.mark.parametrize(("name", "phases"), [("lstm", "figco"), ("rnn", "h"), ("ko", "figco")])
def test_the_terms_on_screen_are_those_of_the_engine(name, phases):
    tape = WALKS[name]
    for phase in phases:
        frame = tape[tape.index(4, phase)]
        made = frame.arithmetic(phase, 5)
        text = shown(tape, 4, phase, zoom="unit", unit=5)
        for term in made.terms:
            factor, value = (re.escape(number(each)) for each in (term.factor, term.input))
            assert re.search(rf"{factor} × +{value} .*{re.escape(number(term.product))}", text)
        assert re.search(rf"= {re.escape(made.inner.replace('c', 'C'))} .*{re.escape(number(made.total))}", text)


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 40)])
def test_the_formula_carries_the_sums_in_both_notations(size):
    tape = WALKS["lstm"]
    made = tape[tape.index(4, "f")].arithmetic("f", 1)
    by = {weight: sum(t.product for t in made.terms if t.weight == weight) for weight in ("W_xf", "W_hf")}
    split = shown(tape, 4, "f", size, zoom="unit", unit=1)
    assert f"{made.value:.2f} ≈ σ({number(by['W_xf'])} + {number(by['W_hf'])}" in split
    joined = shown(tape, 4, "f", size, zoom="unit", unit=1, notation="joined")
    assert "W [h   , x ]" in joined and f"≈ σ({number(sum(by.values()))} " in joined


def test_an_activation_has_its_curve_and_a_product_its_past():
    tape = WALKS["lstm"]
    assert "╭ σ ─" in shown(tape, 4, "i", zoom="unit") and "╭ tanh ─" in shown(tape, 4, "g", zoom="unit")
    assert "C[0], word by word" in shown(tape, 4, "c", zoom="unit", unit=0)
    assert "y words" in shown(tape, 4, "y", zoom="unit")


def test_the_foot_names_the_weight_and_where_enter_leads():
    tape = WALKS["lstm"]
    text = shown(tape, 4, "f", zoom="unit", unit=1, choice=100)
    assert re.search(r"▸b_f .*", text) and "─ b_f[1] ─╯" in text
    assert re.search(r"W_hf\[1,\d\] · Enter: h\[\d\] @ \.", shown(tape, 4, "f", zoom="unit", unit=1, choice=1))
    cell = [shown(tape, 4, "c", zoom="unit", unit=1, choice=choice) for choice in range(4)]
    assert {re.search(r"Enter: (\S+ @ \S+)", text)[1] for text in cell} == {
        "f[1] @ Jane",
        "C[1] @ .",
        "i[1] @ Jane",
        "g[1] @ Jane",
    }


def test_the_cursor_is_always_in_sight():
    tape = WALKS["wide"]
    for choice in range(0, 42, 3):
        assert len(re.findall("^ │ ▸", shown(tape, 4, "f", zoom="unit", choice=choice), re.M)) == 1


def test_terms_out_of_sight_are_summed_up_so_that_the_lines_make_the_sum():
    tape = WALKS["wide"]
    made = tape[tape.index(4, "f")].arithmetic("f", 7)
    for choice in (0, 20, 41):
        text = shown(tape, 4, "f", zoom="unit", unit=7, choice=choice)
        body = text[text.index("is made of") :].split("\n")
        lines = [re.search(r"([+−]?) ?(\d+\.\d+) *│$", line[1:43]) for line in body]
        values = [float(f"{m[1]}{m[2]}".replace("−", "-")) for m in lines if m]
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=0.006 * len(values))
        assert values[-1] == pytest.approx(made.total, abs=0.05) and "others" in text and "b_f" in text


def test_what_is_given_says_where_it_comes_from():
    tape = WALKS["lstm"]
    assert "Before the first word" in shown(tape, 0, "x", zoom="unit")
    assert "█" in shown(tape, 0, "f", zoom="unit", quantity="x")
    assert focus(tape[tape.index(3, "x")], View(zoom="unit")).t == 2


def test_a_held_value_says_so():
    assert "= 1.00 open  forget gate · Jane  held there" in shown(compared("en"), 4, "f", zoom="unit")


def test_a_click_on_a_term_leads_to_its_input():
    tape = WALKS["lstm"]
    frame, view = tape[tape.index(4, "f")], View(zoom="unit", unit=1)
    region = next(r for r in drawn(tape, 4, "f", zoom="unit", unit=1).regions if r.quantity == "h")
    index, after = point(frame, view, region)
    assert tuple(focus(tape[index], after)) == ("h", region.unit, 3)
