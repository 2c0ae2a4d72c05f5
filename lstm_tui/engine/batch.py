"""The same two passes for training on batches of one shape, with buffers that are made once and filled again and again.

A trace owns its buffer, which is right for showing and costs a small network half of its training time in allocations and
views. Here every array and every view is made beforehand, and the loops hold nothing but arithmetic. Only the layout
differs from ``lstm`` and ``rnn``: a property test holds the numbers equal to theirs to 1e-14.

The weights are one array, W = [W_x, b, W_h] (n, D + 1 + H), multiplying [x, 1, h_prev]; whoever trains changes it in place.
``out`` (D + 1 + H, n) is where dL/dWᵀ goes, an array of the passes' own by default.
"""

from typing import Protocol

import numpy as np

from lstm_tui.engine.ops import Array


class Passes(Protocol):
    """Forward and backward over a batch x (T, D, B). The arrays they return are overwritten by the next call."""

    W: Array

    def forward(self, x: Array) -> Array:
        """h (T, H, B) from x (T, D, B), starting from zeros."""
        ...

    def h_rows(self) -> Array:
        """The same h as rows (T·B, H), time slowest, for an output layer in one product."""
        ...

    def backward(self, dh: Array) -> Array:
        """dL/dW (n, D + 1 + H) from dL/dh_t as the loss itself sees it (T, H, B), after ``forward``."""
        ...


class _Inputs:
    """[x, 1, h_prev] of all steps, u (T + 1, D + 1 + H, B), and what turns dL/dz into dL/dW."""

    def __init__(self, W: Array, H: int, T: int, B: int, out: Array | None) -> None:
        n, width = W.shape
        self.W, self.H, self.T = W, H, T
        self.u = np.zeros((T + 1, width, B))
        self.u[:, width - H - 1] = 1.0
        self.x, self.h = self.u[:T, : width - H - 1], self.u[1:, width - H :]
        self.u_rows, self.dz_rows, self.dW_T = np.empty((T + 1, B, width)), np.empty((T, B, n)), np.empty((width, n))
        self.dW_T = self.dW_T if out is None else out
        self.W_h = W[:, width - H :]

    def h_rows(self) -> Array:
        """See ``Passes``."""
        return self.u_rows[1:].reshape(-1, self.u.shape[1])[:, -self.H :]

    def collect(self, dz: Array) -> Array:
        """dL/dW = Σ_t dL/dz_t [x, 1, h_prev]_tᵀ, as one product over time and batch."""
        self.dz_rows[...] = dz.transpose(0, 2, 1)
        u_rows = self.u_rows[: self.T].reshape(-1, self.u.shape[1])
        np.dot(u_rows.T, self.dz_rows.reshape(-1, dz.shape[1]), self.dW_T)
        return self.dW_T.T


class RNNPasses(_Inputs):
    """A tanh RNN: W (H, D + 1 + H)."""

    def __init__(self, W: Array, T: int, B: int, out: Array | None = None) -> None:
        super().__init__(W, len(W), T, B, out)
        H = self.H
        self.dh, self.dz, self.slope, self.dh_next = (np.zeros(s) for s in ((T, H, B), (T, H, B), (T, H, B), (H, B)))
        self.ahead = tuple(zip(self.u[:T], self.h, strict=True))
        self.back = tuple(zip(self.dh[::-1], self.slope[::-1], self.dz[::-1], strict=True))

    def forward(self, x: Array) -> Array:
        """See ``Passes``."""
        self.x[...] = x
        times_W, tanh = self.W.dot, np.tanh
        for u, h in self.ahead:
            times_W(u, h)
            tanh(h, h)
        self.u_rows[...] = self.u.transpose(0, 2, 1)
        return self.h

    def backward(self, dh: Array) -> Array:
        """See ``Passes``."""
        self.dh[...] = dh
        np.multiply(self.h, self.h, self.slope)
        np.subtract(1.0, self.slope, self.slope)
        dh_next, times_W_hT, add, multiply = self.dh_next, self.W_h.T.dot, np.add, np.multiply
        dh_next[...] = 0.0
        for dh_t, slope, dz in self.back:
            add(dh_t, dh_next, dh_t)
            multiply(dh_t, slope, dz)
            times_W_hT(dz, dh_next)
        return self.collect(self.dz)


class LSTMPasses(_Inputs):
    """A standard LSTM: W (4H, D + 1 + H), blocks in the order of ``GATES``: o, f, i, g."""

    def __init__(self, W: Array, T: int, B: int, out: Array | None = None) -> None:
        super().__init__(W, len(W) // 4, T, B, out)
        H = self.H
        self.z, self.ofi = np.empty((4 * H, B)), np.empty((T, 3 * H, B))
        self.c_prev_g = np.zeros((T + 1, 2 * H, B))
        self.kept_new, self.tanh_c, self.one = np.empty((2 * H, B)), np.empty((T, H, B)), np.ones((3 * H, B))
        c = self.c_prev_g[1:, :H]
        rows = (self.u[:T], self.ofi, self.ofi[:, :H], self.ofi[:, H:], self.c_prev_g[:T], self.c_prev_g[:T, H:])
        self.ahead = tuple(zip(*rows, c, self.tanh_c, self.h, strict=True))
        self.dh = np.empty((T, H, B))
        self.up, self.slope_o = np.empty((T, H, B)), np.empty((T, H, B))
        self.by_dc, self.from_dc = np.empty((T, 4 * H, B)), np.empty((T, 5 * H, B))  # dz of o, f, i, g, then f∘dL/dC
        self.dh_next, self.dc, self.dc_4 = np.zeros((H, B)), np.zeros((H, B)), np.zeros((4, H, B))
        grads = (self.from_dc[:, :H], self.from_dc[:, H:], self.from_dc[:, 4 * H :], self.from_dc[:, : 4 * H])
        self.back = tuple(zip(*(a[::-1] for a in (self.dh, self.up, self.slope_o, self.by_dc, *grads)), strict=True))
        self.square = np.empty((T, H, B))
        self.gate_square = np.empty((T, 3 * H, B))

    def forward(self, x: Array) -> Array:
        """See ``Passes``."""
        self.x[...] = x
        H, z, one, kept_new = self.H, self.z, self.one, self.kept_new
        z_ofi, z_g, kept, new = z[: 3 * H], z[3 * H :], kept_new[:H], kept_new[H:]
        times_W, add, multiply, negative, tanh = self.W.dot, np.add, np.multiply, np.negative, np.tanh
        exp, reciprocal = np.exp, np.reciprocal
        with np.errstate(over="ignore"):
            for u, ofi, o, fi, c_prev_g, g, c, tanh_c, h in self.ahead:
                times_W(u, z)
                negative(z_ofi, ofi)
                exp(ofi, ofi)
                add(one, ofi, ofi)
                reciprocal(ofi, ofi)
                tanh(z_g, g)
                multiply(fi, c_prev_g, kept_new)
                add(kept, new, c)
                tanh(c, tanh_c)
                multiply(o, tanh_c, h)
        self.u_rows[...] = self.u.transpose(0, 2, 1)
        return self.h

    def _slopes(self) -> None:
        """The local derivatives of all steps at once, as in ``lstm``."""
        H, square, subtract, multiply = self.H, self.square, np.subtract, np.multiply
        o, f, i, g, by_dc = self.ofi[:, :H], self.ofi[:, H : 2 * H], self.ofi[:, 2 * H :], self.c_prev_g[:-1, H:], self.by_dc
        multiply(self.ofi, self.ofi, self.gate_square)
        subtract(self.ofi, self.gate_square, self.gate_square)
        multiply(self.tanh_c, self.gate_square[:, :H], self.slope_o)
        multiply(self.c_prev_g[:-1], self.gate_square[:, H:], by_dc[:, : 2 * H])
        multiply(self.tanh_c, self.tanh_c, square)
        subtract(1.0, square, square)
        multiply(o, square, self.up)
        multiply(g, g, square)
        subtract(1.0, square, square)
        multiply(i, square, by_dc[:, 2 * H : 3 * H])
        by_dc[:, 3 * H :] = f

    def backward(self, dh: Array) -> Array:
        """See ``Passes``."""
        self.dh[...] = dh
        self._slopes()
        dc, dh_next, dc_4, times_W_hT, add, multiply = self.dc, self.dh_next, self.dc_4, self.W_h.T.dot, np.add, np.multiply
        flat_dc_4 = dc_4.reshape(4 * self.H, -1)
        dh_next[...] = 0.0
        dc_next = np.zeros_like(dc)
        for dh_t, up, slope_o, by_dc, dz_o, from_dc, dc_prev, dz in self.back:
            add(dh_t, dh_next, dh_t)
            multiply(dh_t, slope_o, dz_o)
            multiply(dh_t, up, dc)
            add(dc, dc_next, dc)
            dc_4[...] = dc
            multiply(flat_dc_4, by_dc, from_dc)
            dc_next = dc_prev
            times_W_hT(dz, dh_next)
        return self.collect(self.from_dc[:, : 4 * self.H])
