"""The help of the simulator: its keys, and how to read its bars, in the language of the screen."""

from rich.cells import cell_len

from lstm_tui.charts.bars import gate_bar, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, beside, cut, fit, merge, width, wrap
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.view import Size
from lstm_tui.strings import text

_SWATCH = 7


def help_box(lang: str, size: Size, steps: int, folded: bool, glyphs: Glyphs) -> list[Line]:
    """The framed help, at most as large as `size`; the legend is left out where it has no room."""
    room = min(size.columns - 4, 100) - 4
    keys = key_lines(lang, folded, glyphs)
    legend = legend_lines(lang, glyphs)
    widest = max(map(width, keys))
    if widest + 4 + max(map(width, legend)) <= room:
        height = max(len(keys), len(legend))
        columns = [[fit(row, widest) for row in _padded(keys, height)], _padded(legend, height)]
        legend_width = max(map(width, legend))
        columns[1] = [fit(row, legend_width) for row in columns[1]]
        body = beside(columns, 4)
    else:
        body = keys if len(keys) + len(legend) + 6 > size.rows else [*keys, (), *legend]
    inner = max(map(width, body))
    intro = [((row, "text"),) for row in wrap(text(lang, "help.intro", steps=steps), inner, 3)]
    lines: list[Line] = [*intro, (), *body]
    if len(lines) + 4 <= size.rows:
        lines += [(), ((glyphs.shown(text(lang, "help.korean")), "soft"),)]
    title = ((text(lang, "help.title"), "title.lit"),)
    return box(title, "", lines[: size.rows - 2], min(inner + 4, size.columns), glyphs, "frame.lit")


def _padded(lines: list[Line], height: int) -> list[Line]:
    return [*lines, *[()] * (height - len(lines))]


def key_lines(lang: str, folded: bool, glyphs: Glyphs) -> list[Line]:
    """A line for each key that works here, as printed in the table of keys."""
    keys = [key for key in KEYS if key.help and (folded or key.help != "page")]
    shown = [_printable(key.shown, lang, glyphs) for key in keys]
    label = max(map(cell_len, shown)) + 2
    return [
        merge((*fit(((name, "key"),), label), (_printable(text(lang, f"help.{key.help}"), lang, glyphs), "text")))
        for key, name in zip(keys, shown, strict=True)
    ]


def _printable(line: str, lang: str, glyphs: Glyphs) -> str:
    """Without the Korean words where an English screen is drawn in ASCII."""
    shown = glyphs.shown(line)
    if glyphs.name != "ascii" or lang != "en" or shown.isascii():
        return shown
    return " ".join(word for word in shown.split(" ") if word.isascii()).strip(" /")


def legend_lines(lang: str, glyphs: Glyphs) -> list[Line]:
    """How to read the bars: a sample of each kind and what it means."""
    samples = (
        (gate_bar(0.7, _SWATCH, glyphs), "gate"),
        (signed_bar(0.7, 1, _SWATCH, glyphs), "positive"),
        (signed_bar(-0.7, 1, _SWATCH, glyphs), "negative"),
        (signed_bar(0.4, 1, _SWATCH, glyphs, ghost=0.9), "ghost"),
        (((f"{glyphs.hidden:^{_SWATCH}}", "title.hidden"),), "hidden"),
    )
    heading: Line = ((text(lang, "help.legend"), "title.lit"),)
    rows = [merge((*bar, ("  ", GROUND), (text(lang, f"help.legend_{key}"), "text"))) for bar, key in samples]
    return [heading, *rows]


def lay_over(lines: list[Line], overlay: list[Line], columns: int) -> list[Line]:
    """`overlay` set into the middle of `lines`; what it covers is gone, the rest stays."""
    top = max((len(lines) - len(overlay)) // 2, 0)
    left = max((columns - width(overlay[0])) // 2, 0)
    covered = list(lines)
    for row, line in enumerate(overlay[: len(lines)], start=top):
        right = left + width(line)
        covered[row] = merge((*cut(lines[row], 0, left), *line, *cut(lines[row], right, columns)))
    return covered
