"""What outlives one run: the keys a user chose (config folder), and where the last walk was left (state folder).

    config.toml   [keys]  next = "d,ㅇ"          state.json   text, model, theme, lang
"""

import json
import os
import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from lstm_tui.errors import LstmTuiError

APP = "lstm-tui"
Keymap = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """The last sentence, the model it was walked with, the theme and the language; None for what nobody has chosen."""

    text: str | None = None
    model: str | None = None
    theme: str | None = None
    lang: str | None = None


def config_file() -> Path:
    """The file with the user's keys; LSTM_TUI_CONFIG names another folder."""
    return _folder("LSTM_TUI_CONFIG", "user_config_path") / "config.toml"


def state_file() -> Path:
    """The file with the last walk; LSTM_TUI_STATE names another folder."""
    return _folder("LSTM_TUI_STATE", "user_state_path") / "state.json"


def _folder(variable: str, kind: str) -> Path:
    if chosen := os.environ.get(variable):
        return Path(chosen)
    import platformdirs

    folder: Path = getattr(platformdirs, kind)(APP, appauthor=False)
    return folder


def keymap(known: frozenset[str]) -> Keymap:
    """The user's own keys by the action's name. Raises LstmTuiError "bad_config" for a file that cannot be meant."""
    path = config_file()
    try:
        keys = tomllib.loads(path.read_text(encoding="utf-8")).get("keys", {})
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, ValueError) as error:
        raise LstmTuiError("bad_config", path=path, why=str(error).splitlines()[0]) from None
    if not isinstance(keys, dict):
        raise LstmTuiError("bad_config", path=path, why="keys")
    for name, value in keys.items():
        if name not in known:
            raise LstmTuiError("bad_key_name", path=path, name=name, known=", ".join(sorted(known)))
        if not isinstance(value, str) or not all(key.strip() for key in value.split(",")):
            raise LstmTuiError("bad_key_value", path=path, name=name)
    return tuple((name, ",".join(key.strip() for key in value.split(","))) for name, value in keys.items())


def recall() -> Memory:
    """What was remembered; a file that cannot be read is set aside, and nothing is remembered then."""
    path = state_file()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Memory(**{field.name: _text(found.get(field.name)) for field in fields(Memory)})
    except OSError:
        return Memory()
    except (ValueError, AttributeError, RecursionError):
        _set_aside(path)
        return Memory()


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("no text")
    return value


def _set_aside(path: Path) -> None:
    with suppress(OSError):
        path.replace(path.with_suffix(".broken.json"))


def remember(memory: Memory) -> None:
    """Keep it for the next time; where that cannot be written, the program goes on without."""
    path = state_file()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(asdict(memory), ensure_ascii=False), encoding="utf-8")
        new.replace(path)
