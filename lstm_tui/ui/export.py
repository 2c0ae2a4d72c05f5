"""F8: the walk as a file of its own, in the folder where the program was started, never over a file that is there."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_tui import transcript
from lstm_tui.charts.glyphs import ASCII
from lstm_tui.errors import LstmTuiError
from lstm_tui.stage.form import Form
from lstm_tui.stage.palette import palette
from lstm_tui.stage.picture import picture
from lstm_tui.strings import text
from lstm_tui.svg import svg
from lstm_tui.ui.dialogs import Dialog, told

if TYPE_CHECKING:
    from lstm_tui.engine.model import Run
    from lstm_tui.ui.simulator import Simulator

KEYS = (("1 … 4", "choose"), ("↑ ↓ Enter", "choose_this"), ("Esc", "close"))


def _svg(desk: "Simulator", _run: "Run") -> str:
    stage = desk.stage
    colours = palette(stage.palette.theme, stage.palette.glyphs is ASCII)  # a file has all colours
    return svg(picture(desk.frame, desk.view, stage.cells, colours), colours.ground)


def _markdown(desk: "Simulator", run: "Run") -> str:
    return "\n".join(transcript.markdown(run, desk.view.lang, desk.tape.baseline)) + "\n"


def _json(_desk: "Simulator", run: "Run") -> str:
    return json.dumps(transcript.json_object(run), ensure_ascii=False) + "\n"


def _csv(_desk: "Simulator", run: "Run") -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(transcript.csv_rows(run))
    return written.getvalue()


FORMS: dict[str, Callable[["Simulator", "Run"], str]] = {"svg": _svg, "md": _markdown, "json": _json, "csv": _csv}


class ExportDialog(Dialog):
    """Four kinds of file, chosen by digit."""

    chosen = 0

    def form(self) -> Form:
        """The kinds, and what each is good for."""
        rows = tuple((f"{n} {kind.upper()}", text(self.lang, f"dialog.export_{kind}")) for n, kind in enumerate(FORMS, 1))
        note = text(self.lang, "dialog.export_note", folder=Path.cwd())
        return Form(text(self.lang, "dialog.export"), None, rows, self.chosen, note, self.error, KEYS)

    def pressed(self, key: str, character: str | None) -> None:
        """A digit, or arrows and Enter."""
        if key in ("up", "down"):
            self.chosen = (self.chosen + (1 if key == "down" else -1)) % len(FORMS)
        elif key.isdecimal() and 0 < int(key) <= len(FORMS):
            self.chosen = int(key) - 1
            self.entered()
        else:
            super().pressed(key, character)

    def entered(self) -> None:
        """Write it and say where."""
        kind = list(FORMS)[self.chosen]
        assert self.desk.frame.run is not None
        try:
            path = write_new(Path.cwd(), self.desk.frame.run.model.name, kind, FORMS[kind](self.desk, self.desk.frame.run))
        except OSError as error:
            reason = LstmTuiError("file", path=error.filename, reason=error.strerror or error)
            self.error = told(reason, self.desk)
        else:
            self.desk.dialog = None
            self.desk.say(text(self.lang, "dialog.exported", path=path))


def write_new(folder: Path, name: str, kind: str, content: str) -> Path:
    """Write to `name.kind`, `name-2.kind` … whichever is not there yet; the path. Raises OSError.

    A model's name may come from anybody's file: what could lead out of the folder is left out of it.
    """
    name = re.sub(r"[^\w.-]+", "-", name).strip(".-") or "walk"
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.{kind}"
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(content)
            return path
        except FileExistsError:
            continue
    raise AssertionError("numbers do not end")
