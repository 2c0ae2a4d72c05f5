"""Layers on top of each other, and both reading directions, made of the same two passes.

The input of an upper layer is the h of the one below; the backward direction reads the same steps from the last to the
first. Both networks may be mixed freely.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.ops import Array, Ids, frozen
from lstm_tui.engine.params import LSTMParams, RNNParams
from lstm_tui.engine.trace import Bools, GradTrace, Trace

Params = LSTMParams | RNNParams


@dataclass(frozen=True, slots=True)
class Both:
    """A layer that reads in both directions; its output at a step is [h forwards, h backwards] (T, 2H[, B])."""

    forwards: Params
    backwards: Params


Layer = Params | Both


@dataclass(frozen=True, eq=False, slots=True)
class BothTraces:
    """The traces of both directions. ``backwards`` is in its own reading order: its step 0 is the last of the sentence."""

    forwards: Trace
    backwards: Trace


@dataclass(frozen=True, eq=False, slots=True)
class BothGrads:
    """The gradients of both directions, each in its own reading order."""

    forwards: GradTrace
    backwards: GradTrace


def one_way(params: Params, x: Ids | Array, mask: Bools | None = None) -> Trace:
    """The pass of whichever network ``params`` belong to, from a state of zeros. Raises ValueError as ``forward`` does."""
    return lstm.forward(params, x, mask=mask) if isinstance(params, LSTMParams) else rnn.forward(params, x, mask=mask)


def one_way_back(trace: Trace, dh: Array) -> GradTrace:
    """The backward pass of whichever network made ``trace``, from dL/dh_t (T, H[, B])."""
    return lstm.backward(trace, dh) if isinstance(trace.params, LSTMParams) else rnn.backward(trace, dh)


def forward(layers: Sequence[Layer], x: Ids | Array, mask: Bools | None = None) -> tuple[Trace | BothTraces, ...]:
    """The traces of all layers, from the lowest up; x and mask as in ``lstm.forward``.

    Raises ValueError where a layer does not fit the output of the one below. With a mask, the backward direction starts at
    the last word of each sentence, since padding hands the state, zeros, on.
    """
    traces: list[Trace | BothTraces] = []
    for layer in layers:
        given = output(traces[-1]) if traces else x
        if isinstance(layer, Both):
            turned: Ids | Array = np.asarray(given)[::-1]  # type: ignore[assignment]
            back = one_way(layer.backwards, turned, None if mask is None else mask[::-1])
            traces.append(BothTraces(one_way(layer.forwards, given, mask), back))
        else:
            traces.append(one_way(layer, given, mask))
    return tuple(traces)


def output(trace: Trace | BothTraces) -> Array:
    """What a layer hands up: h (T, H[, B]), or both directions' h in the order of the sentence (T, 2H[, B])."""
    if isinstance(trace, Trace):
        return trace["h"]
    return frozen(np.concatenate([trace.forwards["h"], trace.backwards["h"][::-1]], axis=1))


def backward(traces: Sequence[Trace | BothTraces], dh: Array) -> tuple[GradTrace | BothGrads, ...]:
    """The gradients of all layers, from the lowest up, from dL/dh_t of the uppermost output (T, H or 2H[, B])."""
    grads: list[GradTrace | BothGrads] = []
    for trace in reversed(traces):
        if isinstance(trace, Trace):
            grad = one_way_back(trace, dh)
            grads.append(grad)
            dh = grad["x"]
        else:
            H = trace.forwards.H
            there, back = one_way_back(trace.forwards, dh[:, :H]), one_way_back(trace.backwards, dh[::-1, H:])
            grads.append(BothGrads(there, back))
            dh = there["x"] + back["x"][::-1]
    return tuple(reversed(grads))
