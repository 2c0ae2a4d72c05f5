"""Makes the shipped models again: ``python -m lstm_tui.training.ship [NAME …]`` writes them into
``lstm_tui/models``."""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from lstm_tui.engine.weights import MODELS, save
from lstm_tui.training.job import Job, finished
from lstm_tui.training.recipes import RECIPES


def ship(names: list[str]) -> None:
    """Trains ``names``, or all recipes, each with its own seed. Raises KeyError for an unknown name,
    ArithmeticError where training fails."""
    for name in names or RECIPES:
        recipe = RECIPES[name]
        point = Job(recipe, recipe.seed).run()
        if point is None or point.update < point.updates:
            raise ArithmeticError(f"{name} did not reach its end")
        model = finished(recipe, recipe.seed, point)
        save(MODELS / f"{name}.npz", model)
        print(name, model.meta["seconds"], model.meta["held_out"], model.meta["notes"])


if __name__ == "__main__":
    ship(sys.argv[1:])
