"""From a key to its finished paint, six panels on screen, against a bare Textual app that changes one line of text.

    python benchmarks/key_paint.py [--keys N]

Both run in terminals of their own at once and are given keys in turn, so that a busy machine slows them alike. Every key of
ours is a step to a frame that was never drawn before.
"""

import argparse
import statistics
import sys

from startup import compile_bytecode
from terminal import Paint, Terminal, walk_command
from timing import finish

TEXT = "John is tall . Jane is kind . Jane is tall . __"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    count = 0
    def compose(self):
        yield Static("0")
    def on_key(self):
        self.count += 1
        self.query_one(Static).update(str(self.count))
Bare().run()
"""
BARS = {(80, 24): 3.0, (120, 40): 5.0}
RIGHT = b"\x1b[C"
OURS, PEER = "lstm-tui, a step", "bare Textual app, a line"


def main() -> None:
    """A table for each size."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--keys", type=int, default=60)
    keys = arguments.parse_args().keys
    compile_bytecode("textual", "rich", "numpy", "lstm_tui")
    finish([measure(columns, rows, keys, bar) for (columns, rows), bar in BARS.items()])


def measure(columns: int, rows: int, keys: int, bar: float) -> bool:
    """Whether the ratio of the medians is at most `bar`."""
    terminals = {
        PEER: Terminal([sys.executable, "-c", BARE], columns, rows),
        OURS: Terminal(walk_command(TEXT), columns, rows),
    }
    for terminal in terminals.values():
        terminal.settle()
    paints: dict[str, list[Paint]] = {name: [] for name in terminals}
    for _ in range(keys):
        for name, terminal in terminals.items():
            paints[name].append(terminal.press(RIGHT))
    for terminal in terminals.values():
        terminal.close()
    return report(f"key to finished paint at {columns}x{rows}", paints, bar)


def report(title: str, paints: dict[str, list[Paint]], bar: float) -> bool:
    """A line for each contender, and the ratio of the medians."""
    print(f"\n{title} ({len(paints[OURS])} keys each, in turn)")
    middle = {name: statistics.median(paint.seconds for paint in found) for name, found in paints.items()}
    for name, found in paints.items():
        least, size = min(paint.seconds for paint in found), statistics.median(paint.size for paint in found)
        print(f"  {name:28} min {least * 1e3:7.2f} ms   p50 {middle[name] * 1e3:7.2f} ms   {size:7.0f} bytes")
    ratio = middle[OURS] / middle[PEER]
    print(f"  p50: {ratio:.2f}x, must be at most {bar:g}x{'' if ratio <= bar else '   NOT REACHED'}")
    return ratio <= bar


if __name__ == "__main__":
    main()
