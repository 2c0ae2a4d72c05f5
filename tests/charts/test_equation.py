"""Formulas as pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.charts.cells import plain, width
from lstm_tui.charts.equation import fitted, layout
from lstm_tui.charts.glyphs import ASCII, UNICODE

FORGET = r"f_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f)"
CELL = r"C_t = f_t \circ C_{t-1} + i_t \odot \tilde{C}_t"
VALUES = {"C_t": "−0.45", "f_t": "0.93", "C_{t-1}": "−0.52", "i_t": "0.10", r"\tilde C_t": "+0.33"}


def picture(*arguments, **options):
    return [plain(line).rstrip() for line in layout(*arguments, **options)]


def test_subscripts_stand_on_the_row_below():
    assert picture(FORGET) == [
        "f  = σ(W  x  + W  h    + b )",
        " t      xf t    hf t-1    f",
    ]


def test_one_line_writes_subscripts_out():
    assert picture(FORGET, "line") == ["f_t = σ(W_xf·x_t + W_hf·h_(t-1) + b_f)"]
    assert picture(FORGET, "line", ASCII) == ["f_t = s(W_xf@x_t + W_hf@h_(t-1) + b_f)"]


def test_numbers_stand_under_their_signs_and_the_row_reads_as_a_formula():
    assert picture(CELL, numbers=VALUES) == [
        "C     = f    ∘ C     + i    ⊙ C̃",
        " t       t      t-1     t      t",
        "−0.45 ≈ 0.93 ∘ −0.52 + 0.10 ⊙ +0.33",
    ]
    assert picture(CELL, "line", ASCII, numbers=VALUES) == [
        "C_t   = f_t  * C_(t-1) + i_t  * C~_t",
        "-0.45 ~ 0.93 * -0.52   + 0.10 * +0.33",
    ]


def test_a_group_in_braces_carries_one_number():
    tex = r"z = {W_x x_t} + b"
    assert picture(tex, numbers={"W_x x_t": "+1.20"}) == ["z = W x   + b", "     x t", "    +1.20"]


def test_ascii_tells_the_product_of_a_matrix_from_that_of_numbers():
    assert picture(r"W_x x + 0.5 y \cdot z", "line", ASCII) == ["W_x@x + 0.5*y*z"]


def test_two_numbers_never_run_into_one():
    assert picture("W x", "line", numbers={"W": "0.25", "x": "1.00"})[-1] == "0.25·1.00"
    assert picture("a_b c_d", numbers={"a_b": "12", "c_d": "34"})[-1] == "12 34"


@pytest.mark.parametrize(
    ("tex", "rows", "line"),
    [
        (r"\frac{\partial L}{\partial h_t}", ["∂L", "───", "∂h", "  t"], "∂L/∂h_t"),
        (r"\frac{1}{1 + \exp(-x)}", ["     1", "───────────", "1 + exp(−x)"], "1/(1+exp(-x))"),
        (r"\sum_{t=1}^{T} g_t", [" T", " ∑  g", "t=1  t"], "∑_(t=1)^T g_t"),
        (r"\prod_{s>t} f_s", [" ∏  f", "s>t  s"], "∏_(s>t) f_s"),
        (r"x^2 + y^{n-1}", [" 2    n-1", "x  + y"], "x^2 + y^(n-1)"),
        (r"h_t = o_t \cdot \tanh C_t", ["h  = o ·tanh C", " t    t       t"], "h_t = o_t·tanh C_t"),
        (r"\hat{y} = W x - 1", ["ŷ = W x − 1"], "ŷ = W·x − 1"),
        (r"\left(-a, b\right)", ["(−a, b)"], "(−a, b)"),
        (r"\mathbf{h} = \mathrm{softmax}(0.5 y)", ["h = softmax(0.5 y)"], "h = softmax(0.5·y)"),
        (r"\delta_t \approx \nabla\alpha", ["δ  ≈ ∇α", " t"], "δ_t ≈ ∇α"),
    ],
)
def test_the_subset_of_tex(tex, rows, line):
    assert picture(tex) == rows
    assert picture(tex, "line") == [line]


def test_ascii_spells_what_it_lacks():
    assert picture(r"\hat{y}_t = \alpha \bar{x} \times \sum_k \frac{a}{b}", "line", ASCII) == [
        "hat(y)_t = alpha*bar(x) x sum_k a/b",
    ]


def test_each_sign_has_the_colour_of_its_panel():
    lines = layout(CELL, roles={"f_t": "gate", r"\tilde{C}_t": "positive"}, numbers=VALUES)
    coloured = [[text.strip() for text, role in line if role == "gate"] for line in lines]
    assert coloured == [["f"], ["t"], ["0.93"]]
    assert any(role == "positive" for _, role in lines[0])


def test_the_fullest_layout_that_fits_is_taken():
    sizes = [(40, 3), (34, 3), (40, 2), (40, 1), (31, 1), (20, 9)]
    assert [len(fitted(CELL, *size, numbers=VALUES)) for size in sizes] == [3, 2, 2, 1, 1, 0]


@pytest.mark.parametrize(
    ("tex", "fault"),
    [
        (r"a + \wibble{b}", r"unknown command \\wibble"),
        ("{a", "} is missing"),
        ("a}", "} without {"),
        ("a_", "something is missing"),
        ("a_b_c", "two _"),
        (r"\frac{a}", "something is missing"),
        (r"\mathrm x", "needs {braces}"),
        (r"\mathrm{x", "} is missing"),
        ("a\x1b", "can be shown"),
        ("{" * 5000, "within one another"),
    ],
)
def test_what_is_no_formula_is_refused_by_name(tex, fault):
    with pytest.raises(ValueError, match=fault):
        layout(tex)


pieces = st.sampled_from(
    [*"abxt+-=(),", "h_{t-1}", r"\sigma", r"\tilde{C}_t", r"\frac{a_t}{b+c}", r"\sum_{k}^{n}", "x^2", r"\tanh"]
)


@given(st.lists(pieces, min_size=1), st.sampled_from(["rows", "line"]), st.sampled_from([UNICODE, ASCII]))
def test_all_lines_of_a_formula_have_one_width(parts, mode, glyphs):
    lines = layout(" ".join(parts), mode, glyphs, numbers={"x": "−0.52", "h_{t-1}": "0.1", "a": "12.5"})
    assert len({width(line) for line in lines}) == 1
    assert glyphs is UNICODE or all(plain(line).isascii() for line in lines)


@given(st.text(st.sampled_from(r"\ab{}_^ +frac")))
def test_any_text_is_a_formula_or_a_clear_refusal(tex):
    try:
        lines = layout(tex)
    except ValueError as fault:
        assert str(fault)
    else:
        assert len({width(line) for line in lines}) == 1
