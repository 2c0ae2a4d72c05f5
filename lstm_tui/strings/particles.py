"""Korean particles that follow a value known only at run time: 철수는, 영희를, 3으로."""

from string import Formatter

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
_RIEUL = 8
_DIGIT_FINALS = {"0": 21, "1": _RIEUL, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": _RIEUL, "8": _RIEUL, "9": 0}
_LETTER_FINALS = {"l": _RIEUL, "m": 16, "n": 4, "r": _RIEUL}


class ParticleFormatter(Formatter):
    """`str.format` with one more kind of specification: `{name:을/를}`."""

    def format_field(self, value: object, format_spec: str) -> str:
        """The value and its particle when the specification is a pair such as 을/를, else as `format` does it."""
        if "/" not in format_spec:
            return str(format(value, format_spec))
        return f"{value}{particle(str(value), format_spec)}"


def particle(word: str, pair: str) -> str:
    """The half of `pair` (after a consonant / after a vowel) that fits `word`; both, as in 을(를), if nobody can say.

    으로/로 follows its own rule: ㄹ counts as a vowel.
    """
    closed, opened = pair.split("/")
    final = final_consonant(word)
    if final is None:
        return f"{closed}({opened})"
    if final == 0 or (final == _RIEUL and closed.startswith("으")):
        return opened
    return closed


def final_consonant(word: str) -> int | None:
    """Index of the final consonant as the word is read aloud, 0 for none, None where the reading is not known."""
    last = word[-1:]
    if last and _FIRST <= ord(last) <= _LAST:
        return (ord(last) - _FIRST) % _FINALS
    if last in _DIGIT_FINALS:
        return _DIGIT_FINALS[last]
    if len(word) == 1 and word.isascii() and word.isalpha():
        return _LETTER_FINALS.get(word.lower(), 0)
    return None
