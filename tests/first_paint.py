"""A Textual driver that ends the process at the first paint and prints the modules loaded by then."""

import os
import sys

from textual.drivers.headless_driver import HeadlessDriver


class FirstPaint(HeadlessDriver):
    """Named in TEXTUAL_DRIVER by a test of the imports."""

    @property
    def is_headless(self) -> bool:
        """Headless apps are not painted; this one is."""
        return False

    def write(self, data: str) -> None:
        """Look for the sentence in what would go to the terminal."""
        if "Jane" in data:
            os.write(1, " ".join(sys.modules).encode())
            os._exit(0)
