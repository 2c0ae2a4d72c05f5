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
from lstm_tui.ui.app import LstmTui, Options, run_simulator
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
        assert "C cell state" in screen_text(simulator) or "one word before" in screen_text(simulator)
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


async def test_the_palette_in_a_foreign_language_stays_shut():
    async with app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        assert pilot.app.screen is pilot.app.simulator


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


async def test_a_model_without_a_recipe_offers_no_other_seed():
    async with app(retrain=lambda *_: None).run_test(size=(120, 40)) as pilot:
        simulator = await press(pilot, "s")
        assert simulator.view.training is None
        assert "new seed" not in screen_text(simulator)


@pytest.mark.parametrize(("seed", "units", "kind"), [(1, 1, "lstm"), (2, 8, "lstm"), (3, 20, "lstm"), (4, 6, "rnn")])
async def test_a_random_walk_of_keys_and_sizes_never_draws_a_line_too_long(seed, units, kind):
    dice = random.Random(seed)
    keys = [key for entry in KEYS for key in entry.keys if entry.action != "app.quit"]
    async with app(walk("ko", units, kind)).run_test(size=(80, 24)) as pilot:
        for _ in range(40):
            if dice.random() < 0.2:
                await pilot.resize_terminal(dice.randint(1, 210), dice.randint(1, 65))
            simulator = await press(pilot, dice.choice(keys))
            columns, rows = simulator.stage.size
            drawn = screen_text(simulator).split("\n")
            assert [cell_len(line) for line in drawn] == [columns] * rows
