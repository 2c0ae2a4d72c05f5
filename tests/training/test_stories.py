"""The generators: what every story of a task is bound to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_tui.engine.vocab import Vocab
from lstm_tui.training.stories import Dice, Shape, Story, stories
from lstm_tui.training.tasks import TASKS, held_out

KEYS = sorted(TASKS)
tasks = st.sampled_from(KEYS).map(TASKS.__getitem__)
seeds = st.integers(0, 2**32)
ranges = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (min(pair), max(pair)))
shapes = st.builds(
    Shape,
    clauses=ranges.map(lambda pair: (pair[0] + 1, pair[1] + 1)),
    fillers=ranges,
    gap=ranges,
    reminders=st.floats(0, 1),
    naming=st.floats(0, 1),
)


def told(task, seed: int, shape: Shape) -> Story:
    return task.tell(Dice(np.random.default_rng(seed)), shape)


@given(st.sampled_from(("en", "ko")), seeds, shapes)
def test_the_answer_is_the_label_of_the_last_name(lang: str, seed: int, shape: Shape) -> None:
    task = TASKS["pronoun", lang]
    label = {name: label for label, names in task.corpus.names.items() for name in names}
    story = told(task, seed, shape)
    names = [word for word in story.words if word in label]
    assert story.answer == label[names[-1]]
    assert [at for at, _ in story.named] == [at for at, word in enumerate(story.words) if word in label]


@given(st.sampled_from(("en", "ko")), seeds, shapes)
def test_pronouns_in_the_text_agree_with_the_name_before_them(lang: str, seed: int, shape: Shape) -> None:
    task = TASKS["pronoun", lang]
    story = told(task, seed, shape)
    current, named = "", dict(story.named)
    for at, word in enumerate(story.words):
        current = named.get(at, current)
        assert word not in task.answers or word == current


@given(st.sampled_from(("en", "ko")), seeds, shapes)
def test_the_answer_is_that_of_the_place_named_first(lang: str, seed: int, shape: Shape) -> None:
    task = TASKS["place", lang]
    answer = {place: a for telling in task.corpus.tellings for place, a in telling.answers.items()}
    story = told(task, seed, shape)
    assert story.answer == next(answer[word] for word in story.words if word in answer)


@given(tasks, seeds, shapes)
def test_every_word_and_every_answer_is_in_the_vocabulary(task, seed: int, shape: Shape) -> None:
    story = told(task, seed, shape)
    assert set(story.words) | {story.answer} <= set(task.words)


@given(tasks, seeds, shapes)
def test_a_story_written_out_is_tokenised_into_its_own_words(task, seed: int, shape: Shape) -> None:
    """What the models are trained on is what a typed text becomes."""
    story = told(task, seed, shape)
    assert tuple(token.word for token in Vocab(task.words).tokenize(" ".join(story.words))) == story.words


@given(tasks, seeds, st.integers(0, 20))
@settings(max_examples=50)
def test_held_out_stories_never_occur_in_training(task, seed: int, gap: int) -> None:
    """Two classes, whatever the seeds and shapes: no story can be in both."""
    trained = stories(task, np.random.default_rng(seed), 40, Shape(gap=(gap, gap)))
    kept = held_out(task, gap, 40, seed)
    assert not any(story.held_out for story in trained)
    assert {story.words for story in trained}.isdisjoint(story.words for story in kept)
    assert {story.gap for story in kept} == {gap}


@pytest.mark.parametrize("key", KEYS)
def test_the_held_out_class_is_a_real_part_of_the_stories(key: tuple[str, str]) -> None:
    """About one story in five is held out, so both classes have the same kinds of stories."""
    dice = Dice(np.random.default_rng(3))
    share = np.mean([TASKS[key].tell(dice, Shape()).held_out for _ in range(2000)])
    assert 0.15 < share < 0.25


@pytest.mark.parametrize("key", KEYS)
def test_the_held_out_stories_of_a_gap_are_many(key: tuple[str, str]) -> None:
    """An accuracy over 500 stories does not rest on a handful of different ones."""
    assert len({story.words for story in held_out(TASKS[key], 0, 500, 1)}) > 30


@given(tasks, seeds, shapes)
@settings(max_examples=25)
def test_the_same_seed_tells_the_same_stories(task, seed: int, shape: Shape) -> None:
    one, two = (stories(task, np.random.default_rng(seed), 5, shape) for _ in range(2))
    assert one == two


@given(st.sampled_from(("pronoun", "place")), seeds, shapes)
def test_korean_is_understood_as_people_write_it(name: str, seed: int, shape: Shape) -> None:
    """Particles and punctuation joined to the word before them."""
    task = TASKS[name, "ko"]
    story = told(task, seed, shape)
    joined = set("은 는 이 가 을 를 도 에 에서 한테 . ,".split())
    written = "".join(word if word in joined else f" {word}" for word in story.words)
    assert tuple(token.word for token in Vocab(task.words).tokenize(written)) == story.words


def test_another_seed_tells_other_stories() -> None:
    one, two = (stories(TASKS["pronoun", "en"], np.random.default_rng(seed), 20, Shape()) for seed in (1, 2))
    assert one != two


@given(seeds, st.integers(0, 9), st.integers(0, 9))
def test_dice_stay_within_their_limits(seed: int, low: int, more: int) -> None:
    dice = Dice(np.random.default_rng(seed))
    assert low <= dice.between((low, low + more)) <= low + more
    assert sorted(dice.some(range(9), 9)) == list(range(9))


def test_dice_are_fair() -> None:
    dice = Dice(np.random.default_rng(0))
    counts = np.bincount([dice.between((0, 3)) for _ in range(8000)], minlength=4)
    assert counts.min() > 1850


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (("pronoun", "en"), "john jane he she mary is tall kind came"),
        (("pronoun", "ko"), "철수 영희 그 그녀 키 크다 친절하다"),
        (("place", "en"), "france french korea usa moscow fluently"),
        (("place", "ko"), "프랑스 프랑스어 한국 미국 모스크바 직장 상사 유창하게"),
    ],
)
def test_the_vocabularies_hold_the_words_of_the_known_examples(key: tuple[str, str], words: str) -> None:
    assert set(words.split()) <= set(TASKS[key].words)
