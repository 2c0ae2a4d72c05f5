"""The walk without a screen says what the engine computed, and nothing else."""

import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lstm_tui.engine.model import Model, Run
from lstm_tui.engine.weights import load, shipped
from lstm_tui.strings import catalogue, text
from lstm_tui.transcript import CSV_HEADER, csv_rows, json_object, plain

STORY = {"en": "John is tall. Jane is kind. __", "ko": "철수는 키가 크다. 영희는 친절하다. __"}
LSTM_STEP = "t token x z_f f z_i i z_g g z_o o c_prev c tanh_c h_prev h probabilities".split()
RNN_STEP = "t token x h_prev z h probabilities".split()
NAMES = ("pronoun-en", "pronoun-ko", "pronoun-1-en", "pronoun-rnn-en", "pronoun-rnn-ko")


def model(name: str) -> Model:
    """A shipped model."""
    return load(shipped()[name])


def walk(name: str, *changes: str) -> Run:
    """The story in the model's language, changed."""
    chosen = model(name)
    return chosen.run(STORY[chosen.language], changes)


@pytest.mark.parametrize("name", NAMES)
def test_json_is_the_trace_to_the_last_bit(name: str) -> None:
    """Every number survives printing and reading, and every key is the one that programs rely on."""
    run = walk(name)
    told = json.loads(json.dumps(json_object(run)))
    assert list(told) == ["model", "language", "tokens", "interventions", "steps"]
    assert (told["model"], told["language"]) == (name, run.model.language)
    assert told["tokens"] == [token.text for token in run.tokens]
    for t, step in enumerate(told["steps"]):
        assert list(step) == (LSTM_STEP if run.model.kind == "lstm" else RNN_STEP)
        assert (step["t"], step["token"]) == (t, told["tokens"][t])
        for name in set(step) - {"t", "token", "probabilities"}:
            assert np.array_equal(step[name], run.value(name, t))
        assert list(step["probabilities"]) == list(run.model.outputs)
        assert np.array_equal(list(step["probabilities"].values()), run.value("p", t))


def test_json_tells_interventions_in_the_grammar_that_makes_them() -> None:
    """What it prints can be given back to a run and gives the same numbers."""
    changes = ("f[0]@Jane=1", "W_xf[0,3]=0.5", "@4=Mary", "off output")
    run = walk("pronoun-en", *changes)
    told = json_object(run)
    assert told["interventions"] == list(changes)
    assert told["tokens"][4] == "Mary"
    assert json_object(walk("pronoun-en", *told["interventions"])) == told


def test_json_keeps_every_digit_of_an_intervention() -> None:
    """A clamped value is told as exactly as it was given."""
    run = walk("pronoun-en", "c[0]@Jane=0.123456789012345")
    assert json_object(run)["interventions"] == ["c[0]@Jane=0.123456789012345"]


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_a_row_per_token_quantity_and_unit(name: str) -> None:
    """The rows are the numbers of JSON, in the same order."""
    run = walk(name)
    sheet = io.StringIO()
    csv.writer(sheet).writerows(csv_rows(run))
    header, *rows = csv.reader(io.StringIO(sheet.getvalue()))
    assert tuple(header) == CSV_HEADER
    expected = []
    for step in json_object(run)["steps"]:
        for quantity, values in list(step.items())[2:]:
            units = values if quantity == "probabilities" else enumerate(values)
            if quantity == "x":
                units = zip(run.model.vocab.words, values, strict=True)
            if quantity == "probabilities":
                quantity, units = "p", values.items()
            place = (str(step["t"]), step["token"], quantity)
            expected += [[*place, str(unit), repr(value)] for unit, value in units]
    assert rows == expected


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", NAMES)
def test_the_plain_walk_tells_every_unit_of_every_gate(name: str, lang: str) -> None:
    """Each token has its lines, each line a number for each unit, and the numbers are those of the trace."""
    run = walk(name)
    lines = list(plain(run, lang))
    stations = [k for k, line in enumerate(lines) if line and not line.startswith(" ") and lines[k - 1] == ""]
    *tokens, _answer = stations
    assert len(tokens) == len(run.tokens)
    quantities = ["f", "i", "g", "c", "o", "h"] if run.model.kind == "lstm" else ["h"]
    for t, (first, after) in enumerate(pairwise(stations)):
        body = lines[first + 1 : after - 1]
        assert len(body) == len(quantities) + 1
        for quantity, line in zip(quantities, body, strict=False):
            told = [re.findall(r"-?\d+\.\d{3}", part)[-1] for part in re.split(r"(?:unit|유닛) \d+: ", line)[1:]]
            assert told == [f"{value:z.3f}" for value in run.value(quantity, t).tolist()]
        word, p = run.answer(t)
        assert f": {word} {100 * p:.1f} %" in body[-1]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_plain_walk_begins_with_who_speaks_and_what_was_changed(lang: str) -> None:
    """Name, label, what it was trained on, gate cost and interventions come before the first token."""
    run = walk("pronoun-en", "f@Jane=1")
    opening = "\n".join(plain(run, lang)).partition("\n\n")[0]
    cost = run.model.meta["recipe"]["gate_cost"]
    rule = text(lang, "models.rule_pronoun", answers="he or she" if lang == "en" else "he/she")
    trained = catalogue(lang)["plain.trained"]
    for part in ("pronoun-en", "LSTM", trained, rule, str(cost[0]), "f@Jane=1", str(run.model.meta["seed"])):
        assert part in opening


@pytest.mark.parametrize(
    ("name", "lang", "said"),
    [
        ("pronoun-en", "ko", "빈칸에 he/she을(를) 넣습니다"),
        ("pronoun-ko", "ko", "빈칸에 그/그녀를 넣습니다"),
        ("pronoun-ko", "en", "the blank takes 그 or 그녀."),
    ],
)
def test_the_task_is_told_with_the_model_s_own_answers(name: str, lang: str, said: str) -> None:
    """A Korean listener hears what an English model says, not a translation of it."""
    assert said in "\n".join(plain(walk(name), lang)).partition("\n\n")[0]


@pytest.mark.parametrize(
    ("name", "first", "last"), [("place-lstm-en", "french", "seoul"), ("place-lstm-ko", "프랑스어", "서울")]
)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_places_are_told_by_the_model_s_own_answers(name: str, first: str, last: str, lang: str) -> None:
    """The first and the last of them, and how many there are."""
    known = model(name)
    told = "\n".join(plain(known.run(known.meta["example"]), lang)).partition("\n\n")[0]
    assert f"{first} … {last}" in told and "16" in told


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_plain_rnn_is_said_to_solve_the_task_too(lang: str) -> None:
    """In the walk's head, where its figures stand beside those of an LSTM; and of the RNN alone."""
    remark = catalogue(lang)["models.rnn_pronoun"]
    assert remark in "\n".join(plain(walk("pronoun-rnn-en"), lang)).partition("\n\n")[0]
    assert remark not in "\n".join(plain(walk("pronoun-en"), lang))


def test_a_gate_cost_that_had_not_set_in_is_not_told() -> None:
    """A run may be stopped before it, or while it fades in."""
    known = model("pronoun-en")
    told = {}
    for updates in (300, 301, 302, 701, 1101, 2000):
        stopped = replace(known, meta={**known.meta, "updates": updates})
        told[updates] = "\n".join(plain(stopped.run(STORY["en"]), "en"))
    assert [n for n, said in told.items() if "gate cost" in said] == [302, 701, 1101, 2000]
    assert [n for n, said in told.items() if "fades in" in said] == [302, 701]
    assert "it had come to 50 % of that" in told[701]


def test_a_file_that_says_little_of_itself_is_walked_too() -> None:
    """A recipe without a name, figures that are not there."""
    known = model("pronoun-en")
    for recipe in ({}, None, {"updates": 5}, {"gate_cost": [0.1, 0.1]}, {"gate_cost": None}):
        made = replace(known, meta={"language": "en", "recipe": recipe, "held_out": None})
        assert "In the blank" in list(plain(made.run(STORY["en"]), "en"))[-1]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_held_value_is_told_as_held(lang: str) -> None:
    """Whoever listens knows which numbers are the network's own."""
    mark = catalogue(lang)["plain.held"].partition("}")[2]
    story = "\n".join(plain(walk("pronoun-en", "f[2]@Jane=1"), lang))
    assert story.count(mark) == 1
    assert mark not in "\n".join(plain(walk("pronoun-en"), lang))


def test_the_plain_walk_ends_with_the_answer_before_and_after_a_change() -> None:
    """The last lines are the words between which the task decides, the likelier first."""
    before, after = walk("pronoun-en"), walk("pronoun-en", "@4=Tom")
    *_, now, then = plain(after, "en", before)
    assert re.fullmatch(r"In the blank: he [\d.]+ %, she [\d.]+ %", now)
    assert re.fullmatch(r"Without the changes: she [\d.]+ %, he [\d.]+ %", then)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    """A screen reader says no \"minus zero\"."""
    assert "-0.000" not in "\n".join(plain(walk("pronoun-en", "c=-0.00001"), "en"))


def test_a_huge_cell_takes_no_line_of_zeros() -> None:
    """C may be held at any finite value; 309 digits tell nobody anything."""
    assert "1.000e+308" in "\n".join(plain(walk("pronoun-1-en", "c@Jane=1e308"), "en"))
    assert max(map(len, plain(walk("pronoun-1-en", "c@Jane=-1e308"), "en"))) < 400
