"""The order in which a person visits a trace, as an index into frames.

A frame refers to the trace and never copies it. Stepping, scrubbing and jumping change the index alone, so going back is
as exact and as quick as going on. Nothing here imports NumPy: a blank tape shows tokens while it is still being loaded.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lstm_tui.engine.quantities import lstm_quantities, phases, rnn_quantities
from lstm_tui.engine.vocab import Token

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run

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
        if self.run is None:
            return ()
        return tuple(self.run.value(quantity, self.t if t is None else t).tolist())

    def previous(self, quantity: str) -> tuple[float, ...]:
        """``quantity`` of the step before, for the ghost behind the new value; the initial state, 0, at the first."""
        if self.t:
            return self.values(quantity, self.t - 1)
        return tuple(0.0 for _ in self.values(quantity))

    def words(self, n: int, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """The ``n`` most probable words after token ``t`` (this one by default), with their probabilities."""
        if self.run is None:
            return ()
        pairs = zip(self.run.model.outputs, self.values("p", t), strict=True)
        return tuple(sorted(pairs, key=lambda pair: -pair[1])[:n])

    def answers(self, t: int | None = None) -> tuple[tuple[str, float], ...]:
        """The words between which the task decides, with their probabilities after token ``t``, in a fixed order."""
        if self.run is None:
            return ()
        p = dict(zip(self.run.model.outputs, self.values("p", t), strict=True))
        return tuple((word, p[word]) for word in self.run.model.answers)


@dataclass(frozen=True, eq=False)
class Tape:
    """The frames of one walk: ``len(tape)`` is tokens × phases, ``tape[k]`` the frame at index k."""

    setup: Setup
    tokens: tuple[Token, ...]
    phases: tuple[str, ...]
    run: "Run | None" = None

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


def forward_tape(run: "Run", setup: Setup) -> Tape:
    """The walk through a run, token by token and phase by phase."""
    return Tape(setup, run.tokens, phases(run.model.table), run)


def blank_tape(setup: Setup, tokens: tuple[Token, ...], kind: str = "lstm") -> Tape:
    """The same walk before its numbers are there; ``kind`` is "lstm" or "rnn"."""
    return Tape(setup, tokens, PHASES if kind == "lstm" else RNN_PHASES)
