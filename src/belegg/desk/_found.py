"""A query answered: its claims a page at a time, how many there are, and by what they can be narrowed down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from belegg.claims import Carrier, Claim, Counts, Facets
from belegg.desk._query import Fit, Query
from belegg.desk._sentences import Snippet, best_carrier, found_in, plain_runs, snippet
from belegg.follow import Ledger
from belegg.ledger import fold
from belegg.ledger._traits import FIELDS
from belegg.match import stems

__all__ = [
    "BEST",
    "EXPORTED",
    "Found",
    "Hit",
    "Wider",
    "every",
    "facets_of",
    "find",
    "fit_of",
    "hits",
    "ranked",
    "wider",
]

BEST = 100
"""So many claims are ranked by meaning; the rest of the ledger is not near."""
EXPORTED = 10_000
"""So many claims are exported at most."""
FARTHEST = 10_000
"""So far a list can be paged through."""
_STEP = 200
_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the claims of a query. `total` of them there are; of a list by meaning there are `BEST` at most."""

    claims: tuple[Claim, ...]
    total: int
    facets: Facets


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim of a list, and how one article has it."""

    claim: Claim
    carrier: Carrier
    passage: Snippet
    articles: int
    outlets: int
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Wider:
    """A query with one filter less (`filters`, as field and value), and how many claims it finds."""

    filters: tuple[tuple[str, Any], ...]
    query: Query
    total: int


def fit_of(ledger: Ledger, query: Query) -> Fit:
    """The filters of a query, with the names that the ledger holds to be one with the speaker's."""
    return Fit(query, ledger.store.names_of(query.speaker) if query.speaker else ())


def ranked(ledger: Ledger, query: Query) -> list[Claim]:
    """The claims that words and meaning rank highest, before any filter."""
    return ledger.search(query.q, BEST)


def find(ledger: Ledger, query: Query, limit: int, offset: int = 0) -> Found:
    """The claims of a query from `offset` on: by meaning those of the `BEST` that its filters keep."""
    if query.by_meaning:
        kept = list(filter(fit_of(ledger, query), ranked(ledger, query)))
        return Found(tuple(kept[offset : offset + limit]), len(kept), facets_of(kept))
    words, asked = query.q or None, query.asked()
    facets = ledger.facets(words, **asked)
    total = ledger.count(words, **asked) if facets.bounded else facets.total
    claims = ledger.claims(words, limit=limit, offset=offset, **asked) if offset <= FARTHEST else []
    return Found(tuple(claims), total, facets)


def every(ledger: Ledger, query: Query, most: int = EXPORTED) -> Iterator[Claim]:
    """All claims of a query, `most` at most, each once; read a few at a time."""
    if query.by_meaning:
        yield from list(filter(fit_of(ledger, query), ranked(ledger, query)))[:most]
        return
    seen: set[str] = set()
    at = 0
    # Where claims come while this goes on, one may be told of twice.
    while at < most and (
        page := ledger.claims(query.q or None, limit=min(_STEP, most - at), offset=at, **query.asked())
    ):
        at += len(page)
        for claim in page:
            if claim.id not in seen:
                seen.add(claim.id)
                yield claim


def wider(ledger: Ledger, query: Query) -> list[Wider]:
    """What would be found without each filter, and without all, the fewest left out first; what helps nothing is not
    told."""
    groups: dict[str, tuple[tuple[str, Any], ...]] = {}
    for name, value in query.active():
        # What is said of origins is one filter to whoever chose it.
        key = "origins" if name.endswith("_origins") else name
        groups[key] = (*groups.get(key, ()), (name, value))
    found: list[Wider] = []
    base = ranked(ledger, query) if query.by_meaning else []
    every_one = [tuple(query.active())] if len(groups) > 1 else []
    for filters in (*groups.values(), *every_one):
        other = query.without(*(name for name, _ in filters))
        if query.by_meaning:
            n = sum(map(fit_of(ledger, other), base))
        else:
            n = ledger.count(other.q or None, **other.asked())
        if n and not (filters in every_one and any(w.total == n for w in found)):
            found.append(Wider(filters, other, n))
    return sorted(found, key=lambda w: (len(w.filters), -w.total))


def facets_of(claims: Iterable[Claim]) -> Facets:
    """What `Ledger.facets` would count, over claims that are at hand; names are not merged."""
    claims = list(claims)
    names: dict[str, dict[str, str]] = {"outlet": {}, "speaker": {}}
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("outlet", "speaker", *FIELDS)}
    for claim in claims:
        for field, spelt in names.items():
            own = {fold(v): v for c in claim.statements if (v := getattr(c, field))}
            counts[field].update(own.keys())
            for key, value in own.items():
                spelt.setdefault(key, value)
        for field in FIELDS:
            counts[field].update({v for c in claim.statements if (v := getattr(c, field)) in FIELDS[field]})
    least = Counter(str(n) if n < 3 else "3+" for c in claims if (n := c.origins.min) > 0)
    return Facets(
        total=len(claims),
        bounded=False,
        outlets=_most(counts["outlet"], names["outlet"]),
        speakers=_most(counts["speaker"], names["speaker"]),
        kinds=_most(counts["kind"]),
        certainties=_most(counts["certainty"]),
        languages=_most(counts["language"]),
        origins=_most(least),
        hearsay=sum(any(s.hearsay for s in c.statements) for c in claims),
        contradicted=sum(c.contradicted for c in claims),
    )


def _most(counts: Counter[str], spelt: dict[str, str] | None = None) -> Counts:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(((spelt or {}).get(key, key), n) for key, n in ordered[:_CHOICES])


def hits(ledger: Ledger, claims: Iterable[Claim], query: Query) -> list[Hit]:
    """Claims as they are listed: each with a statement in its sentence, one that fits the query. Reads an article a
    claim."""
    terms, fits = frozenset(stems(query.q)), fit_of(ledger, query)
    shown = [(claim, best_carrier(claim, terms, fits.by)) for claim in claims if claim.statements]
    texts = ledger.texts(list(dict.fromkeys(carrier.article for _, carrier in shown)))
    out = []
    for claim, carrier in shown:
        whole = texts.get(carrier.article)
        text = whole.text if whole else ""
        place = (whole.spans.get(carrier.id) if whole else None) or found_in(text, carrier.content)
        out.append(
            Hit(
                claim,
                carrier,
                snippet(text, place, terms) if place else plain_runs(" … ".join(carrier.content), terms),
                len({c.article for c in claim.statements}),
                len({fold(c.outlet) for c in claim.statements if c.outlet}),
                claim.contradicted,
            )
        )
    return out
