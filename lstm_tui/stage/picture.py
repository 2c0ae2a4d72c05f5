"""`picture(frame, view, size, palette)`: everything the simulator shows, as lines of styled cells."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from lstm_tui.charts.cells import GROUND, Line, Run, fit, merge, width, wrap
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage import head, sentence
from lstm_tui.stage.facts import changed, content, recipe, selected
from lstm_tui.stage.help import help_box, lay_over
from lstm_tui.stage.history import sentence_view, with_memory
from lstm_tui.stage.keys import hints, key_label, works
from lstm_tui.stage.layout import MARGIN, Plan, Slot, brief_head, plan
from lstm_tui.stage.palette import Ink, Palette
from lstm_tui.stage.panel import Panel, Region
from lstm_tui.stage.panels import draw
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

SMALLEST = Size(40, 12)
SMALLEST_SCREEN = Size(60, 20)

Cells = tuple[tuple[str, Ink], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Lines of (text, ink), each exactly as wide as the picture, and what its cells stand for."""

    lines: tuple[Cells, ...]
    regions: tuple[Region, ...] = ()

    def at(self, column: int, row: int) -> Region | None:
        """What the cell stands for, if anything."""
        here = (r for r in self.regions if r.row == row and r.column <= column < r.column + r.width)
        return next(here, None)

    @property
    def text(self) -> str:
        """The picture without its colours."""
        return "\n".join("".join(run for run, _ in line) for line in self.lines)


def picture(frame: Frame, view: View, size: Size, palette: Palette) -> Picture:
    """What the simulator shows of one frame; at less than 40×12 the left upper part of that."""
    asked, size = size, Size(max(size.columns, SMALLEST.columns), max(size.rows, SMALLEST.rows))
    glyphs, view = palette.glyphs, replace(view, unit=selected(frame, view.unit))
    strip = sentence.token_strip(frame, size.columns, glyphs)
    made = _whole(frame, view, size, strip, glyphs)
    lines = _filled(made.lines, size)
    useful = partial(works, folded=made.folded, trainable=recipe(frame) is not None, beside=frame.tape.beside is not None)
    lines.append(key_line(view, useful, size.columns, glyphs))
    if view.help:
        room = Size(size.columns, size.rows - 1)
        helping = help_box(view.lang, room, len(frame.phases), useful, glyphs, view.help, view.keymap)
        lines = lay_over(lines, helping, size.columns)
    tokens = [Region(made.tokens, column, cells, None, None, token) for column, cells, token in strip.spans]
    return Picture(_resolve(lines, asked, palette), (*tokens, *made.regions))


@dataclass(frozen=True, slots=True)
class _Made:
    """The lines above the keys, what they stand for, the row of the tokens, and whether there are more pages."""

    lines: list[Line]
    regions: list[Region]
    tokens: int
    folded: bool = False


def _whole(frame: Frame, view: View, size: Size, strip: sentence.Strip, glyphs: Glyphs) -> _Made:
    if view.zoom == "cell":
        layout = _plan(frame, view, size, glyphs)
        lines = _head(frame, view, size, layout.head, strip, glyphs)
        panels, regions = _panels(frame, view, layout, size.columns, glyphs)
        if layout.history:
            lines, regions = _with_history(frame, view, size, layout.history, [*lines, *panels], regions, glyphs)
            panels = []
        return _Made([*lines, *panels], regions, layout.head.index("tokens"), len(layout.pages) > 1)
    names = brief_head(size, changed(frame))
    lines = _head(frame, view, size, names, strip, glyphs)
    room = Size(size.columns - 2 * MARGIN, size.rows - 1 - len(names))
    body = sentence_view(frame, view, room, glyphs) if view.zoom == "sentence" else _unit_view(frame, view, room, glyphs)
    margin: Run = (" " * MARGIN, GROUND)
    regions = [r._replace(row=r.row + len(names), column=r.column + MARGIN) for r in body.regions]
    return _Made([*lines, *(merge((margin, *line)) for line in body.lines)], regions, names.index("tokens"))


def _with_history(
    frame: Frame, view: View, size: Size, rows: int, lines: list[Line], regions: list[Region], glyphs: Glyphs
) -> tuple[list[Line], list[Region]]:
    """The history at the bottom, up to this step: what is not computed yet stays hidden there too."""
    top = size.rows - 1 - rows
    drawn = with_memory(frame, view, Size(size.columns - 2 * MARGIN, rows), glyphs)
    margin: Run = (" " * MARGIN, GROUND)
    lines = [*lines, *[()] * top][:top]
    moved = [region._replace(row=region.row + top, column=region.column + MARGIN) for region in drawn.regions]
    return [*lines, *(merge((margin, *line)) for line in drawn.lines)], [*regions, *moved]


def _unit_view(frame: Frame, view: View, room: Size, glyphs: Glyphs) -> Panel:
    from lstm_tui.stage.unit import unit_view  # formulas and curves take their time, and nobody opens a walk with them

    return unit_view(frame, view, room, glyphs)


def too_small(lang: str, size: Size, palette: Palette) -> Picture:
    """A kind line for a terminal below 60×20."""
    least = SMALLEST_SCREEN
    message = text(lang, "ui.small", columns=size.columns, rows=size.rows, min_columns=least.columns, min_rows=least.rows)
    rows: list[Line] = [((row, "text"),) for row in wrap(message, max(size.columns - 2, 2), max(size.rows, 1))]
    above = max((size.rows - len(rows)) // 2, 0)
    lines: list[Line] = [*[()] * above, *(((" ", GROUND), *row) for row in rows)]
    return Picture(_resolve(_filled(lines, size, keys=0), size, palette))


def key_line(view: View, useful: Callable[[str], bool], columns: int, glyphs: Glyphs) -> Line:
    """The keys that matter, as many as fit; those that may give way go first."""
    entries = [entry for entry in hints(view.zoom, bool(view.help), view.keymap) if useful(entry[1])]
    while True:
        runs: list[Run] = []
        for shown, name, _ in entries:
            runs += [(" " if not runs else "  ", GROUND), (glyphs.shown(shown), "key")]
            runs += [(f" {key_label(view.lang, name, glyphs)}", "label")]
        line = merge(runs)
        if width(line) < columns or len(entries) == 1:
            return fit(line, columns)
        entries.remove(max(entries, key=lambda entry: entry[2]))


def _plan(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Plan:
    says = len(head.says_lines(frame, view, size.columns, 2, glyphs))
    formula = len(head.formula_lines(frame, view, size.columns, glyphs))
    return plan(size, content(frame, view), frame.phase, view.page, says, formula)


def _head(frame: Frame, view: View, size: Size, names: tuple[str, ...], strip: sentence.Strip, glyphs: Glyphs) -> list[Line]:
    columns = size.columns
    says = head.says_lines(frame, view, columns, names.count("says"), glyphs)
    formula = head.formula_lines(frame, view, columns, glyphs)
    lines: list[Line] = []
    for name in names:
        if name == "title":
            lines.append(head.title_line(frame, view, columns, glyphs))
        elif name == "changes":
            lines.append(head.changes_line(frame, view, columns, glyphs))
        elif name == "scrub":
            lines.append(head.scrub_line(frame, columns, glyphs))
        elif name == "tokens":
            lines.append(strip.line)
        elif name == "answer":
            lines.append(sentence.answer_line(frame, view, strip.pointer, columns, glyphs))
        elif name == "phases":
            lines.append(head.phases_line(frame, view, columns, glyphs))
        elif name == "says":
            lines.append(says.pop(0))
        elif name == "formula":
            lines.append(formula.pop(0))
        else:
            lines.append(())
    return lines


def _panels(frame: Frame, view: View, layout: Plan, columns: int, glyphs: Glyphs) -> tuple[list[Line], list[Region]]:
    lines: list[Line] = []
    regions: list[Region] = []
    top = len(layout.head)
    for row in dict.fromkeys(slot.row for slot in layout.slots):
        lines += [()] * (row - top - len(lines))
        slots = [slot for slot in layout.slots if slot.row == row]
        drawn = [draw(frame, view, slot, layout.pitch, glyphs) for slot in slots]
        for slot, panel in zip(slots, drawn, strict=True):
            regions += _moved(panel, slot)
        lines += _row(slots, drawn, columns)
    return lines, regions


def _moved(panel: Panel, slot: Slot) -> list[Region]:
    return [region._replace(row=region.row + slot.row, column=region.column + slot.column) for region in panel.regions]


def _row(slots: list[Slot], drawn: list[Panel], columns: int) -> list[Line]:
    lines: list[Line] = []
    for parts in zip(*(panel.lines for panel in drawn), strict=True):
        runs: list[Run] = []
        at = 0
        for slot, part in zip(slots, parts, strict=True):
            runs += [(" " * (slot.column - at), GROUND), *part]
            at = slot.column + slot.width
        lines.append(fit(merge(runs), columns))
    return lines


def _filled(lines: list[Line], size: Size, keys: int = 1) -> list[Line]:
    missing = size.rows - keys - len(lines)
    return [fit(line, size.columns) for line in [*lines, *[()] * missing][: size.rows - keys]]


def _resolve(lines: list[Line], size: Size, palette: Palette) -> tuple[Cells, ...]:
    return tuple(_inked(fit(line, size.columns), palette) for line in lines[: size.rows])


def _inked(line: Line, palette: Palette) -> Cells:
    runs: list[tuple[str, Ink]] = []
    for piece, role in line:
        ink = _ink(palette, role)
        if piece.isspace() and runs and runs[-1][1].background == ink.background:
            ink = runs[-1][1]  # a blank shows its background alone: one style less
        if runs and runs[-1][1] == ink:
            runs[-1] = (runs[-1][0] + piece, ink)
        else:
            runs.append((piece, ink))
    return tuple(runs)


@lru_cache(maxsize=512)
def _ink(palette: Palette, role: str) -> Ink:
    return palette.ink(role)
