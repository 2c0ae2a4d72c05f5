"""Optimisers that change one vector of weights in place. Their state is part of a checkpoint.

Sources: Kingma & Ba 2015 (Adam), Pascanu, Mikolov & Bengio 2013 (clipping by the norm).
"""

from typing import Protocol

import numpy as np

from lstm_tui.engine.ops import Array


class Optimizer(Protocol):
    """What the loop asks of an optimiser."""

    @property
    def state(self) -> tuple[Array, ...]:
        """Arrays that, with the weights, are all that the next step depends on."""
        ...

    def restore(self, state: tuple[Array, ...]) -> None:
        """Takes a copy of what ``state`` once was."""
        ...

    def step(self, weights: Array, gradient: Array, scale: float = 1.0) -> None:
        """One update of ``weights`` in place; ``scale`` multiplies the learning rate. ``gradient`` may be
        overwritten."""
        ...


class SGD:
    """w ← w − η·dL/dw, and nothing else: no momentum."""

    __slots__ = ("lr",)

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    @property
    def state(self) -> tuple[Array, ...]:
        """Nothing is remembered."""
        return ()

    def restore(self, state: tuple[Array, ...]) -> None:
        """Nothing to restore."""

    def step(self, weights: Array, gradient: Array, scale: float = 1.0) -> None:
        """w ← w − η·scale·dL/dw."""
        np.multiply(gradient, self.lr * scale, gradient)
        np.subtract(weights, gradient, weights)


class Adam:
    """m ← β₁m + (1−β₁)dw;  v ← β₂v + (1−β₂)dw²;  w ← w − η·m̂/(√v̂ + ε), with m̂ and v̂ corrected for their
    start at 0."""

    __slots__ = ("betas", "eps", "lr", "m", "n", "v")

    def __init__(self, size: int, lr: float = 0.01, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m, self.v, self.n = np.zeros(size), np.zeros(size), 0

    @property
    def state(self) -> tuple[Array, ...]:
        """m, v and how many steps were made."""
        return self.m, self.v, np.array(float(self.n))

    def restore(self, state: tuple[Array, ...]) -> None:
        """Takes copies of m and v."""
        self.m, self.v, self.n = state[0].copy(), state[1].copy(), int(state[2])

    def step(self, weights: Array, gradient: Array, scale: float = 1.0) -> None:
        """One step of Adam; the bias corrections are folded into the step's length and into ε."""
        b1, b2 = self.betas
        self.n += 1
        self.m += (1 - b1) * (gradient - self.m)
        self.v += (1 - b2) * (gradient * gradient - self.v)
        root = float(np.sqrt(1 - b2**self.n))
        weights -= (self.lr * scale * root / (1 - b1**self.n)) * self.m / (np.sqrt(self.v) + self.eps * root)


def clip(gradient: Array, limit: float) -> float:
    """Shortens ``gradient`` in place to the norm ``limit`` where it is longer; returns the norm it had."""
    norm = float(np.sqrt(gradient @ gradient))
    if norm > limit:
        gradient *= limit / norm
    return norm
