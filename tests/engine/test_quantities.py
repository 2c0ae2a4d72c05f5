"""The formula that is shown is the one that is executed: each is evaluated and compared with what the trace holds."""

import re

import numpy as np
import pytest
from hypothesis import given

from lstm_tui.engine.ops import sigmoid, softmax
from lstm_tui.engine.params import Head, LSTMParams
from lstm_tui.engine.quantities import Quantity, lstm_quantities, phases, rnn_quantities
from lstm_tui.engine.trace import Trace
from tests.engine.making import ACTIVATIONS, VARIANTS, Problem, problems

TABLES = {f"{v}{' with peepholes' if p else ''}": lstm_quantities(v, p) for v in VARIANTS for p in (False, True)}
TABLES |= {activation: rnn_quantities(activation) for activation in ACTIVATIONS}
FUNCTIONS = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "ones": np.ones,
    "maximum": np.maximum,
    "softmax": lambda y: softmax(y, axis=0),
}


def table_of(problem: Problem) -> dict[str, Quantity]:
    """The table of the problem's network."""
    params = problem.params
    if isinstance(params, LSTMParams):
        return lstm_quantities(params.variant, params.p is not None)
    return rnn_quantities(params.activation)


def evaluated(formula: str, trace: Trace, t: int, extra: dict[str, np.ndarray]) -> np.ndarray:
    """The formula with the names it uses: weights, quantities of the step, functions, H."""
    params = trace.params
    names = {name: params.weight(name) for name in params.names()} | {name: trace.step(t)[name] for name in trace.quantities}
    return np.asarray(eval(formula, {"__builtins__": {}}, {**FUNCTIONS, "H": trace.H, **names, **extra}))


@given(problems(batch=False, masked=False, clamped=False))
def test_every_formula_gives_the_traced_value(problem: Problem) -> None:
    """Of every variant and activation, at every step; a sum of n products is rounded n times."""
    trace = problem.forward()
    head = Head(np.random.default_rng(1).standard_normal((3, trace.H)), np.ones(3))
    logits = head.logits(trace["h"])
    output = {"y": logits, "p": softmax(logits)}
    for t in range(trace.T):
        extra = {"W_y": head.W_y, "b_y": head.b_y, "y": output["y"][t]}
        for q in table_of(problem).values():
            if not q.inputs and q.id != "f":
                continue
            traced = output[q.id][t] if q.id in output else trace.step(t)[q.id]
            shown = evaluated(q.formula, trace, t, extra)
            size = max(1.0, np.abs(traced).max())
            assert np.abs(shown - traced).max() <= 4e-15 * size, q.formula


@given(problems(batch=False, clamped=False, masked=False))
def test_every_traced_value_is_within_its_range(problem: Problem) -> None:
    """And the shape that its row says."""
    trace = problem.forward()
    table = table_of(problem)
    for q in table.values():
        if q.shape in ("H", "D") and not (q.id == "h_prev" and "h0" in problem.states):
            assert trace[q.id].shape[1] == {"H": trace.H, "D": trace.params.D}[q.shape]
            assert q.low <= trace[q.id].min() and trace[q.id].max() <= q.high, q.id


@pytest.mark.parametrize("name", TABLES)
def test_a_row_lists_exactly_the_names_its_formula_uses(name: str) -> None:
    """No more, no less; and they are computed before it, weights apart."""
    table = TABLES[name]
    seen: set[str] = set()
    for q in table.values():
        used = set(re.findall(r"[A-Za-z_]\w*", q.formula)) - FUNCTIONS.keys() - {"H"}
        if q.id not in ("x", "h_prev", "c_prev"):
            assert set(q.inputs) == used, q.id
            weights = {word for word in used if re.match(r"[Wbp]_|b$", word)}
            assert used - weights <= seen, q.id
        assert q.id not in seen and q.symbol and q.phase in phases(table)
        seen.add(q.id)


@pytest.mark.parametrize("name", TABLES)
def test_phases_come_in_the_order_of_the_walk(name: str) -> None:
    """x f i g c o h y for an LSTM, x h y for a plain RNN; a phase is never come back to."""
    table = TABLES[name]
    assert phases(table) == (("x", "h", "y") if name in ACTIVATIONS else ("x", "f", "i", "g", "c", "o", "h", "y"))
    order = [phases(table).index(q.phase) for q in table.values()]
    assert order == sorted(order)


def test_gates_are_bounded_and_c_is_not() -> None:
    """σ in 0..1, tanh in −1..1, C and the sums without a bound."""
    table = lstm_quantities()
    assert all((table[k].low, table[k].high) == (0, 1) for k in ("f", "i", "o", "p"))
    assert all((table[k].low, table[k].high) == (-1, 1) for k in ("g", "tanh_c", "h", "new"))
    assert not any(table[k].bounded for k in ("c", "kept", "z_f", "y")) and table["f"].bounded
    assert not rnn_quantities("relu")["h"].bounded
