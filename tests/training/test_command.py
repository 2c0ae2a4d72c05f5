"""``train`` and ``models`` as their user meets them."""

import errno
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lstm_tui.cli import visible
from lstm_tui.engine import weights
from lstm_tui.engine.weights import MODELS, load, read_meta, save
from lstm_tui.errors import LstmTuiError
from lstm_tui.strings import catalogue, text
from lstm_tui.training import job as jobs
from lstm_tui.training import measure, recipes
from lstm_tui.training.command import models_table, place_of, train
from lstm_tui.training.listing import WIDE, _width
from lstm_tui.training.loop import Point
from lstm_tui.training.recipes import RECIPES, find
from lstm_tui.training.stories import Shape
from lstm_tui.training.words import Stage

SAY = partial(text, "en")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Recipes of 150 updates, few held-out stories, an empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(measure, "COUNT", 8)
    monkeypatch.setattr(measure, "GAPS", (0, 8))
    short = (Stage(1.0, Shape((1, 2), (0, 0), (0, 0))),)
    for name in ("pronoun-1-en", "pronoun-ko", "place-rnn-s1-en"):
        recipe = RECIPES[name]
        settings = replace(recipe.settings, updates=150, curriculum=short, batch=2)
        monkeypatch.setitem(recipes.RECIPES, name, replace(recipe, settings=settings))


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Ctrl+C once ``after`` points were given."""
    points = jobs.Job.points

    def interrupted(self: jobs.Job, *args: object) -> Iterator[Point]:
        for k, point in enumerate(points(self, *args)):
            if k == after:
                raise KeyboardInterrupt
            yield point

    monkeypatch.setattr(jobs.Job, "points", interrupted)


def test_the_trained_file_lies_here_and_can_be_walked_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert train("pronoun-ko", None, None, "en", SAY) == 0
    model = load(Path("pronoun-ko.npz"))
    assert model.run("철수는 키가 크다. ___").probabilities.shape == (6, len(model.outputs))
    assert model.label == "trained"
    out = capsys.readouterr().out
    assert out.splitlines()[1].endswith("lstm-tui step --model pronoun-ko.npz")


def test_a_name_without_its_language_takes_the_users() -> None:
    assert train("pronoun", None, None, "ko", SAY) == 0
    assert read_meta(Path("pronoun-ko.npz"))["language"] == "ko"


def test_another_seed_gets_another_name_and_says_so_in_its_file() -> None:
    assert train("pronoun-1-en", 7, None, "en", SAY) == 0
    meta = read_meta(Path("pronoun-1-s7-en.npz"))
    assert (meta["name"], meta["seed"], meta["recipe"]["name"]) == ("pronoun-1-s7-en", 7, "pronoun-1-en")


def test_the_same_seed_gives_the_same_file_of_weights() -> None:
    for name in ("one.npz", "two.npz"):
        assert train("pronoun-1-en", 3, name, "en", SAY) == 0
    one, two = (load(Path(name)) for name in ("one.npz", "two.npz"))
    assert all(np.array_equal(a, b) for a, b in zip(one.cell.arrays().values(), two.cell.arrays().values(), strict=True))


def test_ctrl_c_keeps_the_last_checkpoint_and_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupt(monkeypatch, after=2)
    assert train("pronoun-1-en", None, "half.npz", "en", SAY) == 130
    assert read_meta(Path("half.npz"))["updates"] == 100
    said = capsys.readouterr()
    assert said.out == ""
    assert "Stopped after 100 of 150 updates. The last good checkpoint is in half.npz" in said.err
    assert "This run was stopped after 100 of 150 updates." in models_table("half.npz", False, "en", SAY)


def test_a_second_ctrl_c_while_it_is_measured_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The weights are written before they are measured, and the line says where; the file can be walked and listed."""

    def impatient(*_: object) -> dict[str, object]:
        raise KeyboardInterrupt

    interrupt(monkeypatch, after=2)
    monkeypatch.setattr(measure, "held_out_report", impatient)
    assert train("pronoun-1-en", None, "half.npz", "en", SAY) == 130
    assert "The weights of update 100 of 150 are in half.npz" in capsys.readouterr().err
    assert load(Path("half.npz")).run("John is tall . ___").probabilities.shape[0] == 4
    assert "This run was stopped after 100 of 150 updates." in models_table("half.npz", False, "en", SAY)
    assert [path.name for path in Path().iterdir()] == ["half.npz"]


def test_ctrl_c_while_a_finished_run_is_measured_is_an_interrupt_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All updates are in the file, its figures are not."""

    def impatient(*_: object) -> dict[str, object]:
        raise KeyboardInterrupt

    monkeypatch.setattr(measure, "held_out_report", impatient)
    assert train("pronoun-1-en", None, None, "en", SAY) == 130
    assert capsys.readouterr().out == ""
    meta = read_meta(Path("pronoun-1-en.npz"))
    assert meta["updates"] == 150 and "held_out" not in meta


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_while_the_file_is_written_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing takes milliseconds and is the run's only copy; afterwards Ctrl+C means what it meant before."""
    save = weights.save

    def pressed(path: Path, model: object) -> None:
        signal.raise_signal(signal.SIGINT)
        save(path, model)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(weights, "save", pressed)
    assert train("pronoun-1-en", None, None, "en", SAY) == 0
    assert "held_out" in read_meta(Path("pronoun-1-en.npz"))
    assert signal.getsignal(signal.SIGINT) is before


def test_a_folder_that_takes_no_file_is_told_before_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after it, and nothing is left in one that does."""

    def read_only(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    Path("disk").mkdir()
    assert place_of("disk", "name") == Path("disk/name.npz")
    assert not list(Path("disk").iterdir())
    monkeypatch.setattr(tempfile, "TemporaryFile", read_only)
    monkeypatch.setattr(jobs.Job, "points", lambda *_: pytest.fail("trained"))
    with pytest.raises(LstmTuiError) as error:
        train("pronoun-1-en", None, "disk/x.npz", "en", SAY)
    assert (error.value.key, error.value.values["path"]) == ("file", Path("disk"))
    assert error.value.values["reason"] == "Read-only file system"


def test_ctrl_c_before_the_first_checkpoint_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupt(monkeypatch, after=0)
    assert train("pronoun-1-en", None, None, "en", SAY) == 130
    assert not list(Path().iterdir())
    assert "nothing was written" in capsys.readouterr().err


def test_numbers_that_end_keep_the_last_finite_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    points = jobs.Job.points

    def diverging(self: jobs.Job, *args: object, **kwargs: object) -> Iterator[Point]:
        for point in points(self, *args, **kwargs):
            yield replace(point, loss=float("nan")) if point.update == 150 else point

    monkeypatch.setattr(jobs.Job, "points", diverging)
    assert train("pronoun-1-en", None, None, "en", SAY) == 1
    assert read_meta(Path("pronoun-1-en.npz"))["updates"] == 100
    assert "ceased to be finite after 100" in capsys.readouterr().err
    assert jobs.Job(RECIPES["pronoun-1-en"], 0).run().update == 100


def test_a_file_that_is_there_is_replaced_only_when_it_is_named() -> None:
    Path("pronoun-1-en.npz").write_bytes(b"mine")
    with pytest.raises(LstmTuiError, match="out_exists"):
        train("pronoun-1-en", None, None, "en", SAY)
    assert Path("pronoun-1-en.npz").read_bytes() == b"mine"
    assert train("pronoun-1-en", None, "pronoun-1-en.npz", "en", SAY) == 0
    assert load(Path("pronoun-1-en.npz")).kind == "lstm"


def test_a_shipped_file_is_never_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (MODELS / "pronoun-en.npz").read_bytes()
    monkeypatch.chdir(MODELS)
    for out in (None, "pronoun-en", str(MODELS / "new.npz"), str(MODELS)):
        with pytest.raises(LstmTuiError, match="shipped_file"):
            train("pronoun-en", None, out, "en", SAY)
    assert (MODELS / "pronoun-en.npz").read_bytes() == before


def test_where_the_weights_go() -> None:
    Path("folder").mkdir()
    Path("folder.npz").mkdir()
    assert place_of(None, "name") == Path("name.npz")
    assert place_of("other", "name") == Path("other.npz")
    assert place_of("v1.2", "name") == Path("v1.2.npz")
    assert place_of("folder", "name") == Path("folder/name.npz")
    with pytest.raises(LstmTuiError, match="missing"):
        place_of("missing/x.npz", "name")


def test_an_unknown_recipe_is_told_with_its_nearest_names() -> None:
    with pytest.raises(LstmTuiError) as error:
        find("pronuon-en", "en")
    assert error.value.key == "unknown_recipe"
    assert error.value.values["known"].split(", ")[0] == "pronoun-en"
    with pytest.raises(LstmTuiError) as error:
        find("anything", "en")
    assert visible(known := error.value.values["known"]) == known
    assert "pronoun" in known.split(", ")


def test_each_error_has_words_in_both_languages() -> None:
    for lang in ("en", "ko"):
        assert {f"error.{key}" for key in ("unknown_recipe", "shipped_file", "out_exists", "file")} <= set(catalogue(lang))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_table_has_a_row_for_each_shipped_model(lang: str) -> None:
    lines = models_table(None, False, lang, partial(text, lang))
    names = [line.split()[0] for line in lines[2 : 2 + len(RECIPES)]]
    assert sorted(names) == sorted(RECIPES)
    assert len({_width(line) for line in lines[1 : 2 + len(RECIPES)]}) == 1, "columns stand below each other"
    assert all(_width(line) <= 80 for line in lines)


def test_the_table_as_json_is_what_the_files_say() -> None:
    told = json.loads("\n".join(models_table(None, True, "en", SAY)))
    assert {meta["name"]: meta for meta in told["models"]} == {name: read_meta(MODELS / f"{name}.npz") for name in RECIPES}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", sorted(RECIPES))
def test_one_model_is_told_with_its_words_and_figures(name: str, lang: str) -> None:
    meta = read_meta(MODELS / f"{name}.npz")
    lines = models_table(name, False, lang, partial(text, lang))
    told = " ".join(" ".join(lines).split())
    assert all(word in told for word in meta["words"])
    share = meta["held_out"]["64"]
    assert (f"64: {100 * share:.1f} %" if share < 1 else "64: 100 %") in told
    assert meta["example"] in told
    assert all(_width(line) <= 100 for line in lines)
    assert max(map(_width, lines[1:6])) <= WIDE + 2


def test_a_foreign_file_with_little_to_say_is_told_too(tmp_path: Path) -> None:
    meta = {"name": "mine", "kind": "rnn", "words": ["a", "b"], "outputs": ["a", "b"]}
    path = tmp_path / "mine.npz"
    np.savez(path, meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8))
    lines = models_table(str(path), False, "en", SAY)
    assert lines[0].startswith("mine: untrained")
    assert "2 words: a b" in lines


HALF_SAID: tuple[dict[str, object], ...] = (
    {"recipe": {"name": "mine"}},
    {"recipe": {"updates": 100}, "updates": 50},
    {"recipe": {"gate_cost": [0.1, 0.1]}},
    {"recipe": None, "notes": None, "train": None, "versions": None, "held_out": None},
    {"held_out": {"0": 1.0}},
    {"train": {"accuracy": 1.0}},
    {"versions": {"numpy": "2"}},
    {"notes": {"f_new": 0.5, "unit": 1}},
    {"notes": {"retained": {}}},
    {"task": "pronoun", "answers": []},
    {"task": "place", "answers": [], "outputs": []},
    {"updates": None, "seed": None},
)


@pytest.mark.parametrize("entries", HALF_SAID, ids=str)
def test_a_file_that_tells_half_of_a_story_is_told_without_it(entries: dict[str, object], tmp_path: Path) -> None:
    """Made by hand, it may leave out what ours always have; no line of the list depends on it."""
    meta = {"name": "mine", "kind": "lstm", "words": ["a", "b"], "outputs": ["a", "b"], **entries}
    path = tmp_path / "mine.npz"
    np.savez(path, meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8))
    lines = models_table(str(path), False, "en", SAY)
    assert lines[0].startswith("mine: untrained")
    assert not [line for line in lines if "None" in line or "{" in line]


def test_a_run_that_was_stopped_before_the_gate_cost_has_none(tmp_path: Path) -> None:
    """The list of a model says of its loss what was in it."""
    said = {}
    for updates in (300, 701, 2000):
        path = tmp_path / f"{updates}.npz"
        save(path, replace(known := load(MODELS / "pronoun-en.npz"), meta={**known.meta, "updates": updates}))
        said[updates] = " ".join(" ".join(models_table(str(path), False, "en", SAY)).split())
    assert "Gate cost" not in said[300]
    assert "Gate cost: 0.1·i" in said[701] and "it had come to 50 % of that" in said[701]
    assert "Gate cost: 0.1·i" in said[2000] and "fades in" not in said[2000]


def test_the_words_of_the_list_join_up() -> None:
    """A Korean adjective stands before what it says something of."""
    lines = models_table("pronoun-en", False, "ko", partial(text, "ko"))
    assert lines[0].startswith("pronoun-en: 학습된 LSTM")


def test_gaps_are_listed_as_numbers() -> None:
    """0, 4, 8 … 64, in the list of one model as in the walk."""
    told = " ".join(" ".join(models_table("pronoun-en", False, "en", SAY)).split())
    figures = told.partition("sentences in between): ")[2].partition(". Right")[0]
    assert [part.split(":")[0] for part in figures.split(", ")] == ["0", "4", "8", "16", "32", "64"]


def test_an_unknown_model_is_the_users_mistake() -> None:
    with pytest.raises(LstmTuiError, match="unknown_model"):
        models_table("nothing", False, "en", SAY)
