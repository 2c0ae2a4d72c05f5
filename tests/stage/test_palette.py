"""Colours: every role has one, in 256 colours none shifts, and text stands out from its ground."""

import pytest

from lstm_tui.stage.palette import THEMES, following, palette

CUBE = {0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF}
GREYS = {8 + 10 * step for step in range(24)}


def channels(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_one_of_the_256(theme):
    chosen = palette(theme)
    for _, colour in (*chosen.colours, ("ground", chosen.ground)):
        r, g, b = channels(colour)
        assert {r, g, b} <= CUBE or (r == g == b and r in GREYS)


@pytest.mark.parametrize("theme", THEMES)
def test_both_themes_name_the_same_roles(theme):
    assert dict(palette(theme).colours).keys() == dict(palette("dark").colours).keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["text", "lit", "number", "answer", "formula", "key", "phase", "now", "label"])
def test_what_must_be_read_has_contrast(theme, role):
    ink = palette(theme).ink(role)
    assert contrast(ink.foreground, ink.background) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["gate", "positive", "negative", "chance"])
def test_a_lit_bar_stands_out_from_its_track(theme, role):
    ink = palette(theme).ink(role)
    assert contrast(ink.foreground, ink.background) >= 3


def test_swapped_and_stacked_roles():
    dark = palette("dark")
    assert dark.ink("~negative") == dark.ink("negative")._replace(
        foreground=dark.ink("negative").background, background=dark.ink("negative").foreground
    )
    assert dark.ink("ghost+positive'").background == dark.ink("positive'").foreground


def test_themes_turn_in_a_circle_and_keep_their_glyphs():
    start = palette(THEMES[0], ascii_only=True)
    turned = start
    for _ in THEMES:
        turned = following(turned)
    assert turned == start
