"""How many colours a terminal has, told from its environment alone."""

from collections.abc import Mapping
from typing import Literal

Depth = Literal[0, 4, 8, 24]
"""Bits of a colour: none at all, 16 colours, 256, or all of red, green and blue."""

DEPTHS: tuple[Depth, ...] = (24, 8, 4, 0)

_NONE = ("dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "vt320", "xterm-mono", "ansi-m", "linux-m")
_TRUE = ("kitty", "ghostty", "alacritty", "wezterm", "foot", "contour", "iterm2", "direct")


def depth(environ: Mapping[str, str]) -> Depth:
    """The bits of a colour that the terminal of this environment shows.

    `NO_COLOR` (if not empty, see no-color.org) rules over all; GNU screen and Apple's Terminal promise more than they show.
    """
    term = environ.get("TERM", "").lower()
    if environ.get("NO_COLOR") or term in _NONE:
        return 0
    most = _claimed(term, environ)
    deceives = "STY" in environ or environ.get("TERM_PROGRAM") == "Apple_Terminal"
    return 8 if deceives and most == 24 else most


def _claimed(term: str, environ: Mapping[str, str]) -> Depth:
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "WT_SESSION" in environ:
        return 24
    if any(name in term for name in _TRUE):
        return 24
    return 8 if "256color" in term else 4
