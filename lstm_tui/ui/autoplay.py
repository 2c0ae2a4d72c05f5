"""F5: the walk goes on by itself until a key is pressed or it has come to its end. No timer where nothing plays."""

from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from lstm_tui.ui.desk import Desk

SECONDS = 0.8


class Autoplay:
    """A timer while it plays, and None else."""

    def __init__(self, desk: "Desk", seconds: float = SECONDS) -> None:
        self.desk, self.seconds = desk, seconds
        self.timer: Timer | None = None

    def start(self) -> None:
        """Step after step."""
        self.timer = self.desk.set_interval(self.seconds, self.step)

    def step(self) -> None:
        """One step, and the end after the last."""
        self.desk.step(1)
        if self.desk.index == len(self.desk.tape) - 1:
            self.stop()
            self.desk.say("")

    def stop(self) -> bool:
        """Stop it; whether it was playing."""
        timer, self.timer = self.timer, None
        if timer:
            timer.stop()
        return timer is not None
