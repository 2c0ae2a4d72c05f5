"""Text to tokens. Pure Python: text is checked before NumPy is imported."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from unicodedata import normalize

from lstm_tui.errors import LstmTuiError

LIMIT = 10_000
"""Most tokens of one text."""

ENDINGS = (
    *("은", "는", "이", "가", "을", "를", "에", "의", "로", "와", "과", "도", "만"),
    *("에서", "에게", "으로", "까지", "부터", "한테", "이랑", "하고"),
    *("이다", "다", "요", "어요", "아요", "이에요", "예요", "입니다", "습니다", "해요", "한다", "했다", "했어", "했어요"),
    *("왔는데", "왔는데요", "왔어", "왔어요", "갔다", "갔어", "라서", "라고", "인데", "지만"),
)
"""Korean particles and endings that are tokens of their own where both halves are known words."""

_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\S")
_LONGEST = max(map(len, ENDINGS))
_MOST = 3
"""Endings that a word may carry; 집에서는 has two."""


_PUNCTUATION = frozenset(".,;:?!…-()")
_PLAIN = str.maketrans("。、‘’", ".,''")
QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›「」『』")
"""Quotation marks, which are typed around words and are no words of a model."""


_BEHIND = ".?!…。．？！" + "".join(sorted(QUOTES))
"""What may stand behind the blank at the end."""


def folded(text: str) -> str:
    """``text`` as a vocabulary has it: in small letters, and as narrow as an input method for Korean may have made it wide
    (Ｊ, ．, ＿; NFKC leaves only 。 and 、 as they are), with a straight apostrophe for a curled one."""
    return normalize("NFKC", text).translate(_PLAIN).lower()


def _without_blank(text: str) -> str:
    """``text`` without the blank at its end, and without the full stop or quotation mark behind that."""
    end = len(said := text.rstrip().rstrip(_BEHIND).rstrip())
    while end and (said[end - 1] in "_＿" or said[end - 1].isspace()):
        end -= 1
    return said[:end] if said.endswith(("_", "＿")) else text


@dataclass(frozen=True, slots=True)
class Token:
    """A token: ``text`` as it was typed, ``word`` as the vocabulary has it, and whether it is shown joined to the one
    before (punctuation, a Korean particle)."""

    text: str
    word: str
    glued: bool = False


@dataclass(frozen=True)
class Vocab:
    """The words a model knows, in the order of their ids."""

    words: tuple[str, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """From word to id."""
        return {word: i for i, word in enumerate(self.words)}

    def tokenize(self, text: str) -> tuple[Token, ...]:
        """The tokens of ``text``, all of them known.

        Neither case nor full-width forms matter, punctuation is split off, and so is a Korean particle where both halves
        are known; quotation marks are left out unless the model knows them. A blank at the end (``___``) is the question,
        no token. Raises LstmTuiError "empty_text", "too_long", "unknown_word", or "blank_inside" where a blank comes first.
        """
        tokens = tuple(self._tokens(_without_blank(text)))
        if not tokens:
            raise LstmTuiError("empty_text")
        if len(tokens) > LIMIT:
            raise LstmTuiError("too_long", n=len(tokens), limit=LIMIT)
        if unknown := [t.text for t in tokens if t.word not in self.index]:
            if folded(unknown[0]) == "_":
                raise LstmTuiError("blank_inside")
            raise LstmTuiError("unknown_word", word=unknown[0], known=", ".join(self.nearest(unknown[0])))
        return tokens

    def knows(self, text: str) -> bool:
        """Whether every token of ``text`` is in the vocabulary."""
        return all(token.word in self.index for token in self._tokens(_without_blank(text)))

    def known(self, text: str) -> int:
        """How many words of ``text`` are in the vocabulary, each counted as often as it stands there; punctuation, which
        tells nothing of the language, is not counted."""
        words = (token.word for token in self._tokens(_without_blank(text)))
        return sum(word in self.index and not set(word) <= _PUNCTUATION for word in words)

    def nearest(self, word: str, n: int = 3) -> tuple[str, ...]:
        """The ``n`` known words most like ``word``; the first ones of the vocabulary where none is like it.

        Of a Korean word that ends in a known ending, the stem is looked for: 철슈는 is near 철수, not near 는.
        """
        words = [w for w in self.words if w.isalnum()]
        said = folded(word)
        stems = (said.removesuffix(end) for end in ENDINGS if end in self.index and said.endswith(end) and said != end)
        near = (match for stem in (*stems, said) for match in get_close_matches(stem, words, n, cutoff=0.5))
        return tuple(dict.fromkeys(near))[:n] or tuple(words[:n])

    def ids(self, tokens: tuple[Token, ...]) -> tuple[int, ...]:
        """Ids of ``tokens``."""
        return tuple(self.index[token.word] for token in tokens)

    def _tokens(self, text: str) -> Iterator[Token]:
        for chunk in normalize("NFC", text).split():  # Korean that came from a file may be in single letters
            pieces = [piece for piece in _PIECE.findall(chunk) if piece not in QUOTES or folded(piece) in self.index]
            for at, piece in enumerate(pieces):
                for half, part in enumerate(self._split(piece)):
                    yield Token(part, folded(part), glued=at > 0 or half > 0)

    def _split(self, piece: str, most: int = _MOST) -> tuple[str, ...]:
        """A known word whole; a known word with known endings in its parts; anything else whole."""
        if folded(piece) in self.index:
            return (piece,)
        for cut in range(max(1, len(piece) - _LONGEST), len(piece)) if most else ():  # the longest ending first
            if piece[cut:] in ENDINGS and piece[cut:] in self.index:
                stem = self._split(piece[:cut], most - 1)
                if all(folded(part) in self.index for part in stem):
                    return (*stem, piece[cut:])
        return (piece,)
