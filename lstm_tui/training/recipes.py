"""What produced each shipped model: a name, a task, settings and a seed. The one place that says so.

The word models were chosen among a few seeds for how plainly their gates tell what they do; *other seeds* is
a command (``lstm-tui train NAME --seed N``), and what they give is shown with the same figures.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from lstm_tui.engine.weights import suggested
from lstm_tui.errors import LstmTuiError
from lstm_tui.training.loop import streams
from lstm_tui.training.network import Kind
from lstm_tui.training.sine import SineProblem, wave
from lstm_tui.training.stories import Shape, Task
from lstm_tui.training.tasks import TASKS
from lstm_tui.training.words import Settings, Stage, WordProblem

LANGUAGES = ("en", "ko")


@dataclass(frozen=True, slots=True)
class WordRecipe:
    """A word model: ``settings`` on the task ``task`` in ``lang``, with the seed of the shipped file."""

    name: str
    task_name: str
    lang: str
    seed: int
    settings: Settings
    example: str

    @property
    def task(self) -> Task:
        """The task itself."""
        return TASKS[self.task_name, self.lang]

    def problem(self, seed: int) -> WordProblem:  # noqa: ARG002 — stories are drawn while training
        """What the loop trains."""
        return WordProblem(self.task, self.settings)

    def with_seed(self, seed: int) -> str:
        """The name of a model made from this recipe with another seed: pronoun-en, seed 7 → pronoun-s7-en."""
        if seed == self.seed:
            return self.name
        stem = self.name.removesuffix(f"-{self.lang}").removesuffix(f"-s{self.seed}")
        return f"{stem}-s{seed}-{self.lang}"

    def described(self) -> dict[str, Any]:
        """All of it but the seed, for the file of the weights."""
        return {"name": self.name, "task": self.task_name, "language": self.lang, **asdict(self.settings)}


@dataclass(frozen=True, slots=True)
class SineRecipe:
    """The sine experiment with one kind of network; "sgd" is the tutorial's own optimiser."""

    name: str
    kind: Kind
    optimizer: str = "sgd"
    lr: float = 0.01
    epochs: int = 500
    seed: int = 0

    def problem(self, seed: int) -> SineProblem:
        """What the loop trains: its noise comes from the seed too."""
        return SineProblem(self.kind, wave(streams(seed)[0]), self.optimizer, self.lr, self.epochs)


_PRONOUN = (Stage(0.3, Shape((1, 2), (0, 1), (0, 1))), Stage(1.0, Shape()))
_PLACE = (
    Stage(0.1, Shape(gap=(0, 1), naming=0.0)),
    Stage(0.3, Shape(gap=(0, 4), naming=0.0)),
    Stage(0.5, Shape(gap=(0, 4), naming=0.5)),
    Stage(1.0, Shape(gap=(0, 6), naming=0.7)),
)
"""Hardly any distractors, then neutral ones, then ones that name other places: without an order like this some
seeds never leave a plateau."""

_LITERAL = Settings("lstm", 1, 1500, _PRONOUN, gate_cost=(0.1, 0.1))
_NEXT_WORD = Settings("lstm", 6, 2000, _PRONOUN, every_word=0.05, gate_cost=(0.1, 0.1))
_NEXT_WORD_RNN = Settings("rnn", 6, 2000, _PRONOUN, every_word=0.05)
_LONG = Settings("lstm", 12, 4000, _PLACE, gate_cost=(0.1, 0.03), forget_bias=3.0)
_LONG_RNN = Settings("rnn", 16, 4000, _PLACE, lr=0.003)
_LONG_RNN_LARGE = replace(_LONG_RNN, H=28)
"""Plain RNNs at a rate that suits them better than the LSTM's. With 28 units one learns the places nearly as
well: it is hard for an RNN, not impossible, and the shipped models show both."""

_EXAMPLES = {
    ("pronoun-1", "en"): "John is tall . Jane is kind . ___",
    ("pronoun-1", "ko"): "철수는 키가 크다. 영희는 친절하다. ___",
}


def _in_both(stem: str, task: str, settings: Settings, en: int = 0, ko: int = 0) -> list[WordRecipe]:
    return [
        WordRecipe(f"{stem}-{lang}", task, lang, seed, settings, _EXAMPLES.get((stem, lang), TASKS[task, lang].example))
        for lang, seed in (("en", en), ("ko", ko))
    ]


RECIPES: dict[str, WordRecipe] = {
    recipe.name: recipe
    for recipe in (
        *_in_both("pronoun-1", "pronoun", _LITERAL),
        *_in_both("pronoun", "pronoun", _NEXT_WORD, en=1, ko=2),
        *_in_both("pronoun-rnn", "pronoun", _NEXT_WORD_RNN),
        *_in_both("place-lstm", "place", _LONG),
        *_in_both("place-rnn", "place", _LONG_RNN),
        *_in_both("place-rnn-s1", "place", _LONG_RNN, en=1, ko=1),
        *_in_both("place-rnn-s2", "place", _LONG_RNN, en=2, ko=2),
        *_in_both("place-rnn-28", "place", _LONG_RNN_LARGE),
    )
}
"""The shipped models, by name."""

SINE = {"sine-rnn": SineRecipe("sine-rnn", "rnn"), "sine-lstm": SineRecipe("sine-lstm", "lstm")}
"""The sine experiment: not shipped as files, since it is trained in half a second."""


def find(name: str, lang: str) -> WordRecipe:
    """The recipe ``name``, or ``name`` in the language ``lang``. Raises LstmTuiError "unknown_recipe"."""
    for candidate in (name, f"{name}-{lang}"):
        if candidate in RECIPES:
            return RECIPES[candidate]
    raise LstmTuiError("unknown_recipe", name=name, known=suggested(name, RECIPES))
