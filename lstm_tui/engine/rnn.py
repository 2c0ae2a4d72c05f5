"""The plain RNN (Elman 1990): one step, and the two passes made of it. Shapes and arguments are those of ``lstm``."""

import numpy as np

from lstm_tui.engine.inputs import Extra, as_gradient, as_held, as_input, as_mask, as_state, batch_of, extras
from lstm_tui.engine.ops import Array, Ids, frozen
from lstm_tui.engine.params import RNNParams
from lstm_tui.engine.sheet import Cell, lay_out, rows_between, walk, weights_and_inputs
from lstm_tui.engine.trace import Bools, GradTrace, Held, Trace

ORDER = ("x", "h_prev", "z", "h")
CLAMPABLE = ("h",)


def cell(params: RNNParams, W: Array, batch: tuple[int, ...] = (), by_token: bool = False) -> Cell:
    """The one step of a plain RNN, h = a(W_x x + W_h h₋₁ + b) with a = tanh, relu or linear, on a worksheet of its own."""
    rows = lay_out(ORDER, params.H, None if by_token else params.D)
    sheet = np.zeros((rows["h"].stop, *batch))
    h_prev, z, h = (sheet[rows[name]] for name in ("h_prev", "z", "h"))
    x = sheet[rows["x"]] if not by_token else None
    if not by_token:
        sheet[rows["x"].stop] = 1.0  # the input that the bias weighs
    combined = h_prev if by_token else sheet[rows_between(rows, "x", "h_prev")]
    times_W, add, zero = W.dot, np.add, np.zeros_like(z)
    activation = {"tanh": np.tanh, "relu": lambda z, h: np.maximum(z, zero, out=h), "linear": np.positive}
    activate = activation[params.activation]

    def step(given: Array, extra: Extra | None) -> None:
        if x is None:
            times_W(combined, z)
            add(given, z, z)
        else:
            x[...] = given
            times_W(combined, z)
        activate(z, h)
        if extra is not None:
            extra.hold(h=h)
            if extra.alive is not None:
                np.copyto(h, h_prev, where=~extra.alive)

    return Cell(sheet, rows, h_prev, h, step)


def forward(
    params: RNNParams,
    x: Ids | Array,
    h0: Array | None = None,
    mask: Bools | None = None,
    held: Held | None = None,
) -> Trace:
    """All steps over ``x``, ids (T[, B]) or numbers (T, D[, B]); arguments and errors as in ``lstm.forward``.

    A linear or ReLU unit may overflow to inf in a long sequence: that is the explosion itself and no error here.
    """
    x = as_input(x, params.D)
    batch = batch_of(x)
    mask = as_mask(mask, x)
    held = as_held(held, CLAMPABLE, (len(x), params.H, *batch))
    W, inputs = weights_and_inputs(params, x)
    bound = cell(params, W, batch, x.dtype == np.intp)
    bound.state_out[...] = as_state("h0", h0, (params.H, *batch))
    sheets = walk(bound, inputs, extras(held, mask, False))
    return Trace(params, x, frozen(sheets), bound.rows, mask, held)


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
    add, multiply, times_W_hT = np.add, np.multiply, np.ascontiguousarray(params.W_h.T).dot
    for t, dh_t, slope_t, dz_t in zip(range(trace.T - 1, -1, -1), *(a[::-1] for a in (dh, slope, dz))):
        add(dh_t, dh_next, dh_t)
        multiply(dh_t, slope_t, dz_t)
        times_W_hT(dz_t, dh_next)
        if trace.mask is not None:
            dh_next += dh_t * ~trace.mask[t]  # padding hands h on as it is
    return GradTrace(trace, frozen(dh), None, frozen(dz), frozen(dh_next), None)


def _slope(trace: Trace, params: RNNParams) -> Array:
    """dh/dz of all steps at once, 0 where h is held or the sentence has ended."""
    h = trace["h"]
    slope: Array = {
        "tanh": lambda: 1.0 - h * h,
        "relu": lambda: (trace["z"] > 0).astype(np.float64),
        "linear": lambda: np.ones(h.shape),
    }[params.activation]()
    if "h" in trace.held:
        slope[trace.held["h"][0]] = 0.0
    if trace.mask is not None:
        np.copyto(slope, 0.0, where=~trace.mask[:, None])
    return slope
