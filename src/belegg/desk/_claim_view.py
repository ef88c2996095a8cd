"""All that the page of a claim shows, asked of the ledger once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from belegg.claims import Carrier, Claim, Relation, RelationType
from belegg.desk._desk import Desk
from belegg.desk._path import graph
from belegg.desk._reasons import matches
from belegg.desk._variants import variants
from belegg.errors import BeleggError
from belegg.follow._asked import RATING
from belegg.follow._parting import collapsed
from belegg.ledger import Decision, Edge
from belegg.types import Hop

__all__ = ["Related", "candidates", "copies_within", "hands", "related", "view"]

_ID = re.compile(r"[0-9a-f]{6,64}")
_NEIGHBOURS, _RELATED = 400, 60
_ORDER: tuple[RelationType, ...] = ("contradicts", "hardens", "updates", "refines", "shifts")


@dataclass(frozen=True, slots=True)
class Related:
    """Another claim that this one stands to; with `outgoing` False the other is the subject."""

    type: RelationType
    outgoing: bool
    claim: Claim
    confidence: float


def view(desk: Desk, claim: Claim) -> dict[str, Any]:
    """The values of ``claim.html``."""
    about = desk.ledger.decisions(about=[c.id for c in claim.statements])
    shown, more = variants(claim)
    edges = desk.ledger.store.edges([c.id for c in claim.statements])
    return {
        "claim": claim,
        "graph": graph(claim, copies_within(desk, claim)),
        "variants": shown,
        "more_statements": more,
        "matches": matches(claim, desk.ledger.store, edges, about),
        "related": related(desk, claim, edges),
        "decided": collapsed(sorted(about, key=lambda d: (d.when, d.id), reverse=True)),
        "ratings": _ratings(about),
    }


def copies_within(desk: Desk, claim: Claim) -> dict[str, tuple[str, float]]:
    """Of each article of the claim, the one of the claim that it repeats most of, with the share."""
    articles = sorted({c.article for c in claim.statements})
    out: dict[str, tuple[str, float]] = {}
    for article, original, share in desk.ledger.store.copies(articles):
        if original in articles and share > out.get(article, ("", 0.0))[1]:
            out[article] = (original, share)
    return out


def related(desk: Desk, claim: Claim, edges: Sequence[Edge]) -> list[Related]:
    """The claims that this one stands to and those that stand to it (by its `edges`): contradictions first, the surest
    first."""
    store = desk.ledger.store
    outside = {x for e in edges for x in (e.a, e.b)} - {c.id for c in claim.statements}
    near = set(store.claims_of(sorted(outside)[:_NEIGHBOURS]).values()) - {claim.id}
    own = [r.claim for r in claim.relations]
    found = desk.ledger.claims_by_id(list(dict.fromkeys([*own, *sorted(near)]))[:_RELATED])
    others = {other.id: other for other in found}
    out = [Related(r.type, True, others[r.claim], r.confidence) for r in claim.relations if r.claim in others]
    for other in others.values():
        out += [Related(r.type, False, other, r.confidence) for r in other.relations if _incoming(r, claim)]
    return sorted(out, key=lambda r: (_ORDER.index(r.type), not r.outgoing, -r.confidence, r.claim.id))


def _incoming(relation: Relation, claim: Claim) -> bool:
    # A contradiction stands in both claims.
    return relation.claim == claim.id and relation.type != "contradicts"


def _ratings(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    out: dict[str, list[Decision]] = {}
    for d in sorted(decisions, key=lambda d: (d.when, d.id), reverse=True):
        if d.kind == "rate" and d.value and RATING.fullmatch(d.value):
            out.setdefault(d.a, []).append(d)
    return out


def candidates(desk: Desk, claim: Claim, query: str, limit: int = 8) -> list[Claim]:
    """Claims that this one might be joined with: by id, by the end of an address, else by words and meaning."""
    if found := _ID.search(query.rsplit("/", 1)[-1]):
        named = desk.ledger.claim(found[0])
        if named is not None:
            return [named] if named.id != claim.id else []
    try:
        found_claims = desk.ledger.search(query, limit + 1)
    except BeleggError:
        # Without the encoder there are still the words.
        found_claims = desk.ledger.claims(query, limit=limit + 1)
    return [c for c in found_claims if c.id != claim.id][:limit]


def hands(carrier: Carrier) -> tuple[Hop, ...]:
    """The chain that is shown of a statement: continued through the ledger where it is."""
    return carrier.lineage or carrier.chain
