"""The bars that the shipped files are held to: what they say of themselves, and what they do on stories they
never saw."""

import dataclasses
from functools import cache

import numpy as np
import pytest

from lstm_tui.engine.memory import retained_for_answer
from lstm_tui.engine.model import Model
from lstm_tui.engine.params import LSTMParams
from lstm_tui.engine.weights import MODELS, load, read_meta, shipped
from lstm_tui.training import measure
from lstm_tui.training.job import Job, finished
from lstm_tui.training.network import Network
from lstm_tui.training.recipes import RECIPES
from lstm_tui.training.stories import Shape, Story, stories
from lstm_tui.training.tasks import held_out
from lstm_tui.training.words import WordProblem

NAMES = sorted(RECIPES)
PRONOUN = [f"{stem}-{lang}" for stem in ("pronoun-1", "pronoun", "pronoun-rnn") for lang in ("en", "ko")]
GATED = [name for name in PRONOUN if "rnn" not in name]
PLACE_LSTM = ["place-lstm-en", "place-lstm-ko"]
KEYS = (
    *("name", "task", "language", "kind", "H", "D", "V", "parameters", "words", "outputs", "answers", "label", "recipe"),
    *("seed", "versions", "train", "held_out", "held_out_stories", "notes", "example", "updates", "seconds"),
)
FRESH = 77
"""A seed that no recipe, no measurement and no choice of a seed has used."""


@cache
def model(name: str) -> Model:
    return load(shipped()[name])


@cache
def network(name: str) -> tuple[Network, WordProblem]:
    """The shipped weights, as training's tools take them."""
    problem = RECIPES[name].problem(0)
    loaded = model(name)
    net = Network(loaded.kind, loaded.cell.D, loaded.cell.H, len(loaded.outputs))
    c, head = loaded.cell, loaded.head
    return net.start(c.W_x, c.W_h, c.b, head.W_y, head.b_y), problem


def accuracy(name: str, gap: int, count: int) -> float:
    net, problem = network(name)
    return measure.accuracy(net, problem.coder, held_out(problem.task, gap, count, FRESH))


def changing_stories(name: str, count: int) -> list[Story]:
    """Held-out stories of several names."""
    task = RECIPES[name].task
    return stories(task, np.random.default_rng(FRESH), count, Shape((2, 4), (0, 3), (0, 3)), held_out=True)


def test_the_files_and_the_recipes_are_the_same_set() -> None:
    assert sorted(shipped()) == NAMES
    assert sum(path.stat().st_size for path in MODELS.glob("*.npz")) < 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_each_file_says_how_it_was_made(name: str) -> None:
    meta, recipe = read_meta(shipped()[name]), RECIPES[name]
    assert set(KEYS) <= set(meta)
    assert meta["name"] == name
    assert meta["label"] == "trained"
    assert meta["seed"] == recipe.seed
    settings = dataclasses.asdict(recipe.settings)
    assert {key: meta["recipe"][key] for key in ("H", "updates", "batch", "lr", "every_word")} == {
        key: settings[key] for key in ("H", "updates", "batch", "lr", "every_word")
    }
    assert tuple(meta["recipe"]["gate_cost"] or ()) == (recipe.settings.gate_cost or ())
    assert meta["updates"] == recipe.settings.updates
    assert meta["seconds"] < 30
    assert meta["words"] == list(recipe.task.words)
    assert {"python", "numpy", "lstm_tui"} == set(meta["versions"])
    assert meta["notes"]["rule"] == recipe.task.rule


@pytest.mark.parametrize("name", PRONOUN)
def test_the_pronoun_rule_is_about_labels_of_this_corpus(name: str) -> None:
    assert "in this corpus every name carries a label" in read_meta(shipped()[name])["notes"]["rule"].lower()


@pytest.mark.parametrize("name", NAMES)
def test_each_example_is_walked_to_the_right_answer(name: str) -> None:
    loaded = model(name)
    run = loaded.run(loaded.meta["example"])
    word, probability = run.answer(run.trace.T - 1)
    expected = {"pronoun": {"en": "she", "ko": "그녀"}, "place": {"en": "french", "ko": "프랑스어"}}
    if "place-rnn" not in name:
        assert word == expected[loaded.meta["task"]][loaded.language]
        assert probability > 0.8


@pytest.mark.parametrize("name", PRONOUN)
@pytest.mark.parametrize(("gap", "count"), [(0, 300), (8, 200), (32, 100)])
def test_pronoun_models_are_right_however_far_the_name_is(name: str, gap: int, count: int) -> None:
    assert accuracy(name, gap, count) >= 0.99
    assert model(name).meta["held_out"][str(gap)] >= 0.99


@pytest.mark.parametrize("name", PLACE_LSTM)
@pytest.mark.parametrize(("gap", "count"), [(0, 300), (8, 200), (64, 150)])
def test_the_lstm_keeps_the_place_over_64_sentences(name: str, gap: int, count: int) -> None:
    assert accuracy(name, gap, count) == 1.0
    assert model(name).meta["held_out"][str(gap)] == 1.0


@pytest.mark.parametrize("name", [n for n in NAMES if "place-rnn" in n])
def test_what_is_said_of_each_rnn_is_what_it_does(name: str) -> None:
    """Good or bad, its accuracy is the one in its file; the margin is that of 200 stories."""
    for gap in ("8", "32"):
        assert accuracy(name, int(gap), 200) == pytest.approx(model(name).meta["held_out"][gap], abs=0.12)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_plain_rnns_of_the_lstms_task_differ_from_seed_to_seed(lang: str) -> None:
    """Three seeds, as trained: none as good as the LSTM at 64 sentences, and not alike; a larger one comes
    near."""
    at_64 = [model(f"place-rnn{seed}-{lang}").meta["held_out"]["64"] for seed in ("", "-s1", "-s2")]
    assert max(at_64) < 1.0
    assert max(at_64) - min(at_64) > 0.1
    assert model(f"place-rnn-28-{lang}").meta["held_out"]["64"] > max(at_64)


@pytest.mark.parametrize("name", GATED)
def test_the_forget_gate_closes_at_the_new_name_and_stays_open_elsewhere(name: str) -> None:
    net, problem = network(name)
    told = measure.switches(net, problem.coder, changing_stories(name, 200), problem.task.answers)
    shut, kept = (0.4, 0.7) if name.startswith("pronoun-1") else (0.3, 0.9)
    assert told.f_new < shut
    assert told.f_elsewhere > kept
    assert told.share >= 0.5
    assert told.i_name > 5 * told.i_elsewhere


@pytest.mark.parametrize("name", GATED)
def test_about_a_fifth_to_a_third_of_the_old_name_is_retained_for_the_answer(name: str) -> None:
    """Measured anew, and written in the file as measured, with its seed."""
    net, problem = network(name)
    told = measure.switches(net, problem.coder, changing_stories(name, 200), problem.task.answers)
    for label, share in told.retained.items():
        assert 0.15 < share < 0.36
        assert share == pytest.approx(model(name).meta["notes"]["retained"][label], abs=0.04)


@pytest.mark.parametrize("name", GATED)
def test_in_the_example_the_gate_closes_at_the_second_name(name: str) -> None:
    loaded = model(name)
    run, notes = loaded.run(loaded.meta["example"]), loaded.meta["notes"]
    names = [t for t, token in enumerate(run.tokens) if token.word in ("john", "jane", "철수", "영희")]
    f = run.trace["f"][:, notes["unit"]]
    assert f[names[1]] < 0.3
    assert np.delete(f, names).mean() > 0.9
    c = np.sign(run.trace["c"][:, notes["unit"]])
    assert list(np.flatnonzero(np.diff(c)) + 1) == [names[1]], "C changes sign at the new name and nowhere else"
    a, b = (loaded.head.W_y[loaded.outputs.index(word)] for word in loaded.answers)
    assert 0.1 < retained_for_answer(run.trace, abs(a - b), *names) < 0.4


def test_one_unit_carries_the_literal_story() -> None:
    for lang in ("en", "ko"):
        loaded = model(f"pronoun-1-{lang}")
        assert loaded.cell.H == 1
        assert loaded.outputs == loaded.answers == {"en": ("he", "she"), "ko": ("그", "그녀")}[lang]


def test_the_default_models_say_the_next_word_too() -> None:
    for lang, text, following in (("en", "John", "is"), ("en", "John is tall", "."), ("ko", "철수", "는")):
        loaded = model(f"pronoun-{lang}")
        assert loaded.outputs == loaded.vocab.words
        assert 6 <= loaded.cell.H <= 8
        run = loaded.run(text)
        assert run.answer(run.trace.T - 1)[0] == following


@pytest.mark.parametrize("name", PLACE_LSTM)
def test_the_input_gate_chooses_the_place_that_counts(name: str) -> None:
    notes = model(name).meta["notes"]
    assert notes["i_place"] > 5 * notes["i_other_places"]
    assert notes["f_mean"] > 0.99
    assert isinstance(model(name).cell, LSTMParams)


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("place-lstm-en", "I grew up in France . ... So I speak", "french"),
        ("place-lstm-en", "I grew up in France. My friend went to Korea, the USA. So I speak ___", "french"),
        (
            "place-lstm-en",
            "I came to Moscow on a trip, the buildings were pretty and the food was good. But then my boss called me. "
            "He asked where I was, so I told him. Well, I am on a trip. I am here in ___",
            "moscow",
        ),
        ("place-lstm-ko", "나는 프랑스에서 자랐다. ... 한국, 미국 ... 그래서 나는 ___", "프랑스어"),
        ("place-lstm-ko", "나는 프랑스에서 자랐다. 친구는 한국, 미국에 갔다. 그래서 나는 ___", "프랑스어"),
        (
            "place-lstm-ko",
            "모스크바에 여행을 왔는데 건물도 예쁘고 먹을 것도 맛있었어. 그런데 글쎄 직장 상사한테 전화가 왔어. "
            "어디냐고 묻더라구 그래서 나는 말했지. 저 여행왔는데요. 여기 ___",
            "모스크바",
        ),
        ("pronoun-en", "John is tall . Jane came . __", "she"),
        ("pronoun-en", "Jane is tall . Jane came . John came . __", "he"),
        ("pronoun-ko", "철수는 키가 크다. 영희는 친절하다. ___", "그녀"),
        ("pronoun-ko", "영희는 친절하다. 철수는 키가 크다. 비가 온다. ___", "그"),
        ("pronoun-1-en", "John is tall . The weather is nice . Jane is kind . ___", "she"),
    ],
)
def test_known_sentences_run_as_they_are_written(name: str, text: str, answer: str) -> None:
    run = model(name).run(text)
    assert run.answer(run.trace.T - 1)[0] == answer


def test_whole_sentences_of_the_textbooks_can_be_stepped_through() -> None:
    model("place-lstm-en").run("I grew up in France . ... so I speak French fluently")
    model("place-lstm-ko").run("나는 프랑스에서 자랐다. ... 그래서 나는 프랑스어를 유창하게 한다")


def test_the_command_makes_the_shipped_weights_again() -> None:
    """The same recipe and seed: every shown number to 1e-3, here and on other machines."""
    recipe = RECIPES["pronoun-1-en"]
    again = finished(recipe, recipe.seed, Job(recipe, recipe.seed).run())
    text = recipe.example
    ours, theirs = again.run(text), model("pronoun-1-en").run(text)
    for quantity in ("f", "i", "g", "o", "c", "h"):
        assert np.allclose(ours.trace[quantity], theirs.trace[quantity], atol=1e-3)
    assert np.allclose(ours.probabilities, theirs.probabilities, atol=1e-3)
