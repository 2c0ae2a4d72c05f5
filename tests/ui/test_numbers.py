"""Where the numbers come from: shipped files, and the same task learned from another seed."""

import pytest

from lstm_tui.engine.weights import load, shipped
from lstm_tui.errors import LstmTuiError
from lstm_tui.tape import Setup, Tape, forward_tape
from lstm_tui.ui.numbers import load_tape, rechanged, retrain, reworded

STORY = "John is tall. Jane is kind. __"


def one_unit() -> Tape:
    model = load(shipped()["pronoun-1-en"])
    text = model.meta["example"]
    return forward_tape(model.run(text), Setup("pronoun-1-en", text))


def test_a_shipped_model_is_found_by_its_name():
    text = "John is tall. Jane is kind. __"
    tape = load_tape(Setup("pronoun-en", text, ("f@Jane=1",)), "en")
    assert tape.run.model.name == "pronoun-en"
    assert set(tape[tape.index(4, "f")].values("f")) == {1.0}


def test_the_next_seed_learns_the_same_task_and_walks_the_same_text():
    before, heard = one_unit(), []
    after = retrain(before, heard.append, lambda: False)
    assert after.tokens == before.tokens
    assert after.run.model.meta["seed"] == before.run.model.meta["seed"] + 1
    assert after.run.model.label == "trained"
    assert after.setup.digest != before.setup.digest
    assert heard == sorted(heard) and heard[-1] == 100


def test_a_run_called_off_leaves_nothing():
    heard: list[int] = []
    assert retrain(one_unit(), heard.append, lambda: True) is None
    assert len(heard) == 1


def pronoun(*changes: str, model: str = "pronoun-en") -> Tape:
    return load_tape(Setup(model, STORY, changes), "en")


def test_a_changed_walk_stands_beside_the_unchanged_one():
    tape = pronoun("f@Jane=1")
    assert tape.baseline.interventions == () and tape.setup.interventions == ("f@Jane=1",)
    lifted = rechanged(tape, ())
    assert lifted.run is tape.baseline and lifted.baseline is None
    again = rechanged(lifted, ("f@Jane=1",))
    assert again.baseline is lifted.run
    assert (again.run.probabilities == tape.run.probabilities).all()


def test_a_set_weight_does_not_stay_in_the_next_change():
    first = rechanged(pronoun(), ("W_xf[0,3]=9",))
    second = rechanged(first, ("f@Jane=1",))
    assert second.run.model.cell.weight("W_xf")[0, 3] == pronoun().run.model.cell.weight("W_xf")[0, 3]


def test_the_plain_rnn_reads_the_same_words():
    tape = pronoun()
    assert tape.beside.model.kind == "rnn" and tape.beside.tokens == tape.tokens
    replaced = rechanged(tape, ("@4=Mary",))
    assert [token.text for token in replaced.beside.tokens][4] == "Mary"
    assert pronoun(model="pronoun-rnn-en").beside is None


def test_other_words_keep_the_model_and_the_changes_that_still_mean_something():
    tape = pronoun("f[0]@Jane=1", "f[1]@4=0.5", "off forget")
    other = reworded(tape, "Mary is funny . John is tall . __", "en")
    assert other.run.model.name == "pronoun-en"
    assert other.setup.interventions == ("f[1]@4=0.5", "off forget")


def test_words_of_another_model_bring_that_model_without_changes():
    tape = reworded(pronoun("off forget"), "철수는 키가 크다. __", "en")
    assert (tape.run.model.name, tape.setup.model, tape.setup.interventions) == ("pronoun-ko", "pronoun-ko", ())


@pytest.mark.parametrize(("text", "key"), [("Jonh is tall .", "unknown_word"), ("", "empty_text"), (" __", "empty_text")])
def test_words_nobody_knows_are_told(text, key):
    with pytest.raises(LstmTuiError) as caught:
        reworded(pronoun(), text, "en")
    assert caught.value.key == key
