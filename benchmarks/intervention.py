"""From a change of a gate to the compared picture, 40 tokens, H = 8, against a plain step to the next picture.

    python benchmarks/intervention.py [--rounds N]

A step draws a frame that was never drawn before. A change reads the sentence again from its first word with the value held,
sets the unchanged walk beside it and draws both; every round holds another value, so that nothing is at hand.
"""

import argparse
from collections.abc import Callable
from itertools import count

from timing import finish, interleaved, report  # before NumPy, whose threads it sets

# isort: split
import numpy as np

from lstm_tui.engine.model import Model
from lstm_tui.engine.params import Head, LSTMParams
from lstm_tui.engine.vocab import Vocab
from lstm_tui.stage.palette import palette
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Setup, Tape
from lstm_tui.ui.numbers import rechanged, walked
from lstm_tui.ui.strips import strips_of

WORDS = ("john", "jane", "is", "tall", "kind", ".")
TEXT = "John is tall . Jane is kind . " * 5
TOKENS, UNITS, MOST = 40, 8, 3.0
STEP, CHANGE = "a step to its picture", "a change to the compared picture"


def main() -> None:
    """A table for each size."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=60)
    rounds = arguments.parse_args().rounds
    tape = walked(model(), Setup("random", TEXT))
    assert len(tape.tokens) == TOKENS
    met = []
    for size in (Size(80, 24), Size(120, 40)):
        times = interleaved({STEP: stepping(tape, size), CHANGE: changing(tape, size)}, rounds)
        report(f"{size.columns}x{size.rows}", times, STEP)
        ratio = times.ratio(CHANGE, STEP)
        print(f"  {ratio:.2f}x, must be at most {MOST:g}x{'' if ratio <= MOST else '   NOT REACHED'}")
        met.append(ratio <= MOST)
    finish(met)


def model() -> Model:
    """Random weights: what they are costs nothing."""
    draw = np.random.default_rng(0).normal
    cell = LSTMParams(draw(size=(4 * UNITS, len(WORDS))), draw(size=(4 * UNITS, UNITS)), draw(size=4 * UNITS))
    head = Head(draw(size=(len(WORDS), UNITS)), draw(size=len(WORDS)))
    return Model(
        "random", cell, head, Vocab(WORDS), WORDS, {"language": "en", "answers": ["john", "jane"], "label": "untrained"}
    )


def stepping(tape: Tape, size: Size) -> Callable[[], object]:
    """Draws the next frame of the walk each time, as the program does."""
    steps = count()
    return lambda: draw(tape, next(steps), size)


def changing(tape: Tape, size: Size) -> Callable[[], object]:
    """Holds the forget gate of a unit at another value each time, and draws the next frame of what comes of it."""
    steps = count()

    def change() -> object:
        step = next(steps)
        return draw(rechanged(tape, (f"f[2]@5={step / 1000}",)), step, size)

    return change


def draw(tape: Tape, step: int, size: Size) -> object:
    """The strips of a frame after the changed token, never drawn before."""
    late = tape.index(5, "f")
    return strips_of(tape[late + step % (len(tape) - late)], View(), size, palette(depth=8))


if __name__ == "__main__":
    main()
