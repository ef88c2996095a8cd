"""What changed between two texts, word by word. Pure, and bounded for texts of any kind.

Paragraphs are compared first, then the words of those that changed; where that would take too long, the whole
paragraphs are told as taken out and put in.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Change", "Stretch", "diff", "folded"]

Kind = Literal["same", "out", "in"]
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
_MOST_LINES = 4000
_MOST_WORDS = 1500
"""Tokens of one changed passage that are compared word by word, on either side."""
_MOST_IN_ALL = 40_000
_KEPT = 160
"""Characters of unchanged text that are left at either side of a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """`text` that both have (``same``), that was taken out, or put in."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Changes that are shown together; `hidden` where nothing happens in it, so that it may be folded away."""

    changes: tuple[Change, ...]
    hidden: bool = False

    @property
    def words(self) -> int:
        return sum(len(c.text.split()) for c in self.changes)


def diff(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new`: those that are ``same`` or ``out`` make up `old`, ``same`` or ``in`` `new`."""
    out: list[Change] = []
    left = _MOST_IN_ALL
    for a, b, equal in _aligned(_LINE.findall(old), _LINE.findall(new), _MOST_LINES, junk=True):
        if equal:
            _put(out, "same", "".join(a))
            continue
        before, after = (_TOKEN.findall("".join(part)) for part in (a, b))
        left -= len(before) + len(after)
        most = _MOST_WORDS if left > 0 else 0
        for x, y, same in _joined(_aligned(before, after, most, junk=False)):
            _put(out, "same" if same else "out", x)
            _put(out, "in", "" if same else y)
    return out


def _aligned(
    a: Sequence[str], b: Sequence[str], most: int, *, junk: bool
) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """(stretch of a, stretch of b, whether they are equal), in order."""
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    if head:
        yield a[:head], b[:head], True
    x, y = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(x) > most or len(y) > most or not x or not y:
        if x or y:
            yield x, y, False
    else:
        # Above 200 words the frequent ones do not lead any more: the time would grow with their number squared.
        matcher = difflib.SequenceMatcher(None, x, y, autojunk=junk or len(y) > 200)
        for tag, i, j, k, m in matcher.get_opcodes():
            yield x[i:j], y[k:m], tag == "equal"
    if tail:
        yield a[len(a) - tail :], b[len(b) - tail :], True


def _joined(parts: Iterator[tuple[Sequence[str], Sequence[str], bool]]) -> Iterator[tuple[str, str, bool]]:
    """The same as texts; two changes with nothing but white space or a stop between them are one."""
    x = y = gap = ""
    for a, b, equal in parts:
        words = "".join(a)
        if equal and (x or y) and not gap and not any(c.isalnum() for c in words) and "\n" not in words:
            gap = words
        elif equal:
            if x or y:
                yield x, y, False
            yield gap + words, "", True
            x = y = gap = ""
        else:
            x, y, gap = x + gap + words, y + gap + "".join(b), ""
    if x or y:
        yield x, y, False
    if gap:
        yield gap, "", True


def _put(out: list[Change], kind: Kind, text: str) -> None:
    if not text:
        return
    if out and out[-1].kind == kind:
        out[-1] = Change(kind, out[-1].text + text)
    else:
        out.append(Change(kind, text))


def folded(changes: Sequence[Change]) -> list[Stretch]:
    """`changes` with what stays the same over a long stretch set apart."""
    out: list[list[Change]] = [[]]
    stretches: list[Stretch] = []

    def close() -> None:
        if out[0]:
            stretches.append(Stretch(tuple(out[0])))
        out[0] = []

    for n, change in enumerate(changes):
        if change.kind != "same" or len(change.text) < 4 * _KEPT:
            out[0].append(change)
            continue
        text = change.text
        start = 0 if n == 0 else _edge(text, _KEPT)
        end = len(text) if n == len(changes) - 1 else _edge(text, len(text) - _KEPT)
        if start:
            out[0].append(Change("same", text[:start]))
        close()
        stretches.append(Stretch((Change("same", text[start:end]),), hidden=True))
        if end < len(text):
            out[0].append(Change("same", text[end:]))
    close()
    return stretches


def _edge(text: str, near: int) -> int:
    """The end of the white space that comes next."""
    found = re.compile(r"\s+").search(text, near)
    return found.end() if found else near
