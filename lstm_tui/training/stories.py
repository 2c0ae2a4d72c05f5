"""What a story is, how chance is drawn for one, and how stories are kept apart for training and for testing.

A story is a text that ends before a blank, with the one word that belongs there. Which stories are held out
is decided by a checksum of their words and by nothing else, so no story can be in both classes, whatever the
seed.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

Item = TypeVar("Item")
HELD_OUT_OF = 5
"""One story in so many is held out."""


@dataclass(frozen=True, slots=True)
class Story:
    """``words`` up to the blank, and the ``answer`` that belongs into it.

    ``gap`` counts the sentences between the one that decides the answer and the blank. ``named`` holds
    position and answer of every name (or place) of the text: the answer that word would lead to if it were
    the one that counts.
    """

    words: tuple[str, ...]
    answer: str
    gap: int
    named: tuple[tuple[int, str], ...]

    @property
    def held_out(self) -> bool:
        """Whether this story is kept for testing and must never be trained on."""
        return zlib.crc32(" ".join(self.words).encode()) % HELD_OUT_OF == 0


@dataclass(frozen=True, slots=True)
class Shape:
    """How long and how hard stories are: ranges are inclusive.

    ``clauses``: sentences about a name. ``fillers``: distractor sentences after each of them. ``gap``:
    distractor sentences before the blank. ``naming``: the share of distractors that name another place (the
    place task only).
    """

    clauses: tuple[int, int] = (1, 4)
    fillers: tuple[int, int] = (0, 3)
    gap: tuple[int, int] = (0, 3)
    reminders: float = 0.2
    naming: float = 0.6


class Dice:
    """Draws from a NumPy generator, a block at a time since one by one is slow. The same seed gives the same
    draws."""

    __slots__ = ("_block", "_rng")

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._block: list[float] = []

    def chance(self) -> float:
        """Uniform in [0, 1)."""
        if not self._block:
            self._block = self._rng.random(64).tolist()
        return self._block.pop()

    def one_of(self, items: Sequence[Item]) -> Item:
        """Any of ``items``, all equally likely."""
        return items[int(self.chance() * len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """``count`` different ones of ``items`` in random order; IndexError if there are fewer."""
        left = list(items)
        return [left.pop(int(self.chance() * len(left))) for _ in range(count)]

    def between(self, limits: tuple[int, int]) -> int:
        """A whole number within ``limits``, both included."""
        return limits[0] + int(self.chance() * (limits[1] - limits[0] + 1))


class Task(Protocol):
    """A family of stories in one language.

    ``answers`` are the words a blank may take, ``words`` every word of the stories and the answers. ``rule``
    says in one sentence which answer is right, ``example`` is a text worth walking through.
    """

    @property
    def name(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def answers(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def rule(self) -> str: ...
    @property
    def example(self) -> str: ...

    def tell(self, dice: Dice, shape: Shape) -> Story:
        """One story of this shape."""
        ...


def stories(task: Task, rng: np.random.Generator, count: int, shape: Shape, held_out: bool = False) -> list[Story]:
    """``count`` stories of one class: of training, or those held out of it. Stories of the other class are
    thrown away."""
    dice = Dice(rng)
    found: list[Story] = []
    while len(found) < count:
        if (story := task.tell(dice, shape)).held_out is held_out:
            found.append(story)
    return found


def sentences(text: str) -> tuple[tuple[str, ...], ...]:
    """One tuple of words for each line of ``text``."""
    return tuple(tuple(line.split()) for line in text.strip().splitlines())


def vocabulary(*groups: Sequence[str] | Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Every word once, sorted, so that the order depends on nothing but the words."""
    found: set[str] = set()
    for group in groups:
        for item in group:
            found.update((item,) if isinstance(item, str) else item)
    return tuple(sorted(found))
