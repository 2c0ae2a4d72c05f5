"""What a pass leaves behind: every intermediate of every step, frozen and named.

A trace owns its buffer. It is filled once, made read-only, and never used for another pass; a step and a quantity are
views of it. Time is the first axis, the batch, if there is one, the last: (T, H) or (T, H, B).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lstm_tui.engine.ops import Array, Ids, apply, one_hot, outer_sum, sum_by_id
from lstm_tui.engine.params import GATES, LSTMParams, RNNParams

Bools = NDArray[np.bool_]
Held = Mapping[str, tuple[Bools, Array]]
"""By quantity: where a value is held (T, H[, B]) and the values that are put there (T, H[, B])."""


@dataclass(frozen=True, eq=False, slots=True)
class Trace:
    """Every intermediate of a forward pass.

    ``sheets`` (T or T + 1, n[, B]) holds one worksheet a step, ``rows`` where each quantity stands on it; an h without a
    place of its own is the h_prev of the next sheet. ``given`` is the input
    as it came: token ids (T[, B]) or numbers (T, D[, B]). ``mask`` (T, B) is False where a sentence of a batch has ended
    and its state was carried over unchanged. ``held`` are the values that an intervention put there.
    """

    params: LSTMParams | RNNParams
    given: Ids | Array
    sheets: Array
    rows: Mapping[str, slice]
    mask: Bools | None = None
    held: Held = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.given)

    @property
    def T(self) -> int:
        """Number of steps."""
        return len(self.given)

    @property
    def H(self) -> int:
        """Number of units."""
        return self.params.H

    @property
    def batch(self) -> tuple[int, ...]:
        """() for one sentence, (B,) for a batch."""
        return tuple(self.sheets.shape[2:])

    @property
    def quantities(self) -> tuple[str, ...]:
        """Ids of what ``trace[id]`` can give."""
        return tuple(dict.fromkeys(("x", *self.rows, "h")))

    def __getitem__(self, name: str) -> Array:
        """The quantity ``name`` at every step, read-only: (T, H[, B]), "x" (T, D[, B]). KeyError for an unknown one."""
        if name == "x" and self.given.dtype == np.intp:
            return one_hot(self.given, self.params.D)  # type: ignore[arg-type]
        if name in self.rows:
            return self.sheets[: self.T, self.rows[name]]
        if name == "h":
            return self.sheets[1:, self.rows["h_prev"]]
        raise KeyError(f"no quantity {name} in this trace; there are {', '.join(self.quantities)}")

    def step(self, t: int) -> "Step":
        """The step ``t``, 0 ≤ t < T; raises IndexError otherwise."""
        if not 0 <= t < self.T:
            raise IndexError(f"there is no step {t} in a trace of {self.T}")
        return Step(self, t)

    def __iter__(self) -> Iterator["Step"]:
        return (Step(self, t) for t in range(self.T))


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One step of a trace, a view: ``step["f"]`` is (H[, B])."""

    trace: Trace
    t: int

    def __getitem__(self, name: str) -> Array:
        values: Array = self.trace[name][self.t]
        return values


@dataclass(frozen=True, eq=False, slots=True)
class GradTrace:
    """Every intermediate of a backward pass (BPTT) through ``trace``; L is the loss whose gradients were handed in.

    ``dh`` and ``dc`` (T, H[, B]) are the total dL/dh_t and dL/dC_t, by all paths through later steps (``dc`` is None for
    an RNN). ``dz`` is dL/dz: (T, 4H[, B]) in the order of ``GATES``, or (T, H[, B]) for an RNN. ``dh0`` and ``dc0``
    (H[, B]) belong to the initial state. All read-only.
    """

    trace: Trace
    dh: Array
    dc: Array | None
    dz: Array
    dh0: Array
    dc0: Array | None

    def __getitem__(self, name: str) -> Array:
        """dL/d``name`` at every step, for a quantity of the trace; KeyError where there is none.

        "h" and "c" are totals over all paths; "f", "i", "g", "o", "tanh_c" and the z of each gate follow from them by one
        factor; "kept" and "new" receive dL/dC as it is; "c_prev" is the direct path, f∘dL/dC; "h_prev" is W_hᵀ dL/dz.
        """
        if name == "h":
            return self.dh
        if name.startswith("z"):
            return self._block(name)
        if name in ("x", "h_prev"):
            params = self.trace.params
            return apply((params.W_x if name == "x" else params.W_h).T, self.dz)
        if self.dc is None or name not in ("c", *_FACTOR):
            raise KeyError(f"no gradient of {name}")
        if name == "c":
            return self.dc
        total, factor = _FACTOR[name]
        dL = self._let_through(total, self.dh if total == "h" else self.dc)
        if name == "f" and isinstance(self.trace.params, LSTMParams) and self.trace.params.variant == "coupled":
            kept_out = np.where(self.trace.held["i"][0], 0.0, self.trace["g"]) if "i" in self.trace.held else self.trace["g"]
            return dL * (self.trace["c_prev"] - kept_out)  # i = 1 − f: what f keeps, i keeps out
        through: Array = dL * self.trace[factor] if factor else dL
        if name == "c_prev" and self.trace.mask is not None:
            through = np.where(self.trace.mask[:, None], through, self.dc)  # padding hands C on as it is
        return through

    def _let_through(self, name: str, dL: Array) -> Array:
        """dL/dh or dL/dC as it reaches what made that value: 0 where it was held or the sentence had ended."""
        trace = self.trace
        if name in trace.held:
            dL = np.where(trace.held[name][0], 0.0, dL)
        return dL if trace.mask is None else dL * trace.mask[:, None]

    def _block(self, name: str) -> Array:
        if name == "z":
            return self.dz
        k, H = GATES.index(name.removeprefix("z_")), self.trace.H
        return self.dz[:, k * H : (k + 1) * H]

    def weights(self) -> LSTMParams | RNNParams:
        """dL/dW summed over all steps, under the names of the weights: ``grad.weights().weight("W_hf")``."""
        tr, D = self.trace, self.trace.params.D
        if tr.given.dtype == np.intp:
            dW_x = sum_by_id(tr.given, self.dz, D)  # type: ignore[arg-type]
            dW_h = outer_sum(self.dz, tr["h_prev"])
            db = dW_x.sum(axis=1)  # every step looked up exactly one column
        else:  # [x, 1, h_prev] stand together on the sheet: one product gives all three
            together = slice(tr.rows["x"].start, tr.rows["h_prev"].stop)
            dW = outer_sum(self.dz, tr.sheets[: tr.T, together])
            dW_x, db, dW_h = dW[:, :D], dW[:, D], dW[:, D + 1 :]
        if isinstance(tr.params, RNNParams):
            return RNNParams.trusted(dW_x, dW_h, db, tr.params.activation)
        dp = None if tr.params.p is None else np.array([self._peephole(k).sum(axis=0) for k in GATES[:3]])
        return LSTMParams.trusted(dW_x, dW_h, db, dp, tr.params.variant)

    def _peephole(self, gate: str) -> Array:
        """dL/dp_``gate`` of each step (T, H), summed over the batch."""
        each: Array = self._block(f"z_{gate}") * self.trace["c" if gate == "o" else "c_prev"]
        return each if each.ndim == 2 else each.sum(axis=2)

    def contribution(self, name: str, t: int) -> Array:
        """What step ``t`` alone adds to dL/d``name``, in the shape of that weight; over all t they sum to ``weights()``."""
        if name.startswith("p_"):
            peephole: Array = self._peephole(name[-1])[t]
            return peephole
        block = self._block(f"z_{name[-1]}" if self.dc is not None else "z")[t : t + 1]
        if name.startswith("b"):
            bias: Array = block[0] if block.ndim == 2 else block[0].sum(axis=1)
            return bias
        return outer_sum(block, self.trace["x" if name.startswith("W_x") else "h_prev"][t : t + 1])


_FACTOR = {
    "kept": ("c", ""),
    "new": ("c", ""),
    "c_prev": ("c", "f"),
    "f": ("c", "c_prev"),
    "i": ("c", "g"),
    "g": ("c", "i"),
    "o": ("h", "tanh_c"),
    "tanh_c": ("h", "o"),
}
"""Which total gradient a quantity receives and the factor it comes through: dL/df = dL/dC ∘ C₋₁, dL/do = dL/dh ∘ tanh C."""
