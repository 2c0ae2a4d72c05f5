"""Where the numbers come from: a weights file, another sentence, a change, or training with another seed. NumPy is here."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_tui.errors import LstmTuiError
from lstm_tui.tape import Setup, Tape, forward_tape

if TYPE_CHECKING:
    from lstm_tui.engine.model import Model, Run

Load = Callable[[], Tape]
Retrain = Callable[[Tape, Callable[[int], object], Callable[[], bool]], Tape | None]


def load_tape(setup: Setup, lang: str) -> Tape:
    """The walk of `setup` with its numbers. Raises LstmTuiError for weights that cannot be read."""
    from lstm_tui.engine.weights import choose

    return walked(_model(choose(setup.model, setup.text, lang)), setup)


def walked(model: "Model", setup: Setup) -> Tape:
    """The walk of `setup` through a model, with the unchanged walk and the plain RNN beside it."""
    unchanged = model.run(setup.text)
    return rechanged(forward_tape(unchanged, replace(setup, interventions=())), setup.interventions)


def rechanged(tape: Tape, interventions: tuple[str, ...]) -> Tape:
    """The same walk with other changes. Raises LstmTuiError for a change that is none."""
    unchanged = tape.baseline or tape.run
    assert unchanged is not None
    run = unchanged.model.run(unchanged.tokens, interventions) if interventions else unchanged
    same = tape.beside is not None and run.tokens == tape.tokens
    setup = replace(tape.setup, interventions=interventions)
    return forward_tape(run, setup, unchanged if interventions else None, tape.beside if same else _beside(run))


def _beside(run: "Run") -> "Run | None":
    """The plain RNN of the same task and language on the same tokens, if there is one that knows them."""
    from lstm_tui.engine.weights import shipped

    model = run.model
    path = shipped().get(f"{str(model.meta.get('task', '')).partition('-')[0]}-rnn-{model.language}")
    if path is None or model.kind == "rnn":
        return None
    try:
        return _model(path).run(run.tokens)
    except (LstmTuiError, KeyError):
        return None


@lru_cache(maxsize=8)
def _model(path: Path) -> "Model":
    from lstm_tui.engine.weights import load

    return load(path)


def reworded(tape: Tape, text: str, lang: str) -> Tape:
    """A walk through other words: with the same model and its changes where that knows them, else with the one that does.

    Raises LstmTuiError for words that no default model knows together; the nearest known ones stand in it.
    """
    unchanged = tape.baseline or tape.run
    assert unchanged is not None
    model = unchanged.model
    if model.vocab.knows(text):
        new = walked(model, replace(tape.setup, text=text, interventions=()))
        return rechanged(new, _still_possible(new, tape.setup.interventions))
    other = _that_knows(text, lang)
    if other is None:
        return walked(model, Setup(tape.setup.model, text))  # raises what is wrong, in the words of this model
    return walked(_model(other), Setup(other.stem, text))


def _that_knows(text: str, lang: str) -> Path | None:
    from lstm_tui.engine.vocab import Vocab
    from lstm_tui.engine.weights import choose, read_meta

    path = choose(None, text, lang)
    return path if Vocab(tuple(read_meta(path)["words"])).knows(text) else None


def _still_possible(tape: Tape, interventions: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the changes that mean something in this walk too."""
    kept: tuple[str, ...] = ()
    for one in interventions:
        try:
            rechanged(tape, (*kept, one))
        except LstmTuiError:
            continue
        kept = (*kept, one)
    return kept


def retrain(tape: Tape, report: Callable[[int], object], stop: Callable[[], bool]) -> Tape | None:
    """The same walk through the same task, learned again from the next seed; `report` hears how many per cent are done.

    None if `stop()` became true, or if the model has no recipe of ours.
    """
    from lstm_tui.training.job import another_seed, finished

    assert tape.run is not None
    meta = tape.run.model.meta
    seed = int(meta["seed"]) + 1
    job = another_seed(meta["recipe"]["name"], seed)
    point = job.run(lambda point: report(100 * point.update // point.updates), stop)
    if point is None or stop():
        return None
    model = finished(job.recipe, seed, point)  # type: ignore[arg-type]
    return walked(model, replace(tape.setup, model=model.name, seed=seed))
