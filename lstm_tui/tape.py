"""The order in which a person visits a trace, as an index into frames.

A frame refers to the trace and never copies it. Stepping, scrubbing and jumping change the index alone, so going back is
as exact and as quick as going on. Nothing here imports NumPy: a blank tape shows tokens while it is still being loaded.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lstm_tui.engine.quantities import lstm_quantities, phases, rnn_quantities
from lstm_tui.engine.vocab import Token

if TYPE_CHECKING:
    from lstm_tui.engine.arithmetic import Arithmetic
    from lstm_tui.engine.memory import Parts
    from lstm_tui.engine.model import Run
    from lstm_tui.engine.ops import Array

PHASES = phases(lstm_quantities())
"""x f i g c o h y: inputs, forget gate, input gate, candidate, cell state, output gate, hidden state, output layer."""
RNN_PHASES = phases(rnn_quantities())


@dataclass(frozen=True)
class Setup:
    """All that determines a trace: which model reads which text, changed by which interventions."""

    model: str
    text: str
    interventions: tuple[str, ...] = ()
    seed: int = 0

    @cached_property
    def digest(self) -> str:
        """Equal setups have equal digests, in any process."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Position:
    """A place that keeps its meaning across languages and tapes, whose lengths differ."""

    lesson: str
    stop: str
    setup: str
    token: int
    phase: str


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of the walk: the step ``t`` at the phase ``phase``. ``run`` is None while the numbers are on their way."""

    tape: "Tape"
    index: int

    @property
    def setup(self) -> Setup:
        """What determined the trace."""
        return self.tape.setup

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the walk."""
        return self.tape.tokens

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of every token, in order."""
        return self.tape.phases

    @property
    def run(self) -> "Run | None":
        """The walk's numbers, or None."""
        return self.tape.run

    @property
    def t(self) -> int:
        """The token, from 0."""
        return self.index // len(self.phases)

    @property
    def phase(self) -> str:
        """The phase, such as "f"."""
        return self.phases[self.index % len(self.phases)]

    def known(self, quantity: str) -> bool:
        """Whether ``quantity`` of this token has been computed by this phase."""
        if self.run is None or quantity not in self.run.model.table:
            return False
        return self.phases.index(self.run.model.table[quantity].phase) <= self.phases.index(self.phase)

    def values(self, quantity: str, t: int | None = None) -> tuple[float, ...]:
        """``quantity`` at step ``t`` (this one by default), a number per unit, word or input. Empty without numbers."""
        return _values(self.run, quantity, self.t if t is None else t)

    def baseline_values(self, quantity: str, t: int | None = None) -> tuple[float, ...]:
        """``values`` of the walk without the changes; empty where nothing is changed."""
        return _values(self.tape.baseline, quantity, self.t if t is None else t)

    def beside_values(self, quantity: str, t: int | None = None) -> tuple[float, ...]:
        """``values`` of the plain RNN that reads the same tokens; empty where there is none."""
        return _values(self.tape.beside, quantity, self.t if t is None else t)

    def held(self, quantity: str, unit: int, t: int | None = None) -> bool:
        """Whether a change put ``quantity`` of ``unit`` there, at this step by default."""
        if self.run is None or quantity not in self.run.trace.held:
            return False
        return bool(self.run.trace.held[quantity][0][self.t if t is None else t, unit])

    @property
    def beside(self) -> "Frame | None":
        """The same moment of the plain RNN's own walk; None where there is none beside."""
        if self.tape.beside is None:
            return None
        walk = forward_tape(self.tape.beside, self.setup)
        return walk[walk.index(self.t, self.phase if self.phase in walk.phases else "x")]

    def previous(self, quantity: str) -> tuple[float, ...]:
        """``quantity`` of the step before, for the ghost behind the new value; the initial state, 0, at the first."""
        if self.t:
            return self.values(quantity, self.t - 1)
        return tuple(0.0 for _ in self.values(quantity))

    def words(self, n: int, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """The ``n`` most probable words after token ``t`` (this one by default), with their probabilities."""
        return most_probable(self.run, n, self.t if t is None else t)

    def baseline_words(self, n: int, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """``words`` without the changes; empty where nothing is changed."""
        return most_probable(self.tape.baseline, n, self.t if t is None else t)

    def beside_words(self, n: int, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """``words`` of the plain RNN beside; empty where there is none."""
        return most_probable(self.tape.beside, n, self.t if t is None else t)

    def answers(self, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """The words between which the task decides, with their probabilities after token ``t``, in a fixed order."""
        if self.run is None:
            return ()
        p = dict(zip(self.run.model.outputs, self.values("p", t), strict=True))
        return tuple((word, p[word]) for word in self.run.model.answers)

    def parts(self, unit: int | None) -> tuple[float, ...]:
        """Who is in the memory: what each token up to this one still owns of C of ``unit``. They sum to C, exactly.

        With None another figure, of the whole cell: Σ_u w_u·|part_u| ≥ 0, each unit weighed by what it means for the
        answer, w = |W_y[a] − W_y[b]| with a and b the two most probable answers here. Empty without a cell or numbers.
        """
        if self.run is None or "c" not in self.run.model.table:
            return ()
        owned = _parts(self.run, self.t)
        whole = owned.written + owned.clamped
        return tuple((abs(whole) @ self._importance() if unit is None else whole[:, unit]).tolist())

    def retained(self, old: int) -> float:
        """How much of what the token ``old`` had written for the answer is left after this one, in [0, ∞).

        Raises ValueError unless ``old`` comes before this token of an LSTM that has its numbers.
        """
        from lstm_tui.engine.memory import retained_for_answer

        if self.run is None:
            raise ValueError("the numbers are not there yet")
        return retained_for_answer(self.run.trace, self._importance(), old, self.t)

    def _importance(self) -> "Array":
        """|W_y[a] − W_y[b]| (H,) of the two most probable answers after this token."""
        assert self.run is not None
        model, ranked = self.run.model, sorted(self.answers(), key=lambda pair: -pair[1])
        rows = [model.head.W_y[model.outputs.index(word)] for word, _ in ranked[:2]]
        return abs(rows[0] - rows[-1] if len(rows) == 2 else rows[0])

    def arithmetic(self, quantity: str, unit: int, t: int | None = None) -> "Arithmetic | None":
        """How a value comes about: the terms of its sum and its activation; None without numbers. Errors as the engine's."""
        from lstm_tui.engine.arithmetic import arithmetic

        return arithmetic(self.run, quantity, unit, self.t if t is None else t) if self.run else None


def _values(run: "Run | None", quantity: str, t: int) -> tuple[float, ...]:
    return () if run is None else tuple(run.value(quantity, t).tolist())


def most_probable(run: "Run | None", n: int, t: int) -> tuple[tuple[str, float], ...]:
    """The ``n`` most probable words of ``run`` after token ``t``, with their probabilities."""
    if run is None:
        return ()
    pairs = zip(run.model.outputs, _values(run, "p", t), strict=True)
    return tuple(sorted(pairs, key=lambda pair: -pair[1])[:n])


@lru_cache(maxsize=4)  # one for each token that a screen goes back and forth between; thousands of tokens are megabytes
def _parts(run: "Run", t: int) -> "Parts":
    from lstm_tui.engine.memory import parts

    return parts(run.trace, t)


@dataclass(frozen=True, eq=False)
class Tape:
    """The frames of one walk: ``len(tape)`` is tokens × phases, ``tape[k]`` the frame at index k.

    Two runs of the same tokens may stand beside it: ``baseline``, the same model without the interventions (None where
    nothing is changed), and ``beside``, the plain RNN of the same task (None where there is none that knows the words).
    """

    setup: Setup
    tokens: tuple[Token, ...]
    phases: tuple[str, ...]
    run: "Run | None" = None
    baseline: "Run | None" = None
    beside: "Run | None" = None

    def __post_init__(self) -> None:
        for other in (self.baseline, self.beside):
            if other is not None and len(other.tokens) != len(self.tokens):
                raise ValueError(f"a walk of {len(other.tokens)} tokens beside one of {len(self.tokens)}")

    def __len__(self) -> int:
        return len(self.tokens) * len(self.phases)

    def __getitem__(self, index: int) -> Frame:
        """The frame at ``index``, 0 ≤ index < len; raises IndexError otherwise."""
        if not 0 <= index < len(self):
            raise IndexError(f"there is no frame {index} on a tape of {len(self)}")
        return Frame(self, index)

    def index(self, t: int, phase: str) -> int:
        """The index of the token ``t`` at ``phase``; raises IndexError or ValueError where there is none."""
        if not 0 <= t < len(self.tokens):
            raise IndexError(f"there is no token {t} of {len(self.tokens)}")
        return t * len(self.phases) + self.phases.index(phase)

    def clamp(self, index: int) -> int:
        """The index nearest to ``index`` that is on the tape."""
        return max(0, min(index, len(self) - 1))


def forward_tape(run: "Run", setup: Setup, baseline: "Run | None" = None, beside: "Run | None" = None) -> Tape:
    """The walk through a run, token by token and phase by phase; for its companions see ``Tape``."""
    return Tape(setup, run.tokens, phases(run.model.table), run, baseline, beside)


def blank_tape(setup: Setup, tokens: tuple[Token, ...], kind: str = "lstm") -> Tape:
    """The same walk before its numbers are there; ``kind`` is "lstm" or "rnn"."""
    return Tape(setup, tokens, PHASES if kind == "lstm" else RNN_PHASES)
