"""Small questions the panels put to a frame."""

from collections.abc import Mapping
from dataclasses import replace

from lstm_tui.engine.quantities import Quantity, lstm_quantities, rnn_quantities
from lstm_tui.stage.layout import Content, turn
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame

GUESSED_UNITS, GUESSED_WORDS = 6, 44  # as the default models have them: nothing moves when they arrive
_NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def units(frame: Frame) -> int:
    """Units of the cell; a guess as long as the numbers are on their way."""
    return frame.run.model.cell.H if frame.run else GUESSED_UNITS


def selected(frame: Frame, unit: int | None) -> int:
    """The selected unit; None means the one that the model's file says carries most of the answer, else the first."""
    notes = (frame.run.model.meta.get("notes") or {}) if frame.run else {}
    return min(int(notes.get("unit", 0)) if unit is None else unit, units(frame) - 1)


def recipe(frame: Frame) -> str | None:
    """The recipe that trained this model, by which it can be trained again."""
    made_by = (frame.run.model.meta.get("recipe") or {}) if frame.run else {}
    return made_by.get("name")


def content(frame: Frame, view: View | None = None) -> Content:
    """What the panels have to show."""
    words = len(frame.run.model.outputs) if frame.run else GUESSED_WORDS
    rnn = frame.tape.beside if view is not None and view.rnn else None
    return Content(frame.phases, units(frame), words, rnn is not None, view.panel if view else None, changed(frame))


def changed(frame: Frame) -> bool:
    """Whether there is a walk without changes to compare this one with."""
    return frame.tape.baseline is not None


def turned(frame: Frame, view: View, size: Size, by: int) -> View:
    """The view after Tab: other panels of the cell."""
    return replace(view, page=turn(size, content(frame, view), frame.phase, view.page, by))


def table(frame: Frame) -> Mapping[str, Quantity]:
    """The quantities of this frame's network."""
    if frame.run is not None:
        return frame.run.model.table
    return lstm_quantities() if "f" in frame.phases else rnn_quantities()


def bound(frame: Frame, quantity: str) -> float:
    """Half the width of a signed scale: 1 for tanh quantities, else a round number above the whole walk's peak."""
    names = _same_scale(quantity)
    row = table(frame)[names[0]]
    if row.bounded or frame.run is None:
        return 1.0
    traces = [run.trace for run in (frame.run, frame.tape.baseline) if run is not None]
    return nice(max(float(abs(trace[name]).max()) for name in names for trace in traces))


def _same_scale(quantity: str) -> tuple[str, ...]:
    return ("c", "kept", "new") if quantity in ("c", "kept", "new", "c_prev") else ("h",)


def symbol_of(quantity: str) -> str:
    """The letter of a quantity alone: C for c, h₋₁ for h_prev."""
    return {**lstm_quantities(), **rnn_quantities()}[quantity].symbol


def nice(peak: float) -> float:
    """The smallest round number (1, 1.5, 2, 3 … times a power of ten) that is at least `peak`, and at least 1."""
    step = 1.0
    while peak > step * _NICE[-1]:
        step *= 10
    return next(step * number for number in _NICE if peak <= step * number)
