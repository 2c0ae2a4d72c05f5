"""How the benchmarks time: contenders take turns, and the best of each counts. Import this before NumPy: one thread each."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

Contenders = Mapping[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each contender, by name, in the order of the rounds."""

    seconds: Mapping[str, list[float]]

    def best(self, name: str) -> float:
        """The least of its times: what is left when nobody disturbs."""
        return min(self.seconds[name])

    def median(self, name: str) -> float:
        """The middle one: what one may expect on this machine now."""
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, ours: str) -> float:
        """How many times longer ``name`` takes than ``ours``, best against best."""
        return self.best(name) / self.best(ours)


def interleaved(contenders: Contenders, rounds: int) -> Times:
    """Each contender once a round, after one run of each that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    gc.collect()
    gc.disable()  # a collection between two runs would leave cold caches to whoever comes next
    try:
        for _ in range(rounds):
            for name, run in contenders.items():
                begin = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - begin)
    finally:
        gc.enable()
    return Times(seconds)


def report(title: str, times: Times, ours: str, unit: str = "ms", each: int = 1) -> None:
    """A line per contender: best, median, and its ratio to ours. ``each`` divides, where one run makes many."""
    factor = {"µs": 1e6, "ms": 1e3, "s": 1.0}[unit] / each
    print(f"\n{title}")
    for name in times.seconds:
        best, median = times.best(name) * factor, times.median(name) * factor
        ratio = "" if name == ours else f"   {times.ratio(name, ours):6.2f}x"
        print(f"  {name:44} best {best:9.2f} {unit}   median {median:9.2f} {unit}{ratio}")


def require(name: str, ratio: float, at_least: float) -> bool:
    """Says whether a bar is met, and returns it."""
    met = ratio >= at_least
    print(f"  {name}: {ratio:.2f}x, must be at least {at_least:g}x{'' if met else '   NOT REACHED'}")
    return met


def peer(name: str) -> ModuleType | None:
    """The module ``name``, or None and a line that says how to get it."""
    if find_spec(name) is None:
        print(f"{name} is not installed here, so it is left out; benchmarks/peers.sh makes an environment that has it.")
        return None
    return import_module(name)


def finish(met: list[bool]) -> None:
    """Ends with code 1 where a bar was missed."""
    sys.exit(0 if all(met) else 1)
