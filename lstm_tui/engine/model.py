"""A model: weights, output layer and vocabulary. The one door through which the rest of the program reaches the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.intervene import Intervention, changed_weights, held_values, parse, replaced
from lstm_tui.engine.ops import Array, frozen, softmax
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from lstm_tui.engine.quantities import Quantity, lstm_quantities, rnn_quantities
from lstm_tui.engine.trace import Trace
from lstm_tui.engine.vocab import Token, Vocab
from lstm_tui.errors import LstmTuiError


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """A recurrent layer, an output layer and the words they stand for.

    ``outputs`` are the words among which the output layer chooses. ``meta`` is what its file says of it (recipe, seed,
    versions, accuracy). Raises ValueError where the shapes do not belong together.
    """

    name: str
    cell: LSTMParams | RNNParams
    head: Head
    vocab: Vocab
    outputs: tuple[str, ...]
    meta: Mapping[str, Any]

    def __post_init__(self) -> None:
        if self.cell.D != len(self.vocab.words):
            raise ValueError(f"{self.cell.D} inputs for a vocabulary of {len(self.vocab.words)} words")
        if self.head.W_y.shape != (len(self.outputs), self.cell.H):
            raise ValueError(f"an output layer {self.head.W_y.shape} for {len(self.outputs)} words, {self.cell.H} units")

    @property
    def kind(self) -> str:
        """What it is: "lstm" or "rnn"."""
        return "lstm" if isinstance(self.cell, LSTMParams) else "rnn"

    @property
    def language(self) -> str:
        """The language of its words, "en" or "ko"."""
        return str(self.meta.get("language", "en"))

    @property
    def label(self) -> str:
        """How its weights came about: "trained", "hand-set" or "untrained"."""
        return str(self.meta.get("label", "untrained"))

    @property
    def answers(self) -> tuple[str, ...]:
        """The words between which its task decides, such as he and she."""
        return tuple(self.meta.get("answers", self.outputs))

    @property
    def table(self) -> dict[str, Quantity]:
        """The table of its quantities."""
        if isinstance(self.cell, LSTMParams):
            return lstm_quantities(self.cell.variant, self.cell.p is not None)
        return rnn_quantities(self.cell.activation)

    def run(self, text: str | Sequence[Token], interventions: Sequence[Intervention | str] = ()) -> "Run":
        """The walk through ``text``, changed by ``interventions``. Raises LstmTuiError for what a user can mend."""
        tokens = self.vocab.tokenize(text) if isinstance(text, str) else tuple(text)
        made_by = tuple(parse(one) if isinstance(one, str) else one for one in interventions)
        cell, head = changed_weights(self.cell, self.head, made_by)
        held = held_values(cell, tokens, made_by)
        spoken = replaced(tokens, self.vocab, made_by)
        ids = self.vocab.ids(spoken)
        if isinstance(cell, LSTMParams):
            trace = lstm.forward(cell, ids, held=held)  # type: ignore[arg-type]
        else:
            trace = rnn.forward(cell, ids, held=held)  # type: ignore[arg-type]
        model = self if cell is self.cell and head is self.head else replace(self, cell=cell, head=head)
        logits = _finite(model.table, trace, head)
        return Run(model, spoken, trace, frozen(logits), frozen(softmax(logits)), made_by)


def _finite(table: Mapping[str, Quantity], trace: Trace, head: Head) -> Array:
    """The logits (T, V). Weights of 1e308 are finite and their sums are not: raises LstmTuiError "overflow" with the
    formula of the first quantity that overflowed, since no answer can be made of it."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = head.logits(trace["h"])
    for name in table:
        if name not in ("x", "p") and not np.isfinite(logits if name == "y" else trace[name]).all():
            raise LstmTuiError("overflow", formula=f"{table[name].symbol} = {table[name].formula}")
    return logits


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """One walk of a model through a text: ``logits`` and ``probabilities`` are (T, V), read-only.

    ``model`` holds the weights that were used, ``tokens`` what was read: both after the ``interventions``.
    """

    model: Model
    tokens: tuple[Token, ...]
    trace: Trace
    logits: Array
    probabilities: Array
    interventions: tuple[Intervention, ...]

    def value(self, quantity: str, t: int) -> Array:
        """``quantity`` of the table at step ``t``: (H,), (D,) for x, (V,) for y and p. Raises KeyError for another one."""
        if quantity in ("y", "p"):
            row: Array = (self.logits if quantity == "y" else self.probabilities)[t]
            return row
        return self.trace.step(t)[quantity]

    def answer(self, t: int) -> tuple[str, float]:
        """The most probable word after step ``t`` and its probability."""
        best = int(self.probabilities[t].argmax())
        return self.model.outputs[best], float(self.probabilities[t, best])
