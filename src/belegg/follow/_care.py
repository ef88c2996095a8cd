"""Whether claims are still what was made of their statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from belegg.claims import Claim
from belegg.errors import LedgerFormatError
from belegg.follow._claims import row_of
from belegg.ledger import ClaimQuery, ClaimRow, Problem, Store
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
    found = chain.from_iterable(_part(store, part) for part in parts)
    return [problem for _, problem in zip(range(_MOST), found, strict=False)]


def _part(store: Store, ids: Sequence[str]) -> Iterator[Problem]:
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
            claim = Claim.from_dict(row.body["claim"])
            # The words to seek by may come from other rules; whether they are found is the store's to say.
            whole = replace(row_of(claim, row.body["retold"], row.members), terms=row.terms) == row
        except (LookupError, TypeError, ValueError, AttributeError):
            yield _unread(row.id)
            continue
        if not whole or {c.id for c in claim.statements} != set(row.members):
            yield Problem(f"claim {row.id}", "it does not say what its statements say", derived=True)
        yield from _copied(store, claim)
    yield from _unlinked(store, [row for row in rows if len(row.members) > 1])


def _unread(id: str) -> Problem:
    return Problem(f"claim {id}", "it cannot be read", derived=True)


def _copied(store: Store, claim: Claim) -> Iterator[Problem]:
    """Articles of a claim that cannot be found by their text, or repeat one of their day, which nobody knows."""
    days = sorted({((c.published or "")[:10], c.article) for c in claim.statements})
    if len(days) < 2:
        return
    known = {frozenset(pair[:2]) for pair in store.copies([article for _, article in days])}
    before: tuple[str, str, bytes] = ("", "", b"")
    for day, article in days:
        made = store.sketch(article)
        if made is None or (made and article not in store.bands(bands(made)[:1])):
            yield Problem(f"article {article}", "it is not found by its text", derived=True)
            continue
        if day and day == before[0] and alike(made, before[2]) > _COPY and frozenset((article, before[1])) not in known:
            yield Problem(f"article {article}", f"that it shares its text with {before[1]} is not known", derived=True)
        before = (day, article, made)


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
