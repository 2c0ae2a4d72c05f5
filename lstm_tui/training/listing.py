"""The table of models, read from what their files say of themselves; NumPy stays unloaded."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol
from unicodedata import east_asian_width

from lstm_tui.engine.weights import choose, read_meta, shipped

GAPS = ("0", "8", "32", "64")
WIDE = 78
RULES = ("pronoun", "place")
"""Tasks whose rule the catalogue states."""
GATE_FIGURES = {
    "f_new": {"unit", "share", "f_new", "f_elsewhere", "i_name", "i_elsewhere"},
    "i_place": {"i_place", "i_other_places", "i_elsewhere", "f_mean"},
}
"""The line on the gates of each task, and the figures it needs."""


class Say(Protocol):
    """The words of the program in one language: key and values in, line out."""

    def __call__(self, key: str, /, **values: object) -> str: ...


def models_table(name: str | None, as_json: bool, lang: str, say: Say) -> list[str]:
    """Lines about all shipped models, or about ``name``, which may be a weights file. Raises LstmTuiError for
    an unknown one."""
    if name is None:
        metas = sorted((read_meta(path) for path in shipped().values()), key=_place)
        return json.dumps({"models": metas}, ensure_ascii=False, indent=1).splitlines() if as_json else table(metas, say)
    meta = read_meta(choose(name, "", lang))
    return json.dumps(meta, ensure_ascii=False, indent=1).splitlines() if as_json else list(_described(meta, say))


def _place(meta: Mapping[str, Any]) -> tuple[object, ...]:
    """Pronouns before places, LSTMs before plain RNNs, small before large, the seeds of one language
    together."""
    size, lang, seed = meta.get("H", 0), meta.get("language", ""), meta.get("seed", 0)
    return (meta.get("task") != "pronoun", meta["kind"], size, lang, seed, meta["name"])


def table(metas: Sequence[Mapping[str, Any]], say: Say) -> list[str]:
    """A row for each model: task, size, parameters, vocabulary, accuracy by gap, seed of the recipe."""
    head = [say(f"models.{key}") for key in ("name", "task", "kind", "units", "parameters", "words")]
    head += [*GAPS, say("models.seed")]
    rows = [head, *(_row(meta) for meta in metas)]
    widths = [max(_width(row[k]) for row in rows) for k in range(len(head))]
    lines = [_line(row, widths) for row in rows]
    title = _cell(say("models.gaps"), _width(_line(rows[-1][:-1], widths)), False)
    return [title, *lines, "", *say("models.more").splitlines()]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """A row of the table: words to the left, numbers to the right, and 80 cells for all of them."""
    cells = (_cell(text, width, k < 3) for k, (text, width) in enumerate(zip(row, widths, strict=False)))
    return "".join((" " if k in (3, 4, 5) else "  " if k else "") + cell for k, cell in enumerate(cells)).rstrip()


def _percent(share: float) -> str:
    """100 for all of them, else with a decimal, so that 499 of 500 is not called all."""
    return "100" if share == 1.0 else f"{100 * share:.1f}"


def _row(meta: Mapping[str, Any]) -> list[str]:
    held_out = meta.get("held_out", {})
    return [
        str(meta["name"]),
        str(meta.get("task", "")),
        str(meta["kind"]).upper(),
        str(meta.get("H", "")),
        str(meta.get("parameters", "")),
        str(len(meta["words"])),
        *(_percent(held_out[gap]) if gap in held_out else "" for gap in GAPS),
        str(meta.get("seed", "")),
    ]


def _described(meta: Mapping[str, Any], say: Say) -> Iterator[str]:
    """Everything worth knowing about one model, a paragraph each; what its file does not say is left out."""
    recipe, notes, versions, train = (meta.get(key) or {} for key in ("recipe", "notes", "versions", "train"))
    yield say(
        "models.what",
        name=meta["name"],
        label=say(f"plain.{meta.get('label', 'untrained')}"),
        kind=say(f"plain.{meta['kind']}"),
        units=meta.get("H", "?"),
        parameters=meta.get("parameters", "?"),
    )
    for paragraph in task_lines(meta, say):
        yield from _wrapped(paragraph)
    if {"name", "updates", "batch", "lr", "clip"} <= recipe.keys():
        yield from _wrapped(say("models.recipe", **recipe | {"seed": meta.get("seed"), "seconds": meta.get("seconds")}))
        if (made := _updates(meta)) < recipe["updates"]:
            yield say("models.unfinished", update=made, updates=recipe["updates"])
    for paragraph in cost_lines(meta, say, "models.gate_cost"):
        yield from _wrapped(paragraph)
    if {"lstm_tui", "numpy", "python"} <= versions.keys():
        yield say("models.versions", **versions)
    if held_out := meta.get("held_out"):
        each = (meta.get("held_out_stories") or {}).get("each", "?")
        yield from _wrapped(say("models.held_out", figures=by_gap(held_out), each=each))
    if {"accuracy", "loss"} <= train.keys():
        yield say("models.train", accuracy=f"{100 * train['accuracy']:.1f}", loss=f"{train['loss']:.4f}")
    for kind, figures in GATE_FIGURES.items():
        if figures <= notes.keys():
            percent = f"{100 * (notes.get('share') or 0):.0f} %"
            yield from _wrapped(say(f"models.{kind}", **_rounded(notes) | {"percent": percent}))
    if notes.get("retained"):
        shares = ", ".join(f"{label} {100 * share:.0f} %" for label, share in notes["retained"].items())
        yield from _wrapped(say("models.retained", shares=shares, seed=meta.get("seed")))
    yield from _wrapped(say("models.answers", answers=", ".join(meta.get("answers", meta["outputs"]))))
    yield from _wrapped(say("models.vocabulary", count=len(meta["words"]), words=" ".join(meta["words"])))
    if "example" in meta:
        yield say("models.example", example=meta["example"])
    if "name" in recipe:
        yield say("models.again", recipe=recipe["name"])


def task_lines(meta: Mapping[str, Any], say: Say) -> Iterator[str]:
    """The rule of a model's task, with its own answers, and of a plain RNN what its success or failure is evidence of."""
    answers = meta.get("answers") or meta.get("outputs", ())
    if (task := meta.get("task")) in RULES and answers:
        ends = {"first": answers[0], "last": answers[-1], "count": len(answers)}
        yield say(f"models.rule_{task}", answers=say("models.or").join(answers), **ends)
        if meta.get("kind") == "rnn":
            yield say(f"models.rnn_{task}")


def cost_lines(meta: Mapping[str, Any], say: Say, key: str) -> Iterator[str]:
    """The gate cost in the words of ``key``, where the run came so far that it was added to the loss."""
    if share := cost_reached(meta):
        pi, pf = meta["recipe"]["gate_cost"]
        yield say(key, pi=pi, pf=pf)
        if share < 1:
            yield say("models.gate_cost_partly", percent=f"{100 * share:.0f} %")


def cost_reached(meta: Mapping[str, Any]) -> float:
    """How much of its recipe's gate cost was in the loss at the last update that was made, 0..1: the cost fades in between
    two shares of the updates, and a run may be stopped before."""
    recipe = meta.get("recipe") or {}
    if not recipe.get("gate_cost"):
        return 0.0
    if not recipe.get("updates"):
        return 1.0
    begin, end = recipe.get("cost_from", 0.0), recipe.get("cost_to", 0.0)
    done = (_updates(meta) - 1) / recipe["updates"]
    if done <= begin:
        return 0.0
    return min((done - begin) / (end - begin), 1.0) if end > begin else 1.0


def _updates(meta: Mapping[str, Any]) -> float:
    """The updates that were made: all of the recipe's where the file does not say."""
    made = meta.get("updates")
    return float(meta["recipe"]["updates"]) if made is None else made


def by_gap(held_out: Mapping[str, float]) -> str:
    """Accuracies in the order of their gaps: 0: 100.0 %, 8: 99.8 %."""
    return ", ".join(f"{gap}: {_percent(held_out[gap])} %" for gap in sorted(held_out, key=int))


def _rounded(notes: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in notes.items()}


def _width(text: str) -> int:
    """Cells of a terminal: Korean takes two each."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _cell(text: str, width: int, left: bool) -> str:
    room = " " * (width - _width(text))
    return text + room if left else room + text


def _wrapped(text: str) -> Iterator[str]:
    """Lines of at most ``WIDE`` cells, broken at spaces; all but the first are indented."""
    line = ""
    for word in text.split():
        if line and _width(line) + 1 + _width(word) > WIDE:
            yield line
            line = "  " + word
        else:
            line = f"{line} {word}" if line else word
    yield line
