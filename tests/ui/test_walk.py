"""A random walk of keys, resizes and pastes: no crash, and not one cell of the terminal other than meant.

LSTM_TUI_SOAK=5000 makes each walk that many keys long.
"""

import os
import random
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from lstm_tui.stage.keys import KEYS
from lstm_tui.stage.palette import DEPTHS, THEMES, palette
from lstm_tui.stage.view import View
from lstm_tui.tape import Tape, forward_tape
from lstm_tui.ui.app import LstmTui
from lstm_tui.ui.simulator import Simulator
from tests.walks import model, walk

pytest.importorskip("pyte")
from tests.ui.emulated import EmulatedDriver, cells, meant

KEYSTROKES = int(os.environ.get("LSTM_TUI_SOAK", "25"))
SIZES = ((60, 20), (61, 21), (80, 24), (97, 33), (120, 40), (200, 60), (59, 20), (30, 5))
PRESSED = [key for entry in KEYS for key in entry.keys if entry.action != "quit"]
TYPED = [
    "j",
    "o",
    "h",
    "n",
    "철",
    "수",
    "=",
    "0",
    ".",
    "@",
    "[",
    "1",
    "]",
    "f",
    "backspace",
    "delete",
    "space",
    "enter",
    "escape",
]
LEAVING = ["escape", "enter", "enter"]
PASTES = ["John is tall.", "철수는 키가 크다.\n영희가 왔다.", "f[2]@Jane=0", "\t", "x" * 300, "C̃ 🙂 한"]


class Walked(LstmTui):
    """The app, but it stays."""

    async def action_quit(self) -> None:
        """Not now."""


def app(tape: Tape, lang: str, theme: str, bits: int, plain: bool) -> LstmTui:
    walked = Walked(Simulator(tape, View(lang=lang), palette(theme, plain, bits)))
    walked.driver_class = EmulatedDriver
    return walked


async def act(pilot: Pilot[object], driver: EmulatedDriver, dice: random.Random) -> str:
    """Something a user may do; what it was."""
    chance = dice.random()
    if chance < 0.08:
        columns, rows = dice.choice(SIZES)
        driver.screen.resize(rows, columns)
        await pilot.resize_terminal(columns, rows)
        return f"{columns}x{rows}"
    if chance < 0.16:
        pasted = dice.choice(PASTES)
        driver.typed(f"\x1b[200~{pasted}\x1b[201~")
        return f"paste {pasted!r}"
    key = dice.choice(LEAVING if chance < 0.3 else TYPED if pilot.app.simulator.dialog and chance < 0.8 else PRESSED)
    await pilot.press(key)
    return key


async def settled(pilot: Pilot[object], driver: EmulatedDriver) -> tuple[list[object], list[object]]:
    """What the screen shows and what it should, once they agree or have had time to."""
    for _ in range(20):
        await pilot.pause()
        expected = meant(pilot.app.simulator.stage.strips())
        shown = [cells(driver.screen, row) for row in range(driver.screen.lines)]
        if shown == expected:
            break
    return shown, expected


WALKS = [
    (seed, lang, theme, DEPTHS[seed % 4], seed % 3 == 2)
    for seed, (theme, lang) in enumerate((theme, lang) for theme in THEMES for lang in ("en", "ko"))
]


@pytest.mark.parametrize(("seed", "lang", "theme", "bits", "plain"), WALKS)
async def test_every_cell_is_where_it_was_meant_to_be(seed, lang, theme, bits, plain, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dice = random.Random(seed)
    tape = walk(lang, units=dice.choice((1, 8, 16, 20)), kind="rnn" if seed % 5 == 4 else "lstm")
    beside = model(lang, kind="rnn").run(tape.setup.text) if seed % 5 < 3 else None
    tape = forward_tape(tape.run, replace(tape.setup, seed=1000 + seed), beside=beside)  # strips are kept by setup
    tried = []
    start = SIZES[seed % 6]
    async with app(tape, lang, theme, bits, plain).run_test(headless=False, size=start) as pilot:
        driver = pilot.app._driver
        for _ in range(KEYSTROKES):
            tried.append(await act(pilot, driver, dice))
            shown, expected = await settled(pilot, driver)
            assert len(shown) == len(expected)
            for row, (here, there) in enumerate(zip(shown, expected, strict=True)):
                assert here == there, f"row {row} after {tried}"
