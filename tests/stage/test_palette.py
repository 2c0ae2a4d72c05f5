"""Colours: every role has one in every theme and depth, text stands out from its ground, no two signs look alike."""

from itertools import combinations

import pytest

from lstm_tui.charts.glyphs import ASCII, UNICODE
from lstm_tui.stage.palette import DEPTHS, FORE, GROUND, THEMES, Ink, depth, following, palette
from lstm_tui.stage.palette.match import READABLE, TABLE, VISIBLE, Rgb, contrast, distance, nearest, oklab, rgb
from lstm_tui.stage.palette.roles import BARS, ROLES
from lstm_tui.stage.palette.themes import THEMES as SHADES

READ = {"text", "body", "strong", "soft", "accent", "here", "formula"}
SEEN = {"quiet", "faint", "faded"}
SIGNS = ("gate", "positive", "negative", "chance")
HIGH = ("high-contrast", "high-contrast-light")
SAFE = ("colour-blind", "colour-blind-light")
# Machado, Oliveira and Fernandes 2009, severity 1.0: rows of matrices on linear red, green and blue.
BLINDNESS = {
    "protanopia": (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    "deuteranopia": (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    "tritanopia": (1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900),
}


def to_linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def from_linear(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return 255 * (12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055)


def seen_with(blindness: str, colour: str) -> Rgb:
    """The colour as somebody with this kind of colour vision sees it."""
    matrix, light = BLINDNESS[blindness], [to_linear(channel) for channel in rgb(colour)]
    rows = (matrix[at : at + 3] for at in (0, 3, 6))
    return Rgb(*(from_linear(sum(a * b for a, b in zip(row, light, strict=True))) for row in rows))


def test_the_simulation_leaves_greys_and_confuses_what_it_should():
    for blindness in BLINDNESS:
        assert distance(oklab(seen_with(blindness, "#808080")), oklab(rgb("#808080"))) < 0.01
    apart = {
        blindness: [oklab(seen_with(blindness, colour)) for colour in ("#5f8700", "#875f00")] for blindness in BLINDNESS
    }
    assert distance(*apart["deuteranopia"]) < distance(*apart["tritanopia"]) / 2


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_one_of_the_256_that_are_the_same_everywhere(theme):
    assert {rgb(shade) for shade in SHADES[theme].values()} <= set(TABLE[16:])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bits", DEPTHS)
def test_all_themes_have_an_ink_for_every_role(theme, bits):
    chosen = palette(theme, depth=bits)
    assert {role for role, _ in chosen.colours} == {*ROLES, *BARS}
    for role in (*ROLES, *BARS):
        assert chosen.ink(role)[:2] == chosen.ink(f"~{role}")[1::-1]


@pytest.mark.parametrize("theme", THEMES)
def test_in_256_colours_nothing_shifts(theme):
    exact, matched = palette(theme, depth=24), palette(theme, depth=8)
    for role in (*ROLES, *BARS):
        one, other = exact.ink(role), matched.ink(role)
        assert other.foreground.startswith("color(") and other.bold == one.bold
        assert [rgb(colour) for colour in one[:2]] == [rgb(colour) for colour in other[:2]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bits", [24, 8, 4])
@pytest.mark.parametrize("role", [role for role, shade in ROLES.items() if shade in READ | SEEN])
def test_what_must_be_read_has_contrast(theme, bits, role):
    ink = palette(theme, depth=bits).ink(role)
    bar = READABLE if ROLES[role] in READ else VISIBLE
    if theme in HIGH and bits > 4:
        bar = {READABLE: 7.0, VISIBLE: READABLE}[bar]
    assert contrast(ink.foreground, ink.background) >= bar


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bits", [24, 8, 4])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_bar_stands_out_from_its_track(theme, bits, sign):
    chosen = palette(theme, depth=bits)
    for role, bar in ((sign, 3), (f"{sign}'", 3), (f"{sign}.dim", 2), (f"{sign}.text", 3)):
        ink = chosen.ink(role)
        assert contrast(ink.foreground, ink.background) >= bar


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("bits", [24, 8, 4])
def test_gate_plus_minus_and_chance_are_four_colours(theme, bits):
    assert len({palette(theme, depth=bits).ink(sign).foreground for sign in SIGNS}) == 4


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("theme", THEMES)
def test_plus_and_minus_stay_apart_for_every_kind_of_colour_vision(theme, blindness):
    plus, minus = (oklab(seen_with(blindness, palette(theme).ink(sign).foreground)) for sign in ("positive", "negative"))
    assert distance(plus, minus) > 0.2


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("theme", SAFE)
def test_in_the_colour_blind_themes_gates_stand_apart_from_both(theme, blindness):
    seen = [oklab(seen_with(blindness, palette(theme).ink(sign).foreground)) for sign in SIGNS[:3]]
    assert min(distance(*pair) for pair in combinations(seen, 2)) > 0.2


@pytest.mark.parametrize("theme", THEMES)
def test_without_colours_two_remain_that_belong_to_the_terminal(theme):
    bare = palette(theme, depth=0)
    inks = [bare.ink(prefix + role) for role in (*ROLES, *BARS) for prefix in ("", "~")]
    assert {ink[:2] for ink in inks} == {(FORE, GROUND), (GROUND, FORE)}
    assert bare.ink("negative") == Ink(FORE, GROUND) and bare.ink("~negative") == Ink(GROUND, FORE)
    assert bare.ink("ghost+positive") == bare.ink("now")._replace(bold=False) == Ink(GROUND, FORE)


@pytest.mark.parametrize(
    ("colour", "bits", "expected"),
    [
        ("#ff8701", 8, "color(208)"),
        ("#123456", 24, "#123456"),
        ("#5f5fd7", 4, "color(12)"),
        ("#ffff5f", 4, "color(11)"),
        ("#8a8a8a", 4, "color(8)"),
    ],
)
def test_the_nearest_colour(colour, bits, expected):
    assert nearest(colour, bits, "#121212") == expected


def test_among_sixteen_a_readable_colour_stays_readable_on_white():
    assert contrast(nearest("#af5f00", 4, "#ffffff"), "color(15)") >= READABLE
    assert contrast(nearest("#00875f", 4, "#ffffff", VISIBLE), "color(15)") >= VISIBLE


@pytest.mark.parametrize(
    ("environ", "bits"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 24),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, 24),
        ({"TERM": "xterm-256color"}, 8),
        ({"TERM": "screen-256color"}, 8),
        ({"TERM": "xterm-kitty"}, 24),
        ({"TERM": "xterm-direct"}, 24),
        ({"WT_SESSION": "1"}, 24),
        ({"TERM": "xterm"}, 4),
        ({"TERM": "linux"}, 4),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, 0),
        ({"TERM": "vt100"}, 0),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 8),
        ({"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.pts"}, 8),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "TERM_PROGRAM": "Apple_Terminal"}, 8),
        ({}, 4),
    ],
)
def test_how_many_colours_an_environment_promises(environ, bits):
    assert depth(environ) == bits


def test_stacked_roles():
    dark = palette("dark")
    assert dark.ink("ghost+positive'").background == dark.ink("positive'").foreground


@pytest.mark.parametrize("bits", DEPTHS)
def test_themes_turn_in_a_circle_and_keep_glyphs_and_depth(bits):
    turned = start = palette(THEMES[0], ascii_only=True, depth=bits)
    seen = []
    for _ in THEMES:
        seen.append(turned.theme)
        turned = following(turned)
        assert (turned.glyphs, turned.depth) == (ASCII, bits)
    assert turned is start and seen == list(THEMES)


def test_palettes_are_told_apart_by_name():
    kinds = [palette(theme, plain, bits) for theme in THEMES for plain in (False, True) for bits in DEPTHS]
    assert len({kind.name for kind in kinds}) == len(kinds)
    assert kinds[0].glyphs is UNICODE
