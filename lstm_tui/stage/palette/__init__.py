"""Roles ("gate", "title" …) to colours, resolved for the terminal at hand: 24 bits, 256 colours, 16, or none at all.

Roles compose: `~gate` swaps its two colours, `ghost+gate` stands upon a filled gate bar, `gate.dim` is out of the light.
What a colour says, a character says too; without colours, bold and swapped (that is: reverse) cells remain.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from lstm_tui.charts.bars import ALTERNATE
from lstm_tui.charts.glyphs import ASCII, UNICODE, Glyphs
from lstm_tui.stage.palette.depth import DEPTHS, Depth, depth
from lstm_tui.stage.palette.match import READABLE, VISIBLE, nearest
from lstm_tui.stage.palette.roles import BARS, BOLD, ROLES
from lstm_tui.stage.palette.themes import THEMES as SHADES

__all__ = ["DEPTHS", "FORE", "GROUND", "THEMES", "Depth", "Ink", "Palette", "depth", "following", "palette"]

THEMES = tuple(SHADES)
FORE, GROUND = "fore", "ground"
"""The terminal's own two colours, the only ones where there are no others."""


class Ink(NamedTuple):
    """A resolved style: two colours and whether the text is bold.

    A colour is "#rrggbb", "color(n)" for one of a terminal's 256, or FORE or GROUND.
    """

    foreground: str
    background: str
    bold: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Palette:
    """A theme's colours, and the glyphs its pictures are drawn with. There is one of each kind: see `palette`."""

    theme: str
    glyphs: Glyphs
    depth: Depth
    ground: str
    colours: tuple[tuple[str, str], ...]
    inks: dict[str, Ink]

    @property
    def name(self) -> str:
        """Tells two palettes apart, in caches too."""
        return f"{self.theme}/{self.glyphs.name}/{self.depth}"

    def ink(self, role: str) -> Ink:
        """The colours of a role. Raises `KeyError` for a role no chart uses."""
        if role not in self.inks:
            self.inks[role] = self._ink(role)
        return self.inks[role]

    def _ink(self, role: str) -> Ink:
        if role.startswith("~"):
            ink = self.ink(role[1:])
            return Ink(ink.background, ink.foreground)
        name, shade = role.removesuffix(ALTERNATE), role[len(role.removesuffix(ALTERNATE)) :]
        upper, _, under = name.partition("+")
        table = dict(self.colours)
        colour = table.get(upper + shade, table[upper])
        if under:
            return Ink(self.ground, table.get(under + shade, table[under]))
        if colour == GROUND:  # nothing but a background
            return Ink(FORE, GROUND)
        if upper == "now":
            return Ink(self.ground, colour, True)
        if upper == "hollow":
            return Ink(colour, table["hollow.track"])
        return Ink(colour, table["track" + shade] if upper in BARS else self.ground, upper in BOLD)


def palette(theme: str = "dark", ascii_only: bool = False, depth: Depth = 24) -> Palette:
    """The one palette of this theme (of THEMES), these characters and this depth. Raises `KeyError` for another name."""
    return _mixed(theme, ASCII if ascii_only else UNICODE, depth)


@cache
def _mixed(theme: str, glyphs: Glyphs, depth: Depth) -> Palette:
    shades = SHADES[theme]
    if depth == 0:
        tracks = {"track", "track'", "hollow.track"}
        plain = {role: GROUND if role in tracks else FORE for role in (*ROLES, *BARS)}
        return Palette(theme, glyphs, depth, GROUND, tuple(plain.items()), {})
    colours = {role: _resolved(shade, shades, depth) for role, shade in (*ROLES.items(), *BARS.items())}
    return Palette(theme, glyphs, depth, _resolved("ground", shades, depth), tuple(colours.items()), {})


def _resolved(shade: str, shades: dict[str, str], depth: Depth) -> str:
    if depth == 4:  # too few to alternate
        shade = shade.removesuffix(ALTERNATE)
    return nearest(shades[shade], depth, shades["ground"], VISIBLE if shade in BARS else READABLE)


def following(current: Palette) -> Palette:
    """The next theme, drawn with the same glyphs."""
    theme = THEMES[(THEMES.index(current.theme) + 1) % len(THEMES)]
    return palette(theme, current.glyphs is ASCII, current.depth)
