"""A trace is frozen, is nobody else's, and its backward pass leaves everything as it was."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given

from lstm_tui.engine import lstm
from lstm_tui.engine.params import LSTMParams
from tests.engine.making import Problem, apart, lstm_params, problems

SAME = 1e-14


@given(problems())
def test_nothing_of_a_trace_can_be_written_to(problem: Problem) -> None:
    """Every quantity of the trace, of a step and of the backward pass refuses."""
    trace = problem.forward()
    grad = problem.backward(trace)
    arrays = [trace[name] for name in trace.quantities if name != "x"] + [trace.step(0)["h"], trace.given, trace.sheets]
    arrays += [grad.dh, grad.dz, grad.dh0, *(a for a in (grad.dc, grad.dc0) if a is not None)]
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(ValueError, match="read-only"):
        trace["h"][0] = 0.0
    with pytest.raises(FrozenInstanceError):
        trace.sheets = trace.sheets.copy()


@given(problems())
def test_two_passes_share_no_memory(problem: Problem) -> None:
    """Nor does a trace with what it was given: who changes an argument afterwards changes no trace."""
    first = problem.forward()
    kept = {name: first[name].copy() for name in first.quantities}
    second = problem.part(x=problem.x[::-1].copy()).forward()
    assert not np.shares_memory(first.sheets, second.sheets)
    for given_array in (problem.x, *problem.states.values(), *(() if problem.mask is None else (problem.mask,))):
        assert not np.shares_memory(first.sheets, given_array) and not np.shares_memory(first.given, given_array)
        given_array[...] = 0
    assert all((first[name] == kept[name]).all() for name in kept)


@given(problems(("lstm",), clamped=True))
def test_a_trace_keeps_what_was_held_in_it(problem: Problem) -> None:
    """Changing the arrays of the clamp afterwards changes no gradient."""
    trace = problem.forward()
    before = problem.backward(trace)
    for where, values in problem.held.values():
        where[...], values[...] = ~where, 0.5
    after = problem.backward(trace)
    assert (before.dz == after.dz).all()


@given(problems())
def test_backward_twice_gives_the_same_and_leaves_its_arguments_alone(problem: Problem) -> None:
    """It returns, and never adds into what it is given."""
    trace = problem.forward()
    values = {name: trace[name].copy() for name in trace.quantities}
    seen = {name: array.copy() for name, array in problem.seen.items()}
    grads = problem.backward(trace), problem.backward(trace)
    assert (grads[0].dh == grads[1].dh).all() and (grads[0].dz == grads[1].dz).all()
    assert (grads[0].dh0 == grads[1].dh0).all()
    assert all((a == b).all() for a, b in zip(*(g.weights().arrays().values() for g in grads), strict=True))
    assert all((array == seen[name]).all() for name, array in problem.seen.items())
    assert all((trace[name] == values[name]).all() for name in values)
    assert not np.shares_memory(grads[0].dh, problem.seen["h"])


@given(problems())
def test_contributions_of_all_steps_sum_to_the_gradient_of_a_weight(problem: Problem) -> None:
    """For every named weight; each has the weight's shape."""
    grad = problem.backward()
    total = grad.weights()
    for name in total.names():
        each = [grad.contribution(name, t) for t in range(len(problem.x))]
        assert all(part.shape == total.weight(name).shape for part in each)
        assert apart(np.sum(each, axis=0), total.weight(name), 1.0) < SAME


@given(problems(masked=True))
def test_padding_contributes_nothing(problem: Problem) -> None:
    """Where a mask is False, no weight receives a gradient and no gate's sum does."""
    grad = problem.backward()
    ended = np.broadcast_to(~np.expand_dims(problem.mask, 1), grad.dz.shape)
    assert not grad.dz[ended].any()


@given(problems(("lstm",), gate_costs=False, variants=("standard", "no-forget")))
def test_gradients_go_on_from_a_value_to_its_sum_by_the_slope(problem: Problem) -> None:
    """dL/dz = dL/df·f(1 − f) and so on, dL/dh₋₁ = W_hᵀ dL/dz."""
    trace = problem.forward()
    grad = problem.backward(trace)
    free = {name: np.ones(problem.shape) for name in "foig"}
    for name, (where, _) in trace.held.items():
        for gate in free if name in ("c", "h") else (name,):
            free[gate] = free[gate] * ~where if name != "h" or gate == "o" else free[gate]
    free["o"] = np.ones(problem.shape) if "c" in trace.held and not {"o", "h"} & trace.held.keys() else free["o"]
    if problem.mask is not None:
        free = {gate: array * np.expand_dims(problem.mask, 1) for gate, array in free.items()}
    for gate in "fi":
        slope = trace[gate] * (1 - trace[gate])
        assert apart(grad[f"z_{gate}"], grad[gate] * slope * free[gate], 1.0) < SAME
    assert apart(grad["z_g"], grad["g"] * (1 - trace["g"] ** 2) * free["g"], 1.0) < SAME


def test_names_that_are_not_there_are_errors() -> None:
    """A quantity, a step, a gradient: KeyError and IndexError that say so."""
    rng = np.random.default_rng(0)
    trace = lstm.forward(lstm_params(rng, 2, 3), np.array([0, 1, 2]))
    grad = lstm.backward(trace)
    for wrong in ("q", "W_xf", "y", ""):
        with pytest.raises(KeyError):
            trace[wrong]
    for t in (-1, 3):
        with pytest.raises(IndexError):
            trace.step(t)
    with pytest.raises(KeyError):
        grad["nothing"]


def test_a_step_costs_no_copy() -> None:
    """A step and a quantity are views of the trace's own buffer."""
    trace = lstm.forward(lstm_params(np.random.default_rng(0), 2, 3), np.array([0, 1, 2]))
    assert np.shares_memory(trace.step(1)["f"], trace.sheets)


def test_weights_are_the_callers_no_more() -> None:
    """Parameters are copies: changing the array they were made of changes nothing."""
    rng = np.random.default_rng(0)
    W_x, W_h, b = rng.standard_normal((8, 3)), rng.standard_normal((8, 2)), rng.standard_normal(8)
    params = LSTMParams(W_x, W_h, b)
    before = params.W_x.copy()
    W_x[...] = 0
    assert (params.W_x == before).all() and not params.W_h.flags.writeable
