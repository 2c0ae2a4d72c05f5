"""Pictures as Textual strips, kept for all viewers of one process, a bounded number of bytes of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lstm_tui.stage.palette import Ink, Palette
from lstm_tui.stage.picture import SMALLEST_SCREEN, Picture, picture, too_small
from lstm_tui.stage.view import Size, View
from lstm_tui.tape import Frame

Strips = tuple[Strip, ...]
LIMIT = 16 * 2**20
_STRIP_BYTES, _SEGMENT_BYTES = 2200, 260  # from tracemalloc, doubled: a strip also keeps what it is cut and encoded into


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
    return sum(_STRIP_BYTES + _SEGMENT_BYTES * len(strip) for strip in strips)


_CACHE = StripCache()


def strips_of(frame: Frame, view: View, size: Size, palette: Palette) -> Strips:
    """The strips of one frame, from the cache of this process."""
    if size.columns < SMALLEST_SCREEN.columns or size.rows < SMALLEST_SCREEN.rows:
        return to_strips(too_small(view.lang, size, palette))
    key = (frame.setup.digest, frame.run is None, frame.index, view, size, palette.name)
    return _CACHE.get(key, lambda: to_strips(picture(frame, view, size, palette)))


def to_strips(drawn: Picture) -> Strips:
    """One strip a line."""
    return tuple(Strip([Segment(text, style(ink)) for text, ink in line]) for line in drawn.lines)


@lru_cache(maxsize=1024)
def style(ink: Ink) -> Style:
    """Rich's name for an ink."""
    return Style(color=ink.foreground, bgcolor=ink.background, bold=ink.bold)
