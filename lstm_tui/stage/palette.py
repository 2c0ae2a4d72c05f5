"""Roles ("gate", "title" …) to colours. Every colour is one of the 256 that all terminals share, so none shifts.

Roles compose: `~gate` swaps its two colours, `ghost+gate` stands upon a filled gate bar, `gate.dim` is out of the light.
Blue and orange carry the sign beside direction: they stay apart for every kind of colour vision.
"""

from dataclasses import dataclass
from typing import NamedTuple

from lstm_tui.charts.bars import ALTERNATE
from lstm_tui.charts.glyphs import ASCII, UNICODE, Glyphs


class Ink(NamedTuple):
    """A resolved style: two colours as #rrggbb, and whether the text is bold."""

    foreground: str
    background: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Palette:
    """A theme's colours, and the glyphs its pictures are drawn with."""

    theme: str
    glyphs: Glyphs
    ground: str
    colours: tuple[tuple[str, str], ...]
    bold: frozenset[str] = frozenset(
        {"title.lit", "title.lit.symbol", "now", "now.text", "key", "answer", "brand", "number", "phase"}
    )

    @property
    def name(self) -> str:
        """Tells two palettes apart, in caches too."""
        return f"{self.theme}/{self.glyphs.name}"

    def ink(self, role: str) -> Ink:
        """The colours of a role. Raises `KeyError` for a role no chart uses."""
        if role.startswith("~"):
            ink = self.ink(role[1:])
            return Ink(ink.background, ink.foreground)
        name, shade = role.removesuffix(ALTERNATE), role[len(role.removesuffix(ALTERNATE)) :]
        upper, _, under = name.partition("+")
        table = dict(self.colours)
        colour = table.get(upper + shade, table[upper])
        if under:
            return Ink(self.ground, table.get(under + shade, table[under]))
        if upper == "now":
            return Ink(self.ground, colour, True)
        if upper == "hollow":
            return Ink(colour, table["hollow.track"])
        return Ink(colour, table["track" + shade] if upper in _BARS else self.ground, upper in self.bold)


_FILLED = ("gate", "positive", "negative", "chance")
_BARS = frozenset({"track", "axis", "ghost", "past", *_FILLED, *(f"{name}.dim" for name in _FILLED)})

_DARK = {
    "ground": "#d0d0d0",
    "text": "#d0d0d0",
    "soft": "#8a8a8a",
    "faint": "#585858",
    "brand": "#ffaf5f",
    "title": "#bcbcbc",
    "title.lit": "#ffffff",
    "title.dim": "#8a8a8a",
    "title.hidden": "#626262",
    "title.lit.symbol": "#ffaf5f",
    "now.text": "#ffd787",
    "note": "#767676",
    "frame": "#444444",
    "frame.lit": "#ffaf5f",
    "phase": "#ffaf5f",
    "number": "#ffffff",
    "number.dim": "#8a8a8a",
    "unit": "#767676",
    "cursor": "#ffaf5f",
    "cursor.dim": "#767676",
    "word": "#bcbcbc",
    "word.dim": "#767676",
    "lit": "#ffffff",
    "now": "#ffd787",
    "token": "#d0d0d0",
    "token.later": "#767676",
    "answer": "#ffd787",
    "answer.dim": "#af875f",
    "key": "#ffd787",
    "label": "#9e9e9e",
    "scrub": "#af875f",
    "scrub.rest": "#303030",
    "formula": "#afd7ff",
    "track": "#262626",
    "track'": "#303030",
    "hollow": "#3a3a3a",
    "hollow.track": "#1c1c1c",
    "axis": "#6c6c6c",
    "ghost": "#bcbcbc",
    "gate": "#5fd7af",
    "gate'": "#5faf87",
    "gate.dim": "#5f8787",
    "positive": "#ffaf5f",
    "positive'": "#d7875f",
    "positive.dim": "#af875f",
    "negative": "#5fafff",
    "negative'": "#5f87d7",
    "negative.dim": "#5f87af",
    "chance": "#d7afff",
    "chance'": "#af87d7",
    "chance.dim": "#8787af",
    "past": "#6c6c6c",
    "past'": "#585858",
}
_LIGHT = {
    "ground": "#262626",
    "text": "#262626",
    "soft": "#626262",
    "faint": "#a8a8a8",
    "brand": "#af5f00",
    "title": "#444444",
    "title.lit": "#000000",
    "title.dim": "#6c6c6c",
    "title.hidden": "#9e9e9e",
    "title.lit.symbol": "#af5f00",
    "now.text": "#af5f00",
    "note": "#808080",
    "frame": "#c6c6c6",
    "frame.lit": "#d75f00",
    "phase": "#af5f00",
    "number": "#000000",
    "number.dim": "#767676",
    "unit": "#8a8a8a",
    "cursor": "#d75f00",
    "cursor.dim": "#8a8a8a",
    "word": "#444444",
    "word.dim": "#8a8a8a",
    "lit": "#000000",
    "now": "#af5f00",
    "token": "#262626",
    "token.later": "#8a8a8a",
    "answer": "#af5f00",
    "answer.dim": "#af875f",
    "key": "#af5f00",
    "label": "#626262",
    "scrub": "#d7875f",
    "scrub.rest": "#dadada",
    "formula": "#005f87",
    "track": "#eeeeee",
    "track'": "#e4e4e4",
    "hollow": "#dadada",
    "hollow.track": "#ffffff",
    "axis": "#9e9e9e",
    "ghost": "#585858",
    "gate": "#00875f",
    "gate'": "#00af87",
    "gate.dim": "#87af87",
    "positive": "#d75f00",
    "positive'": "#ff8700",
    "positive.dim": "#d7af87",
    "negative": "#005fd7",
    "negative'": "#5f87ff",
    "negative.dim": "#87afd7",
    "chance": "#875faf",
    "chance'": "#af87d7",
    "chance.dim": "#afafd7",
    "past": "#bcbcbc",
    "past'": "#c6c6c6",
}


THEMES = ("dark", "light")


def palette(theme: str = "dark", ascii_only: bool = False) -> Palette:
    """The palette of one of THEMES. Raises `KeyError` for another name."""
    ground, colours = {"dark": ("#121212", _DARK), "light": ("#ffffff", _LIGHT)}[theme]
    return Palette(theme, ASCII if ascii_only else UNICODE, ground, tuple(colours.items()))


def following(current: Palette) -> Palette:
    """The next theme, drawn with the same glyphs."""
    theme = THEMES[(THEMES.index(current.theme) + 1) % len(THEMES)]
    return palette(theme, current.glyphs is ASCII)
