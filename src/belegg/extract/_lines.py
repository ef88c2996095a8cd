"""A text cut into lines, each with its place: hard-wrapped paragraphs are put together, edges are trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Line", "cut_lines", "trim"]

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\x00"
_STOP = (".", "!", "?", ":", "…", "»", "”", '"', ")", ";")
_STARTS_ITEM = re.compile(r"[–—\-•*·»\"«“>]|\d+[.)]\s")

# A text is taken for hard-wrapped when no line is longer than this and most lines are filled to the edge.
_WIDEST_WRAP = 100
_NARROWEST_WRAP = 40
_WRAPPED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """``text[start:end]`` is trimmed and not empty; `gap_before` says that a blank line (or the start) precedes it."""

    start: int
    end: int
    gap_before: bool
    group: int


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and invisible characters at its edges."""
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _raw_lines(text: str) -> Iterator[Line]:
    pos, gap, group = 0, True, 0
    for start, end in _breaks(text):
        a, b = trim(text, pos, start)
        if a < b:
            group += gap
            yield Line(a, b, gap, group)
            gap = False
        else:
            gap = True
        pos = end


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    for m in _BREAK.finditer(text):
        yield m.span()
    yield len(text), len(text)


def _wrap_width(text: str, lines: list[Line]) -> int | None:
    """The column at which the text was broken by hand or by a mail program; None where lines are paragraphs."""
    width = max((ln.end - ln.start for ln in lines), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if a.group == b.group]
    runs_on = [p for p in pairs if _runs_on(text, *p)]
    if len(runs_on) < 2:
        return None
    filled = sum(_is_filled(text, a, b, width) or _runs_on(text, a, b) for a, b in pairs)
    return width if filled >= _WRAPPED_SHARE * len(pairs) else None


def _is_filled(text: str, a: Line, b: Line, width: int) -> bool:
    """The next line's first word would not have found room on this one."""
    first = text[b.start : b.end].split(maxsplit=1)[0]
    return (a.end - a.start) + 1 + len(first) > width


def _runs_on(text: str, a: Line, b: Line) -> bool:
    return text[a.end - 1] not in _STOP and text[b.start].islower()


def cut_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order; the lines of a hard-wrapped paragraph come as one."""
    lines = list(_raw_lines(text))
    width = _wrap_width(text, lines)
    if width is None:
        return lines
    out: list[Line] = []
    last: Line | None = None
    for line in lines:
        same = last is not None and last.group == line.group
        if (
            same
            and last is not None
            and not _STARTS_ITEM.match(text, line.start)
            and (_is_filled(text, last, line, width) or _runs_on(text, last, line))
        ):
            out[-1] = Line(out[-1].start, line.end, out[-1].gap_before, line.group)
        else:
            out.append(line)
        last = line
    return out
