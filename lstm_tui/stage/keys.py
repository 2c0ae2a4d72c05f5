"""The keys of the simulator, written once: the app binds them; bottom line, help and the list of actions print them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.strings import text

Keymap = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One action: the keys that do it (as Textual names them), and how the help prints them.

    Of two opposite actions the first may speak for both; the other then prints nothing. `id` names the action in a
    user's own key map where `help` does not.
    """

    action: str
    keys: tuple[str, ...]
    shown: str
    help: str
    id: str = ""

    @property
    def name(self) -> str:
        """What a key map calls it."""
        return self.id or self.help


KEYS = (
    Key("step(1)", ("right", "space", "l", "ㅣ"), "→  Space  l ㅣ", "next"),
    Key("step(-1)", ("left", "h", "ㅗ"), "←  h ㅗ", "back"),
    Key("walk(1)", ("pagedown", "shift+right", "n", "ㅜ"), "PgDn  Shift+→  n ㅜ", "next_token"),
    Key("walk(-1)", ("pageup", "shift+left", "p", "ㅔ"), "PgUp  Shift+←  p ㅔ", "previous_token"),
    Key("seek(0)", ("home",), "Home  End", "ends", "first"),
    Key("seek(-1)", ("end",), "", "", "last"),
    Key("choose(-1)", ("up", "k", "ㅏ"), "↑ ↓  k j ㅏ ㅓ", "unit", "up"),
    Key("choose(1)", ("down", "j", "ㅓ"), "", "", "down"),
    Key("page(1)", ("tab",), "Tab", "page", "next_panels"),
    Key("page(-1)", ("shift+tab",), "", "", "previous_panels"),
    Key("enter", ("enter",), "Enter", "enter"),
    Key("close", ("escape",), "Esc", "close"),
    Key("panel(1)", ("1",), "1 … 9", "panel", "panel_1"),
    *(Key(f"panel({n})", (str(n),), "", "", f"panel_{n}") for n in range(2, 10)),
    Key("sentence", ("f3",), "F3", "sentence"),
    Key("change", ("f4",), "F4", "change"),
    Key("play", ("f5",), "F5", "play"),
    Key("beside", ("f7",), "F7", "beside"),
    Key("notation", ("e", "ㄷ"), "e ㄷ", "notation"),
    Key("seed", ("s", "ㄴ"), "s ㄴ", "seed"),
    Key("export", ("f8",), "F8", "export"),
    Key("copy", ("y", "ㅛ"), "y ㅛ", "copy"),
    Key("language", ("f6",), "F6", "language"),
    Key("theme", ("f9",), "F9", "theme"),
    Key("commands", ("ctrl+p",), "Ctrl+P", "commands"),
    Key("help", ("?", "f1"), "?  F1", "help"),
    Key("quit", ("q", "ㅂ", "ctrl+q"), "q ㅂ  Ctrl+Q", "quit"),
)
NAMES = frozenset(key.name for key in KEYS)
"""What a user's key map may name."""

# The bottom line: (keys as printed, line of the catalogue, how soon it gives way: the higher, the sooner).
Hint = tuple[str, str, int]
LINE: tuple[Hint, ...] = (
    ("← →", "step", 0),
    ("PgDn PgUp", "token", 5),
    ("↑ ↓", "unit", 6),
    ("Tab", "page", 2),
    ("Enter", "enter", 2),
    ("Esc", "overview", 5),
    ("F3", "sentence", 3),
    ("F4", "change", 3),
    ("F7", "beside", 8),
    ("F8", "export", 9),
    ("Home End", "ends", 10),
    ("s", "seed", 11),
    ("F6", "language", 4),
    ("F9", "theme", 7),
    ("?", "help", 0),
    ("q", "quit", 1),
)
HELP_LINE: tuple[Hint, ...] = (("↑ ↓", "scroll", 2), ("Esc", "close", 0), ("q", "quit", 1))
SENTENCE_LINE: tuple[Hint, ...] = (
    ("← →", "step", 0),
    ("PgDn PgUp", "token", 4),
    ("↑ ↓", "unit", 3),
    ("Tab", "quantity", 2),
    ("Enter", "enter", 1),
    *LINE[6:],
)
UNIT_LINE: tuple[Hint, ...] = (
    ("← →", "step", 0),
    ("PgDn PgUp", "token", 6),
    ("↑ ↓", "input", 2),
    ("Enter", "jump", 1),
    ("Esc", "out", 1),
    ("F4", "change", 3),
    ("Tab", "unit", 5),
    ("e", "notation", 4),
    ("y", "copy", 7),
    ("?", "help", 0),
    ("q", "quit", 2),
)
_PRINTED = {"right": "→", "left": "←", "up": "↑", "down": "↓", "pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc"}
_OF_HINT = {"step": ("back", "next"), "token": ("next_token", "previous_token"), "unit": ("up", "down")} | {
    "input": ("up", "down"),
    "scroll": ("up", "down"),
    "jump": ("enter",),
    "out": ("close",),
    "overview": ("close",),
    "page": ("next_panels",),
    "ends": ("first", "last"),
}


def hints(zoom: str, helping: bool, keymap: Keymap) -> tuple[Hint, ...]:
    """The bottom line of a screen, with a user's own keys in it."""
    line = HELP_LINE if helping else {"unit": UNIT_LINE, "sentence": SENTENCE_LINE}.get(zoom, LINE)
    own = dict(keymap)
    return tuple((_shown(shown, _OF_HINT.get(name, (name,)), own), name, rank) for shown, name, rank in line)


def _shown(shown: str, names: tuple[str, ...], own: Mapping[str, str]) -> str:
    if not own.keys() & set(names):
        return shown
    return " ".join(printed(first_key(name, own)) for name in names)


def first_key(name: str, own: Mapping[str, str]) -> str:
    """The first key of an action."""
    keys = next(key.keys for key in KEYS if key.name == name)
    return own[name].split(",")[0] if name in own else keys[0]


def printed(key: str) -> str:
    """A key as it stands on a keyboard: PgDn, Ctrl+P, F3, l."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    name = _PRINTED.get(last) or (last if len(last) == 1 and not held else last.capitalize())
    return "+".join([*(each.capitalize() for each in held), name])


def in_force(keymap: Keymap) -> tuple[Key, ...]:
    """The table with a user's own keys in it."""
    own = {name: tuple(keys.split(",")) for name, keys in keymap}
    table = [replace(key, keys=own[key.name], shown="") if key.name in own else key for key in KEYS]
    return tuple(_reprinted(key, table[at : at + 2], own) for at, key in enumerate(table))


def _reprinted(key: Key, pair: list[Key], own: Mapping[str, tuple[str, ...]]) -> Key:
    """With its keys printed anew where it, or the action it speaks for, has other keys."""
    speaks = [each for each in pair if each is key or not each.help]
    if not key.help or not {each.name for each in speaks} & own.keys() or key.help == "panel":
        return key
    return replace(key, shown="  ".join(printed(name) for each in speaks for name in each.keys))


def works(name: str, folded: bool, trainable: bool, beside: bool = True) -> bool:
    """Whether a key does anything here: panels turn where they fold, a recipe gives other seeds, an RNN stands beside."""
    return {"page": folded, "seed": trainable, "beside": beside}.get(name, True)


def key_label(lang: str, name: str, glyphs: Glyphs) -> str:
    """What a key of the bottom line does; in ASCII, an English screen names the other language in English."""
    label = text(lang, f"key.{name}")
    return label if label.isascii() or glyphs.name != "ascii" or lang != "en" else text(lang, f"key.{name}_ascii")
