"""What happened to claims when: told as updates are written, kept whatever becomes of derived data.

A claim is known by its first statement. Where an earlier one turns up the claim gets another id, and its news go with
it. Claims that are made again tell nothing twice, since each kind is told once of a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from belegg.claims import News, NewsKind
from belegg.ledger._briefs import briefs
from belegg.ledger._database import Database, Params, Row, Run, among, chunks
from belegg.ledger._protocol import ClaimRow, Update
from belegg.ledger._text import fold

__all__ = ["KINDS", "NewsStore", "former", "tell"]

KINDS: Final[tuple[NewsKind, ...]] = ("new", "second", "carried", "contradicted", "hardened")
MANY = 4
"""So many outlets that carry a claim of one origin are news."""

_STATE = "c.id, c.min_origins, c.max_origins, c.outlets, c.contradicted, c.hardens"
_PUT = """
    INSERT INTO news (claim, kind, seq) VALUES (:claim, :kind, :seq) ON CONFLICT (claim, kind) DO NOTHING
"""
_INHERIT = """
    INSERT INTO news (claim, kind, seq) SELECT :claim, kind, seq FROM news WHERE claim = :before
    ON CONFLICT (claim, kind) DO NOTHING
"""
_GONE = "UPDATE news SET gone = :gone WHERE claim = :claim AND gone <> :gone"
_TOLD = """
    SELECT seq, claim FROM news WHERE kind = :kind AND gone = 0 AND seq > :after ORDER BY seq DESC, claim LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class State:
    """What of a claim can become news."""

    id: str
    least: int
    most: int
    outlets: int
    contradicted: bool
    hardens: bool

    @property
    def carried(self) -> bool:
        return self.most <= 1 and self.outlets >= MANY


def former(run: Run, update: Update) -> dict[str, State]:
    """The claims of `update` as they were before it, by the ids they will have; those not known before are left out."""
    known: dict[str, State] = {}
    for chunk in chunks([c.id for c in update.claims]):
        where, params = among("c.id", chunk)
        known.update((row[0], _state(row)) for row in run.all(f"SELECT {_STATE} FROM claims c WHERE {where}", params))
    fresh = [c for c in update.claims if c.id not in known]
    if fresh and update.dropped:
        known.update(_renamed(run, fresh, set(update.dropped)))
    return known


def _renamed(run: Run, fresh: Sequence[ClaimRow], dropped: set[str]) -> Iterator[tuple[str, State]]:
    """Claims that go, and whose statements come again under another id."""
    homes: dict[str, State] = {}
    for chunk in chunks([m for claim in fresh for m in claim.members]):
        where, params = among("m.statement", chunk)
        sql = f"SELECT m.statement, {_STATE} FROM claim_members m JOIN claims c ON c.n = m.claim WHERE {where}"
        homes.update((row[0], _state(row[1:])) for row in run.all(sql, params) if row[1] in dropped)
    taken: set[str] = set()
    for claim in fresh:
        # The first of its statements that were in one; of a claim that falls apart one piece goes on.
        old = next((homes[m] for m in claim.members if m in homes and homes[m].id not in taken), None)
        if old is not None:
            taken.add(old.id)
            yield claim.id, old


def _state(row: Row) -> State:
    id, least, most, outlets, contradicted, hardens = row
    return State(id, least, most, outlets, bool(contradicted), bool(hardens))


def tell(run: Run, update: Update, before: Mapping[str, State]) -> None:
    """Write what became of the claims of an update."""
    run.many(_GONE, [{"claim": id, "gone": 1} for id in update.dropped])
    renamed = [(c.id, before[c.id].id) for c in update.claims if c.id in before and before[c.id].id != c.id]
    run.many(_INHERIT, [{"claim": id, "before": old} for id, old in renamed])
    run.many(_GONE, [{"claim": c.id, "gone": 0} for c in update.claims])
    run.many(_PUT, _rows(update, before))


def _rows(update: Update, before: Mapping[str, State]) -> Iterator[Params]:
    for claim in update.claims:
        outlets = len({fold(name) for name in claim.outlets})
        now = State(claim.id, claim.min_origins, claim.max_origins, outlets, claim.contradicted, claim.hardens)
        for kind in _happened(before.get(claim.id), now):
            yield {"claim": claim.id, "kind": kind, "seq": update.cursor}


def _happened(old: State | None, now: State) -> Iterator[NewsKind]:
    if old is None:
        yield "new"
    elif old.least < 2 <= now.least:
        yield "second"
    if now.carried and not (old and old.carried):
        yield "carried"
    if now.contradicted and not (old and old.contradicted):
        yield "contradicted"
    if now.hardens and not (old and old.hardens):
        yield "hardened"


class NewsStore:
    """The part of a store that tells what is new."""

    _db: Database

    def news(self, after: int = 0, kinds: Iterable[NewsKind] | None = None, limit: int = 200) -> list[News]:
        """What happened after the change of this number, the newest first; claims that are gone are left out."""
        asked = {"after": after, "limit": limit}
        found: list[tuple[int, NewsKind, str]] = []
        with self._db.reading() as run:
            for kind in KINDS if kinds is None else dict.fromkeys(kinds):
                found += [(seq, kind, claim) for seq, claim in run.all(_TOLD, {**asked, "kind": kind})]
            found = sorted(found, key=lambda n: (-n[0], KINDS.index(n[1]), n[2]))[:limit]
            known = {b.claim: b for b in briefs(run, sorted({claim for _, _, claim in found}))}
        return [News(seq, kind, known[claim]) for seq, kind, claim in found if claim in known]

    def news_counts(self, after: int = 0) -> dict[NewsKind, int]:
        """How much of each kind happened after the change of this number."""
        sql = "SELECT count(*) FROM news WHERE kind = :kind AND gone = 0 AND seq > :after"
        with self._db.reading() as run:
            return {kind: run.all(sql, {"kind": kind, "after": after})[0][0] for kind in KINDS}
