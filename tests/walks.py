"""Small walks for tests of what is shown: real forward passes through random weights."""

import numpy as np

from lstm_tui.engine.model import Model
from lstm_tui.engine.params import Head, LSTMParams, RNNParams
from lstm_tui.engine.vocab import Vocab
from lstm_tui.tape import Setup, Tape, blank_tape, forward_tape

EN = ("john", "jane", "is", "tall", "came", "met", "over", "the", "cat", ".", "he", "she")
KO = ("철수", "영희", "는", "가", "키", "크다", "왔다", "만났다", "고양이", ".", "그", "그녀")
TEXT = {"en": "John is tall. Jane came over. __", "ko": "철수는 키가 크다. 영희가 왔다. __"}
META = {
    "en": {"language": "en", "answers": ["he", "she"], "label": "trained", "recipe": {"gate_cost": [0.1, 0.1]}},
    "ko": {"language": "ko", "answers": ["그", "그녀"], "label": "untrained", "recipe": {}},
}


def model(lang: str = "en", units: int = 8, kind: str = "lstm", seed: int = 0) -> Model:
    """A model of random weights that are large enough for gates to open and shut."""
    words = EN if lang == "en" else KO
    draw = np.random.default_rng(seed).normal
    blocks = 4 if kind == "lstm" else 1
    shapes = ((blocks * units, len(words)), (blocks * units, units), (blocks * units,))
    arrays = [draw(scale=1.5, size=shape) for shape in shapes]
    cell = LSTMParams(*arrays) if kind == "lstm" else RNNParams(*arrays)
    head = Head(draw(scale=2, size=(len(words), units)), draw(size=len(words)))
    return Model(f"random-{lang}", cell, head, Vocab(words), words, META[lang])


def walk(lang: str = "en", units: int = 8, kind: str = "lstm", text: str | None = None, seed: int = 0) -> Tape:
    """The walk of such a model through a short text."""
    text = text or TEXT[lang]
    run = model(lang, units, kind, seed).run(text)
    return forward_tape(run, Setup(f"random-{lang}", text, seed=seed))


def compared(lang: str = "en", units: int = 8, kind: str = "lstm", change: str = "f@4=1") -> Tape:
    """A changed walk with its baseline, and with a plain RNN of more units beside it."""
    plain = walk(lang, units, kind)
    assert plain.run is not None
    setup = Setup(plain.setup.model, plain.setup.text, (change,))
    changed = plain.run.model.run(plain.setup.text, (change,))
    return forward_tape(changed, setup, plain.run, model(lang, units + 3, "rnn", 1).run(plain.setup.text))


def blank(lang: str = "en", kind: str = "lstm") -> Tape:
    """The same walk while its numbers are on their way."""
    full = walk(lang, kind=kind)
    return blank_tape(full.setup, full.tokens, kind)
