"""Words: the units that every head of the reader decides on.

A word is a run of letters and digits (with inner hyphens, apostrophes and decimal marks), or one sign. Words never
overlap, never hold white space, and ``text[start:end]`` is the word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from belegg._passage import INVISIBLE
from belegg.types import Span

# Each branch starts with a class that the others exclude and has no nested repetition over the same class, so
# matching is linear in the text. Combining marks of decomposed text and soft hyphens belong to the word they
# stand in.
_LETTER = r"[^\W_]"
_MARK = rf"[\u0300-\u036f{INVISIBLE}]"
_WORD = re.compile(rf"(?:{_LETTER}{_MARK}*)+(?:[-'’´.,:/&@_](?:{_LETTER}{_MARK}*)+)*|[^\s]", re.UNICODE)
# Inside a word these join only digits (12.30, 2,5, 18:15) or, for "." between single letters, abbreviations (f.eks).
_SPLIT = re.compile(r"[.,:/]")

NONE, SPACE, BREAK = 0, 1, 2
"""What stands before a word: nothing, white space, a paragraph break."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `forms[i]` stands at `spans[i]`, after `gaps[i]` (NONE, SPACE or BREAK)."""

    forms: list[str]
    spans: list[Span]
    gaps: list[int]

    def __len__(self) -> int:
        return len(self.forms)


def split_words(text: str, blocks: list[Span] | None = None) -> Words:
    """Cut `text` (or only the stretches `blocks` of it) into words.

    Each block opens with a paragraph break, and so does a blank line inside one.
    """
    forms: list[str] = []
    spans: list[Span] = []
    gaps: list[int] = []
    for start, end in blocks if blocks is not None else [(0, len(text))]:
        at = start
        for match in _WORD.finditer(text, start, end):
            if (match.start() > at and text.count("\n", at, match.start()) >= 2) or at == start:
                gap = BREAK
            else:
                gap = SPACE if match.start() > at else NONE
            for a, b in _pieces_of(text, match.start(), match.end()):
                forms.append(text[a:b])
                spans.append((a, b))
                gaps.append(gap)
                gap = NONE
            at = match.end()
    if gaps:
        gaps[0] = BREAK
    return Words(forms, spans, gaps)


def split_parts(words: Words, limit: int) -> list[Words]:
    """Cut words into parts of at most `limit`, at a paragraph break where there is one in the second half of a part."""
    parts: list[Words] = []
    start = 0
    while start < len(words):
        end = min(start + limit, len(words))
        if end < len(words):
            breaks = (i for i in range(end, start + limit // 2, -1) if words.gaps[i] == BREAK)
            end = next(breaks, end)
        parts.append(Words(words.forms[start:end], words.spans[start:end], words.gaps[start:end]))
        start = end
    return parts


def _pieces_of(text: str, start: int, end: int) -> list[Span]:
    """Cut a match at marks that join nothing: ``sier.Han`` and ``og/eller`` are more than one word."""
    out: list[Span] = []
    at = start
    address = text.find("@", start, end) >= 0
    for mark in _SPLIT.finditer(text, start + 1, end - 1):
        i = mark.start()
        before, after = text[i - 1], text[i + 1]
        if before.isdigit() and after.isdigit():
            continue
        if mark.group() == "." and before.isalpha() and after.islower() and i - at <= 2:
            continue
        if address and mark.group() in "./":
            continue
        out += [(at, i), (i, i + 1)]
        at = i + 1
    out.append((at, end))
    return out
