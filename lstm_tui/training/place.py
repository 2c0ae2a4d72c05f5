"""The place task: a country or a city is named first, others after it; the blank asks for the first.

Two questions in one corpus. Who grew up in a country speaks its language (France, French), which is the
sentence of textbooks; who came to a city on a trip is there when the boss calls (Moscow). Every place named
later belongs to somebody else or to another time, so a network has to choose what it writes down, and then
keep it.
"""

from dataclasses import dataclass

from lstm_tui.training.stories import Dice, Shape, Story, sentences, vocabulary

Words = tuple[str, ...]
X = "X"


@dataclass(frozen=True, slots=True)
class Telling:
    """One of the two questions, and what is told around it.

    ``answers`` by place. ``openings`` have an X where the place stands, ``middle`` are sentences told once, in
    this order, if at all. ``question`` stands before the blank, ``after`` may follow the answer.
    """

    answers: dict[str, str]
    openings: tuple[Words, ...]
    middle: tuple[Words, ...]
    question: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Corpus:
    """What stories are made of in one language.

    Distractors: ``naming`` ones have an X for a place, ``neutral`` ones have none. ``articles`` are words that
    stand before some of the places. An ellipsis is three full stops, as its tokens are.
    """

    tellings: tuple[Telling, Telling]
    naming: tuple[Words, ...]
    neutral: tuple[Words, ...]
    articles: dict[str, str]

    def fill(self, sentence: Words, place: str) -> Words:
        """The sentence with the place in it, and with its article where it has one."""
        article = (self.articles[place],) if place in self.articles else ()
        return tuple(w for word in sentence for w in ((*article, place) if word == X else (word,)))


ENGLISH = Corpus(
    (
        Telling(
            {
                "france": "french",
                "germany": "german",
                "italy": "italian",
                "spain": "spanish",
                "russia": "russian",
                "japan": "japanese",
                "korea": "korean",
                "usa": "english",
            },
            sentences("i grew up in X ."),
            (),
            ("so", "i", "speak"),
            ("fluently", "."),
        ),
        Telling(
            {c: c for c in ("moscow", "paris", "london", "tokyo", "berlin", "rome", "madrid", "seoul")},
            sentences(
                """
                i came to X on a trip , the buildings were pretty and the food was good .
                i came to X on a trip .
                """
            ),
            sentences(
                """
                but then my boss called me .
                he asked where i was , so i told him .
                well , i am on a trip .
                """
            ),
            ("i", "am", "here", "in"),
            (".",),
        ),
    ),
    sentences(
        """
        my friend went to X .
        my brother lives in X .
        my friend came from X .
        my boss called from X .
        then i went to X .
        we talked about X and X .
        """
    ),
    sentences(
        """
        the weather was nice .
        the food was good .
        it was a long day .
        my friend called me .
        i told him .
        we had dinner .
        . . .
        """
    ),
    {"usa": "the"},
)
KOREAN = Corpus(
    (
        Telling(
            {
                "프랑스": "프랑스어",
                "독일": "독일어",
                "이탈리아": "이탈리아어",
                "스페인": "스페인어",
                "러시아": "러시아어",
                "일본": "일본어",
                "한국": "한국어",
                "미국": "영어",
            },
            sentences("나 는 X 에서 자랐다 ."),
            (),
            ("그래서", "나", "는"),
            ("를", "유창하게", "한다", "."),
        ),
        Telling(
            {c: c for c in ("모스크바", "파리", "런던", "도쿄", "베를린", "로마", "마드리드", "서울")},
            sentences(
                """
                X 에 여행 을 왔는데 건물 도 예쁘고 먹을 것 도 맛있었어 .
                X 에 여행 을 왔는데 먹을 것 도 맛있었어 .
                """
            ),
            sentences(
                """
                그런데 글쎄 직장 상사 한테 전화 가 왔어 .
                어디냐고 묻더라구 그래서 나 는 말했지 .
                저 여행왔는데요 .
                """
            ),
            ("여기",),
            (".",),
        ),
    ),
    sentences(
        """
        친구 는 X 에 갔다 .
        동생 은 X 에 산다 .
        친구 는 X 에서 왔다 .
        상사 는 X 에서 전화 를 했다 .
        그런데 나 는 X 에 갔다 .
        우리 는 X , X 에 갔다 .
        """
    ),
    sentences(
        """
        날씨 가 좋았다 .
        먹을 것 도 맛있었어 .
        오늘 은 길었다 .
        친구 한테 전화 가 왔어 .
        나 는 말했지 .
        우리 는 밥 을 먹었다 .
        . . .
        """
    ),
    {},
)


@dataclass(frozen=True, slots=True)
class Place:
    """Stories of either telling, with distractor sentences between the first place and the blank."""

    lang: str
    corpus: Corpus
    example: str
    name: str = "place"
    rule: str = "The place named first counts; the blank takes its language (a country) or its name (a city)."

    @property
    def answers(self) -> Words:
        """The eight languages, then the eight cities."""
        return tuple(a for telling in self.corpus.tellings for a in telling.answers.values())

    @property
    def words(self) -> Words:
        """Every word a story may hold, the answers and what may follow them among them."""
        c = self.corpus
        told = [w for t in c.tellings for w in (*t.openings, *t.middle, t.question, t.after, tuple(t.answers))]
        found = vocabulary(told, c.naming, c.neutral, self.answers, tuple(c.articles.values()))
        return tuple(word for word in found if word != X)

    def tell(self, dice: Dice, shape: Shape) -> Story:
        """One story; its gap is the number of sentences between the place's own and the blank's."""
        c = self.corpus
        telling = dice.one_of(c.tellings)
        place = dice.one_of(tuple(telling.answers))
        gap = dice.between(shape.gap)
        own = [s for s in telling.middle if dice.chance() < 0.5][:gap]
        slots = dict(zip(sorted(dice.some(range(gap), len(own))), own, strict=True))
        words = [word for _ in range(dice.between((0, 2))) for word in dice.one_of(c.neutral)]
        words += c.fill(dice.one_of(telling.openings), place)
        for k in range(gap):
            words += slots[k] if k in slots else self._distractor(dice, shape)
        words += telling.question
        return Story(tuple(words), telling.answers[place], gap, self._named(words))

    def _distractor(self, dice: Dice, shape: Shape) -> Words:
        c = self.corpus
        if dice.chance() >= shape.naming:
            return dice.one_of(c.neutral)
        places = tuple(p for t in c.tellings for p in t.answers)
        return tuple(w for word in dice.one_of(c.naming) for w in c.fill((word,), dice.one_of(places)))

    def _named(self, words: list[str]) -> tuple[tuple[int, str], ...]:
        answers = {p: a for t in self.corpus.tellings for p, a in t.answers.items()}
        return tuple((at, answers[word]) for at, word in enumerate(words) if word in answers)


PLACE = {
    "en": Place("en", ENGLISH, "I grew up in France . My friend went to Korea . So I speak ___"),
    "ko": Place("ko", KOREAN, "나는 프랑스에서 자랐다. 친구는 한국, 미국에 갔다. 그래서 나는 ___"),
}
