"""The LSTM: one step, and the two passes made of it.

Display, training and experiments all run these lines. The batch is the last axis, so that W @ h serves a sentence, h (H,),
and a batch, h (H, B), alike, and every gate of either is one contiguous block.
"""

import numpy as np

from lstm_tui.engine.inputs import Extra, as_gradient, as_held, as_input, as_mask, as_state, batch_of, extras
from lstm_tui.engine.ops import Array, Ids, frozen, sigmoid
from lstm_tui.engine.params import LSTMParams
from lstm_tui.engine.sheet import Cell, lay_out, rows_between, walk, weights_and_inputs
from lstm_tui.engine.trace import Bools, GradTrace, Held, Trace

ORDER = (
    *("z_o", "z_f", "z_i", "z_g"),  # the sums, in the order of GATES
    *("o", "f", "i"),  # the three sigmoids
    *("x", "h_prev"),  # [x, 1, h_prev]: what one product turns into all four sums
    *("c_prev", "g"),  # [c_prev, g]: what one product with [f, i] turns into
    *("kept", "new"),  # [f∘C₋₁, i∘g]
    "tanh_c",
    *("h", "c"),  # what goes on to the next step, in the order of h_prev and c_prev
)
"""How the worksheet of a step is laid out."""

CLAMPABLE = ("f", "i", "g", "o", "c", "h")


def cell(params: LSTMParams, W: Array, batch: tuple[int, ...] = (), by_token: bool = False) -> Cell:
    """The one step of an LSTM, bound to a worksheet of its own.

        z = W_x x + W_h h₋₁ + b     f, i, o = σ(z_f), σ(z_i), σ(z_o)     g = tanh(z_g)
        C = f∘C₋₁ + i∘g             h = o∘tanh(C)

    ``W`` are the weights of [x, 1, h_prev] (4H, D + 1 + H), or of h_prev alone where the step is handed W_x x + b
    (``by_token``). Views of the sheet are made here, once: made anew they would cost as much as a small step's arithmetic.
    """
    H = params.H
    rows = lay_out(ORDER, H, None if by_token else params.D)
    sheet = np.zeros((max(place.stop for place in rows.values()), *batch))
    view = {name: sheet[place] for name, place in rows.items()}
    o, f, i, g, c, h, z_o, z_g = (view[name] for name in ("o", "f", "i", "g", "c", "h", "z_o", "z_g"))
    h_prev, c_prev, kept, new, tanh_c = (view[name] for name in ("h_prev", "c_prev", "kept", "new", "tanh_c"))
    z, z_ofi, ofi, fi, c_prev_and_g, kept_and_new, state_in, state_out = (
        sheet[rows_between(rows, *ends)]
        for ends in (
            *(("z_o", "z_g"), ("z_o", "z_i"), ("o", "i"), ("f", "i"), ("c_prev", "g"), ("kept", "new")),
            *(("h_prev", "c_prev"), ("h", "c")),
        )
    )
    x = sheet[rows["x"]] if not by_token else None
    if not by_token:
        sheet[rows["x"].stop] = 1.0  # the input that the bias weighs
    combined = h_prev if by_token else sheet[rows_between(rows, "x", "h_prev")]
    times_W, coupled = W.dot, params.variant == "coupled"
    p_o, p_f, p_i = (None, None, None) if params.p is None else (p.reshape(H, *(1 for _ in batch)) for p in params.p)
    one = np.ones((3 * H, *batch))  # an array, since turning a Python number into one costs as much as the addition
    add, multiply, negative, exp, reciprocal, tanh = np.add, np.multiply, np.negative, np.exp, np.reciprocal, np.tanh

    def step(given: Array, extra: Extra | None) -> None:
        if x is None:
            times_W(combined, z)
            add(given, z, z)
        else:
            x[...] = given
            times_W(combined, z)
        if extra is not None and p_f is not None:
            view["z_f"] += p_f * c_prev
            view["z_i"] += p_i * c_prev
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
            if p_o is not None:
                np.add(z_o, p_o * c, z_o)
                o[...] = sigmoid(z_o)  # again, since now it sees the new C
            extra.hold(o=o)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)
        if extra is not None:
            extra.hold(h=h)
            if extra.alive is not None:
                np.copyto(state_out, state_in, where=~extra.alive)

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
    batch = batch_of(x)
    mask = as_mask(mask, x)
    held = as_held(held, CLAMPABLE, (len(x), params.H, *batch))
    if params.variant == "no-forget":  # the cell of 1997 is the same step with f held at 1
        everywhere = np.ones((len(x), params.H, *batch), dtype=np.bool_)
        held["f"] = (everywhere, everywhere.astype(np.float64))
    W, inputs = weights_and_inputs(params, x)
    bound = cell(params, W, batch, x.dtype == np.intp)
    bound.state_out[: params.H] = as_state("h0", h0, (params.H, *batch))
    bound.state_out[params.H :] = as_state("c0", c0, (params.H, *batch))
    plain = params.p is None and params.variant == "standard"
    sheets = walk(bound, inputs, extras(held, mask, not plain))
    return Trace(params, x, frozen(sheets), bound.rows, mask, held)


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
    extra = _gate_terms(trace, df, di)
    out = np.empty((T, 6, H, *batch))  # o∘(1−tanh²C)∘dL/dh, then dL/dz of o, f, i, g, and f∘dL/dC, which goes on
    dz = out.reshape(T, 6 * H, *batch)[:, H : 5 * H]
    p_o, p_f, p_i = (None,) * 3 if params.p is None else (p.reshape(H, *(1 for _ in batch)) for p in params.p)
    dh_next, dc_next = np.zeros((H, *batch)), np.zeros((H, *batch))
    add, multiply, times_W_hT = np.add, np.multiply, np.ascontiguousarray(params.W_h.T).dot
    steps = (dh, dc, by_dh, by_dc, out[:, :2], out[:, 0], out[:, 2:], out[:, 5], dz)
    for t, dh_t, dc_t, by_dh_t, by_dc_t, from_dh, through_tanh, from_dc, dc_prev, dz_t in zip(
        range(T - 1, -1, -1), *(a[::-1] for a in steps)
    ):
        add(dh_t, dh_next, dh_t)
        multiply(dh_t, by_dh_t, from_dh)
        add(dc_next, through_tanh, dc_t)
        if seen_c is not None:
            add(dc_t, seen_c[t], dc_t)
        if p_o is not None:
            add(dc_t, p_o * out[t, 1], dc_t)
        multiply(dc_t, by_dc_t, from_dc)
        if extra is not None:
            out[t, 2:4] += extra[t]
        dc_next = dc_prev
        if p_f is not None:
            dc_next = dc_prev + p_f * out[t, 2] + p_i * out[t, 3]
        times_W_hT(dz_t, dh_next)
        if trace.mask is not None:
            dh_next += dh_t * ~trace.mask[t]  # padding hands h on as it is
    return GradTrace(trace, frozen(dh), frozen(dc), frozen(dz), frozen(dh_next), frozen(dc_next.copy()))


def _slopes(trace: Trace, params: LSTMParams) -> tuple[Array, Array]:
    """The local derivatives of all steps at once.

    By dL/dh (T, 2, H[, B]): o(1 − tanh²C) and dh/dz_o. By dL/dC (T, 4, H[, B]): dC/dz_f, dC/dz_i, dC/dz_g and f.
    """
    T, H, batch = trace.T, trace.H, trace.batch
    o, f, i, g, c_prev, tanh_c = (trace[name] for name in ("o", "f", "i", "g", "c_prev", "tanh_c"))
    ofi = trace.sheets[:, rows_between(dict(trace.rows), "o", "i")]
    by_dh, by_dc = np.empty((T, 2, H, *batch)), np.empty((T, 4, H, *batch))
    slope = ofi - ofi * ofi  # σ′ = σ(1 − σ)
    np.multiply(o, 1.0 - tanh_c * tanh_c, by_dh[:, 0])
    np.multiply(tanh_c, slope[:, :H], by_dh[:, 1])
    np.multiply(c_prev, slope[:, H : 2 * H], by_dc[:, 0])
    np.multiply(g, slope[:, 2 * H :], by_dc[:, 1])
    np.multiply(i, 1.0 - g * g, by_dc[:, 2])
    by_dc[:, 3] = f
    if params.variant == "coupled":  # i = 1 − f has no sum of its own: what reaches it goes to z_f
        reached = np.where(trace.held["i"][0], 0.0, g) if "i" in trace.held else g
        by_dc[:, 0] -= reached * slope[:, H : 2 * H]
        by_dc[:, 1] = 0.0
    if trace.held or trace.mask is not None:
        _cut(trace, by_dh, by_dc)
    return by_dh, by_dc


def _cut(trace: Trace, by_dh: Array, by_dc: Array) -> None:
    """Nothing passes through a held value, nor through a step of padding, which hands C on as it is."""
    after = {"h": by_dh, "o": by_dh[:, 1:], "c": by_dc, "f": by_dc[:, :1], "i": by_dc[:, 1:2], "g": by_dc[:, 2:3]}
    for name, (where, _) in trace.held.items():
        np.copyto(after[name], 0.0, where=where[:, None])
    if trace.mask is not None:
        ended = ~trace.mask[:, None, None]
        np.copyto(by_dh, 0.0, where=ended)
        np.copyto(by_dc, 0.0, where=ended)
        np.copyto(by_dc[:, 3:], 1.0, where=ended)


def _gate_terms(trace: Trace, df: Array | None, di: Array | None) -> Array | None:
    """What a loss that looks at the gates themselves adds to dL/dz_f and dL/dz_i: (T, 2, H[, B]), or None."""
    if df is None and di is None:
        return None
    terms = []
    for name, given in (("f", df), ("i", di)):
        gate = trace[name]
        term = as_gradient(f"d{name}", given, trace) * (gate - gate * gate)
        for ended in () if trace.mask is None else (~trace.mask,):
            np.copyto(term, 0.0, where=ended[:, None])
        if name in trace.held:
            term[trace.held[name][0]] = 0.0
        terms.append(term)
    return np.stack(terms, axis=1)
