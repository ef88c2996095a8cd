"""Why the matcher holds a statement for a carrier of its claim: what it has in common with the others. Pure but for the
store that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belegg.claims import Claim
from belegg.follow._parting import collapsed
from belegg.follow._stories import vectors_of
from belegg.ledger import Decision, Edge, Store
from belegg.match import Sign, sign_from
from belegg.match._features import same_name

__all__ = ["Match", "matches"]

MOST = 40
_LISTED = 5
_ABOUT_MATCHES = ("join", "split", "accept", "reject")


@dataclass(frozen=True, slots=True)
class Match:
    """What speaks for one statement, beside the one that it is nearest to (`other`, an id).

    `score` is the matcher's probability for the two, None where only others link it; `near` the cosine of their words
    in percent of the scale that the encoder uses, 0 to 1; `decided` the decisions of people about it.
    """

    other: str
    score: float | None
    near: float | None
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    figures_apart: bool = False
    same_speaker: bool = False
    same_hands: bool = False
    words: float = 0.0
    bare: bool = False
    decided: tuple[Decision, ...] = ()


def matches(claim: Claim, store: Store, edges: Sequence[Edge], decisions: list[Decision]) -> dict[str, Match]:
    """By statement; those of which the ledger keeps nothing to compare are left out. `edges` are those of the claim."""
    ids = [c.id for c in claim.statements[:MOST]]
    signs = {s.statement: sign_from(s.statement, vectors_of(s), s.body) for s in store.signatures(ids)}
    scores: dict[tuple[str, str], float] = {}
    for edge in edges:
        if edge.a in signs and edge.b in signs:
            scores[edge.a, edge.b] = scores[edge.b, edge.a] = edge.score
    articles = {c.id: c.article for c in claim.statements}
    out: dict[str, Match] = {}
    for id, sign in signs.items():
        # Another article's statement tells more than one beside it.
        others = [o for o in signs if o != id and articles[o] != articles[id]] or [o for o in signs if o != id]
        mine = tuple(collapsed(d for d in decisions if id in (d.a, d.b) and d.kind in _ABOUT_MATCHES))
        if others:
            best = max(
                others, key=lambda o: (scores.get((id, o), 0.0), float(sign.vectors[0] @ signs[o].vectors[0]), o)
            )
            out[id] = _match(sign, signs[best], scores.get((id, best)), mine)
        elif mine:
            out[id] = Match("", None, None, decided=mine)
    return out


def _match(a: Sign, b: Sign, score: float | None, decided: tuple[Decision, ...]) -> Match:
    cosine = float(a.vectors[0] @ b.vectors[0])
    names = [n for n in sorted(a.names) if any(same_name(n, m) for m in b.names)]
    return Match(
        other=b.statement,
        score=score,
        # Cosines of the encoder lie between 0.75 and 1: brought to 0 to 1, as people expect of a likeness.
        near=max(0.0, min(1.0, (cosine - 0.75) / 0.25)),
        names=tuple(names[:_LISTED]),
        figures=tuple(f"{n:g}" for n in sorted(a.numbers & b.numbers)[:_LISTED]),
        figures_apart=bool(a.numbers and b.numbers and not a.numbers & b.numbers),
        same_speaker=bool(a.speaker) and bool(b.speaker) and same_name(a.speaker, b.speaker),
        same_hands=bool(a.hands & b.hands),
        words=len(a.grams & b.grams) / max(1, min(len(a.grams), len(b.grams))),
        bare=a.bare or b.bare,
        decided=decided,
    )
