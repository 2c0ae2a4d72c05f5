"""What a trained network does on held-out stories: how often it is right, and what its gates do where a name
or a place comes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lstm_tui.engine.memory import retained_for_answer
from lstm_tui.engine.ops import Array
from lstm_tui.training.network import Network
from lstm_tui.training.stories import Shape, Story, stories
from lstm_tui.training.tasks import held_out
from lstm_tui.training.words import Batch, Coder, WordProblem

GAPS = (0, 4, 8, 16, 32, 64)
COUNT = 500
"""Held-out stories for each gap."""
SEED = 2000
"""The seed of the held-out stories; that they are none of training is ensured by ``Story.held_out``, not by
the seed."""

REMARKS = {
    "pronoun": "A plain RNN solves this task too; it is no evidence that an LSTM does better.",
    "place": "Hard for a plain RNN to learn, not impossible; how well it ends differs from seed to seed.",
}


def accuracy(network: Network, coder: Coder, told: Sequence[Story]) -> float:
    """Share of stories whose answer is the most probable of all outputs."""
    right = 0
    for part in (told[k : k + 100] for k in range(0, len(told), 100)):
        batch = coder.batch(part)
        h = network.forward(network.cell, batch.x)["h"]
        columns = np.arange(len(part))
        logits = network.head.logits(h[batch.last, :, columns])  # (B, V)
        right += int((logits.argmax(axis=1) == batch.target[batch.last, columns]).sum())
    return right / len(told)


def train_accuracy(network: Network, problem: WordProblem, seed: int) -> float:
    """On stories of training's class and of its last stage, not the very ones it saw."""
    told = stories(problem.task, np.random.default_rng((seed, 1)), COUNT, problem.settings.curriculum[-1].shape)
    return accuracy(network, problem.coder, told)


def held_out_report(network: Network, problem: WordProblem) -> dict[str, Any]:
    """Accuracy by gap, and of which stories."""
    figures = {str(gap): accuracy(network, problem.coder, held_out(problem.task, gap, COUNT, SEED)) for gap in GAPS}
    return {"held_out": figures, "held_out_stories": {"each": COUNT, "seed": SEED}}


def notes(network: Network, problem: WordProblem) -> dict[str, Any]:
    """Figures of the gates, for an LSTM; a plain RNN has none, and a remark instead of them."""
    if network.kind == "rnn":
        return {"remark": REMARKS[problem.task.name]}
    shape = Shape((2, 4), (0, 3), (0, 3)) if problem.task.name == "pronoun" else Shape(gap=(4, 8))
    told = stories(problem.task, np.random.default_rng((SEED, 1)), COUNT, shape, held_out=True)
    if problem.task.name == "pronoun":
        return asdict(switches(network, problem.coder, told, problem.task.answers))
    return asdict(writes(network, problem.coder, told))


@dataclass(frozen=True, slots=True)
class Switches:
    """Means over held-out stories for ``unit``, the one that carries most of the decision (``share``, 0..1):
    the largest mean |(W_y[a] − W_y[b])·h| at the blank.

    ``f_new`` and ``i_new``: at a name of the other label than the one before it. ``f_elsewhere``: at all
    other words. ``i_name``: at every name. ``i_elsewhere``: at all words that are no name. ``retained``, by
    the label of the old name: the mean share of its part of the decision that is still there once the new
    name is read (``engine.memory.retained_for_answer``), over all units, each weighted by |W_y[a] − W_y[b]|.
    """

    unit: int
    share: float
    f_new: float
    f_elsewhere: float
    i_new: float
    i_name: float
    i_elsewhere: float
    retained: dict[str, float]


def switches(network: Network, coder: Coder, told: Sequence[Story], answers: tuple[str, ...]) -> Switches:
    """The gates of an LSTM on the pronoun task. Raises ValueError where no story goes from one label to the
    other."""
    batch = coder.batch(told)
    trace = network.forward(network.cell, batch.x)
    a, b = (network.head.W_y[coder.outputs.index(answer)] for answer in answers)
    carried = np.abs(trace["h"][batch.last, :, np.arange(len(told))] * (a - b)).mean(axis=0)
    unit = int(carried.argmax())
    new, name = _places(told, batch)
    if not new.any():
        raise ValueError("no story goes from one label to the other")
    alive = batch.alive.astype(bool)
    f, i = trace["f"][:, unit], trace["i"][:, unit]
    return Switches(
        unit=unit,
        share=float(carried[unit] / carried.sum()),
        f_new=float(f[new].mean()),
        f_elsewhere=float(f[alive & ~new].mean()),
        i_new=float(i[new].mean()),
        i_name=float(i[name].mean()),
        i_elsewhere=float(i[alive & ~name].mean()),
        retained=_retained(network, coder, told, np.abs(a - b)),
    )


def _places(told: Sequence[Story], batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """Where a name of the other label stands, and where any name stands: (T, B)."""
    new, name = np.zeros((2, *batch.x.shape), dtype=bool)
    for column, story in enumerate(told):
        for k, (at, label) in enumerate(story.named):
            name[at, column] = True
            new[at, column] = k > 0 and story.named[k - 1][1] != label
    return new, name


def _retained(network: Network, coder: Coder, told: Sequence[Story], importance: Array) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for story in told:
        if len({label for _, label in story.named}) > 1:
            trace = network.forward(network.cell, coder.batch([story]).x[:, 0])
            for (old, label), (at, other) in pairwise(story.named):
                if label != other:
                    found.setdefault(label, []).append(retained_for_answer(trace, importance, old, at))
    return {label: float(np.mean(shares)) for label, shares in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class Writes:
    """Means of the gates over all units on the place task: the input gate at the place that counts, at the
    places named after it and at words that are no place, and the forget gate at all words but the first."""

    i_place: float
    i_other_places: float
    i_elsewhere: float
    f_mean: float


def writes(network: Network, coder: Coder, told: Sequence[Story]) -> Writes:
    """The gates of an LSTM on the place task."""
    batch = coder.batch(told)
    trace = network.forward(network.cell, batch.x)
    _, name = _places(told, batch)
    counts = np.zeros_like(name)
    counts[[story.named[0][0] for story in told], np.arange(len(told))] = True
    alive = batch.alive.astype(bool)
    i, f = trace["i"].mean(axis=1), trace["f"].mean(axis=1)
    return Writes(
        i_place=float(i[counts].mean()),
        i_other_places=float(i[name & ~counts].mean()),
        i_elsewhere=float(i[alive & ~name].mean()),
        f_mean=float(f[1:][alive[1:]].mean()),
    )
