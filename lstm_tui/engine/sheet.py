"""The worksheet a step fills in, and the walk over all steps that both networks share."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from lstm_tui.engine.inputs import Extra
from lstm_tui.engine.ops import Array, Ids
from lstm_tui.engine.params import LSTMParams, RNNParams


class Cell(NamedTuple):
    """A worksheet (n[, B]), where each quantity stands on it, and the step that fills it in from the next input."""

    sheet: Array
    rows: dict[str, slice]
    state_in: Array
    state_out: Array
    step: Callable[[Array, Extra | None], None]


def lay_out(names: Iterable[str], H: int, D: int | None) -> dict[str, slice]:
    """Places for ``names``, below each other, H rows each. "x" takes D rows and a constant 1 after it, for the bias; it
    takes none where the input is token ids (``D`` None)."""
    rows, at = {}, 0
    for name in names:
        size = H if name != "x" else D or 0
        if size:
            rows[name] = slice(at, at + size)
        at += size + (1 if name == "x" and D else 0)
    return rows


def rows_between(rows: dict[str, slice], first: str, last: str) -> slice:
    """From the top of ``first`` to the bottom of ``last``."""
    return slice(rows[first].start, rows[last].stop)


def weights_and_inputs(params: LSTMParams | RNNParams, x: Ids | Array) -> tuple[Array, Array]:
    """What multiplies [x, 1, h_prev], and the inputs x; for ids what multiplies h_prev, and W_x x + b looked up by id."""
    if x.dtype != np.intp:
        return np.hstack([params.W_x, params.b[:, None], params.W_h]), x  # type: ignore[return-value]
    looked_up: Array = (params.W_x.T + params.b)[x]  # (T[, B], n)
    return params.W_h, looked_up if x.ndim == 1 else np.ascontiguousarray(looked_up.swapaxes(1, 2))


def walk(cell: Cell, inputs: Array, extras: Iterable[Extra | None]) -> Array:
    """The worksheets of all steps (T, n[, B]), in a buffer of their own; ``cell.state_out`` holds the initial state."""
    sheet, _, state_in, state_out, step = cell
    sheets = np.empty((len(inputs), *sheet.shape))
    with np.errstate(over="ignore", invalid="ignore"):
        for given, kept, extra in zip(inputs, sheets, extras):
            state_in[...] = state_out
            step(given, extra)
            kept[...] = sheet
    return sheets
