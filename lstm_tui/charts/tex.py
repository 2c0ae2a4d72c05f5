"""A subset of TeX's mathematics, from text to a tree that is laid out elsewhere.

Letters, numbers and operators; Greek and the signs below; functions such as \\tanh; \\mathrm{word}; groups, `_`, `^`,
\\frac, \\tilde, \\hat, \\bar. Blanks and \\left, \\right mean nothing; \\mathbf and its like leave the letter as it is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

# Operand, relation, operation, function, sign before its operand, ∑ and ∏, parenthesis, comma; "tight" takes no blanks.
Kind = Literal["ord", "rel", "bin", "fn", "prefix", "big", "open", "close", "punct", "tight"]
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Atom:
    """A sign as it is shown, the same in ASCII, and what it is to its neighbours."""

    text: str
    ascii: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side: a group, or the whole formula."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Script:
    """A base with what stands below and above its right end."""

    base: "Node"
    sub: "Node | None"
    sup: "Node | None"


@dataclass(frozen=True, slots=True)
class Frac:
    """One thing over another."""

    over: "Node"
    under: "Node"


@dataclass(frozen=True, slots=True)
class Accent:
    """A base under a "tilde", "hat" or "bar"."""

    name: str
    base: "Node"


Node = Atom | Row | Script | Frac | Accent

_GREEK = "alpha α beta β gamma γ delta δ epsilon ε eta η theta θ lambda λ mu μ pi π rho ρ tau τ phi φ psi ψ omega ω Delta Δ"
_SIGNS: dict[str, tuple[str, str, Kind]] = {
    "sigma": ("σ", "s", "fn"),
    "nabla": ("∇", "grad ", "prefix"),
    "partial": ("∂", "d", "prefix"),
    "sum": ("∑", "sum", "big"),
    "prod": ("∏", "prod", "big"),
    "circ": ("∘", "*", "bin"),
    "odot": ("⊙", "*", "bin"),
    "times": ("×", "x", "bin"),
    "pm": ("±", "+-", "bin"),
    "cdot": ("·", "*", "tight"),
    "approx": ("≈", "~=", "rel"),
    "ne": ("≠", "!=", "rel"),
    "le": ("≤", "<=", "rel"),
    "ge": ("≥", ">=", "rel"),
    "in": ("∈", "in", "rel"),
    "to": ("→", "->", "rel"),
    "infty": ("∞", "inf", "ord"),
    "dots": ("…", "...", "ord"),
    "ldots": ("…", "...", "ord"),
    "cdots": ("⋯", "...", "ord"),
    "top": ("T", "T", "ord"),
    "{": ("{", "{", "open"),
    "}": ("}", "}", "close"),
    "|": ("‖", "||", "tight"),
}
_NAMED = {
    **{name: Atom(sign, name, "ord") for name, sign in zip(_GREEK.split()[::2], _GREEK.split()[1::2], strict=True)},
    **{name: Atom(*sign) for name, sign in _SIGNS.items()},
    **{name: Atom(name, name, "fn") for name in ("tanh", "exp", "log", "max", "min")},
}
_PLAIN = {
    "-": Atom("−", "-", "bin"),
    "·": Atom("·", "*", "tight"),
    "∘": Atom("∘", "*", "bin"),
    **{sign: Atom(sign, sign, "bin") for sign in "+*"},
    **{sign: Atom(sign, sign, "rel") for sign in "=<>"},
    **{sign: Atom(sign, sign, "open") for sign in "(["},
    **{sign: Atom(sign, sign, "close") for sign in ")]"},
    **{sign: Atom(sign, sign, "punct") for sign in ",;:"},
    **{sign: Atom(sign, sign, "tight") for sign in "/|'!"},
}
_WORDS = ("mathrm", "text", "operatorname")
_LETTERS = ("mathbf", "boldsymbol", "mathbb", "mathcal")
_NOTHING = ("\\left", "\\right", "\\,", "\\;", "\\!", "\\ ", "\\quad")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


@lru_cache(maxsize=256)
def parse(tex: str) -> Node:
    """The tree of a formula. Raises `ValueError` that names the unknown command, or what is missing."""
    return _Parser(tex).row(closing="")


class _Parser:
    """A formula's pieces and the place of the next one."""

    def __init__(self, tex: str) -> None:
        self.tex, self.at, self.depth = tex, 0, 0
        self.pieces = _TOKEN.findall(tex)

    def row(self, closing: str) -> Node:
        """Everything up to the closing brace, or to the end; one thing alone is itself, without a row about it."""
        items: list[Node] = []
        while (piece := self._peek()) != closing:
            if piece in ("", "}"):
                raise self._fault("} is missing" if closing else "} without {")
            items.append(self._scripted())
        if closing:
            self._next()
        return items[0] if len(items) == 1 else Row(tuple(items))

    def _scripted(self) -> Node:
        base = Row(()) if self._peek() in ("_", "^") else self._one()
        scripts: dict[str, Node] = {}
        while (mark := self._peek()) in ("_", "^"):
            if mark in scripts:
                raise self._fault(f"two {mark} on one sign")
            self._next()
            scripts[mark] = self._one()
        return Script(base, scripts.get("_"), scripts.get("^")) if scripts else base

    def _one(self) -> Node:
        piece = self._next()
        if piece in ("", "}", "_", "^"):
            raise self._fault(f"something is missing before {piece or 'the end'}")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._fault(f"more than {_DEEPEST} things within one another")
        node = self._thing(piece)
        self.depth -= 1
        return node

    def _thing(self, piece: str) -> Node:
        if piece == "{":
            return self.row(closing="}")
        if piece.startswith("\\"):
            return self._command(piece[1:])
        if not piece.isprintable():
            raise self._fault(f"no sign that can be shown: {piece!r}")
        return _PLAIN.get(piece) or Atom(piece, piece, "ord")

    def _command(self, name: str) -> Node:
        if name in _NAMED:
            return _NAMED[name]
        if name in _WORDS:
            word = self._word()
            return Atom(word, word, "fn")
        if name in _LETTERS:
            return self._one()
        if name == "frac":
            return Frac(self._one(), self._one())
        if name in ("tilde", "hat", "bar"):
            return Accent(name, self._one())
        raise self._fault(f"unknown command \\{name}")

    def _word(self) -> str:
        """The text in braces as it stands, blanks and all."""
        if self._next() != "{":
            raise self._fault("a word needs {braces}")
        word = ""
        while self.at < len(self.pieces) and self.pieces[self.at] != "}":
            word += self.pieces[self.at]
            self.at += 1
        if not self._next():
            raise self._fault("} is missing")
        return word

    def _peek(self) -> str:
        """The next piece that means something, "" at the end."""
        while self.at < len(self.pieces) and (self.pieces[self.at].isspace() or self.pieces[self.at] in _NOTHING):
            self.at += 1
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _next(self) -> str:
        piece = self._peek()
        self.at += 1
        return piece

    def _fault(self, what: str) -> ValueError:
        return ValueError(f"{what}: {self.tex}")
