"""What a step costs at 80x24 in 256 colours: computing time of the whole process, and bytes sent to the terminal.

    python benchmarks/step_cost.py [--keys N]

The real program in a terminal: its computing time is what the kernel counted (Linux), so a busy machine changes it little.
Beside it a bare Textual app that changes one line of text.
"""

import argparse
import statistics
import sys

from key_paint import BARE, OURS, PEER, RIGHT, TEXT
from startup import compile_bytecode
from terminal import Terminal, walk_command
from timing import finish

MOST_MS, MOST_BYTES = 5.0, 12_000


def main() -> None:
    """One table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--keys", type=int, default=80)
    keys = arguments.parse_args().keys
    compile_bytecode("textual", "rich", "numpy", "lstm_tui")
    terminals = {PEER: Terminal([sys.executable, "-c", BARE], 80, 24), OURS: Terminal(walk_command(TEXT), 80, 24)}
    costs: dict[str, list[tuple[float, int]]] = {name: [] for name in terminals}
    for terminal in terminals.values():
        terminal.settle()
    for _ in range(keys):
        for name, terminal in terminals.items():
            costs[name].append(cost(terminal))
    for terminal in terminals.values():
        terminal.close()
    finish(report(costs))


def cost(terminal: Terminal) -> tuple[float, int]:
    """Seconds and bytes of one step to a frame that was never drawn before."""
    before = terminal.cpu()
    size = terminal.press(RIGHT).size
    return terminal.cpu() - before, size


def report(costs: dict[str, list[tuple[float, int]]]) -> list[bool]:
    """A line for each, the ratio, and whether both bars are met."""
    print(f"\none step at 80x24, 256 colours ({len(costs[OURS])} keys each, in turn)")
    for name, found in costs.items():
        seconds, sizes = zip(*found, strict=True)
        least, middle = min(seconds) * 1e3, statistics.median(seconds) * 1e3
        print(f"  {name:28} CPU min {least:5.2f} ms   p50 {middle:5.2f} ms   bytes p50 {statistics.median(sizes):6.0f}")
    ours, size = (statistics.median(column) for column in zip(*costs[OURS], strict=True))
    peer = statistics.median(seconds for seconds, _ in costs[PEER])
    print(
        f"  CPU p50: {ours / peer:.2f}x; must be at most {MOST_MS:g} ms{'' if ours * 1e3 <= MOST_MS else '   NOT REACHED'}"
    )
    print(f"  bytes p50 must be at most {MOST_BYTES}{'' if size <= MOST_BYTES else '   NOT REACHED'}")
    return [ours * 1e3 <= MOST_MS, size <= MOST_BYTES]


if __name__ == "__main__":
    main()
