"""The noisy sine: windows of ten points, each to be continued by one, for a plain RNN and an LSTM of twenty
units.

After a widely copied Korean tutorial written with Keras, whose data, initial weights, loss and optimiser this
module repeats.
"""

from dataclasses import dataclass

import numpy as np

from lstm_tui.engine.ops import Array
from lstm_tui.training.network import FusedNetwork, Kind, Network, keras_start
from lstm_tui.training.optimizer import SGD, Adam, Optimizer

WINDOW = 10
UNITS = 20


@dataclass(frozen=True, eq=False, slots=True)
class Wave:
    """``points`` (50,) of the noisy sine, and its windows: ``x`` and ``target`` (10, 1, 40), time first, the
    batch last."""

    points: Array
    x: Array
    target: Array


def wave(rng: np.random.Generator, points: int = 50, noise: float = 0.1) -> Wave:
    """sin over [−2π, 2π] with normal noise; ``target`` is ``x`` one point later. Read-only arrays."""
    series = np.sin(np.linspace(-2 * np.pi, 2 * np.pi, points)) + noise * rng.standard_normal(points)
    windows = np.lib.stride_tricks.sliding_window_view(series, WINDOW).T  # (10, 41)
    x, target = windows[:, None, :-1].copy(), windows[:, None, 1:].copy()
    for array in (series, x, target):
        array.flags.writeable = False
    return Wave(series, x, target)


class SineProblem:
    """One-step prediction at every point of a window, mean squared error; see ``loop.Problem``.

    ``optimizer`` is "sgd" (the tutorial's, whose default rate is 0.01) or "adam". A point of the run is one
    epoch; its accuracy is NaN, since there is nothing to hit.
    """

    def __init__(
        self, kind: Kind, data: Wave, optimizer: str = "sgd", lr: float = 0.01, epochs: int = 500, batch: int = 8
    ) -> None:
        if optimizer not in ("sgd", "adam"):
            raise ValueError(f"unknown optimizer {optimizer!r}")
        self.kind, self.data, self.optimizer, self.lr, self.batch = kind, data, optimizer, lr, batch
        self.every = -(-data.x.shape[2] // batch)
        self.updates = epochs * self.every
        self._batches: list[tuple[Array, Array]] = []

    def begin(self, rng: np.random.Generator) -> tuple[Network, Optimizer]:
        """Keras's first weights (unit forget bias), and the optimiser."""
        network = keras_start(FusedNetwork(self.kind, 1, UNITS, 1), rng)
        return network, SGD(self.lr) if self.optimizer == "sgd" else Adam(network.vector.size, self.lr)

    def rate(self, update: int) -> float:  # noqa: ARG002 — the same at every update
        """Always 1."""
        return 1.0

    def gradient(self, network: Network, update: int, rng: np.random.Generator) -> tuple[float, float]:
        """The windows in a new random order each epoch, ``batch`` at a time."""
        if not isinstance(network, FusedNetwork):
            raise TypeError("a network that begin() did not make")
        k = update % self.every
        if k == 0:
            self._batches = batches(self.data, rng.permutation(self.data.x.shape[2]), self.batch)
        return gradient(network, *self._batches[k]), float("nan")


def batches(data: Wave, order: np.ndarray, size: int) -> list[tuple[Array, Array]]:
    """Inputs and targets of one epoch in this order of the windows."""
    x, target = data.x[:, :, order], data.target[:, :, order]
    return [(x[:, :, k : k + size], target[:, :, k : k + size]) for k in range(0, len(order), size)]


def gradient(network: FusedNetwork, x: Array, target: Array) -> float:
    """Mean squared error of one batch; its gradient is left in ``network.gradient``. dL/dy = 2(y − target)/n."""
    passes = network.passes(len(x), x.shape[2])
    error = passes.forward(x) - target  # (T, 1, B)
    passes.backward(error * (2.0 / error.size))
    flat = error.reshape(-1)
    return float(flat.dot(flat) / flat.size)


def continuation(network: Network, start: Array, count: int) -> Array:
    """``start`` (10,) and ``count`` further points, each predicted from the ten before it (the network's own,
    after a while)."""
    points = list(map(float, start))
    for _ in range(count):
        window = np.array(points[-WINDOW:])[:, None]
        h = network.forward(network.cell, window)["h"]
        points.append(float(network.head.logits(h[-1:])[0, 0]))
    return np.array(points)
