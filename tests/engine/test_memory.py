"""C is the sum of what each token wrote and of what is left of the start: an identity, not an estimate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.memory import parts, retained_for_answer
from tests.engine.making import Problem, lstm_params, problems, rnn_params

EXACT = 1e-14


@given(problems(("lstm",), longest=12), st.data())
def test_the_parts_sum_to_the_cell(problem: Problem, data: st.DataObject) -> None:
    """At every step, of every variant, with clamps, masks, initial states and batches."""
    trace = problem.forward()
    t = data.draw(st.integers(0, trace.T - 1))
    found = parts(trace, t)
    c = trace["c"][t]
    assert found.total().shape == c.shape
    size = max(1.0, np.abs(found.start).max(), np.abs(found.written).max(), np.abs(found.clamped).max())
    assert np.abs(found.total() - c).max() <= EXACT * size


@given(problems(("lstm",), longest=8, masked=False, clamped=False))
def test_a_part_is_what_was_written_times_every_later_forget_gate(problem: Problem) -> None:
    """(∏_{s>t} f_s)·i_t·g_t, computed here step by step."""
    trace = problem.forward()
    found = parts(trace)
    for t in range(trace.T):
        left = trace["i"][t] * trace["g"][t]
        for s in range(t + 1, trace.T):
            left = left * trace["f"][s]
        assert np.abs(found.written[t] - left).max() <= EXACT
    assert not found.clamped.any()


@given(problems(("lstm",), longest=8))
def test_shares_are_fractions_of_one_whole(problem: Problem) -> None:
    """Not below 0; with the share of the start they sum to 1, or all are 0 where the cell is empty."""
    trace = problem.forward()
    found = parts(trace)
    shares = found.shares()
    total = shares.sum(axis=0)
    assert (shares >= 0).all() and (total <= 1 + EXACT).all()
    if "c0" not in problem.states:
        assert ((np.abs(total - 1) <= EXACT) | (total == 0)).all()


def test_a_clamped_cell_starts_a_part_of_its_own() -> None:
    """What came before is gone; the clamp's value is counted apart from what the token wrote."""
    rng = np.random.default_rng(0)
    where, values = np.zeros((4, 3), dtype=bool), np.zeros((4, 3))
    where[2, 1], values[2, 1] = True, 0.75
    trace = lstm.forward(lstm_params(rng, 3, 2), rng.standard_normal((4, 2)), held={"c": (where, values)})
    found = parts(trace)
    assert found.clamped[2, 1] == pytest.approx(0.75 * trace["f"][3, 1], abs=EXACT)
    assert not found.written[:3, 1].any() and found.written[:3, 0].all() and not found.clamped[:, [0, 2]].any()
    whole = abs(found.clamped[2, 1]) + abs(found.written[3, 1])
    assert found.shares()[2, 1] == pytest.approx(abs(found.clamped[2, 1]) / whole, abs=EXACT)


def test_a_clamp_on_padding_holds_nothing() -> None:
    """Where a sentence has ended its C is handed on, clamp or not, and the parts say so too."""
    rng = np.random.default_rng(0)
    where, values = np.ones((3, 2), dtype=bool), np.full((3, 2), 0.5)
    where[0] = False
    mask = np.array([True, True, False])
    trace = lstm.forward(lstm_params(rng, 2, 2), rng.standard_normal((3, 2)), mask=mask, held={"c": (where, values)})
    found = parts(trace)
    assert (found.total() == trace["c"][2]).all() and (found.clamped[1] == 0.5).all() and not found.clamped[2].any()


def test_what_is_retained_for_the_answer_is_the_forget_gate_weighted_by_importance() -> None:
    """One unit: exactly f at the new token. Many: between the smallest and the largest f."""
    rng = np.random.default_rng(0)
    trace = lstm.forward(lstm_params(rng, 3, 2), rng.standard_normal((6, 2)))
    for unit in range(3):
        assert retained_for_answer(trace, np.eye(3)[unit], 1, 4) == pytest.approx(trace["f"][4, unit], abs=EXACT)
    weighted = retained_for_answer(trace, np.array([0.2, 1.0, 3.0]), 1, 4)
    assert trace["f"][4].min() <= weighted <= trace["f"][4].max()
    assert retained_for_answer(trace, np.zeros(3), 1, 4) == 0


def test_what_a_clamp_put_there_is_retained_like_what_was_written() -> None:
    """A unit whose cell was held at the old token keeps exactly f of it; held at the new one, nothing is left of the old."""
    rng = np.random.default_rng(0)
    params, x = lstm_params(rng, 3, 2), rng.standard_normal((6, 2))
    for at, expected in ((1, 1.0), (4, 0.0)):
        where, values = np.zeros((6, 3), dtype=bool), np.zeros((6, 3))
        where[at], values[at] = True, [0.75, -0.5, 0.25]
        trace = lstm.forward(params, x, held={"c": (where, values)})
        for unit in range(3):
            left = retained_for_answer(trace, np.eye(3)[unit], 1, 4)
            assert left == pytest.approx(expected * trace["f"][4, unit], abs=EXACT)


def test_questions_without_an_answer_are_errors() -> None:
    """A step that is not there, an RNN, an old token that is not older."""
    rng = np.random.default_rng(0)
    trace = lstm.forward(lstm_params(rng, 2, 2), rng.standard_normal((3, 2)))
    for t in (-1, 3):
        with pytest.raises(IndexError):
            parts(trace, t)
    with pytest.raises(ValueError, match="before"):
        retained_for_answer(trace, np.ones(2), 2, 2)
    with pytest.raises(KeyError):
        parts(rnn.forward(rnn_params(rng, 2, 2), rng.standard_normal((3, 2))))
