"""The few functions that all is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.ops import apply, log_softmax, one_hot, outer_sum, sigmoid, softmax, sum_by_id
from tests.engine.making import Problem, problems

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


@given(seeds, sizes, sizes, sizes, st.integers(0, 3))
def test_products_over_time_and_batch_are_sums_of_plain_ones(seed: int, T: int, m: int, n: int, B: int) -> None:
    """``apply`` is W @ a_t; ``outer_sum`` is Σ a_t b_tᵀ over steps and sentences."""
    rng, shape = np.random.default_rng(seed), (B,) if B else ()
    W, a, b = rng.standard_normal((m, n)), rng.standard_normal((T, n, *shape)), rng.standard_normal((T, m, *shape))
    applied = apply(W, a)
    sentences = [...] if not B else [(..., k) for k in range(B)]
    total = np.zeros((m, n))
    for at in sentences:
        for t in range(T):
            assert np.abs(applied[t][at] - W @ a[t][at]).max() < 1e-14
            total += np.outer(b[t][at], a[t][at])
    assert np.abs(outer_sum(b, a) - total).max() < 1e-13


@given(seeds, sizes, sizes, sizes, st.integers(0, 3))
def test_a_sum_by_id_is_the_product_with_one_hot_vectors(seed: int, T: int, m: int, D: int, B: int) -> None:
    """Ids that do not occur have 0."""
    rng, shape = np.random.default_rng(seed), (B,) if B else ()
    ids, a = rng.integers(0, D, (T, *shape)), rng.standard_normal((T, m, *shape))
    hot = one_hot(ids, D)
    assert hot.shape == (T, D, *shape) and (hot.sum(axis=1) == 1).all() and (hot.argmax(axis=1) == ids).all()
    assert np.abs(sum_by_id(ids, a, D) - outer_sum(a, hot)).max() < 1e-14


@given(st.floats(-700, 700))
def test_sigmoid_is_one_minus_its_mirror(z: float) -> None:
    """σ(−z) = 1 − σ(z), and ln σ(z) − ln σ(−z) = z as far as both are told apart from 0."""
    there, back = sigmoid(np.array([z, -z]))
    assert there + back == pytest.approx(1, abs=3e-16)
    assert np.log(there) - np.log(back) == pytest.approx(z, rel=1e-14, abs=1e-14)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_log_softmax_is_the_logarithm_where_that_is_finite(logits: list[float]) -> None:
    """And finite where the probability has become 0."""
    y = np.array([logits])
    p, log_p = softmax(y), log_softmax(y)
    assert np.isfinite(log_p).all()
    assert np.allclose(np.exp(log_p), p, rtol=1e-12, atol=0)


@given(problems(masked=False, clamped=False))
def test_one_step_by_itself_is_the_step_of_the_walk(problem: Problem) -> None:
    """From the state it starts from."""
    trace = problem.forward()
    for t in range(trace.T):
        states = [trace[name][t] for name in ("h_prev", "c_prev") if name in trace.quantities]
        alone = (lstm if problem.cell is lstm else rnn).step(problem.params, problem.x[t], *states)
        for name in trace.quantities:
            assert np.abs(alone[name] - trace[name][t]).max() <= 1e-14 * max(1, np.abs(trace[name][t]).max())
