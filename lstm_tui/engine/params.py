"""The weights: frozen arrays, and the names a textbook gives to their parts.

Shapes are those of the equations, W_x (·, D) acting as ``W_x @ x``, so that ``W_xf[0, 3]`` is what input 3 does to the
forget gate of unit 0. The four gates of an LSTM stand below each other in one array, since one product is faster than four.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal, Self

import numpy as np

from lstm_tui.engine.ops import Array, apply, frozen

GATES = ("o", "f", "i", "g")
"""The order of the blocks in W_x, W_h and b, written here once. The three sigmoids stand together, and f and i where one
product makes both f∘C₋₁ and i∘g of them."""

Variant = Literal["standard", "no-forget", "coupled"]
Activation = Literal["tanh", "relu", "linear"]


def _own(name: str, array: object, shape: tuple[int, ...]) -> Array:
    """A read-only float64 copy of ``array``; ValueError names what is wrong with it."""
    try:
        if np.asarray(array).dtype.kind == "c":
            raise TypeError("complex numbers")
        copy = np.array(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not an array of numbers") from error
    if copy.shape != shape:
        raise ValueError(f"{name} has shape {copy.shape}, expected {shape}")
    if not np.isfinite(copy).all():
        raise ValueError(f"{name} holds a value that is not finite (NaN or Inf)")
    return frozen(copy)


class _Weights:
    """What the three sets of weights share: named parts, and a changed copy of one of them."""

    __slots__ = ()

    def names(self) -> tuple[str, ...]:
        """Names of all parts, as the equations write them."""
        raise NotImplementedError

    def _place(self, name: str) -> tuple[str, slice | int]:
        """The field that holds the part ``name`` and where it is in it; KeyError if there is no such part."""
        if name not in self.names():
            raise KeyError(f"no weight {name}; there are {', '.join(self.names())}")
        return name, slice(None)

    def weight(self, name: str) -> Array:
        """A read-only view of the part ``name``, such as W_xf (H, D) or b_f (H,). Raises KeyError for another name."""
        field, place = self._place(name)
        part: Array = getattr(self, field)[place]
        return part

    def with_weight(self, name: str, index: tuple[int, ...], value: float) -> Self:
        """A copy in which the part ``name`` has ``value`` at ``index``. Raises KeyError, IndexError or ValueError."""
        field, place = self._place(name)
        changed = getattr(self, field).copy()
        part = changed[place]
        if len(index) != part.ndim:
            raise IndexError(f"{name} takes {part.ndim} indices, not {len(index)}")
        if any(not 0 <= i < size for i, size in zip(index, part.shape, strict=True)):
            raise IndexError(f"{name} is {part.shape}, there is no {index}; indices count from 0")
        part[index] = value
        return replace(self, **{field: changed})  # type: ignore[type-var]

    def arrays(self) -> dict[str, Array]:
        """The arrays as they are stored, by field: what a weights file holds."""
        found = ((f.name, getattr(self, f.name)) for f in fields(self))  # type: ignore[arg-type]
        return {name: value for name, value in found if isinstance(value, np.ndarray)}

    @property
    def parameters(self) -> int:
        """How many numbers training may change."""
        return sum(a.size for a in self.arrays().values())


class _Layer(_Weights):
    """Weights of a recurrent layer, which has units and inputs."""

    __slots__ = ()
    W_x: Array
    W_h: Array

    @property
    def H(self) -> int:
        """Number of units."""
        return int(self.W_h.shape[1])

    @property
    def D(self) -> int:
        """Number of inputs."""
        return int(self.W_x.shape[1])


@dataclass(frozen=True, eq=False, slots=True)
class LSTMParams(_Layer):
    """Weights of one LSTM layer: W_x (4H, D), W_h (4H, H), b (4H,), blocks in the order of ``GATES``.

    ``p`` (3, H) are peepholes from the cell to o, f and i (None: there are none). ``variant`` "no-forget" is the cell of
    1997, whose f is 1; "coupled" sets i = 1 − f: both leave the block of that gate in the arrays unused. Raises
    ValueError for a shape that does not fit or a value that is not finite.
    """

    W_x: Array
    W_h: Array
    b: Array
    p: Array | None = None
    variant: Variant = "standard"

    def __post_init__(self) -> None:
        if self.variant not in ("standard", "no-forget", "coupled"):
            raise ValueError(f"unknown variant {self.variant!r}")
        H = len(self.b) // len(GATES)
        D = self.W_x.shape[1] if self.W_x.ndim == 2 else -1
        shapes = {"W_x": (4 * H, D), "W_h": (4 * H, H), "b": (4 * H,), "p": (3, H)}
        for name, array in self.arrays().items():
            object.__setattr__(self, name, _own(name, array, shapes[name]))

    @classmethod
    def trusted(cls, W_x: Array, W_h: Array, b: Array, p: Array | None = None, variant: Variant = "standard") -> Self:
        """The same without copies or checks, for a training loop that makes thousands of them from arrays of its own."""
        self = object.__new__(cls)
        for name, value in (("W_x", W_x), ("W_h", W_h), ("b", b), ("p", p), ("variant", variant)):
            object.__setattr__(self, name, value)
        return self

    @property
    def parameters(self) -> int:
        """4(H·D + H² + H) for the standard cell, 3H more with peepholes, a quarter less where a gate is not used."""
        used = 4 if self.variant == "standard" else 3
        return used * self.H * (self.D + self.H + 1) + (0 if self.p is None else (used - 1) * self.H)

    def names(self) -> tuple[str, ...]:
        """W_xo … W_xg, W_ho … W_hg, b_o … b_g, and p_o p_f p_i where there are peepholes."""
        peepholes = () if self.p is None else tuple(f"p_{k}" for k in GATES[:3])
        return tuple(f"{stem}{k}" for stem in ("W_x", "W_h", "b_") for k in GATES) + peepholes

    def _place(self, name: str) -> tuple[str, slice | int]:
        if name not in self.names():
            raise KeyError(f"no weight {name}; there are {', '.join(self.names())}")
        stem, k = name[:-1].rstrip("_"), GATES.index(name[-1])
        if stem == "p":
            return "p", k
        return stem, slice(k * self.H, (k + 1) * self.H)


@dataclass(frozen=True, eq=False, slots=True)
class RNNParams(_Layer):
    """Weights of one plain RNN layer: W_x (H, D), W_h (H, H), b (H,). Raises ValueError as ``LSTMParams`` does."""

    W_x: Array
    W_h: Array
    b: Array
    activation: Activation = "tanh"

    def __post_init__(self) -> None:
        if self.activation not in ("tanh", "relu", "linear"):
            raise ValueError(f"unknown activation {self.activation!r}")
        H = len(self.b)
        D = self.W_x.shape[1] if self.W_x.ndim == 2 else -1
        for name, shape in {"W_x": (H, D), "W_h": (H, H), "b": (H,)}.items():
            object.__setattr__(self, name, _own(name, getattr(self, name), shape))

    @classmethod
    def trusted(cls, W_x: Array, W_h: Array, b: Array, activation: Activation = "tanh") -> Self:
        """The same without copies or checks, for a training loop."""
        self = object.__new__(cls)
        for name, value in (("W_x", W_x), ("W_h", W_h), ("b", b), ("activation", activation)):
            object.__setattr__(self, name, value)
        return self

    def names(self) -> tuple[str, ...]:
        """W_x, W_h, b."""
        return ("W_x", "W_h", "b")


@dataclass(frozen=True, eq=False, slots=True)
class Head(_Weights):
    """The output layer, y = W_y h + b_y: W_y (V, H), b_y (V,). Raises ValueError as ``LSTMParams`` does."""

    W_y: Array
    b_y: Array

    def __post_init__(self) -> None:
        H = self.W_y.shape[1] if self.W_y.ndim == 2 else -1
        object.__setattr__(self, "W_y", _own("W_y", self.W_y, (len(self.b_y), H)))
        object.__setattr__(self, "b_y", _own("b_y", self.b_y, (len(self.b_y),)))

    @classmethod
    def trusted(cls, W_y: Array, b_y: Array) -> Self:
        """The same without copies or checks, for a training loop."""
        self = object.__new__(cls)
        object.__setattr__(self, "W_y", W_y)
        object.__setattr__(self, "b_y", b_y)
        return self

    def names(self) -> tuple[str, ...]:
        """W_y, b_y."""
        return ("W_y", "b_y")

    def logits(self, h: Array) -> Array:
        """y (T, V[, B]) from h (T, H[, B])."""
        return apply(self.W_y, h) + (self.b_y if h.ndim == 2 else self.b_y[:, None])
