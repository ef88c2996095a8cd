"""How statements stand to each other and through whose hands they came, as far as one article tells."""

from __future__ import annotations

from collections.abc import Sequence

from belegg.reader._known import is_channel, media_kind
from belegg.types import Article, Hop, Span, Statement


def nest(contents: Sequence[tuple[Span, ...]], cues: Sequence[tuple[Span, ...]]) -> list[int | None]:
    """For each statement the smallest one whose content holds its cue and content, or None."""
    chars = [_chars(c) for c in contents]
    out: list[int | None] = []
    for i, own in enumerate(chars):
        need = own | _chars(cues[i])
        holders = [j for j, other in enumerate(chars) if j != i and need <= other and (len(other) > len(own))]
        out.append(min(holders, key=lambda j: (len(chars[j]), j)) if holders else None)
    return out


def _chars(spans: tuple[Span, ...]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


def chain_of(statement: Statement, outer: Sequence[Statement], via: Sequence[str], article: Article) -> tuple[Hop, ...]:
    """The hands from the origin to the publishing outlet.

    `outer` are the statements this one is nested in, innermost first; `via` the names of its channels. A platform or
    document through which somebody speaks of his own (a press release, a web page) is no hand.
    """
    hops: list[Hop] = []
    if statement.speaker:
        hops.append(Hop(statement.speaker, statement.kind))
    hops += [Hop(name, media_kind(name)) for name in via if is_channel(name)]
    for holder in outer:
        if holder.speaker:
            hops.append(Hop(holder.speaker, holder.kind))
    hops += [Hop(agency, "media") for agency in article.wire]
    if article.outlet:
        hops.append(Hop(article.outlet, "media"))
    return _without_repeats(hops, article.outlet is not None)


def _without_repeats(hops: list[Hop], published: bool) -> tuple[Hop, ...]:
    """Each hand once, where it first had the statement; the publishing outlet, where it is known (the last
    hop), stands at the end only."""
    out: list[Hop] = []
    for hop in hops:
        same = [k for k in out if k.name.casefold() == hop.name.casefold()]
        if not same:
            out.append(hop)
        elif published and hop is hops[-1]:
            out = [k for k in out if k not in same] + [hop]
    return tuple(out)
