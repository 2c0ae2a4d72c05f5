"""The nearest colour a terminal has, by OKLab distance (Ottosson 2020), and contrast as WCAG 2 defines it.

A colour is named as a terminal's escape codes need it: "#rrggbb", or "color(n)" for the n-th of the 256.
"""

from functools import lru_cache
from math import atan2, degrees, hypot
from typing import NamedTuple

from lstm_tui.stage.palette.depth import Depth

READABLE, VISIBLE = 4.5, 3.0
"""Contrast of text that must be read, and of what must be seen (WCAG 2, levels AA of 1.4.3 and 1.4.11)."""


Lab = tuple[float, float, float]


class Rgb(NamedTuple):
    """Red, green and blue, 0 … 255."""

    red: int
    green: int
    blue: int


_GREYS = (0, 7, 8, 15)
_COLOURFUL, _SAME_HUE = 0.05, 60.0

# xterm's own sixteen, which most terminals resemble.
_SIXTEEN = """000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5
7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"""
_LEVELS = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)


def _hex(digits: str) -> Rgb:
    return Rgb(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


TABLE: tuple[Rgb, ...] = (
    *map(_hex, _SIXTEEN.split()),
    *(Rgb(r, g, b) for r in _LEVELS for g in _LEVELS for b in _LEVELS),
    *(Rgb(level, level, level) for level in range(8, 248, 10)),
)
"""The 256: sixteen that a user may have changed, a cube and greys that are the same everywhere."""
_SHARED = range(16, 256)
_PLACE = {TABLE[n]: n for n in reversed(_SHARED)}


def rgb(colour: str) -> Rgb:
    """The red, green and blue of a named colour."""
    return _hex(colour[1:]) if colour.startswith("#") else TABLE[int(colour[6:-1])]


def luminance(colour: str) -> float:
    """Relative luminance, 0 … 1."""
    red, green, blue = map(_linear, rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart in brightness, 1 … 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def nearest(colour: str, depth: Depth, ground: str, enough: float = READABLE) -> str:
    """`colour` as a terminal of this depth shows it.

    Among sixteen, what can be read or seen on `ground` stays so, up to a contrast of `enough`.
    """
    if depth == 24:
        return colour
    if depth == 8 and rgb(colour) in _PLACE:
        return _name(_PLACE[rgb(colour)])
    wanted = oklab(rgb(colour))
    if depth == 8:
        return _name(min(_SHARED, key=lambda n: distance(wanted, oklab(TABLE[n]))))
    return _name(_of_sixteen(colour, wanted, ground, enough))


def _of_sixteen(colour: str, wanted: Lab, ground: str, enough: float) -> int:
    """Of the same hue if one can be seen as well as `colour`, else a grey: hues tell gates, plus and minus apart."""
    on = _name(min(_GREYS, key=lambda n: distance(oklab(rgb(ground)), oklab(TABLE[n]))))
    needed = max((bar for bar in (VISIBLE, READABLE) if bar <= enough and contrast(colour, ground) >= bar), default=1.0)
    seen = [n for n in range(16) if contrast(_name(n), on) >= needed]
    if _chroma(wanted) >= _COLOURFUL:
        hued = [n for n in seen if n not in _GREYS and abs(_turn(wanted, oklab(TABLE[n]))) < _SAME_HUE]
        if hued:
            return min(hued, key=lambda n: _unlike(wanted, oklab(TABLE[n])))
    return min((n for n in seen if n in _GREYS), key=lambda n: abs(wanted[0] - oklab(TABLE[n])[0]))


def _chroma(lab: Lab) -> float:
    return hypot(lab[1], lab[2])


def _turn(one: Lab, other: Lab) -> float:
    """Degrees between two hues."""
    apart = degrees(atan2(one[2], one[1]) - atan2(other[2], other[1]))
    return (apart + 180) % 360 - 180


def _unlike(one: Lab, other: Lab) -> float:
    return (_turn(one, other) / _SAME_HUE) ** 2 + ((one[0] - other[0]) / 0.25) ** 2


def _name(n: int) -> str:
    return f"color({n})"


def distance(one: Lab, other: Lab) -> float:
    """Euclidean, in OKLab: 0.02 is just to be seen."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


@lru_cache(maxsize=1024)
def oklab(colour: Rgb) -> Lab:
    """Lightness 0 … 1, green-red and blue-yellow of an sRGB colour."""
    red, green, blue = map(_linear, colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
