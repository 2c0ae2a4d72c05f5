"""Make the pictures of the screen again: docs/screen.png and docs/screen-ko.png.

    python docs/screenshot.py [--browser chromium]

What the app paints is the pure picture of a frame. Here that very picture goes into a page, cell by cell, and a headless
browser with DejaVu Sans Mono and NanumGothicCoding installed saves it. (A terminal's SVG export asks the network for its
font and spaces Korean by characters instead of cells.)
"""

import argparse
import html
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len

from lstm_tui.stage.palette import Palette, palette
from lstm_tui.stage.picture import Cells, picture
from lstm_tui.stage.view import Size, View
from lstm_tui.step import prepare
from lstm_tui.tape import Setup, forward_tape

HERE = Path(__file__).parent
SIZE = Size(100, 28)
PICTURES = {
    "screen.png": ("en", "John is tall . Jane is kind . __", "jane"),
    "screen-ko.png": ("ko", "철수는 키가 크다. 영희는 친절하다. __", "영희"),
}
"""File, language, text, and the word at which the picture is taken, in the phase that makes the new cell."""
CELL = (10, 19)
"""Pixels of a cell; the font's size below makes its letters exactly as wide and its box lines meet."""
STYLE = f"""
body {{ margin: 0; padding: 12px; font: 16.61px/{CELL[1]}px 'DejaVu Sans Mono', 'NanumGothicCoding', monospace }}
div {{ height: {CELL[1]}px; white-space: pre }}
span {{ display: inline-block; height: {CELL[1]}px; overflow: hidden; text-align: center; vertical-align: top }}
"""


def main() -> None:
    """Write every picture."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--browser", default="chromium")
    browser = arguments.parse_args().browser
    for name, (lang, story, word) in PICTURES.items():
        save(page(lang, story, word, palette("dark")), HERE / name, browser)


def page(lang: str, story: str, word: str, colours: Palette) -> str:
    """The screen at `word`, with the unit chosen that forgets most there."""
    walk = prepare(None, story, lang)
    tape = forward_tape(walk.run(), Setup(walk.model, walk.text))
    place = [token.word for token in walk.tokens].index(word)
    frame = tape[tape.index(place, "c")]
    forget = frame.values("f")
    view = View(lang=lang, unit=forget.index(min(forget)))
    lines = picture(frame, view, SIZE, colours).lines
    body = "\n".join(f"<div>{''.join(cells(line))}</div>" for line in lines)
    return f"<style>{STYLE}body {{ background: {colours.ground} }}</style>{body}"


def cells(line: Cells) -> Iterator[str]:
    """One box per character, as wide as its cells."""
    for text, ink in line:
        weight = "bold" if ink.bold else "normal"
        look = f"color: {ink.foreground}; background: {ink.background}; font-weight: {weight}"
        for character in text:
            width = CELL[0] * cell_len(character)
            yield f'<span style="width: {width}px; {look}">{html.escape(character)}</span>'


def save(content: str, target: Path, browser: str) -> None:
    """The page as a PNG, at twice its size for sharp screens."""
    width, height = SIZE.columns * CELL[0] + 24, SIZE.rows * CELL[1] + 24
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "screen.html"
        source.write_text(f"<!doctype html><meta charset=utf-8>{content}", encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2"]
        shot = [f"--window-size={width},{height}", f"--screenshot={target}", source.as_uri()]
        subprocess.run([browser, *flags, *shot], check=True, capture_output=True)


if __name__ == "__main__":
    main()
