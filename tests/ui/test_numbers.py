"""Where the numbers come from: shipped files, and the same task learned from another seed."""

from lstm_tui.engine.weights import load, shipped
from lstm_tui.tape import Setup, Tape, forward_tape
from lstm_tui.ui.numbers import load_tape, retrain


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
