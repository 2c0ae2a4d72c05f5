"""Text becomes tokens, as it was typed, or a clear error; never another word in silence."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_tui.engine.vocab import ENDINGS, LIMIT, QUOTES, Token, Vocab, folded
from lstm_tui.errors import LstmTuiError

EN = Vocab(("john", "jane", "is", "tall", "kind", "the", "weather", "isn't", ".", ",", "?", "he", "she", "3"))
KO = Vocab(
    (
        "철수",
        "영희",
        "는",
        "은",
        "가",
        "키",
        "크",
        "다",
        "친절",
        "하",
        "집",
        "에서",
        "에",
        "서",
        "이다",
        "이",
        "그",
        "그녀",
        ".",
    )
)


def words(vocab: Vocab, text: str) -> tuple[str, ...]:
    """What the vocabulary reads."""
    return tuple(token.word for token in vocab.tokenize(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("John is tall . Jane is kind .", "john is tall . jane is kind ."),
        ("JOHN is Tall. jane IS kind.", "john is tall . jane is kind ."),
        ("John, Jane?", "john , jane ?"),
        ("John isn't tall", "john isn't tall"),
        ("  John\t is \n tall  ", "john is tall"),
        ("3 is tall", "3 is tall"),
        ("...", ". . ."),
    ],
)
def test_english_is_split_at_blanks_and_punctuation_without_regard_to_case(text: str, expected: str) -> None:
    """Apostrophes belong to their word."""
    assert words(EN, text) == tuple(expected.split())


@pytest.mark.parametrize("blank", ["__", "___", "_", " __ .", "__.", "_ _ _", "__?", "\n__  ", "__…"])
def test_a_blank_at_the_end_is_the_question(blank: str) -> None:
    """It is no token, with or without a full stop behind it."""
    assert words(EN, "John is tall . " + blank) == ("john", "is", "tall", ".")


@pytest.mark.parametrize("text", ["John __ tall", "__ John", "_John", "John __ . Jane", "John is ＿＿ blue"])
def test_a_blank_elsewhere_is_told_to_be_the_last(text: str) -> None:
    """Nothing is dropped in silence, and a blank is not called a word, whatever follows it."""
    with pytest.raises(LstmTuiError) as error:
        EN.tokenize(text)
    assert (error.value.key, error.value.values) == ("blank_inside", {})


def test_an_unknown_word_before_the_blank_is_told_first() -> None:
    """One thing at a time, from the beginning."""
    with pytest.raises(LstmTuiError) as error:
        EN.tokenize("Jon is __ tall")
    assert (error.value.key, error.value.values["word"]) == ("unknown_word", "Jon")


@pytest.mark.parametrize(
    "text", ["“John is tall.” ___", "\"John\" is 'tall'.", "«John» is „tall“.", "「John」 is ‘tall’.", "“John is tall. ___”"]
)
def test_quotation_marks_are_left_out(text: str) -> None:
    """Straight or curled, around a word or a sentence; what they stood at is joined to nothing by that."""
    tokens = EN.tokenize(text)
    assert tuple(token.word for token in tokens) == ("john", "is", "tall", ".")
    assert [token.glued for token in tokens] == [False, False, False, True]


def test_a_quotation_mark_that_a_model_knows_is_a_token() -> None:
    """Only what cannot be read anyway is left out."""
    assert words(Vocab(("\"", "john")), '"John"') == ('"', "john", '"')


def test_a_curled_apostrophe_is_an_apostrophe() -> None:
    """As phones and word processors set it; the token keeps it."""
    assert EN.tokenize("John isn’t tall")[1] == Token("isn’t", "isn't")


def test_a_particle_may_follow_a_quotation_mark() -> None:
    """철수 in quotes is still 철수."""
    assert words(KO, "“철수”는 키가 크다.") == ("철수", "는", "키", "가", "크", "다", ".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("철수는 키가 크다.", "철수 는 키 가 크 다 ."),
        ("철수 는 키 가 크 다 .", "철수 는 키 가 크 다 ."),
        ("그녀는 집에서", "그녀 는 집 에서"),
        ("집에서는", "집 에서 는"),
        ("철수이다", "철수 이다"),
        ("그는", "그 는"),
    ],
)
def test_korean_endings_are_split_where_both_halves_are_known(text: str, expected: str) -> None:
    """The longest ending first, and one ending may carry another."""
    assert words(KO, text) == tuple(expected.split())


@pytest.mark.parametrize("text", ["철수는 키가 크다。영희는 친절．＿＿", "철수는　키가 크다． 영희는 친절。", "３ 철수는"])
def test_full_width_forms_are_read_as_what_they_are(text: str) -> None:
    """An input method may make punctuation, digits and the blank wide; the token keeps them as typed."""
    assert set(words(Vocab((*KO.words, "3")), text)) <= {*KO.words, "3"}
    typed = text.replace("＿", "").split()
    assert "".join(token.text for token in Vocab((*KO.words, "3")).tokenize(text)) == "".join(typed)


def test_korean_in_single_letters_is_read_as_syllables() -> None:
    """A file or a macOS path holds NFD; what is shown and matched is NFC."""
    assert KO.tokenize(normalize("NFD", "철수는 키가 크다.")) == KO.tokenize("철수는 키가 크다.")


def test_a_known_word_is_never_taken_apart() -> None:
    """Even where it ends like a particle."""
    vocab = Vocab((*KO.words, "영희는"))
    assert words(vocab, "영희는") == ("영희는",)


@pytest.mark.parametrize("text", ["민수는", "철수로", "는철수", "친절하다"])
def test_an_unknown_half_leaves_the_word_whole(text: str) -> None:
    """And it is the whole that is reported; 하 is known, but no ending."""
    with pytest.raises(LstmTuiError) as error:
        KO.tokenize(text)
    assert error.value.values["word"] == text


def test_tokens_keep_their_spelling_and_know_what_they_are_joined_to() -> None:
    """Full stops and particles are shown joined to the word before."""
    assert EN.tokenize("John is TALL.") == (
        Token("John", "john"),
        Token("is", "is"),
        Token("TALL", "tall"),
        Token(".", ".", True),
    )
    assert KO.tokenize("철수는 키") == (Token("철수", "철수"), Token("는", "는", True), Token("키", "키"))


def test_an_unknown_word_comes_with_the_nearest_known_ones() -> None:
    """As it was typed."""
    with pytest.raises(LstmTuiError) as error:
        EN.tokenize("Jon is tall")
    assert error.value.key == "unknown_word" and error.value.values["word"] == "Jon"
    assert str(error.value.values["known"]).split(", ")[0] == "john"
    assert EN.nearest("zzz") == ("john", "jane", "is")


@pytest.mark.parametrize("text", ["", "   ", "\n", "__", " ___ .", "_"])
def test_no_text_is_an_error(text: str) -> None:
    """Blank or only a question."""
    with pytest.raises(LstmTuiError) as error:
        EN.tokenize(text)
    assert error.value.key == "empty_text"


def test_a_text_that_is_too_long_is_an_error() -> None:
    """10,000 tokens are read, one more is not."""
    assert len(EN.tokenize("john " * LIMIT)) == LIMIT == 10_000
    with pytest.raises(LstmTuiError) as error:
        EN.tokenize("john " * LIMIT + ".")
    assert error.value.key == "too_long" and error.value.values == {"n": LIMIT + 1, "limit": LIMIT}


@pytest.mark.parametrize(
    "text",
    [
        "_" * 100_000 + "x",
        "_ " * 50_000 + "x",
        " " * 100_000 + "x",
        "는" * 100_000,
        "이다" * 50_000,
        "x" * 100_000,
        "x'" * 50_000,
    ],
    ids=["underscores", "blanks", "spaces", "particles", "endings", "one word", "apostrophes"],
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    """Each of these once took minutes or all the stack."""
    for vocab in (EN, KO):
        with pytest.raises(LstmTuiError):
            vocab.tokenize(text)


def without_quotes(text: str) -> str:
    """The text as it is compared: quotation marks may be left out, apostrophes stay within their words."""
    return "".join(c for c in text if c not in QUOTES)


@settings(max_examples=300)
@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("_＿.。．?! '’“\n는다이가John")), max_size=60)
)
def test_any_text_either_runs_or_gives_the_clear_error(text: str) -> None:
    """Tokens are known words, spelt as typed and nothing lost but blanks and quotes; otherwise one of three errors."""
    for vocab in (EN, KO):
        try:
            tokens = vocab.tokenize(text)
        except LstmTuiError as error:
            assert error.key in ("empty_text", "unknown_word", "blank_inside")
            assert error.key != "unknown_word" or str(error.values["word"]) in normalize("NFC", text)
            assert not vocab.knows(text) or error.key == "empty_text"
        else:
            typed = without_quotes("".join(normalize("NFC", text).split()))
            spelt = without_quotes("".join(token.text for token in tokens))
            assert typed.startswith(spelt) and not set(typed[len(spelt) :]) - set("_＿.．。?？!！…")
            assert all(token.word == folded(token.text) and token.word in vocab.index for token in tokens)
            assert vocab.knows(text)
            assert vocab.known(text) == sum(token.word not in ".,?" for token in tokens)
            assert tuple(vocab.words[i] for i in vocab.ids(tokens)) == tuple(token.word for token in tokens)


@given(st.lists(st.sampled_from(EN.words), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_words_of_the_vocabulary_are_read_back(chosen: list[str], random: object) -> None:
    """In any mixture of cases, with any space between them."""
    typed = "".join(
        random.choice((word, word.upper(), word.title())) + random.choice((" ", "  ", "\n", "\t")) for word in chosen
    )
    assert words(EN, typed) == tuple(chosen)


@given(st.sampled_from(KO.words[:2]), st.lists(st.sampled_from([e for e in ENDINGS if e in KO.words]), max_size=2))
def test_a_word_with_endings_is_read_as_typed(stem: str, endings: list[str]) -> None:
    """Joined up, the pieces are the word again."""
    assert "".join(words(KO, stem + "".join(endings))) == stem + "".join(endings)


def test_a_misspelt_korean_stem_is_near_its_stem_and_not_its_ending():
    known = Vocab(("철수", "영희", "는", "키", "가", "크다", "."))
    assert known.nearest("철슈는")[0] == "철수"
    assert known.nearest("영히")[0] == "영희"
    assert known.nearest("는") == ("는",)
