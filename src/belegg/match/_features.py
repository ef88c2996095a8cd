"""What speaks for and against two statements carrying one claim, for all pairs of two articles at a time.

Nothing but the two articles is looked at, and the rows are the same both ways round, so that neither the order in
which articles come nor what else the ledger holds can change a decision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from belegg._pronouns import SEVERAL
from belegg.match._signature import Sign, SignedArticle

Floats = npt.NDArray[np.float32]
T = TypeVar("T", float, Floats)

_BETWEEN = (
    "cos", "wide", "cross", "passage", "told_beside", "own", "cos_rank", "own_rank", "wide_rank", "grams_rank",
)  # fmt: skip
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
    grams = _shares([s.grams for s in ours], [s.grams for s in theirs])
    va, vb = (np.stack([s.vectors for s in side]) for side in (ours, theirs))
    cos, wide, passage = (va[:, i] @ vb[:, i].T for i in range(3))
    cross, beside = (np.maximum(va[:, 0] @ vb[:, i].T, va[:, i] @ vb[:, 0].T) for i in (1, 2))
    # What the statements of one article have in common (its story) is taken away: the rest tells them apart.
    own = _unit(va[:, 0] - va[:, 0].mean(0)) @ _unit(vb[:, 0] - vb[:, 0].mean(0)).T
    scaled = [brought(m) for m in (cos, wide, cross, passage, beside)]
    alike = grams.of_both()
    ranks = [np.zeros_like(m) if alone else _margin(m) for m in (scaled[0], own, scaled[1], alike)]
    out = np.zeros((len(ours), len(theirs), len(NAMES)), np.float32)
    n, m = len(_BETWEEN), len(_TOGETHER)
    out[..., :n] = np.stack([*scaled, own, *ranks], -1)
    out[..., n : n + m] = _together(a, b)
    out[..., n + m :] = np.where((cos >= LEAST_COSINE)[..., None], np.stack(_each(ours, theirs, grams), -1), 0.0)
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


class _Shares:
    """How much the sets of one side share with those of the other: `common` [N, M] counts, `ours` [N, 1] and `theirs`
    [1, M] sizes."""

    def __init__(self, common: Floats, ours: Floats, theirs: Floats) -> None:
        self.common, self.ours, self.theirs = common, ours, theirs

    def of_both(self) -> Floats:
        """Of all that either has."""
        return _part(self.common, self.ours + self.theirs - self.common)

    def of_less(self) -> Floats:
        """Of the smaller one."""
        return _part(self.common, np.minimum(self.ours, self.theirs))

    def conflict(self) -> Floats:
        """Where both have something, and nothing in common."""
        return _flag((self.ours > 0) & (self.theirs > 0) & (self.common == 0))

    def one(self) -> Floats:
        """Where one alone has something."""
        return _flag((self.ours > 0) != (self.theirs > 0))


def _shares(ours: Sequence[frozenset[Any]], theirs: Sequence[frozenset[Any]]) -> _Shares:
    if not any(ours) or not any(theirs):
        return _sized(np.zeros((len(ours), len(theirs)), np.float32), ours, theirs)
    place = {x: i for i, x in enumerate(frozenset().union(*ours))}
    a, b = _rows(ours, place), _rows([s & place.keys() for s in theirs], place)
    return _sized(a @ b.T, ours, theirs)


def _rows(sets: Sequence[Set[Any]], place: Mapping[Any, int]) -> Floats:
    """[sets, places]: 1 where a set has what belongs to a place."""
    out = np.zeros((len(sets), len(place)), np.float32)
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    out[rows, [place[x] for s in sets for x in s]] = 1.0
    return out


def _names(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> _Shares:
    """Names are shared where they may be the same."""
    out = _shares(ours, theirs)
    mine, others = frozenset().union(*ours), frozenset().union(*theirs)
    near: dict[str, list[str]] = {}
    of_word: dict[str, list[str]] = {}
    for name in others:
        for word in _words(name):
            of_word.setdefault(word, []).append(name)
    for name in mine:
        # Those that are the same word for word are counted already.
        found = {o for w in _words(name) for o in of_word.get(w, ()) if o != name and same_name(name, o)}
        if found:
            near[name] = list(found)
    if near:
        for i, x in enumerate(ours):
            beside = {o for n in x & near.keys() for o in near[n]}
            for j, y in enumerate(theirs) if beside else ():
                if not beside.isdisjoint(y):
                    out.common[i, j] = shared_names(x, y)
    return out


def _sized(common: Floats, ours: Sequence[frozenset[Any]], theirs: Sequence[frozenset[Any]]) -> _Shares:
    n, m = (np.asarray([len(s) for s in side], np.float32) for side in (ours, theirs))
    return _Shares(common, n[:, None], m[None, :])


def _log(x: Floats, part: float = 1.0) -> Floats:
    out: Floats = (np.log1p(x.astype(np.float64)) / part).astype(np.float32)
    return out


def _part(x: Floats, whole: Floats) -> Floats:
    least: Floats = np.maximum(whole, 1).astype(np.float32)
    out: Floats = np.divide(x, least)
    return out


def _flag(x: npt.NDArray[np.bool_]) -> Floats:
    return x.astype(np.float32)


def _each(ours: Sequence[Sign], theirs: Sequence[Sign], grams: _Shares) -> list[Floats]:
    """The features `_EACH`, [statements of ours, statements of theirs] each."""

    def both(of: Callable[[Sign], float]) -> tuple[Floats, Floats]:
        a, b = (np.asarray([of(s) for s in side], np.float32) for side in (ours, theirs))
        return a[:, None], b[None, :]

    def sets(of: Callable[[Sign], frozenset[Any]]) -> tuple[list[frozenset[Any]], list[frozenset[Any]]]:
        return [of(s) for s in ours], [of(s) for s in theirs]

    names, hands, around = (_names(*sets(of)) for of in (lambda s: s.names, lambda s: s.hands, lambda s: s.around))
    numbers, years, stems = (_shares(*sets(of)) for of in (lambda s: s.numbers, lambda s: s.years, lambda s: s.stems))
    long, lengths = both(lambda s: len(s.text))
    small, large = np.minimum(long, lengths), np.maximum(long, lengths)
    denied = np.add(*both(lambda s: s.certainty == "denied"))
    speaks = np.multiply(*both(lambda s: bool(s.speaker)))
    heard = _names(*sets(lambda s: frozenset({s.speaker} - {""}))).common
    return [
        _log(names.common),
        names.conflict(),
        names.one(),
        _log(numbers.common),
        numbers.conflict(),
        numbers.one(),
        _flag(years.common > 0),
        years.conflict(),
        _flag(np.not_equal(*both(lambda s: s.negated))),
        _flag(denied == 1),
        _flag(denied == 2),
        _flag(np.not_equal(*both(lambda s: s.maybe))),
        grams.of_both(),
        grams.of_less(),
        _log(stems.common),
        heard,
        speaks * (1 - heard),
        _log(hands.common),
        _log(small, 4),
        _part(small, large),
        np.add(*both(lambda s: s.bare)),
        _flag(np.add(*both(lambda s: s.certainty == "unclaimed")) > 0),
        _log(around.common),
        around.of_less(),
        np.abs(np.subtract(*both(lambda s: s.old))),
        np.minimum(*both(lambda s: s.old)),
    ]


@lru_cache(50_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(name.split())


def same_name(a: str, b: str) -> bool:
    """Whether two bare names may be one: all words of the shorter stand in the longer. A pronoun is no name."""
    x, y = _words(a), _words(b)
    return not (x <= SEVERAL or y <= SEVERAL) and (x <= y or y <= x)


def shared_names(a: frozenset[str], b: frozenset[str]) -> int:
    """How many names of the smaller set have one of the other they may be the same as."""
    if len(a) > len(b) or (len(a) == len(b) and sorted(a) > sorted(b)):
        a, b = b, a
    exact = a & b
    rest = b - exact
    return len(exact) + sum(any(same_name(n, m) for m in rest) for n in a - exact)
