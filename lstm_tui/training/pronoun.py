"""The pronoun task: a text about somebody, then about somebody else, and a blank that takes *he* or *she*.

The rule, stated wherever the models are shown: in this corpus every name carries a label, and the blank takes
the label of the name that came last. The task is about which name came last. It says nothing about anybody's
gender, which a name does not tell.
"""

from dataclasses import dataclass

from lstm_tui.training.stories import Dice, Shape, Story, sentences, vocabulary

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What sentences are made of in one language.

    ``names`` lists the names by their label. ``says`` are predicates, ``fillers`` whole sentences that name
    nobody, ``particles`` the topic particle of each subject, in Korean.
    """

    names: dict[str, Words]
    says: tuple[Words, ...]
    fillers: tuple[Words, ...]
    particles: dict[str, str]

    def subject(self, word: str) -> Words:
        """The subject as written: in Korean with its topic particle."""
        return (word, self.particles[word]) if word in self.particles else (word,)


ENGLISH = Corpus(
    {
        "he": ("john", "james", "tom", "david", "peter", "paul"),
        "she": ("jane", "mary", "anna", "susan", "emma", "lucy"),
    },
    sentences(
        """
        is tall .
        is kind .
        is happy .
        is quiet .
        is smart .
        is young .
        is strong .
        is funny .
        likes music .
        likes tea .
        likes books .
        came .
        """
    ),
    sentences(
        """
        the weather is nice .
        the weather is cold .
        the sky is blue .
        the house is old .
        the street is long .
        the street is quiet .
        the train is late .
        the tea is cold .
        the music is nice .
        it is raining today .
        """
    ),
    {},
)
KOREAN = Corpus(
    {
        "그": ("철수", "민수", "영수", "준호", "지훈", "성민"),
        "그녀": ("영희", "지영", "수진", "미나", "은지", "혜진"),
    },
    sentences(
        """
        키 가 크다 .
        키 가 작다 .
        친절하다 .
        행복하다 .
        조용하다 .
        똑똑하다 .
        젊다 .
        강하다 .
        재미있다 .
        음악 을 좋아한다 .
        차 를 좋아한다 .
        책 을 좋아한다 .
        왔다 .
        """
    ),
    sentences(
        """
        날씨 가 좋다 .
        날씨 가 춥다 .
        하늘 이 파랗다 .
        집 이 크다 .
        거리 가 조용하다 .
        기차 가 늦다 .
        차 가 식었다 .
        음악 이 좋다 .
        오늘 비 가 온다 .
        """
    ),
    {
        **dict.fromkeys(("지훈", "성민", "지영", "수진", "혜진"), "은"),
        **dict.fromkeys(("철수", "민수", "영수", "준호", "영희", "미나", "은지", "그", "그녀"), "는"),
    },
)


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Stories of one or more clauses, each about a name, with distractors and pronouns between them."""

    lang: str
    corpus: Corpus
    example: str
    name: str = "pronoun"
    rule: str = "In this corpus every name carries a label; the blank takes the label of the name that came last."

    @property
    def answers(self) -> Words:
        """The two labels."""
        return tuple(self.corpus.names)

    @property
    def words(self) -> Words:
        """Every word a story may hold, the answers among them."""
        c = self.corpus
        return vocabulary(*c.names.values(), self.answers, c.says, c.fillers, tuple(c.particles.values()))

    def tell(self, dice: Dice, shape: Shape) -> Story:
        """One story; its gap is the number of sentences since the last name's own, pronoun sentences
        included."""
        words: list[str] = []
        named: list[tuple[int, str]] = []
        c = self.corpus
        if dice.chance() < 0.1:
            words += dice.one_of(c.fillers)
        clauses = dice.between(shape.clauses)
        for k in range(clauses):
            label = dice.one_of(self.answers)
            named.append((len(words), label))
            words += (*c.subject(dice.one_of(c.names[label])), *dice.one_of(c.says))
            gap = dice.between(shape.gap if k == clauses - 1 else shape.fillers)
            for _ in range(gap):
                words += self._between(dice, label, shape)
        return Story(tuple(words), label, gap, tuple(named))

    def _between(self, dice: Dice, label: str, shape: Shape) -> Words:
        if dice.chance() < shape.reminders:
            return (*self.corpus.subject(label), *dice.one_of(self.corpus.says))
        return dice.one_of(self.corpus.fillers)


PRONOUN = {
    "en": Pronoun("en", ENGLISH, "John is tall . The weather is nice . Jane is kind . ___"),
    "ko": Pronoun("ko", KOREAN, "철수는 키가 크다. 날씨가 좋다. 영희는 친절하다. ___"),
}
