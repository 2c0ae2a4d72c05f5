"""Every word the program says, in English and Korean: `text(lang, "section.key", **values)`."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lstm_tui.strings.particles import ParticleFormatter

LANGUAGES = ("en", "ko")

_FORMATTER = ParticleFormatter()


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All lines of one language, keyed "section.key". Raises `KeyError` for a language that has no catalogue."""
    if lang not in LANGUAGES:
        raise KeyError(f"no catalogue for language {lang!r}; there are {', '.join(LANGUAGES)}")
    source = (Path(__file__).parent / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(_flatten("", tomllib.loads(source)))


def text(lang: str, key: str, /, **values: object) -> str:
    """The line `key` in `lang`, its {placeholders} filled; `{name:을/를}` adds the Korean particle that fits.

    Raises `KeyError` if the line or one of its values is missing.
    """
    line = catalogue(lang)[key]
    return _FORMATTER.vformat(line, (), values) if "{" in line or "}" in line else line


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", str(value)
