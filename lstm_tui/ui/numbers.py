"""Where the numbers come from: a weights file, or training with another seed. For worker threads: NumPy is here."""

from collections.abc import Callable
from dataclasses import replace

from lstm_tui.tape import Setup, Tape

Load = Callable[[], Tape]
Retrain = Callable[[Tape, Callable[[int], object], Callable[[], bool]], Tape | None]


def load_tape(setup: Setup, lang: str) -> Tape:
    """The walk of `setup` with its numbers. Raises LstmTuiError for weights that cannot be read."""
    from lstm_tui.engine.weights import choose, load
    from lstm_tui.tape import forward_tape

    model = load(choose(setup.model, setup.text, lang))
    return forward_tape(model.run(setup.text, setup.interventions), setup)


def retrain(tape: Tape, report: Callable[[int], object], stop: Callable[[], bool]) -> Tape | None:
    """The same walk through the same task, learned again from the next seed; `report` hears how many per cent are done.

    None if `stop()` became true, or if the model has no recipe of ours.
    """
    from lstm_tui.tape import forward_tape
    from lstm_tui.training.job import another_seed, finished

    assert tape.run is not None
    meta = tape.run.model.meta
    seed = int(meta["seed"]) + 1
    job = another_seed(meta["recipe"]["name"], seed)
    point = job.run(lambda point: report(100 * point.update // point.updates), stop)
    if point is None or stop():
        return None
    model = finished(job.recipe, seed, point)  # type: ignore[arg-type]
    setup = replace(tape.setup, model=model.name, seed=seed)
    return forward_tape(model.run(setup.text, setup.interventions), setup)
