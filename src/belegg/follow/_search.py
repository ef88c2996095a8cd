"""Claims by words and by meaning: two rankings, merged by reciprocal ranks (Cormack, Clarke & Büttcher 2009)."""

from __future__ import annotations

import numpy as np

from belegg.claims import Claim
from belegg.follow._stories import vectors_of
from belegg.ledger import ClaimQuery, Signature, Store
from belegg.match import Vectors, stems

_EACH = 100
_RANK = 60
"""The constant of the method: how little the first places count above the next."""
_NEAR = 0.80
_PAGE = 4096


def search(store: Store, vectors: Vectors, query: str, limit: int) -> list[Claim]:
    """The claims that match `query` best."""
    places: dict[str, float] = {}
    terms = tuple(stems(query))
    if terms:
        for place, row in enumerate(store.find_claims(ClaimQuery(terms=terms, limit=_EACH))):
            places[row.id] = places.get(row.id, 0.0) + 1 / (_RANK + place)
    for place, claim in enumerate(_by_meaning(store, vectors, query)):
        places[claim] = places.get(claim, 0.0) + 1 / (_RANK + place)
    best = sorted(places, key=lambda c: (-places[c], c))[:limit]
    return [Claim.from_dict(row.body["claim"]) for row in store.claims(best)]


def _by_meaning(store: Store, vectors: Vectors, query: str) -> list[str]:
    """Claims by the nearest of their statements. Every vector is looked at: exact, and linear in the ledger."""
    if not query.strip():
        return []
    asked = vectors([query])[0]
    near: list[tuple[float, str]] = []
    page: list[Signature] = []
    for source in (store.signatures_undated(), store.signatures_between(-10_000_000, 10_000_000)):
        for s in source:
            if s.statement != s.article:
                page.append(s)
            if len(page) == _PAGE:
                near += _nearest(page, asked)
                page = []
    near += _nearest(page, asked)
    near.sort(key=lambda p: (-p[0], p[1]))
    home = store.claims_of([s for _, s in near[: 4 * _EACH]])
    return list(dict.fromkeys(home[s] for _, s in near[: 4 * _EACH] if s in home))[:_EACH]


def _nearest(
    page: list[Signature], asked: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> list[tuple[float, str]]:
    if not page:
        return []
    scores = np.stack([vectors_of(s)[0] for s in page]) @ asked
    return [(float(score), s.statement) for score, s in zip(scores, page, strict=True) if score >= _NEAR]
