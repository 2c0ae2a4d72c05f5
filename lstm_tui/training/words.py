"""The problem of the word models: say the word of the blank, and, where a recipe asks for it, every next
word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lstm_tui.engine.ops import Array, log_softmax, outer_sum
from lstm_tui.training.network import Kind, Network, keras_start
from lstm_tui.training.optimizer import Adam, clip
from lstm_tui.training.stories import Shape, Story, Task, stories

Ids = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a curriculum: stories of ``shape`` until ``until`` (0..1) of all updates are made."""

    until: float
    shape: Shape


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything but the seed that decides what training makes of a task.

    ``every_word``: weight of next-word prediction (0: the blank alone counts, and the output layer knows the
    answers only). ``gate_cost``: (pi, pf), which adds pi·Σi + pf·Σ(1 − f) to the loss, summed over the units
    and averaged over the words, so that writing and erasing cost something; it fades in over ``cost_from`` …
    ``cost_to`` of the updates. ``lr`` is that of Adam, multiplied by ``slow`` after ``slow_from`` of them;
    ``clip`` is the longest gradient.
    """

    kind: Kind
    H: int
    updates: int
    curriculum: tuple[Stage, ...]
    every_word: float = 0.0
    gate_cost: tuple[float, float] | None = None
    cost_from: float = 0.15
    cost_to: float = 0.55
    batch: int = 32
    lr: float = 0.01
    slow: float = 0.2
    slow_from: float = 0.7
    clip: float = 1.0
    forget_bias: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Stories side by side, (T, B): ids of words, ids of what should come next, and how much each position
    counts (0: padding).

    ``alive`` (T, B) is 1 where there is a word, ``last`` (B,) the position before the blank.
    """

    x: Ids
    target: Ids
    weight: Array
    alive: Array
    last: Ids


class Coder:
    """Words to numbers for one task: inputs are the vocabulary, outputs the vocabulary or the answers."""

    def __init__(self, task: Task, every_word: float) -> None:
        self.outputs = task.words if every_word else task.answers
        self._every_word = every_word
        self._input = {word: k for k, word in enumerate(task.words)}
        self._output = {word: k for k, word in enumerate(self.outputs)}

    def batch(self, told: Sequence[Story]) -> Batch:
        """Stories padded at their end to the longest of them."""
        lengths = np.array([len(s.words) for s in told])
        T, B = int(lengths.max()), len(told)
        x, target = np.zeros((2, B, T), dtype=np.intp)
        for k, story in enumerate(told):
            n = lengths[k]
            x[k, :n] = [self._input[w] for w in story.words]
            if self._every_word:
                target[k, : n - 1] = x[k, 1:n]
            target[k, n - 1] = self._output[story.answer]
        alive = (np.arange(T)[:, None] < lengths).astype(np.float64)
        weight = alive * (self._every_word / (lengths.sum() - B or 1))
        weight[lengths - 1, np.arange(B)] = 1.0 / B
        return Batch(np.ascontiguousarray(x.T), np.ascontiguousarray(target.T), weight, alive, lengths - 1)


class WordProblem:
    """A task and the settings to train it with; see ``loop.Problem``."""

    def __init__(self, task: Task, settings: Settings, every: int = 50) -> None:
        self.task, self.settings, self.every = task, settings, every
        self.updates = settings.updates
        self.coder = Coder(task, settings.every_word)

    def begin(self, rng: np.random.Generator) -> tuple[Network, Adam]:
        """Keras's first weights, and Adam."""
        s = self.settings
        network = Network(s.kind, len(self.task.words), s.H, len(self.coder.outputs))
        return keras_start(network, rng, s.forget_bias), Adam(network.vector.size, s.lr)

    def rate(self, update: int) -> float:
        """1, and ``slow`` towards the end."""
        return self.settings.slow if update >= self.settings.slow_from * self.updates else 1.0

    def gradient(self, network: Network, update: int, rng: np.random.Generator) -> tuple[float, float]:
        """Fresh stories of the curriculum's present stage, none of them held out."""
        done = update / self.updates
        shape = next(stage.shape for stage in self.settings.curriculum if done < stage.until)
        batch = self.coder.batch(stories(self.task, rng, self.settings.batch, shape))
        loss, accuracy = gradient(network, batch, self._gate_cost(done))
        clip(network.gradient, self.settings.clip)
        return loss, accuracy

    def _gate_cost(self, done: float) -> tuple[float, float] | None:
        s = self.settings
        if s.gate_cost is None or done <= s.cost_from:
            return None
        share = min((done - s.cost_from) / (s.cost_to - s.cost_from), 1.0)
        return s.gate_cost[0] * share, s.gate_cost[1] * share


def gradient(network: Network, batch: Batch, gate_cost: tuple[float, float] | None = None) -> tuple[float, float]:
    """The batch's weighted cross-entropy (without the gate cost) and its accuracy at the blank; the gradient
    of both costs is left in ``network.gradient``. dL/dy = weight·(softmax(y) − target)."""
    trace = network.forward(network.cell, batch.x)
    h = trace["h"]
    log_p = log_softmax(network.head.logits(h))
    right = np.take_along_axis(log_p, batch.target[:, None], axis=1)[:, 0]
    columns = np.arange(len(batch.last))
    hits = log_p[batch.last, :, columns].argmax(axis=1) == batch.target[batch.last, columns]
    dy = np.exp(log_p)
    np.put_along_axis(dy, batch.target[:, None], np.exp(right)[:, None] - 1.0, axis=1)
    dy *= batch.weight[:, None]
    dh = np.matmul(network.head.W_y.T, dy)
    gates = {} if gate_cost is None else _gate_slopes(network.H, batch, *gate_cost)
    grad = network.backward(trace, dh, **gates)
    network.collect(grad, outer_sum(dy, h), dy.sum(axis=(0, 2)))
    return -float((batch.weight * right).sum()), float(hits.mean())


def _gate_slopes(H: int, batch: Batch, pi: float, pf: float) -> dict[str, Array]:
    """d/di and d/df of pi·Σi + pf·Σ(1 − f), averaged over the words of the batch: (T, H, B)."""
    share = np.repeat((batch.alive / batch.alive.sum())[:, None], H, axis=1)
    return {"di": pi * share, "df": -pf * share}
