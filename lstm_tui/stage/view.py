"""What a learner chose to see, beside the place in the walk itself."""

from dataclasses import dataclass
from typing import NamedTuple


class Size(NamedTuple):
    """Cells of the picture."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class View:
    """Language, selected unit, page of panels (None: the one of the current phase) and whether help is open."""

    lang: str = "en"
    unit: int = 0
    page: str | None = None
    help: bool = False
