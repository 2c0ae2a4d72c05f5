"""What holds of every forward pass, whatever its weights and its input."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.ops import one_hot, sigmoid, softmax
from tests.engine.making import Problem, apart, lstm_params, problems, rnn_params

SAME = 1e-14
LSTM_QUANTITIES = (
    "x",
    "z_o",
    "z_f",
    "z_i",
    "z_g",
    "o",
    "f",
    "i",
    "h_prev",
    "c_prev",
    "g",
    "kept",
    "new",
    "tanh_c",
    "h",
    "c",
)


def same(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Equal to 1e-14, absolute where the values are at most 1 and relative above (C and relu have no bound)."""
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= SAME * max(1.0, np.abs(theirs).max())


@given(problems(("lstm",)))
def test_every_quantity_of_an_lstm_has_its_shape_and_range(problem: Problem) -> None:
    """σ within [0, 1], tanh within [−1, 1], all finite; h is below 1."""
    trace = problem.forward()
    T, H, *batch = problem.shape
    assert set(trace.quantities) == set(LSTM_QUANTITIES) and (len(trace), trace.T, trace.H) == (T, T, H)
    for name in trace.quantities:
        width = problem.params.D if name == "x" else H
        assert trace[name].shape == (T, width, *batch) and np.isfinite(trace[name]).all()
    for name, low in {"f": 0, "i": 0, "o": 0, "g": -1, "tanh_c": -1, "h": -1}.items():
        assert low <= trace[name].min() and trace[name].max() <= 1


@given(problems(("rnn",)))
def test_every_quantity_of_an_rnn_has_its_shape_and_range(problem: Problem) -> None:
    """x, h_prev, z and h; tanh within [−1, 1], relu not below 0."""
    trace = problem.forward()
    assert set(trace.quantities) == {"x", "h_prev", "z", "h"}
    assert trace["z"].shape == trace["h"].shape == trace["h_prev"].shape == problem.shape
    low, high = {"tanh": (-1, 1), "relu": (0, np.inf), "linear": (-np.inf, np.inf)}[problem.params.activation]
    start = problem.states.get("h0", np.zeros(problem.shape[1:]))
    given_or_held = start.min() < low or start.max() > high
    assert given_or_held or (low <= trace["h"].min() and trace["h"].max() <= high)


@given(problems())
def test_a_step_starts_where_the_one_before_ended(problem: Problem) -> None:
    """h_prev and c_prev are h and c of the step before, the initial state at the first; a step is a view of the trace."""
    trace = problem.forward()
    for name in ("h", "c") if problem.cell is lstm else ("h",):
        start = problem.states.get(f"{name}0", np.zeros(problem.shape[1:]))
        assert (trace[f"{name}_prev"] == np.concatenate([start[None], trace[name][:-1]])).all()
    for t, step in enumerate(trace):
        assert all((step[name] == trace[name][t]).all() for name in trace.quantities)


@given(problems(tokens=True))
def test_a_token_is_its_one_hot_vector(problem: Problem) -> None:
    """Ids give what one-hot numbers give, forwards and backwards."""
    dense = problem.part(x=one_hot(problem.x, problem.params.D))
    by_id, by_vector = problem.forward(), dense.forward()
    for name in by_vector.quantities:
        same(by_id[name], by_vector[name])
    grads = problem.backward(by_id), dense.backward(by_vector)
    for name in problem.params.arrays():
        assert apart(*(getattr(grad.weights(), name) for grad in grads), 1.0) < SAME * 10
    assert apart(*(grad["x"] for grad in grads), 1.0) < SAME * 10


@given(problems(batch=True))
def test_a_batch_is_its_sentences_one_by_one(problem: Problem) -> None:
    """Each trace, each gradient at each step; gradients of weights sum over the batch."""
    together, summed = problem.forward(), dict.fromkeys(problem.params.arrays(), 0.0)
    grad = problem.backward(together)
    for b in range(*problem.batch):
        alone = problem.alone(b)
        trace = alone.forward()
        for name in trace.quantities:
            same(together[name][..., b], trace[name])
        own = alone.backward(trace)
        same(grad.dh[..., b], own.dh)
        same(grad.dz[..., b], own.dz)
        same(grad.dh0[..., b], own.dh0)
        for name in summed:
            summed[name] = summed[name] + getattr(own.weights(), name)
    for name, total in summed.items():
        same(getattr(grad.weights(), name), total)


@given(problems(masked=False, batch=False), st.integers(1, 4), st.booleans())
def test_padding_changes_nothing(problem: Problem, n: int, front: bool) -> None:
    """Steps that a mask leaves out, before or after a sentence, hand the state on and change no value and no gradient."""
    T = len(problem.x)
    rng = np.random.default_rng(n)

    def padded(array: np.ndarray, filler: np.ndarray) -> np.ndarray:
        return np.concatenate([filler, array] if front else [array, filler])

    x = padded(
        problem.x,
        rng.integers(0, problem.params.D, (n,)) if problem.x.ndim == 1 else rng.standard_normal((n, problem.params.D)),
    )
    mask = padded(np.ones(T, dtype=bool), np.zeros(n, dtype=bool))
    held = None
    if problem.held is not None:
        held = {
            k: (padded(w, rng.random((n, w.shape[1])) < 0.5), padded(v, rng.random((n, v.shape[1]))))
            for k, (w, v) in problem.held.items()
        }
    seen = {k: padded(v, np.zeros((n, v.shape[1]))) for k, v in problem.seen.items()}
    longer = problem.part(x=x, mask=mask, held=held, seen=seen)
    short, long = problem.forward(), longer.forward()
    own = slice(n, None) if front else slice(0, T)
    for name in short.quantities:
        same(long[name][own], short[name])
    same(long["h"][-1], short["h"][-1])
    grads = problem.backward(short), longer.backward(long)
    same(grads[1].dh[own], grads[0].dh)
    same(grads[1].dh0, grads[0].dh0)
    for name in problem.params.arrays():
        same(getattr(grads[1].weights(), name), getattr(grads[0].weights(), name))


@given(problems(longest=8), st.data())
def test_continuing_from_a_state_is_one_long_pass(problem: Problem, data: st.DataObject) -> None:
    """Cut anywhere: the second part from h and C of the first is the rest of the whole."""
    whole = problem.forward()
    at = data.draw(st.integers(0, len(problem.x)))
    states = dict(problem.states)
    for start, stop in ((0, at), (at, len(problem.x))):
        if start == stop:
            continue
        part = problem.cut(start, stop, **states).forward()
        for name in whole.quantities:
            same(part[name], whole[name][start:stop])
        states = {f"{name}0": part[name][-1] for name in ("h", "c") if name in part.quantities}


@given(problems())
def test_the_same_pass_twice_is_the_same(problem: Problem) -> None:
    """Bit for bit, forwards and backwards."""
    first, second = problem.forward(), problem.forward()
    assert all((first[name] == second[name]).all() for name in first.quantities)
    a, b = problem.backward(first), problem.backward(second)
    assert (a.dh == b.dh).all() and (a.dz == b.dz).all() and (a.dh0 == b.dh0).all()


@pytest.mark.parametrize("scale", [1e2, 1e4])
@given(problem=problems(clamped=False))
def test_huge_sums_give_no_warning_and_no_nan(scale: float, problem: Problem) -> None:
    """|z| up to 1e4: gates are shut or open, and nothing overflows."""
    if problem.cell is rnn and problem.params.activation != "tanh":
        return  # relu and linear explode: that is what they show
    params = problem.params
    largest = max(np.abs(params.W_x).max(), np.abs(params.b).max())
    arrays = {"W_x": params.W_x * (scale / largest), "b": params.b * (scale / largest)}
    huge = problem.part(params=replace(params, **arrays))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = huge.forward()
        grad = huge.backward(trace)
        arrays = [trace[name] for name in trace.quantities] + [grad.dh, grad.dz, grad.dh0, *grad.weights().arrays().values()]
    assert all(np.isfinite(array).all() for array in arrays)


def test_a_shut_gate_still_shows_how_nearly_it_is_shut() -> None:
    """σ(z) for z far below 0 is e^z to the last digits, and 0 only below −709; 1 far above; no warning at any z."""
    z = np.array([-1e4, -745.0, -709.0, -100.0, -40.0, 0.0, 40.0, 1e4])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = sigmoid(z)
    assert (np.abs(y[2:5] / np.exp(z[2:5]) - 1) < 1e-15).all()
    assert y[0] == 0 and y[1] >= 0 and y[5] == 0.5 and (y[6:] == 1).all()


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_softmax_sums_to_one_for_any_logits(logits: list[float]) -> None:
    """And keeps their order."""
    y = np.array([logits])
    p = softmax(y)[0]
    assert abs(p.sum() - 1) < 1e-15 * len(logits) and (p >= 0).all()
    assert p[y[0].argmax()] == p.max()


def test_a_linear_unit_of_weight_two_doubles_exactly() -> None:
    """2¹⁰⁰ comes out as it is: nothing is rounded, nothing clipped."""
    params = rnn_params(np.random.default_rng(0), 1, 1, "relu")
    params = replace(params, W_x=np.zeros((1, 1)), W_h=np.full((1, 1), 2.0), b=np.zeros(1))
    trace = rnn.forward(params, np.zeros((100, 1)), h0=np.ones(1))
    assert trace["h"][-1, 0] == 2.0**100
    assert rnn.backward(trace, np.eye(100, 1, -99)).dh0[0] == 2.0**100


@pytest.mark.parametrize("cell", [lstm, rnn])
def test_bad_input_is_a_clear_error(cell: object) -> None:
    """Shapes, ids, NaN, empty: ValueError that names what is wrong, never a number."""
    rng = np.random.default_rng(0)
    params = lstm_params(rng, 3, 2) if cell is lstm else rnn_params(rng, 3, 2)
    good = rng.standard_normal((4, 2))
    bad = {
        "no steps": np.zeros((0, 2)),
        "no ids": np.zeros(0, dtype=int),
        "too wide": np.zeros((4, 3)),
        "NaN": np.array([[0.0, np.nan]]),
        "Inf": np.array([[0.0, np.inf]]),
        "an id too large": np.array([0, 2]),
        "a negative id": np.array([0, -1]),
        "words": np.array([["a", "b"]]),
        "four axes": np.zeros((2, 2, 2, 2)),
    }
    for x in bad.values():
        with pytest.raises(ValueError, match=r"input|id"):
            cell.forward(params, x)
    for state in (np.zeros(2), np.zeros((3, 1)), np.array([0, np.nan, 0])):
        with pytest.raises(ValueError, match="h0"):
            cell.forward(params, good, h0=state)
    with pytest.raises(ValueError, match="mask"):
        cell.forward(params, good, mask=np.ones((4, 2), dtype=bool))
    everywhere = np.ones((4, 3), dtype=bool)
    for name, where, values in (
        ("q", everywhere, np.ones((4, 3))),
        ("h", everywhere, np.ones(3)),
        ("h", everywhere, np.full((4, 3), np.nan)),
    ):
        with pytest.raises(ValueError, match="hold"):
            cell.forward(params, good, held={name: (where, values)})
    with pytest.raises(ValueError, match="dh"):
        cell.backward(cell.forward(params, good), np.zeros((4, 2)))


def test_the_backward_pass_of_the_other_network_refuses() -> None:
    """A TypeError that says so."""
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError, match="RNN"):
        lstm.backward(rnn.forward(rnn_params(rng, 2, 2), np.array([0, 1])))
    with pytest.raises(TypeError, match="LSTM"):
        rnn.backward(lstm.forward(lstm_params(rng, 2, 2), np.array([0, 1])))


def test_the_cell_of_1997_has_no_forget_gate_to_hold() -> None:
    """Holding f there is an error, not a value that is quietly overwritten."""
    params = lstm_params(np.random.default_rng(0), 2, 3, "no-forget")
    held = {"f": (np.ones((4, 2), np.bool_), np.zeros((4, 2)))}
    with pytest.raises(ValueError, match="no forget gate"):
        lstm.forward(params, np.array([0, 1, 2, 0]), held=held)
