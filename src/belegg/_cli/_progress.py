"""How far a long run has come, on one line of the terminal."""

from __future__ import annotations

import os
import sys
import time

__all__ = ["Progress"]


class Progress:
    """Counts on stderr, some ten times a second at most; does nothing unless `shown`."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._drawn = 0
        self._count = 0
        self._last = 0.0

    def step(self) -> None:
        self._count += 1
        self.show(f"{self._count} articles read")

    def show(self, text: str) -> None:
        """Say how far it is, unless that was said just now."""
        now = time.monotonic()
        if self._shown and now - self._last >= 0.1:
            self._last = now
            # A line that wraps could not be taken away again.
            self._draw(text[: max(_columns() - 1, 1)])

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._drawn:
            self._draw("")

    def _draw(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._drawn) + ("\r" if not text else ""))
        sys.stderr.flush()
        self._drawn = len(text)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
