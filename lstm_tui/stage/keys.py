"""The keys of the simulator, written once: the app binds them, the bottom line and the help print them."""

from dataclasses import dataclass

from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.strings import text


@dataclass(frozen=True, slots=True)
class Key:
    """One action: the keys that do it (as Textual names them), and how the help prints them.

    Of two opposite actions the first may speak for both; the other then prints nothing.
    """

    action: str
    keys: tuple[str, ...]
    shown: str
    help: str


KEYS = (
    Key("step(1)", ("right", "space", "l", "ㅣ"), "→  Space  l ㅣ", "next"),
    Key("step(-1)", ("left", "h", "ㅗ"), "←  h ㅗ", "back"),
    Key("walk(1)", ("pagedown", "shift+right", "n", "ㅜ"), "PgDn  Shift+→  n ㅜ", "next_token"),
    Key("walk(-1)", ("pageup", "shift+left", "p", "ㅔ"), "PgUp  Shift+←  p ㅔ", "previous_token"),
    Key("seek(0)", ("home",), "Home  End", "ends"),
    Key("seek(-1)", ("end",), "", ""),
    Key("unit(-1)", ("up", "k", "ㅏ"), "↑ ↓  k j ㅏ ㅓ", "unit"),
    Key("unit(1)", ("down", "j", "ㅓ"), "", ""),
    Key("page(1)", ("tab",), "Tab", "page"),
    Key("page(-1)", ("shift+tab",), "", ""),
    Key("seed", ("s", "ㄴ"), "s ㄴ", "seed"),
    Key("language", ("f6",), "F6", "language"),
    Key("theme", ("f9",), "F9", "theme"),
    Key("help", ("?", "f1"), "?  F1", "help"),
    Key("close", ("escape",), "", ""),
    Key("app.quit", ("q", "ㅂ", "ctrl+q"), "q ㅂ  Ctrl+Q", "quit"),
)

# The bottom line: (keys as printed, line of the catalogue, how soon it gives way: the higher, the sooner).
LINE = (
    ("→", "next", 0),
    ("←", "back", 0),
    ("PgDn PgUp", "token", 1),
    ("↑↓", "unit", 3),
    ("Tab", "page", 2),
    ("Home End", "ends", 6),
    ("s", "seed", 7),
    ("F6", "language", 4),
    ("F9", "theme", 5),
    ("?", "help", 0),
    ("q", "quit", 1),
)
CLOSE_LINE = (("Esc", "close", 0), ("q", "quit", 1))


def works(name: str, folded: bool, trainable: bool) -> bool:
    """Whether a key does anything here: pages turn where panels fold, seeds change where there is a recipe."""
    return {"page": folded, "seed": trainable}.get(name, True)


def key_label(lang: str, name: str, glyphs: Glyphs) -> str:
    """What a key of the bottom line does; in ASCII, an English screen names the other language in English."""
    label = text(lang, f"key.{name}")
    return label if label.isascii() or glyphs.name != "ascii" or lang != "en" else text(lang, f"key.{name}_ascii")
