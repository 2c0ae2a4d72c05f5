"""The figures of the gates, computed once more: story by story, word by word, without batches and masks."""

import numpy as np
import pytest

from lstm_tui.engine import lstm
from lstm_tui.training.measure import accuracy, switches, writes
from lstm_tui.training.network import Network, keras_start
from lstm_tui.training.stories import Shape, Story, stories
from lstm_tui.training.tasks import TASKS
from lstm_tui.training.words import Coder

CLOSE = 1e-12


def problem(name: str) -> tuple[Network, Coder, list[Story]]:
    """A network of three units with large random weights, and stories of different lengths."""
    task = TASKS[name, "en"]
    coder = Coder(task, 0.05)
    network = keras_start(Network("lstm", len(task.words), 3, len(coder.outputs)), np.random.default_rng(0))
    network.vector += np.random.default_rng(1).normal(size=network.vector.size)
    return network, coder, list(stories(task, np.random.default_rng(2), 30, Shape(), held_out=True))


def walked(network: Network, name: str, story: Story) -> dict[str, np.ndarray]:
    """f, i and h of each word (T, H), and the most probable output after the last one."""
    words = TASKS[name, "en"].words
    cell = network.cell
    trace = lstm.forward(cell, [words.index(word) for word in story.words])
    logits = network.head.W_y @ trace["h"][-1] + network.head.b_y
    return {**{q: np.array(trace[q]) for q in "fih"}, "best": logits.argmax()}


def mean(values: list[float]) -> float:
    assert values
    return sum(values) / len(values)


def test_the_switches_of_the_pronoun_task_are_these_means() -> None:
    """At a name of the other label, at every name, and at all other words, of the unit that carries most."""
    network, coder, told = problem("pronoun")
    found = switches(network, coder, told, ("he", "she"))
    he, she = (network.head.W_y[coder.outputs.index(word)] for word in ("he", "she"))
    walks = [walked(network, "pronoun", story) for story in told]
    carried = [mean([abs(walk["h"][-1][u] * (he[u] - she[u])) for walk in walks]) for u in range(3)]
    unit = max(range(3), key=carried.__getitem__)
    assert (found.unit, found.share) == (unit, pytest.approx(carried[unit] / sum(carried), abs=CLOSE))
    f_new, f_elsewhere, i_new, i_name, i_elsewhere = ([] for _ in range(5))
    for story, walk in zip(told, walks, strict=True):
        labels = dict(story.named)
        last = None
        for t in range(len(story.words)):
            f, i = walk["f"][t][unit], walk["i"][t][unit]
            changes = t in labels and last is not None and labels[t] != last
            (f_new if changes else f_elsewhere).append(f)
            if changes:
                i_new.append(i)
            (i_name if t in labels else i_elsewhere).append(i)
            last = labels.get(t, last)
    for name, values in {
        "f_new": f_new, "f_elsewhere": f_elsewhere, "i_new": i_new, "i_name": i_name, "i_elsewhere": i_elsewhere
    }.items():  # fmt: skip
        assert getattr(found, name) == pytest.approx(mean(values), abs=CLOSE), name


def test_what_is_retained_is_a_mean_by_the_old_label() -> None:
    """Over pairs of neighbouring names with different labels: |part of the old one| after over before the new one."""
    network, coder, told = problem("pronoun")
    found = switches(network, coder, told, ("he", "she")).retained
    he, she = (network.head.W_y[coder.outputs.index(word)] for word in ("he", "she"))
    words = TASKS["pronoun", "en"].words
    shares: dict[str, list[float]] = {}
    for story in told:
        trace = lstm.forward(network.cell, [words.index(word) for word in story.words])
        for (old, label), (new, other) in zip(story.named, story.named[1:], strict=False):
            if label != other:
                part = np.array(trace["i"][old] * trace["g"][old])
                for t in range(old + 1, new):
                    part = part * trace["f"][t]
                before, after = (float(abs(p) @ abs(he - she)) for p in (part, part * trace["f"][new]))
                shares.setdefault(label, []).append(after / before)
    assert found == {label: pytest.approx(mean(values), abs=CLOSE) for label, values in shares.items()}


def test_the_writes_of_the_place_task_are_these_means() -> None:
    """Over all units: at the place that counts, at the ones named after it, and at other words."""
    network, coder, told = problem("place")
    found = writes(network, coder, told)
    first, others, elsewhere, f_mean = ([] for _ in range(4))
    for story in told:
        walk = walked(network, "place", story)
        places = [at for at, _ in story.named]
        for t in range(len(story.words)):
            (first if t == places[0] else others if t in places else elsewhere).append(walk["i"][t].mean())
            if t:
                f_mean.append(walk["f"][t].mean())
    assert found.i_place == pytest.approx(mean(first), abs=CLOSE)
    assert found.i_other_places == pytest.approx(mean(others), abs=CLOSE)
    assert found.i_elsewhere == pytest.approx(mean(elsewhere), abs=CLOSE)
    assert found.f_mean == pytest.approx(mean(f_mean), abs=CLOSE)


@pytest.mark.parametrize("name", ["pronoun", "place"])
def test_accuracy_is_the_share_of_right_answers(name: str) -> None:
    """The most probable of all outputs after the last word is the story's answer."""
    network, coder, told = problem(name)
    right = [coder.outputs[walked(network, name, story)["best"]] == story.answer for story in told]
    assert accuracy(network, coder, told) == sum(right) / len(right)
