"""Where a key or a click leads: pure functions from a frame and a view to another view, or to an index and a view.

Enter   `zoom_in`, in the unit view `jump` to the chosen input       Esc   `zoom_out`
↑ ↓     `choose`        Tab   `turn_quantity` (sentence view)         1–9   `open_panel`        → ←   `stepped`
"""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lstm_tui.engine.vocab import Token
from lstm_tui.stage.facts import changed, selected, table, units
from lstm_tui.stage.panel import Region
from lstm_tui.stage.view import ZOOMS, View
from lstm_tui.tape import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_tui.engine.arithmetic import Term

LSTM_PANELS = ("x", "f", "i", "g", "c", "o", "tanh_c", "h", "words")
RNN_PANELS = ("x", "h_prev", "h", "words")
DELTA = "Δ"
_HISTORY = ("c", "h", "f", "i", "g", "o")
_GIVEN = {"h_prev": "h", "c_prev": "c"}
_OF_PHASE = {"x": "h_prev", "y": "p"}


class Target(NamedTuple):
    """One of the numbers that the shown value is made of.

    ``quantity``, ``unit`` and ``t`` say where its input comes from (None, 0, t for a bias, or before the first token);
    ``weight`` is what weighs it, as the grammar of changes names it (``W_xf[3,17]``), None if that is no weight.
    """

    quantity: str | None
    unit: int
    t: int
    value: float
    weight: str | None = None
    factor: float | None = None


class Focus(NamedTuple):
    """The value that the unit view explains: of a unit, or for p and y of a word of the output layer."""

    quantity: str
    unit: int
    t: int

    @property
    def given(self) -> bool:
        """Whether it is handed to the step instead of computed: the word itself, or the initial state."""
        return self.quantity in ("x", *_GIVEN)


def focus(frame: Frame, view: View) -> Focus:
    """What the unit view is about. The state before this token is that of the token before it."""
    chosen = view.quantity if view.quantity and frame.known(view.quantity) else None
    quantity = chosen or _OF_PHASE.get(frame.phase, frame.phase)
    if quantity in ("p", "y"):
        return Focus("p", _best_word(frame), frame.t)
    if quantity in _GIVEN and frame.t:
        return Focus(_GIVEN[quantity], selected(frame, view.unit), frame.t - 1)
    return Focus(quantity, selected(frame, view.unit), frame.t)


def _best_word(frame: Frame) -> int:
    best = frame.words(1)
    return frame.run.model.outputs.index(best[0][0]) if frame.run and best else 0


def targets(frame: Frame, view: View) -> tuple[Target, ...]:
    """What the value of the unit view is made of, the largest contributions first; empty for what is given."""
    about = focus(frame, view)
    if about.given or not (found := frame.arithmetic(*about)):
        return ()
    made: list[Target] = []
    for term in sorted(found.terms, key=lambda term: -abs(term.product)):
        if term.weight and term.weight in table(frame):  # f × C₋₁: both are values
            made.append(Target(term.weight, term.unit, about.t, term.factor))
        made.append(_target(term.source, term.unit, about.t, term.input, _named(term, about.unit), term.factor))
    if found.bias is not None and (name := _bias(frame, found.inner)):
        made.append(Target(None, 0, about.t, found.bias, f"{name}[{about.unit}]", found.bias))
    return tuple(made)


def _named(term: "Term", row: int) -> str | None:
    if term.weight.startswith("W_"):
        return f"{term.weight}[{row},{term.unit}]"
    return f"{term.weight}[{row}]" if term.weight.startswith("p_") else None


def _bias(frame: Frame, inner: str) -> str | None:
    """The name of the bias in the sum ``inner``; None where the constant is no weight."""
    return next((name for name in table(frame)[inner].inputs if name == "b" or name.startswith("b_")), None)


def _target(source: str, unit: int, t: int, value: float, weight: str | None, factor: float) -> Target:
    quantity: str | None = _GIVEN.get(source, source)
    if source in _GIVEN:
        quantity, t = (quantity, t - 1) if t else (None, t)
    return Target(quantity, unit, t, value, weight, factor if weight else None)


def jump(frame: Frame, view: View, choice: int) -> tuple[int, View]:
    """To the value behind the input ``choice`` of the unit view; nowhere if that is a bias or the initial state."""
    there = targets(frame, view)
    if not 0 <= choice < len(there) or there[choice].quantity is None:
        return frame.index, view
    return _go(frame, view, there[choice])


def _go(frame: Frame, view: View, there: Target) -> tuple[int, View]:
    assert there.quantity is not None
    index = frame.tape.index(there.t, table(frame)[there.quantity].phase)
    unit = view.unit if there.quantity == "x" else there.unit
    return index, replace(view, zoom="unit", quantity=there.quantity, unit=unit, choice=0, page=None, panel=None)


def zoom_in(frame: Frame, view: View) -> View:
    """One level closer: sentence, cell, one unit's arithmetic (of the panel that is open, else of the phase)."""
    if view.zoom == "unit":
        return view
    quantity = view.panel if view.zoom == "cell" and view.panel in table(frame) else None
    return replace(view, zoom=ZOOMS[ZOOMS.index(view.zoom) + 1], quantity=quantity, choice=0)


def zoom_out(frame: Frame, view: View) -> View:  # noqa: ARG001 (called like its fellows)
    """One level back; a large panel closes first."""
    if view.zoom == "cell" and view.panel:
        return replace(view, panel=None)
    return replace(view, zoom=ZOOMS[max(ZOOMS.index(view.zoom) - 1, 0)], quantity=None, choice=0)


def choose(frame: Frame, view: View, by: int) -> View:
    """Another unit; in the unit view another of its inputs."""
    if view.zoom == "unit":
        last = max(len(targets(frame, view)) - 1, 0)
        return replace(view, choice=max(0, min(view.choice + by, last)))
    unit = selected(frame, view.unit) + by
    return replace(view, unit=max(0, min(unit, units(frame) - 1)))


def stepped(view: View) -> View:
    """The view after a step by phases: panels and arithmetic follow the walk, the history stays."""
    return replace(view, page=None, choice=0, quantity=view.quantity if view.zoom == "sentence" else None)


def open_panel(frame: Frame, view: View, digit: int) -> View:
    """The panel 1 … 9 large, or small again."""
    names = LSTM_PANELS if "f" in frame.phases else RNN_PANELS
    if not 1 <= digit <= len(names):
        return view
    name = names[digit - 1]
    again = view.zoom == "cell" and view.panel == name
    return replace(view, zoom="cell", panel=None if again else name, quantity=None, choice=0)


def history_quantity(frame: Frame, view: View) -> str:
    """What the sentence view shows along the tokens: C, or h where there is no C."""
    known = history_quantities(frame)
    return view.quantity if view.quantity in known else known[0]


def history_quantities(frame: Frame) -> tuple[str, ...]:
    """What may be shown along the tokens; of a changed walk also the difference that makes, by its name after DELTA."""
    known = tuple(name for name in _HISTORY if name in table(frame))
    return (*known, *(DELTA + name for name in known[:2])) if changed(frame) else known


def series(frame: Frame, name: str, t: int) -> tuple[float, ...]:
    """What a history shows of step ``t``: a quantity, or what a change made of it."""
    values = frame.values(name.removeprefix(DELTA), t)
    if not name.startswith(DELTA):
        return values
    old = frame.baseline_values(name.removeprefix(DELTA), t)
    return tuple(new - before for new, before in zip(values, old, strict=True))


def turn_quantity(frame: Frame, view: View, by: int) -> View:
    """Another quantity along the tokens."""
    known = history_quantities(frame)
    return replace(view, quantity=known[(known.index(history_quantity(frame, view)) + by) % len(known)])


def point(frame: Frame, view: View, region: Region) -> tuple[int, View]:
    """What a click on a region of the picture leads to."""
    tape, token = frame.tape, region.token
    if region.quantity is None and token is not None:
        return tape.index(token, frame.phase), view
    if view.zoom == "unit" and region.quantity and region.unit is not None and token is not None:
        return _go(frame, view, Target(region.quantity, region.unit, token, 0.0))
    index = tape.index(token, frame.phase) if token is not None else frame.index
    return index, view if region.unit is None else replace(view, unit=region.unit)


def shown_values(frame: Frame, view: View) -> str:
    """What is shown, as tab-separated lines with all digits, for the clipboard; "" without numbers."""
    if frame.run is None:
        return ""
    if view.zoom == "unit":
        return _shown_terms(frame, view)
    if view.zoom == "sentence":
        name, tokens = history_quantity(frame, view), frame.tokens[: frame.t + 1]
        columns = [series(frame, name, t) for t in range(len(tokens))]
        rows = [(name, *(token.text for token in tokens))]
        return _lines([*rows, *((f"{name}[{u}]", *(c[u] for c in columns)) for u in range(units(frame)))])
    opened = view.panel if view.panel == "words" or view.panel in table(frame) else None
    name = opened or _OF_PHASE.get(frame.phase, frame.phase)
    if name in ("p", "words"):
        return _lines(frame.words(len(frame.run.model.outputs)))
    return _lines((_place(name, u, frame.tokens[frame.t]), v) for u, v in enumerate(frame.values(name)))


def _shown_terms(frame: Frame, view: View) -> str:
    about = focus(frame, view)
    made = None if about.given else frame.arithmetic(*about)
    if not made:
        values = enumerate(frame.values(about.quantity, about.t))
        return _lines((_place(about.quantity, u, frame.tokens[about.t]), v) for u, v in values)
    rows: list[tuple[object, ...]] = [
        (f"{t.weight}*{t.source}[{t.unit}]" if t.weight else f"{t.source}[{t.unit}]", t.factor, t.input, t.product)
        for t in made.terms
    ]
    rows += [("bias", made.bias)] if made.bias is not None else []
    token = frame.tokens[about.t]
    return _lines([*rows, (_place(made.inner, about.unit, token), made.total), (_place(*about[:2], token), made.value)])


def _place(quantity: str, unit: int, token: Token) -> str:
    return f"{quantity}[{unit}]@{token.text}"


def _lines(rows: "Iterable[tuple[object, ...]]") -> str:
    return "\n".join("\t".join(map(str, row)) for row in rows)
