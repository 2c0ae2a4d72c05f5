"""Panels of words: the output words with their probabilities, and the word that goes in."""

from rich.cells import cell_len

from lstm_tui.charts.bars import alternate, gate_bar, hollow_bar, number
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.facts import content
from lstm_tui.stage.layout import MOST_WORDS, Slot
from lstm_tui.stage.panel import BESIDE, DELTA_CELLS, GATE_SCALE, MIN_BAR, Panel, delta, difference, framed, light, tells
from lstm_tui.stage.view import View
from lstm_tui.tape import Frame


def words_panel(frame: Frame, view: View, slot: Slot, glyphs: Glyphs) -> Panel:
    """The most probable words, each with its bar; of a changed walk also how far the change moved it."""
    shade, other = light(frame, slot.panel), slot.panel in BESIDE
    body, room = slot.height - 2, slot.width - 4
    least = min(content(frame).words, MOST_WORDS)
    pitch = 2 if body >= 2 * least - 1 else 1
    pairs = () if shade.hidden else (frame.beside_words if other else frame.words)((body + pitch - 1) // pitch)
    old = {} if other or shade.hidden else dict(frame.baseline_words(content(frame).words))
    label = min(max((cell_len(word) for word, _ in pairs), default=6), max(room - 12, 4))
    answers = {word for word, _ in frame.answers()} if pairs else set()
    lines: list[Line] = []
    for word, p in pairs:
        role = f"{'answer' if word in answers else 'number'}{shade.suffix}"
        name = fit(((clip(word, label, glyphs.ellipsis), role),), label)
        ghost = old[word] if word in old and tells(p - old[word]) else None
        wide = bool(old) and room - label - 6 - DELTA_CELLS >= MIN_BAR
        bar = gate_bar(p, room - label - 6 - wide * DELTA_CELLS, glyphs, f"chance{shade.suffix}", ghost)
        value: list[Run] = [(f" {number(p, False, glyphs)}", f"number{shade.suffix}")]
        value += [difference(p - old[word], glyphs, shade.suffix)] if wide else []
        bar = alternate(bar) if pitch == 1 and len(lines) % 2 else bar
        lines += [merge((*name, (" ", GROUND), *bar, *value)), *[()] * (pitch - 1)]
    if shade.hidden:
        rows = min(body, pitch * content(frame).words)
        lines = [_hidden_word(label, room, glyphs) if n % pitch == 0 else () for n in range(rows)]
    lines = [*lines, *[()] * body][:body]
    note = glyphs.shown(GATE_SCALE) + (f"  {delta(glyphs)}" if old else "")
    return Panel(framed(slot, view, shade, lines, note, glyphs))


def _hidden_word(label: int, room: int, glyphs: Glyphs) -> Line:
    bar = hollow_bar(room - label - 6, glyphs, False)
    return ((f"{glyphs.hidden:<{label}} ", "title.hidden"), *bar, (f"    {glyphs.hidden}", "title.hidden"))


def input_panel(frame: Frame, view: View, slot: Slot, glyphs: Glyphs) -> Panel:
    """The word itself, and where it stands among all that the model knows."""
    shade, token = light(frame, "x"), frame.tokens[frame.t]
    room, body = slot.width - 4, slot.height - 2
    lines: list[Line] = [((clip(token.text, room, glyphs.ellipsis), "now.text"),)]
    if frame.run is not None:
        known = frame.run.model.vocab
        at = known.index[token.word]
        cells = [(glyphs.one, "cursor") if n == at else (glyphs.zero, "faint") for n in range(len(known.words))]
        lines += [(), *(merge(cells[start : start + room]) for start in range(0, len(cells), room))]
    lines = [*lines, *[()] * body][:body]
    return Panel(framed(slot, view, shade, lines, "", glyphs))
