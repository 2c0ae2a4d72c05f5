"""What a learner chose to see, beside the place in the walk itself."""

from dataclasses import dataclass
from typing import NamedTuple


class Size(NamedTuple):
    """Cells of the picture."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class View:
    """Language, selected unit, page of panels, and whether help is open.

    `training` is how many per cent of a training run are done, None without one.
    Without a unit, the one that carries most of the model's answer is selected; without a page, that of the phase.
    """

    lang: str = "en"
    unit: int | None = None
    page: str | None = None
    help: bool = False
    training: int | None = None
