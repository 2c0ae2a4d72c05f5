"""THE table of what a trace holds: panels, equations, exports and documents are all made from it.

A formula is written once, as text that can be evaluated: ``@`` is the matrix product, ``*`` the element-wise one (∘). A
test evaluates every formula on real traces and compares it with the traced values, so what is shown is what is executed.

Sources: Hochreiter & Schmidhuber 1997 (the cell, i and o), Gers, Schmidhuber & Cummins 2000 (f), Gers & Schmidhuber 2000
(peepholes), Greff et al. 2015 (coupled gates), Elman 1990 (the plain RNN).
"""

from dataclasses import dataclass, replace

UNBOUNDED = (float("-inf"), float("inf"))
GATE = (0.0, 1.0)
TANH = (-1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One named value of a step.

    ``shape`` is the letter of its length: D inputs, H units, V words of the output layer. ``low`` and ``high`` are its
    range; infinite where it has no bound. ``phase`` is the phase of the walk that computes it.
    """

    id: str
    symbol: str
    formula: str
    inputs: tuple[str, ...]
    shape: str
    low: float
    high: float
    phase: str

    @property
    def bounded(self) -> bool:
        """Whether the range is finite on both sides."""
        return self.low > float("-inf") and self.high < float("inf")


def _row(
    id: str, symbol: str, formula: str, inputs: str, limits: tuple[float, float], phase: str, shape: str = "H"
) -> Quantity:
    return Quantity(id, symbol, formula, tuple(inputs.split()), shape, *limits, phase)


def _gate_sum(gate: str, phase: str) -> Quantity:
    formula = f"W_x{gate} @ x + W_h{gate} @ h_prev + b_{gate}"
    return _row(f"z_{gate}", f"z_{gate}", formula, f"W_x{gate} x W_h{gate} h_prev b_{gate}", UNBOUNDED, phase)


_HEAD = (
    _row("y", "y", "W_y @ h + b_y", "W_y h b_y", UNBOUNDED, "y", "V"),
    _row("p", "p", "softmax(y)", "y", GATE, "y", "V"),
)
_LSTM = (
    _row("x", "x", "the input of this step", "", UNBOUNDED, "x", "D"),
    _row("h_prev", "h₋₁", "h of the step before", "", TANH, "x"),
    _row("c_prev", "C₋₁", "c of the step before", "", UNBOUNDED, "x"),
    _gate_sum("f", "f"),
    _row("f", "f", "sigmoid(z_f)", "z_f", GATE, "f"),
    _gate_sum("i", "i"),
    _row("i", "i", "sigmoid(z_i)", "z_i", GATE, "i"),
    _gate_sum("g", "g"),
    _row("g", "g", "tanh(z_g)", "z_g", TANH, "g"),
    _row("kept", "f∘C₋₁", "f * c_prev", "f c_prev", UNBOUNDED, "c"),
    _row("new", "i∘g", "i * g", "i g", TANH, "c"),
    _row("c", "C", "f * c_prev + i * g", "f c_prev i g", UNBOUNDED, "c"),
    _gate_sum("o", "o"),
    _row("o", "o", "sigmoid(z_o)", "z_o", GATE, "o"),
    _row("tanh_c", "tanh C", "tanh(c)", "c", TANH, "h"),
    _row("h", "h", "o * tanh_c", "o tanh_c", TANH, "h"),
    *_HEAD,
)
_RNN = (
    _row("x", "x", "the input of this step", "", UNBOUNDED, "x", "D"),
    _row("h_prev", "h₋₁", "h of the step before", "", TANH, "x"),
    _row("z", "z", "W_x @ x + W_h @ h_prev + b", "W_x x W_h h_prev b", UNBOUNDED, "h"),
    _row("h", "h", "tanh(z)", "z", TANH, "h"),
    *_HEAD,
)
_ACTIVATIONS = {
    "tanh": ("tanh(z)", TANH),
    "relu": ("maximum(z, 0)", (0.0, float("inf"))),
    "linear": ("z", UNBOUNDED),
}


def lstm_quantities(variant: str = "standard", peephole: bool = False) -> dict[str, Quantity]:
    """The table of an LSTM; ``variant`` is "standard", "no-forget" (1997) or "coupled" (i = 1 − f)."""
    table = {q.id: q for q in _LSTM}
    if variant == "no-forget":
        table["f"] = replace(table["f"], formula="ones(H)", inputs=())
        del table["z_f"]
    if variant == "coupled":
        table["i"] = replace(table["i"], formula="1 - f", inputs=("f",))
        del table["z_i"]
    for gate, cell in (("f", "c_prev"), ("i", "c_prev"), ("o", "c")) if peephole else ():
        if (z := f"z_{gate}") in table:
            formula = f"{table[z].formula} + p_{gate} * {cell}"
            table[z] = replace(table[z], formula=formula, inputs=(*table[z].inputs, f"p_{gate}", cell))
    return table


def rnn_quantities(activation: str = "tanh") -> dict[str, Quantity]:
    """The table of a plain RNN; ``activation`` is "tanh", "relu" or "linear"."""
    formula, limits = _ACTIVATIONS[activation]
    table = {q.id: q for q in _RNN}
    table["h"] = replace(table["h"], formula=formula, low=limits[0], high=limits[1])
    table["h_prev"] = replace(table["h_prev"], low=limits[0], high=limits[1])
    return table


def phases(table: dict[str, Quantity]) -> tuple[str, ...]:
    """The phases of one token in the order of the walk: x f i g c o h y for an LSTM, x h y for an RNN."""
    return tuple(dict.fromkeys(q.phase for q in table.values()))
