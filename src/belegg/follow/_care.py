"""Whether claims are still what was made of their statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from belegg.claims import Claim
from belegg.errors import LedgerFormatError
from belegg.follow._claims import row_of
from belegg.ledger import ClaimQuery, ClaimRow, Problem, Store
from belegg.ledger._failures import taken_from
from belegg.trace import alike, bands

__all__ = ["faults"]

_AT_ONCE = 200
_COPY = 0.75
"""Two whose sketches are as alike share far more than it takes to be a copy, and meet in half of the bands."""
_MOST = 100
"""So many problems are named."""


def faults(store: Store) -> list[Problem]:
    """What of claims does not fit together: their columns with what they hold, and with their links."""
    ids = store.find_ids(ClaimQuery())
    parts = (ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE))
    texts = _Texts(store)
    found = chain.from_iterable(_part(store, part, texts) for part in parts)
    return [problem for _, problem in zip(range(_MOST), found, strict=False)]


def _part(store: Store, ids: Sequence[str], texts: _Texts) -> Iterator[Problem]:
    try:
        rows = store.claims(ids)
    except LedgerFormatError:
        rows = []
        for id in ids:
            try:
                rows += store.claims([id])
            except LedgerFormatError:
                yield _unread(id)
    for row in rows:
        try:
            with taken_from("the ledger"):
                claim = Claim.from_dict(row.body["claim"])
                # The words to seek by may come from other rules; whether they are found is the store's to say.
                whole = replace(row_of(claim, row.body["retold"], row.members), terms=row.terms) == row
        except LedgerFormatError:
            yield _unread(row.id)
            continue
        if not whole or {c.id for c in claim.statements} != set(row.members):
            yield Problem(f"claim {row.id}", "it does not say what its statements say", derived=True)
        yield from texts.faults(claim)
    yield from _unlinked(store, [row for row in rows if len(row.members) > 1])


def _unread(id: str) -> Problem:
    return Problem(f"claim {id}", "it cannot be read", derived=True)


class _Texts:
    """What of the texts of articles does not fit together. An article stands in many claims: it is looked at once, and
    once beside another."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._met: set[frozenset[str]] = set()

    def faults(self, claim: Claim) -> Iterator[Problem]:
        """Articles of a claim that cannot be found by their text, or repeat one of their day, which nobody knows."""
        days = sorted({((c.published or "")[:10], c.article) for c in claim.statements})
        if len(days) < 2:
            return
        for _, article in days:
            if self._first(article) and not self._findable(article):
                yield Problem(f"article {article}", "it is not found by its text", derived=True)
        for (day, before), (same, article) in pairwise(days):
            if day and day == same and self._first(before, article) and self._hidden(before, article):
                yield Problem(f"article {article}", f"that it shares its text with {before} is not known", derived=True)

    def _first(self, *articles: str) -> bool:
        which = frozenset(articles)
        met = which in self._met
        self._met.add(which)
        return not met

    def _findable(self, article: str) -> bool:
        made = self._store.sketch(article)
        return made is not None and (not made or article in self._store.bands(bands(made)[:1]))

    def _hidden(self, one: str, other: str) -> bool:
        made, beside = (self._store.sketch(article) or b"" for article in (one, other))
        if alike(made, beside) <= _COPY:
            return False
        return frozenset((one, other)) not in {frozenset(pair[:2]) for pair in self._store.copies([one, other])}


def _unlinked(store: Store, rows: Sequence[ClaimRow]) -> Iterator[Problem]:
    """Claims with a statement that nothing joins to the others: neither a link nor a person."""
    members = [m for row in rows for m in row.members]
    linked = {end for edge in store.edges(members) for end in (edge.a, edge.b)}
    alone = sorted(set(members) - linked)
    if alone:
        linked |= {end for d in store.decisions(undone=True, about=alone) for end in (d.a, d.b) if end}
    for row in rows:
        if not linked.issuperset(row.members):
            yield Problem(f"claim {row.id}", "nothing links its statements", derived=True)
