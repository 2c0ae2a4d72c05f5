"""A network in training: all its weights as one vector, and the views of it that the engine's passes run
on."""

from collections.abc import Callable
from typing import Literal, Self

import numpy as np

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.batch import LSTMPasses, Passes, RNNPasses
from lstm_tui.engine.ops import Array, frozen
from lstm_tui.engine.params import GATES, Head, LSTMParams, RNNParams
from lstm_tui.engine.trace import GradTrace, Trace

Kind = Literal["lstm", "rnn"]


class Network:
    """Weights of a layer of ``H`` units and of its output layer, standing one after the other in ``vector``.

    ``cell`` and ``head`` are views of the vector: an update of it is an update of them. The vector is written
    to between passes only.
    """

    def __init__(self, kind: Kind, D: int, H: int, V: int) -> None:
        n = len(GATES) * H if kind == "lstm" else H
        self.kind, self.D, self.H, self.V = kind, D, H, V
        self.shapes = ((n, D), (n, H), (n,), (V, H), (V,))
        self.vector = np.zeros(self._size())
        self.gradient = np.zeros_like(self.vector)
        W_x, W_h, b, W_y, b_y = map(frozen, self._views(self.vector))
        self.cell = LSTMParams.trusted(W_x, W_h, b) if kind == "lstm" else RNNParams.trusted(W_x, W_h, b)
        self.head = Head.trusted(W_y, b_y)
        self.forward: Callable[..., Trace] = lstm.forward if kind == "lstm" else rnn.forward
        self.backward: Callable[..., GradTrace] = lstm.backward if kind == "lstm" else rnn.backward

    @property
    def parameters(self) -> int:
        """How many numbers training may change."""
        return sum(int(np.prod(shape)) for shape in self.shapes)

    def _size(self) -> int:
        return self.parameters

    def _views(self, vector: Array) -> list[Array]:
        ends = np.cumsum([int(np.prod(shape)) for shape in self.shapes])
        return [part.reshape(shape) for part, shape in zip(np.split(vector, ends[:-1]), self.shapes, strict=True)]

    def start(self, W_x: Array, W_h: Array, b: Array, W_y: Array, b_y: Array) -> Self:
        """Sets all weights, shaped as in the equations; returns the network. Raises ValueError for a wrong
        size."""
        for place, given in zip(self._views(self.vector), (W_x, W_h, b, W_y, b_y), strict=True):
            place[...] = np.reshape(given, place.shape)
        return self

    def collect(self, grad: GradTrace, dW_y: Array, db_y: Array) -> Array:
        """All gradients as one vector in the order of the weights; it is overwritten by the next call."""
        w = grad.weights()
        np.concatenate((w.W_x.ravel(), w.W_h.ravel(), w.b, dW_y.ravel(), db_y), out=self.gradient)
        return self.gradient


class FusedNetwork(Network):
    """The same for batches of one shape: all weights are one array, so that the passes of ``engine.batch`` read it and leave
    its gradient where they stand, with nothing to copy. Only the order within ``vector`` differs, and D·V zeros among it."""

    def __init__(self, kind: Kind, D: int, H: int, V: int) -> None:
        super().__init__(kind, D, H, V)
        self._passes: dict[tuple[int, int], Passes] = {}

    def _size(self) -> int:
        return (self.D + 1 + self.H) * (self.shapes[0][0] + self.V)

    def _whole(self, vector: Array) -> Array:
        """[[0, b_y, W_y], [W_x, b, W_h]] (V + n, D + 1 + H), column by column."""
        return vector.reshape(self.D + 1 + self.H, -1).T

    def _views(self, vector: Array) -> list[Array]:
        V, D, W = self.V, self.D, self._whole(vector)
        return [W[V:, :D], W[V:, D + 1 :], W[V:, D], W[:V, D + 1 :], W[:V, D]]

    def passes(self, T: int, B: int) -> Passes:
        """The passes over batches of this shape; ``backward`` leaves its gradient in ``gradient``."""
        if (T, B) not in self._passes:
            make = LSTMPasses if self.kind == "lstm" else RNNPasses
            self._passes[T, B] = make(self._whole(self.vector), self.V, T, B, self._whole(self.gradient).T)
        return self._passes[T, B]


def glorot(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Uniform within ±√(6 / (rows + columns)) (Glorot & Bengio 2010), with no attention to which side is the
    input."""
    limit = np.sqrt(6.0 / (rows + columns))
    drawn: Array = rng.uniform(-limit, limit, (rows, columns))
    return drawn


def orthogonal(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """A matrix whose shorter side's vectors are orthonormal (Saxe et al. 2014): Q of a Gaussian, its signs
    made unique."""
    gaussian = rng.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(gaussian)
    q *= np.sign(np.diag(r))
    return q if rows >= columns else q.T


def keras_start(network: Network, rng: np.random.Generator, forget_bias: float = 1.0) -> Network:
    """Weights as Keras draws them: kernels Glorot-uniform over (D, 4H), recurrent ones orthogonal as a whole
    (H × 4H), biases 0, but for the forget gate's. The output layer is Glorot-uniform with bias 0."""
    n, H = network.shapes[0][0], network.H
    b = np.zeros(n)
    if network.kind == "lstm":
        at = GATES.index("f") * H
        b[at : at + H] = forget_bias
    W_x, W_h = glorot(rng, n, network.D), orthogonal(rng, n, H)
    return network.start(W_x, W_h, b, glorot(rng, network.V, H), np.zeros(network.V))
