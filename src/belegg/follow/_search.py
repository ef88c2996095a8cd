"""Claims by words and by meaning: two rankings, merged by reciprocal ranks (Cormack, Clarke & Büttcher 2009)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from weakref import WeakKeyDictionary

from belegg.follow._meanings import Meanings
from belegg.ledger import ClaimQuery, Store
from belegg.match import Vectors, stems

_EACH = 100
_RANK = 60
"""The constant of the method: how little the first places count above the next."""
_NEAR = 0.80
_making = Lock()
_held: WeakKeyDictionary[Store, Meanings] = WeakKeyDictionary()
"""The vectors of each open ledger, read when first asked for."""


def search(
    store: Store, find: Callable[[ClaimQuery], list[str]], vectors: Vectors, query: str, limit: int
) -> list[str]:
    """The ids of the claims that match `query` best. Of a ledger of more than half a million statements the latest are
    compared by their meaning, all by their words. May be called from many threads."""
    places: dict[str, float] = {}
    terms = tuple(stems(query))
    if terms:
        for place, claim in enumerate(find(ClaimQuery(terms=terms, limit=_EACH))):
            places[claim] = places.get(claim, 0.0) + 1 / (_RANK + place)
    for place, claim in enumerate(_by_meaning(store, vectors, query)):
        places[claim] = places.get(claim, 0.0) + 1 / (_RANK + place)
    return sorted(places, key=lambda c: (-places[c], c))[:limit]


def _by_meaning(store: Store, vectors: Vectors, query: str) -> list[str]:
    """Claims by the nearest of their statements. Every vector that is held is looked at: exact, and linear in them."""
    if not query.strip():
        return []
    with _making:
        meanings = _held.setdefault(store, Meanings())
    near = meanings.nearest(store, vectors([query])[0], _NEAR, 4 * _EACH)
    home = store.claims_of(near)
    return list(dict.fromkeys(home[s] for s in near if s in home))[:_EACH]
