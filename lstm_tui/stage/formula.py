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


_TEX = {
    "x": "x_t",
    "h_prev": "h_{t-1}",
    "c_prev": "C_{t-1}",
    "tanh_c": r"{\tanh(C_t)}",
    **{name: f"{name}_t" for name in "figohyp"},
    "c": "C_t",
}
_TEX_SIGNS = ((" * ", r" \circ "), ("sigmoid", r"\sigma"), ("softmax", r"\mathrm{softmax}"), ("maximum", r"\max"))
_INNER_OF = {"tanh_c": "c"}
_NAMELESS = ("kept", "new")
"""Summands of C that have no letter of their own."""


def tex(table: Mapping[str, Quantity], quantity: str, joined: bool = False) -> str:
    """The formula of a quantity in TeX, its products in braces, so that numbers can stand under them.

    f∘C₋₁ and i∘g have no letter and stand alone, without "=".
    `joined` writes W_f [h_{t-1}, x_t] for W_{xf} x_t + W_{hf} h_{t-1}, as if both were one matrix.
    """
    row = table[quantity]
    inner = _INNER_OF.get(quantity) or next((name for name in _INNER if name in row.inputs), None)
    if inner and "(" in row.formula:
        function, _, rest = row.formula.partition("(")
        core = f"{_signs(function)}({_sum_tex(table[inner], joined)}{rest.removeprefix(inner)}"
    else:
        core = _sum_tex(table[inner] if inner and row.formula == inner else row, joined)
    return core if quantity in _NAMELESS else f"{sign_tex(quantity)} = {core}"


def sign_tex(name: str) -> str:
    """A quantity or a weight as TeX: W_{xf}, C_{t-1}."""
    if name in _TEX:
        return _TEX[name]
    stem, _, index = name.partition("_")
    return f"{stem}_{{{index}}}" if len(index) > 1 else name


def products(table: Mapping[str, Quantity], inner: str, joined: bool = False) -> dict[str, tuple[str, ...]]:
    """The products of a sum as `tex` writes them, each with the names of its weights."""
    made: dict[str, tuple[str, ...]] = {}
    for names, source in _pieces(table[inner].formula, joined):
        if source:
            made[_product_tex(names, source)] = names
    return made


def _sum_tex(row: Quantity, joined: bool) -> str:
    if "@" not in row.formula:
        formula = row.formula.replace("ones(H)", "1")
        return _signs(_NAME.sub(lambda name: sign_tex(name[0]) if name[0] in _TEX else name[0], formula))
    return " + ".join(
        _product_tex(names, source) if source else sign_tex(names[0]) for names, source in _pieces(row.formula, joined)
    )


def _pieces(formula: str, joined: bool) -> list[tuple[tuple[str, ...], str]]:
    """The summands of Σ W x + b: names of the weights and what they weigh, "" for a bias."""
    found: list[tuple[tuple[str, ...], str]] = []
    for piece in formula.split(" + "):
        weight, _, source = piece.replace(" * ", " @ ").partition(" @ ")
        found.append(((weight,), source))
    if joined and len(found) > 1 and (found[0][1], found[1][1]) == ("x", "h_prev"):
        found[:2] = [((*found[0][0], *found[1][0]), "[h, x]")]
    return found


def _product_tex(names: tuple[str, ...], source: str) -> str:
    if len(names) == 2:
        return f"{{{sign_tex(names[0].replace('_x', '_') if len(names[0]) > 3 else 'W')} [h_{{t-1}}, x_t]}}"
    sign = r" \circ " if names[0].startswith("p_") else " "
    return f"{{{sign_tex(names[0])}{sign}{sign_tex(source)}}}"


def _signs(formula: str) -> str:
    for sign, command in (*_TEX_SIGNS, ("tanh", r"\tanh")):
        formula = formula.replace(sign, command) if sign != "tanh" else re.sub(r"(?<!\\)tanh", r"\\tanh", formula)
    return formula
