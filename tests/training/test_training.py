"""Optimisers, gradients and the loop."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count, islice
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.training.job import Job, another_seed
from lstm_tui.training.loop import Point, run
from lstm_tui.training.network import Network, keras_start, orthogonal
from lstm_tui.training.optimizer import SGD, Adam, clip
from lstm_tui.training.recipes import RECIPES, SINE, WordRecipe
from lstm_tui.training.stories import Shape, stories
from lstm_tui.training.tasks import TASKS
from lstm_tui.training.words import Coder, Settings, Stage, WordProblem, gradient

SHORT = (Stage(1.0, Shape((1, 2), (0, 1), (0, 1))),)
TINY = Settings("lstm", 3, 60, SHORT, every_word=0.05, gate_cost=(0.1, 0.1), batch=4)


def recipe(**changes: object) -> WordRecipe:
    return WordRecipe("tiny-en", "pronoun", "en", 0, replace(TINY, **changes), "John is tall .")


def points(job: Job, start=None) -> list[Point]:
    clock = count()
    return list(run(WordProblem(job.recipe.task, job.recipe.settings, every=20), job.seed, lambda: next(clock), start))


@pytest.mark.parametrize("kind", ["lstm", "rnn"])
def test_the_same_seed_gives_the_same_weights_bit_for_bit(kind: str) -> None:
    job = Job(recipe(kind=kind, gate_cost=None), 5)
    one, two = points(job)[-1], points(job)[-1]
    assert one.checkpoint.vector.tobytes() == two.checkpoint.vector.tobytes()
    assert one.loss == two.loss


def test_another_seed_gives_other_weights() -> None:
    one, two = (points(Job(recipe(), seed))[-1].checkpoint.vector for seed in (1, 2))
    assert not np.allclose(one, two)


def test_a_run_that_was_interrupted_ends_where_an_uninterrupted_one_does() -> None:
    whole = points(Job(recipe(), 5))
    rest = points(Job(recipe(), 5), start=whole[0].checkpoint)
    assert [p.update for p in rest] == [p.update for p in whole[1:]]
    assert rest[-1].checkpoint.vector.tobytes() == whole[-1].checkpoint.vector.tobytes()


def test_a_checkpoint_survives_pickling() -> None:
    whole = points(Job(recipe(), 5))
    copy = pickle.loads(pickle.dumps(whole[1].checkpoint))
    assert points(Job(recipe(), 5), start=copy)[-1].checkpoint.vector.tobytes() == whole[-1].checkpoint.vector.tobytes()


def test_points_tell_where_the_run_stands() -> None:
    told = points(Job(recipe(), 5))
    assert [(p.update, p.updates) for p in told] == [(20, 60), (40, 60), (60, 60)]
    assert [p.seconds for p in told] == [1, 2, 3]  # this clock counts its questions
    assert all(p.good and 0 <= p.accuracy <= 1 and p.loss > 0 for p in told)


class Counted:
    """A problem whose losses and hits are known: 1, 2, 4 … and 0, 1, 0 …"""

    updates, every = 5, 2

    def begin(self, rng: np.random.Generator) -> tuple[Network, SGD]:
        return keras_start(Network("rnn", 2, 1, 2), rng), SGD(0.0)

    def gradient(self, _network: Network, update: int, _rng: np.random.Generator) -> tuple[float, float]:
        return 2.0**update, float(update % 2)

    def rate(self, _update: int) -> float:
        return 1.0


def test_a_point_s_figures_are_means_over_the_updates_since_the_one_before() -> None:
    """Of both, also where the last part is shorter and where a run goes on later."""
    told = list(run(Counted(), 0, lambda: 0.0))
    assert [(p.update, p.loss, p.accuracy) for p in told] == [(2, 1.5, 0.5), (4, 6.0, 0.5), (5, 16.0, 0.0)]
    rest = list(run(Counted(), 0, lambda: 0.0, told[0].checkpoint))
    assert [(p.update, p.loss, p.accuracy) for p in rest] == [(4, 6.0, 0.5), (5, 16.0, 0.0)]


def test_training_lowers_the_loss() -> None:
    told = points(Job(recipe(updates=300), 0))
    assert told[-1].loss < 0.7 * told[0].loss


def test_what_a_point_holds_cannot_be_written_to() -> None:
    checkpoint = points(Job(recipe(), 5))[0].checkpoint
    with pytest.raises(ValueError, match="read-only"):
        checkpoint.vector[0] = 1.0


def test_a_job_is_cancelled_from_outside_and_keeps_its_last_good_point() -> None:
    seen: list[Point] = []
    end = Job(recipe(updates=500), 0).run(seen.append, stop=lambda: len(seen) == 2)
    assert end is seen[1]
    assert end.update == 100


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("spawn"))])
def test_a_job_is_pickled_and_runs_wherever_an_executor_says(pool) -> None:
    job = pickle.loads(pickle.dumps(Job(recipe(), 3)))
    with pool(1) as executor:
        there = job.submit(executor).result()
    assert there.checkpoint.vector.tobytes() == Job(recipe(), 3).run().checkpoint.vector.tobytes()


def test_another_seed_is_the_same_recipe() -> None:
    job = another_seed("pronoun-en", 7)
    assert job == Job(RECIPES["pronoun-en"], 7)
    assert job.recipe.with_seed(7) == "pronoun-s7-en"
    assert RECIPES["place-rnn-s1-en"].with_seed(7) == "place-rnn-s7-en"
    assert RECIPES["place-rnn-s1-en"].with_seed(1) == "place-rnn-s1-en"


@pytest.mark.parametrize("kind", ["lstm", "rnn"])
@pytest.mark.parametrize("every_word", [0.0, 0.05])
def test_the_gradient_is_that_of_the_loss(kind: str, every_word: float) -> None:
    """Central differences, for every weight; with several stories of different lengths, so padding is under
    test too."""
    task = TASKS["pronoun", "en"]
    coder = Coder(task, every_word)
    batch = coder.batch(stories(task, np.random.default_rng(2), 3, Shape((1, 2), (0, 1), (0, 1))))
    network = keras_start(Network(kind, len(task.words), 2, len(coder.outputs)), np.random.default_rng(3))
    gradient(network, batch)
    analytic = network.gradient.copy()
    for k in np.random.default_rng(4).choice(network.vector.size, 60, replace=False):
        assert analytic[k] == pytest.approx(numeric(network, k, lambda: gradient(network, batch)[0]), abs=1e-8)


def test_the_gradient_of_the_gate_cost_is_that_of_its_formula() -> None:
    """pi·Σi + pf·Σ(1 − f), over the units, averaged over the words and not over the padding."""
    task = TASKS["pronoun", "en"]
    coder = Coder(task, 0.05)
    batch = coder.batch(stories(task, np.random.default_rng(2), 3, Shape((1, 2), (0, 1), (0, 1))))
    network = keras_start(Network("lstm", len(task.words), 2, len(coder.outputs)), np.random.default_rng(3))
    alive = batch.alive[:, None]

    def cost() -> float:
        loss, _ = gradient(network, batch)
        trace = network.forward(network.cell, batch.x)
        gates = 0.3 * (trace["i"] * alive).sum() + 0.7 * ((1 - trace["f"]) * alive).sum()
        return loss + gates / batch.alive.sum()

    gradient(network, batch, (0.3, 0.7))
    analytic = network.gradient.copy()
    for k in np.random.default_rng(4).choice(network.cell.parameters, 60, replace=False):
        assert analytic[k] == pytest.approx(numeric(network, k, cost), abs=1e-8)


def numeric(network: Network, k: int, loss) -> float:
    sides = []
    for step in (1e-5, -2e-5):
        network.vector[k] += step
        sides.append(loss())
    network.vector[k] += 1e-5
    return (sides[0] - sides[1]) / 2e-5


def test_the_gate_cost_fades_in() -> None:
    problem = WordProblem(TASKS["pronoun", "en"], replace(TINY, cost_from=0.2, cost_to=0.6))
    costs = [problem._gate_cost(done) for done in (0.0, 0.2, 0.4, 0.6, 1.0)]
    assert costs == [None, None, pytest.approx((0.05, 0.05)), (0.1, 0.1), (0.1, 0.1)]


def test_a_batch_predicts_the_next_word_and_at_the_end_the_answer() -> None:
    task = TASKS["pronoun", "en"]
    told = stories(task, np.random.default_rng(0), 5, Shape())
    batch = Coder(task, 0.05).batch(told)
    for column, story in enumerate(told):
        n = len(story.words)
        following = [task.words[k] for k in batch.target[:n, column]]
        assert following == [*story.words[1:], story.answer]
        assert batch.weight[n - 1, column] == 1 / 5
        assert not batch.weight[n:, column].any()
    others = batch.weight.sum() - 1.0
    assert others == pytest.approx(0.05)


def test_only_the_answers_are_outputs_where_the_blank_alone_counts() -> None:
    task = TASKS["pronoun", "en"]
    coder = Coder(task, 0.0)
    batch = coder.batch(stories(task, np.random.default_rng(0), 5, Shape()))
    assert coder.outputs == ("he", "she")
    assert np.count_nonzero(batch.weight) == 5


def test_the_vector_and_its_views_are_the_same_numbers() -> None:
    network = keras_start(Network("lstm", 5, 3, 2), np.random.default_rng(0))
    network.vector += 1.0
    joined = [network.cell.W_x, network.cell.W_h, network.cell.b, network.head.W_y, network.head.b_y]
    assert np.array_equal(np.concatenate([a.ravel() for a in joined]), network.vector)
    assert not network.cell.W_x.flags.writeable
    with pytest.raises(ValueError):
        network.start(*joined[:-1], np.zeros(3))


def test_first_weights_are_those_of_keras() -> None:
    """Kernel within Glorot's limit for (D, 4H), recurrent weights orthogonal as a whole, only the forget
    gate's bias is 1."""
    network = keras_start(Network("lstm", 5, 20, 2), np.random.default_rng(0))
    limit = np.sqrt(6 / (5 + 80))
    assert 0.95 * limit < abs(network.cell.W_x).max() <= limit
    assert np.allclose(network.cell.W_h.T @ network.cell.W_h, np.eye(20))
    assert {name: float(network.cell.weight(f"b_{name}").mean()) for name in "ofig"} == {"o": 0, "f": 1, "i": 0, "g": 0}
    assert not network.head.b_y.any()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_orthogonal_has_orthonormal_vectors_on_its_shorter_side(rows: int, columns: int, seed: int) -> None:
    q = orthogonal(np.random.default_rng(seed), rows, columns)
    product = q.T @ q if rows >= columns else q @ q.T
    assert q.shape == (rows, columns)
    assert np.allclose(product, np.eye(min(rows, columns)))


def test_sgd_goes_down_the_slope() -> None:
    weights = np.array([1.0, -2.0])
    SGD(0.1).step(weights, np.array([10.0, 20.0]), scale=0.5)
    assert weights == pytest.approx([0.5, -3.0])


@given(st.lists(st.floats(-5, 5).filter(lambda g: abs(g) > 1e-3), min_size=1, max_size=5))
def test_adam_is_its_published_formula(gradients: list[float]) -> None:
    adam, weights = Adam(1, 0.01), np.zeros(1)
    w = m = v = 0.0
    for n, g in enumerate(gradients, 1):
        adam.step(weights, np.array([g]))
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= 0.01 * (m / (1 - 0.9**n)) / (np.sqrt(v / (1 - 0.999**n)) + 1e-8)
    assert weights[0] == pytest.approx(w, rel=1e-9)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6), st.floats(0.1, 10))
def test_clipping_shortens_and_keeps_the_direction(values: list[float], limit: float) -> None:
    gradient = np.array(values)
    before = gradient.copy()
    norm = clip(gradient, limit)
    assert norm == pytest.approx(np.linalg.norm(before))
    assert np.linalg.norm(gradient) <= limit * (1 + 1e-12) or norm <= limit
    assert np.allclose(gradient * norm, before * np.linalg.norm(gradient), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", sorted(SINE))
def test_a_sine_job_runs_by_the_epoch(name: str) -> None:
    first, second = islice(Job(SINE[name], 0).points(), 2)
    assert (first.update, second.update, first.updates) == (5, 10, 2500)
    assert np.isnan(first.accuracy)
    assert first.good
