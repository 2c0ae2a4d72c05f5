"""What a sum is made of: a signed bar per part, its number, and its share of all that is there.

Parts of opposite sign cancel in the sum, so a share is |part| / Σ|part|. `python -m lstm_tui.charts.parts` draws a few.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len

from lstm_tui.charts.bars import number, signed_bar
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge
from lstm_tui.charts.glyphs import Glyphs

Order = Literal["time", "size"]
_LABEL, _NUMBERS, _LEAST_BAR = 12, 1 + 5 + 1 + 4, 5


class Part(NamedTuple):
    """One part of a sum, in the sum's own units."""

    label: str
    value: float


class Row(NamedTuple):
    """A line of the chart: the part `at` this place of the parts given, None for the rest; `share` is of 0 … 1."""

    at: int | None
    label: str
    value: float
    share: float


def rows(parts: Sequence[Part], room: int, order: Order = "time", others: Callable[[int], str] = str) -> list[Row]:
    """At most `room` rows: all parts, or the largest of them and last what the others sum up to, named by `others(count)`.

    By "time" the rows keep the order of `parts`, by "size" the largest comes first.
    """
    whole = sum(abs(part.value) for part in parts) or 1.0
    ranked = sorted(range(len(parts)), key=lambda at: -abs(parts[at].value))
    shown = ranked if len(parts) <= room else ranked[: max(room - 1, 0)]
    kept = sorted(shown) if order == "time" else shown
    drawn = [Row(at, parts[at].label, parts[at].value, abs(parts[at].value) / whole) for at in kept]
    rest = [parts[at].value for at in ranked[len(shown) :]]
    if rest and room > 0:
        drawn.append(Row(None, others(len(rest)), sum(rest), sum(map(abs, rest)) / whole))
    return drawn


def chart(drawn: Sequence[Row], bound: float, cells: int, glyphs: Glyphs, chosen: int | None = None) -> list[Line]:
    """A line per row, exactly `cells` wide: cursor, label, bar on −bound … +bound, number, share."""
    label = _label_cells(drawn, cells)
    return [_line(row, bound, label, cells, glyphs, row.at is not None and row.at == chosen) for row in drawn]


def axis(drawn: Sequence[Row], bound: float, cells: int, glyphs: Glyphs) -> Line:
    """The scale under the bars of `chart`: −bound, 0 and +bound at their places."""
    label = _label_cells(drawn, cells)
    side = max((_bar_cells(label, cells) - 1) // 2, 0)
    left, right = f"{glyphs.minus}{bound:g}", f"+{bound:g}"
    if side <= max(len(left), len(right)):
        return fit(((" " * (label + 2), GROUND), (f"{glyphs.plus_minus}{bound:g}", "note")), cells)
    text = left + "0".rjust(side + 1 - len(left)) + right.rjust(side)
    return fit(((" " * (label + 2), GROUND), (text, "note")), cells)


def percent(share: float) -> str:
    """A share of 0 … 1 in four cells: " 31%", " <1%" for what is little but there."""
    return " <1%" if 0 < share < 0.005 else f"{share * 100:>3.0f}%"


def _label_cells(drawn: Sequence[Row], cells: int) -> int:
    widest = max((cell_len(row.label) for row in drawn), default=0)
    return max(min(widest, _LABEL, cells - 2 - _NUMBERS - _LEAST_BAR), 0)


def _bar_cells(label: int, cells: int) -> int:
    return max(cells - 1 - label - 1 - _NUMBERS, 0)


def _line(row: Row, bound: float, label: int, cells: int, glyphs: Glyphs, chosen: bool) -> Line:
    dim = ".dim" if row.at is None else ""
    name = "now.text" if chosen else "soft" if row.at is None else "label"
    bar = signed_bar(row.value, bound, _bar_cells(label, cells), glyphs, (f"positive{dim}", f"negative{dim}"))
    runs: list[Run] = [
        (glyphs.cursor if chosen else " ", "cursor"),
        *fit(((clip(row.label, label, glyphs.ellipsis), name),), label + 1),
        *bar,
        (f" {number(row.value, True, glyphs)}", f"number{dim}"),
        (f" {percent(row.share)}", "soft"),
    ]
    return fit(merge(runs), cells)


def _demo() -> None:
    from lstm_tui.charts.cells import plain
    from lstm_tui.charts.glyphs import ASCII, UNICODE

    words = {"철수": -0.004, "는": 0.3, "키가": -0.61, "크다": 0.05, ".": 0.0, "Jane": 1.42}
    parts = [Part(*item) for item in words.items()]
    ways: list[tuple[Glyphs, Order, int]] = [(UNICODE, "time", 6), (UNICODE, "size", 4), (ASCII, "time", 4)]
    for glyphs, order, room in ways:
        drawn = rows(parts, room, order, lambda count: f"{count} others")
        print(*map(plain, [*chart(drawn, 1.5, 50, glyphs, 5), axis(drawn, 1.5, 50, glyphs)]), sep="\n")


if __name__ == "__main__":
    _demo()
