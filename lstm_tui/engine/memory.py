"""Who is in the memory: what each token still owns of the cell state.

Unrolling C_t = f_t∘C_{t−1} + i_t∘g_t gives an identity, not an estimate:

    C_T = (∏_t f_t)∘C_0 + Σ_t (∏_{s>t} f_s)∘i_t∘g_t

so every signed part below is exact, and they sum to C. A cell that was clamped starts a part of its own there. A second
figure, ``retained_for_answer``, weighs the units by what the output layer makes of them; the two have two names.
"""

from dataclasses import dataclass

import numpy as np

from lstm_tui.engine.ops import Array
from lstm_tui.engine.trace import Trace


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The parts of C at one step ``t``: of the initial state ``start`` (H[, B]), of what each token wrote ``written``
    (t + 1, H[, B]), and of what a clamp put there ``clamped`` (t + 1, H[, B])."""

    start: Array
    written: Array
    clamped: Array

    def total(self) -> Array:
        """Their sum, which is C (H[, B])."""
        total: Array = self.start + self.written.sum(axis=0) + self.clamped.sum(axis=0)
        return total

    def shares(self) -> Array:
        """How much of the memory each token holds: |part| / Σ|part| (t + 1, H[, B]), the clamp's part counted with its
        token's; 0 where the cell is empty. What is missing to 1 belongs to the initial state."""
        size = np.abs(self.written) + np.abs(self.clamped)
        whole = size.sum(axis=0) + np.abs(self.start)
        shares: Array = np.divide(size, whole, out=np.zeros_like(size), where=whole > 0)
        return shares


def parts(trace: Trace, t: int | None = None, c0: Array | None = None) -> Parts:
    """The parts of C_t (t = the last step by default) of an LSTM's trace that started from ``c0`` (0 by default).

    Raises IndexError for a step that is not there and KeyError for an RNN, which has no cell.
    """
    t = trace.T - 1 if t is None else t
    trace.step(t)
    f, written = trace["f"][: t + 1].copy(), trace["new"][: t + 1].copy()
    clamped = np.zeros_like(written)
    if "c" in trace.held:
        where, values = (a[: t + 1] for a in trace.held["c"])
        f[where], written[where], clamped[where] = 0.0, 0.0, values[where]
    if trace.mask is not None:  # padding hands C on, even where a clamp would hold it
        ended = np.broadcast_to(~trace.mask[: t + 1, None], f.shape)
        f[ended], written[ended], clamped[ended] = 1.0, 0.0, 0.0
    later = np.ones_like(f)  # ∏ of the f after each step
    later[:-1] = np.cumprod(f[:0:-1], axis=0)[::-1]
    start = (trace["c_prev"][0] if c0 is None else c0) * later[0] * f[0]
    return Parts(start, written * later, clamped * later)


def retained_for_answer(trace: Trace, importance: Array, old: int, new: int) -> float:
    """How much of what the token ``old`` wrote is left after the token ``new``, in [0, ∞), for one sentence.

    Σ_u importance_u·|part of ``old`` after ``new``| over the same sum just before ``new``, with ``importance`` (H,) the
    weight of each unit in the decision, |W_y[he] − W_y[she]|. What a clamp put into the cell at ``old`` counts as written
    there. Raises ValueError unless old < new.
    """
    if not old < new:
        raise ValueError(f"the old token ({old}) must come before the new one ({new})")
    found = (parts(trace, t) for t in (new - 1, new))
    before, after = (np.abs(part.written[old] + part.clamped[old]) @ importance for part in found)
    return float(after / before) if before else 0.0
