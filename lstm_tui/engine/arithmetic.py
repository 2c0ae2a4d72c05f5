"""What one value is made of: the terms of its sum with their weights and inputs, read off the table and the weights.

    z_f[u] = Σ_k W_xf[u,k]·x[k] + Σ_k W_hf[u,k]·h₋₁[k] + b_f[u]        f[u] = σ(z_f[u])
    C[u] = f[u]·C₋₁[u] + i[u]·g[u]                                     h[u] = o[u]·tanh C[u]

A one-hot input has one term, that of its word: the others are exactly 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_tui.engine.model import Run
from lstm_tui.engine.ops import Array
from lstm_tui.engine.quantities import Quantity


class Term(NamedTuple):
    """One product: ``weight`` names a weight (W_xf) or a quantity (f), ``source`` the quantity that it weighs.

    ``unit`` is the place in ``source`` (a word for x), ``factor`` and ``input`` the two numbers.
    """

    weight: str
    source: str
    unit: int
    factor: float
    input: float

    @property
    def product(self) -> float:
        """factor × input."""
        return self.factor * self.input


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``total`` = Σ terms + bias, and ``value`` = activation(``total``) unless it was ``held``.

    ``activation`` is "sigmoid", "tanh", "relu", "softmax", or "" where the sum is the value itself. ``inner`` is the
    quantity that the sum is (z_f), the quantity itself without an activation; ``bias`` is None where there is none.
    """

    quantity: str
    unit: int
    inner: str
    terms: tuple[Term, ...]
    bias: float | None
    total: float
    activation: str
    value: float
    held: bool = False


_ACTIVATIONS = {"sigmoid": "sigmoid", "tanh": "tanh", "maximum": "relu", "softmax": "softmax"}


def arithmetic(run: Run, quantity: str, unit: int, t: int) -> Arithmetic:
    """How ``quantity`` of ``unit`` comes about at step ``t``; for y and p the unit is a word of the output layer.

    Raises KeyError for a quantity without a formula (x, h_prev, c_prev) and IndexError for a unit or step that is not there.
    """
    table = run.model.table
    row = table[quantity]
    if row.phase == "x":
        raise KeyError(f"{quantity} is given to the step and not computed by it")
    activation = _ACTIVATIONS.get(row.formula.partition("(")[0], "")
    inner = row.inputs[0] if activation or row.formula == "z" else quantity
    terms, bias = _terms(run, table[inner], unit, t) if not _direct(row) else ((_one(run, inner, unit, t),), None)
    held = quantity in run.trace.held and bool(run.trace.held[quantity][0][t, unit])
    value = float(run.value(quantity, t)[unit])
    total = float(run.value(inner, t)[unit])
    if held and inner == quantity:
        total = sum(term.product for term in terms) + (bias or 0.0)
    return Arithmetic(quantity, unit, inner, tuple(terms), bias, total, activation, value, held)


def _direct(row: Quantity) -> bool:
    """Whether its activation takes a value of the step as it is: tanh(C)."""
    return row.formula == "tanh(c)"


def _one(run: Run, source: str, unit: int, t: int) -> Term:
    return Term("", source, unit, 1.0, float(run.value(source, t)[unit]))


def _terms(run: Run, row: Quantity, unit: int, t: int) -> tuple[tuple[Term, ...], float | None]:
    if row.formula == "ones(H)":
        return (), 1.0
    if row.formula == "1 - f":
        return (Term("", "f", unit, -1.0, float(run.value("f", t)[unit])),), 1.0
    found: list[Term] = []
    bias = None
    for piece in row.formula.split(" + "):
        left, _, right = piece.partition(" @ ")
        if right:
            found += _weighted(run, left, right, unit, t)
        elif " * " in piece:
            left, _, right = piece.partition(" * ")
            found.append(Term(left, right, unit, _factor(run, left, unit, t), float(run.value(right, t)[unit])))
        else:
            bias = float(_weight(run, piece)[unit])
    return tuple(found), bias


def _weighted(run: Run, weight: str, source: str, unit: int, t: int) -> Iterator[Term]:
    row, inputs = _weight(run, weight)[unit], run.value(source, t)
    places = range(len(inputs)) if source != "x" or run.trace.given.dtype != np.intp else (int(run.trace.given[t]),)
    for place in places:
        yield Term(weight, source, place, float(row[place]), float(inputs[place]))


def _factor(run: Run, name: str, unit: int, t: int) -> float:
    return float((run.value(name, t) if name in run.model.table else _weight(run, name))[unit])


def _weight(run: Run, name: str) -> Array:
    owner = run.model.head if name in run.model.head.names() else run.model.cell
    return owner.weight(name)
