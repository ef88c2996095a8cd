"""The matcher's decision about two statements: a probability that they carry one claim.

A few small networks of one hidden layer, averaged, over the features of a pair (``training.matcher`` makes them).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from belegg.match._features import LEAST_COSINE, NAMES, article_features
from belegg.match._signature import Sign, SignedArticle

Floats = npt.NDArray[np.float32]

STORY_COSINE, STORY_ALONE, STORY_MARKS = 0.80, 0.88, 2
"""Two articles are compared where their stories are near and share some words of names, or are very near."""
AKIN = 0.87
"""Cosine from which two statements are kept as akin, though they carry other claims: these may contradict or update
each other."""
EARLIER = 0.03
"""What is left of a score where two statements are of other times: the same words about another year. Of the packs'
pairs of one claim 2 % have one set in an earlier year and the other not, of their lookalikes 86 %."""
WINDOW = 45
"""Days between two articles that are compared."""
_SLACK = 1e-4


class Scorer:
    """Averaged networks. `parameters`: mean, scale [F]; members, each w1 [F, H], b1 [H], w2 [H], b2."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        if tuple(parameters["names"]) != NAMES:
            raise ValueError("the matcher's parameters are for other features")
        self._mean, self._scale = (np.asarray(parameters[k], np.float32) for k in ("mean", "scale"))
        self._members = [
            tuple(np.asarray(m[k], np.float32) for k in ("w1", "b1", "w2", "b2")) for m in parameters["members"]
        ]

    def __call__(self, features: Floats) -> Floats:
        """features [..., F] -> probabilities [...]"""
        x = (features - self._mean) / self._scale
        scores = [np.tanh(x @ w1 + b1) @ w2 + b2 for w1, b1, w2, b2 in self._members]
        out: Floats = np.mean([1 / (1 + np.exp(-s)) for s in scores], axis=0, dtype=np.float32)
        return out


def scorer_bytes() -> bytes:
    """The parameters of the scorer that belegg ships, as they stand in their file."""
    return resources.files("belegg.match").joinpath("scorer.json").read_bytes()


@cache
def shipped_scorer() -> Scorer:
    """The scorer that belegg ships."""
    return Scorer(json.loads(scorer_bytes()))


def near(a: SignedArticle, b: SignedArticle) -> bool:
    """Whether two articles may be about one course of events."""
    if not in_window(a.day, b.day):
        return False
    cosine = float(a.vector @ b.vector)
    return cosine >= STORY_ALONE or (cosine >= STORY_COSINE and len(a.marks & b.marks) >= STORY_MARKS)


def in_window(a: int | None, b: int | None) -> bool:
    """Whether articles of these days are compared; one of no known day may be of any."""
    return a is None or b is None or abs(a - b) <= WINDOW


def may_be_near(a: SignedArticle, others: Sequence[SignedArticle], vectors: Floats) -> list[SignedArticle]:
    """Those of `others` that `near` has to be asked about; `vectors` [N, D] are theirs. Cheap for many."""
    cosines = vectors @ a.vector
    # Products of matrices differ in their last bits with the place of a row: the last word is that of `near`.
    may, alone = (cosines >= least - _SLACK for least in (STORY_COSINE, STORY_ALONE))
    return [
        others[i] for i in np.flatnonzero(may).tolist() if alone[i] or len(a.marks & others[i].marks) >= STORY_MARKS
    ]


def compare(a: SignedArticle, b: SignedArticle, scorer: Scorer) -> tuple[Floats, Floats]:
    """(probability that each two carry one claim, cosine of their words): [statements of a, statements of b] each."""
    if a.id > b.id:
        # Products of matrices differ in their last bits with the place of a row: one way round for either order.
        scores, cosines = compare(b, a, scorer)
        return scores.T, cosines.T
    cosine = np.stack([s.vectors[0] for s in a.statements]) @ np.stack([s.vectors[0] for s in b.statements]).T
    out = scorer(article_features(a, b))
    out[cosine < LEAST_COSINE] = 0.0
    out[_of_other_times(a.statements, b.statements)] *= EARLIER
    return out, cosine


def _of_other_times(ours: Sequence[Sign], theirs: Sequence[Sign]) -> npt.NDArray[np.bool_]:
    """Whether one statement is set in an earlier year and the other is not, or both name years and none is the same."""
    old = [np.asarray([s.old for s in side]) for side in (ours, theirs)]
    out: npt.NDArray[np.bool_] = np.abs(old[0][:, None] - old[1][None, :]) >= 1
    for i, x in enumerate(ours):
        for j, y in enumerate(theirs) if x.years else ():
            if y.years and x.years.isdisjoint(y.years):
                out[i, j] = True
    return out
