"""The screen under keys: every key does what the help says, with a Korean keyboard too."""

import asyncio
import random
import threading
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.palette import palette
from lstm_tui.stage.view import View
from lstm_tui.tape import Tape, forward_tape
from lstm_tui.ui.app import LstmTui, Options, memory_of, run_simulator
from lstm_tui.ui.simulator import Simulator
from tests.walks import blank, model, walk

TAPE = walk("en")
STEPS = len(TAPE.phases)


def app(tape: Tape = TAPE, **options: object) -> LstmTui:
    return LstmTui(Simulator(tape, View(), palette("dark"), **options))


def screen_text(simulator: Simulator) -> str:
    lines = simulator.stage.render_lines(simulator.stage.region)
    return "\n".join(line.text for line in lines)


async def press(pilot: Pilot[object], *keys: str) -> Simulator:
    await pilot.press(*keys)
    await pilot.pause()
    return pilot.app.simulator


MOVES = [
    (("right", "space", "l", "ㅣ"), 1),
    (("left", "h", "ㅗ"), -1),
    (("pagedown", "shift+right", "n", "ㅜ"), STEPS),
    (("pageup", "shift+left", "p", "ㅔ"), -STEPS),
    (("home",), -(2 * STEPS + 3)),
    (("end",), len(TAPE) - 1 - (2 * STEPS + 3)),
]


@pytest.mark.parametrize(("key", "moves"), [(key, moves) for keys, moves in MOVES for key in keys])
async def test_keys_that_walk(key, moves):
    async with app().run_test(size=(80, 24)) as pilot:
        pilot.app.simulator.index = start = 2 * STEPS + 3
        simulator = await press(pilot, key)
        assert simulator.index == start + moves


@pytest.mark.parametrize(
    ("key", "start", "end"), [("down", 0, 1), ("j", 0, 1), ("ㅓ", 0, 1), ("up", 5, 4), ("k", 5, 4), ("ㅏ", 5, 4)]
)
async def test_keys_that_choose_a_unit(key, start, end):
    async with app().run_test(size=(80, 24)) as pilot:
        pilot.app.simulator.view = View(unit=start)
        simulator = await press(pilot, key)
        assert simulator.view.unit == end
        assert f"▸{end} " in screen_text(simulator)


async def test_nobody_walks_off_the_tape():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "left", "pageup", "up")
        assert (simulator.index, simulator.view.unit) == (0, 0)
        simulator = await press(pilot, "end", "right", "pagedown", *["down"] * 12)
        assert (simulator.index, simulator.view.unit) == (len(TAPE) - 1, 7)


async def test_seeking_shows_what_stepping_shows_and_back_is_identical():
    async with app().run_test(size=(80, 24)) as pilot:
        seen = []
        for _ in range(10):
            seen.append(screen_text(pilot.app.simulator))
            await press(pilot, "right")
        for k in reversed(range(10)):
            pilot.app.simulator.index = k
            await pilot.pause()
            assert screen_text(pilot.app.simulator) == seen[k]


async def test_tab_turns_the_pages_and_the_next_step_comes_back():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "tab")
        assert "C cell state" in screen_text(simulator) or "a word ago" in screen_text(simulator)
        simulator = await press(pilot, "shift+tab", "shift+tab")
        assert "x" in simulator.view.page or simulator.view.page == "inputs"
        simulator = await press(pilot, "right")
        assert simulator.view.page is None


async def test_language_and_theme_change_on_the_spot():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f6")
        assert "입력" in screen_text(simulator) and "inputs" not in screen_text(simulator)
        simulator = await press(pilot, "f6", "f9")
        assert simulator.stage.palette == palette("light")
        assert "inputs" in screen_text(simulator)


@pytest.mark.parametrize(("opens", "closes"), [("?", "escape"), ("f1", "f1"), ("question_mark", "?")])
async def test_help_opens_and_closes(opens, closes):
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, opens)
        assert "previous step" in screen_text(simulator)
        simulator = await press(pilot, closes)
        assert "previous step" not in screen_text(simulator)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ㅂ", 0), ("ctrl+q", 0), ("ctrl+c", 130)])
async def test_keys_that_leave(key, code):
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
    assert pilot.app.return_value == code


async def test_enter_goes_closer_and_escape_back_out():
    async with app().run_test(size=(100, 30)) as pilot:
        simulator = await press(pilot, "pagedown", "right", "right", "escape")
        assert simulator.view.zoom == "sentence"
        await press(pilot, "enter", "enter")
        assert simulator.view.zoom == "unit" and simulator.index == STEPS + 2
        await press(pilot, "down", "enter")
        assert (simulator.index, simulator.view.unit) != (STEPS + 2, None)
        await press(pilot, "escape", "escape", "escape", "escape")
        assert simulator.view.zoom == "sentence"


async def test_tab_in_the_arithmetic_goes_to_the_next_unit_and_in_the_sentence_to_another_quantity():
    async with app().run_test(size=(100, 30)) as pilot:
        simulator = await press(pilot, "right", "enter", "tab", "tab")
        assert simulator.view.unit == 2
        await press(pilot, *["tab"] * 6)
        assert simulator.view.unit == 0
        await press(pilot, "escape", "escape", "tab")
        assert simulator.view.quantity == "h"


async def test_tab_in_the_arithmetic_of_a_word_leaves_the_selected_unit_alone():
    async with app().run_test(size=(100, 30)) as pilot:
        simulator = await press(pilot, "down", "end", "enter", "tab", "shift+tab", "tab")
        assert simulator.view.zoom == "unit" and simulator.view.unit == 1


async def test_what_was_copied_before_the_numbers_came_stays_in_the_clipboard():
    async with app(blank("en")).run_test(size=(80, 24)) as pilot:
        pilot.app.copy_to_clipboard("mine")
        simulator = await press(pilot, "y")
        assert pilot.app.clipboard == "mine" and "Copied" not in screen_text(simulator)


async def test_a_digit_opens_a_panel_and_closes_it_again():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "5")
        assert simulator.view.panel == "c"
        await press(pilot, "5")
        assert simulator.view.panel is None
        await press(pilot, "2", "escape")
        assert simulator.view.panel is None and simulator.view.zoom == "cell"


@pytest.mark.parametrize("key", ["e", "ㄷ"])
async def test_equations_have_two_notations(key):
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, key)
        assert simulator.view.notation == "joined"
        await press(pilot, key)
        assert simulator.view.notation == "split"


async def test_where_no_plain_rnn_reads_the_words_that_is_said():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "f7")
        assert "no plain RNN" in screen_text(simulator) and not simulator.view.rnn
        simulator.tape = replace(TAPE, beside=walk("en", kind="rnn").run)
        await press(pilot, "f7")
        assert simulator.view.rnn


@pytest.mark.parametrize("key", ["y", "ㅛ"])
async def test_the_shown_numbers_go_to_the_clipboard_with_all_digits(key):
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", key)
        copied = pilot.app.clipboard.splitlines()
        assert [float(line.split("\t")[-1]) for line in copied] == list(simulator.frame.values("f"))
        assert "Copied, lines: 8" in screen_text(simulator)


async def arrival(simulator: Simulator, index: int) -> None:
    """Wait until the walk gets to `index` by itself."""
    there = asyncio.Event()
    simulator.watch(simulator, "index", lambda now: there.set() if now == index else None)
    await asyncio.wait_for(there.wait(), 30)


@pytest.mark.parametrize("key", ["f5", "space", "x", "escape"])
async def test_it_plays_by_itself_until_any_key(key):
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        simulator.autoplay.seconds = 3600  # the clock of this test is `step`
        await press(pilot, "f5")
        for _ in range(3):
            simulator.autoplay.step()
        await pilot.pause()
        assert simulator.index == 3 and "Any key stops it" in screen_text(simulator)
        await press(pilot, key)
        assert simulator.autoplay.timer is None and "Any key" not in screen_text(simulator)
        assert simulator.view.zoom == "cell" and simulator.index == 3


async def test_it_stops_by_itself_at_the_end():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        simulator.autoplay.seconds = 0.01
        simulator.index = len(TAPE) - 3
        await press(pilot, "f5")
        await arrival(simulator, len(TAPE) - 1)
        await pilot.pause()
        assert simulator.autoplay.timer is None and "Any key" not in screen_text(simulator)


async def test_no_timer_runs_where_nothing_plays():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "f3", "escape", "f9", "f5", "f5")
        assert {timer.name for timer in simulator._timers} <= {"screen_update"}


async def test_the_help_scrolls_where_it_does_not_fit():
    async with app().run_test(size=(60, 20)) as pilot:
        simulator = await press(pilot, "?")
        assert "1–17/" in screen_text(simulator) and "quit" not in screen_text(simulator).split("\n")[-3]
        await press(pilot, *["down"] * 18)
        assert "not computed yet" in screen_text(simulator) and simulator.view.unit is None
        await press(pilot, *["up"] * 18)
        assert "1–17/" in screen_text(simulator)


async def test_every_key_of_the_help_changes_something():
    """No key is printed that does nothing: each changes index, view, colours, question or note, or leaves."""
    tape = replace(trainable(), beside=walk("en", kind="rnn").run)
    simulator = Simulator(tape, View(), palette("dark"), retrain=until_called_off)
    async with LstmTui(simulator).run_test(size=(80, 24)) as pilot:
        for key in (key for key in KEYS if key.action != "quit"):
            for name in key.keys:
                simulator.index, simulator.dialog = 2 * STEPS + 3, None
                simulator.view = View(unit=3, help=int(key.help == "close"))
                simulator.say("")
                await pilot.pause()
                before = state(simulator)
                await press(pilot, name)
                assert state(simulator) != before, f"{name} does nothing"
                simulator.called_off.set()
                simulator.autoplay.stop()
                await simulator.workers.wait_for_complete()


def until_called_off(*arguments: object) -> None:
    """A training run that never gets anywhere."""
    arguments[-1].__self__.wait()


def state(simulator: Simulator) -> tuple[object, ...]:
    stage = simulator.stage
    return simulator.index, simulator.view, stage.palette, stage.form, simulator.dialog


async def test_a_users_own_keys_take_the_place_of_ours_everywhere():
    simulator = Simulator(TAPE, View(keymap=(("next", "d,ㅇ"), ("help", "f2"))), palette("dark"))
    async with LstmTui(simulator).run_test(size=(100, 30)) as pilot:
        await press(pilot, "d", "ㅇ", "right", "space")
        assert simulator.index == 2
        assert "← d step" in screen_text(simulator) and "F2 help" in screen_text(simulator)
        await press(pilot, "f2")
        assert "d  ㅇ" in screen_text(simulator) and "F2 " in screen_text(simulator)
        await press(pilot, "escape", "ctrl+p")
        assert "d  ㅇ" in screen_text(simulator)


async def test_a_key_that_was_ours_belongs_to_the_users_action():
    simulator = Simulator(TAPE, View(keymap=(("next", "q"),)), palette("dark"))
    async with LstmTui(simulator).run_test(size=(80, 24)) as pilot:
        await press(pilot, "q")
        assert simulator.index == 1 and pilot.app.is_running


@pytest.mark.parametrize("size", [(60, 20), (61, 21), (80, 24), (97, 33), (120, 40), (200, 60)])
async def test_the_canvas_fills_every_size(size):
    async with app().run_test(size=size) as pilot:
        await pilot.pause()
        lines = screen_text(pilot.app.simulator).split("\n")
        assert len(lines) == size[1]
        assert "lstm-tui" in lines[0] and "→" in lines[-1]


@pytest.mark.parametrize("size", [(59, 24), (80, 19), (20, 5), (1, 1)])
async def test_too_small_a_terminal_says_so(size):
    async with app().run_test(size=size) as pilot:
        await pilot.pause()
        assert "lstm-tui" not in screen_text(pilot.app.simulator)


async def test_a_resize_redraws_at_the_new_size():
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert len(screen_text(pilot.app.simulator).split("\n")) == 40


async def test_the_numbers_come_after_the_first_paint_and_keep_the_place():
    gate = threading.Event()
    tape = walk("en")

    def load() -> Tape:
        gate.wait()
        return tape

    async with app(blank("en"), load=load).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "right")
        assert "fetching the numbers" in screen_text(simulator)
        gate.set()
        await simulator.workers.wait_for_complete()
        await pilot.pause()
        assert simulator.index == 2 and simulator.tape is tape
        assert "fetching the numbers" not in screen_text(simulator)


async def test_weights_that_cannot_be_read_end_the_screen_with_the_users_error():
    def load() -> Tape:
        raise LstmTuiError("bad_weights", path="x", why="y")

    async with app(blank("en"), load=load).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.app.simulator.workers.wait_for_complete()
    assert pilot.app.return_value.key == "bad_weights"


def test_an_unknown_theme_is_told_before_the_screen_opens():
    with pytest.raises(LstmTuiError) as caught:
        run_simulator(TAPE.setup, TAPE.tokens, "lstm", Options(theme="pink"))
    assert caught.value.key == "unknown_theme"


async def test_a_click_goes_to_a_token_or_selects_a_unit():
    async with app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "right")
        rows = screen_text(pilot.app.simulator).split("\n")
        strip = next(n for n, row in enumerate(rows) if "John is tall" in row)
        await pilot.click(offset=(rows[strip].index("Jane") + 1, strip))
        await pilot.pause()
        assert pilot.app.simulator.index == TAPE.index(4, "f")
        await pilot.click(offset=(10, next(n for n, row in enumerate(rows) if "│  6 " in row)))
        await pilot.pause()
        assert pilot.app.simulator.view.unit == 6
        await pilot.click(offset=(79, 0))
        assert pilot.app.simulator.index == TAPE.index(4, "f")


async def test_the_wheel_steps():
    async with app().run_test(size=(80, 24)) as pilot:
        simulator = pilot.app.simulator
        simulator.stage.on_mouse_scroll_down()
        await pilot.pause()
        assert simulator.index == 1
        simulator.stage.on_mouse_scroll_up()
        await pilot.pause()
        assert simulator.index == 0


def trainable() -> Tape:
    full = model("en")
    recipe = {"name": "any", "gate_cost": None}
    run = replace(full, meta={**full.meta, "recipe": recipe}).run(TAPE.setup.text)
    return forward_tape(run, TAPE.setup)


@pytest.mark.parametrize("key", ["s", "ㄴ"])
async def test_another_seed_is_one_key_and_the_walk_stays_where_it_is(key):
    heard, gate = threading.Event(), threading.Event()
    other = walk("en", seed=1)

    def retrain(_tape, report, _stop):
        report(40)
        heard.set()
        gate.wait()
        return other

    async with app(trainable(), retrain=retrain).run_test(size=(120, 40)) as pilot:
        simulator = await press(pilot, "end", key)
        await asyncio.to_thread(heard.wait)
        await pilot.pause()
        assert "another seed: 40 %" in screen_text(simulator)
        await press(pilot, "left", "s")
        gate.set()
        await simulator.workers.wait_for_complete()
        await pilot.pause()
        assert (simulator.tape, simulator.index) == (other, len(TAPE) - 2)
        assert "another seed" not in screen_text(simulator).split("\n")[0]


async def test_what_was_trained_while_a_change_was_asked_for_stays_after_escape():
    heard, gate = threading.Event(), threading.Event()
    other = walk("en", seed=1)

    def retrain(_tape, _report, _stop):
        heard.set()
        gate.wait()
        return other

    async with app(trainable(), retrain=retrain).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "s", "f4")
        await asyncio.to_thread(heard.wait)
        gate.set()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await press(pilot, "escape")
        assert simulator.dialog is None and simulator.tape is other


async def test_escape_calls_a_training_run_off():
    tape, begun = trainable(), threading.Event()
    simulator = Simulator(tape, View(), palette("dark"), retrain=lambda *_: begun.set() or called_off())

    def called_off() -> None:
        simulator.called_off.wait()

    async with LstmTui(simulator).run_test(size=(120, 40)) as pilot:
        await press(pilot, "s")
        await asyncio.to_thread(begun.wait)
        assert simulator.view.training == 0
        await press(pilot, "escape")
        await simulator.workers.wait_for_complete()
        await pilot.pause()
        assert simulator.tape is tape and simulator.view.training is None


async def test_a_change_calls_a_training_run_off_even_when_it_has_just_ended():
    ended, other = threading.Event(), walk("en", seed=1)

    def retrain(*_):
        ended.wait()
        return other

    async with app(trainable(), retrain=retrain).run_test(size=(80, 24)) as pilot:
        simulator = await press(pilot, "right", "s", "f4", "up", "enter")
        changed = simulator.tape
        ended.set()
        await simulator.workers.wait_for_complete()
        await pilot.pause()
        assert simulator.tape is changed and simulator.view.training is None


@pytest.mark.parametrize(("model", "remembered"), [("pronoun-en", "pronoun-en"), ("mine.npz", "mine.npz")])
def test_a_model_of_ones_own_is_remembered_from_wherever_the_next_run_starts(model, remembered, tmp_path):
    tape = replace(TAPE, setup=replace(TAPE.setup, model=model))
    memory = memory_of(Simulator(tape, View(lang="ko"), palette("light")))
    expected = str(tmp_path / remembered) if remembered.endswith("npz") else remembered
    assert (memory.text, memory.model, memory.theme, memory.lang) == (TAPE.setup.text, expected, "light", "ko")


async def test_a_model_without_a_recipe_offers_no_other_seed():
    async with app(retrain=lambda *_: None).run_test(size=(120, 40)) as pilot:
        simulator = await press(pilot, "s")
        assert simulator.view.training is None
        assert "new seed" not in screen_text(simulator)


@pytest.mark.parametrize(("seed", "units", "kind"), [(1, 1, "lstm"), (2, 8, "lstm"), (3, 20, "lstm"), (4, 6, "rnn")])
async def test_a_random_walk_of_keys_and_sizes_never_draws_a_line_too_long(seed, units, kind):
    dice = random.Random(seed)
    keys = [key for entry in KEYS for key in entry.keys if entry.action != "quit"]
    async with app(walk("ko", units, kind)).run_test(size=(80, 24)) as pilot:
        for _ in range(40):
            if dice.random() < 0.2:
                await pilot.resize_terminal(dice.randint(1, 210), dice.randint(1, 65))
            simulator = await press(pilot, dice.choice([*keys, "q" if pilot.app.simulator.dialog else "left"]))
            columns, rows = simulator.stage.size
            drawn = screen_text(simulator).split("\n")
            assert [cell_len(line) for line in drawn] == [columns] * rows
