"""The arithmetic of one value: its terms sum to it, on real models and on every kind of cell."""

import numpy as np
import pytest

from lstm_tui.engine.arithmetic import arithmetic
from lstm_tui.engine.model import Run
from lstm_tui.engine.weights import load, shipped
from tests.engine.making import model

TEXT = "John is tall . Jane is kind ."
MADE = {
    "plain": model(),
    "peephole": model(peephole=True),
    "coupled": model(variant="coupled"),
    "1997": model(variant="no-forget"),
    "rnn": model("rnn"),
    "relu": model("rnn", activation="relu"),
    "linear": model("rnn", activation="linear"),
}
ACTIVATIONS = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: max(z, 0.0),
    "": lambda z: z,
}


def check(run: Run) -> None:
    """Every value of every step: Σ terms + bias is the traced sum, and the activation makes the value of it."""
    table = run.model.table
    for t in (0, len(run.tokens) // 2, len(run.tokens) - 1):
        for quantity in (q for q, row in table.items() if row.phase != "x"):
            for unit in range(len(run.value(quantity, t))):
                made = arithmetic(run, quantity, unit, t)
                total = sum(term.product for term in made.terms) + (made.bias or 0.0)
                assert total == pytest.approx(made.total, abs=1e-12, rel=1e-12)
                assert made.value == run.value(quantity, t)[unit]
                if made.activation != "softmax" and not made.held:
                    assert ACTIVATIONS[made.activation](made.total) == pytest.approx(made.value, abs=1e-12)


@pytest.mark.parametrize("name", MADE)
def test_terms_sum_to_the_traced_value(name: str) -> None:
    """For all seven kinds of cell."""
    check(MADE[name].run(TEXT))


@pytest.mark.parametrize("name", [name for name in shipped() if name.endswith("-en")])
def test_terms_sum_on_the_shipped_models(name: str) -> None:
    """Trained weights are larger."""
    real = load(shipped()[name])
    check(real.run(str(real.meta["example"])))


def test_terms_sum_where_values_are_held() -> None:
    """A held value says so, and still shows what it would have been made of."""
    run = MADE["plain"].run(TEXT, ("f[1]@Jane=1", "c[0]@2=0.5", "i@0=0"))
    check_held = arithmetic(run, "f", 1, 4)
    assert check_held.held and check_held.value == 1 and check_held.total == run.value("z_f", 4)[1]
    cell = arithmetic(run, "c", 0, 2)
    assert cell.held and cell.value == 0.5 and cell.total == pytest.approx(sum(t.product for t in cell.terms))
    assert not arithmetic(run, "f", 0, 4).held


def test_a_word_is_one_term_and_numbers_are_as_many_as_there_are() -> None:
    """Of a one-hot input only the 1 counts."""
    made = arithmetic(MADE["plain"].run(TEXT), "f", 0, 4)
    assert [term.source for term in made.terms] == ["x", "h_prev", "h_prev", "h_prev"]
    assert made.terms[0].input == 1 and made.terms[0].weight == "W_xf" and made.inner == "z_f"


def test_products_name_both_quantities() -> None:
    """C = f∘C₋₁ + i∘g."""
    made = arithmetic(MADE["plain"].run(TEXT), "c", 2, 4)
    assert [(term.weight, term.source) for term in made.terms] == [("f", "c_prev"), ("i", "g")]
    assert arithmetic(MADE["coupled"].run(TEXT), "i", 0, 1).bias == 1


def test_what_is_given_has_no_arithmetic() -> None:
    """The word and the old state come from elsewhere; there is no unit beyond the last."""
    run = MADE["plain"].run(TEXT)
    for quantity in ("x", "h_prev", "c_prev", "nothing"):
        with pytest.raises(KeyError):
            arithmetic(run, quantity, 0, 1)
    with pytest.raises(IndexError):
        arithmetic(run, "f", 3, 1)
