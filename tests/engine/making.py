"""Problems for the engine's properties: weights, inputs, initial states, masks and held values of every kind, and a loss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from lstm_tui.engine import lstm, rnn
from lstm_tui.engine.model import Model
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from lstm_tui.engine.trace import GradTrace, Trace
from lstm_tui.engine.vocab import Vocab

VARIANTS = ("standard", "no-forget", "coupled")
ACTIVATIONS = ("tanh", "relu", "linear")


def lstm_params(
    rng: np.random.Generator, H: int, D: int, variant: str = "standard", peephole: bool = False, scale: float = 1.0
) -> LSTMParams:
    """Normal weights of that scale."""
    W_x, W_h, b = (scale * rng.standard_normal(shape) for shape in ((4 * H, D), (4 * H, H), (4 * H,)))
    return LSTMParams(W_x, W_h, b, scale * rng.standard_normal((3, H)) if peephole else None, variant)


def rnn_params(rng: np.random.Generator, H: int, D: int, activation: str = "tanh", scale: float = 0.5) -> RNNParams:
    """Normal weights of that scale."""
    W_x, W_h, b = (scale * rng.standard_normal(shape) for shape in ((H, D), (H, H), (H,)))
    return RNNParams(W_x, W_h, b, activation)


@dataclass(frozen=True, eq=False)
class Problem:
    """What a forward pass is given, and ``seen``: what the loss L = Σ seen[q]·q sees of the trace."""

    params: LSTMParams | RNNParams
    x: np.ndarray
    states: Mapping[str, np.ndarray]
    mask: np.ndarray | None = None
    held: Mapping[str, tuple[np.ndarray, np.ndarray]] | None = None
    seen: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def cell(self) -> Any:
        """The module with the two passes."""
        return lstm if isinstance(self.params, LSTMParams) else rnn

    @property
    def batch(self) -> tuple[int, ...]:
        """() or (B,)."""
        return self.x.shape[1:] if self.x.dtype.kind == "i" else self.x.shape[2:]

    @property
    def shape(self) -> tuple[int, ...]:
        """(T, H[, B])."""
        return (len(self.x), self.params.H, *self.batch)

    def forward(self) -> Trace:
        """The trace."""
        trace: Trace = self.cell.forward(self.params, self.x, **self.states, mask=self.mask, held=self.held)
        return trace

    def backward(self, trace: Trace | None = None) -> GradTrace:
        """The gradients of the loss."""
        seen = {f"d{name}": array for name, array in self.seen.items()}
        grad: GradTrace = self.cell.backward(trace or self.forward(), **seen)
        return grad

    def loss(self) -> float:
        """Σ seen[q]·q."""
        trace = self.forward()
        return float(sum((array * trace[name]).sum() for name, array in self.seen.items()))

    def part(self, **changes: Any) -> "Problem":
        """The same with other values."""
        return replace(self, **changes)

    def alone(self, b: int) -> "Problem":
        """The sentence ``b`` of the batch by itself."""
        states, seen = ({k: v[..., b] for k, v in group.items()} for group in (self.states, self.seen))
        held = None if self.held is None else {k: (w[..., b], v[..., b]) for k, (w, v) in self.held.items()}
        mask = None if self.mask is None else self.mask[:, b]
        return Problem(self.params, self.x[..., b], states, mask, held, seen)

    def cut(self, start: int, stop: int, **states: np.ndarray) -> "Problem":
        """The steps from ``start`` to ``stop``, from the given states."""
        held = None if self.held is None else {k: (w[start:stop], v[start:stop]) for k, (w, v) in self.held.items()}
        mask = None if self.mask is None else self.mask[start:stop]
        seen = {k: v[start:stop] for k, v in self.seen.items()}
        return Problem(self.params, self.x[start:stop], states, mask, held, seen)


@st.composite
def problems(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = ("lstm", "rnn"),
    tokens: bool | None = None,
    batch: bool | None = None,
    masked: bool | None = None,
    clamped: bool | None = None,
    gate_costs: bool = True,
    states: bool | None = None,
    variants: tuple[str, ...] = VARIANTS,
    longest: int = 6,
    scale: float = 1.0,
) -> Problem:
    """A problem of any kind; what is None is drawn."""

    def choose(given: bool | None) -> bool:
        return draw(st.booleans()) if given is None else given

    kind = draw(st.sampled_from(kinds))
    H, D, T = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, longest))
    B = (draw(st.integers(1, 3)),) if choose(batch) else ()
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    params: LSTMParams | RNNParams
    if kind == "lstm":
        params = lstm_params(rng, H, D, draw(st.sampled_from(variants)), draw(st.booleans()), scale)
    else:
        params = rnn_params(rng, H, D, draw(st.sampled_from(ACTIVATIONS)), 0.6 * scale)
    x = rng.integers(0, D, (T, *B)) if choose(tokens) else rng.standard_normal((T, D, *B))
    names = ("h0", "c0") if kind == "lstm" else ("h0",)
    given = {name: rng.uniform(-1, 1, (H, *B)) for name in names} if choose(states) else {}  # h0: what an h can be
    mask = rng.random((T, *B)) < 0.7 if choose(masked) else None
    held = None
    if choose(clamped):
        allowed = lstm.CLAMPABLE if kind == "lstm" else rnn.CLAMPABLE
        if isinstance(params, LSTMParams) and params.variant == "no-forget":
            allowed = tuple(name for name in allowed if name != "f")  # the cell of 1997 has none
        chosen = draw(st.lists(st.sampled_from(allowed), min_size=1, max_size=2, unique=True))
        held = {name: (rng.random((T, H, *B)) < 0.4, rng.random((T, H, *B))) for name in chosen}
    looked_at = ("h",) if kind == "rnn" else ("h", "c", "f", "i") if gate_costs else ("h", "c")
    seen = {name: rng.standard_normal((T, H, *B)) for name in looked_at}
    if mask is not None:  # the loss does not look at gates of padding, which stand for no step
        for name in ("f", "i"):
            if name in seen:
                seen[name] = seen[name] * np.expand_dims(mask, 1)
    return Problem(params, x, given, mask, held, seen)


def slope(f: Callable[[np.ndarray], float], at: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """df/da for every number of ``at`` by central differences."""
    out = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        ends = []
        for sign in (1, -1):
            moved = at.copy()
            moved[index] += sign * eps
            ends.append(f(moved))
        out[index] = (ends[0] - ends[1]) / (2 * eps)
    return out


def apart(ours: np.ndarray, theirs: np.ndarray, floor: float = 1e-300) -> float:
    """Largest difference relative to the largest of both, or to ``floor`` where all are smaller."""
    assert ours.shape == theirs.shape
    return float(np.abs(ours - theirs).max() / max(np.abs(ours).max(), np.abs(theirs).max(), floor))


WORDS = ("john", "jane", "mary", "is", "tall", "kind", "he", "she", ".")


def model(kind: str = "lstm", seed: int = 0, **cell: Any) -> Model:
    """An untrained model of three units that reads ``WORDS`` and answers he or she."""
    rng = np.random.default_rng(seed)
    make: Callable[..., LSTMParams | RNNParams] = lstm_params if kind == "lstm" else rnn_params
    params = make(rng, 3, len(WORDS), **cell)
    meta = {"language": "en", "answers": ["he", "she"], "label": "untrained", "seed": seed}
    return Model(
        f"tiny-{kind}", params, Head(rng.standard_normal((2, 3)), rng.standard_normal(2)), Vocab(WORDS), ("he", "she"), meta
    )
