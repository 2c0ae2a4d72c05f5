"""Make the pictures of the screen again: docs/screen.png and docs/screen-ko.png.

    python docs/screenshot.py [--browser chromium]

Each is what `lstm-tui step TEXT --svg FILE` draws, saved by a headless browser with DejaVu Sans Mono and
NanumGothicCoding installed.
"""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

from lstm_tui.cli import run

HERE = Path(__file__).parent
PICTURES = {
    "screen.png": ("en", "John is tall . Jane is kind . __", "Jane:c"),
    "screen-ko.png": ("ko", "철수는 키가 크다. 영희는 친절하다. __", "영희:c"),
}
"""File, language, text, and the frame: the word that changes the memory, in the phase that makes the new cell."""


def main() -> None:
    """Write every picture."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--browser", default="chromium")
    browser = arguments.parse_args().browser
    with tempfile.TemporaryDirectory() as folder:
        for name, (lang, story, at) in PICTURES.items():
            drawn = Path(folder) / f"{name}.svg"
            run(["step", story, "--lang", lang, "--svg", str(drawn), "--at", at, "--theme", "dark"])
            save(drawn, HERE / name, browser)


def save(drawn: Path, target: Path, browser: str) -> None:
    """The SVG as a PNG, at twice its size for sharp screens."""
    width, height = re.findall(r'(?:width|height)="(\d+)"', drawn.read_text(encoding="utf-8"))[:2]
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2"]
    shot = [f"--window-size={width},{height}", f"--screenshot={target}", drawn.as_uri()]
    subprocess.run([browser, *flags, *shot], check=True, capture_output=True)


if __name__ == "__main__":
    main()
