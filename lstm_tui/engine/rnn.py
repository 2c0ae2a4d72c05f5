"""The plain RNN (Elman 1990): one step, and the two passes made of it. Shapes and arguments are those of ``lstm``."""

from collections.abc import Callable
from itertools import repeat

import numpy as np

from lstm_tui.engine.inputs import as_gradient, as_held, as_input, as_mask, as_state, batch_of, extras
from lstm_tui.engine.ops import Array, Ids, frozen
from lstm_tui.engine.params import RNNParams
from lstm_tui.engine.sheet import lay_out, span, weights_and_inputs
from lstm_tui.engine.trace import Bools, GradTrace, Held, Step, Trace

ORDER = ("x", "h_prev", "z")
"""How the sheet of a step is laid out: [x, 1, h_prev], what one product turns into z. h is the h_prev of the next sheet."""
CLAMPABLE = ("h",)


def forward(
    params: RNNParams,
    x: Ids | Array,
    h0: Array | None = None,
    mask: Bools | None = None,
    held: Held | None = None,
) -> Trace:
    """All steps h = a(W_x x + W_h h₋₁ + b), a = tanh, relu or linear; arguments and errors as in ``lstm.forward``.

    A linear or ReLU unit may overflow to inf in a long sequence: that is the explosion itself and no error here.
    """
    x = as_input(x, params.D)
    H, T, batch = params.H, len(x), batch_of(x)
    mask = as_mask(mask, x)
    held = as_held(held, CLAMPABLE, (T, H, *batch))
    W, inputs = weights_and_inputs(params, x)
    by_token = x.dtype == np.intp
    rows = lay_out(ORDER, H, None if by_token else params.D)
    sheets = np.empty((T + 1, rows["z"].stop, *batch))
    sheets[T] = 0.0  # the last sheet is there for its h_prev alone
    sheets[0, rows["h_prev"]] = as_state("h0", h0, (H, *batch))
    if not by_token:
        sheets[:T, rows["x"]] = inputs
        sheets[:, rows["x"].stop] = 1.0  # the input that the bias weighs
    combined = sheets[:T, span(rows, "h_prev" if by_token else "x", "h_prev")]
    z, h = sheets[:T, rows["z"]], sheets[1:, rows["h_prev"]]
    times_W, activate, add = W.dot, _ACTIVATIONS[params.activation], np.add
    with np.errstate(over="ignore", invalid="ignore"):
        for combined_t, z_t, h_t, given, extra in zip(  # noqa: B905 (the last two may go on for ever)
            combined, z, h, inputs if by_token else repeat(None), extras(held, mask)
        ):
            times_W(combined_t, z_t)
            if given is not None:
                add(given, z_t, z_t)
            activate(z_t, h_t)
            if extra is not None:
                extra.hold(h=h_t)
                if extra.alive is not None:
                    np.copyto(h_t, combined_t[-H:], where=~extra.alive)
    return Trace(params, x, frozen(sheets), rows, mask, held)


def step(params: RNNParams, x: Ids | Array, h_prev: Array | None = None) -> Step:
    """One step with all its intermediates: x a token id or (D[, B]) numbers, h_prev (H[, B]), 0 by default."""
    given: Ids | Array = np.asarray(x)[None]  # type: ignore[assignment]
    return forward(params, given, h_prev).step(0)


_ACTIVATIONS: dict[str, Callable[[Array, Array], object]] = {
    "tanh": np.tanh,
    "relu": lambda z, h: np.maximum(z, 0.0, out=h),
    "linear": np.positive,
}


def backward(trace: Trace, dh: Array | None = None) -> GradTrace:
    """BPTT from dL/dh_t (T, H[, B]) as the loss itself sees it. Nothing is added into the argument.

    dL/dz_t = dL/dh_t ∘ a′(z_t)        dL/dh_{t−1} = W_hᵀ dL/dz_t        with a′ = 1 − h² for tanh
    """
    params = trace.params
    if not isinstance(params, RNNParams):
        raise TypeError("the trace of an LSTM; its backward pass is lstm.backward")
    dh, dz = as_gradient("dh", dh, trace), np.empty((trace.T, trace.H, *trace.batch))
    slope = _slope(trace, params)
    dh_next = np.zeros(dz.shape[1:])
    add, multiply, times_W_hT = np.add, np.multiply, params.W_h.T.dot
    ended = repeat(None) if trace.mask is None else ~trace.mask[::-1]
    for dh_t, slope_t, dz_t, ended_t in zip(dh[::-1], slope[::-1], dz[::-1], ended):  # noqa: B905 (ended may go on)
        add(dh_t, dh_next, dh_t)
        multiply(dh_t, slope_t, dz_t)
        times_W_hT(dz_t, dh_next)
        if ended_t is not None:
            add(dh_next, dh_t * ended_t, dh_next)  # padding hands h on as it is
    return GradTrace(trace, frozen(dh), None, frozen(dz), frozen(dh_next), None)


def _slope(trace: Trace, params: RNNParams) -> Array:
    """dh/dz of all steps at once, 0 where h is held or the sentence has ended."""
    h = trace["h"]
    slope: Array
    if params.activation == "tanh":
        slope = 1.0 - h * h
    else:
        slope = np.ones(h.shape) if params.activation == "linear" else (trace["z"] > 0).astype(np.float64)
    if "h" in trace.held:
        slope[trace.held["h"][0]] = 0.0
    if trace.mask is not None:
        np.copyto(slope, 0.0, where=~trace.mask[:, None])
    return slope
