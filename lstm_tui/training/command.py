"""``lstm-tui train`` and ``lstm-tui models``, as far as they do not depend on words: those come in as
``say``.

Nothing heavy is imported here: a list of models is read without NumPy.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    from lstm_tui.training.recipes import WordRecipe

__all__ = ["models_table", "train"]


def train(recipe: str, seed: int | None, out: str | None, lang: str, say: Say) -> int:
    """Trains ``recipe`` (a name, or one without its language) and writes its weights to ``out``, by default
    NAME.npz here.

    Returns the exit code: 0, 130 after Ctrl+C, 1 if the numbers ceased to be finite; in the last two cases
    the last good checkpoint is what is written. Ctrl+C while it is measured leaves it there without figures.
    Raises LstmTuiError for an unknown recipe and for a place that cannot, or should not, be written to.
    """
    from lstm_tui.training.recipes import find

    found = find(recipe, lang)
    seed = found.seed if seed is None else seed
    path = place_of(out, found.with_seed(seed))
    from rich.console import Console

    from lstm_tui.training.job import Job

    job, console = Job(found, seed), Console(stderr=True, highlight=False)
    point, code = _watched(job, found.with_seed(seed), console, say)
    if point is None:
        print(say("train.nothing"), file=sys.stderr)
        return code
    figures = _kept(path, found, seed, point)
    ends = {0: "train.done", 130: "train.interrupted", 1: "train.diverged"}
    end = "train.unmeasured" if figures is None else ends[code]
    code = 130 if figures is None else code
    line = say(
        end, path=path, update=point.update, updates=point.updates, seconds=f"{point.seconds:.1f}", figures=figures
    )
    print(line, file=sys.stdout if code == 0 else sys.stderr)
    return code


def _kept(path: Path, recipe: "WordRecipe", seed: int, point: "Point") -> str | None:
    """Writes the weights of ``point`` to ``path`` before all else, then measures them and writes them with their figures,
    which it returns; None where Ctrl+C cuts the measuring short."""
    from lstm_tui.engine.weights import save
    from lstm_tui.training.job import finished, unmeasured

    with _undisturbed():
        save(path, unmeasured(recipe, seed, point))
    try:
        model = finished(recipe, seed, point)
        with _undisturbed():
            save(path, model)
    except KeyboardInterrupt:
        return None
    return by_gap(model.meta["held_out"])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C does nothing meanwhile: a run's only copy is being written, which takes milliseconds."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


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
    _check_writable(path.parent)
    return path


def _check_writable(folder: Path) -> None:
    """Raises LstmTuiError where no file can be made in ``folder``: better before training than after it."""
    from tempfile import TemporaryFile

    try:
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise LstmTuiError("file", path=folder, reason=error.strerror or error) from None


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
