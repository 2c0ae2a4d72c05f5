"""Pictures as Textual strips, kept for all viewers of one process, a bounded number of bytes of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from sys import getsizeof

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lstm_tui.stage.palette import FORE, GROUND, Ink, Palette
from lstm_tui.stage.palette.match import rgb
from lstm_tui.stage.picture import SMALLEST, SMALLEST_SCREEN, Cells, Picture, picture, too_small
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame

LIMIT = 16 * 2**20
_STRIP_BYTES, _SEGMENT_BYTES = 1600, 90  # from tracemalloc, with what a strip keeps of its cuts, and a tenth more


class Encoded(Strip):
    """A strip that holds its escape codes as well, so that neither Rich nor Textual ever moves one of its colours."""

    __slots__ = ("sequence",)

    def __init__(self, cells: Cells) -> None:
        super().__init__([Segment(text, style(ink)) for text, ink in cells])
        self.sequence = encode(cells)

    def render(self, console: Console) -> str:  # noqa: ARG002
        """What the terminal is sent."""
        return self.sequence


Strips = tuple[Encoded, ...]


class StripCache:
    """The least recently used frames give way once `limit` bytes are reached."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.bytes = 0
        self._frames: OrderedDict[Hashable, Strips] = OrderedDict()

    def __len__(self) -> int:
        return len(self._frames)

    def get(self, key: Hashable, make: Callable[[], Strips]) -> Strips:
        """The strips of `key`, made now if they are not at hand."""
        if key not in self._frames:
            self._frames[key] = make()
            self.bytes += weight(self._frames[key])
            self._shrink()
        self._frames.move_to_end(key)
        return self._frames[key]

    def _shrink(self) -> None:
        while self.bytes > self.limit and len(self._frames) > 1:
            _, strips = self._frames.popitem(last=False)
            self.bytes -= weight(strips)


def weight(strips: Strips) -> int:
    """About how many bytes the strips take."""
    return sum(_STRIP_BYTES + _SEGMENT_BYTES * len(strip) + getsizeof(strip.sequence) for strip in strips)


_CACHE = StripCache()


def strips_of(frame: Frame, view: View, size: Size, palette: Palette, whole: bool = True) -> Strips:
    """The strips of one frame, from the cache of this process; `whole` if nothing else is on the screen."""
    if not whole:
        size = Size(size.columns, max(size.rows, SMALLEST.rows))
    elif size.columns < SMALLEST_SCREEN.columns or size.rows < SMALLEST_SCREEN.rows:
        return to_strips(too_small(view.lang, size, palette))
    key = (frame.setup.digest, frame.run is None, frame.index, view, size, palette.name)
    return _CACHE.get(key, lambda: to_strips(picture(frame, view, size, palette)))


def to_strips(drawn: Picture) -> Strips:
    """One strip a line."""
    return tuple(map(Encoded, drawn.lines))


def encode(cells: Cells) -> str:
    """Text and escape codes, of these only what changes from one run to the next; the line ends without a colour."""
    written: list[str] = []
    before = Ink(FORE, GROUND)
    for text, ink in cells:
        codes = change(before, ink)
        written.append(f"\x1b[{codes}m{text}" if codes else text)
        before = ink
    return "".join(written) + ("\x1b[0m" if change(before, Ink(FORE, GROUND)) else "")


@lru_cache(maxsize=4096)
def change(before: Ink, after: Ink) -> str:
    """The codes (ECMA-48, SGR) that lead from one ink to another."""
    codes = [] if before.bold == after.bold else ["1" if after.bold else "22"]
    if after[:2] == (GROUND, FORE):  # no colours at hand: swapped
        return ";".join([*codes, *(["7"] if before[:2] != after[:2] else [])])
    if before[:2] == (GROUND, FORE):
        codes, before = [*codes, "27"], before._replace(foreground=FORE, background=GROUND)
    if before.foreground != after.foreground:
        codes.append(_code(after.foreground, 30))
    if before.background != after.background:
        codes.append(_code(after.background, 40))
    return ";".join(codes)


def _code(colour: str, base: int) -> str:
    if colour in (FORE, GROUND):
        return f"{base + 9}"
    if colour.startswith("#"):
        return f"{base + 8};2;{';'.join(map(str, rgb(colour)))}"
    n = int(colour[6:-1])
    return f"{base + 8};5;{n}" if n >= 16 else f"{base + n if n < 8 else base + 52 + n}"


@lru_cache(maxsize=1024)
def style(ink: Ink) -> Style:
    """Rich's name for an ink, for whoever cuts a strip."""
    if ink.foreground in (FORE, GROUND):
        return Style(bold=ink.bold, reverse=ink.foreground == GROUND)
    return Style(color=ink.foreground, bgcolor=ink.background, bold=ink.bold)
