"""A run of a recipe as a value: it can be pickled, and where it runs is for the caller to say."""

import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lstm_tui import __version__
from lstm_tui.engine.model import Model
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from lstm_tui.engine.vocab import Vocab
from lstm_tui.training import measure
from lstm_tui.training.loop import Checkpoint, Point, run
from lstm_tui.training.network import Network
from lstm_tui.training.recipes import RECIPES, SineRecipe, WordRecipe
from lstm_tui.training.words import WordProblem


@dataclass(frozen=True, slots=True)
class Job:
    """A recipe and the seed to run it with."""

    recipe: WordRecipe | SineRecipe
    seed: int

    def points(self, clock: Callable[[], float] = time.perf_counter, start: Checkpoint | None = None) -> Iterator[Point]:
        """The run, point by point; stop asking and it stops."""
        return run(self.recipe.problem(self.seed), self.seed, clock, start)

    def run(
        self,
        report: Callable[[Point], object] | None = None,
        stop: Callable[[], bool] | None = None,
        start: Checkpoint | None = None,
    ) -> Point | None:
        """The last good point of the run: of all of it, or of what was done when ``stop()`` became true or
        the numbers ceased to be finite. None if there was no good point at all."""
        good = None
        for point in self.points(start=start):
            if not point.good:
                break
            good = point
            if report is not None:
                report(point)
            if stop is not None and stop():
                break
        return good

    def submit(
        self,
        executor: Executor,
        report: Callable[[Point], object] | None = None,
        stop: Callable[[], bool] | None = None,
        start: Checkpoint | None = None,
    ) -> "Future[Point | None]":
        """``run`` in ``executor``. For processes ``report`` and ``stop`` must be picklable, such as a
        manager's queue.put."""
        return executor.submit(self.run, report, stop, start)


def another_seed(name: str, seed: int) -> Job:
    """The same task with another seed: the job behind one key, and behind ``lstm-tui train NAME --seed N``.
    Raises KeyError for an unknown name."""
    return Job(RECIPES[name], seed)


def finished(recipe: WordRecipe, seed: int, point: Point) -> Model:
    """``unmeasured``, and measured on stories it has not seen, which takes seconds."""
    model = unmeasured(recipe, seed, point)
    problem = recipe.problem(seed)
    network, _ = problem.begin(np.random.default_rng(0))
    network.vector[...] = point.checkpoint.vector
    figures = {
        "train": {"accuracy": measure.train_accuracy(network, problem, seed), "loss": point.loss},
        **measure.held_out_report(network, problem),
        "notes": {**model.meta["notes"], **measure.notes(network, problem)},
    }
    return replace(model, meta={**model.meta, **figures})


def unmeasured(recipe: WordRecipe, seed: int, point: Point) -> Model:
    """A model of the weights of ``point``, with all that made it in its ``meta``, but how good it is."""
    problem = recipe.problem(seed)
    network, _ = problem.begin(np.random.default_rng(0))
    network.vector[...] = point.checkpoint.vector
    task = problem.task
    cell = network.cell
    own: LSTMParams | RNNParams = (
        LSTMParams(cell.W_x, cell.W_h, cell.b) if isinstance(cell, LSTMParams) else RNNParams(cell.W_x, cell.W_h, cell.b)
    )
    meta = {
        **_identity(recipe, seed, network, problem),
        "notes": {"rule": task.rule},
        "example": recipe.example,
        "updates": point.update,
        "seconds": round(point.seconds, 1),
    }
    head = Head(network.head.W_y, network.head.b_y)
    return Model(meta["name"], own, head, Vocab(task.words), problem.coder.outputs, meta)


def _identity(recipe: WordRecipe, seed: int, network: Network, problem: WordProblem) -> dict[str, Any]:
    return {
        "name": recipe.with_seed(seed),
        "task": recipe.task_name,
        "language": recipe.lang,
        "kind": network.kind,
        "H": network.H,
        "D": network.D,
        "V": network.V,
        "parameters": network.parameters,
        "words": list(problem.task.words),
        "outputs": list(problem.coder.outputs),
        "answers": list(problem.task.answers),
        "label": "trained",
        "recipe": recipe.described(),
        "seed": seed,
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "lstm_tui": __version__},
    }
