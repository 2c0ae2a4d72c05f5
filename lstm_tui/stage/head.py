"""The lines above the panels, the sentence aside: title, scrub line, phases, plain words, formula."""

from collections.abc import Callable
from pathlib import PurePath

from lstm_tui.charts.bars import number
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge, shorten, spread, width, wrap
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.facts import changed, selected, table
from lstm_tui.stage.formula import equation, filled
from lstm_tui.stage.view import View
from lstm_tui.strings import text
from lstm_tui.tape import Frame
from lstm_tui.training.listing import cost_reached

ONE_HOT = "xₜ = (0 … 1 … 0)"
_EDGE = 1
_INDENT: Run = (" ", GROUND)
_SYMBOL = {"c": "C"}


def title_line(frame: Frame, view: View, columns: int, glyphs: Glyphs) -> Line:
    """The program, the model and how it came to its weights; on the right the place in the sentence."""
    place: Line = ((text(view.lang, "ui.position", word=frame.t + 1, words=len(frame.tokens)), "soft"), _INDENT)
    left: list[Run] = [_INDENT, ("lstm-tui", "brand"), ("  ", GROUND), (model_name(frame), "text")]
    left += [(glyphs.dot + glyphs.shown(fact), "soft") for fact in _provenance(frame, view)]
    return spread(shorten(merge(left), columns - width(place) - 1, glyphs.ellipsis), place, columns)


def model_name(frame: Frame) -> str:
    """The model's name; before it is loaded, the name of its file."""
    return frame.run.model.name if frame.run else PurePath(frame.setup.model).stem


def _provenance(frame: Frame, view: View) -> list[str]:
    lang = view.lang
    if frame.run is None:
        return [text(lang, "ui.loading")]
    model = frame.run.model
    facts = [text(lang, f"ui.{model.label}")]
    if cost_reached(model.meta):
        facts.append(text(lang, "ui.gate_cost"))
    if frame.setup.interventions and not changed(frame):
        facts.append(text(lang, "ui.changed", what=", ".join(frame.setup.interventions)))
    if view.rnn and frame.run.model.kind == "lstm":
        beside = frame.tape.beside
        facts.append(text(lang, "ui.beside", name=beside.model.name) if beside else text(lang, "ui.no_rnn"))
    if view.training is not None:
        facts.append(text(lang, "ui.training", percent=view.training))
    return facts


def changes_line(frame: Frame, view: View, columns: int, glyphs: Glyphs) -> Line:
    """What was changed, each change with its number, and what the model answers in the end: before → after."""
    before, after = (_answer(words, frame) for words in (frame.baseline_words, frame.words))
    arrow = glyphs.arrow if glyphs.name == "ascii" else "→"
    right: list[Run] = [(text(view.lang, "ui.answer"), "soft"), (f" {before[0]} {number(before[1], False, glyphs)}", "text")]
    right += [(f" {arrow} ", "soft"), (f"{after[0]} {number(after[1], False, glyphs)}", "answer"), _INDENT]
    left: list[Run] = [_INDENT, (text(view.lang, "ui.changes"), "soft")]
    for n, change in enumerate(frame.setup.interventions, start=1):
        left += [(f"  {n} ", "key"), (glyphs.shown(change), "text")]
    return spread(shorten(merge(left), columns - width(merge(right)) - 1, glyphs.ellipsis), merge(right), columns)


def _answer(words: Callable[[int, int], tuple[tuple[str, float], ...]], frame: Frame) -> tuple[str, float]:
    """The most probable answer of the task after the last word."""
    assert frame.run is not None
    everything = words(len(frame.run.model.outputs), len(frame.tokens) - 1)
    return next((pair for pair in everything if pair[0] in frame.run.model.answers), everything[0])


def scrub_line(frame: Frame, columns: int, glyphs: Glyphs) -> Line:
    """How far the walk has come, over all frames."""
    room, last = columns - 2, len(frame.tokens) * len(frame.phases) - 1
    done = 1 + round(frame.index / max(last, 1) * (room - 1))
    played, rest = glyphs.scrub
    return (_INDENT, (played * done, "scrub"), (rest * (room - done), "scrub.rest"), _INDENT)


def phases_line(frame: Frame, view: View, columns: int, glyphs: Glyphs) -> Line:
    """The steps of a token in their order, the current one by its full name, all of them where there is room."""
    for named, arrow in ((True, f" {glyphs.arrow} "), (False, f" {glyphs.arrow} "), (False, glyphs.arrow)):
        runs: list[Run] = [_INDENT]
        for position, phase in enumerate(frame.phases):
            full = named or phase == frame.phase
            label = f"{phase_symbol(phase)} {text(view.lang, f'phase.{phase}.name')}" if full else phase_symbol(phase)
            runs += [(arrow if position else "", "faint"), (label, _phase_role(position, frame))]
        if width(merge(runs)) < columns:
            break
    return fit(merge(runs), columns)


def _phase_role(position: int, frame: Frame) -> str:
    at = frame.phases.index(frame.phase)
    return "phase" if position == at else ("soft" if position < at else "faint")


def phase_symbol(phase: str) -> str:
    """C for the cell's phase, else its letter."""
    return _SYMBOL.get(phase, phase)


def says_lines(frame: Frame, view: View, columns: int, lines: int, glyphs: Glyphs) -> list[Line]:
    """One sentence on what happens in this phase, on at most `lines` lines."""
    key = "rnn_h" if frame.phase == "h" and "f" not in frame.phases else frame.phase
    sentence = glyphs.shown(text(view.lang, f"phase.{key}.says"))
    rows = wrap(sentence, columns - 2 * _EDGE, max(lines, 1), glyphs.ellipsis)
    return [fit((_INDENT, (row, "text")), columns) for row in rows]


def formula_lines(frame: Frame, view: View, columns: int, glyphs: Glyphs) -> list[Line]:
    """The formula of the phase and the same with the numbers of the selected unit; on one line if there is room."""
    left = glyphs.shown(equation(table(frame), frame.phase) or _input(frame, view))
    formula: Line = (_INDENT, (clip(left, columns - 2 * _EDGE, glyphs.ellipsis), "formula"))
    numbers = _filled(frame, view, glyphs)
    joined = merge((*formula, ("    ", GROUND), *numbers))
    if not numbers or width(joined) < columns:
        return [fit(joined, columns)]
    return [fit(formula, columns), fit((_INDENT, *numbers), columns)]


def _input(frame: Frame, view: View) -> str:
    token = frame.tokens[frame.t]
    if frame.run is None:
        return ONE_HOT
    known = frame.run.model.vocab
    place = text(view.lang, "ui.one_hot", n=known.index[token.word] + 1, total=len(known.words))
    return f"{ONE_HOT}    {token.text}: {place}"


def _filled(frame: Frame, view: View, glyphs: Glyphs) -> Line:
    if frame.run is None:
        return ()
    rows, unit = table(frame), selected(frame, view.unit)

    def value(quantity: str) -> str:
        signed = rows[quantity].low != 0
        return number(frame.values(quantity)[unit], signed, glyphs).strip()

    numbers = glyphs.shown(filled(rows, frame.phase, value))
    if numbers and frame.held(frame.phase, unit):
        numbers = text(view.lang, "ui.held", value=value(frame.phase))
    return ((f"{text(view.lang, 'ui.unit', unit=unit)}: ", "soft"), (numbers, "text")) if numbers else ()
