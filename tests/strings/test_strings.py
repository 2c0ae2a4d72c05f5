"""Both catalogues say the same things, and Korean particles fit their words."""

import ast
import re
from math import isfinite
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_tui
from lstm_tui.engine.quantities import lstm_quantities, rnn_quantities
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


OTHER_TERMS = (
    *("삭제 게이트", "잊기 게이트", "포겟 게이트", "업데이트 게이트", "기억 게이트", "유지 게이트"),
    *("입력게이트", "망각게이트", "출력게이트"),
    *("기억 셀", "메모리 셀", "후보 셀", "셀 스테이트", "셀상태", "셀후보", "메모리 상태"),
    *("히든", "숨은 상태", "숨김 상태", "은닉상태", "은닉층", "기본 RNN", "단순 RNN"),
)
"""What the six, and the plain RNN, are called elsewhere."""


def test_korean_has_one_term_for_each_thing():
    said = "\n".join(catalogue("ko").values())
    assert [term for term in OTHER_TERMS if term in said] == []


def test_the_ranges_that_are_told_are_those_of_the_engine():
    """As the table of quantities has them: the letters of a range, then its ends, then the next ones."""

    def told(lang, key):
        return re.findall(r"(?<![A-Za-z])[figohC](?![A-Za-z])|[-+]?\d+", text(lang, key).replace("−", "-"))

    def expected(table, *groups):
        for group in groups:
            rows = [table[name] for name in group]
            yield from (row.symbol for row in rows)
            (limits,) = {(row.low, row.high) for row in rows}
            yield from (f"{limit:g}" for limit in limits if isfinite(limit))

    gates, rnn = lstm_quantities(), rnn_quantities()
    for lang in LANGUAGES:
        assert told(lang, "plain.legend_lstm") == list(expected(gates, "fio", "gh", "c"))
        assert told(lang, "plain.legend_rnn") == list(expected(rnn, "h"))
        assert [float(n) for n in told(lang, "phase.g.says")] == [gates["g"].low, gates["g"].high]
        assert [float(n) for n in told(lang, "help.legend_gate")] == [gates["f"].low, gates["f"].high]
        for gate in "fi":
            ends = {float(n) for n in told(lang, f"phase.{gate}.says") if n.isdigit()}
            assert ends == {gates[gate].low, gates[gate].high}


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("철수", "은/는", "는"),
        ("은영", "은/는", "은"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        *((digit, "을/를", "을") for digit in "013678"),
        *((digit, "을/를", "를") for digit in "2459"),
        *((digit, "으로/로", "로") for digit in "1245789"),
        *((digit, "으로/로", "으로") for digit in "036"),
        ("0.96", "이/가", "이"),
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
