"""Chains continued through the other articles of a claim: «skriver B» joined with what B itself had it from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from belegg.ledger import instant
from belegg.match._features import same_name
from belegg.match._group import Group, Member
from belegg.match._signature import bare_name
from belegg.trace._kinds import is_role
from belegg.types import Hop

SameOutlet = Callable[[str, str | None], bool]
_DEEPEST = 8
_SAME_PASSAGE = 0.6


@dataclass(frozen=True, slots=True)
class Traced:
    """A member with its chain: `own` as its article tells it (publishing outlet left out), `whole` as the ledger
    continues it; `copied` is the article whose text this one repeats."""

    member: Member
    own: tuple[Hop, ...]
    whole: tuple[Hop, ...]
    copied: str | None = None


def own_chain(member: Member, fellows: Sequence[Member]) -> tuple[Hop, ...]:
    """The chain as the article tells it, without the publishing outlet; `fellows` are the statements of the same
    article that carry the same claim.

    A headline has it from the statement that tells more; so has one whose source is a bare role (*kilden*, *rederiet*).
    """
    hops = member.told
    others = [f for f in fellows if f is not member and not f.sign.bare and f.denied == member.denied]
    if member.statement["hearsay"] and not hops:
        return hops
    if not hops or member.sign.bare:
        full = [f.told for f in others if f.told]
        return max(full, key=len) if full else hops
    if is_role(hops[0].name):
        fuller = [f.told for f in others if f.told and not is_role(f.told[0].name) and f.told[0].kind != "media"]
        # Whom the role told it is no fuller name of the role.
        fuller = [c for c in fuller if not _has(hops[1:], c[0].name)]
        if fuller:
            return max(fuller, key=lambda c: len(c[0].name))
    return hops


def trace_group(group: Group, copies: Mapping[str, str], same_outlet: SameOutlet) -> list[Traced]:
    """The members of a claim with their chains. `copies` maps an article to the one whose text it repeats;
    `same_outlet(name, outlet)` tells whether a hop's name is that outlet."""
    by_article: dict[str, list[Member]] = {}
    for m in group.members:
        by_article.setdefault(m.article["id"], []).append(m)
    own = {m.sign.statement: own_chain(m, by_article[m.article["id"]]) for m in group.members}
    out = []
    for m in group.members:
        whole = own[m.sign.statement]
        copied = copies.get(m.article["id"])
        if copied in by_article:
            # A copy that does not credit the wire has it from the wire all the same.
            source = _copied_from(m, [o for o in by_article[copied] if o.denied == m.denied], own)
            outlet = by_article[copied][0].article["outlet"]
            if len(source) > len(whole):
                whole = source
            if not any(h.kind == "media" for h in source) and outlet and not _has(whole, outlet):
                whole = (*whole, Hop(outlet, "media"))
        out.append(Traced(m, own[m.sign.statement], _continued(m, whole, by_article, own, same_outlet), copied))
    return out


def _copied_from(m: Member, originals: Sequence[Member], own: Mapping[str, tuple[Hop, ...]]) -> tuple[Hop, ...]:
    """What the original has it from: the statements with the same words, where it has such, else any."""
    same = [o for o in originals if _overlap(o.sign.stems, m.sign.stems) >= _SAME_PASSAGE] or originals
    return max((own[o.sign.statement] for o in same), key=len, default=())


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, len(a | b))


def _has(hops: Sequence[Hop], name: str) -> bool:
    return any(same_name(bare_name(h.name), bare_name(name)) for h in hops)


def _continued(
    member: Member,
    hops: tuple[Hop, ...],
    by_article: Mapping[str, list[Member]],
    own: Mapping[str, tuple[Hop, ...]],
    same_outlet: SameOutlet,
) -> tuple[Hop, ...]:
    seen = {member.article["id"]}
    when = instant(member.article["published"])
    for _ in range(_DEEPEST):
        # «skriver B»: what B itself had it from. A source that only B's retellers describe is B's, too.
        place = 0 if hops and hops[0].kind == "media" else 1
        if len(hops) <= place or hops[place].kind != "media" or (place and not _vague(hops[0])):
            break
        best: tuple[Hop, ...] = ()
        chosen = None
        for article, members in sorted(by_article.items()):
            told = members[0].article
            if article in seen or not same_outlet(hops[place].name, told["outlet"]):
                continue
            published = instant(told["published"])
            if when and published and published > when:
                continue
            for m in members:
                chain = own[m.sign.statement]
                if (
                    m.denied == member.denied
                    and chain
                    and (len(chain), _named(chain[0])) > (len(best), bool(best) and _named(best[0]))
                ):
                    best, chosen = chain, article
        if chosen is None:
            break
        seen.add(chosen)
        hops = (*best, *hops[place:])
    return hops


def _vague(hop: Hop) -> bool:
    return hop.kind in ("anonymous", "group", "implicit") or is_role(hop.name)


def _named(hop: Hop) -> bool:
    return hop.kind in ("person", "organisation", "document")
