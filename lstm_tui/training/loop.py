"""The training loop: a problem and a seed in, frozen points out. It draws no clock and prints nothing.

Whoever iterates decides: to stop is to stop asking, and to go on later is to hand in the last point's
checkpoint.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lstm_tui.engine.ops import Array
from lstm_tui.training.network import Network
from lstm_tui.training.optimizer import Optimizer


@dataclass(frozen=True, eq=False, slots=True)
class Checkpoint:
    """All that the rest of a run depends on, after ``update`` updates. The arrays are read-only copies."""

    update: int
    vector: Array
    optimizer: tuple[Array, ...]
    chance: dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """Where a run stands after ``update`` of ``updates``: mean ``loss`` and ``accuracy`` (0..1, NaN where the
    problem has none) since the point before, and ``seconds`` since the run, or this part of it, began."""

    update: int
    updates: int
    loss: float
    accuracy: float
    seconds: float
    checkpoint: Checkpoint

    @property
    def good(self) -> bool:
        """Whether the numbers are finite."""
        return bool(np.isfinite(self.loss) and np.isfinite(self.checkpoint.vector).all())


class Problem(Protocol):
    """What is trained: a network, an optimiser, and updates that leave their gradient behind."""

    updates: int
    every: int

    def begin(self, rng: np.random.Generator) -> tuple[Network, Optimizer]:
        """A network with its first weights, and the optimiser."""
        ...

    def gradient(self, network: Network, update: int, rng: np.random.Generator) -> tuple[float, float]:
        """Loss and accuracy of the batch number ``update``; the gradient is left in ``network.gradient``."""
        ...

    def rate(self, update: int) -> float:
        """What the learning rate is multiplied with at this update."""
        ...


def streams(seed: int) -> tuple[np.random.Generator, np.random.Generator, np.random.Generator]:
    """Independent sources of chance for the data, the first weights, and the order of batches, from one
    seed."""
    data, weights, order = np.random.default_rng(seed).spawn(3)
    return data, weights, order


def run(problem: Problem, seed: int, clock: Callable[[], float], start: Checkpoint | None = None) -> Iterator[Point]:
    """Trains, yielding a point every ``problem.every`` updates and at the end.

    The same seed gives the same weights bit for bit on the same machine, whether the run was interrupted or
    not.
    """
    _keep_freed_memory()
    _, weights, order = streams(seed)
    network, optimizer = problem.begin(weights)
    done = 0
    if start is not None:
        done = start.update
        network.vector[...] = start.vector
        optimizer.restore(start.optimizer)
        order.bit_generator.state = start.chance
    began, losses, hits = clock(), 0.0, 0.0
    since = done
    for update in range(done, problem.updates):
        loss, accuracy = problem.gradient(network, update, order)
        optimizer.step(network.vector, network.gradient, problem.rate(update))
        losses += loss
        hits += accuracy
        if (update + 1) % problem.every == 0 or update + 1 == problem.updates:
            count = update + 1 - since
            checkpoint = _checkpoint(update + 1, network, optimizer, order)
            yield Point(update + 1, problem.updates, losses / count, hits / count, clock() - began, checkpoint)
            losses, hits, since = 0.0, 0.0, update + 1


def _keep_freed_memory() -> None:
    """glibc returns large blocks to the system at once until it has seen a larger one freed. Without this,
    the page faults of each update's fresh buffers can take as long as its arithmetic. The block is never
    touched, so it costs nothing."""
    np.empty(31 << 17)


def _checkpoint(update: int, network: Network, optimizer: Optimizer, order: np.random.Generator) -> Checkpoint:
    vector, *state = (a.copy() for a in (network.vector, *optimizer.state))
    for array in (vector, *state):
        array.flags.writeable = False
    return Checkpoint(update, vector, tuple(state), dict(order.bit_generator.state))
