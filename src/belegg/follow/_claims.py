"""From groups of statements to claims as they are kept: wording, chains, origins, relations, words to seek them by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from belegg.claims import Carrier, Claim, Origins, Relation
from belegg.follow._members import Edges, Pages, Work, copies_of
from belegg.ledger import ClaimRow, Outlets, Store, StoredArticle, instant
from belegg.ledger._failures import taken_from
from belegg.match import (
    Group,
    bare_name,
    make_group,
    relate,
    stems,
    wording,
)
from belegg.trace import Traced, count_origins, trace_group
from belegg.types import Hop

_DRAFTS = 2000
"""Claims that are held as they were last made."""


@dataclass
class _Draft:
    """A claim before it is written: `retold` are the claims it states harder, with the same voice behind it."""

    group: Group
    trace: Callable[[Group], list[Traced]]
    relations: dict[tuple[str, str], float]
    retold: set[str]

    # Many are looked at for how they stand to a neighbour alone, which does not take their chains.
    @cached_property
    def traced(self) -> list[Traced]:
        return self.trace(self.group)

    @cached_property
    def base(self) -> Origins:
        return count_origins(self.traced)

    def told(self) -> tuple[dict[tuple[str, str], float], set[str]]:
        """What of it depends on other claims, as it is written."""
        return {k: round(p, 3) for k, p in self.relations.items()}, set(self.retold)


class Composer:
    """Makes claims of groups. With `read_chains` False chains are taken as the readings have them (to measure with gold
    ones)."""

    def __init__(self, outlets: Outlets, *, read_chains: bool = True) -> None:
        self._outlets = outlets
        self._pages = Pages(outlets, read_chains)
        self._drafts: OrderedDict[str, _Draft] = OrderedDict()

    def forget(self) -> None:
        """Forget what is remembered of the ledger: it may have become another."""
        self._pages.forget()
        self._drafts.clear()

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
        self,
        store: Store,
        groups: Sequence[Sequence[str]],
        edges: Edges,
        work: Work,
        dropped: set[str],
        within: Mapping[str, Sequence[str]],
    ) -> list[ClaimRow]:
        """The claims to write: the groups as claims, and those of their neighbours among the claims there are (those
        of `dropped` go) whose relations become others. `within` is that of `Settled`.

        What was written is remembered, to be told of the next batch; after a failure `forget` has to be called.
        """
        self._pages.follow(work)
        for id in dropped:
            self._drafts.pop(id, None)
        trace = self._tracer(store, work)
        drafts: dict[str, _Draft] = {}
        for statements in groups:
            members = self._pages.members(store, statements, edges, within=within)
            if any(not m.sign.bare for m in members):
                draft = _Draft(make_group(members), trace, {}, set())
                drafts[draft.group.id] = draft
        home = {m.sign.statement: id for id, d in drafts.items() for m in d.group.members}
        outside = _across(edges, home)
        beside = sorted(set(store.claims_of(sorted(outside)).values()) - dropped)
        old = self._kept(store, beside, edges, trace)
        before = {id: draft.told() for id, draft in old.items()}
        for id, draft in old.items():
            draft.trace = trace
            draft.relations = {k: p for k, p in draft.relations.items() if k[1] not in dropped and k[1] not in drafts}
            draft.retold = {c for c in draft.retold if c not in dropped and c not in drafts}
            home.update((m.sign.statement, id) for m in draft.group.members)
        every = drafts | old
        pairs = {(min(x, y), max(x, y)) for a, b in edges if (x := home.get(a)) and (y := home.get(b)) and x != y}
        for one, two in sorted(pairs):
            if one in drafts or two in drafts:
                _relate(every[one], every[two])
        rows = [self._row(every[id]) for id in sorted(every) if id in drafts or every[id].told() != before[id]]
        self._remember(every)
        return rows

    def _tracer(self, store: Store, work: Work) -> Callable[[Group], list[Traced]]:
        def trace(group: Group) -> list[Traced]:
            copies = copies_of(store, sorted({m.article["id"] for m in group.members}), work)
            return trace_group(group, copies, self.same_outlet)

        return trace

    def _kept(
        self, store: Store, ids: Sequence[str], edges: Edges, trace: Callable[[Group], list[Traced]]
    ) -> dict[str, _Draft]:
        """The claims of the ledger of these ids, by id."""
        out = {id: self._drafts[id] for id in ids if id in self._drafts}
        for row in store.claims([id for id in ids if id not in out]):
            with taken_from("the ledger"):
                claim = Claim.from_dict(row.body["claim"])
                retold = set(row.body["retold"])
            told = {c.id: c.match for c in claim.statements}
            members = self._pages.members(store, row.members, edges, told)
            if members:
                relations: dict[tuple[str, str], float] = {(r.type, r.claim): r.confidence for r in claim.relations}
                out[row.id] = _Draft(make_group(members), trace, relations, retold)
        return out

    def _remember(self, drafts: Mapping[str, _Draft]) -> None:
        for id, draft in drafts.items():
            self._drafts[id] = draft
            self._drafts.move_to_end(id)
        while len(self._drafts) > _DRAFTS:
            self._drafts.popitem(last=False)

    def _row(self, draft: _Draft) -> ClaimRow:
        group, origins = draft.group, draft.base
        if draft.retold and origins.min:
            why = "those behind it say it only as possible in the claim that this one hardens: no origin is established"
            origins = Origins(0, origins.max, (*origins.why, why))
        carriers = tuple(_carrier(t) for t in draft.traced)
        relations = tuple(Relation(t, c, round(p, 3)) for (t, c), p in sorted(draft.relations.items()))  # type: ignore[arg-type]
        claim = Claim(group.id, wording(group), origins, relations, group.first, group.last, carriers)
        return row_of(claim, draft.retold, [m.sign.statement for m in group.members])


def row_of(claim: Claim, retold: Collection[str], members: Sequence[str]) -> ClaimRow:
    """A claim as it is kept."""
    carriers = claim.statements
    contents = " ".join(part for c in carriers for part in c.content)
    return ClaimRow(
        id=claim.id,
        body={"claim": claim.to_dict(), "retold": sorted(retold)},
        members=tuple(members),
        terms=" ".join(sorted(set(stems(f"{claim.text} {contents}")))),
        first=claim.first,
        last=claim.last,
        min_origins=claim.origins.min,
        max_origins=claim.origins.max,
        contradicted=claim.contradicted,
        hearsay=any(c.hearsay for c in carriers),
        outlets=tuple(sorted({c.outlet for c in carriers if c.outlet})),
        speakers=tuple(sorted({c.speaker for c in carriers if c.speaker})),
        facets=_facets(carriers),
        text=claim.text,
        articles=len({c.article for c in carriers}),
        hardens=any(r.type == "hardens" for r in claim.relations),
    )


def _facets(carriers: Sequence[Carrier]) -> tuple[tuple[str, str], ...]:
    """What the carriers are of, each (field, value) once, in order."""
    every = {(field, getattr(c, field)) for c in carriers for field in ("kind", "certainty", "language")}
    return tuple(sorted((field, value) for field, value in every if value))


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
