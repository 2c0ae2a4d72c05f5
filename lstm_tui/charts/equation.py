"""A formula in the terminal: its signs on one line, subscripts below it, live numbers under the signs they belong to.

`layout` gives two rows or more ("rows"), or one ("line"): `f_t = σ(W_xf·x_t + W_hf·h_(t-1) + b_f)`.
`python -m lstm_tui.charts.equation` draws the equations of an LSTM.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal
from unicodedata import normalize

from lstm_tui.charts.boxes import EMPTY, Box, beneath, beside, echoed, noted, text_box, under
from lstm_tui.charts.cells import Line, width
from lstm_tui.charts.glyphs import UNICODE, Glyphs
from lstm_tui.charts.tex import Accent, Atom, Frac, Kind, Node, Row, Script, parse

Mode = Literal["rows", "line"]
FORMULA = "formula"
_COMBINING = {"tilde": "\u0303", "hat": "\u0302", "bar": "\u0304"}
_BEGINS: tuple[Kind, ...] = ("ord", "fn", "prefix", "big")  # what may stand after an operand as the next factor


def layout(
    tex: str,
    mode: Mode = "rows",
    glyphs: Glyphs = UNICODE,
    roles: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
    role: str = FORMULA,
) -> list[Line]:
    """The formula in lines of equal width; see `lstm_tui.charts.tex` for what it may hold.

    Keys of `roles` and `numbers` are TeX themselves ("f_t", "W_{xf} x_t" for a group in braces). Numbers stand on a last
    line; where all operands have one, it repeats the operations. Raises `ValueError` that names the unknown command.
    """
    style = _Style(mode, glyphs, _parsed(roles), _parsed(numbers), role)
    return beneath(style.box(parse(tex)))


def fitted(
    tex: str,
    cells: int,
    rows: int,
    glyphs: Glyphs = UNICODE,
    roles: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
) -> list[Line]:
    """The fullest layout for a place of `cells` by `rows` cells: in rows or on one line, with numbers or without.

    An empty list where none fits. Raises as `layout` does.
    """
    modes: tuple[Mode, ...] = ("rows", "line")
    for given in (numbers, None) if numbers else (None,):
        for mode in modes:
            lines = layout(tex, mode, glyphs, roles, given)
            if len(lines) <= rows and width(lines[0]) <= cells:
                return lines
    return []


def _parsed(table: Mapping[str, str] | None) -> dict[Node, str]:
    return {parse(tex): value for tex, value in (table or {}).items()}


@dataclass(frozen=True, slots=True)
class _Style:
    """How the nodes below this one are drawn; inside scripts `tight`, without blanks and numbers."""

    mode: Mode
    glyphs: Glyphs
    roles: Mapping[Node, str]
    numbers: Mapping[Node, str] = field(default_factory=dict)
    role: str = FORMULA
    tight: bool = False

    def box(self, node: Node) -> Box:
        """The node laid out, its number under it."""
        style = replace(self, role=self.roles.get(node, self.role))
        box = style._drawn(node)
        number = self.numbers.get(node)
        return box if number is None else noted(box, self.glyphs.shown(number), style.role)

    def _drawn(self, node: Node) -> Box:
        match node:
            case Atom():
                return text_box(self._sign(node), self.role)
            case Row():
                return self._row(node)
            case Script():
                return self._limits(node) if self._stands(node) else self._script(node)
            case Frac():
                return self._frac(node)
            case Accent():
                return self._accent(node)

    def _sign(self, atom: Atom) -> str:
        if self.glyphs.name == "ascii":
            return atom.ascii
        return "-" if self.tight and atom.text == "−" else atom.text  # short in a subscript: t-1

    def _row(self, row: Row) -> Box:
        boxes = [self.box(item) for item in row.items]
        operands = [box for item, box in zip(row.items, boxes, strict=True) if kind(item) == "ord"]
        echo = all(box.note for box in operands) and bool(operands)
        whole = EMPTY
        for at, box in enumerate(boxes):
            gap = self._gap(row.items, at)
            if not gap and at and boxes[at - 1].ends_noted and box.note:
                gap = " "  # two numbers would run into one
            parts = [text_box(gap, self.role), box]
            whole = reduce(beside, [echoed(part, self.glyphs.shown("≈")) for part in parts] if echo else parts, whole)
        return whole

    def _gap(self, items: tuple[Node, ...], at: int) -> str:
        """What stands between an item and the one before it: nothing, a blank, or on one line the dot of a product."""
        if self.tight or at == 0:
            return ""
        left, right = kind(items[at - 1]), kind(items[at])
        if _binds(items, at) or _binds(items, at - 1) or left in ("punct", "big"):
            return " "
        if right not in _BEGINS or left not in ("ord", "close", "fn"):
            return ""
        if left == "fn":
            return " "
        if self.mode == "line":
            return "·" if self.glyphs.name != "ascii" else "@" if _matrix(items[at - 1]) else "*"
        return "" if isinstance(items[at - 1], Script) else " "

    def _stands(self, node: Script) -> bool:
        return self.mode == "rows" and not self.tight and kind(node) == "big"

    def _limits(self, node: Script) -> Box:
        """∑ and ∏ between their limits."""
        sub, sup = (self._small(part) if part else None for part in (node.sub, node.sup))
        return under(under(self._drawn(node.base), sub, below=True), sup, below=False)

    def _small(self, node: Node) -> Box:
        return replace(self, mode="line", tight=True, numbers={}).box(node)

    def _script(self, node: Script) -> Box:
        base = self.box(node.base)
        if self.mode == "rows":
            return base.scripted(*(self._small(part) if part else EMPTY for part in (node.sub, node.sup)))
        for mark, part in (("_", node.sub), ("^", node.sup)):
            if part is not None:
                base = beside(beside(base, text_box(mark, self.role)), self._enclosed(part, _plain(part)))
        return base

    def _enclosed(self, node: Node, bare: bool) -> Box:
        box = self._small(node)
        if bare:
            return box
        return beside(beside(text_box("(", self.role), box), text_box(")", self.role))

    def _frac(self, node: Frac) -> Box:
        if self.mode == "rows" and not self.tight:
            inner = replace(self, numbers={})
            return inner.box(node.over).over(inner.box(node.under), self.glyphs.horizontal, self.role)
        over, low = (self._enclosed(part, _factor(part)) for part in (node.over, node.under))
        return beside(beside(over, text_box("/", self.role)), low)

    def _accent(self, node: Accent) -> Box:
        base = node.base
        if isinstance(base, Script):  # the mark belongs to the letter
            return self._drawn(Script(Accent(node.name, base.base), base.sub, base.sup))
        if isinstance(base, Atom) and self.glyphs.name != "ascii":
            return text_box(normalize("NFC", base.text[0] + _COMBINING[node.name] + base.text[1:]), self.role)
        if isinstance(base, Atom) and node.name == "tilde":
            return text_box(f"{base.ascii}~", self.role)
        return beside(beside(text_box(f"{node.name}(", self.role), self.box(base)), text_box(")", self.role))


def kind(node: Node) -> Kind:
    """What a node is to its neighbours."""
    if isinstance(node, Script):
        return kind(node.base)
    return node.kind if isinstance(node, Atom) else "ord"


def _binds(items: tuple[Node, ...], at: int) -> bool:
    """Whether this is a relation, or an operation between two operands rather than the sign of one."""
    if kind(items[at]) != "bin":
        return kind(items[at]) == "rel"
    return at > 0 and kind(items[at - 1]) in ("ord", "close")


def _matrix(node: Node) -> bool:
    """Whether this is a matrix by its looks, a capital letter: ASCII writes its product as code does, W@x."""
    if isinstance(node, Script):
        return _matrix(node.base)
    return isinstance(node, Atom) and len(node.text) == 1 and node.text.isupper()


def _plain(node: Node) -> bool:
    """Whether a script needs no parentheses on one line: one sign, or letters in a row."""
    return isinstance(node, Atom) or (isinstance(node, Row) and all(kind(item) == "ord" for item in node.items))


def _factor(node: Node) -> bool:
    """Whether a part of a fraction needs no parentheses on one line: one thing, or ∂ and one thing."""
    return not isinstance(node, Row) or (len(node.items) == 2 and kind(node.items[0]) == "prefix")


def _demo() -> None:
    from lstm_tui.charts.cells import plain
    from lstm_tui.charts.glyphs import ASCII

    forget = r"f_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f)"
    cell = r"C_t = f_t \circ C_{t-1} + i_t \circ \tilde{C}_t"
    parts = r"C_T = \sum_{t=1}^{T} (\prod_{s>t} f_s) \circ i_t \circ g_t"
    gradient = r"\frac{\partial L}{\partial h_{t-1}} = W_{hf}^\top \delta_f + \ldots"
    values = {"C_t": "−0.45", "f_t": "0.93", "C_{t-1}": "−0.52", "i_t": "0.10", r"\tilde{C}_t": "+0.33"}
    for glyphs in (UNICODE, ASCII):
        modes: tuple[Mode, ...] = ("rows", "line")
        for mode in modes:
            for tex, numbers in ((forget, {}), (cell, values), (parts, {}), (gradient, {})):
                print(*map(plain, layout(tex, mode, glyphs, numbers=numbers)), sep="\n")


if __name__ == "__main__":
    _demo()
