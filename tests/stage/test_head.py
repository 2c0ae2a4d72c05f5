"""The lines above the panels: the strip scrolls, the hook stays under its token, the formula is the executed one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.equation import layout
from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.engine.quantities import lstm_quantities, rnn_quantities
from lstm_tui.stage.facts import nice
from lstm_tui.stage.formula import equation, products, tex
from lstm_tui.stage.head import phases_line, title_line
from lstm_tui.stage.sentence import answer_line, token_strip
from lstm_tui.stage.view import View
from lstm_tui.tape import Setup, forward_tape
from tests.engine.making import VARIANTS
from tests.walks import model, walk

LONG = walk("en", text=" ".join(["John is tall.", "Jane met the cat."] * 30))
KOREAN = walk("ko", text="철수는 키가 크다. " * 30)


@given(st.sampled_from([LONG, KOREAN]), st.integers(0, 10_000), st.integers(12, 200))
def test_the_current_token_is_always_in_sight(tape, index, columns):
    frame = tape[index % len(tape)]
    strip = token_strip(frame, columns, UNICODE)
    assert width(strip.line) == columns
    column, cells, token = next(span for span in strip.spans if span[2] == frame.t)
    assert column == strip.pointer
    assert plain(strip.line)[: len(plain(strip.line))] and column + cells <= columns
    assert cells == cell_len(frame.tokens[token].text)


def test_a_short_sentence_is_shown_whole_with_glued_tokens_joined():
    tape = walk("ko")
    assert plain(token_strip(tape[0], 80, UNICODE).line).strip() == "철수는 키가 크다. 영희가 왔다. __"


def test_a_cut_end_shows_an_ellipsis():
    line = plain(token_strip(LONG[len(LONG) // 2], 40, UNICODE).line)
    assert line.startswith("…") and line.rstrip().endswith("…")
    assert not plain(token_strip(LONG[0], 40, UNICODE).line).startswith("…")


@given(st.integers(0, 10_000), st.integers(40, 200), st.sampled_from(["en", "ko"]))
def test_the_answer_hangs_on_a_hook_under_its_token(index, columns, lang):
    frame = LONG[index % len(LONG)]
    pointer = token_strip(frame, columns, UNICODE).pointer
    line = plain(answer_line(frame, View(lang=lang), pointer, columns, UNICODE))
    assert cell_len(line) == columns
    hooks = [cell_len(line[:at]) for at, c in enumerate(line) if c in "╰╯"]
    assert hooks in ([], [pointer])


def test_the_answer_names_the_most_probable_word_and_the_answers_of_the_task():
    frame = LONG[15]
    line = plain(answer_line(frame, View(), 2, 120, UNICODE))
    best = frame.words(1)[0]
    assert f"would say next  {best[0]} {best[1]:.2f}" in line
    assert all(word in line for word, _ in frame.answers())


def test_phases_are_named_in_full_where_there_is_room():
    frame = LONG[1]
    assert "x inputs › f forget gate › i input gate › g candidate" in plain(phases_line(frame, View(), 140, UNICODE))
    assert plain(phases_line(frame, View(), 80, UNICODE)).strip() == "x › f forget gate › i › g › C › o › h › y"
    assert width(phases_line(frame, View(), 40, UNICODE)) == 40


def test_formulas_are_those_of_the_table_in_the_signs_of_the_field():
    lstm = lstm_quantities()
    assert equation(lstm, "f") == "fₜ = σ(W_xf·xₜ + W_hf·hₜ₋₁ + b_f)"
    assert equation(lstm, "g") == "gₜ = tanh(W_xg·xₜ + W_hg·hₜ₋₁ + b_g)"
    assert equation(lstm, "c") == "Cₜ = fₜ ∘ Cₜ₋₁ + iₜ ∘ gₜ"
    assert equation(lstm, "h") == "hₜ = oₜ ∘ tanh(Cₜ)"
    assert equation(lstm, "y") == "pₜ = softmax(W_y·hₜ + b_y)"
    assert equation(lstm_quantities("coupled"), "i") == "iₜ = 1 − fₜ"
    assert equation(rnn_quantities(), "h") == "hₜ = tanh(W_x·xₜ + W_h·hₜ₋₁ + b)"


@given(st.floats(0, 1e6))
def test_a_scale_is_a_round_number_that_holds_the_peak(peak):
    assert peak <= nice(peak)
    assert nice(peak) == 1 or nice(peak) < 2.01 * peak


def test_the_title_tells_a_gate_cost_only_where_it_was_in_the_loss():
    recipe = {"gate_cost": [0.1, 0.1], "updates": 100, "cost_from": 0.2, "cost_to": 0.6}
    told = {}
    for updates in (20, 40, 100):
        known = model()
        known = replace(known, meta={**known.meta, "recipe": recipe, "updates": updates})
        frame = forward_tape(known.run("John is tall."), Setup("any", "John is tall."))[0]
        told[updates] = "gate cost" in plain(title_line(frame, View(), 80, UNICODE))
    assert told == {20: False, 40: True, 100: True}


TABLES = {
    **{f"{variant}{'+p' * peep}": lstm_quantities(variant, peep) for variant in VARIANTS for peep in (False, True)},
    **{f"rnn {activation}": rnn_quantities(activation) for activation in ("tanh", "relu", "linear")},
}


def test_formulas_in_tex_are_those_of_the_table():
    lstm, rnn = lstm_quantities(), rnn_quantities()
    assert tex(lstm, "f") == r"f_t = \sigma({W_{xf} x_t} + {W_{hf} h_{t-1}} + b_f)"
    assert tex(lstm, "f", joined=True) == r"f_t = \sigma({W_f [h_{t-1}, x_t]} + b_f)"
    assert tex(lstm, "c") == r"C_t = f_t \circ C_{t-1} + i_t \circ g_t"
    assert tex(lstm, "kept") == r"f_t \circ C_{t-1}"
    assert tex(lstm, "h") == r"h_t = o_t \circ {\tanh(C_t)}"
    assert tex(lstm, "tanh_c") == r"{\tanh(C_t)} = \tanh(f_t \circ C_{t-1} + i_t \circ g_t)"
    assert tex(lstm, "p") == r"p_t = \mathrm{softmax}({W_y h_t} + b_y)"
    assert tex(rnn, "h", joined=True) == r"h_t = \tanh({W [h_{t-1}, x_t]} + b)"
    assert tex(lstm_quantities("coupled"), "i") == "i_t = 1 - f_t"
    assert tex(lstm_quantities("standard", True), "i").endswith(r"+ {p_i \circ C_{t-1}})")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_formula_of_every_cell_can_be_set_with_its_numbers(name, joined, glyphs):
    table = TABLES[name]
    for quantity, row in table.items():
        if row.phase == "x":
            continue
        source = tex(table, quantity, joined)
        inner = quantity if "@" in row.formula else next(iter(row.inputs), "")
        groups = products(table, inner, joined) if "@" in getattr(table.get(inner), "formula", "") else {}
        assert all(group in source for group in groups)
        lines = layout(source, "rows", glyphs, numbers=dict.fromkeys(groups, "+0.12"))
        assert len({width(line) for line in lines}) == 1
