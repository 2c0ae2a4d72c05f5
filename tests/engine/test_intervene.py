"""Interventions: the grammar, what they do to the one step, and what is wrong with a bad one."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.intervene import (
    PARTS,
    Clamp,
    Off,
    Place,
    Replace,
    Set,
    compare,
    parse,
    parse_clamp,
    parse_off,
    parse_replace,
    parse_set,
)
from lstm_tui.errors import LstmTuiError
from tests.engine.making import WORDS, model

TEXT = "John is tall . Jane is kind . Jane is tall ."
LSTM, RNN, COUPLED = model(), model("rnn"), model(variant="coupled", peephole=True)
OLD = model(variant="no-forget")
T = len(LSTM.run(TEXT).tokens)

numbers = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(codec="utf-8", categories=("L", "P", "N", "S"), exclude_characters="=@#"), min_size=1).filter(
    lambda word: not word[0].isdigit()
)
places = st.one_of(st.builds(Place, st.just(""), st.integers(0, 10**6)), st.builds(Place, words, st.integers(1, 99)))
clamps = st.builds(
    Clamp, st.sampled_from("f i g o c h".split()), st.none() | st.integers(0, 10**6), st.none() | places, numbers
)
sets = st.builds(
    Set,
    st.sampled_from([*LSTM.cell.names(), *COUPLED.cell.names(), *RNN.cell.names(), *LSTM.head.names()]),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=2).map(tuple),
    numbers,
)
interventions = st.one_of(clamps, sets, st.builds(Replace, places, words), st.builds(Off, st.sampled_from(sorted(PARTS))))


@given(interventions)
def test_an_intervention_reads_back_what_it_prints(one: Clamp | Set | Replace | Off) -> None:
    """Every digit of the number included; equal ones are one value."""
    assert parse(str(one)) == one and hash(parse(str(one))) == hash(one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f[0]@Jane#2=1", Clamp("f", 0, Place("Jane", 2), 1.0)),
        ("f@Jane=1", Clamp("f", None, Place("Jane", 1), 1.0)),
        ("f=0.5", Clamp("f", None, None, 0.5)),
        (" c [2] @4 = -1.5 ", Clamp("c", 2, Place("", 4), -1.5)),
        ("h@.=1e-3", Clamp("h", None, Place(".", 1), 0.001)),
        ("o@영희=0", Clamp("o", None, Place("영희", 1), 0.0)),
        ("W_xf[0,3]=0.5", Set("W_xf", (0, 3), 0.5)),
        ("b_f[1]=3", Set("b_f", (1,), 3.0)),
        ("b[1]=3", Set("b", (1,), 3.0)),
        ("p_o[2] = -1", Set("p_o", (2,), -1.0)),
        ("W_y[1, 2]=0", Set("W_y", (1, 2), 0.0)),
        ("@4=Mary", Replace(Place("", 4), "Mary")),
        ("@Jane#2=Mary", Replace(Place("Jane", 2), "Mary")),
        ("off forget", Off("forget")),
    ],
)
def test_the_grammar_of_the_product(text: str, expected: Clamp | Set | Replace | Off) -> None:
    """As PRODUCT has it: units and positions from 0, occurrences from 1."""
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(
            (text, "clamp_syntax")
            for text in ("", "f", "f=", "=1", "f[]=1", "f[-1]=1", "f[x]=1", "f@=1", "f@Jane#=1", "f[0=1")
        ),
        *((text, "no_number") for text in ("f=one", "f=nan", "f=inf", "f=1e999", "W_xf[0,0]=x", "b[0]=nan")),
        *((text, "set_syntax") for text in ("W_xf=1", "W_xf[]=1", "W_xf[0,]=1", "W_xf[0][0]=1", "b[0]", "W_xf[-1,0]=1")),
        *((text, "replace_syntax") for text in ("@", "@4", "@4=", "@=Mary", "@Jane#x=Mary", "@4=Mary Jane")),
        *((text, "no_part") for text in ("off", "off ", "off memory", "off forget gate")),
    ],
)
def test_what_is_no_intervention_says_why(text: str, key: str) -> None:
    """One error, by its key."""
    with pytest.raises(LstmTuiError) as error:
        parse(text)
    assert error.value.key == key


@given(st.text(max_size=30) | st.text(alphabet="fgWb_x[]0,1@#=Jane. off", max_size=20))
def test_any_text_is_an_intervention_or_the_clear_error(text: str) -> None:
    """By every way in."""
    for reader in (parse, parse_clamp, parse_set, parse_replace, parse_off):
        with suppress(LstmTuiError):
            one = reader(text)
            assert parse(str(one)) == one


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("q=1", "no_quantity"),
        ("z_f=1", "no_quantity"),
        ("tanh_c=0.5", "no_quantity"),
        ("y=1", "no_quantity"),
        *((text, "out_of_range") for text in ("f=1.01", "f=-0.1", "i=2", "o=-1", "g=1.5", "g=-1.5", "h=2")),
        ("f[3]=1", "no_unit"),
        ("f@12=1", "no_position"),
        ("f@Mary=1", "no_token"),
        ("f@Jane#3=1", "no_token"),
        ("@12=Mary", "no_position"),
        ("@Mary=Jane", "no_token"),
        ("@0=Peter", "unknown_word"),
        ("W_xq[0,0]=1", "no_weight"),
        ("p_f[0]=1", "no_weight"),
        ("W_xf[3,0]=1", "weight_index"),
        ("W_xf[0,9]=1", "weight_index"),
        ("W_xf[0]=1", "weight_index"),
        ("b_f[0,0]=1", "weight_index"),
        ("W_y[2,0]=1", "weight_index"),
    ],
)
def test_what_the_model_does_not_have_is_an_error(text: str, key: str) -> None:
    """Quantities, units, tokens, words, weights, and values that the quantity cannot take."""
    with pytest.raises(LstmTuiError) as error:
        LSTM.run(TEXT, (text,))
    assert error.value.key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [("f=1", "no_quantity"), ("h=2", "out_of_range"), ("off forget", "no_part"), ("W_xf[0,0]=1", "no_weight")],
)
def test_a_plain_rnn_has_no_gates(text: str, key: str) -> None:
    """It says so; its h and its weights can be changed."""
    with pytest.raises(LstmTuiError) as error:
        RNN.run(TEXT, (text,))
    assert error.value.key == key
    assert RNN.run(TEXT, ("h[1]@Jane=0.5", "W_x[0,0]=0")).trace["h"][4, 1] == 0.5


@given(st.sampled_from([LSTM, COUPLED, OLD, RNN]), st.data())
def test_a_clamp_holds_there_and_only_there(chosen: Any, data: st.DataObject) -> None:
    """The value stands in the trace; steps before it are untouched; the formulas hold of all the rest."""
    names = lstm.CLAMPABLE if chosen.kind == "lstm" else rnn.CLAMPABLE
    names = [name for name in names if chosen is not OLD or name != "f"]
    name, unit = data.draw(st.sampled_from(names)), data.draw(st.none() | st.integers(0, 2))
    t, value = data.draw(st.none() | st.integers(0, T - 1)), data.draw(st.floats(0, 1))
    one = Clamp(name, unit, None if t is None else Place("", t), value)
    before, after = chosen.run(TEXT).trace, chosen.run(TEXT, (one,)).trace
    units, steps = slice(None) if unit is None else unit, slice(None) if t is None else t
    assert (after[name][steps, units] == value).all()
    if t is not None:
        for quantity in before.quantities:
            assert (before[quantity][:t] == after[quantity][:t]).all()
    if chosen.kind == "lstm":
        where = np.zeros((T, 3), dtype=bool)
        where[steps, units] = True
        for quantity, formula in {
            "kept": after["f"] * after["c_prev"],
            "new": after["i"] * after["g"],
            "c": after["kept"] + after["new"],
            "tanh_c": np.tanh(after["c"]),
            "h": after["o"] * after["tanh_c"],
        }.items():
            free = ~where if quantity == name else np.ones_like(where)
            assert np.abs((after[quantity] - formula)[free]).max(initial=0) <= 1e-15


@pytest.mark.parametrize("typed", ["Mary", "MARY", "she"])
@pytest.mark.parametrize("chosen", [LSTM, RNN], ids=["lstm", "rnn"])
def test_a_replaced_token_is_the_typed_replacement(chosen: Any, typed: str) -> None:
    """By position or by occurrence: the same trace as if it had been typed; its spelling is the new one."""
    by_hand = chosen.run(f"John is tall . Jane is kind . {typed} is tall .")
    for text in (f"@8={typed}", f"@Jane#2={typed}", f"@jane#2={typed}"):
        run = chosen.run(TEXT, (text,))
        assert run.tokens == by_hand.tokens and run.tokens[8].text == typed
        assert all((run.trace[name] == by_hand.trace[name]).all() for name in run.trace.quantities)
        assert (run.probabilities == by_hand.probabilities).all()


def test_a_replacement_and_a_clamp_are_placed_in_the_text_as_typed() -> None:
    """The clamp of Jane stays where Jane was, although Mary is read there."""
    run = LSTM.run(TEXT, ("@Jane=Mary", "f@Jane=1"))
    assert run.tokens[4].word == "mary" and (run.trace["f"][4] == 1).all() and not (run.trace["f"][8] == 1).any()


@pytest.mark.parametrize(("part", "same"), [("forget", "f=1"), ("input", "i=1"), ("output", "o=1"), ("candidate", "g=0")])
def test_a_part_that_is_off_is_held_everywhere(part: str, same: str) -> None:
    """Gates at 1, the candidate at 0."""
    off, held = LSTM.run(TEXT, (f"off {part}",)), LSTM.run(TEXT, (same,))
    assert all((off.trace[name] == held.trace[name]).all() for name in off.trace.quantities)
    assert (off.trace[same[0]] == float(same[2:])).all()


def test_off_forget_is_the_cell_of_1997() -> None:
    """The same weights, the variant without a forget gate; which has none to hold, and says so."""
    assert (OLD.cell.W_x == LSTM.cell.W_x).all() and OLD.cell.variant == "no-forget"
    off, old = LSTM.run(TEXT, ("off forget",)).trace, OLD.run(TEXT).trace
    assert all((off[name] == old[name]).all() for name in off.quantities)
    for text, key in (("f=0.5", "no_quantity"), ("off forget", "no_part")):
        with pytest.raises(LstmTuiError, match=key):
            OLD.run(TEXT, (text,))


def test_a_part_that_a_model_has_not_is_told_with_those_it_has() -> None:
    """By the names that were typed, not by the letters of what they hold."""
    for chosen, known in ((RNN, "recurrence"), (OLD, "input, output, candidate, recurrence")):
        with pytest.raises(LstmTuiError) as error:
            chosen.run(TEXT, ("off forget",))
        assert error.value.values == {"part": "forget", "known": known}


@pytest.mark.parametrize("chosen", [LSTM, COUPLED, RNN], ids=["lstm", "coupled", "rnn"])
def test_off_recurrence_leaves_each_step_to_its_input(chosen: Any) -> None:
    """The sums no longer see h₋₁: equal words have equal sums, wherever they stand (peepholes apart)."""
    run = chosen.run(TEXT, ("off recurrence",))
    assert not run.model.cell.W_h.any() and chosen.cell.W_h.any()
    for name in ("z_g",) if chosen.kind == "lstm" else ("z",):
        assert (run.trace[name][4] == run.trace[name][8]).all()


@pytest.mark.parametrize("text", ["W_xf[0,1]=0.5", "W_hg[2,1]=-3", "b_o[1]=2", "W_y[1,2]=4", "b_y[0]=-1"])
def test_a_set_weight_is_the_model_with_that_weight(text: str) -> None:
    """The one it was made from keeps its own."""
    one = parse(text)
    owner = LSTM.head if one.name in LSTM.head.names() else LSTM.cell
    before = owner.weight(one.name)[one.index]
    run = LSTM.run(TEXT, (text,))
    cell, head = run.model.cell, run.model.head
    changed = head if owner is LSTM.head else cell
    assert changed.weight(one.name)[one.index] == one.value != before == owner.weight(one.name)[one.index]
    trace = lstm.forward(owner.with_weight(one.name, one.index, one.value) if owner is LSTM.cell else cell, run.trace.given)
    assert (trace["h"] == run.trace["h"]).all() and (head.logits(trace["h"]) == run.logits).all()


def test_of_two_clamps_on_one_value_the_later_counts() -> None:
    """And both hold where they do not meet."""
    trace = LSTM.run(TEXT, ("f=0.25", "f[1]@Jane=1")).trace
    assert trace["f"][4].tolist() == [0.25, 1, 0.25] and (trace["f"][[0, 8]] == 0.25).all()


def test_a_run_remembers_what_made_it() -> None:
    """As values, in their order; without any, the weights are the model's own."""
    run = LSTM.run(TEXT, ("f@Jane=1", Off("output")))
    assert run.interventions == (Clamp("f", None, Place("Jane", 1), 1.0), Off("output"))
    assert LSTM.run(TEXT).interventions == () and LSTM.run(TEXT).model is LSTM


def test_compare_gives_what_changed() -> None:
    """Zero before the intervention, the differences after it, and both answers."""
    before, after = LSTM.run(TEXT), LSTM.run(TEXT, ("f@4=0",))
    difference = compare(before, after)
    for name in (*before.trace.quantities, "y", "p"):
        assert not difference[name][:4].any()
    assert (difference["f"][4] == -before.trace["f"][4]).all() and difference["c"][4:].any()
    assert np.abs(difference["p"].sum(axis=1)).max() < 1e-15
    assert difference.answers() == (before.answer(-1)[0], after.answer(-1)[0])
    same = compare(before, LSTM.run(TEXT))
    assert not any(same[name].any() for name in before.trace.quantities)


def test_what_cannot_be_compared_is_an_error() -> None:
    """Another length or another kind of network."""
    for other in (LSTM.run("John is tall ."), RNN.run(TEXT)):
        with pytest.raises(ValueError, match="differ"):
            compare(LSTM.run(TEXT), other)


def test_every_word_of_the_text_may_be_named_in_any_case() -> None:
    """As typed or as the vocabulary has it."""
    for word in set(WORDS) & set(TEXT.lower().split()):
        for spelt in (word, word.upper(), word.title()):
            run = LSTM.run(TEXT, (f"f@{spelt}=0.125",))
            assert (run.trace["f"][[t.word for t in run.tokens].index(word)] == 0.125).all()


@pytest.mark.parametrize("nth", [0, 3])
def test_a_token_that_is_not_there_is_told_with_those_that_are(nth: int) -> None:
    """#N counts from 1 to the last occurrence; the error names what was asked for and repeats the text."""
    with pytest.raises(LstmTuiError) as error:
        LSTM.run(TEXT, [f"f@Jane#{nth}=1"])
    assert error.value.key == "no_token"
    assert error.value.values == {"token": f"Jane#{nth}", "tokens": TEXT}


@pytest.mark.parametrize(
    ("changes", "formula"),
    [
        (["W_y[0,0]=1.7e308", "W_y[0,1]=1.7e308", "h=1"], "y = W_y @ h + b_y"),
        (["W_hf[0,0]=1.7e308", "W_hf[0,1]=1.7e308", "h=1"], "z_f = W_xf @ x + W_hf @ h_prev + b_f"),
    ],
)
def test_weights_that_overflow_give_the_clear_error(changes: list[str], formula: str) -> None:
    """Finite weights whose sums are not: no NaN for an answer, and no Infinity in JSON."""
    with pytest.raises(LstmTuiError) as error:
        LSTM.run(TEXT, changes)
    assert (error.value.key, error.value.values) == ("overflow", {"formula": formula})


def test_a_replacement_stands_joined_where_the_replaced_token_did() -> None:
    """The strip shows the sentence as it was typed, but for the word."""
    tokens = LSTM.run("John is tall. Jane is kind.", ["@3=Tall", "@4=John"]).tokens
    assert [token.glued for token in tokens] == [token.glued for token in LSTM.run("John is tall. Jane is kind.").tokens]
    assert tokens[3].glued and not tokens[4].glued
