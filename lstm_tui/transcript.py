"""The walk without a screen: sentences for ears and logs, rows for spreadsheets, one object for programs."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from lstm_tui.charts.bars import gate_word
from lstm_tui.strings import text
from lstm_tui.training.listing import cost_lines, task_lines

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run

QUANTITIES = ("x", "z_f", "f", "z_i", "i", "z_g", "g", "z_o", "o", "c_prev", "c", "tanh_c", "h_prev", "z", "h")
"""What JSON and CSV tell, in this order, as far as the model has it; products of two of them are left to the reader."""
CSV_HEADER = ("t", "token", "quantity", "unit", "value")
TOLD = {"lstm": ("f", "i", "g", "c", "o", "h"), "rnn": ("rnn_h",)}
"""The lines of a token in the plain walk, by kind of model."""
GATES = {"f", "i", "o"}
CHANGES = {"c": "c_prev", "rnn_h": "h_prev"}
"""Lines that tell a value as a change, and the quantity it changed from."""
SHOWN_WORDS = 4


class Walk(TypedDict):
    """What `--json` prints; numbers are full-precision floats, `steps` hold the quantities that the model has."""

    model: str
    language: str
    tokens: list[str]
    interventions: list[str]
    steps: list[dict[str, object]]


def json_object(run: "Run") -> Walk:
    """The whole trace as lists and floats."""
    return {
        "model": run.model.name,
        "language": run.model.language,
        "tokens": [token.text for token in run.tokens],
        "interventions": [str(each) for each in run.interventions],
        "steps": [_json_step(run, t) for t in range(len(run.tokens))],
    }


def _json_step(run: "Run", t: int) -> dict[str, object]:
    values = {name: run.value(name, t).tolist() for name in _quantities(run)}
    return {"t": t, "token": run.tokens[t].text, **values, "probabilities": _probabilities(run, t)}


def csv_rows(run: "Run") -> Iterator[tuple[object, ...]]:
    """`CSV_HEADER`, then a row per token, quantity and unit; the units of x and p are words of the model."""
    yield CSV_HEADER
    units = {"x": run.model.vocab.words}
    for t, token in enumerate(run.tokens):
        for name in _quantities(run):
            values = run.value(name, t).tolist()
            rows = zip(units.get(name, range(len(values))), values, strict=True)
            yield from ((t, token.text, name, unit, value) for unit, value in rows)
        yield from ((t, token.text, "p", word, p) for word, p in _probabilities(run, t).items())


def _quantities(run: "Run") -> tuple[str, ...]:
    return tuple(name for name in QUANTITIES if name in run.trace.quantities)


def _probabilities(run: "Run", t: int) -> dict[str, float]:
    return dict(zip(run.model.outputs, run.value("p", t).tolist(), strict=True))


def plain(run: "Run", lang: str, unchanged: "Run | None" = None) -> Iterator[str]:
    """The walk line by line in `lang`: who speaks, what was changed, each token gate by gate, and the answer.

    `unchanged` is the same walk without the interventions, for the answer before them.
    """
    yield from _introduction(run, lang)
    count = len(run.tokens)
    for t, token in enumerate(run.tokens):
        yield ""
        yield text(lang, "plain.token", number=t + 1, count=count, token=token.text)
        yield from (f"  {line}" for line in _told(run, t, lang))
    yield ""
    yield text(lang, "plain.answer", words=_answer(run, lang))
    if unchanged is not None:
        yield text(lang, "plain.answer_unchanged", words=_answer(unchanged, lang))


def _introduction(run: "Run", lang: str) -> Iterator[str]:
    model = run.model
    label, kind = text(lang, f"plain.{model.label}"), text(lang, f"plain.{model.kind}")
    language = text(lang, f"plain.{model.language}")
    yield text(lang, "plain.model", name=model.name, label=label, kind=kind, units=run.trace.H, language=language)
    yield from _training(model.meta, lang)
    yield text(lang, "plain.tokens", count=len(run.tokens), tokens=" ".join(token.text for token in run.tokens))
    changes = ", ".join(str(each) for each in run.interventions)
    yield text(lang, "plain.changed", interventions=changes) if changes else text(lang, "plain.unchanged")
    yield text(lang, f"plain.legend_{model.kind}")


def _training(meta: Mapping[str, Any], lang: str) -> Iterator[str]:
    """How the weights came about, as far as their file says so."""
    recipe = meta.get("recipe") or {}
    say = partial(text, lang)
    yield from task_lines(meta, say)
    if "name" in recipe:
        yield text(lang, "plain.trained_on", recipe=recipe["name"], seed=meta.get("seed"))
    yield from cost_lines(meta, say, "plain.gate_cost")
    if held_out := meta.get("held_out"):
        by_gap = sorted(held_out.items(), key=lambda pair: int(pair[0]))
        figures = ", ".join(text(lang, "plain.gap", gap=gap, accuracy=f"{right:.3f}") for gap, right in by_gap)
        yield text(lang, "plain.held_out", figures=figures)


def _told(run: "Run", t: int, lang: str) -> Iterator[str]:
    """What happens at step t: a line per gate or state with every unit in it, then the words."""
    for line in TOLD[run.model.kind]:
        yield f"{text(lang, f'plain.{line}')}. {', '.join(_units(run, t, line, lang))}"
    likely = sorted(_probabilities(run, t).items(), key=lambda pair: -pair[1])[:SHOWN_WORDS]
    yield f"{text(lang, 'plain.next')}: {_chances(likely, lang)}"


def _units(run: "Run", t: int, line: str, lang: str) -> Iterator[str]:
    quantity = line.removeprefix("rnn_")
    before = run.value(CHANGES[line], t).tolist() if line in CHANGES else []
    held = run.trace.held[quantity][0][t].tolist() if quantity in run.trace.held else []
    for unit, value in enumerate(run.value(quantity, t).tolist()):
        told = _number(value)
        if line in GATES:
            told = f"{told} {text(lang, f'word.{gate_word(value)}')}"
        if before:
            told = text(lang, "plain.change", before=_number(before[unit]), after=told)
        if held and held[unit]:
            told = text(lang, "plain.held", told=told)
        yield text(lang, "plain.unit", unit=unit, told=told)


def _answer(run: "Run", lang: str) -> str:
    """The words between which the task decides, after the last token, the likelier first."""
    chances = _probabilities(run, len(run.tokens) - 1)
    answers = sorted(((word, chances[word]) for word in run.model.answers), key=lambda pair: -pair[1])
    return _chances(answers[:SHOWN_WORDS], lang)


def _chances(pairs: list[tuple[str, float]], lang: str) -> str:
    return ", ".join(text(lang, "plain.word", word=word, percent=f"{100 * p:.1f}") for word, p in pairs)


def _number(value: float) -> str:
    """Three decimals: 0.953, -0.420; what rounds to nothing has no sign. A cell held at 1e+308 needs no 308 digits."""
    return f"{value:z.3f}" if abs(value) < 1e6 else f"{value:.3e}"


def markdown(run: "Run", lang: str, unchanged: "Run | None" = None) -> Iterator[str]:
    """`plain` as a Markdown document: a heading for each token, a list of what happens at it, and the answer."""
    yield f"# {_escaped(' '.join(token.text for token in run.tokens))}"
    yield ""
    yield from (f"- {_escaped(line)}" for line in _introduction(run, lang))
    for t, token in enumerate(run.tokens):
        yield ""
        yield f"## {t + 1}. {_escaped(token.text)}"
        yield ""
        yield from (f"- {_escaped(line)}" for line in _told(run, t, lang))
    yield ""
    yield f"**{_escaped(text(lang, 'plain.answer', words=_answer(run, lang)))}**"
    if unchanged is not None:
        yield ""
        yield _escaped(text(lang, "plain.answer_unchanged", words=_answer(unchanged, lang)))


def _escaped(line: str) -> str:
    """What Markdown would take for its own."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in line)
