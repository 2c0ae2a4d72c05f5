"""Every gradient against central differences, whatever the variant, the mask, the held values and the loss."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from lstm_tui.engine import lstm
from lstm_tui.engine.params import LSTMParams, RNNParams
from tests.engine.making import ACTIVATIONS, VARIANTS, Problem, apart, lstm_params, problems, rnn_params, slope

ENOUGH = 1e-6


def away_from_kinks(problem: Problem) -> bool:
    """A relu whose z changes sign within the step of the difference has no slope there."""
    return not (isinstance(problem.params, RNNParams) and np.abs(problem.forward()["z"]).min() < 1e-3)


def check_every_gradient(problem: Problem) -> None:
    """Of every weight, the initial states and the input, each number by itself."""
    grad, params = problem.backward(), problem.params
    for name, array in params.arrays().items():
        numeric = slope(lambda a, name=name: problem.part(params=replace(params, **{name: a})).loss(), array)
        assert apart(getattr(grad.weights(), name), numeric, 1e-2) < ENOUGH, name
    states = {"h0": grad.dh0} | ({"c0": grad.dc0} if isinstance(params, LSTMParams) else {})
    for name, ours in states.items():
        start = problem.states.get(name, np.zeros(problem.shape[1:]))
        numeric = slope(lambda a, name=name: problem.part(states={**problem.states, name: a}).loss(), start)
        assert apart(ours, numeric, 1e-2) < ENOUGH, name
    if problem.x.dtype.kind == "f":
        assert apart(grad["x"], slope(lambda a: problem.part(x=a).loss(), problem.x), 1e-2) < ENOUGH


@settings(max_examples=200)
@given(problems(longest=4))
def test_every_gradient_is_the_slope_of_the_loss(problem: Problem) -> None:
    """Variants, peepholes, activations, tokens, batches, masks, held values, initial states, costs of f and i."""
    if away_from_kinks(problem):
        check_every_gradient(problem)


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_of_each_variant(variant: str, peephole: bool) -> None:
    """Each of them surely, with initial states, a mask and all that a loss may look at."""
    rng = np.random.default_rng(3)
    T, H, D, B = 5, 3, 2, 2
    mask = np.array([[1, 1], [1, 1], [1, 0], [1, 0], [0, 0]], dtype=bool)
    seen = {name: rng.standard_normal((T, H, B)) for name in ("h", "c", "f", "i")}
    seen |= {name: seen[name] * mask[:, None] for name in ("f", "i")}
    states = {"h0": rng.standard_normal((H, B)), "c0": rng.standard_normal((H, B))}
    params = lstm_params(rng, H, D, variant, peephole)
    check_every_gradient(Problem(params, rng.standard_normal((T, D, B)), states, mask, None, seen))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_of_each_activation(activation: str) -> None:
    """Each of them surely."""
    rng = np.random.default_rng(4)
    states = {"h0": rng.standard_normal((3, 2))}
    seen = {"h": rng.standard_normal((5, 3, 2))}
    check_every_gradient(Problem(rnn_params(rng, 3, 2, activation), rng.standard_normal((5, 2, 2)), states, seen=seen))


@pytest.mark.parametrize(
    ("variant", "name"), [(v, q) for v in VARIANTS for q in ("f", "i", "g", "o", "c", "h") if (v, q) != ("no-forget", "f")]
)
def test_nothing_passes_through_a_held_value(variant: str, name: str) -> None:
    """The slopes hold with one quantity clamped at some units and steps."""
    rng = np.random.default_rng(5)
    T, H, D = 5, 3, 2
    held = {name: (rng.random((T, H)) < 0.5, rng.random((T, H)))}
    seen = {q: rng.standard_normal((T, H)) for q in ("h", "c", "f", "i")}
    params = lstm_params(rng, H, D, variant, True)
    check_every_gradient(Problem(params, rng.standard_normal((T, D)), {}, None, held, seen))


def test_a_cost_of_the_gates_at_padding_is_no_cost() -> None:
    """Padding is no step, so what a loss says of its gates reaches nothing."""
    rng = np.random.default_rng(6)
    mask = np.array([[True, True], [True, False], [True, False]])
    trace = lstm.forward(lstm_params(rng, 3, 2), rng.standard_normal((3, 2, 2)), mask=mask)
    df, di = rng.standard_normal((2, 3, 3, 2))
    alive = mask[:, None]
    told, meant = lstm.backward(trace, df=df, di=di), lstm.backward(trace, df=df * alive, di=di * alive)
    assert (told.dz == meant.dz).all() and not told.dz[1:, :, 1].any()


def test_padding_hands_gradients_on_as_it_hands_on_the_cell() -> None:
    """At padding no gate gets a gradient, and dL/dC₋₁ is dL/dC."""
    rng = np.random.default_rng(7)
    mask = np.array([[True, True], [True, False], [True, False]])
    trace = lstm.forward(lstm_params(rng, 3, 2), rng.standard_normal((3, 2, 2)), mask=mask)
    grad = lstm.backward(trace, dh=rng.standard_normal((3, 3, 2)), dc=rng.standard_normal((3, 3, 2)))
    assert not any(grad[name][1:, :, 1].any() for name in ("f", "i", "g", "o", "tanh_c", "kept", "new"))
    assert (grad["c_prev"][1:, :, 1] == grad["c"][1:, :, 1]).all() and grad["c"][1:, :, 1].all()


@settings(max_examples=100)
@given(problems(longest=4, masked=False, clamped=False))
def test_gradient_at_each_step_is_the_slope_of_what_follows(problem: Problem) -> None:
    """dL/dh_t and dL/dC_t, total: the slope of all later losses along the state that t hands on, plus its own loss."""
    if not away_from_kinks(problem):
        return
    trace, T = problem.forward(), len(problem.x)
    grad = problem.backward(trace)
    totals = {"h": grad.dh} | ({"c": grad.dc} if grad.dc is not None else {})
    for t in range(T):
        state = {f"{name}0": trace[name][t] for name in totals}
        for name, total in totals.items():
            later = np.zeros(problem.shape[1:])
            if t + 1 < T:
                rest = problem.cut(t + 1, T)
                later = slope(
                    lambda a, rest=rest, s=state, n=name: rest.part(states={**s, f"{n}0": a}).loss(), state[f"{name}0"]
                )
            own = problem.seen[name][t]
            if name == "c":  # and through the h of the same step, and the peephole that looks at this C
                o, tanh_c = trace["o"][t], trace["tanh_c"][t]
                own = own + totals["h"][t] * o * (1 - tanh_c**2)
                p = problem.params.p
                if p is not None:
                    own = own + (totals["h"][t] * tanh_c * o * (1 - o)) * p[0].reshape(-1, *(1 for _ in problem.batch))
            assert apart(total[t], own + later, 1e-2) < ENOUGH, (name, t)


@settings(max_examples=100)
@given(problems(("lstm",), longest=4, gate_costs=False))
def test_gradient_of_each_quantity_is_the_slope_along_a_clamp_of_it(problem: Problem) -> None:
    """dL/df_t, dL/di_t, dL/dg_t, dL/do_t, dL/dC_t, dL/dh_t: what the loss does when that value alone is moved."""
    trace, held = problem.forward(), dict(problem.held or {})
    grad = problem.backward(trace)
    alive = np.ones(problem.shape, dtype=bool)
    if problem.mask is not None:
        alive &= np.expand_dims(problem.mask, 1)
    for name in ("f", "i", "g", "o", "c", "h"):
        if name in held or (name == "f" and problem.params.variant == "no-forget"):
            continue
        for t in range(len(problem.x)):
            where = np.zeros(problem.shape, dtype=bool)
            where[t] = alive[t]

            def loss(value: np.ndarray, where: np.ndarray = where, t: int = t, name: str = name) -> float:
                values = trace[name].copy()
                values[t] = value
                return problem.part(held={**held, name: (where, values)}).loss()

            numeric = slope(loss, trace[name][t])
            assert apart(grad[name][t] * alive[t], numeric, 1e-2) < ENOUGH, (name, t)
