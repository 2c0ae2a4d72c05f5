"""What is asked on screen: another sentence, a change, a kind of file, an action; and what every key does there."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from lstm_tui.engine.weights import read_meta, shipped
from lstm_tui.stage.palette import palette
from lstm_tui.stage.view import View
from lstm_tui.tape import Setup, Tape
from lstm_tui.ui.app import LstmTui
from lstm_tui.ui.export import write_new
from lstm_tui.ui.numbers import load_tape
from lstm_tui.ui.simulator import Simulator
from tests.walks import blank

STORY = "John is tall. Jane is kind. __"


def pronoun(*changes: str, model: str = "pronoun-en") -> Tape:
    text = STORY if model.endswith("en") else read_meta(shipped()[model])["example"]
    return load_tape(Setup(model, text, changes), "en")


def app(tape: Tape | None = None, lang: str = "en", plain: bool = False) -> LstmTui:
    return LstmTui(Simulator(tape or pronoun(), View(lang=lang), palette("dark", plain)))


def screen_text(simulator: Simulator) -> str:
    return "\n".join(line.text for line in simulator.stage.render_lines(simulator.stage.region))


async def press(pilot: Pilot[object], *keys: str) -> Simulator:
    await pilot.press(*keys)
    await pilot.pause()
    return pilot.app.simulator


async def say(pilot: Pilot[object], line: str) -> Simulator:
    """Replace the line with another one, as a paste does."""
    await press(pilot, "ctrl+u")
    pilot.app.post_message(events.Paste(line))
    await pilot.pause()
    return pilot.app.simulator


async def test_another_sentence_is_walked_from_its_first_word():
    async with app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "end", "f3")
        await say(pilot, "Mary is funny . __")
        simulator = await press(pilot, "enter")
        assert simulator.dialog is None and simulator.index == 0
        assert [token.text for token in simulator.tape.tokens] == ["Mary", "is", "funny", "."]
        assert "Mary is funny." in screen_text(simulator)


async def test_an_unknown_word_is_told_and_nothing_is_lost():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        before = simulator.tape
        await press(pilot, "f3")
        await say(pilot, "Jonh is tall .")
        await press(pilot, "enter")
        shown = screen_text(simulator)
        assert "pronoun-en does not know the word Jonh; near it: john" in shown
        assert "▸ Jonh is tall ." in shown and simulator.tape is before
        await press(pilot, "home", "right", "right", "right", "delete", "left", "h")
        assert "does not know" not in screen_text(simulator)
        await press(pilot, "enter")
        assert simulator.dialog is None and simulator.tape is not before


async def test_korean_is_typed_like_anything_else():
    async with app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", "ctrl+u")
        for syllable in "철수는 키가 크다.":
            await pilot.press("space" if syllable == " " else "full_stop" if syllable == "." else syllable)
        simulator = await press(pilot, "enter")
        assert simulator.tape.run.model.name == "pronoun-ko"


async def test_letters_go_to_the_line_and_nowhere_else():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "f3", "ctrl+u", "q", "l", "ㅂ", "question_mark", "space", "s")
        assert simulator.dialog.field.text == "qlㅂ? s"
        assert simulator.index == 1 and simulator.view.help == 0
        await press(pilot, "escape")
        assert simulator.dialog is None and simulator.index == 1


async def test_the_terminals_cursor_stands_in_the_line_for_an_input_method():
    async with app(lang="ko").run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f3", "ctrl+u", "철", "수")
        column, row = pilot.app.cursor_position
        line = screen_text(simulator).split("\n")[row]
        assert line.startswith(" │ ▸ 철수 ") and column == cell_len(" │ ▸ 철수")


async def test_a_change_is_watched_while_it_is_typed_and_kept_by_enter():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        simulator.index = simulator.tape.index(4, "f")
        before = simulator.tape
        await press(pilot, "f4")
        unit = simulator.frame.values("f").index(min(simulator.frame.values("f")))
        assert simulator.dialog.field.text.endswith("@Jane=") and simulator.tape is before
        await say(pilot, "f@Jane=")
        await press(pilot, "1")
        assert set(simulator.frame.values("f")) == {1.0}
        assert simulator.frame.baseline_values("f")[unit] < 0.5
        await press(pilot, "backspace")
        assert simulator.tape is before
        await press(pilot, "1", "enter")
        assert simulator.dialog is None and simulator.tape.setup.interventions == ("f@Jane=1",)
        assert simulator.index == simulator.tape.index(4, "f")


async def test_arrows_slide_the_value_and_escape_takes_it_back():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        simulator.index = simulator.tape.index(4, "f")
        simulator.view = View(unit=0)
        before = simulator.tape
        start = simulator.frame.values("f")[0]
        await press(pilot, "f4", "down", "down", "down")
        value = simulator.frame.values("f")[0]
        assert simulator.dialog.field.text == f"f[0]@Jane={value:g}"
        assert value == pytest.approx(round(start * 20) / 20 - 0.15)
        await press(pilot, "escape")
        assert simulator.tape is before and simulator.dialog is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("f[99]@Jane=1", "no unit 99"),
        ("f@Jane=2", "f lies between 0 and 1"),
        ("hello", "Not understood: hello. A value is held like this"),
        ("@4", "A word is replaced like this"),
        ("W_xf=1", "A weight is set like this"),
        ("off everything", "no part everything"),
        ("@4=Nobody", "does not know the word Nobody"),
    ],
)
async def test_a_mistake_is_told_and_stays_in_the_line(line, told):
    async with app().run_test(size=(100, 30)) as pilot:
        simulator = await press(pilot, "f4")
        before = simulator.tape
        await say(pilot, line)
        await press(pilot, "enter")
        assert told in " ".join(screen_text(simulator).split())
        assert "--" not in simulator.dialog.error
        assert simulator.dialog.field.text == line and simulator.tape.setup == before.setup


@pytest.mark.parametrize("line", ["off forget", "@4=Mary", "W_xf[0,3]=0.5", "c[0]=2"])
async def test_every_kind_of_change_can_be_made_and_lifted_by_its_digit(line):
    async with app(pronoun("f@Jane=1")).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f4")
        await say(pilot, line)
        await press(pilot, "enter")
        assert simulator.tape.setup.interventions == ("f@Jane=1", line)
        await press(pilot, "f4", "tab")
        assert "1  f@Jane=1" in screen_text(simulator) and f"2  {line}" in screen_text(simulator)
        await press(pilot, "1")
        assert simulator.tape.setup.interventions == (line,)
        await press(pilot, "enter")
        assert simulator.tape.setup.interventions == () and simulator.tape.baseline is None
        await press(pilot, "escape")
        assert simulator.dialog is None


async def test_without_changes_there_is_no_list():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f4", "tab")
        assert simulator.dialog.chosen is None and "list" not in screen_text(simulator).split("\n")[-1]


@pytest.mark.parametrize(("digit", "kind"), [("1", "svg"), ("2", "md"), ("3", "json"), ("4", "csv")])
async def test_a_walk_is_saved_under_a_new_name_each_time(digit, kind, tmp_path):
    async with app(lang="ko").run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f8", digit)
        assert str(tmp_path / f"pronoun-en.{kind}") in "".join(screen_text(simulator).split("\n"))
        await press(pilot, "f8", *["down"] * (int(digit) - 1), "enter")
    first, second = tmp_path / f"pronoun-en.{kind}", tmp_path / f"pronoun-en-2.{kind}"
    assert sorted(tmp_path.iterdir()) == sorted([first, second])
    assert first.read_bytes() == second.read_bytes() != b""


async def test_the_saved_numbers_are_those_of_the_walk(tmp_path):
    tape = pronoun("f@Jane=1")
    async with app(tape).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8", "3")
    saved = json.loads((tmp_path / "pronoun-en.json").read_text(encoding="utf-8"))
    assert saved["interventions"] == ["f@Jane=1"]
    assert saved["steps"][4]["c"] == list(tape[tape.index(4, "c")].values("c"))


async def test_a_folder_that_cannot_be_written_is_told(monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied", "there")

    async with app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        monkeypatch.setattr(Path, "open", refuse)
        simulator = await press(pilot, "3")
        assert "cannot use there: Permission denied" in screen_text(simulator) and simulator.dialog


@pytest.mark.parametrize(("lang", "typed", "expected"), [("en", "helP", "this help"), ("ko", "도움말", "이 도움말")])
async def test_every_action_is_found_by_its_name(lang, typed, expected):
    async with app(lang=lang).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "ctrl+p", *typed)
        assert expected in screen_text(simulator) and "F3" not in screen_text(simulator)
        simulator = await press(pilot, "enter")
        assert simulator.view.help == 1 and simulator.dialog is None


async def test_the_list_of_actions_is_walked_by_arrows_and_closed_by_escape():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "ctrl+p", "down", "down", "enter")
        assert simulator.index == len(simulator.tape.phases)
        await press(pilot, "ctrl+p", *"zzz")
        assert "Nothing is called that" in screen_text(simulator)
        await press(pilot, "enter")
        assert simulator.dialog is None
        await press(pilot, "ctrl+p", "escape")
        assert simulator.dialog is None


@pytest.mark.parametrize("key", ["f3", "f4", "f8"])
async def test_while_the_numbers_are_on_their_way_nothing_is_asked(key):
    async with app(blank("en")).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, key)
        assert simulator.dialog is None


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("size", [(60, 20), (61, 21), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["f3", "f4", "f8", "ctrl+p"])
async def test_every_question_fits_every_screen(key, size, lang):
    tape = pronoun("f@Jane=1") if lang == "en" else pronoun(model="pronoun-ko")
    async with app(tape, lang).run_test(size=size) as pilot:
        simulator = await press(pilot, key)
        lines = screen_text(simulator).split("\n")
        assert [cell_len(line) for line in lines] == [size[0]] * size[1]
        assert "Esc" in lines[-1] and lines[-2].startswith(" ╰")
        assert "lstm-tui" in lines[0]


async def test_in_a_terminal_that_shrinks_below_the_smallest_the_kind_line_stays():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f3")
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert "lstm-tui" not in screen_text(simulator)


async def test_a_notice_goes_with_the_next_key_which_does_its_work():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f9")
        assert "Colours: light" in screen_text(simulator)
        await press(pilot, "right")
        assert "Colours" not in screen_text(simulator) and simulator.index == 1


async def test_a_paste_without_a_question_does_nothing():
    async with app().run_test(size=(80, 24)) as pilot:
        pilot.app.post_message(events.Paste("q"))
        await pilot.pause()
        assert pilot.app.simulator.index == 0 and pilot.app.is_running


@pytest.mark.parametrize("key", ["f3", "f4", "f8", "ctrl+p", "f5", "f9", "y"])
async def test_in_ascii_english_questions_have_no_other_character(key):
    async with app(pronoun("f@Jane=1"), plain=True).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, key)
        shown = screen_text(simulator)
        simulator.autoplay.stop()
        assert shown.isascii() and " @ " not in shown


async def test_actions_that_can_do_nothing_here_are_not_listed():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "ctrl+p", *"seed")
        assert "Nothing is called that" in screen_text(simulator)
        simulator.retrain = lambda *_: None
        await press(pilot, "backspace", "d")
        assert "another seed" in screen_text(simulator)


NAMED = {"../../x": "x.csv", "/": "walk.csv", "..": "walk.csv", "내 모델": "내-모델.csv"}


@pytest.mark.parametrize(("name", "file"), NAMED.items())
def test_a_models_name_never_leads_out_of_the_folder(name, file, tmp_path):
    assert write_new(tmp_path, name, "csv", "a") == tmp_path / file
