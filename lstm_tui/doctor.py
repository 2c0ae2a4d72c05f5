"""What this terminal can do and what to change: facts are gathered, judged by a pure function, then told."""

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

AMBIGUOUS = "σ█─"
"""Three characters of East Asian Width class A: narrow in most terminals, wide where a setting says so."""
DEADLINE = 0.3
"""Seconds to wait for the terminal: a local one answers within a millisecond, one over SSH within 0.2 s."""
ESCAPE_TIME = 50
"""Milliseconds that tmux may wait after Esc before it hands it on; its own default, 500, feels broken."""
DUMB = (None, "", "dumb", "unknown")
SMALLEST = (60, 20)
COMFORTABLE = (80, 24)
PACKAGES = ("textual", "rich", "numpy")
CACHED = ("textual", "numpy", "lstm_tui")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found; `None` stands for what could not be asked."""

    environ: Mapping[str, str]
    terminal: bool
    size: tuple[int, int] | None
    ambiguous: int | None
    encoding: str
    python: str
    versions: Mapping[str, str | None]
    uncached: tuple[str, ...]
    windows: bool = False
    escape_time: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: its key in the catalogue's `[doctor]`, its values, and the key of what to change (or None)."""

    key: str
    values: Mapping[str, object]
    advice: str | None = None


def report(lang: str) -> Iterator[str]:
    """The lines of `lstm-tui doctor`, in `lang`."""
    from lstm_tui.strings import text

    for finding in judge(gather()):
        label = text(lang, "doctor.change" if finding.advice else "doctor.fine")
        yield f"{label}  {text(lang, f'doctor.{finding.key}', **finding.values)}"
        if finding.advice:
            yield f"    {text(lang, f'doctor.{finding.advice}', **finding.values)}"


def gather() -> Facts:
    """Ask the terminal, the environment and the installation; needs no terminal."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    ambiguous = None
    if terminal and os.environ.get("TERM") not in DUMB:  # first: nothing may stand on the measured line
        ambiguous = ask_width(sys.stdin.fileno(), sys.stdout.fileno())
    return Facts(
        environ=dict(os.environ),
        terminal=terminal,
        size=_terminal_size(),
        ambiguous=ambiguous,
        encoding=sys.stdout.encoding or "?",
        python=".".join(map(str, sys.version_info[:3])),
        versions={name: version(name) for name in PACKAGES},
        uncached=tuple(name for name in CACHED if not has_bytecode(name)),
        windows=sys.platform == "win32",
        escape_time=ask_tmux() if "TMUX" in os.environ else None,
    )


def ask_tmux() -> int | None:
    """tmux's escape-time in milliseconds; None if tmux does not say."""
    from subprocess import DEVNULL, PIPE, SubprocessError, run

    command = ["tmux", "show-options", "-sv", "escape-time"]
    try:
        said = run(command, stdout=PIPE, stderr=DEVNULL, timeout=1, check=True).stdout.strip()
    except (OSError, SubprocessError):
        return None
    return int(said) if said.isdigit() else None


def _terminal_size() -> tuple[int, int] | None:
    if not sys.stdout.isatty():
        return None
    width, height = os.get_terminal_size(sys.stdout.fileno())
    return width, height


def judge(facts: Facts) -> Iterator[Finding]:
    """What to say of the facts, in the order in which it matters."""
    from lstm_tui import __version__

    env = facts.environ
    yield Finding("version", {"version": __version__, "python": facts.python})
    for name, found in facts.versions.items():
        yield Finding("package", {"name": name, "version": found or "-"}, None if found else "install")
    name = env.get("TERM_PROGRAM") or env.get("TERM") or "-"
    if not facts.terminal:
        yield Finding("piped", {})
    else:
        dumb = env.get("TERM") in DUMB and not facts.windows
        yield Finding("terminal", {"name": name}, "use_terminal" if dumb else None)
    yield _colours(facts)
    if facts.size is not None:
        yield _size(*facts.size)
    if facts.terminal:
        yield _width(facts)
    yield _encoding(facts)
    if "TMUX" in env or "STY" in env:
        thin = facts.terminal and depth(env) < 8
        kind = "tmux" if "TMUX" in env else "screen"
        yield Finding("multiplexer", {"name": kind}, f"{kind}_colours" if thin else None)
    if facts.escape_time is not None:
        slow = facts.escape_time > ESCAPE_TIME
        yield Finding("escape_time", {"milliseconds": facts.escape_time}, "shorter_escape" if slow else None)
    if "SSH_CONNECTION" in env:
        yield Finding("ssh", {})
    if facts.windows and "WT_SESSION" not in env:
        yield Finding("conhost", {}, "windows_terminal")
    yield _bytecode(facts)


def depth(environ: Mapping[str, str]) -> int:
    """Bits of colour a terminal with this environment shows: 24, 8, 4 or 0."""
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in ("dumb", "unknown"):
        return 0
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "WT_SESSION" in environ:
        return 24
    if "direct" in term:
        return 24
    return 8 if "256color" in term else 4


def _colours(facts: Facts) -> Finding:
    env = facts.environ
    found = {"TERM": env.get("TERM", "-"), "COLORTERM": env.get("COLORTERM", "-")}
    if env.get("NO_COLOR"):
        return Finding("colours_off", found)
    bits = depth(env)
    advice = "more_colours" if facts.terminal and bits < 8 else None
    return Finding("colours", {"bits": bits, "number": f"{2**bits:,}" if bits else "0", **found}, advice)


def _size(width: int, height: int) -> Finding:
    values = {"width": width, "height": height}
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return Finding("size", values, "too_small")
    return Finding("size", values, "enlarge" if width < COMFORTABLE[0] or height < COMFORTABLE[1] else None)


def _width(facts: Facts) -> Finding:
    if facts.ambiguous is None:
        return Finding("width_unknown", {"sample": AMBIGUOUS})
    wide = facts.ambiguous > len(AMBIGUOUS)
    return Finding("width", {"sample": AMBIGUOUS, "cells": facts.ambiguous}, "narrow" if wide else None)


def _encoding(facts: Facts) -> Finding:
    env = facts.environ
    locale = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "-")
    utf8 = facts.encoding.lower().replace("-", "") in ("utf8", "cp65001")
    return Finding("encoding", {"encoding": facts.encoding, "locale": locale}, None if utf8 else "utf8")


def _bytecode(facts: Facts) -> Finding:
    if not facts.uncached:
        return Finding("bytecode", {})
    values = {"names": ", ".join(facts.uncached), "command": _compile_command(facts.uncached)}
    never = "PYTHONDONTWRITEBYTECODE" in facts.environ
    return Finding("no_bytecode", values, "compile_unset" if never else "compile")


def _compile_command(names: tuple[str, ...]) -> str:
    folders = " ".join(str(folder) for name in names if (folder := package_folder(name)))
    return f"{Path(sys.executable).name} -m compileall -q {folders}"


def version(name: str) -> str | None:
    """The installed version of a distribution, without importing it; None where it is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed(name)
    except PackageNotFoundError:
        return None


def package_folder(name: str) -> Path | None:
    """Where a package's files lie, without importing it; None where it is not installed."""
    from importlib.util import find_spec

    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def has_bytecode(name: str) -> bool:
    """Whether the package's own modules are compiled: without, a start takes two to three times as long."""
    from importlib.util import cache_from_source

    folder = package_folder(name)
    if folder is None:
        return True
    return all(Path(cache_from_source(str(source))).exists() for source in folder.glob("*.py"))


def ask_width(source: int, sink: int, deadline: float = DEADLINE) -> int | None:
    """Cells that `AMBIGUOUS` takes on the terminal behind two descriptors (DSR 6n); None if it is silent."""
    try:
        import termios
        import tty
    except ImportError:
        return None
    before = termios.tcgetattr(source)
    try:
        tty.setcbreak(source)
        os.write(sink, f"\r{AMBIGUOUS}\x1b[6n".encode())
        column = _answer(source, time.monotonic() + deadline)
        os.write(sink, b"\r\x1b[K")
    finally:
        termios.tcsetattr(source, termios.TCSAFLUSH, before)
    return None if column is None else column - 1


def _answer(source: int, until: float) -> int | None:
    """The column in the terminal's `ESC [ row ; column R`, or None once the clock passes `until`."""
    from select import select

    heard = b""
    while (left := until - time.monotonic()) > 0 and select([source], [], [], left)[0]:
        heard += os.read(source, 64)
        if found := re.search(rb"\x1b\[\d+;(\d+)R", heard):
            return int(found[1])
    return None
