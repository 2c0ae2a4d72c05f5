"""Interventions: frozen values that change what the one step is given, and the grammar that names them.

    f[0]@Jane#2=1     hold the forget gate of unit 0 at the second "Jane" at 1 (no [unit]: all units; no @: every token)
    W_xf[0,3]=0.5     set a weight          @4=Mary     replace the token 4          off forget     take a part out

Units, indices and positions count from 0, #N from 1 and is 1 where it is left out. A part that is off no longer gates: the
forget, input or output gate becomes 1 (the ablations NFG, NIG and NOG of Greff et al. 2015), the candidate 0, and off
recurrence means that no gate sees h₋₁.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.ops import Array
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from lstm_tui.engine.quantities import lstm_quantities, rnn_quantities
from lstm_tui.engine.trace import Held
from lstm_tui.engine.vocab import Token, Vocab, folded
from lstm_tui.errors import LstmTuiError

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run

PARTS = {"forget": ("f", 1.0), "input": ("i", 1.0), "output": ("o", 1.0), "candidate": ("g", 0.0), "recurrence": None}
"""What ``off`` may name, and the value the quantity then has at every token."""


@dataclass(frozen=True, slots=True)
class Place:
    """A token by its position (``word`` is empty) or as the ``nth`` occurrence of ``word``, counted from 1."""

    word: str
    nth: int

    def __str__(self) -> str:
        return f"@{self.nth}" if not self.word else f"@{self.word}" + (f"#{self.nth}" if self.nth != 1 else "")

    def find(self, tokens: Sequence[Token]) -> int:
        """Its position in ``tokens``; raises LstmTuiError "no_position" or "no_token"."""
        if not self.word:
            if self.nth >= len(tokens):
                raise LstmTuiError("no_position", position=self.nth, last=len(tokens) - 1)
            return self.nth
        found = [t for t, token in enumerate(tokens) if token.word == folded(self.word)]
        if not 1 <= self.nth <= len(found):
            raise LstmTuiError("no_token", token=str(self)[1:], tokens=" ".join(token.text for token in tokens))
        return found[self.nth - 1]


@dataclass(frozen=True, slots=True)
class Clamp:
    """Hold ``quantity`` of ``unit`` (None: all) at ``place`` (None: every token) at ``value``."""

    quantity: str
    unit: int | None
    place: Place | None
    value: float

    def __str__(self) -> str:
        unit = "" if self.unit is None else f"[{self.unit}]"
        return f"{self.quantity}{unit}{self.place or ''}={_shortest(self.value)}"


@dataclass(frozen=True, slots=True)
class Set:
    """Set the weight or bias ``name`` at ``index`` to ``value``."""

    name: str
    index: tuple[int, ...]
    value: float

    def __str__(self) -> str:
        return f"{self.name}[{','.join(map(str, self.index))}]={_shortest(self.value)}"


@dataclass(frozen=True, slots=True)
class Replace:
    """Read ``word`` in the place of a token."""

    place: Place
    word: str

    def __str__(self) -> str:
        return f"{self.place}={self.word}"


@dataclass(frozen=True, slots=True)
class Off:
    """Take a part out: "forget", "input", "output", "candidate" or "recurrence"."""

    part: str

    def __str__(self) -> str:
        return f"off {self.part}"


Intervention = Clamp | Set | Replace | Off

_PLACE = r"@(?:(?P<at>\d+)|(?P<word>[^\s=@#]+)(?:\#(?P<nth>\d+))?)"
_CLAMP = re.compile(rf"(?P<quantity>\w+?)(?:\[(?P<unit>\d+)\])?(?:{_PLACE})?=(?P<value>\S+)")
_SET = re.compile(r"(?P<name>[Wbp]_?\w*)\[(?P<index>\d+(?:,\d+)*)\]=(?P<value>\S+)")
_REPLACE = re.compile(rf"{_PLACE}=(?P<new>\S+)")


def parse(text: str) -> Intervention:
    """Any intervention in the grammar above. Raises LstmTuiError that says what is wrong with it."""
    text = text.strip()
    if text == "off" or text.startswith("off "):
        return parse_off(text[3:])
    if text.startswith("@"):
        return parse_replace(text)
    return parse_set(text) if re.match(r"[Wbp]_|b\[", text) else parse_clamp(text)


def parse_clamp(text: str) -> Clamp:
    """``f[0]@Jane#2=1``. Raises LstmTuiError "clamp_syntax" or "no_number"."""
    if not (found := _CLAMP.fullmatch(text.replace(" ", ""))):
        raise LstmTuiError("clamp_syntax", text=text)
    unit = found["unit"]
    return Clamp(found["quantity"], None if unit is None else int(unit), _place(found), _number(found["value"]))


def parse_set(text: str) -> Set:
    """``W_xf[0,3]=0.5``. Raises LstmTuiError "set_syntax" or "no_number"."""
    if not (found := _SET.fullmatch(text.replace(" ", ""))):
        raise LstmTuiError("set_syntax", text=text)
    return Set(found["name"], tuple(int(i) for i in found["index"].split(",")), _number(found["value"]))


def parse_replace(text: str) -> Replace:
    """``@4=Mary`` or ``@Jane=Mary``. Raises LstmTuiError "replace_syntax"."""
    found = _REPLACE.fullmatch(text.strip())
    if not found or (place := _place(found)) is None:
        raise LstmTuiError("replace_syntax", text=text)
    return Replace(place, found["new"])


def parse_off(text: str) -> Off:
    """``forget``. Raises LstmTuiError "no_part"."""
    if (part := text.strip()) not in PARTS:
        raise LstmTuiError("no_part", part=part, known=", ".join(PARTS))
    return Off(part)


def _place(found: re.Match[str]) -> Place | None:
    if found["at"] is not None:
        return Place("", int(found["at"]))
    if found["word"] is None:
        return None
    return Place(found["word"], int(found["nth"] or 1))


def _shortest(value: float) -> str:
    """The shortest text that reads back as exactly ``value``: 1, 0.1, 1e-05."""
    return repr(float(value)).removesuffix(".0")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LstmTuiError("no_number", text=text)
    return value


def changed_weights(
    cell: LSTMParams | RNNParams, head: Head, interventions: Sequence[Intervention]
) -> tuple[LSTMParams | RNNParams, Head]:
    """The weights as ``Set`` and ``off recurrence`` want them; the same objects where nothing changes them."""
    for one in interventions:
        if isinstance(one, Set):
            owner: LSTMParams | RNNParams | Head = head if one.name in head.names() else cell
            if one.name not in owner.names():
                raise LstmTuiError("no_weight", name=one.name, known=", ".join((*cell.names(), *head.names())))
            try:
                changed = owner.with_weight(one.name, one.index, one.value)
            except IndexError:
                shape = "×".join(map(str, owner.weight(one.name).shape))
                raise LstmTuiError("weight_index", name=one.name, index=str(list(one.index)), shape=shape) from None
            head, cell = (changed, cell) if isinstance(changed, Head) else (head, changed)
        if one == Off("recurrence"):
            silent = np.zeros_like(cell.W_h)
            if isinstance(cell, LSTMParams):
                cell = LSTMParams(cell.W_x, silent, cell.b, cell.p, cell.variant)
            else:
                cell = RNNParams(cell.W_x, silent, cell.b, cell.activation)
    return cell, head


def held_values(cell: LSTMParams | RNNParams, tokens: Sequence[Token], interventions: Sequence[Intervention]) -> Held | None:
    """What ``Clamp`` and ``Off`` hold, as ``forward`` takes it; of two on the same value the later one counts."""
    held: dict[str, tuple[np.typing.NDArray[np.bool_], Array]] = {}
    for one in interventions:
        clamp = _as_clamp(one)
        if clamp is None:
            continue
        if isinstance(one, Off):
            _check_part(cell, one)
        _check(cell, clamp)
        T, H = len(tokens), cell.H
        where, values = held.setdefault(clamp.quantity, (np.zeros((T, H), np.bool_), np.zeros((T, H))))
        t = slice(None) if clamp.place is None else clamp.place.find(tokens)
        unit = slice(None) if clamp.unit is None else clamp.unit
        where[t, unit] = True
        values[t, unit] = clamp.value
    return held or None


def _as_clamp(one: Intervention) -> Clamp | None:
    if isinstance(one, Clamp):
        return one
    if isinstance(one, Off) and (gate := PARTS[one.part]):
        return Clamp(gate[0], None, None, gate[1])
    return None


def _check(cell: LSTMParams | RNNParams, clamp: Clamp) -> None:
    """A value must be one that the quantity can take: σ within 0..1, tanh within −1..1, C any finite number."""
    allowed = _clampable(cell)
    if isinstance(cell, LSTMParams):
        table = lstm_quantities(cell.variant, cell.p is not None)
    else:
        table = rnn_quantities(cell.activation)
    if clamp.quantity not in allowed:
        raise LstmTuiError("no_quantity", name=clamp.quantity, known=", ".join(allowed))
    limits = table[clamp.quantity]
    if not limits.low <= clamp.value <= limits.high:
        raise LstmTuiError("out_of_range", name=clamp.quantity, value=clamp.value, low=limits.low, high=limits.high)
    if clamp.unit is not None and clamp.unit >= cell.H:
        raise LstmTuiError("no_unit", unit=clamp.unit, last=cell.H - 1)


def _clampable(cell: LSTMParams | RNNParams) -> tuple[str, ...]:
    """The quantities of ``cell`` that may be held."""
    if isinstance(cell, RNNParams):
        return rnn.CLAMPABLE
    without = "f" if cell.variant == "no-forget" else ""  # the cell of 1997 has no forget gate to hold
    return tuple(name for name in lstm.CLAMPABLE if name != without)


def _check_part(cell: LSTMParams | RNNParams, off: Off) -> None:
    """A part must be there to be off: raises LstmTuiError "no_part"."""
    known = [part for part, gate in PARTS.items() if gate is None or gate[0] in _clampable(cell)]
    if off.part not in known:
        raise LstmTuiError("no_part", part=off.part, known=", ".join(known))


def replaced(tokens: Sequence[Token], vocab: Vocab, interventions: Sequence[Intervention]) -> tuple[Token, ...]:
    """The tokens as they are read after every ``Replace``. Places are those of the text as it was typed."""
    read = list(tokens)
    for one in interventions:
        if isinstance(one, Replace):
            if (word := folded(one.word)) not in vocab.index:
                raise LstmTuiError("unknown_word", word=one.word, known=", ".join(vocab.nearest(one.word)))
            at = one.place.find(tokens)
            read[at] = Token(one.word, word, tokens[at].glued)
    return tuple(read)


@dataclass(frozen=True, eq=False, slots=True)
class Difference:
    """What the run ``after`` has more than ``before``: ``difference["c"]`` is (T, H), "y" and "p" (T, V)."""

    before: "Run"
    after: "Run"

    def __getitem__(self, name: str) -> Array:
        if name in ("y", "p"):
            a, b = ((r.logits if name == "y" else r.probabilities) for r in (self.before, self.after))
        else:
            a, b = self.before.trace[name], self.after.trace[name]
        return b - a

    def answers(self, t: int = -1) -> tuple[str, str]:
        """The most probable word after step ``t`` (the last by default) before and after."""
        return self.before.answer(t)[0], self.after.answer(t)[0]


def compare(before: "Run", after: "Run") -> Difference:
    """The differences between two runs of equal length and shape. Raises ValueError for others."""
    if before.trace.sheets.shape != after.trace.sheets.shape or before.model.outputs != after.model.outputs:
        raise ValueError("the runs differ in length, size or kind of model, so there is nothing to compare")
    return Difference(before, after)
