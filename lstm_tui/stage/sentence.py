"""The sentence on one line, the current token marked, and what the model would say after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from lstm_tui.charts.bars import number
from lstm_tui.charts.cells import GROUND, Line, Run, clip, fit, merge, width
from lstm_tui.charts.glyphs import Glyphs
from lstm_tui.engine.vocab import Token
from lstm_tui.stage.view import View
from lstm_tui.strings import text
from lstm_tui.tape import Frame

BLANK = "__"
STOPS = (".", ",", "!", "?")
MOST_ANSWERS = 2
_EDGE = 1


@dataclass(frozen=True, slots=True)
class Word:
    """One piece of the token strip; `token` is its place in the sentence, None for the blank at the end."""

    text: str
    role: str
    token: int | None
    glued: bool

    @property
    def cells(self) -> int:
        """Width with the blank before it."""
        return cell_len(self.text) + (not self.glued)


def words(frame: Frame, reach: int) -> list[Word]:
    """The sentence as the strip shows it, `reach` tokens either way; with the blank that the last frame fills."""
    first, last = max(frame.t - reach, 0), min(frame.t + reach + 1, len(frame.tokens))
    strip = [
        Word(token.text, _token_role(position, frame.t), position, _joined(token) or position == 0)
        for position, token in enumerate(frame.tokens[first:last], start=first)
    ]
    if last == len(frame.tokens) and frame.setup.text.rstrip().endswith(BLANK):
        strip.append(_blank(frame))
    return strip


def _joined(token: Token) -> bool:
    """Glued as typed, or a stop that somebody typed with a blank before it."""
    return token.glued or token.text in STOPS


def _token_role(position: int, now: int) -> str:
    return "now" if position == now else ("token" if position < now else "token.later")


def _blank(frame: Frame) -> Word:
    if frame.run is None or frame.t + 1 < len(frame.tokens) or frame.phase != "y":
        return Word(BLANK, "token.later", None, False)
    word, model = frame.words(1)[0][0], frame.run.model
    is_subject = str(model.meta.get("task", "")).startswith("pronoun") and word in model.answers
    shown = text(model.language, "ui.subject", word=word) if is_subject else word
    return Word(shown, "answer", None, False)


def window(strip: Sequence[Word], now: int, columns: int) -> tuple[int, int]:
    """The words start … stop that fit into `columns` around the current one, as evenly as the ends allow."""
    start, stop, used = now, now + 1, strip[now].cells
    left = used // 2
    while True:
        before = strip[start - 1].cells if start else None
        after = strip[stop].cells if stop < len(strip) else None
        go_left = before is not None and (after is None or left + before <= columns // 2)
        step = before if go_left else after
        if step is None or used + step > columns:
            return start, stop
        used += step
        if go_left:
            start, left = start - 1, left + step
        else:
            stop += 1


@dataclass(frozen=True, slots=True)
class Strip:
    """The token line, where each token stands (column, width, token), and the column of the current one."""

    line: Line
    spans: tuple[tuple[int, int, int], ...]
    pointer: int


def token_strip(frame: Frame, columns: int, glyphs: Glyphs) -> Strip:
    """The sentence on one line, scrolled so that the current token is in sight; cut ends show an ellipsis."""
    strip = words(frame, columns)  # a token takes a cell at least
    now = next(n for n, word in enumerate(strip) if word.token == frame.t)
    room = columns - 2 * _EDGE - 1
    start, stop = window(strip, now, room) if sum(w.cells for w in strip) > room else (0, len(strip))
    runs: list[Run] = [(glyphs.ellipsis if strip[start].token else " ", "token.later")]
    spans, column, pointer = [], _EDGE, _EDGE
    for word in strip[start:stop]:
        if not word.glued and column > _EDGE:
            runs.append((" ", GROUND))
            column += 1
        shown = clip(word.text, max(columns - _EDGE - column, 1), glyphs.ellipsis)
        runs.append((shown, word.role))
        if word.token is not None:
            spans.append((column, cell_len(shown), word.token))
        pointer = column if word.token == frame.t else pointer
        column += cell_len(shown)
    runs.append((glyphs.ellipsis if stop < len(strip) else "", "token.later"))
    return Strip(fit(merge(runs), columns), tuple(spans), pointer)


def answer_line(frame: Frame, view: View, pointer: int, columns: int, glyphs: Glyphs) -> Line:
    """A hook from the current token to what the model would say after it; bright once the walk has got there."""
    answers = tuple(_answers(frame, f"answer{'' if frame.phase == 'y' else '.dim'}", glyphs))
    for key in ("ui.says", "ui.says_short"):
        lead: Run = (text(view.lang, key), "soft")
        if hooked := _hooked(merge((lead, *answers)), pointer, columns, glyphs):
            return hooked
    return fit(merge(((" " * _EDGE, GROUND), lead, *answers)), columns)


def _hooked(content: Line, pointer: int, columns: int, glyphs: Glyphs) -> Line | None:
    """`content` to the right of its hook, or to the left of it; None where neither side has room."""
    right, left, edge = glyphs.pointer
    if pointer + 3 + width(content) <= columns - _EDGE:
        return fit(merge(((" " * pointer, GROUND), (f"{right}{edge} ", "soft"), *content)), columns)
    before = pointer - 2 - width(content)
    if before < _EDGE:
        return None
    return fit(merge(((" " * before, GROUND), *content, (f" {edge}{left}", "soft"))), columns)


def _answers(frame: Frame, role: str, glyphs: Glyphs) -> Iterator[Run]:
    """The most probable word, then the answers between which the task decides, with their probabilities."""
    if frame.run is None:
        yield f"  {glyphs.hidden}", "soft"
        return
    best = frame.words(1)[0]
    others = [pair for pair in frame.answers() if pair[0] != best[0]]
    if len(others) > MOST_ANSWERS:
        others = sorted(others, key=lambda pair: -pair[1])[:MOST_ANSWERS]
    for position, (word, p) in enumerate((best, *others)):
        yield "  ", GROUND
        yield word, role if position == 0 else "soft"
        yield f" {number(p, False, glyphs)}", "soft"
