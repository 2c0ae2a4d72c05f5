"""`lstm-tui step`: from the words on the command line to a walk that is printed or opened on screen."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_tui.errors import LstmTuiError

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run
    from lstm_tui.engine.vocab import Token
    from lstm_tui.settings import Memory
    from lstm_tui.tape import Frame, Setup, Tape


@dataclass(frozen=True, slots=True)
class Walk:
    """What was asked for, checked: the weights file, what it says of itself, the text, and the changes as typed."""

    path: Path
    meta: Mapping[str, Any]
    text: str
    tokens: "tuple[Token, ...]" = ()
    interventions: tuple[str, ...] = ()

    @property
    def model(self) -> str:
        """What `choose` finds the same file by, on every machine if the model is a shipped one."""
        from lstm_tui.engine.weights import shipped

        name = str(self.meta["name"])
        return name if shipped().get(name) == self.path else str(self.path)

    @property
    def setup(self) -> "Setup":
        """All that determines the numbers."""
        from lstm_tui.tape import Setup

        return Setup(self.model, self.text, self.interventions)

    def run(self, changed: bool = True) -> "Run":
        """All numbers of the walk, with its interventions or without; numpy is loaded here."""
        from lstm_tui.engine.weights import load

        with naming(self.model):
            return load(self.path).run(self.tokens, self.interventions if changed else ())


def prepare(model: str | None, text: str | None, lang: str, interventions: Sequence[tuple[str, str]] = ()) -> Walk:
    """Choose the model and look at the text without numpy; no text is the model's own example. Raises LstmTuiError."""
    from lstm_tui.engine.vocab import Vocab
    from lstm_tui.engine.weights import choose, read_meta

    path = choose(model or None, text or "", lang)
    meta = read_meta(path)
    walk = Walk(path, meta, meta.get("example", "") if text is None else text)
    with naming(walk.model):
        tokens = Vocab(tuple(meta["words"])).tokenize(walk.text)
    return replace(walk, tokens=tokens, interventions=tuple(_intervention(*each) for each in interventions))


def resume(memory: "Memory", lang: str) -> Walk | None:
    """The walk of the last time, where its model is gone (trained in passing) with the one that knows its words; or None."""
    for model in (memory.model, None) if memory.text is not None else ():
        with suppress(LstmTuiError):
            return prepare(model, memory.text, lang)
    return None


def _intervention(kind: str, spec: str) -> str:
    """What `--clamp SPEC`, `--set SPEC` … say, in the grammar that names an intervention without its flag."""
    from lstm_tui.engine import intervene

    getattr(intervene, f"parse_{kind}")(spec)  # a --clamp must not be taken for a --set
    return f"off {spec}" if kind == "off" else spec


@contextmanager
def naming(model: str) -> Iterator[None]:
    """An unknown word is told together with the model that does not know it."""
    try:
        yield
    except LstmTuiError as error:
        raise LstmTuiError(error.key, **{"model": model, **error.values}) from None


def show(walk: Walk, form: str, lang: str) -> int:
    """The walk as sentences, as a Markdown document, as CSV or as JSON, on standard output."""
    from lstm_tui import transcript

    run = walk.run()
    if form in ("plain", "markdown"):
        for line in getattr(transcript, form)(run, lang, walk.run(changed=False) if walk.interventions else None):
            print(line)
    elif form == "csv":
        import csv

        csv.writer(sys.stdout, lineterminator="\n").writerows(transcript.csv_rows(run))
    else:
        import json

        utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        print(json.dumps(transcript.json_object(run), ensure_ascii=not utf8))
    return 0


def draw(walk: Walk, file: str, lang: str, flags: Mapping[str, Any]) -> int:
    """One frame of the walk as an SVG file: that of the flag `at`, else the most telling one."""
    from lstm_tui.stage.palette import THEMES, palette
    from lstm_tui.stage.picture import picture
    from lstm_tui.stage.view import Size, View
    from lstm_tui.strings import text
    from lstm_tui.svg import svg
    from lstm_tui.ui.numbers import load_tape

    theme = flags.get("theme", THEMES[0])
    if theme not in THEMES:
        raise LstmTuiError("unknown_theme", word=theme, known=", ".join(THEMES))
    tape = load_tape(walk.setup, lang)
    colours = palette(theme, "ascii" in flags)
    drawn = picture(tape[index_of(tape, flags.get("at"))], View(lang=lang), Size(100, 28), colours)
    Path(file).write_text(svg(drawn, colours.ground), encoding="utf-8")
    print(text(lang, "dialog.exported", path=file))
    return 0


def index_of(tape: "Tape", at: str | None) -> int:
    """The frame that `--at TOKEN` or `--at TOKEN:PHASE` names; without it, where the state changes most.

    The first token is left out of that: it changes a state of zeros. Raises LstmTuiError.
    """
    from lstm_tui.engine.intervene import Replace, parse

    state = "c" if "c" in tape.phases else "h"
    if at is None:
        return tape.index(_turning_point(tape, state), state)
    token, _, phase = at.rpartition(":") if at.rpartition(":")[2] in tape.phases else (at, "", state)
    change = parse(f"@{token}=x") if token and "=" not in token else None
    if not isinstance(change, Replace):
        raise LstmTuiError("no_place", place=at)
    return tape.index(change.place.find(tape.tokens), phase)


def _turning_point(tape: "Tape", state: str) -> int:
    frames = [tape[tape.index(t, state)] for t in range(len(tape.tokens))]

    def moved(frame: "Frame") -> float:
        return sum(abs(a - b) for a, b in zip(frame.values(state), frame.previous(state), strict=True))

    return max(frames[1:] or frames, key=moved).t


def open_screen(walk: Walk, lang: str, flags: Mapping[str, Any]) -> int:
    """The walk in the simulator; `flags` are those of the command line that were given."""
    from lstm_tui import settings
    from lstm_tui.stage.keys import NAMES
    from lstm_tui.ui.app import Options, run_simulator

    tokens = walk.run().tokens if walk.interventions else walk.tokens  # a wrong change is told before the screen opens
    options = Options(
        lang=lang,
        theme=flags.get("theme"),
        ascii="ascii" in flags,
        motion="no_motion" not in flags,
        mouse="no_mouse" not in flags,
        keymap=settings.keymap(NAMES),
    )
    return run_simulator(walk.setup, tokens, walk.meta["kind"], options)
