"""The network's own opinion of whom a statement is by: a score for every word that may stand for somebody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from belegg.reader._candidates import OTHER, REFERRING
from belegg.reader._decode import Draft
from belegg.reader._names import Name
from belegg.reader._network import Encoded, Floats, Ints

LEAST = -9.0
"""Log probability below which nothing is told apart."""
_NOUN = "subst"


@dataclass(frozen=True, slots=True)
class PointingHead:
    """What the pointing head has beside the projections of words: `gap` [2 G] scores of distances (before the anchor,
    then after it), `sourceless` [A] what stands for the source where there is none, `nobody` [A]."""

    gap: Floats
    sourceless: Floats
    nobody: Floats

    @classmethod
    def from_meta(cls, meta: dict[str, Any]) -> PointingHead:
        own = meta["pointing"]
        return cls(*(np.asarray(own[k], np.float32) for k in ("gap", "sourceless", "nobody")))


@dataclass(frozen=True, slots=True)
class Pointed:
    """Log probabilities: of each word [W] (minus infinity where it may stand for nobody) and of nobody at all."""

    words: Floats
    nobody: float

    def of(self, candidate_words: Sequence[int]) -> float:
        """Log of the probability on some words together."""
        own = self.words[np.asarray(candidate_words, np.int64)]
        top = float(own.max(initial=-np.inf))
        if top < LEAST:
            return LEAST
        return top + math.log(float(np.exp(own - top).sum()))

    def peak(self, candidate_words: Sequence[int]) -> float:
        """Log probability of the likeliest of some words."""
        return float(self.words[np.asarray(candidate_words, np.int64)].max(initial=LEAST))


def words_that_name(names: Sequence[Name], encoded: Encoded, tags: Sequence[str]) -> Ints:
    """The words of names, and nouns."""
    named = {w for n in names for a, b in n.mentions for w in range(a, b + 1)}
    return np.asarray([i for i, t in enumerate(tags) if t.startswith(_NOUN) or i in named], np.int64)


def point(draft: Draft, head: PointingHead, encoded: Encoded, naming: Ints) -> Pointed:
    """Where the head points for a statement; `naming` are the words of `words_that_name`."""
    out = np.full(len(encoded.words), -np.inf, np.float32)
    forms = [encoded.words.forms[i].casefold() for i in draft.source]
    alone = len(forms) == 1 and forms[0] in REFERRING | OTHER
    at = naming if alone else np.union1d(naming, np.asarray(draft.source, np.int64))
    source = encoded.point_source[draft.source].mean(0) if draft.source else head.sourceless
    query = (encoded.point_from[draft.anchor] + source) / math.sqrt(len(head.nobody))
    score = encoded.point_to[at] @ query + head.gap[_buckets(at - draft.anchor, len(head.gap) // 2)]
    nobody = float(head.nobody @ query)
    top = max(nobody, float(score.max(initial=-np.inf)))
    total = top + math.log(float(np.exp(score - top).sum()) + math.exp(nobody - top))
    out[at] = score - total
    return Pointed(out, nobody - total)


def _buckets(gap: Ints, count: int) -> Ints:
    out: Ints = distance_bucket(np.abs(gap), count) + count * (gap > 0)
    return out


def distance_bucket(distance: Ints, count: int) -> Ints:
    """The number of a distance in words among `count` that grow by steps of 2 to the power of two thirds, as the heads
    learnt them."""
    out: Ints = np.minimum((np.log2(np.maximum(1, distance)) * 1.5).astype(np.int64), count - 1)
    return out
