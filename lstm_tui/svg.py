"""A picture as an SVG file that loads nothing: each character stands in its own cell, whatever font is at hand.

Bars and frames are drawn as shapes, so that they meet; Korean is as wide as its two cells.
"""

from collections.abc import Iterator

from rich.cells import cell_len

from lstm_tui.stage.palette import Ink
from lstm_tui.stage.picture import Cells, Picture

WIDTH, HEIGHT, FONT = 9.6, 20, 16
"""Pixels of a cell and of the letters: most fixed fonts are 0.6 of their size wide."""
MARGIN = 12
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, D2Coding, NanumGothicCoding, monospace"
"""Those with Latin letters as wide as a cell first; a browser looks further down for the Korean ones."""
BLOCKS = {"▏": 1, "▎": 2, "▍": 3, "▌": 4, "▋": 5, "▊": 6, "▉": 7, "█": 8}
_X, _Y = WIDTH / 2, HEIGHT / 2
LINES = {
    "─": f"h{WIDTH}",
    "━": f"h{WIDTH}",
    "│": f"v{HEIGHT}",
    "┃": f"v{HEIGHT}",
    "╭": "v-5q0-5 5-5H{right}",
    "╮": "v-5q0-5-5-5H{left}",
    "╰": "v5q0 5 5 5H{right}",
    "╯": "v5q0 5-5 5H{left}",
}
HEAVY = "━┃"
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def svg(drawn: Picture, ground: str) -> str:
    """The file's text; `ground` is the colour behind everything."""
    rows, columns = len(drawn.lines), sum(cell_len(text) for text, _ in drawn.lines[0])
    width, height = round(columns * WIDTH + 2 * MARGIN), rows * HEIGHT + 2 * MARGIN
    classes: dict[tuple[str, bool], str] = {}
    body = [f'<g transform="translate({MARGIN} {MARGIN})">']
    for row, line in enumerate(drawn.lines):
        body += _line(line, row * HEIGHT, ground, classes)
    looks = "".join(
        f".{name}{{fill:{colour}{';font-weight:bold' if bold else ''}}}"
        for (colour, bold), name in classes.items()
    )
    style = f"text{{font:{FONT}px {FONTS};text-anchor:middle;white-space:pre}}rect{{shape-rendering:crispEdges}}"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
            f"<style>{style}{looks}</style>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{ground}"/>',
            *body,
            "</g>\n</svg>\n",
        )
    )


def _line(line: Cells, y: float, ground: str, classes: dict[tuple[str, bool], str]) -> Iterator[str]:
    """Backgrounds, shapes and characters of one line, from left to right."""
    column = 0
    for text, ink in line:
        cells = cell_len(text)
        if ink.background != ground and cells:
            yield _rect(column * WIDTH, y, cells * WIDTH, f'fill="{ink.background}"')
        yield from _run(text, ink, column, y, classes)
        column += cells


def _run(text: str, ink: Ink, column: int, y: float, classes: dict[tuple[str, bool], str]) -> Iterator[str]:
    look = classes.setdefault((ink.foreground, ink.bold), f"c{len(classes)}")
    letters: list[tuple[float, str]] = []
    for cluster in _clusters(text):
        x, cells = column * WIDTH, cell_len(cluster)
        if cluster[0] in BLOCKS:
            yield _rect(x, y, sum(map(BLOCKS.__getitem__, cluster)) * WIDTH / 8, f'class="{look}"')
        elif cluster in LINES:
            heavy = ' stroke-width="2.5"' if cluster in HEAVY else ""
            yield f'<path stroke="{ink.foreground}"{heavy} fill="none" d="{_path(cluster, x, y)}"/>'
        elif not cluster.isspace():
            letters.append((x + cells * WIDTH / 2, cluster))
        column += cells
    yield from _letters(letters, y, look)


def _rect(x: float, y: float, width: float, look: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{HEIGHT}" {look}/>'


def _clusters(text: str) -> Iterator[str]:
    """Characters with the marks that stand on them; the blocks of a bar together, so that no seam shows."""
    held = ""
    for character in text:
        begins = cell_len(character) and not (held.endswith("█") and character in BLOCKS)
        if held and begins:
            yield held
            held = ""
        held += character
    if held:
        yield held


def _letters(letters: list[tuple[float, str]], y: float, look: str) -> Iterator[str]:
    """One element for many characters, each at its own place; one for each that carries a mark."""
    base = _n(y + HEIGHT * 0.72)
    plain = [(x, letter) for x, letter in letters if len(letter) == 1]
    for x, letter in (pair for pair in letters if len(pair[1]) > 1):
        yield f'<text class="{look}" x="{_n(x)}" y="{base}">{letter.translate(ESCAPED)}</text>'
    if plain:
        places, said = " ".join(_n(x) for x, _ in plain), "".join(letter for _, letter in plain)
        yield f'<text class="{look}" y="{base}" x="{places}">{said.translate(ESCAPED)}</text>'


def _path(line: str, x: float, y: float) -> str:
    if line in "─━":
        return f"M{_n(x)} {_n(y + _Y)}{LINES[line]}"
    if line in "│┃":
        return f"M{_n(x + _X)} {_n(y)}{LINES[line]}"
    edges = {"top": _n(y), "bottom": _n(y + HEIGHT), "left": _n(x), "right": _n(x + WIDTH)}
    start = edges["bottom"] if line in "╭╮" else edges["top"]
    return f"M{_n(x + _X)} {start}{LINES[line].format(**edges)}"


def _n(value: float) -> str:
    """As few digits as a picture needs."""
    return f"{value:.1f}".removesuffix(".0")
