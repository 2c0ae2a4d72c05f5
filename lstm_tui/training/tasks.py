"""The tasks by name and language: what models are trained on and tested with."""

import numpy as np

from lstm_tui.training.place import PLACE
from lstm_tui.training.pronoun import PRONOUN
from lstm_tui.training.stories import Shape, Story, Task, stories

TASKS: dict[tuple[str, str], Task] = {
    **{("pronoun", lang): task for lang, task in PRONOUN.items()},
    **{("place", lang): task for lang, task in PLACE.items()},
}


def held_out(task: Task, gap: int, count: int, seed: int) -> list[Story]:
    """``count`` stories never trained on, with exactly ``gap`` distractor sentences before the blank, none of
    which repeats the pronoun. Gaps beyond those of training are meant."""
    shape = Shape(gap=(gap, gap), reminders=0.0)
    return stories(task, np.random.default_rng((seed, gap)), count, shape, held_out=True)
