"""A model is weights, output layer and words that belong together; a run is one walk of it through a text."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_tui.engine.ops import softmax
from lstm_tui.engine.params import Head
from lstm_tui.engine.vocab import Vocab
from lstm_tui.errors import LstmTuiError
from tests.engine.making import WORDS, model

TEXT = "John is tall . Jane is kind . __"


@pytest.mark.parametrize("kind", ["lstm", "rnn"])
def test_a_run_is_the_cell_and_the_output_layer_over_the_words(kind: str) -> None:
    """Logits W_y h + b_y, probabilities their softmax; text and tokens give the same."""
    one = model(kind)
    run = one.run(TEXT)
    assert [token.word for token in run.tokens] == "john is tall . jane is kind .".split()
    assert run.trace.given.tolist() == [WORDS.index(token.word) for token in run.tokens]
    for t in range(8):
        logits = one.head.W_y @ run.trace["h"][t] + one.head.b_y
        assert (
            np.abs(run.logits[t] - logits).max() < 1e-15 and np.abs(run.probabilities[t] - softmax(logits, 0)).max() < 1e-15
        )
        assert run.answer(t) == (one.outputs[int(run.probabilities[t].argmax())], run.probabilities[t].max())
        assert (run.value("y", t) == run.logits[t]).all() and (run.value("p", t) == run.probabilities[t]).all()
        assert (run.value("h", t) == run.trace["h"][t]).all() and run.value("x", t).shape == (len(WORDS),)
    assert not run.logits.flags.writeable and not run.probabilities.flags.writeable
    assert (one.run(run.tokens).probabilities == run.probabilities).all()


def test_a_model_says_what_it_is() -> None:
    """Kind, language, label and answers; what the file does not say has a plain default."""
    one = model()
    assert (one.kind, model("rnn").kind) == ("lstm", "rnn")
    assert (one.language, one.label, one.answers) == ("en", "untrained", ("he", "she"))
    silent = replace(one, meta={})
    assert (silent.language, silent.label, silent.answers) == ("en", "untrained", one.outputs)
    assert "p_f" in model(peephole=True).table["z_f"].inputs and model("rnn", activation="relu").table["h"].low == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"vocab": Vocab(WORDS[:-1])},
        {"vocab": Vocab((*WORDS, "more"))},
        {"outputs": ("he",)},
        {"head": Head(np.ones((2, 4)), np.ones(2))},
        {"head": Head(np.ones((3, 3)), np.ones(3))},
        {"cell": model(seed=1, scale=0.1).cell.with_weight("b_f", (0,), 1.0), "outputs": ("he", "she", "it")},
    ],
    ids=str,
)
def test_parts_that_do_not_belong_together_are_refused(changes: dict[str, object]) -> None:
    """Words and inputs, output words and rows, units and columns."""
    with pytest.raises(ValueError, match=r"words|units"):
        replace(model(), **changes)


def test_what_is_not_there_is_an_error() -> None:
    """An unknown quantity, an unknown word, no word at all."""
    run = model().run(TEXT)
    with pytest.raises(KeyError):
        run.value("q", 0)
    for text, key in (("Peter is tall", "unknown_word"), ("", "empty_text"), ("__", "empty_text")):
        with pytest.raises(LstmTuiError) as error:
            model().run(text)
        assert error.value.key == key
