"""The walk without a screen: sentences for ears and logs, rows for spreadsheets, one object for programs."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from lstm_tui.charts.bars import gate_word
from lstm_tui.strings import text

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run

GATES = {"f", "i", "o"}
CHANGES = {"c": "c_prev", "rnn_h": "h_prev"}
"""Lines that tell a value as a change, and the quantity it changed from."""
SHOWN_WORDS = 4
CSV_HEADER = ("t", "token", "quantity", "unit", "value")
NOT_TOLD = {"kept", "new"}
"""Quantities of the trace that are products of others in it; JSON and CSV leave them to the reader."""


class Walk(TypedDict):
    """What `--json` prints; numbers are full-precision floats, `steps` hold the quantities that the model has."""

    model: str
    language: str
    tokens: list[str]
    interventions: list[str]
    steps: list[dict[str, object]]


def json_object(run: "Run") -> Walk:
    """The whole trace as lists and floats: `{"model", "language", "tokens", "interventions", "steps": [...]}`."""
    return {
        "model": run.model.name,
        "language": run.model.language,
        "tokens": [token.text for token in run.tokens],
        "interventions": [str(each) for each in run.interventions],
        "steps": [_json_step(run, t) for t in range(len(run.tokens))],
    }


def _json_step(run: "Run", t: int) -> dict[str, object]:
    values = {name: run.trace[name][t].tolist() for name in _quantities(run)}
    return {"t": t, "token": run.tokens[t].text, **values, "probabilities": _probabilities(run, t)}


def csv_rows(run: "Run") -> Iterator[tuple[object, ...]]:
    """`CSV_HEADER`, then a row per token, quantity and unit; the unit of x and p is a word of the model."""
    yield CSV_HEADER
    units = {"x": run.model.vocab.words}
    for t, token in enumerate(run.tokens):
        for name in _quantities(run):
            values = run.trace[name][t].tolist()
            rows = zip(units.get(name, range(len(values))), values, strict=True)
            yield from ((t, token.text, name, unit, value) for unit, value in rows)
        yield from ((t, token.text, "p", word, p) for word, p in _probabilities(run, t).items())


def _quantities(run: "Run") -> tuple[str, ...]:
    return tuple(name for name in run.trace.quantities if name not in NOT_TOLD)


def _probabilities(run: "Run", t: int) -> dict[str, float]:
    return dict(zip(run.model.outputs, run.probabilities[t].tolist(), strict=True))


def plain(run: "Run", lang: str) -> Iterator[str]:
    """The walk line by line in `lang`: who speaks, what was changed, then each token gate by gate."""
    yield from _introduction(run, lang)
    count = len(run.tokens)
    for t, token in enumerate(run.tokens):
        yield ""
        yield text(lang, "plain.token", number=t + 1, count=count, token=token.text)
        yield from (f"  {line}" for line in _told(run, t, lang))


def _introduction(run: "Run", lang: str) -> Iterator[str]:
    model, meta = run.model, run.model.meta
    yield text(
        lang,
        "plain.model",
        name=model.name,
        label=text(lang, f"ui.{model.label}"),
        kind=text(lang, f"plain.{model.kind}"),
        units=run.trace.H,
        language=text(lang, f"plain.{model.language}"),
    )
    yield from _training(meta, lang)
    yield text(lang, "plain.tokens", count=len(run.tokens), tokens=" ".join(token.text for token in run.tokens))
    changes = ", ".join(str(each) for each in run.interventions)
    yield text(lang, "plain.changed", interventions=changes) if changes else text(lang, "plain.unchanged")
    yield text(lang, "plain.legend" if model.kind == "lstm" else "plain.legend_rnn")


def _training(meta: Mapping[str, Any], lang: str) -> Iterator[str]:
    """How the weights came about, as far as their file says so."""
    recipe = meta.get("recipe") or {}
    if recipe:
        yield text(lang, "plain.trained_on", task=meta.get("task"), recipe=recipe.get("name"), seed=meta.get("seed"))
    if cost := recipe.get("gate_cost"):
        yield text(lang, "plain.gate_cost", i=cost[0], f=cost[1])
    if held_out := meta.get("held_out"):
        figures = (text(lang, "plain.gap", accuracy=f"{right:.3f}", gap=gap) for gap, right in held_out.items())
        yield text(lang, "plain.held_out", figures=", ".join(figures))


def _told(run: "Run", t: int, lang: str) -> Iterator[str]:
    """What happens at step t: a line per gate or state with every unit in it, then the words."""
    lines = ("f", "i", "g", "c", "o", "h") if run.model.kind == "lstm" else ("rnn_h",)
    for line in lines:
        yield f"{text(lang, f'plain.{line}')}: {', '.join(_units(run, t, line, lang))}"
    likely = sorted(_probabilities(run, t).items(), key=lambda pair: -pair[1])[:SHOWN_WORDS]
    said = (text(lang, "plain.word", word=word, percent=f"{100 * p:.1f}") for word, p in likely)
    yield f"{text(lang, 'plain.next')}: {', '.join(said)}"


def _units(run: "Run", t: int, line: str, lang: str) -> Iterator[str]:
    quantity = line.removeprefix("rnn_")
    before = run.trace[CHANGES[line]][t].tolist() if line in CHANGES else []
    for unit, value in enumerate(run.trace[quantity][t].tolist()):
        if line in GATES:
            word = text(lang, f"word.{gate_word(value)}")
            yield text(lang, "plain.unit_word", unit=unit, value=_number(value), word=word)
        elif before:
            old = _number(before[unit])
            yield text(lang, "plain.unit_change", unit=unit, before=old, value=_number(value))
        else:
            yield text(lang, "plain.unit", unit=unit, value=_number(value))


def _number(value: float) -> str:
    """Three decimals: 0.953, -0.420; what rounds to nothing has no sign."""
    return f"{value:z.3f}"
