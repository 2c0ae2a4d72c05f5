"""The same two passes for training on batches of one shape, with buffers that are made once and filled again and again.

A trace owns its buffer, which is right for showing and costs a small network half of its training time in allocations and
views. Here every array and every view is made beforehand, and the loops hold nothing but arithmetic. Only the layout
differs from ``lstm`` and ``rnn``: a property test holds the numbers equal to theirs to 1e-14.

The weights are one array, W (V + n, D + 1 + H), for [x, 1, h_prev]: the upper V rows are [0, b_y, W_y] and give y_{t−1},
so that the output layer costs no product of its own; the n rows below are [W_x, b, W_h] and give z_t. Whoever trains
changes W in place; the zeros stay zeros, since their gradient is returned as 0.
"""

from typing import Protocol

import numpy as np

from lstm_tui.engine.ops import Array


class Passes(Protocol):
    """Forward and backward over a batch. The arrays they return are overwritten by the next call."""

    def forward(self, x: Array) -> Array:
        """y (T, V, B), the logits of the output layer, from x (T, D, B), starting from zeros."""
        ...

    def backward(self, dy: Array) -> Array:
        """dL/dW (V + n, D + 1 + H) from dL/dy (T, V, B), after ``forward``."""
        ...


class _Inputs:
    """[x, 1, h_prev] of all steps, u (T + 1, D + 1 + H, B), what W makes of it, and what turns dL/dz and dL/dy into dL/dW.

    The step after the last is there for its y. ``out`` (D + 1 + H, V + n) is where dL/dWᵀ goes.
    """

    def __init__(self, W: Array, H: int, V: int, T: int, B: int, out: Array | None) -> None:
        rows, width = W.shape
        self.W, self.H, self.V, self.T, self.D = W, H, V, T, width - H - 1
        self.u = np.zeros((T + 1, width, B))
        self.u[:, self.D] = 1.0
        self.x, self.h = self.u[:T, : self.D], self.u[1:, self.D + 1 :]
        self.yz = np.empty((T + 1, rows, B))  # y_{t−1}, z_t
        # Their gradients: there is no y before the first step, nor a z after the last. Below them f∘dL/dC, which goes on.
        self.dyz_on = np.zeros((T + 1, rows + H, B))
        self.dyz = self.dyz_on[:, :rows]
        self.dy = self.dyz[1:, :V]
        self.last, self.last_yz, self.y = self.u[T], self.yz[T], self.yz[1:, :V]
        self.turned = (self.u.transpose(0, 2, 1), self.dyz.transpose(0, 2, 1))  # (T + 1, B, ·)
        self.rows = tuple(np.empty(((T + 1) * B, a.shape[2])) for a in self.turned)
        self.rows_by_time = tuple(a.reshape(T + 1, B, -1) for a in self.rows)
        self.dW_T = np.empty((width, rows)) if out is None else out
        self.untouched = self.dW_T[: self.D, :V]
        self.times_W, self.times_W_hT = W.dot, W[:, self.D + 1 :].T.dot

    def logits(self) -> Array:
        """y of all steps, once the last state is known."""
        self.times_W(self.last, self.last_yz)
        return self.y

    def collect(self) -> Array:
        """dL/dW = Σ_t [dL/dy_{t−1}, dL/dz_t] [x, 1, h_prev]_tᵀ, as one product over time and batch."""
        (u_rows, dyz_rows), (u, dyz) = self.rows_by_time, self.turned
        u_rows[...] = u
        dyz_rows[...] = dyz
        self.rows[0].T.dot(self.rows[1], self.dW_T)
        self.untouched[...] = 0.0
        return self.dW_T.T


class RNNPasses(_Inputs):
    """A tanh RNN: n = H."""

    def __init__(self, W: Array, V: int, T: int, B: int, out: Array | None = None) -> None:
        H = len(W) - V
        super().__init__(W, H, V, T, B, out)
        self.slope, self.dh, self.one = np.empty((T, H, B)), np.empty((H, B)), np.ones((T, H, B))
        self.ahead = tuple(zip(self.u[:T], self.yz[:T], self.yz[:T, V:], self.h, strict=True))
        self.back = tuple(zip(self.dyz[:0:-1], self.slope[::-1], self.dyz[-2::-1, V:], strict=True))

    def forward(self, x: Array) -> Array:
        """See ``Passes``."""
        self.x[...] = x
        times_W, tanh = self.times_W, np.tanh
        for u, yz, z, h in self.ahead:
            times_W(u, yz)
            tanh(z, h)
        return self.logits()

    def backward(self, dy: Array) -> Array:
        """See ``Passes``."""
        self.dy[...] = dy
        np.multiply(self.h, self.h, self.slope)
        np.subtract(self.one, self.slope, self.slope)
        dh, times_W_hT, multiply = self.dh, self.times_W_hT, np.multiply
        for dyz_next, slope, dz in self.back:
            times_W_hT(dyz_next, dh)  # W_hᵀ dL/dz_{t+1} + W_yᵀ dL/dy_t
            multiply(dh, slope, dz)
        return self.collect()


class LSTMPasses(_Inputs):
    """A standard LSTM: n = 4H, blocks in the order of ``GATES``: o, f, i, g."""

    def __init__(self, W: Array, V: int, T: int, B: int, out: Array | None = None) -> None:
        H = (len(W) - V) // 4
        super().__init__(W, H, V, T, B, out)
        self.ofi, self.tanh_c, self.one = np.empty((T, 3 * H, B)), np.empty((T, H, B)), np.ones((3 * H, B))
        self.c_prev_g = np.zeros((T + 1, 2 * H, B))
        self.kept_new = np.empty((2 * H, B))
        c, ofi, z = self.c_prev_g[1:, :H], self.ofi, self.yz[:T, V:]
        rows = (self.u[:T], self.yz[:T], z[:, : 3 * H], z[:, 3 * H :], ofi, ofi[:, :H], ofi[:, H:], self.c_prev_g[:T])
        self.ahead = tuple(zip(*rows, self.c_prev_g[:T, H:], c, self.tanh_c, self.h, strict=True))
        self.up, self.slope_o, self.square = (np.empty((T, H, B)) for _ in range(3))
        self.by_dc, self.gate_square = np.empty((T, 4 * H, B)), np.empty((T, 3 * H, B))
        self.dh, self.dc, self.nothing = np.empty((H, B)), np.empty((H, B)), np.zeros((H, B))
        self.dc_4 = np.empty((4, H, B))
        self.flat_dc_4, self.ones = self.dc_4.reshape(4 * H, B), np.ones((T, H, B))
        dz_on = self.dyz_on[:T, V:]  # dL/dz of o, f, i, g, and f∘dL/dC
        backwards = (self.dyz[1:], self.up, self.slope_o, self.by_dc, dz_on[:, :H], dz_on[:, H:], dz_on[:, 4 * H :])
        self.back = tuple(zip(*(a[::-1] for a in backwards), strict=True))

    def forward(self, x: Array) -> Array:
        """See ``Passes``."""
        self.x[...] = x
        H, one, kept_new = self.H, self.one, self.kept_new
        kept, new = kept_new[:H], kept_new[H:]
        times_W, add, multiply, negative, tanh = self.times_W, np.add, np.multiply, np.negative, np.tanh
        exp, reciprocal = np.exp, np.reciprocal
        with np.errstate(over="ignore"):
            for u, yz, z_ofi, z_g, ofi, o, fi, c_prev_g, g, c, tanh_c, h in self.ahead:
                times_W(u, yz)
                negative(z_ofi, ofi)
                exp(ofi, ofi)
                add(one, ofi, ofi)
                reciprocal(ofi, ofi)
                tanh(z_g, g)
                multiply(fi, c_prev_g, kept_new)
                add(kept, new, c)
                tanh(c, tanh_c)
                multiply(o, tanh_c, h)
        return self.logits()

    def _slopes(self) -> None:
        """The local derivatives of all steps at once, as in ``lstm``."""
        H, square, subtract, multiply = self.H, self.square, np.subtract, np.multiply
        o, f, i, g, by_dc = self.ofi[:, :H], self.ofi[:, H : 2 * H], self.ofi[:, 2 * H :], self.c_prev_g[:-1, H:], self.by_dc
        multiply(self.ofi, self.ofi, self.gate_square)
        subtract(self.ofi, self.gate_square, self.gate_square)
        multiply(self.tanh_c, self.gate_square[:, :H], self.slope_o)
        multiply(self.c_prev_g[:-1], self.gate_square[:, H:], by_dc[:, : 2 * H])
        multiply(self.tanh_c, self.tanh_c, square)
        subtract(self.ones, square, square)
        multiply(o, square, self.up)
        multiply(g, g, square)
        subtract(self.ones, square, square)
        multiply(i, square, by_dc[:, 2 * H : 3 * H])
        by_dc[:, 3 * H :] = f

    def backward(self, dy: Array) -> Array:
        """See ``Passes``."""
        self.dy[...] = dy
        self._slopes()
        dc, dh, dc_4, times_W_hT, add, multiply = self.dc, self.dh, self.dc_4, self.times_W_hT, np.add, np.multiply
        flat_dc_4, dc_next = self.flat_dc_4, self.nothing
        for dyz_next, up, slope_o, by_dc, dz_o, dz_fig_on, on in self.back:
            times_W_hT(dyz_next, dh)  # W_hᵀ dL/dz_{t+1} + W_yᵀ dL/dy_t
            multiply(dh, slope_o, dz_o)
            multiply(dh, up, dc)
            add(dc, dc_next, dc)
            dc_4[...] = dc
            multiply(flat_dc_4, by_dc, dz_fig_on)
            dc_next = on
        return self.collect()
