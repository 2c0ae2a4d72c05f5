"""`lstm-tui completion SHELL`: a script that completes commands, flags and their values, made from the parser."""

import argparse
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SHELLS = ("bash", "zsh", "fish")
FILES = ("--out", "--svg")
"""Flags whose value is a file."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name ("" is the program itself), its flags, and the words that may stand after it."""

    name: str
    flags: tuple[str, ...]
    words: tuple[str, ...]


def script(shell: str, top: argparse.ArgumentParser, values: Mapping[str, Sequence[str]]) -> str:
    """The script for one of SHELLS; `values` are the words a flag or a command (by its name) takes."""
    lines = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands(top, values), values)
    return "\n".join(lines)


def commands(top: argparse.ArgumentParser, values: Mapping[str, Sequence[str]]) -> tuple[Command, ...]:
    """What the parser knows."""
    below = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction)).choices
    named = [("", top, tuple(below)), *((name, each, tuple(values.get(name, ()))) for name, each in below.items())]
    return tuple(Command(name, tuple(_flags(each)), words) for name, each, words in named)


def _flags(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from (flag for flag in action.option_strings if flag.startswith("--"))


def _bash(known: Sequence[Command], values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "# lstm-tui: eval \"$(lstm-tui completion bash)\""
    yield "_lstm_tui() {"
    yield '    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" each'
    yield '    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield f'        case "$each" in {"|".join(c.name for c in known if c.name)}) command="$each"; break;; esac'
    yield "    done"
    yield '    case "$before" in'
    for flag, words in _by_flag(values):
        yield f'        {flag}) COMPREPLY=($(compgen -W {shlex.quote(" ".join(words))} -- "$word")); return;;'
    yield f'        {"|".join(FILES)}) COMPREPLY=($(compgen -f -- "$word")); return;;'
    yield "    esac"
    yield '    case "$command" in'
    for command in known:
        words = shlex.quote(" ".join((*command.words, *command.flags)))
        yield f'        {command.name or chr(34) * 2}) COMPREPLY=($(compgen -W {words} -- "$word"));;'
    yield "    esac"
    yield "}"
    yield "complete -F _lstm_tui lstm-tui"


def _zsh(known: Sequence[Command], values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "#compdef lstm-tui"
    yield "# lstm-tui: eval \"$(lstm-tui completion zsh)\", after compinit"
    yield "_lstm_tui() {"
    yield "    local command= each"
    yield '    for each in "${(@)words[2,CURRENT-1]}"; do'
    yield f'        case "$each" in ({"|".join(c.name for c in known if c.name)}) command="$each"; break;; esac'
    yield "    done"
    yield '    case "${words[CURRENT-1]}" in'
    for flag, words in _by_flag(values):
        yield f"        ({flag}) compadd -- {' '.join(map(shlex.quote, words))}; return;;"
    yield f"        ({'|'.join(FILES)}) _files; return;;"
    yield "    esac"
    yield '    case "$command" in'
    for command in known:
        yield f"        ({command.name or chr(39) * 2}) compadd -- {' '.join((*command.words, *command.flags))};;"
    yield "    esac"
    yield "}"
    yield "compdef _lstm_tui lstm-tui"


def _fish(known: Sequence[Command], values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "# lstm-tui: lstm-tui completion fish | source"
    yield "complete -c lstm-tui -f"
    takes = dict(_by_flag(values))
    for command in known:
        when = f"__fish_seen_subcommand_from {command.name}" if command.name else "__fish_use_subcommand"
        if command.words:
            yield f"complete -c lstm-tui -n {shlex.quote(when)} -a {shlex.quote(' '.join(command.words))}"
        for flag in command.flags:
            value = f" -x -a {shlex.quote(' '.join(takes[flag]))}" if flag in takes else " -r -F" if flag in FILES else ""
            yield f"complete -c lstm-tui -n {shlex.quote(when)} -l {flag.removeprefix('--')}{value}"


def _by_flag(values: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    return [(name, words) for name, words in values.items() if name.startswith("--")]
