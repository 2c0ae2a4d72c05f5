"""The whole sentence at once: a quantity of all units along the tokens, the answers after each, who is in the memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len

from lstm_tui.charts.bars import gate_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge, wrap
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.charts.heat import Plan, heat
from lstm_tui.charts.heat import plan as heat_plan
from lstm_tui.charts.parts import Part, Row, chart, percent, rows
from lstm_tui.charts.tile import scale, tile
from lstm_tui.stage.facts import bound, changed, content, nice, selected, symbol_of, table, units
from lstm_tui.stage.moves import DELTA, history_quantities, history_quantity, series
from lstm_tui.stage.panel import Panel, Region, delta
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

MOST_ANSWERS = 2
HEAT_FRAME = 3  # the frame's two edges and the line of tokens
LEAST_MEMORY = 5
MORE = (f"{DELTA}c", f"{DELTA}h", "f", "i", "h")
"""What else is shown along the tokens where rows are left."""
SIDE_BY_SIDE, VERY_WIDE = 72, 150


def history_rows(frame: Frame, ahead: bool = False) -> int:
    """Rows that show every unit and the answers, `ahead` also those without the changes."""
    return units(frame) + HEAT_FRAME + MOST_ANSWERS * (1 + (ahead and changed(frame)))


def sentence_view(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    """The history above, the memory at this token below where there is one; where rows are left, the gates too."""
    other = frame.beside if view.rnn else None
    if other is not None and size.rows >= 2 * (HEAT_FRAME + MOST_ANSWERS + 1):
        return _with_rnn(frame, other, view, size, glyphs)
    owners = bool(frame.parts(0)) and size.rows >= HEAT_FRAME + 2 + LEAST_MEMORY
    wanted = history_rows(frame, ahead=True)
    most = len(frame.tokens) + 4
    upper = min(wanted, size.rows - min(max(size.rows - wanted, LEAST_MEMORY), most)) if owners else min(wanted, size.rows)
    blocks = [history(frame, view, Size(size.columns, upper), glyphs)]
    if owners:
        blocks.append(memory(frame, view, Size(size.columns, min(size.rows - upper, most)), glyphs))
    free = size.rows - sum(len(block.lines) for block in blocks)
    return stacked([*blocks, *_more(frame, view, Size(size.columns, free), glyphs)])


def _more(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> list[Panel]:
    """As many other histories as there are rows for; of a changed walk first what the change did."""
    room, known = units(frame) + HEAT_FRAME, history_quantities(frame)
    names = [name for name in MORE if name in known and name != history_quantity(frame, view)]
    named = (replace(view, quantity=name) for name in names[: max(size.rows // room, 0)])
    return [history(frame, each, Size(size.columns, room), glyphs) for each in named]


def _with_rnn(frame: Frame, other: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    """The history of the LSTM above that of the plain RNN, each with its answers."""
    wanted = history_rows(other)
    lower = min(wanted, max(size.rows // 2, size.rows - history_rows(frame, ahead=True)))
    upper = min(history_rows(frame, ahead=True), size.rows - lower)
    drawn = history(frame, view, Size(size.columns, upper), glyphs)
    below = history(other, replace(view, quantity=None), Size(size.columns, lower), glyphs, plain_rnn=True)
    blocks = [drawn, Panel(below.lines)]
    rest = min(size.rows - upper - lower, len(frame.tokens) + 4)
    if frame.parts(0) and rest >= LEAST_MEMORY:
        blocks.append(memory(frame, view, Size(size.columns, rest), glyphs))
    return stacked(blocks)


def stacked(blocks: Sequence[Panel]) -> Panel:
    """Panels below one another."""
    lines: list[Line] = []
    regions: list[Region] = []
    for block in blocks:
        regions += [region._replace(row=region.row + len(lines)) for region in block.regions]
        lines += block.lines
    return Panel(lines, tuple(regions))


def history(frame: Frame, view: View, size: Size, glyphs: Glyphs, ahead: bool = True, plain_rnn: bool = False) -> Panel:
    """A heat map of one quantity in a frame; without `ahead` what this step has not reached is hidden.

    `plain_rnn` says that this is the network beside, in which no unit is selected.
    """
    name = history_quantity(frame, view)
    words = _along(frame) if view.rnn or _room_for_answers(frame, size.rows) else ()
    words = words if size.rows >= HEAT_FRAME + len(words) + 1 else ()
    compare = bool(words) and ahead and changed(frame) and size.rows >= HEAT_FRAME + 2 * len(words) + units(frame)
    inner = Size(size.columns - 4, size.rows - 2 - len(words) * (1 + compare))
    where = _map(frame, None if plain_rnn else selected(frame, view.unit), inner)
    limit = _limit(frame, name)
    labels = [token.text for token in frame.tokens]
    lines = heat(_matrix(frame, name, where, _reach(frame, name, ahead)), limit, where, glyphs, labels)
    lines += _answers(frame, words, where, _reach(frame, "p", ahead), compare, glyphs)
    lines = [*lines, *[()] * size.rows][: size.rows - 2]
    foot = f"{glyphs.ghost} {text(view.lang, 'panel.baseline')}" if compare else ""
    symbol, title = _title(frame, view, name, plain_rnn, glyphs)
    drawn = _framed(symbol, title, scale(limit, glyphs), lines, size.columns, glyphs, foot)
    return Panel(drawn, _cells(where, name))


def _map(frame: Frame, unit: int | None, inner: Size) -> Plan:
    """Where everything stands; as wide a gutter without the answers as with them, so that maps align."""
    labels = [token.text for token in frame.tokens]
    gutter = max((cell_len(word) for word in _along(frame)), default=0) + 2
    return heat_plan(units(frame), len(labels), inner.columns, inner.rows, frame.t, unit, labels, 1, gutter)


def _limit(frame: Frame, name: str) -> float | None:
    """Half the width of the scale; None for 0 … 1. That of a difference holds the largest one of the walk."""
    if not name.startswith(DELTA):
        return None if table(frame)[name].low == 0 else bound(frame, name)
    run, old, own = frame.run, frame.tape.baseline, name.removeprefix(DELTA)
    return nice(float(abs(run.trace[own] - old.trace[own]).max())) if run and old else 1.0


def _title(frame: Frame, view: View, name: str, plain_rnn: bool, glyphs: Glyphs) -> tuple[str, str]:
    own = name.removeprefix(DELTA)
    called = text(view.lang, "panel.rnn_h" if plain_rnn else f"phase.{table(frame)[own].phase}.name")
    key = "panel.moved" if name.startswith(DELTA) else "panel.history"
    mark = delta(glyphs) if name.startswith(DELTA) else ""
    return mark + glyphs.shown(symbol_of(own)), text(view.lang, key, name=called)


def _answers(frame: Frame, words: Sequence[str], where: Plan, reach: int, compare: bool, glyphs: Glyphs) -> list[Line]:
    """A line for each answer, and below it the same without the changes."""
    seen = [t for t in where.tokens if t < reach]
    lines = []
    for word in words:
        lines.append(_answer(word, {t: dict(frame.answers(t))[word] for t in seen}, where, glyphs))
        if compare:
            old = {t: dict(frame.baseline_words(content(frame).words, t))[word] for t in seen}
            lines.append(_answer(glyphs.ghost, old, where, glyphs))
    return lines


def _room_for_answers(frame: Frame, rows: int) -> bool:
    """All units go before the answers; where not even all units have room, both share it."""
    alone = units(frame) + HEAT_FRAME
    return rows >= alone + MOST_ANSWERS or HEAT_FRAME + 2 * MOST_ANSWERS <= rows < alone


def _reach(frame: Frame, name: str, ahead: bool) -> int:
    """How many tokens have their value."""
    if frame.run is None:
        return 0
    return len(frame.tokens) if ahead else frame.t + frame.known(name.removeprefix(DELTA))


def _matrix(frame: Frame, name: str, where: Plan, reach: int) -> list[list[float | None]]:
    """The values by unit and token, None beyond `reach`; those out of sight are not looked up."""
    count = len(frame.tokens)
    rows: list[list[float | None]] = [[None] * count for _ in range(units(frame))]
    for t in range(where.tokens.start, min(where.tokens.stop, reach)):
        for row, value in zip(rows, series(frame, name, t), strict=True):
            row[t] = value
    return rows


def _along(frame: Frame) -> tuple[str, ...]:
    """The answers that are followed along the sentence: the most probable ones here, in the order of the task."""
    best = sorted(frame.answers(), key=lambda pair: -pair[1])[:MOST_ANSWERS]
    return tuple(word for word, _ in frame.answers() if word in dict(best))


def _answer(name: str, chances: Mapping[int, float], where: Plan, glyphs: Glyphs) -> Line:
    """The probability of an answer after each token, under the columns of the map."""
    runs: list[Run] = [*fit(((f" {name}", "answer"),), where.gutter)]
    for t in where.tokens:
        piece, role = tile(chances.get(t), None, where.tile, glyphs, "" if t == where.token else ".dim")
        runs += [(piece, role.replace("gate", "chance")), (" " * (where.pitch - where.tile), GROUND)]
    return fit(merge(runs), where.cells)


def _cells(where: Plan, name: str) -> tuple[Region, ...]:
    all_places = ((unit, token, where.place(unit, token)) for unit in where.units for token in where.tokens)
    return tuple(
        Region(1 + place[0], 2 + place[1], where.tile, name, unit, token) for unit, token, place in all_places if place
    )


def with_memory(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    """The history up to this step; on very wide screens, beside it, who is in the memory now."""
    if size.columns < VERY_WIDE or not frame.parts(0):
        return history(frame, view, size, glyphs, ahead=False)
    left = size.columns * 5 // 8
    drawn = history(frame, view, Size(left, size.rows), glyphs, ahead=False)
    beside = _exact(frame, view, Size(size.columns - left - 1, size.rows), glyphs)
    lines = [merge((*a, (" ", GROUND), *b)) for a, b in zip(drawn.lines, beside.lines, strict=True)]
    moved = (region._replace(column=region.column + left + 1) for region in beside.regions)
    return Panel(lines, (*drawn.regions, *moved))


def memory(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    """Who is in the memory now: exactly, in the selected unit; and in all units, weighed for the answer."""
    right = size.columns // 2 if size.columns >= SIDE_BY_SIDE else 0
    left = _exact(frame, view, Size(size.columns - right, size.rows), glyphs)
    if not right:
        return left
    weighed = _weighed(frame, view, Size(right - 1, size.rows), glyphs)
    lines = [merge((*a, (" ", GROUND), *b)) for a, b in zip(left.lines, weighed, strict=True)]
    return Panel(lines, left.regions)


def _exact(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> Panel:
    unit, limit = selected(frame, view.unit), bound(frame, "c")
    values = _now(frame, unit)
    parts = [Part(frame.tokens[t].text, value) for t, value in enumerate(values)]
    drawn = rows(parts, size.rows - 2, "time", lambda n: text(view.lang, "memory.others", n=n))
    lines = chart(drawn, limit, size.columns - 4, glyphs, len(parts) - 1)
    title = text(view.lang, "memory.exact")
    framed = _framed(f"C[{unit}]", title, scale(limit, glyphs), _padded(lines, size.rows - 2), size.columns, glyphs)
    return Panel(framed, tuple(Region(1 + n, 2, size.columns - 4, None, None, row.at) for n, row in _named(drawn)))


def _named(drawn: list[Row]) -> list[tuple[int, Row]]:
    return [(n, row) for n, row in enumerate(drawn) if row.at is not None]


def _now(frame: Frame, unit: int | None) -> tuple[float, ...]:
    """The parts of the memory as this phase finds it: before C is computed, that of the token before."""
    if frame.known("c"):
        return frame.parts(unit)
    return frame.tape[frame.index - len(frame.phases)].parts(unit) if frame.t else ()


def _weighed(frame: Frame, view: View, size: Size, glyphs: Glyphs) -> list[Line]:
    values = _now(frame, None)
    told = _retained(frame, view, size.columns - 4, glyphs) if size.rows >= LEAST_MEMORY + 2 else []
    parts = [Part(frame.tokens[t].text, value) for t, value in enumerate(values)]
    drawn = rows(parts, size.rows - 2 - len(told), "time", lambda n: text(view.lang, "memory.others", n=n))
    label = min(max((cell_len(row.label) for row in drawn), default=0), 12)
    lines = [_share(row, label, size.columns - 4, glyphs, row.at == len(parts) - 1) for row in drawn]
    lines = [*_padded(lines, size.rows - 2 - len(told)), *told]
    return _framed("", text(view.lang, "memory.weighed"), "0–100%", lines, size.columns, glyphs)


def _share(row: Row, label: int, cells: int, glyphs: Glyphs, now: bool) -> Line:
    name = "now.text" if now else "soft" if row.at is None else "label"
    start = fit(((clip(row.label, label, glyphs.ellipsis), name),), label + 1)
    bar = gate_bar(row.share, cells - label - 7, glyphs, "chance" if row.at is not None else "chance.dim")
    pointer: Run = (glyphs.cursor if now else " ", "cursor")
    return fit(merge((pointer, *start, *bar, (f" {percent(row.share)}", "number"))), cells)


def _retained(frame: Frame, view: View, cells: int, glyphs: Glyphs) -> list[Line]:
    """What the token that held most before this one keeps of it."""
    if not frame.known("c") or not frame.t:
        return []
    before = frame.tape[frame.index - len(frame.phases)].parts(None)
    old = max(range(frame.t), key=before.__getitem__)
    share = percent(frame.retained(old)).strip()
    told = text(view.lang, "memory.retained", old=frame.tokens[old].text, percent=share)
    return [((row, "soft"),) for row in wrap(glyphs.shown(told), cells, 2, glyphs.ellipsis)]


def _padded(lines: list[Line], rows: int) -> list[Line]:
    return [*lines, *[()] * rows][: max(rows, 0)]


def _framed(
    symbol: str, title: str, note: str, body: list[Line], columns: int, glyphs: Glyphs, foot: str = ""
) -> list[Line]:
    lead: Line = ((symbol, "title.lit.symbol"), (" ", "title.lit")) if symbol else ()
    return box(merge((*lead, (title, "title.lit"))), glyphs.shown(note), body, columns, glyphs, foot=foot)
