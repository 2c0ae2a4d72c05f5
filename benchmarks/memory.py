"""Memory of the running program, once its caches are full, and after 2,000 more steps back and forth.

    python benchmarks/memory.py [--steps N]

Linux: what is told is the resident set, as the kernel counts it. Beside it a bare Textual app after as many keys.
"""

import argparse
import sys

from key_paint import BARE, OURS, PEER, RIGHT
from startup import compile_bytecode
from terminal import Terminal, walk_command
from timing import finish

TEXT = "John is tall . Jane is kind . " * 8 + "__"
LEFT, THEME = b"\x1b[D", b"\x1b[20~"
FULL = 1200
MEGABYTE = 2**20
MOST_GROWTH, MOST = 2 * MEGABYTE, 90 * MEGABYTE


def main() -> None:
    """One table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--steps", type=int, default=2000)
    steps = arguments.parse_args().steps
    compile_bytecode("textual", "rich", "numpy", "lstm_tui")
    terminals = {PEER: Terminal([sys.executable, "-c", BARE], 80, 24), OURS: Terminal(walk_command(TEXT), 80, 24)}
    found: dict[str, list[int]] = {}
    for name, terminal in terminals.items():
        terminal.settle()
        found[name] = [terminal.memory()]
        for part in (FULL, steps):
            walk(terminal, part)
            found[name].append(terminal.memory())
        terminal.close()
    finish(report(found, steps))


def walk(terminal: Terminal, steps: int) -> None:
    """Steps forth and back again, in another theme each time: more frames than any cache holds."""
    for step in range(steps):
        there, turn = divmod(step, 300)
        if turn == 0:
            terminal.press(THEME, quiet=0.002)
        terminal.press(RIGHT if there % 2 == 0 else LEFT, quiet=0.002)


def report(found: dict[str, list[int]], steps: int) -> list[bool]:
    """A line for each, and whether both bars are met."""
    print(f"\nmemory at 80x24, {FULL} steps to fill the caches, then {steps} back and forth")
    for name, sizes in found.items():
        start, full, end = (size / MEGABYTE for size in sizes)
        print(
            f"  {name:28} start {start:6.1f} MB   caches full {full:6.1f} MB   at the end {end:6.1f} MB ({end - full:+.1f})"
        )
    _, full, end = found[OURS]
    print(f"  {end / found[PEER][-1]:.2f}x of the bare app; {met(end - full, MOST_GROWTH)} more; {met(end, MOST)} in all")
    return [end - full <= MOST_GROWTH, end <= MOST]


def met(size: int, most: int) -> str:
    """A size beside its bar."""
    verdict = "" if size <= most else "   NOT REACHED"
    return f"{size / MEGABYTE:.1f} MB, must be at most {most / MEGABYTE:g} MB{verdict}"


if __name__ == "__main__":
    main()
