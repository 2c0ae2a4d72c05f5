"""A weights file gives back the model that was saved, or one clear error; never a wrong number, never pickle."""

import io
import json
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_tui.cli import visible
from lstm_tui.engine.weights import choose, load, read_meta, save, script, shipped, suggested
from lstm_tui.errors import LstmTuiError
from tests.engine.making import ACTIVATIONS, VARIANTS, model

TEXT = "John is tall . Jane is kind ."
CELLS: list[tuple[str, dict[str, Any]]] = [
    *(("lstm", {"variant": v, "peephole": p}) for v in VARIANTS for p in (False, True)),
    *(("rnn", {"activation": a}) for a in ACTIVATIONS),
]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A file with an LSTM."""
    path = tmp_path / "model.npz"
    save(path, model())
    return path


def refused(path: Path) -> str:
    """Why ``load`` refuses it."""
    with pytest.raises(LstmTuiError) as error:
        load(path)
    assert error.value.key == "bad_weights" and error.value.values["path"] == path
    why = str(error.value.values["why"])
    assert why and "\n" not in why
    return why


def changed(path: Path, **members: object) -> Path:
    """The archive with some members replaced; None takes one out."""
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files} | members
    other = path.with_name("changed.npz")
    np.savez(other, **{name: array for name, array in arrays.items() if array is not None})
    return other


def with_meta(path: Path, **entries: object) -> Path:
    """The archive whose meta has other entries; None takes one out."""
    meta = {name: value for name, value in (read_meta(path) | entries).items() if value is not None}
    return changed(path, meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8))


@pytest.mark.parametrize(("kind", "cell"), CELLS, ids=str)
def test_what_was_saved_is_loaded(kind: str, cell: dict[str, Any], tmp_path: Path) -> None:
    """Every number bit for bit, every word, the variant, what the file says of itself; and the walk is the same."""
    before = model(kind, **cell)
    save(tmp_path / "model.npz", before)
    after = load(tmp_path / "model.npz")
    for ours, theirs in ((before.cell, after.cell), (before.head, after.head)):
        assert ours.names() == theirs.names() and type(ours) is type(theirs)
        assert all((ours.weight(name) == theirs.weight(name)).all() for name in ours.names())
    assert (after.name, after.kind, after.vocab, after.outputs) == (before.name, kind, before.vocab, before.outputs)
    assert (after.answers, after.label, after.language) == (before.answers, "untrained", "en")
    assert after.table == before.table
    assert (after.run(TEXT).probabilities == before.run(TEXT).probabilities).all()


def test_a_file_describes_itself_without_numpy(saved: Path) -> None:
    """Sizes, words and what was given as meta."""
    meta = read_meta(saved)
    assert (meta["kind"], meta["H"], meta["D"], meta["V"]) == ("lstm", 3, 9, 2)
    assert meta["parameters"] == 4 * 3 * (9 + 3 + 1) + 2 * 3 + 2 and meta["words"][0] == "john" and meta["seed"] == 0


def test_saving_again_changes_no_byte_of_what_is_in_it(saved: Path, tmp_path: Path) -> None:
    """Load and save is a round trip; nothing unfinished stays behind."""
    again = tmp_path / "again.npz"
    save(again, load(saved))
    with zipfile.ZipFile(saved) as a, zipfile.ZipFile(again) as b:
        assert {n: a.read(n) for n in a.namelist()} == {n: b.read(n) for n in b.namelist()}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.npz", "model.npz"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(data=st.data())
def test_a_truncated_file_is_refused(saved: Path, data: st.DataObject) -> None:
    """Wherever it was cut."""
    whole = saved.read_bytes()
    short = saved.with_name("short.npz")
    short.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    refused(short)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_damaged_file_is_refused_or_unharmed(saved: Path, at: float, byte: int) -> None:
    """One byte changed anywhere: the same numbers (it meant nothing) or the clear error."""
    raw = bytearray(saved.read_bytes())
    raw[int(at * len(raw))] = byte
    other = saved.with_name("damaged.npz")
    other.write_bytes(raw)
    sound = load(saved)
    try:
        found = load(other)
    except LstmTuiError as error:
        assert error.key == "bad_weights"
    else:
        assert all((found.cell.weight(n) == sound.cell.weight(n)).all() for n in sound.cell.names())
        assert found.vocab == sound.vocab and found.outputs == sound.outputs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_damaged_file_that_was_compressed_is_refused_or_unharmed(saved: Path, at: float, byte: int) -> None:
    """Others may have packed it: every member is read to its end, where its checksum is looked at."""
    packed, sound = saved.with_name("packed.npz"), load(saved)
    if not packed.exists():
        with np.load(saved) as file:
            np.savez_compressed(packed, **{name: file[name] for name in file.files})
    raw = bytearray(packed.read_bytes())
    raw[int(at * len(raw))] = byte
    other = saved.with_name("damaged.npz")
    other.write_bytes(raw)
    try:
        found = load(other)
    except LstmTuiError as error:
        assert error.key == "bad_weights"
    else:
        assert all((found.cell.weight(n) == sound.cell.weight(n)).all() for n in sound.cell.names())
        assert found.vocab == sound.vocab and found.outputs == sound.outputs


def test_files_of_other_kinds_are_refused(tmp_path: Path) -> None:
    """Missing, a folder, empty, text, a foreign archive, someone else's .npz."""
    (tmp_path / "folder.npz").mkdir()
    (tmp_path / "empty.npz").write_bytes(b"")
    (tmp_path / "text.npz").write_text("weights")
    with zipfile.ZipFile(tmp_path / "foreign.npz", "w") as file:
        file.writestr("readme.txt", "hello")
    np.savez(tmp_path / "other.npz", W=np.ones(3))
    np.savez(tmp_path / "numbers.npz", meta=np.ones(3))
    for name in ("missing", "folder", "empty", "text", "foreign", "other", "numbers"):
        refused(tmp_path / f"{name}.npz")


def test_pickle_is_never_opened(saved: Path) -> None:
    """Neither a pickled array within the archive nor a pickle by itself; what it would do is not done."""

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (saved.with_name("sprung"),)

    refused(changed(saved, W_x=np.array([Trap()], dtype=object)))
    naked = saved.with_name("naked.npz")
    naked.write_bytes(pickle.dumps(Trap()))
    refused(naked)
    assert not saved.with_name("sprung").exists()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["W_x", "W_h", "b", "W_y", "b_y"])
def test_weights_that_are_no_numbers_are_refused(saved: Path, name: str, value: float) -> None:
    """NaN and Inf in any array, and the array is named."""
    with np.load(saved) as file:
        array = file[name].copy()
    array.flat[0] = value
    assert name in refused(changed(saved, **{name: array}))


@pytest.mark.parametrize("name", ["W_x", "W_h", "b", "W_y", "b_y"])
def test_arrays_that_do_not_fit_are_refused(saved: Path, name: str) -> None:
    """Missing, too short, flat, or of another kind."""
    with np.load(saved) as file:
        array = file[name]
    for wrong in (
        None,
        array[:-1],
        array.ravel()[None],
        np.array(3.0),
        np.full(array.shape, "a"),
        array.astype(complex) + 1j,
    ):
        refused(changed(saved, **{name: wrong}))


@pytest.mark.parametrize(
    "entries",
    [
        *({name: None} for name in ("name", "kind", "words", "outputs")),
        {"words": ["john"]},
        {"words": 3},
        {"outputs": ["he"]},
        {"outputs": None},
        {"variant": "gru"},
        {"kind": "gru"},
        {"kind": "rnn"},
        {"words": ["john"] * 9},
        {"answers": ["he", "they"]},
        {"answers": 5},
        {"words": list(range(9))},
        {"name": "\x1b[31mred"},
        {"name": 5},
        {"example": 5},
        {"language": "fr"},
        {"label": "sold"},
        {"recipe": "mine"},
        {"recipe": {"gate_cost": 5}},
        {"recipe": {"gate_cost": [0.1]}},
        {"recipe": {"gate_cost": ["a", "b"]}},
        {"recipe": {"updates": "many"}},
        {"recipe": {"name": "\x1b[31mred"}},
        {"train": {"accuracy": "all"}},
        {"train": {"accuracy": None, "loss": 0.1}},
        {"notes": {"retained": 0.5}},
        {"notes": {"retained": {"he": "most"}}},
        {"notes": {"f_new": "small"}},
        {"notes": {"rule": "\x1b]0;title\x07"}},
        {"held_out_stories": 500},
        {"updates": "100"},
        {"versions": {"numpy": ["\x07"]}},
        {"held_out": {"far": 1.0}},
        {"held_out": {"8": "all"}},
    ],
    ids=str,
)
def test_meta_that_does_not_fit_is_refused(saved: Path, entries: dict[str, object]) -> None:
    """Missing entries, words that are too few or said twice, another kind of network, what the program has no words for or
    a terminal would obey."""
    refused(with_meta(saved, **entries))


def test_the_reason_is_a_sentence(saved: Path) -> None:
    """A missing array is said to be missing, and quotes come in pairs."""
    assert refused(changed(saved, W_h=None)) == "it has no W_h"
    assert refused(with_meta(saved, variant="gru")) == "unknown variant 'gru'"
    assert not refused(changed(saved, meta=None)).startswith('"')


def test_a_header_that_promises_too_much_is_refused(saved: Path) -> None:
    """An array of 2⁶⁰ numbers in a file of some bytes asks for no memory."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({2**30}, {2**30}), }}\n".encode()
    member = io.BytesIO(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
    other = saved.with_name("promise.npz")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, member.getvalue() if name == "W_x.npy" else old.read(name))
    refused(other)


def test_an_unfinished_save_leaves_the_old_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Completely or not at all: a full disk costs nothing that was there."""
    before = saved.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="space"):
        save(saved, model(seed=1))
    assert saved.read_bytes() == before


def test_a_model_is_chosen_by_name_text_and_language() -> None:
    """A path is a path; a shipped name is that file; a bare name takes the language of the text."""
    assert choose("some/model.npz", "", "en") == Path("some/model.npz")
    assert choose("pronoun-ko", "John is tall .", "en") == shipped()["pronoun-ko"]
    assert choose("pronoun", "철수는 키가 크다.", "en") == shipped()["pronoun-ko"]
    assert choose("pronoun", "John is tall .", "ko") == shipped()["pronoun-en"]
    assert choose(None, "John is tall .", "ko") == shipped()["pronoun-en"]
    with pytest.raises(LstmTuiError) as error:
        choose("transformer", "John is tall .", "en")
    assert error.value.key == "unknown_model" and "pronoun" in str(error.value.values["known"]).split(", ")


def test_an_unknown_word_does_not_make_a_text_foreign() -> None:
    """The model that knows most of the words says which one it does not know; where all know as many, the script decides,
    and punctuation has no say. Without any letter it is the user's language."""
    for base in (None, "pronoun", "place-lstm"):
        for lang in ("en", "ko"):
            assert choose(base, "멋쟁이가 웃는다, 정말.", lang).stem.endswith("-ko")
            assert choose(base, "Dragons sleep, really.", lang).stem.endswith("-en")
            assert choose(base, "?!", lang).stem.endswith(f"-{lang}")
    assert choose(None, "John 좋아해요 정말로 많이", "ko") == shipped()["pronoun-en"]


def test_the_script_is_that_of_most_letters() -> None:
    """Single letters of Hangul are Hangul; figures and signs are nobody's."""
    assert [script(text) for text in ("철수 met 영희와", "John은 tall", "John 3", "3 + 4", "", "ㅋㅋ", "철수")] == [
        *("ko", "en", "en", None, None, "ko", "ko")
    ]
    assert script(normalize("NFD", "한국 abcd")) == "en"


@pytest.mark.parametrize(
    ("typed", "first"), [("pronuon", "pronoun"), ("place-rn", "place-rnn"), ("pronoun-k", "pronoun-ko")]
)
def test_a_misspelt_name_is_answered_by_the_nearest(typed: str, first: str) -> None:
    """With or without a language, whichever is nearer."""
    assert suggested(typed, shipped()).split(", ")[0] == first


def test_names_are_few_enough_to_be_shown_whole() -> None:
    """Where none is near, each is said once, without its language, and no error line cuts them."""
    known = suggested("transformer", shipped())
    assert visible(known) == known
    assert sorted(known.split(", ")) == sorted({name[:-3] for name in shipped()})
