"""The characters charts are drawn with: one set for terminals with Unicode, one for ASCII alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters, each one cell wide (`dot`, between two facts, three).

    `blocks` go from an empty cell to a full one and fill from the left. With `mirror`, a cell that fills from the
    right is drawn as its complement with swapped colours; without, `blocks` look the same from both sides.
    """

    name: str
    blocks: tuple[str, ...]
    mirror: bool
    axis: str
    ghost: str
    below: str
    above: str
    hidden: str
    dot: str
    minus: str
    plus_minus: str
    ellipsis: str
    corners: tuple[str, str, str, str]
    horizontal: str
    vertical: str
    scrub: tuple[str, str]
    pointer: tuple[str, str, str]
    cursor: str
    arrow: str
    one: str
    zero: str

    def shown(self, text: str) -> str:
        """The text with what this set lacks replaced by what it has."""
        return text if self.name != "ascii" else text.translate(_TO_ASCII)


UNICODE = Glyphs(
    name="unicode",
    blocks=(" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"),
    mirror=True,
    axis="│",
    ghost="┃",
    below="◂",
    above="▸",
    hidden="·",
    dot=" · ",
    minus="−",
    plus_minus="±",
    ellipsis="…",
    corners=("╭", "╮", "╰", "╯"),
    horizontal="─",
    vertical="│",
    scrub=("━", "─"),
    pointer=("╰", "╯", "─"),
    cursor="▸",
    arrow="›",
    one="█",
    zero="·",
)
ASCII = Glyphs(
    name="ascii",
    blocks=(" ", "-", "=", "#"),
    mirror=False,
    axis="|",
    ghost="!",
    below="<",
    above=">",
    hidden=".",
    dot=" - ",
    minus="-",
    plus_minus="+-",
    ellipsis="~",
    corners=("+", "+", "+", "+"),
    horizontal="-",
    vertical="|",
    scrub=("=", "-"),
    pointer=("`", "'", "-"),
    cursor=">",
    arrow=">",
    one="#",
    zero=".",
)

_TO_ASCII = str.maketrans(
    {
        "−": "-",
        "…": "...",
        "–": "-",
        "≈": "~",
        "·": "@",
        "∘": "*",
        "×": "*",
        "σ": "s",
        "ₜ": "_t",
        "₋": "-",
        "₁": "1",
        "→": "Right",
        "←": "Left",
        "↑": "Up",
        "↓": "Down",
        "±": "+-",
    }
)
