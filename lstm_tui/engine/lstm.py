"""The LSTM: one step, and the two passes made of it.

Display, training and experiments all run these lines. The batch is the last axis, so that W @ h serves a sentence, h (H,),
and a batch, h (H, B), alike, and every gate of either is one contiguous block.
"""

from collections.abc import Callable

import numpy as np

from lstm_tui.engine.inputs import Extra, as_gradient, as_held, as_input, as_mask, as_state, batch_of, extras
from lstm_tui.engine.ops import Array, Ids, frozen, sigmoid
from lstm_tui.engine.params import LSTMParams
from lstm_tui.engine.sheet import Cell, lay_out, new_sheet, span, walk, weights_and_inputs
from lstm_tui.engine.trace import Bools, GradTrace, Held, Step, Trace

ORDER = (
    *("z_o", "z_f", "z_i", "z_g"),  # the sums, in the order of GATES
    *("o", "f", "i"),  # the three sigmoids
    *("x", "h_prev"),  # [x, 1, h_prev]: what one product turns into all four sums
    *("c_prev", "g"),  # [c_prev, g]: what one product with [f, i] turns into …
    "tanh_c",
    *("kept", "new"),  # … [f∘C₋₁, i∘g]
    *("h", "c"),  # what goes on to the next step, in the order of h_prev and c_prev
)
"""How the worksheet of a step is laid out."""

CLAMPABLE = ("f", "i", "g", "o", "c", "h")


def cell(H: int, D: int | None, batch: tuple[int, ...] = (), coupled: bool = False) -> Cell:
    """The one step of an LSTM of H units, on a worksheet of its own; ``D`` inputs, or None for token ids.

        z = W_x x + W_h h₋₁ + b     f, i, o = σ(z_f), σ(z_i), σ(z_o)     g = tanh(z_g)
        C = f∘C₋₁ + i∘g             h = o∘tanh(C)

    Views of the sheet are made here, once: made anew they would cost as much as a small step's arithmetic.
    """
    rows = lay_out(ORDER, H, D)
    sheet = new_sheet(rows, batch)
    f, i, o, g, c, h, z_f, z_i, z_o, z_g, c_prev, kept, new, tanh_c = (
        sheet[rows[name]]
        for name in ("f", "i", "o", "g", "c", "h", "z_f", "z_i", "z_o", "z_g", "c_prev", "kept", "new", "tanh_c")
    )
    z, z_ofi, ofi, fi = (sheet[span(rows, *ends)] for ends in (("z_o", "z_g"), ("z_o", "z_i"), ("o", "i"), ("f", "i")))
    c_prev_and_g, kept_and_new = sheet[span(rows, "c_prev", "g")], sheet[span(rows, "kept", "new")]
    state_in, state_out = sheet[span(rows, "h_prev", "c_prev")], sheet[span(rows, "h", "c")]
    combined = sheet[span(rows, "x" if D else "h_prev", "h_prev")]
    x = sheet[rows["x"]] if D else None
    one = np.ones((3 * H, *batch))  # an array, since turning a Python number into one costs as much as the addition
    add, multiply, negative, exp, reciprocal, tanh = np.add, np.multiply, np.negative, np.exp, np.reciprocal, np.tanh

    def step(times_W: Callable[..., object], given: Array, extra: Extra | None) -> None:
        if x is None:
            times_W(combined, z)
            add(given, z, z)
        else:
            x[...] = given
            times_W(combined, z)
        if extra is not None and extra.p is not None:
            p_o, p_f, p_i = extra.p
            add(z_f, p_f * c_prev, z_f)
            add(z_i, p_i * c_prev, z_i)
        negative(z_ofi, ofi)
        exp(ofi, ofi)  # inf for z < −709, where σ is 0
        add(one, ofi, ofi)
        reciprocal(ofi, ofi)
        tanh(z_g, g)
        if extra is not None:
            extra.hold(f=f, g=g)
            if coupled:
                np.subtract(1.0, f, i)
            extra.hold(i=i)
        multiply(fi, c_prev_and_g, kept_and_new)
        add(kept, new, c)
        if extra is not None:
            extra.hold(c=c)
            if extra.p is not None:
                add(z_o, p_o * c, z_o)
                o[...] = sigmoid(z_o)  # again, since now it sees the new C
            extra.hold(o=o)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)
        if extra is not None:
            extra.hold(h=h)
            if extra.alive is not None:
                np.copyto(state_out.reshape(2, H, *batch), state_in.reshape(2, H, *batch), where=~extra.alive)

    return Cell(sheet, rows, state_in, state_out, step)


def forward(
    params: LSTMParams,
    x: Ids | Array,
    h0: Array | None = None,
    c0: Array | None = None,
    mask: Bools | None = None,
    held: Held | None = None,
) -> Trace:
    """All steps over ``x``, ids (T[, B]) or numbers (T, D[, B]), from the state ``h0``, ``c0`` (H[, B]; 0 by default).

    ``mask`` (T, B) is False at padding: there the state is carried over. ``held`` are values that an intervention puts in
    the place of computed ones, for f, i, g, o, c and h. Raises ValueError for shapes, ids or values that do not fit.
    """
    x = as_input(x, params.D)
    H, batch = params.H, batch_of(x)
    mask = as_mask(mask, x)
    held = as_held(held, CLAMPABLE, (len(x), H, *batch))
    if params.variant == "no-forget":  # the cell of 1997 is the same step with f held at 1
        if "f" in held:
            raise ValueError("the cell of 1997 has no forget gate to hold")
        everywhere = np.ones((len(x), H, *batch), dtype=np.bool_)
        held["f"] = (everywhere, everywhere.astype(np.float64))
    W, inputs = weights_and_inputs(params, x)
    coupled = params.variant == "coupled"
    on = cell(H, None if x.dtype == np.intp else params.D, batch, coupled)
    on.state_out[:H] = as_state("h0", h0, (H, *batch))
    on.state_out[H:] = as_state("c0", c0, (H, *batch))
    sheets = walk(on, W, inputs, extras(held, mask, peepholes(params, batch), coupled))
    return Trace(params, x, frozen(sheets), on.rows, mask, held)


def step(params: LSTMParams, x: Ids | Array, h_prev: Array | None = None, c_prev: Array | None = None) -> Step:
    """One step with all its intermediates: x a token id or (D[, B]) numbers, h_prev and c_prev (H[, B]), 0 by default."""
    given: Ids | Array = np.asarray(x)[None]  # type: ignore[assignment]
    return forward(params, given, h_prev, c_prev).step(0)


def peepholes(params: LSTMParams, batch: tuple[int, ...]) -> tuple[Array, Array, Array] | None:
    """p_o, p_f and p_i, each (H,) or, for a batch, (H, 1)."""
    if params.p is None:
        return None
    p_o, p_f, p_i = params.p.reshape(3, params.H, *(1 for _ in batch))
    return p_o, p_f, p_i


def backward(
    trace: Trace,
    dh: Array | None = None,
    dc: Array | None = None,
    df: Array | None = None,
    di: Array | None = None,
) -> GradTrace:
    """BPTT: from dL/dh_t, dL/dC_t, dL/df_t and dL/di_t as the loss itself sees them to every gradient of the trace.

    Each argument is (T, H[, B]), or None where the loss does not look. Nothing is added into the arguments; the same call
    twice gives the same numbers. A held value passes nothing on, since it depends on nothing that came before.

        dL/dC_t = dL/dh_t ∘ o ∘ (1 − tanh²C) + f_{t+1} ∘ dL/dC_{t+1}        dL/dh_{t−1} = W_hᵀ dL/dz_t
        dL/dz_o = dL/dh ∘ tanh C ∘ o(1 − o)     dL/dz_f = dL/dC ∘ C₋₁ ∘ f(1 − f)
        dL/dz_i = dL/dC ∘ g ∘ i(1 − i)          dL/dz_g = dL/dC ∘ i ∘ (1 − g²)
    """
    params = trace.params
    if not isinstance(params, LSTMParams):
        raise TypeError("the trace of an RNN; its backward pass is rnn.backward")
    T, H, batch = trace.T, trace.H, trace.batch
    seen_c = None if dc is None else as_gradient("dc", dc, trace)
    dh, dc = as_gradient("dh", dh, trace), np.empty((T, H, *batch))
    by_dh, by_dc = _slopes(trace, params)
    extra, p = _gate_terms(trace, params, df, di), peepholes(params, batch)
    # What leaves a step: dL/dh·dC/dh, which goes up to C; dL/dz of o, f, i, g; f∘dL/dC, which goes to the step before.
    out = np.empty((T, 6 * H, *batch))
    dz = out[:, H : 5 * H]
    dh_next, dc_next = np.zeros((H, *batch)), np.zeros((H, *batch))
    # One product of equal shapes is faster than one that broadcasts, even with the copies that it needs.
    dh_twice, dc_four_times = np.empty((2, H, *batch)), np.empty((4, H, *batch))
    flat_dh, flat_dc = dh_twice.reshape(2 * H, *batch), dc_four_times.reshape(4 * H, *batch)
    add, multiply, times_W_hT = np.add, np.multiply, params.W_h.T.dot
    steps = (dh, dc, by_dh, by_dc, out[:, : 2 * H], out[:, :H], out[:, 2 * H :], out[:, 5 * H :], dz)
    for t, dh_t, dc_t, by_dh_t, by_dc_t, from_dh, up_to_c, from_dc, dc_prev, dz_t in zip(
        range(T - 1, -1, -1), *(a[::-1] for a in steps), strict=True
    ):
        add(dh_t, dh_next, dh_t)
        dh_twice[...] = dh_t
        multiply(flat_dh, by_dh_t, from_dh)
        add(dc_next, up_to_c, dc_t)
        if seen_c is not None:
            add(dc_t, seen_c[t], dc_t)
        if p is not None:
            add(dc_t, p[0] * from_dh[H:], dc_t)
        dc_four_times[...] = dc_t
        multiply(flat_dc, by_dc_t, from_dc)
        if extra is not None:
            add(from_dc[: 2 * H], extra[t], from_dc[: 2 * H])
        dc_next = dc_prev
        if p is not None:
            dc_next = dc_prev + p[1] * from_dc[:H] + p[2] * from_dc[H : 2 * H]
        times_W_hT(dz_t, dh_next)
        if trace.mask is not None:
            add(dh_next, dh_t * ~trace.mask[t], dh_next)  # padding hands h on as it is
    return GradTrace(trace, frozen(dh), frozen(dc), frozen(dz), frozen(dh_next), frozen(dc_next.copy()))


def _slopes(trace: Trace, params: LSTMParams) -> tuple[Array, Array]:
    """The local derivatives of all steps at once.

    By dL/dh (T, 2H[, B]): dC/dh-path o(1 − tanh²C), and dh/dz_o. By dL/dC (T, 4H[, B]): dC/dz_f, dC/dz_i, dC/dz_g, and f.
    """
    H = trace.H
    # Arithmetic on rows of the sheets is three times slower than on copies of them.
    o, f, i, g, c_prev, tanh_c = (trace[name].copy() for name in ("o", "f", "i", "g", "c_prev", "tanh_c"))
    by_dh, by_dc = np.empty((trace.T, 2 * H, *trace.batch)), np.empty((trace.T, 4 * H, *trace.batch))
    by_dh[:, :H] = o * (1.0 - tanh_c * tanh_c)
    by_dh[:, H:] = tanh_c * (o - o * o)
    by_dc[:, :H] = c_prev * (f - f * f)
    by_dc[:, H : 2 * H] = g * (i - i * i)
    by_dc[:, 2 * H : 3 * H] = i * (1.0 - g * g)
    by_dc[:, 3 * H :] = f
    if params.variant == "coupled":  # i = 1 − f has no sum of its own: what reaches it goes to z_f
        free = ~trace.held["i"][0] if "i" in trace.held else 1.0
        by_dc[:, :H] -= free * g * (f - f * f)
        by_dc[:, H : 2 * H] = 0.0
    if trace.held or trace.mask is not None:
        _cut(trace, by_dh, by_dc)
    return by_dh, by_dc


def _cut(trace: Trace, by_dh: Array, by_dc: Array) -> None:
    """Nothing passes through a held value, nor through a step of padding, which hands C on as it is."""
    H, T, batch = trace.H, trace.T, trace.batch
    by_dh, by_dc = by_dh.reshape(T, 2, H, *batch), by_dc.reshape(T, 4, H, *batch)
    after = {"h": by_dh, "o": by_dh[:, 1:], "c": by_dc, "f": by_dc[:, :1], "i": by_dc[:, 1:2], "g": by_dc[:, 2:3]}
    for name, (where, _) in trace.held.items():
        np.copyto(after[name], 0.0, where=where[:, None])
    if trace.mask is not None:
        ended = ~trace.mask[:, None, None]
        np.copyto(by_dh, 0.0, where=ended)
        np.copyto(by_dc, 0.0, where=ended)
        np.copyto(by_dc[:, 3:], 1.0, where=ended)


def _gate_terms(trace: Trace, params: LSTMParams, df: Array | None, di: Array | None) -> Array | None:
    """What a loss that looks at the gates themselves adds to dL/dz_f and dL/dz_i: (T, 2H[, B]), or None."""
    if df is None and di is None:
        return None
    free = {name: np.ones((trace.T, trace.H, *trace.batch)) for name in ("f", "i")}
    for name in free:
        if trace.mask is not None:
            free[name] *= trace.mask[:, None]
        if name in trace.held:
            free[name][trace.held[name][0]] = 0.0
    df, di = as_gradient("df", df, trace) * free["f"], as_gradient("di", di, trace) * free["i"]
    if params.variant == "coupled":
        df, di = df - di * (free["f"] != 0), np.zeros_like(di)
    f, i = trace["f"], trace["i"]
    return np.concatenate([df * (f - f * f), di * (i - i * i)], axis=1)
