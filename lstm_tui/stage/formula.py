"""The formula of a phase as people write it, and the same with one unit's numbers; both from the table of quantities."""

import re
from collections.abc import Callable, Mapping

from lstm_tui.engine.quantities import Quantity

_RESULT = {"f": "f", "i": "i", "g": "g", "c": "c", "o": "o", "h": "h", "y": "p"}
_SYMBOLS = {
    "x": "xₜ",
    "h_prev": "hₜ₋₁",
    "c_prev": "Cₜ₋₁",
    "c": "Cₜ",
    "f": "fₜ",
    "i": "iₜ",
    "g": "gₜ",
    "o": "oₜ",
    "h": "hₜ",
    "p": "pₜ",
    "sigmoid": "σ",
}
_NAME = re.compile(r"[A-Za-z]\w*")
_INNER = ("z_f", "z_i", "z_g", "z_o", "z", "y", "tanh_c")


def equation(table: Mapping[str, Quantity], phase: str) -> str:
    """fₜ = σ(W_xf·xₜ + W_hf·hₜ₋₁ + b_f): the whole formula of what `phase` computes; "" for the inputs."""
    if phase not in _RESULT:
        return ""
    result = _RESULT[phase]
    return f"{symbol(result)} = {_pretty(_expand(table, result))}"


def symbol(name: str) -> str:
    """The symbol of a quantity in running formulas: Cₜ₋₁ for c_prev."""
    return _SYMBOLS.get(name, name)


def filled(table: Mapping[str, Quantity], phase: str, value: Callable[[str], str]) -> str:
    """0.93 × −0.52 + 0.10 × +0.33 ≈ −0.45: the formula with one unit's numbers, each printed by `value(quantity)`.

    "" where a phase has no formula for one unit alone (the inputs, the output words).
    """
    result = _RESULT.get(phase)
    if result is None or "@" in (formula := table[result].formula) or table[result].shape != "H":
        return ""
    numbers = _NAME.sub(lambda name: value(name[0]) if name[0] in table else name[0], formula)
    shown = numbers.replace(" * ", " × ").replace(" - ", " − ").replace("sigmoid", "σ")
    return f"{shown} ≈ {value(result)}"


def _expand(table: Mapping[str, Quantity], name: str) -> str:
    formula = table[name].formula
    for inner in _INNER:
        if inner in table[name].inputs:
            formula = re.sub(rf"\b{inner}\b", table[inner].formula, formula)
    return formula


def _pretty(formula: str) -> str:
    named = _NAME.sub(lambda name: _SYMBOLS.get(name[0], name[0]), formula)
    return named.replace(" @ ", "·").replace(" * ", " ∘ ").replace(" - ", " − ").replace("ones(H)", "1")
