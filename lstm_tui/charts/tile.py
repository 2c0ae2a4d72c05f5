"""A value in one or two cells, for maps of many: how high the cell is filled is the size, the end it fills from the sign.

A filled cell never reaches the far end on a signed scale, so that +1 and −1 differ without colours. The scale is the
quantity's: `bound` is None for 0 … 1, else it stands for −bound … +bound.
"""

from dataclasses import dataclass
from math import isnan

from lstm_tui.charts.cells import Line, Run, merge
from lstm_tui.charts.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class _Steps:
    """Cells from empty to full: of a gate, of a positive and of a negative value; without `down`, `up` is turned over."""

    gate: str
    up: str
    down: str
    over: str
    under: str


_STEPS = {
    "unicode": _Steps(" ▁▂▃▄▅▆▇█", " ▁▂▃▄▅▆▇", "", "▴", "▾"),
    "ascii": _Steps(" .:-=+*#@", " .+*#", " ,-~=", "^", "v"),
}


def tile(value: float | None, bound: float | None, cells: int, glyphs: Glyphs, dim: str = "") -> Run:
    """The value in `cells` cells; None is one not computed yet, and one outside the scale is marked as clipped.

    `dim` is appended to the role: ".dim" for what stands out of the light. Two ASCII cells are a sign and tenths of the
    bound, rounded down: "-4" is −0.4 … −0.5 of it.
    """
    if value is None:
        return glyphs.hidden * cells, "hollow"
    if isnan(value):
        return "?" * cells, "axis"
    share = value if bound is None else value / bound
    role = ("gate" if bound is None else "positive" if value >= 0 else "negative") + dim
    steps = _STEPS[glyphs.name]
    if share > 1:
        return steps.over * cells, f"~{role}"
    if share < (0 if bound is None else -1):
        return steps.under * cells, f"~{role}"
    if glyphs.name == "ascii" and cells > 1:
        return _tenths(share, bound is not None).center(cells), role if value else "axis"
    return _filled(share, bound, cells, steps, role)


def _filled(share: float, bound: float | None, cells: int, steps: _Steps, role: str) -> Run:
    row = steps.gate if bound is None else steps.up if share >= 0 or not steps.down else steps.down
    level = round(abs(share) * (len(row) - 1))
    if level == 0:
        return " " * cells, "track"
    if share < 0 and not steps.down:
        return steps.gate[len(steps.gate) - 1 - level] * cells, f"~{role}"
    return row[level] * cells, role


def _tenths(share: float, signed: bool) -> str:
    digit = min(int(abs(share) * 10 + 1e-9), 9)
    return f"{('+' if share > 0 else '-' if share < 0 else ' ') if signed else ' '}{digit}"


def scale(bound: float | None, glyphs: Glyphs) -> str:
    """The scale as a title prints it: "0–1" or "±2"."""
    return glyphs.shown("0–1") if bound is None else f"{glyphs.plus_minus}{bound:g}"


def legend(bound: float | None, glyphs: Glyphs) -> Line:
    """The scale as tiles between its two ends: `−2 ▇▅▂ ▂▅▇ +2`."""
    shares = (0.0, 0.25, 0.5, 0.75, 1.0) if bound is None else (-1.0, -0.7, -0.3, 0.0, 0.3, 0.7, 1.0)
    ends = ("0", "1") if bound is None else (f"{glyphs.minus}{bound:g}", f"+{bound:g}")
    tiles = [tile(share * (bound or 1), bound, 1, glyphs) for share in shares]
    return merge(((f"{ends[0]} ", "note"), *tiles, (f" {ends[1]}", "note")))
