"""From groups of statements to claims as they are kept: wording, chains, origins, relations, words to seek them by."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from belegg.claims import Carrier, Claim, Origins, Relation
from belegg.follow._stories import vectors_of
from belegg.ledger import ClaimRow, Outlets, Store, StoredArticle, instant
from belegg.match import (
    Group,
    Member,
    bare_name,
    bare_statements,
    log_odds,
    make_group,
    relate,
    sign_from,
    stems,
    wording,
)
from belegg.trace import Traced, count_origins, media_of, told_chain, trace_group
from belegg.types import Hop

Edges = Mapping[tuple[str, str], float]


class Work(Protocol):
    """What the composer asks of a batch."""

    @property
    def signatures(self) -> list[Any]: ...
    @property
    def copies(self) -> dict[tuple[str, str], float]: ...
    @property
    def copied(self) -> set[str]: ...


@dataclass
class _Draft:
    """A claim before it is written: `retold` are the claims it states harder, with the same voice behind it."""

    group: Group
    traced: list[Traced]
    base: Origins
    relations: dict[tuple[str, str], float]
    retold: set[str]


class Composer:
    """Makes claims of groups. With `read_chains` False chains are taken as the readings have them (to measure with gold
    ones)."""

    def __init__(self, outlets: Outlets, *, read_chains: bool = True) -> None:
        self._outlets = outlets
        self._read_chains = read_chains

    def ordered(self, a: StoredArticle, b: StoredArticle) -> tuple[StoredArticle, StoredArticle]:
        """(copy, original): the earlier is the original; of two at one time the one that credits a wire, then by id."""
        key = lambda x: (instant(x.published) or "9", not x.wire, x.id)  # noqa: E731
        first, second = sorted((a, b), key=key)
        return second, first

    def same_outlet(self, name: str, outlet: str | None) -> bool:
        """Whether a hand's name is that outlet's."""
        if not outlet:
            return False
        one, other = self._outlets.by_name(name), self._outlets.by_name(outlet)
        if one is not None and other is not None:
            return one.name == other.name
        # An outlet that the table does not have: all words of its name stand in the hop (*den danske avisen X*).
        return set(bare_name(outlet).split()) <= set(bare_name(name).split())

    def compose(
        self, store: Store, groups: Sequence[Sequence[str]], edges: Edges, work: Work, dropped: set[str]
    ) -> list[ClaimRow]:
        """The claims to write: the groups as claims, and their neighbours among the claims there are (those of
        `dropped` go), with their relations told anew."""
        loader = _Loader(store, work, self._outlets, self._read_chains)
        drafts: dict[str, _Draft] = {}
        for statements in groups:
            members = loader.members(statements, edges)
            if any(not m.sign.bare for m in members):
                draft = self._draft(make_group(members), loader)
                drafts[draft.group.id] = draft
        home = {m.sign.statement: id for id, d in drafts.items() for m in d.group.members}
        outside = _across(edges, home)
        rows = {r.id: r for r in store.claims(sorted(set(store.claims_of(sorted(outside)).values()) - dropped))}
        old: dict[str, _Draft] = {}
        for row in rows.values():
            members = loader.members(row.members, edges, row.body["claim"])
            if members:
                kept = self._draft(make_group(members), loader)
                kept.relations = {
                    (r["type"], r["claim"]): r["confidence"]
                    for r in row.body["claim"]["relations"]
                    if r["claim"] not in dropped and r["claim"] not in drafts
                }
                kept.retold = {c for c in row.body["retold"] if c not in dropped and c not in drafts}
                old[row.id] = kept
                home.update({m.sign.statement: row.id for m in kept.group.members})
        every = drafts | old
        pairs = {tuple(sorted((home[a], home[b]))) for a, b in edges if a in home and b in home and home[a] != home[b]}
        for one, two in sorted(pairs):
            if one in drafts or two in drafts:
                _relate(every[one], every[two])
        return [self._row(every[id]) for id in sorted(every)]

    def _draft(self, group: Group, loader: _Loader) -> _Draft:
        copies = loader.copies(sorted({m.article["id"] for m in group.members}))
        traced = trace_group(group, copies, self.same_outlet)
        return _Draft(group, traced, count_origins(traced), {}, set())

    def _row(self, draft: _Draft) -> ClaimRow:
        group, origins = draft.group, draft.base
        if draft.retold and origins.min:
            why = "those behind it say it only as possible in the claim that this one hardens: no origin is established"
            origins = Origins(0, origins.max, (*origins.why, why))
        carriers = tuple(_carrier(t) for t in draft.traced)
        relations = tuple(Relation(t, c, round(p, 3)) for (t, c), p in sorted(draft.relations.items()))  # type: ignore[arg-type]
        claim = Claim(group.id, wording(group), origins, relations, group.first, group.last, carriers)
        denied = {c.certainty == "denied" for c in carriers}
        contents = " ".join(part for c in carriers for part in c.content)
        return ClaimRow(
            id=group.id,
            body={"claim": claim.to_dict(), "retold": sorted(draft.retold)},
            members=tuple(m.sign.statement for m in group.members),
            terms=" ".join(sorted(set(stems(f"{claim.text} {contents}")))),
            first=group.first,
            last=group.last,
            min_origins=origins.min,
            max_origins=origins.max,
            contradicted=denied == {True, False} or any(r.type == "contradicts" for r in relations),
            hearsay=any(c.hearsay for c in carriers),
            outlets=tuple(sorted({c.outlet for c in carriers if c.outlet})),
            speakers=tuple(sorted({c.speaker for c in carriers if c.speaker})),
        )


def _across(edges: Edges, home: Mapping[str, str]) -> set[str]:
    """Ends of edges that lie outside the groups, the other end inside."""
    out = set()
    for a, b in edges:
        if (a in home) != (b in home):
            out.add(b if a in home else a)
    return out


def _relate(a: _Draft, b: _Draft) -> None:
    for kind, forward, sure in relate(a.group, b.group):
        subject, other = (a, b) if forward else (b, a)
        subject.relations[kind, other.group.id] = sure
        if kind == "contradicts":
            other.relations[kind, subject.group.id] = sure
        if kind == "hardens" and _one_source(subject, other):
            subject.retold.add(other.group.id)


def _one_source(hard: _Draft, soft: _Draft) -> bool:
    """Whether all that is behind the harder claim is behind the softer one too."""
    if bool(hard.group.numbers) != bool(soft.group.numbers):
        return False
    named = {bare_name(t.whole[0].name) for t in soft.traced if t.whole and not t.member.denied}
    words = {w[:5] for n in named for w in n.split() if len(w) > 4}
    origins = [t.whole[0].name for t in hard.traced if t.whole and not t.member.denied]
    media = [t for t in hard.traced if t.whole and t.whole[0].kind == "media"]
    known = [bool(words & {w[:5] for w in bare_name(n).split()}) for n in origins]
    return bool(origins) and sum(known) + len(media) >= len(origins) / 2


def _carrier(t: Traced) -> Carrier:
    m = t.member
    text_parts = m.sign.text.split(" … ")
    outlet = m.article["outlet"]
    end = (Hop(outlet, "media"),) if outlet else ()
    speaker, kind = m.statement["speaker"], m.statement["kind"]
    if m.sign.bare and t.own:
        speaker, kind = t.own[0].name, t.own[0].kind
    return Carrier(
        id=m.sign.statement,
        article=m.article["id"],
        url=m.article["url"],
        outlet=outlet,
        published=m.article["published"],
        content=tuple(text_parts),
        speaker=speaker,
        kind=kind,
        certainty=m.statement["certainty"],
        hearsay=m.statement["hearsay"],
        chain=(*t.own, *end),
        confidence=m.statement["confidence"],
        match=round(m.match, 3),
        title=m.article["title"],
        language=m.article["language"],
        lineage=(*t.whole, *end) if t.whole != t.own else (),
        form=None if m.sign.bare else m.statement["form"],
    )


class _Loader:
    """Statements with their articles, read once a batch."""

    def __init__(self, store: Store, work: Work, outlets: Outlets, read_chains: bool) -> None:
        self._store, self._work, self._outlets, self._read_chains = store, work, outlets, read_chains
        self._fresh = {s.statement: s for s in work.signatures}
        self._articles: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, tuple[Hop, ...]]]] = {}

    def members(self, statements: Sequence[str], edges: Edges, claim: dict[str, Any] | None = None) -> list[Member]:
        """The members of a group; how well each fits is the mean of its links, or what its claim says."""
        kept = {s.statement: s for s in self._store.signatures([s for s in statements if s not in self._fresh])}
        told = {s["id"]: s["match"] for s in claim["statements"]} if claim else {}
        out = []
        for id in statements:
            signature = self._fresh.get(id) or kept.get(id)
            if signature is None:
                continue
            about, own, chains = self._article(signature.article)
            if id in own:
                fit = told.get(id) if told else _fit(id, statements, edges)
                sign = sign_from(id, vectors_of(signature), signature.body)
                out.append(Member(sign, own[id], about, fit or 0.0, chains[id]))
        return out

    def _article(self, id: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, tuple[Hop, ...]]]:
        known = self._articles.get(id)
        if known is None:
            article = self._store.article(id)
            assert article is not None
            about = {
                "id": id,
                "url": article.url,
                "outlet": article.outlet,
                "published": article.published,
                "title": article.title,
                "language": article.language,
            }
            statements = [*bare_statements(article.reading, id), *article.reading["statements"]]
            media = media_of(article.reading, lambda n: self._outlets.by_name(n) is not None)
            chains = {s["id"]: told_chain(s, article.reading, media, self._read_chains) for s in statements}
            known = self._articles[id] = (about, {s["id"]: s for s in statements}, chains)
        return known

    def copies(self, articles: Sequence[str]) -> dict[str, str]:
        """Of each article the one it repeats most of."""
        found = {(a, o): s for a, o, s in self._store.copies(articles) if a not in self._work.copied}
        found |= {k: s for k, s in self._work.copies.items() if k[0] in articles}
        out: dict[str, tuple[float, str]] = {}
        for (a, o), share in sorted(found.items()):
            if a not in out or share > out[a][0]:
                out[a] = (share, o)
        return {a: o for a, (_, o) in out.items()}


def _fit(id: str, statements: Sequence[str], edges: Edges) -> float:
    others = [s for s in statements if s != id]
    if not others:
        return 1.0
    odds = [log_odds(edges.get((min(id, o), max(id, o)), 0.0)) for o in others]
    return 1 / (1 + math.exp(-sum(odds) / len(odds)))
