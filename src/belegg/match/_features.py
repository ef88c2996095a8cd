"""What speaks for and against two statements carrying one claim, for all pairs of two articles at a time.

Nothing but the two articles is looked at, and the rows are the same both ways round, so that neither the order in
which articles come nor what else the ledger holds can change a decision.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from belegg.match._signature import Sign, SignedArticle

Floats = npt.NDArray[np.float32]
T = TypeVar("T", float, Floats)

_BETWEEN = ("cos", "wide", "cross", "own", "cos_rank", "own_rank", "wide_rank", "grams_rank")
_TOGETHER = ("story", "story_shared", "story_part", "place_shared", "same_article", "days", "undated", "same_language")
_EACH = (
    "names_shared", "names_conflict", "names_one", "numbers_shared", "numbers_conflict", "numbers_one", "years_shared",
    "years_conflict", "negation", "denied", "both_denied", "maybe", "grams", "grams_part", "stems_shared",
    "speaker_same", "speaker_other", "hands_shared", "length", "ratio", "bare", "asked",
    "around_shared", "around_part", "old_apart", "old_both",
)  # fmt: skip
NAMES = _BETWEEN + _TOGETHER + _EACH
_MIDDLE, _SPREAD = 0.85, 12.0
"""Cosines of this encoder lie between 0.75 and 1; brought to about -1 to 1."""
LEAST_COSINE = 0.77
"""Under it two statements are not compared further: of the packs' pairs of one claim 1 % lie there."""


def article_features(a: SignedArticle, b: SignedArticle) -> Floats:
    """[statements of a, statements of b, len(NAMES)]: one article against another, or against itself."""
    alone = a.id == b.id
    ours, theirs = a.statements, b.statements
    grams = np.asarray([[_overlap(x.grams, y.grams) for y in theirs] for x in ours], np.float32)
    va, vb = (np.stack([s.vectors for s in side]) for side in (ours, theirs))
    cos, wide = va[:, 0] @ vb[:, 0].T, va[:, 1] @ vb[:, 1].T
    cross = np.maximum(va[:, 0] @ vb[:, 1].T, va[:, 1] @ vb[:, 0].T)
    # What the statements of one article have in common (its story) is taken away: the rest tells them apart.
    own = _unit(va[:, 0] - va[:, 0].mean(0)) @ _unit(vb[:, 0] - vb[:, 0].mean(0)).T
    scaled = [brought(m) for m in (cos, wide, cross)]
    ranks = [np.zeros_like(m) if alone else _margin(m) for m in (scaled[0], own, scaled[1], grams)]
    out = np.zeros((len(ours), len(theirs), len(NAMES)), np.float32)
    n, m = len(_BETWEEN), len(_TOGETHER)
    out[..., :n] = np.stack([*scaled, own, *ranks], -1)
    out[..., n : n + m] = _together(a, b)
    for i, x in enumerate(ours):
        for j, y in enumerate(theirs):
            if cos[i, j] >= LEAST_COSINE:
                out[i, j, n + m :] = _each(x, y)
    return out


def brought(cosine: T) -> T:
    """A cosine as a feature."""
    return (cosine - _MIDDLE) * _SPREAD


def _unit(x: Floats) -> Floats:
    out: Floats = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6)
    return out


def _margin(m: Floats) -> Floats:
    """How far each pair is ahead of the best other in its row and in its column; the lesser of the two."""
    if min(m.shape) == 0:
        return m
    best = []
    for axis in (0, 1):
        if m.shape[axis] < 2:
            best.append(np.full_like(m, -1.0))
            continue
        top = np.sort(m, axis)
        first, second = np.take(top, [-1], axis), np.take(top, [-2], axis)
        best.append(np.where(m == first, second, first))
    out: Floats = np.clip(m - np.maximum(best[0], best[1]), -2, 1).astype(np.float32)
    return out


def _together(a: SignedArticle, b: SignedArticle) -> list[float]:
    story = float(a.vector @ b.vector)
    shared = shared_names(a.story, b.story)
    return [
        brought(story),
        math.log1p(shared),
        shared / max(1, min(len(a.story), len(b.story))),
        math.log1p(shared_names(a.places, b.places)),
        float(a.id == b.id),
        math.log1p(abs(a.day - b.day)) if a.day is not None and b.day is not None else 0.0,
        float(a.day is None or b.day is None),
        float(a.language == b.language),
    ]


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, len(a | b))


def _each(a: Sign, b: Sign) -> list[float]:
    names = shared_names(a.names, b.names)
    numbers = len(a.numbers & b.numbers)
    small, large = sorted((len(a.text), len(b.text)))
    denied = (a.certainty == "denied") + (b.certainty == "denied")
    around = shared_names(a.around, b.around)
    same_speaker = bool(a.speaker) and same_name(a.speaker, b.speaker)
    return [
        math.log1p(names),
        float(bool(a.names) and bool(b.names) and not names),
        float(bool(a.names) != bool(b.names)),
        math.log1p(numbers),
        float(bool(a.numbers) and bool(b.numbers) and not numbers),
        float(bool(a.numbers) != bool(b.numbers)),
        float(bool(a.years & b.years)),
        float(bool(a.years) and bool(b.years) and not a.years & b.years),
        float(a.negated != b.negated),
        float(denied == 1),
        float(denied == 2),
        float(a.maybe != b.maybe),
        _overlap(a.grams, b.grams),
        len(a.grams & b.grams) / max(1, min(len(a.grams), len(b.grams))),
        math.log1p(len(a.stems & b.stems)),
        float(same_speaker),
        float(bool(a.speaker) and bool(b.speaker) and not same_speaker),
        math.log1p(shared_names(a.hands, b.hands)),
        math.log1p(small) / 4,
        small / max(1, large),
        float(a.bare) + float(b.bare),
        float("unclaimed" in (a.certainty, b.certainty)),
        math.log1p(around),
        around / max(1, min(len(a.around), len(b.around))),
        abs(a.old - b.old),
        min(a.old, b.old),
    ]


def same_name(a: str, b: str) -> bool:
    """Whether two bare names may be one: all words of the shorter stand in the longer."""
    x, y = set(a.split()), set(b.split())
    return bool(x) and bool(y) and (x <= y or y <= x)


def shared_names(a: frozenset[str], b: frozenset[str]) -> int:
    """How many names of the smaller set have one of the other they may be the same as."""
    if len(a) > len(b) or (len(a) == len(b) and sorted(a) > sorted(b)):
        a, b = b, a
    exact = a & b
    rest = b - exact
    return len(exact) + sum(any(same_name(n, m) for m in rest) for n in a - exact)
