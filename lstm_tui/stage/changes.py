"""A change as a line: what the selected bar is called in the grammar of changes, and the line with another number."""

import math
import re
from collections.abc import Sequence

from lstm_tui.engine.vocab import Token
from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.facts import selected, table
from lstm_tui.stage.moves import focus, targets
from lstm_tui.stage.view import View
from lstm_tui.tape import Frame

STEP, LARGEST = 0.05, 1e6
HELD = {"lstm": ("f", "i", "g", "o", "c", "h"), "rnn": ("h",)}
"""What can be held, by kind of network."""
_INSTEAD = {"x": "f", "y": "h", "p": "h", "words": "h", "tanh_c": "c", "h_prev": "h", "kept": "c", "new": "c"}
_NAMEABLE = re.compile(r"[^\W\d_][^\s=@#]*")


def named(frame: Frame, view: View) -> str:
    """The start of a change of what is selected: `f[4]@Jane=`; in the arithmetic of a value, that of the chosen weight."""
    if view.zoom == "unit":
        inputs = targets(frame, view)
        if inputs and (weight := inputs[min(view.choice, len(inputs) - 1)].weight):
            return f"{weight}="
    quantity = focus(frame, view).quantity if view.zoom == "unit" else view.panel or frame.phase
    held = HELD["lstm" if "f" in frame.phases else "rnn"]
    quantity = _INSTEAD.get(quantity, quantity)
    known = quantity if quantity in held else held[-1]
    return f"{known}[{selected(frame, view.unit)}]@{place(_typed(frame), frame.t)}="


def place(tokens: Sequence[Token], t: int) -> str:
    """A token as the grammar names it: by its word, `Jane#2` where the word comes again, by its position else."""
    token = tokens[t]
    if not _NAMEABLE.fullmatch(token.text):
        return str(t)
    nth = sum(token.word == other.word for other in tokens[: t + 1])
    return token.text if nth == 1 else f"{token.text}#{nth}"


def _typed(frame: Frame) -> tuple[Token, ...]:
    """The tokens as typed: places are counted in them."""
    return frame.tape.baseline.tokens if frame.tape.baseline else frame.tokens


def slid(frame: Frame, line: str, by: int) -> str | None:
    """The line with its number moved by `by` steps of 0.05; None if no number belongs there."""
    from lstm_tui.engine.intervene import Clamp, Set, parse

    what, equals, number = line.rpartition("=")
    try:
        change = parse(f"{what}=0")
        if not equals or not isinstance(change, Clamp | Set):
            return None
        now = float(number) if number.strip() else _now(frame, change)
    except (LstmTuiError, ValueError, KeyError, IndexError):
        return None
    low, high = -math.inf, math.inf
    if isinstance(change, Clamp) and (row := table(frame).get(change.quantity)):
        low, high = row.low, row.high
    if not abs(now) < LARGEST:
        return None
    moved = min(max((round(now / STEP) + by) * STEP, low), high)
    return f"{what}={repr(round(moved, 2) + 0.0).removesuffix('.0')}"  # + 0.0: no minus before nothing


def _now(frame: Frame, change: "object") -> float:
    """What the value is now, before anybody holds it."""
    from lstm_tui.engine.intervene import Clamp, Set

    if isinstance(change, Clamp):
        t = change.place.find(_typed(frame)) if change.place else frame.t
        return frame.values(change.quantity, t)[change.unit or 0]
    assert isinstance(change, Set) and frame.run is not None
    model = frame.run.model
    owner = model.head if change.name in model.head.names() else model.cell
    return float(owner.weight(change.name)[change.index])
