"""What a learner chose to see, beside the place in the walk itself."""

from dataclasses import dataclass
from typing import NamedTuple

ZOOMS = ("sentence", "cell", "unit")
NOTATIONS = ("split", "joined")


class Size(NamedTuple):
    """Cells of the picture."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class View:
    """Language, selected unit, page of panels, and help: 0 while it is shut, else its uppermost line from 1.

    `keymap` has a user's own keys by action. `training` is how many per cent of a training run are done, None without one.
    Without a unit, the one that carries most of the model's answer is selected; without a page, that of the phase.
    `zoom` is one of ZOOMS; `quantity` what the sentence or the unit view shows, None for the one that belongs there,
    and `choice` which of its inputs is pointed at (see `stage.moves`). `rnn` sets the plain RNN beside, `panel` opens
    one panel large, `notation` is one of NOTATIONS: W_xf·x + W_hf·h or W_f·[h, x].
    """

    lang: str = "en"
    unit: int | None = None
    page: str | None = None
    help: int = 0
    training: int | None = None
    zoom: str = "cell"
    quantity: str | None = None
    choice: int = 0
    rnn: bool = False
    notation: str = "split"
    panel: str | None = None
    keymap: tuple[tuple[str, str], ...] = ()
