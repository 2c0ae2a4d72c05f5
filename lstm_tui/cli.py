"""The commands: parse, call, print. What is heavy is imported inside the command that needs it."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from lstm_tui import __version__
from lstm_tui.errors import LstmTuiError

TYPE_CHECKING = False  # typing's own would cost --version two milliseconds
if TYPE_CHECKING:
    from typing import NoReturn

LANGUAGES = ("en", "ko")
PARTS = ("forget", "input", "output", "candidate", "recurrence")
FORMATS = ("plain", "markdown", "csv", "json")
MAX_SHOWN = 60  # characters of the user's own text that an error line repeats


class Parser(argparse.ArgumentParser):
    """argparse without its usage wall: what is wrong becomes one line in the chosen language."""

    def __init__(self, **options: object) -> None:
        # Nobody sees argparse's own help; with a width given, it does not load shutil to ask the terminal for one.
        options["formatter_class"] = partial(argparse.HelpFormatter, width=80)
        super().__init__(add_help=False, allow_abbrev=False, exit_on_error=False, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> "NoReturn":
        """Raise what argparse would have printed."""
        raise LstmTuiError("usage", message=message)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            raise LstmTuiError("unknown_command", word=value, known=nearest(str(value), action.choices))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known words that look like `word`, best first, or all of them when none does."""
    from difflib import get_close_matches

    return ", ".join(get_close_matches(word, known := list(known), n=3) or known)


def parser() -> Parser:
    """All commands and flags; the words of --help are the lines `[cli] help*` of the catalogues."""
    # SUPPRESS: a flag may stand before or after the command, and the later default must not undo the earlier value.
    everywhere = Parser(argument_default=argparse.SUPPRESS)
    everywhere.add_argument("--lang")
    everywhere.add_argument("-h", "--help", action="store_true")
    screen = Parser(argument_default=argparse.SUPPRESS)
    screen.add_argument("--theme")
    for flag in ("--ascii", "--no-motion", "--no-mouse"):
        screen.add_argument(flag, action="store_true")

    top = Parser(prog="lstm-tui", parents=[everywhere, screen])
    top.add_argument("--version", action="store_true")
    commands = top.add_subparsers(dest="command", parser_class=Parser)
    step = commands.add_parser("step", parents=[everywhere, screen])
    step.add_argument("text", nargs="*")
    step.add_argument("--model")
    for kind in ("clamp", "set", "replace", "off"):
        pair: Callable[[str], tuple[str, str]] = partial(lambda kind, spec: (kind, spec), kind)
        step.add_argument(f"--{kind}", type=pair, action="append", dest="interventions", default=[])
    for name in FORMATS:
        step.add_argument(f"--{name}", action="append_const", const=name, dest="formats", default=[])
    step.add_argument("--svg")
    step.add_argument("--at")
    train = commands.add_parser("train", parents=[everywhere])
    train.add_argument("recipe", nargs="?")
    train.add_argument("--seed")
    train.add_argument("--out")
    models = commands.add_parser("models", parents=[everywhere])
    models.add_argument("name", nargs="?")
    models.add_argument("--json", action="store_true")
    commands.add_parser("doctor", parents=[everywhere])
    completion = commands.add_parser("completion", parents=[everywhere])
    completion.add_argument("shell", nargs="?")
    return top


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command and its flags. Raises LstmTuiError for what is not one of ours."""
    top = parser()
    try:
        args, rest = top.parse_known_args(list(argv))
    except argparse.ArgumentError as error:
        wrong = "needless_value" if "ignored" in (error.message or "") else "missing_value"
        raise LstmTuiError(wrong, option=error.argument_name) from None
    command = args.command or ""
    if rest:
        key = "unknown_option" if rest[0].startswith("-") else "extra_argument"
        raise LstmTuiError(key, word=rest[0], help=f"lstm-tui {command} --help".replace("  ", " "))
    return args


def language(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of the words on screen: `--lang` wherever it stands, else the locale's, else English."""
    for position, word in enumerate(argv):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang":
            value = argv[position + 1] if position + 1 < len(argv) else ""
        if value in LANGUAGES:
            return value
    named = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, named), None) or _windows_locale()
    return "ko" if locale.lower().startswith("ko") else "en"


def _windows_locale() -> str:
    if sys.platform != "win32":
        return ""
    import locale

    return locale.getlocale()[0] or ""


def run(argv: Sequence[str]) -> int:
    """Carry out one command line; a user's mistake is one line on standard error and exit code 2."""
    lang = language(argv, os.environ)
    if hasattr(sys.stdout, "reconfigure"):
        # What cannot show Korean or σ gets \uXXXX, as standard error does by itself, instead of a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(parse(argv), lang)
        sys.stdout.flush()
        return code
    except LstmTuiError as error:
        return complain(error, lang)
    except BrokenPipeError:
        _forget_output()  # the reader has what it wanted (`| head`)
        return 0
    except OSError as error:
        _forget_output()
        reason = error.strerror or error
        named = LstmTuiError("file", path=error.filename, reason=reason)
        return complain(named if error.filename else LstmTuiError("output", reason=reason), lang)


def _forget_output() -> None:
    """What could not be written stays unwritten: the interpreter's last flush must not complain of it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(error: LstmTuiError, lang: str) -> int:
    """Print the one line of `error` in `lang`; the exit code of a user's mistake."""
    from lstm_tui.strings import text

    values = {name: visible(value) for name, value in error.values.items()}
    print("lstm-tui:", text(lang, f"error.{error.key}", **values), file=sys.stderr)
    return 2


def visible(value: object) -> object:
    """What came from the user, safe to print: no control characters that a terminal would obey, and not too long."""
    if isinstance(value, int | float):
        return value
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value))
    if len(shown) <= MAX_SHOWN * 4:
        return shown
    whole_names = shown[: MAX_SHOWN * 4].rpartition(", ")[0]
    return f"{whole_names}, …" if whole_names else shown[:MAX_SHOWN] + "…"


def _dispatch(args: argparse.Namespace, lang: str) -> int:
    if args.version:
        print("lstm-tui", __version__)
        return 0
    if getattr(args, "lang", lang) not in LANGUAGES:
        raise LstmTuiError("unknown_language", word=args.lang)
    if getattr(args, "help", False):
        return _help(args.command, lang)
    commands = {None: _step, "step": _step, "train": _train, "models": _models, "doctor": _doctor, "completion": _completion}
    return commands[args.command](args, lang)


def _help(command: str | None, lang: str) -> int:
    from lstm_tui.strings import text

    print(text(lang, f"cli.help_{command}" if command else "cli.help").strip())
    return 0


def _doctor(_args: argparse.Namespace, lang: str) -> int:
    from lstm_tui.doctor import report

    for line in report(lang):
        print(line)
    return 0


def _completion(args: argparse.Namespace, _lang: str) -> int:
    from lstm_tui import completion
    from lstm_tui.engine.weights import shipped
    from lstm_tui.stage.palette.themes import THEMES

    if args.shell not in completion.SHELLS:
        raise LstmTuiError("unknown_shell", word=args.shell or "", known=", ".join(completion.SHELLS))
    names = sorted(shipped())
    values = {"--lang": LANGUAGES, "--theme": tuple(THEMES), "--model": names, "--off": PARTS}
    words = {"train": names, "models": names, "completion": completion.SHELLS}
    print(completion.script(args.shell, parser(), {**values, **words}))
    return 0


def _models(args: argparse.Namespace, lang: str) -> int:
    from lstm_tui.strings import text
    from lstm_tui.training.command import models_table

    for line in models_table(args.name, as_json=args.json, lang=lang, say=partial(text, lang)):
        print(line)
    return 0


def _train(args: argparse.Namespace, lang: str) -> int:
    if args.recipe is None:
        raise LstmTuiError("no_recipe")
    if args.seed is not None and not (args.seed.isascii() and args.seed.isdigit()):
        raise LstmTuiError("not_a_seed", word=args.seed)
    from lstm_tui.strings import text
    from lstm_tui.training.command import train

    seed = None if args.seed is None else int(args.seed)
    return train(args.recipe, seed=seed, out=args.out, lang=lang, say=partial(text, lang))


def _step(args: argparse.Namespace, lang: str) -> int:
    """The walk, printed or on screen; a mistake in the text is told before numpy or Textual are loaded."""
    words = getattr(args, "text", [])
    chosen, picture = getattr(args, "formats", []), getattr(args, "svg", None)
    if chosen and picture:
        raise LstmTuiError("no_screen")
    form = _format(chosen, from_pipe=words == ["-"] and not picture)
    if not form and not picture and not _can_draw():
        raise LstmTuiError("no_terminal")
    from lstm_tui import step

    text = None if not words else _standard_input() if words == ["-"] else " ".join(words)
    if not form and not picture:
        return _on_screen(args, text, lang)
    walk = step.prepare(getattr(args, "model", None), text, lang, getattr(args, "interventions", []))
    return step.draw(walk, picture, lang, vars(args)) if picture else step.show(walk, form or "plain", lang)


def _on_screen(args: argparse.Namespace, text: str | None, lang: str) -> int:
    """The screen: in the colours and the language of the last time, and without a sentence where that walk was left.

    What the flags say goes before; a model or a language of the flags brings its own sentence.
    """
    from lstm_tui import settings, step
    from lstm_tui.stage.palette.themes import THEMES

    memory, flags = settings.recall(), vars(args)
    known = memory.lang if "lang" not in flags and memory.lang in LANGUAGES else lang
    theme = memory.theme if memory.theme in THEMES else None
    asked = (text is not None, flags.get("model"), flags.get("interventions"), memory.lang not in (None, known))
    walk = None if any(asked) else step.resume(memory, known)
    walk = walk or step.prepare(flags.get("model"), text, known, flags.get("interventions", []))
    return step.open_screen(walk, known, {"theme": theme, **flags})


def _format(chosen: Sequence[str], from_pipe: bool) -> str | None:
    """One of FORMATS, or None for the screen."""
    if len(set(chosen)) > 1:
        raise LstmTuiError("one_format")
    return chosen[0] if chosen else "plain" if from_pipe else None


def _can_draw() -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on standard error
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LstmTuiError("not_utf8") from None
