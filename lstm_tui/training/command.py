"""``lstm-tui train`` and ``lstm-tui models``, as far as they do not depend on words: those come in as
``say``.

Nothing heavy is imported here: a list of models is read without NumPy.
"""

import os
import sys
from errno import EISDIR, ENOENT
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_tui.engine.weights import MODELS
from lstm_tui.errors import LstmTuiError
from lstm_tui.training.listing import Say, by_gap, models_table

if TYPE_CHECKING:
    from rich.console import Console

    from lstm_tui.training.job import Job
    from lstm_tui.training.loop import Point

__all__ = ["models_table", "train"]


def train(recipe: str, seed: int | None, out: str | None, lang: str, say: Say) -> int:
    """Trains ``recipe`` (a name, or one without its language) and writes its weights to ``out``, by default
    NAME.npz here.

    Returns the exit code: 0, 130 after Ctrl+C, 1 if the numbers ceased to be finite; in the last two cases
    the last good checkpoint is what is written. Raises LstmTuiError for an unknown recipe and for a place
    that cannot, or should not, be written to.
    """
    from lstm_tui.training.recipes import find

    found = find(recipe, lang)
    seed = found.seed if seed is None else seed
    path = place_of(out, found.with_seed(seed))
    from rich.console import Console

    from lstm_tui.training.job import Job, finished

    job, console = Job(found, seed), Console(stderr=True, highlight=False)
    point, code = _watched(job, found.with_seed(seed), console, say)
    if point is None:
        print(say("train.nothing"), file=sys.stderr)
        return code
    from lstm_tui.engine.weights import save

    model = finished(found, seed, point)
    save(path, model)
    ends = {0: "train.done", 130: "train.interrupted", 1: "train.diverged"}
    line = say(
        ends[code],
        path=path,
        update=point.update,
        updates=point.updates,
        seconds=f"{point.seconds:.1f}",
        figures=by_gap(model.meta["held_out"]),
    )
    print(line, file=sys.stdout if code == 0 else sys.stderr)
    return code


def place_of(out: str | None, name: str) -> Path:
    """The file to write: ``out`` with .npz at its end, or ``name``.npz in the folder ``out``, or here. Raises
    LstmTuiError."""
    path = Path(out) if out is not None else Path(f"{name}.npz")
    if out is not None and path.is_dir():
        path /= f"{name}.npz"
    if path.suffix != ".npz":
        path = path.with_name(f"{path.name}.npz")
    if not path.parent.is_dir():
        raise LstmTuiError("file", path=path.parent, reason=os.strerror(ENOENT))
    if path.is_dir():
        raise LstmTuiError("file", path=path, reason=os.strerror(EISDIR))
    if path.resolve().parent == MODELS.resolve():
        raise LstmTuiError("shipped_file", path=path)
    if path.exists() and (out is None or Path(out).is_dir()):
        raise LstmTuiError("out_exists", path=path)
    return path


def _watched(job: "Job", name: str, console: "Console", say: Say) -> "tuple[Point | None, int]":
    """The last good point of the run, behind a progress bar, and the exit code that says how it ended."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:3.0f} %"),
        TextColumn(say("train.figures", loss="{task.fields[loss]:.4f}", accuracy="{task.fields[accuracy]:5.1f}")),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    good = None
    try:
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task(name, total=None, loss=float("nan"), accuracy=float("nan"))
            for point in job.points():
                if not point.good:
                    return good, 1
                good = point
                progress.update(
                    bar, total=point.updates, completed=point.update, loss=point.loss, accuracy=100 * point.accuracy
                )
    except KeyboardInterrupt:
        return good, 130
    return good, 0
