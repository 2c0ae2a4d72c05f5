"""A polite end: SIGTERM, SIGHUP and a terminal that is gone leave as `q` does, with 128 + n for the shell."""

import asyncio
import os
import select
import signal
import sys
import threading
from typing import Any

from textual.app import App

PATIENCE = 2.0
"""Seconds that a program without a terminal has to end by itself: what it still wants to write may never be read."""


def listen(app: "App[Any]") -> None:
    """Call it from the running app, in the main thread."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, app.exit, 128 + number)
    if hasattr(select, "poll") and sys.__stdin__ is not None:
        watcher = threading.Thread(target=_leave_with_terminal, args=(app, loop, sys.__stdin__.fileno()), daemon=True)
        watcher.start()


def _leave_with_terminal(app: "App[Any]", loop: asyncio.AbstractEventLoop, terminal: int) -> None:
    """Sleep until the terminal hangs up, even where SIGHUP is ignored (`nohup`), and leave then."""
    waiting = select.poll()
    waiting.register(terminal, 0)
    if not any(what & (select.POLLHUP | select.POLLERR) for _, what in waiting.poll()):
        return
    threading.Thread(target=_force, daemon=True).start()
    loop.call_soon_threadsafe(app.exit, 128 + 1)


def _force() -> None:
    threading.Event().wait(PATIENCE)
    os._exit(128 + 1)
