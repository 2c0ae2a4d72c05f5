"""The worksheet a step fills in, and the walk over all steps that both networks share."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from lstm_tui.engine.inputs import Extra
from lstm_tui.engine.ops import Array, Ids
from lstm_tui.engine.params import LSTMParams, RNNParams

Rows = Mapping[str, slice]


class Cell(NamedTuple):
    """A worksheet (n[, B]), where each quantity stands on it, and the step that fills it in.

    ``step(times_W, given, extra)`` puts ``given`` in the place of x, multiplies [x, 1, h_prev] by the weights and goes on
    from there; for token ids it multiplies h_prev alone and adds ``given``, which is W_x x + b already. The sheet is
    scratch paper of one pass; what is kept of each step is a copy.
    """

    sheet: Array
    rows: Rows
    state_in: Array
    state_out: Array
    step: Callable[[Callable[..., object], Array, Extra | None], None]


@cache
def lay_out(names: tuple[str, ...], H: int, D: int | None) -> Rows:
    """Places for ``names``, below each other, H rows each. "x" takes D rows and one more, a constant 1 for the bias; no
    rows where the input is token ids (``D`` None)."""
    rows, at = {}, 0
    for name in names:
        size = H if name != "x" else D or 0
        if size:
            rows[name] = slice(at, at + size)
        at += size + (1 if name == "x" and D else 0)
    return MappingProxyType(rows)


def span(rows: Rows, first: str, last: str) -> slice:
    """From the top of ``first`` to the bottom of ``last``."""
    return slice(rows[first].start, rows[last].stop)


def new_sheet(rows: Rows, batch: tuple[int, ...]) -> Array:
    """An empty worksheet, but for the constant 1 after x."""
    sheet = np.zeros((max(place.stop for place in rows.values()), *batch))
    if "x" in rows:
        sheet[rows["x"].stop] = 1.0
    return sheet


def weights_and_inputs(params: LSTMParams | RNNParams, x: Ids | Array) -> tuple[Array, Array]:
    """What multiplies [x, 1, h_prev], and the inputs x; for ids what multiplies h_prev, and W_x x + b looked up by id."""
    if x.dtype != np.intp:
        return np.vstack([params.W_x.T, params.b, params.W_h.T]).T, x  # type: ignore[return-value]
    looked_up: Array = (params.W_x.T + params.b)[x]  # (T[, B], n)
    return params.W_h, looked_up if x.ndim == 1 else np.ascontiguousarray(looked_up.swapaxes(1, 2))


def walk(cell: Cell, W: Array, inputs: Array, extras: Iterable[Extra | None]) -> Array:
    """The worksheets of all steps (T, n[, B]), in a buffer of their own; ``cell.state_out`` holds the initial state."""
    sheet, _, state_in, state_out, step = cell
    sheets, times_W = np.empty((len(inputs), *sheet.shape)), W.dot
    with np.errstate(over="ignore", invalid="ignore"):
        for given, kept, extra in zip(inputs, sheets, extras):  # noqa: B905 (the extras may go on for ever)
            state_in[...] = state_out
            step(times_W, given, extra)
            kept[...] = sheet
    return sheets
