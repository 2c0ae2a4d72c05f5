"""Both catalogues say the same things, and Korean particles fit their words."""

import ast
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_tui
from lstm_tui.strings import LANGUAGES, catalogue, text
from lstm_tui.strings.particles import particle

SOURCE = Path(lstm_tui.__file__).parent


def placeholders(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name is not None}


def test_the_languages_have_the_same_lines():
    assert catalogue("en").keys() == catalogue("ko").keys()


@pytest.mark.parametrize("key", catalogue("en"))
def test_a_line_has_the_same_placeholders_in_each_language(key):
    assert placeholders(catalogue("en")[key]) == placeholders(catalogue("ko")[key])


def literal_keys() -> set[str]:
    """Every key that the source writes out in a call text(lang, "key")."""
    calls = (
        node
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text" and len(node.args) > 1
    )
    return {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}


def test_every_key_the_source_names_is_in_the_catalogue():
    assert literal_keys() <= catalogue("en").keys()


def test_an_unknown_language_or_line_is_an_error():
    with pytest.raises(KeyError):
        catalogue("fr")
    with pytest.raises(KeyError):
        text("en", "ui.nothing")


def test_terms_are_those_of_the_term_map():
    names = [text("ko", f"phase.{phase}.name") for phase in "figcoh"]
    assert names == ["망각 게이트", "입력 게이트", "셀 후보", "셀 상태", "출력 게이트", "은닉 상태"]


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("철수", "은/는", "는"),
        ("은영", "은/는", "은"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("3", "을/를", "을"),
        ("2", "을/를", "를"),
        ("7", "으로/로", "로"),
        ("f", "이/가", "가"),
        ("m", "이/가", "이"),
        ("Jane", "을/를", "을(를)"),
        ("", "을/를", "을(를)"),
    ],
)
def test_particles_follow_the_sound_of_the_word(word, pair, expected):
    assert particle(word, pair) == expected


def test_an_answer_is_shown_with_its_particle():
    assert text("ko", "ui.subject", word="그녀") == "그녀는"
    assert text("en", "ui.subject", word="she") == "she"


@given(st.text(max_size=5), st.sampled_from(LANGUAGES))
def test_any_value_can_fill_a_line(word, lang):
    assert word in text(lang, "ui.subject", word=word)
