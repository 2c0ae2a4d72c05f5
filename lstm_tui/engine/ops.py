"""The few functions every network here is made of, each stable for any finite input.

Arrays are float64. Time is the first axis, the batch, if there is one, the last: (T, n) or (T, n, B).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ids = NDArray[np.intp]


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + e^−z), in [0, 1], for any shape.

    Relative error is about 2e-16 down to z = −709, where the tanh form would long have rounded to 0: a gate that is nearly
    shut still shows how nearly. Below −709 e^−z overflows to inf and σ to an exact 0, without a warning.
    """
    with np.errstate(over="ignore"):
        out: Array = np.reciprocal(np.add(np.exp(np.negative(z)), 1.0))
    return out


def softmax(y: Array, axis: int = 1) -> Array:
    """p_k = e^y_k / Σ_j e^y_j along ``axis``; the largest logit is taken off first, so that nothing overflows."""
    p: Array = np.exp(y - y.max(axis=axis, keepdims=True))
    p /= p.sum(axis=axis, keepdims=True)
    return p


def log_softmax(y: Array, axis: int = 1) -> Array:
    """log p along ``axis``, finite wherever y is finite."""
    shifted = y - y.max(axis=axis, keepdims=True)
    out: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return out


def apply(W: Array, a: Array) -> Array:
    """W @ a_t for every t: W (m, n) and a (T, n[, B]) give (T, m[, B])."""
    out: Array = a @ W.T if a.ndim == 2 else np.matmul(W, a)
    return out


def outer_sum(a: Array, b: Array) -> Array:
    """Σ_t a_t b_tᵀ, over the batch too: a (T, m[, B]) and b (T, n[, B]) give (m, n)."""
    if a.ndim == 3:  # (T·B, m) and (T·B, n), so that one product sums over time and batch
        a, b = (each.transpose(0, 2, 1).reshape(-1, each.shape[1]) for each in (a, b))
    out: Array = a.T.dot(b)
    return out


def one_hot(ids: Ids, size: int) -> Array:
    """Rows of the identity: ids (T,) or (T, B) become (T, size) or (T, size, B)."""
    hot = np.zeros((ids.shape[0], size, *ids.shape[1:]))
    np.put_along_axis(hot, ids[:, None], 1.0, axis=1)
    return hot


def sum_by_id(ids: Ids, a: Array, size: int) -> Array:
    """Σ of the a_t that belong to each id, what ``outer_sum(a, one_hot(ids))`` gives without making the one-hot array.

    ids (T[, B]) and a (T, m[, B]) give (m, size).
    """
    flat = ids.reshape(-1)
    order = np.argsort(flat, kind="stable")
    found, starts = np.unique(flat[order], return_index=True)
    rows = np.moveaxis(a, 1, -1).reshape(flat.size, -1)[order]  # (T·B, m)
    out = np.zeros((a.shape[1], size))
    out[:, found] = np.add.reduceat(rows, starts, axis=0).T
    return out


def frozen(array: Array) -> Array:
    """The same array, from now on read-only."""
    array.flags.writeable = False
    return array
