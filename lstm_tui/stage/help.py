"""The help of the simulator: its keys, and how to read its bars, in the language of the screen."""

from collections.abc import Callable

from rich.cells import cell_len

from lstm_tui.charts.bars import gate_bar, signed_bar
from lstm_tui.charts.box import box
from lstm_tui.charts.cells import GROUND, Line, beside, cut, fit, merge, shorten, width, wrap
from lstm_tui.charts.glyphs import UNICODE, Glyphs
from lstm_tui.stage.keys import Key, Keymap, in_force, key_label
from lstm_tui.stage.view import Size, View
from lstm_tui.strings import text

_SWATCH, _APART = 7, 4
Useful = Callable[[str], bool]


def help_box(
    lang: str, size: Size, steps: int, useful: Useful, glyphs: Glyphs, top: int = 1, keymap: Keymap = ()
) -> list[Line]:
    """The framed help, at most as large as `size`; what does not fit is scrolled to: `top` counts its lines from 1."""
    lines = _lines(lang, size, steps, useful, glyphs, keymap)
    room = size.rows - 2
    first = max(min(top - 1, len(lines) - room), 0)
    shown = lines[first : first + room]
    foot = f" {first + 1}{glyphs.shown('–')}{first + len(shown)}/{len(lines)} " if len(shown) < len(lines) else ""
    inner = min(max(map(width, lines)), size.columns - 6)
    title = ((text(lang, "help.title"), "title.lit"),)
    body = [shorten(line, inner, glyphs.ellipsis) for line in shown]
    return box(title, foot.strip(), body, inner + 4, glyphs, "frame.lit")


def scrolled(view: View, by: int, size: Size, steps: int) -> int:
    """The uppermost line after scrolling, from 1."""
    room = Size(size.columns, size.rows - 1)
    lines = _lines(view.lang, room, steps, lambda _: True, UNICODE, view.keymap)
    return max(1, min(int(view.help) + by, len(lines) - room.rows + 3))


def _lines(lang: str, size: Size, steps: int, useful: Useful, glyphs: Glyphs, keymap: Keymap) -> list[Line]:
    """Everything; the legend stands beside the keys where there is room, else below them."""
    room = size.columns - 6
    keys, legend = key_lines(lang, useful, glyphs, keymap), legend_lines(lang, glyphs)
    widths = [max(map(width, lines)) for lines in (keys, legend)]
    if sum(widths) + _APART <= room:
        height = max(len(keys), len(legend))
        body = beside([_block(keys, widths[0], height), _block(legend, widths[1], height)], _APART)
    else:
        body = [*keys, (), *legend]
    inner = min(max(map(width, body)), room)
    intro = wrap(glyphs.shown(text(lang, "help.intro", steps=steps)), inner, 3, glyphs.ellipsis)
    return [*(((row, "text"),) for row in intro), (), *body]


def _block(lines: list[Line], cells: int, height: int) -> list[Line]:
    return [fit(line, cells) for line in [*lines, *[()] * (height - len(lines))]]


def key_lines(lang: str, useful: Useful, glyphs: Glyphs, keymap: Keymap = ()) -> list[Line]:
    """A line for each key that works here, as printed in the table of keys."""
    keys = [key for key in in_force(keymap) if key.help and useful(key.help)]
    shown = [printable(key.shown, lang, glyphs) for key in keys]
    label = max(map(cell_len, shown)) + 2
    return [
        merge((*fit(((name, "key"),), label), (_does(key, lang, glyphs), "text")))
        for key, name in zip(keys, shown, strict=True)
    ]


def _does(key: Key, lang: str, glyphs: Glyphs) -> str:
    if key.help == "language":
        return key_label(lang, key.help, glyphs)
    return glyphs.shown(text(lang, f"help.{key.help}"))


def printable(line: str, lang: str, glyphs: Glyphs) -> str:
    """Without the Korean words where an English screen is drawn in ASCII."""
    shown = glyphs.shown(line)
    if glyphs.name != "ascii" or lang != "en" or shown.isascii():
        return shown
    return " ".join(word for word in shown.split(" ") if word.isascii())


def legend_lines(lang: str, glyphs: Glyphs) -> list[Line]:
    """How to read the bars: a sample of each kind and what it means."""
    samples = (
        (gate_bar(0.7, _SWATCH, glyphs), "gate"),
        (signed_bar(0.7, 1, _SWATCH, glyphs), "positive"),
        (signed_bar(-0.7, 1, _SWATCH, glyphs), "negative"),
        (signed_bar(0.4, 1, _SWATCH, glyphs, ghost=0.9), "ghost"),
        (((f"{glyphs.hidden:^{_SWATCH}}", "title.hidden"),), "hidden"),
    )
    return [merge((*bar, ("  ", GROUND), (text(lang, f"help.legend_{key}"), "text"))) for bar, key in samples]


def lay_over(lines: list[Line], overlay: list[Line], columns: int) -> list[Line]:
    """`overlay` set into the middle of `lines`; what it covers is gone, the rest stays."""
    top = max((len(lines) - len(overlay)) // 2, 0)
    left = max((columns - width(overlay[0])) // 2, 0)
    covered = list(lines)
    for row, line in enumerate(overlay[: len(lines)], start=top):
        right = left + width(line)
        covered[row] = merge((*cut(lines[row], 0, left), *line, *cut(lines[row], right, columns)))
    return covered
