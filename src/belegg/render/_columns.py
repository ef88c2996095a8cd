"""Text measured and wrapped by the columns of a terminal, where some characters take two and some none."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cut", "pad", "width", "wrap"]

_WORD = re.compile(r"\S+")


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def width(text: str) -> int:
    """How many columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns; an ellipsis stands where it is cut."""
    if width(text) <= room:
        return text
    return text[: _fitting(text, 0, len(text), max(room - 1, 0))].rstrip() + "…" if room > 0 else ""


def pad(text: str, room: int) -> str:
    """`text` with blanks after it up to `room` columns."""
    return text + " " * (room - width(text))


def wrap(text: str, room: int) -> list[tuple[int, int]]:
    """The lines of `text`, as ``(start, end)`` in it, each at most `room` columns (one character at least).

    Lines break at white space, which is left out there; a word that is too long is broken where the line is full.
    """
    lines: list[tuple[int, int]] = []
    start = end = -1
    for word in _WORD.finditer(text):
        at, stop = word.span()
        if start >= 0:
            if _fitting(text, start, stop, room) == stop:
                end = stop
                continue
            lines.append((start, end))
        while (piece := max(_fitting(text, at, stop, room), at + 1)) < stop:
            lines.append((at, piece))
            at = piece
        start, end = at, stop
    if start >= 0:
        lines.append((start, end))
    return lines


def _fitting(text: str, start: int, stop: int, room: int) -> int:
    """Where the longest piece from `start` that fits into `room` ends."""
    used = 0
    for at in range(start, stop):
        used += _cells(text[at])
        if used > room:
            return at
    return stop
