"""Weights have names, and what does not fit is refused by name."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine.params import GATES, Head, LSTMParams, RNNParams
from tests.engine.making import VARIANTS, lstm_params, rnn_params

RNG = np.random.default_rng(0)
LSTM, PEEPHOLE, RNN = lstm_params(RNG, 3, 2), lstm_params(RNG, 3, 2, peephole=True), rnn_params(RNG, 3, 2)
HEAD = Head(RNG.standard_normal((4, 3)), RNG.standard_normal(4))
ALL = {"lstm": LSTM, "peephole": PEEPHOLE, "rnn": RNN, "head": HEAD}


@pytest.mark.parametrize("name", ALL)
def test_the_named_parts_are_all_of_the_weights(name: str) -> None:
    """Each number of the arrays is in exactly one named part."""
    params = ALL[name]
    parts = [params.weight(part) for part in params.names()]
    assert sum(part.size for part in parts) == sum(a.size for a in params.arrays().values()) == params.parameters
    together = np.sort(np.concatenate([part.ravel() for part in parts]))
    assert (together == np.sort(np.concatenate([a.ravel() for a in params.arrays().values()]))).all()


def test_blocks_stand_in_the_order_of_gates() -> None:
    """W_xf is the block of f, as GATES has it."""
    for k, gate in enumerate(GATES):
        assert (LSTM.weight(f"W_x{gate}") == LSTM.W_x[3 * k : 3 * k + 3]).all()
        assert (LSTM.weight(f"W_h{gate}") == LSTM.W_h[3 * k : 3 * k + 3]).all()
        assert (LSTM.weight(f"b_{gate}") == LSTM.b[3 * k : 3 * k + 3]).all()
    assert all((PEEPHOLE.weight(f"p_{gate}") == PEEPHOLE.p[k]).all() for k, gate in enumerate(GATES[:3]))


@given(st.sampled_from(sorted(ALL)), st.data(), st.floats(-10, 10))
def test_one_weight_changed_is_that_one_alone(name: str, data: st.DataObject, value: float) -> None:
    """The rest, and the set it was made from, stay as they were."""
    params = ALL[name]
    part = data.draw(st.sampled_from(params.names()))
    index = tuple(data.draw(st.integers(0, size - 1)) for size in params.weight(part).shape)
    before = {n: params.weight(n).copy() for n in params.names()}
    changed = params.with_weight(part, index, value)
    for n in params.names():
        expected = before[n].copy()
        if n == part:
            expected[index] = value
        assert (changed.weight(n) == expected).all() and (params.weight(n) == before[n]).all()


@pytest.mark.parametrize("name", ALL)
def test_a_weight_that_is_not_there_is_an_error(name: str) -> None:
    """By name, by index, by value."""
    params = ALL[name]
    part = params.names()[0]
    for wrong in ("W_xq", "W_", "", "p_g", "variant"):
        with pytest.raises(KeyError):
            params.weight(wrong)
    for index in ((99, 0), (-1, 0), (0,), (0, 0, 0), (0, 99)):
        with pytest.raises(IndexError):
            params.with_weight(part, index, 0.0)
    with pytest.raises(ValueError, match="finite"):
        params.with_weight(part, (0, 0), float("nan"))


@pytest.mark.parametrize("name", ALL)
def test_arrays_that_do_not_fit_are_refused_by_name(name: str) -> None:
    """Shape, NaN, Inf, and what is no number at all."""
    params = ALL[name]
    for field, array in params.arrays().items():
        for wrong in (array[:-1], array[..., None], np.full(array.shape, np.nan), np.full(array.shape, np.inf)):
            with pytest.raises(ValueError, match=r"shape|finite"):
                replace(params, **{field: wrong})
        with pytest.raises(ValueError, match=field):
            replace(params, **{field: np.full(array.shape, "a")})


def test_unknown_variants_and_activations_are_refused() -> None:
    """A ValueError with the word."""
    with pytest.raises(ValueError, match="gru"):
        replace(LSTM, variant="gru")
    with pytest.raises(ValueError, match="softplus"):
        replace(RNN, activation="softplus")


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
def test_parameters_are_counted_by_what_is_used(variant: str, peephole: bool) -> None:
    """4(HD + H² + H) for the standard cell; a gate that is not there has none."""
    H, D = 3, 2
    gates = 4 if variant == "standard" else 3
    expected = gates * (H * D + H * H + H) + (H * (gates - 1) if peephole else 0)
    assert lstm_params(np.random.default_rng(0), H, D, variant, peephole).parameters == expected


def test_trusted_weights_are_the_same_weights() -> None:
    """Made without copies, equal in all else."""
    for params in (LSTM, PEEPHOLE, RNN, HEAD):
        twin = type(params).trusted(**params.arrays())
        assert all(twin.arrays()[k] is a for k, a in params.arrays().items())
        assert twin.names() == params.names()
    assert isinstance(RNN, RNNParams) and isinstance(LSTM, LSTMParams)
