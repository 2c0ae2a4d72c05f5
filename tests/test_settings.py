"""What outlives a run is found again, a spoilt file stops nobody, and a key map that cannot be meant is told."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_tui.errors import LstmTuiError
from lstm_tui.settings import Memory, config_file, keymap, recall, remember, state_file
from lstm_tui.stage.keys import NAMES

MEMORY = Memory("철수는 키가 크다. __", "pronoun-ko", "light", "ko")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTM_TUI_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("LSTM_TUI_STATE", str(tmp_path / "state"))


def test_what_is_remembered_is_recalled():
    assert recall() == Memory()
    remember(MEMORY)
    assert recall() == MEMORY
    remember(Memory("x"))
    assert recall() == Memory("x")
    assert [path.name for path in state_file().parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize("spoilt", [b"{", b"[]", b'{"text": 3}', b"\xff", b"[" * 100_000, b"null"])
def test_a_spoilt_file_is_set_aside(spoilt):
    state_file().parent.mkdir()
    state_file().write_bytes(spoilt)
    assert recall() == Memory()
    assert state_file().with_suffix(".broken.json").read_bytes() == spoilt
    assert not state_file().exists()


any_json = st.recursive(
    st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(any_json)
def test_any_json_is_survived(found):
    state_file().parent.mkdir(exist_ok=True)
    state_file().write_text(json.dumps(found), encoding="utf-8")
    assert isinstance(recall(), Memory)


def test_where_nothing_can_be_written_the_program_goes_on(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LSTM_TUI_STATE", str(tmp_path / "file" / "no"))
    remember(MEMORY)
    assert recall() == Memory()


def test_without_the_variable_the_platform_says_where(monkeypatch):
    monkeypatch.delenv("LSTM_TUI_STATE")
    monkeypatch.delenv("LSTM_TUI_CONFIG")
    assert state_file().parent.name == config_file().parent.name == "lstm-tui"


def write_config(text: str) -> None:
    config_file().parent.mkdir()
    config_file().write_text(text, encoding="utf-8")


def test_own_keys_are_read():
    write_config('[keys]\nnext = "d, ㅇ"\nquit = "x"\n')
    assert keymap(NAMES) == (("next", "d,ㅇ"), ("quit", "x"))


@pytest.mark.parametrize("text", ["", "[other]\na = 1\n"])
def test_a_file_without_keys_changes_none(text):
    assert keymap(NAMES) == ()
    write_config(text)
    assert keymap(NAMES) == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[keys", "bad_config"),
        ("keys = 3", "bad_config"),
        ('[keys]\nfly = "d"', "bad_key_name"),
        ("[keys]\nnext = 3", "bad_key_value"),
        ('[keys]\nnext = ""', "bad_key_value"),
        ('[keys]\nnext = "a,,b"', "bad_key_value"),
    ],
)
def test_a_key_map_that_cannot_be_meant_is_told(text, key):
    write_config(text)
    with pytest.raises(LstmTuiError) as caught:
        keymap(NAMES)
    assert caught.value.key == key
