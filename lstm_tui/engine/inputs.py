"""What both networks ask of their input: checks at the door, and the values an intervention holds."""

from collections.abc import Callable, Iterator
from itertools import count, repeat
from typing import NamedTuple

import numpy as np

from lstm_tui.engine.ops import Array, Ids, frozen
from lstm_tui.engine.trace import Bools, Held, Trace


def as_input(x: object, D: int) -> Ids | Array:
    """A read-only copy of ``x``: ids (T[, B]) as intp, or finite numbers (T, D[, B]) as float64. Raises ValueError."""
    given = np.asarray(x)
    if given.dtype.kind in "iu":
        ids: Ids = given.astype(np.intp)
        if ids.ndim not in (1, 2) or not ids.size:
            raise ValueError(f"token ids of shape {ids.shape}; expected (T,) or (T, B) with T ≥ 1")
        if ids.min() < 0 or ids.max() >= D:
            raise ValueError(f"a token id outside 0 … {D - 1}")
        ids.flags.writeable = False
        return ids
    try:
        numbers: Array = given.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("the input is neither token ids nor numbers") from error
    if numbers.ndim not in (2, 3) or not numbers.size or numbers.shape[1] != D:
        raise ValueError(f"input of shape {numbers.shape}; expected (T, {D}) or (T, {D}, B) with T ≥ 1")
    if not np.isfinite(numbers).all():
        raise ValueError("the input holds a value that is not finite (NaN or Inf)")
    return frozen(numbers)


def batch_of(x: Ids | Array) -> tuple[int, ...]:
    """() for one sentence, (B,) for a batch."""
    return x.shape[1:] if x.dtype == np.intp else x.shape[2:]


def as_mask(mask: object, x: Ids | Array) -> Bools | None:
    """A read-only copy of ``mask`` (T, B), or (T,) for one sentence; None stays None. Raises ValueError."""
    if mask is None:
        return None
    alive = np.array(mask, dtype=np.bool_)
    expected = (len(x), *batch_of(x))
    if alive.shape != expected:
        raise ValueError(f"mask of shape {alive.shape}, expected {expected}")
    alive.flags.writeable = False
    return alive


def as_state(name: str, state: object, shape: tuple[int, ...]) -> Array | float:
    """The initial state (H[, B]), 0 if None. Raises ValueError."""
    if state is None:
        return 0.0
    given = np.asarray(state, dtype=np.float64)
    if given.shape != shape or not np.isfinite(given).all():
        raise ValueError(f"{name} of shape {given.shape}; expected finite numbers of shape {shape}")
    return given


def as_held(held: Held | None, allowed: tuple[str, ...], shape: tuple[int, ...]) -> dict[str, tuple[Bools, Array]]:
    """A copy of ``held``, whose arrays must be (T, H[, B]); the caller may change his own afterwards. Raises ValueError."""
    for name, (where, values) in (held or {}).items():
        if name not in allowed or where.shape != shape or values.shape != shape or not np.isfinite(values).all():
            raise ValueError(f"cannot hold {name}: expected finite values {shape} of one of {', '.join(allowed)}")
    return {name: (where.copy(), values.copy()) for name, (where, values) in (held or {}).items()}


def as_gradient(name: str, dL: object, trace: Trace) -> Array:
    """A copy of dL/d``name`` (T, H[, B]) that may be added to; zeros if None. Raises ValueError for another shape."""
    shape = (trace.T, trace.H, *trace.batch)
    if dL is None:
        return np.zeros(shape)
    given = np.array(dL, dtype=np.float64)
    if given.shape != shape:
        raise ValueError(f"{name} has shape {given.shape}, expected {shape}")
    return given


class Extra(NamedTuple):
    """What a step does beyond the plain formulas.

    ``hold(f=f)`` overwrites the array f where f is held; ``alive`` (B,) is False for sentences that have ended; ``p`` are
    the peepholes of o, f and i.
    """

    hold: Callable[..., None]
    alive: Bools | None
    p: tuple[Array, Array, Array] | None


def extras(
    held: Held, mask: Bools | None, p: tuple[Array, Array, Array] | None = None, always: bool = False
) -> Iterator[Extra | None]:
    """The ``Extra`` of each step, for ever; None where all steps are plain, unless ``always``."""
    if not held and mask is None and p is None and not always:
        return repeat(None)
    return (Extra(_hold(held, t), None if mask is None else mask[t], p) for t in count())


def _hold(held: Held, t: int) -> Callable[..., None]:
    def hold(**quantities: Array) -> None:
        for name in held.keys() & quantities.keys():
            where, values = held[name]
            np.copyto(quantities[name], values[t], where=where[t])

    return hold
