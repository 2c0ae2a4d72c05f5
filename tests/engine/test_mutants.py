"""The golden vectors have teeth: an engine that is broken in any of these ways does not pass them.

Each mutant is the engine's own source with one place changed, so a passing golden proves the place is exercised.
"""

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.params import GATES, LSTMParams, RNNParams
from tests.engine.goldens import Case, cases, discrepancies, name_of, params_of

ENGINE = SimpleNamespace(lstm=lstm, rnn=rnn)
ORDERS = ["".join(order) for order in permutations(GATES)]
GOLDENS = list(cases("lstm", "rnn"))
Params = LSTMParams | RNNParams

PRODUCT = "multiply(fi, c_prev_and_g, kept_and_new)"
FORWARD_MUTANTS = {
    "no forget gate": (PRODUCT, "np.copyto(kept, c_prev); multiply(i, g, new)"),
    "forget taken from i": (PRODUCT, "multiply(i, c_prev, kept); multiply(i, g, new)"),
    "input taken from f": (PRODUCT, "multiply(f, c_prev, kept); multiply(f, g, new)"),
    "no recurrence": ("weights_and_inputs(params, x)", "weights_and_inputs(forgetful(params), x)"),
    "W_h transposed within its blocks": ("weights_and_inputs(params, x)", "weights_and_inputs(transposed(params), x)"),
    "bias ignored": ("weights_and_inputs(params, x)", "weights_and_inputs(unbiased(params), x)"),
    "h uses i instead of o": ("multiply(o, tanh_c, h)", "multiply(i, tanh_c, h)"),
    "h from the C before": ("tanh(c, tanh_c)", "tanh(c_prev, tanh_c)"),
    "h without the tanh": ("tanh(c, tanh_c)", "np.copyto(tanh_c, c)"),
    "candidate without the tanh": ("tanh(z_g, g)", "np.copyto(g, z_g)"),
    "candidate through a sigmoid": ("tanh(z_g, g)", "np.copyto(g, sigmoid(z_g))"),
    "peephole of o looks at the C before": ("p_o * c, z_o", "p_o * c_prev, z_o"),
    "peephole of o ignored": ("p_o * c, z_o", "0.0 * c, z_o"),
    "peephole of f looks at nothing": ("p_f * c_prev", "0.0 * c_prev"),
    "peephole of i looks at nothing": ("p_i * c_prev", "0.0 * c_prev"),
    "peepholes of f and i swapped": ("p_o, p_f, p_i = extra.p", "p_o, p_i, p_f = extra.p"),
    "peepholes ignored": ("peepholes(params, batch), coupled", "None, coupled"),
    "c0 ignored": ('as_state("c0", c0,', 'as_state("c0", None,'),
    "h0 ignored": ('as_state("h0", h0,', 'as_state("h0", None,'),
    "h0 and c0 swapped": ('as_state("h0", h0,', 'as_state("h0", c0,'),
    "gates not coupled": ('coupled = params.variant == "coupled"', "coupled = False"),
    "coupled the other way round": ("np.subtract(1.0, f, i)", "np.subtract(1.0, i, f)"),
    "1997's forget gate not held open": ('params.variant == "no-forget"', "False"),
}
BACKWARD_MUTANTS = {
    "C hands nothing back": ("dc_next = dc_prev", "dc_next = 0.0 * dc_prev"),
    "h hands nothing back": ("times_W_hT(dz_t, dh_next)", "dh_next[...] = 0.0"),
    "the product is not transposed": ("params.W_h.T.dot", "transposed(params).W_h.T.dot"),
    "1 − tanh²C forgotten": ("(1.0 - tanh_c * tanh_c)", "1.0"),
    "1 − g² forgotten": ("(1.0 - g * g)", "1.0"),
    "σ′ of o is σ": ("(o - o * o)", "o"),
    "σ′ of f is σ": ("c_prev * (f - f * f)", "c_prev * f"),
    "σ′ of i is σ": ("(i - i * i)", "i"),
    "dL/df through C": ("c_prev * (f", 'trace["c"] * (f'),
    "dL/di through h": ("g * (i", 'trace["h"] * (i'),
    "C handed back through i": ("by_dc[:, 3 * H :] = f", "by_dc[:, 3 * H :] = i"),
    "the loss's own look at C ignored": ("add(dc_t, seen_c[t], dc_t)", "pass"),
    "nothing goes from h up to C": ("add(dc_next, up_to_c, dc_t)", "np.copyto(dc_t, dc_next)"),
}
RNN_MUTANTS = {
    "no recurrence": ("weights_and_inputs(params, x)", "weights_and_inputs(forgetful(params), x)"),
    "W_h transposed": ("weights_and_inputs(params, x)", "weights_and_inputs(transposed(params), x)"),
    "bias ignored": ("weights_and_inputs(params, x)", "weights_and_inputs(unbiased(params), x)"),
    "relu is linear": ("np.maximum(z, 0.0, out=h)", "np.copyto(h, z)"),
    "h0 ignored": ('as_state("h0", h0,', 'as_state("h0", None,'),
    "a′ of relu forgotten": ('(trace["z"] > 0).astype(np.float64)', "np.ones(h.shape)"),
    "h hands nothing back": ("times_W_hT(dz_t, dh_next)", "dh_next[...] = 0.0"),
    "the product is not transposed": ("params.W_h.T.dot", "params.W_h.dot"),
}


def transposed(params: Params) -> Params:
    """The weights with each gate's block of W_h transposed."""
    blocks = params.W_h.reshape(-1, params.H, params.H).swapaxes(1, 2)
    return replace(params, W_h=blocks.reshape(-1, params.H))


def forgetful(params: Params) -> Params:
    """The weights without recurrence."""
    return replace(params, W_h=np.zeros_like(params.W_h))


def unbiased(params: Params) -> Params:
    """The weights without biases."""
    return replace(params, b=np.zeros_like(params.b))


def mutant(module: ModuleType, old: str, new: str) -> ModuleType:
    """``module`` with ``old`` replaced by ``new`` in its source, wherever it stands."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert old in source, f"the engine no longer reads {old!r}: this mutant has to be written anew"
    broken = ModuleType("broken")
    broken.__dict__.update(transposed=transposed, forgetful=forgetful, unbiased=unbiased)
    exec(compile(source.replace(old, new), "broken", "exec"), broken.__dict__)
    return broken


def killers(engine: SimpleNamespace, kind: str) -> list[str]:
    """The goldens that the engine does not pass; an engine that stumbles over a case does not pass it either."""
    return [name_of(case) for case in GOLDENS if case["kind"] == kind and not passes(engine, case)]


def passes(engine: SimpleNamespace, case: Case, order: str | None = None) -> bool:
    """Whether the engine gives the case's numbers, its weights read in ``order``."""
    try:
        return max(discrepancies(engine, case, params_of(case, order)).values()) <= 1
    except (ValueError, IndexError, AssertionError):
        return False


def test_the_sound_engine_passes() -> None:
    """Otherwise the death of a mutant would say nothing."""
    unchanged = SimpleNamespace(
        lstm=mutant(lstm, "def forward(", "def forward("), rnn=mutant(rnn, "def forward(", "def forward(")
    )
    assert not killers(unchanged, "lstm") and not killers(unchanged, "rnn")


@pytest.mark.parametrize("case", [c for c in GOLDENS if c["kind"] == "lstm" and "variant" not in c], ids=name_of)
def test_of_24_gate_orders_one_passes(case: Case) -> None:
    """Each standard case by itself refuses the 23 wrong orders of the gates."""
    assert [order for order in ORDERS if passes(ENGINE, case, order)] == [case["order"]]


@pytest.mark.parametrize("name", FORWARD_MUTANTS)
def test_no_broken_forward_pass_survives(name: str) -> None:
    """The set of goldens kills it."""
    assert killers(SimpleNamespace(lstm=mutant(lstm, *FORWARD_MUTANTS[name]), rnn=rnn), "lstm")


@pytest.mark.parametrize("name", BACKWARD_MUTANTS)
def test_no_broken_backward_pass_survives(name: str) -> None:
    """The goldens' gradients kill it, and its forward pass is sound."""
    assert killers(SimpleNamespace(lstm=mutant(lstm, *BACKWARD_MUTANTS[name]), rnn=rnn), "lstm")


@pytest.mark.parametrize("name", RNN_MUTANTS)
def test_no_broken_rnn_survives(name: str) -> None:
    """The set of goldens kills it."""
    assert killers(SimpleNamespace(lstm=lstm, rnn=mutant(rnn, *RNN_MUTANTS[name])), "rnn")
