"""Horizontal bars with an eighth of a cell as their smallest step. The scale belongs to the quantity, never to the data.

`python -m lstm_tui.charts.bars` draws a few.
"""

from lstm_tui.charts.cells import Line, merge
from lstm_tui.charts.glyphs import Glyphs

TRACK, AXIS, GHOST, HOLLOW = "track", "axis", "ghost", "hollow"
GATE_WORDS = ("shut", "half", "open")
ALTERNATE = "'"


def gate_bar(value: float, cells: int, glyphs: Glyphs, role: str = "gate", ghost: float | None = None) -> Line:
    """A value of 0 … 1 as a bar that fills from the left; what lies outside is clipped and marked.

    `ghost` is another value of the same quantity, drawn as a mark.
    """
    drawn = [_cell(part, glyphs, role) for part in _parts(value, cells)]
    if drawn and value > 1:
        drawn[-1] = (glyphs.above, f"~{role}")
    if drawn and value < 0:
        drawn[0] = (glyphs.below, role)
    if ghost is not None and drawn:
        at = min(max(int(ghost * cells), 0), cells - 1)
        drawn[at] = (glyphs.ghost, GHOST if drawn[at][1] == TRACK else f"{GHOST}+{role}")
    return merge(drawn)


def signed_bar(
    value: float,
    bound: float,
    cells: int,
    glyphs: Glyphs,
    roles: tuple[str, str] = ("positive", "negative"),
    ghost: float | None = None,
) -> Line:
    """A value of −bound … +bound as a bar that leaves an axis in the middle: right for plus, left for minus.

    `ghost` is an older value of the same quantity, drawn as a mark. An even number of cells leaves the last one empty.
    """
    side = max((cells - 1) // 2, 0)
    role = roles[0] if value >= 0 else roles[1]
    parts = _parts(abs(value) / bound, side)
    right = [_cell(part if value >= 0 else 0, glyphs, role) for part in parts]
    left = [_cell(part if value < 0 else 0, glyphs, role, mirrored=True) for part in parts][::-1]
    drawn = [*left, (glyphs.axis, AXIS), *right, *[(" ", TRACK)] * (cells - 2 * side - 1)]
    if side and abs(value) > bound:
        drawn[2 * side if value > 0 else 0] = (glyphs.above if value > 0 else glyphs.below, f"~{role}")
    if ghost is not None and side:
        at = _ghost_cell(ghost / bound, side)
        filled = drawn[at][1] not in (TRACK, AXIS)
        drawn[at] = (glyphs.ghost, f"{GHOST}+{role}" if filled else GHOST)
    return merge(drawn[: max(cells, 0)])


def hollow_bar(cells: int, glyphs: Glyphs, signed: bool) -> Line:
    """The place of a value that is not computed yet."""
    side = max((cells - 1) // 2, 0) if signed else cells
    axis = glyphs.axis if signed else ""
    return ((" " * side + axis + " " * (cells - side - len(axis)), HOLLOW),)


def alternate(bar: Line) -> Line:
    """The same bar in the second of two shades, which keep neighbouring rows apart."""
    return tuple((text, role + ALTERNATE) for text, role in bar)


def number(value: float, signed: bool, glyphs: Glyphs) -> str:
    """The value in 4 cells ("0.93"), or 5 with its sign ("−0.42", "+12.3")."""
    if not signed:
        return f"{value:.2f}"
    digits = f"{abs(value):.2f}"
    if len(digits) > 4:
        digits = f"{abs(value):.1f}" if abs(value) < 99.95 else f"{abs(value):.0f}"
    sign = " " if not float(digits) else ("+" if value > 0 else glyphs.minus)
    return f"{sign}{digits:>4}" if len(digits) <= 4 else f"{sign}{abs(value):.0e}".replace("e+0", "e").replace("e+", "e")


def gate_word(value: float) -> str:
    """A gate of 0 … 1 in one word: shut below a third, open above two."""
    return GATE_WORDS[min(int(value * 3), 2)]


def _parts(share: float, cells: int) -> list[float]:
    """How full each cell is (0 … 1), counted from the base of the bar."""
    length = min(max(share, 0.0), 1.0) * cells
    return [min(max(length - cell, 0.0), 1.0) for cell in range(cells)]


def _cell(part: float, glyphs: Glyphs, role: str, mirrored: bool = False) -> tuple[str, str]:
    full = len(glyphs.blocks) - 1
    level = round(part * full)
    if level == 0:
        return " ", TRACK
    if mirrored and glyphs.mirror and level < full:
        return glyphs.blocks[full - level], f"~{role}"
    return glyphs.blocks[level], role


def _ghost_cell(share: float, side: int) -> int:
    """The cell of a mark at share −1 … 1; zero is the axis."""
    share = min(max(share, -1.0), 1.0)
    offset = min(int(abs(share) * side) + 1, side) if round(abs(share) * side * 8) else 0
    return side + (offset if share > 0 else -offset)


def _demo() -> None:
    from lstm_tui.charts.cells import plain
    from lstm_tui.charts.glyphs import ASCII, UNICODE

    for glyphs in (UNICODE, ASCII):
        for value in (0.0, 0.01, 0.42, 1.0):
            print(f"{number(value, False, glyphs)} [{plain(gate_bar(value, 24, glyphs))}]")
        for value in (-0.9, -0.3, 0.6):
            print(f"{number(value, True, glyphs)} [{plain(signed_bar(value, 1.0, 25, glyphs, ghost=0.2))}]")


if __name__ == "__main__":
    _demo()
