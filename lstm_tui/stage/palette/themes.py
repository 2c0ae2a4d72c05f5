"""The themes: rows of shades, all of them among the 256 colours that are the same in every terminal.

Blue and orange carry the sign beside direction: they stay apart for every kind of colour vision. `colour-blind` keeps the
gates apart from both as well, by lightness.
"""

Shades = dict[str, str]


def _shades(ground: str, text: str, marks: str, bars: str) -> Shades:
    """Five rows in the order of the names below; of a bar, the lit shade, its alternate and the dim one."""
    names = (
        "ground text body strong soft quiet faint rule",
        "accent here faded rest formula",
        "track track' hollow hollow.track axis ghost past past'",
        "gate gate' gate.dim positive positive' positive.dim negative negative' negative.dim chance chance' chance.dim",
    )
    given = " ".join((ground, text, marks, bars)).split()
    return {name: f"#{shade}" for name, shade in zip(" ".join(names).split(), given, strict=True)}


THEMES: dict[str, Shades] = {
    "dark": _shades(
        "121212 d0d0d0 bcbcbc ffffff 8a8a8a 767676 626262 444444",
        "ffaf5f ffd787 af875f 303030 afd7ff",
        "262626 303030 3a3a3a 1c1c1c 6c6c6c bcbcbc 6c6c6c 585858",
        "5fd7af 5faf87 5f8787 ffaf5f d7875f af875f 5fafff 5f87d7 5f87af d7afff af87d7 af87af",
    ),
    "light": _shades(
        "ffffff 262626 444444 000000 626262 808080 949494 c6c6c6",
        "af5f00 af5f00 af875f dadada 005f87",
        "eeeeee e4e4e4 dadada ffffff 949494 585858 b2b2b2 bcbcbc",
        "00875f 008787 5f8787 d75f00 af5f00 d7875f 005fd7 5f5fff 5f87d7 875faf 875fd7 af87d7",
    ),
    "high-contrast": _shades(
        "000000 ffffff ffffff ffffff d0d0d0 bcbcbc a8a8a8 8a8a8a",
        "ffd75f ffff5f d7af5f 585858 87d7ff",
        "1c1c1c 262626 444444 000000 a8a8a8 ffffff 949494 8a8a8a",
        "5fffaf 5fd7af 5faf87 ffaf00 ff8700 d78700 5fd7ff 5fafff 5f87ff ffafff d787ff af87ff",
    ),
    "high-contrast-light": _shades(
        "ffffff 000000 000000 000000 303030 444444 585858 767676",
        "870000 870000 875f00 a8a8a8 00005f",
        "eeeeee e4e4e4 c6c6c6 ffffff 585858 000000 6c6c6c 767676",
        "005f00 005f5f 5f875f af0000 870000 af5f00 0000af 0000d7 005faf 870087 870087 875f87",
    ),
    "colour-blind": _shades(
        "121212 d0d0d0 bcbcbc ffffff 9e9e9e 8a8a8a 767676 444444",
        "ffd75f ffd75f af875f 303030 d7d7ff",
        "262626 303030 3a3a3a 1c1c1c 767676 ffffff 6c6c6c 5f5f5f",
        "eeeeee d0d0d0 949494 ff8700 d78700 af8700 5f87ff 5f87d7 5f87af ffafd7 d787af af87af",
    ),
    "colour-blind-light": _shades(
        "ffffff 262626 444444 000000 626262 767676 8a8a8a c6c6c6",
        "af5f00 875f00 af875f dadada 00005f",
        "eeeeee e4e4e4 dadada ffffff 8a8a8a 000000 a8a8a8 b2b2b2",
        "303030 444444 8a8a8a d75f00 af5f00 d78700 005fff 0087d7 5f87ff af5f87 af5faf af87af",
    ),
}
