"""What the page tells without words: sentences, paragraphs, quotes and dash lines, as features of each word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from belegg.reader._words import BREAK, NONE

Ints = npt.NDArray[np.int64]

DASHES = frozenset("-–—―‒−")
OPENING = frozenset("«“„‟")
CLOSING = frozenset("»”")
STRAIGHT = frozenset('"″')
STOPS = frozenset(".?!…")

# How far, in words, sentences and paragraphs, the role head tells places apart.
SENTENCE_REACH = 5
PARAGRAPH_REACH = 4
OFFSET_BUCKETS = 32


@dataclass(frozen=True, slots=True)
class Layout:
    """Per word: index of its sentence and paragraph, and `flags` (bit 1: inside a quote, bit 2: in a dash line)."""

    sentence: Ints
    paragraph: Ints
    flags: Ints


def lay_out(forms: list[str], gaps: list[int]) -> Layout:
    """Read the layout off the words and the gaps before them."""
    n = len(forms)
    sentence, paragraph, flags = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    s = p = -1
    quoted = dashed = stopped = False
    for i, form in enumerate(forms):
        if gaps[i] == BREAK or i == 0:
            p += 1
            s += 1
            dashed = form in DASHES
            # A quote may run over paragraphs, but an unclosed mark must not turn the rest of the page into one.
            quoted = False
        elif stopped and gaps[i] != NONE and (not form[0].islower()):
            s += 1
        closes = form in CLOSING or (form in STRAIGHT and quoted)
        if form in OPENING or (form in STRAIGHT and not quoted):
            quoted = True
            closes = False
        sentence[i], paragraph[i] = s, p
        flags[i] = (1 if quoted else 0) | (2 if dashed else 0)
        if closes:
            quoted = False
        if form in STOPS:
            stopped = True
        elif not (stopped and (form in CLOSING or form in STRAIGHT or form == ")")):
            stopped = False
    return Layout(sentence, paragraph, flags)


def offset_bucket(offset: Ints) -> Ints:
    """Signed distance in words to one of `OFFSET_BUCKETS` buckets: exact near the cue, wider far from it."""
    distance = np.abs(offset)
    half = OFFSET_BUCKETS // 2 - 1
    edges = np.array([1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 27, 36, 48, 64, 85])
    bucket = np.minimum(np.searchsorted(edges, distance, side="right"), half)
    return np.where(offset < 0, half - bucket, half + bucket).astype(np.int64)
