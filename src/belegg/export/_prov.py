"""PROV-JSON: where each statement of a claim came from, one bundle a claim, so that it can be written as it comes.

::

    claim:C       the proposition
    statement:S   its words in one article: specialization of the claim, quoted (PROV's wasQuotedFrom, in PROV-JSON a
                  derivation of type prov:Quotation) from the article, derived from the telling before it
    telling:S.k   what the k-th hand before the outlet told: derived from telling k - 1, attributed to the hand;
                  nobody has its words, only that it was
    article:A     attributed to its outlet, generated when it was published
    agent:…       a hand: one for a name in the kinds that a name identifies, else one for each statement

The hands are those of the lineage where there is one, else of the chain. Where the statement is direct speech, its
derivation from the telling before it is a quotation as well, provided that no other hand stands between.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from belegg.claims import Carrier, Claim
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import NAMED, address, clean, dump, local, moment, words
from belegg.types import Hop

__all__ = ["PREFIX", "write"]

PREFIX = {
    "belegg": "urn:belegg:terms:",
    **{kind: f"urn:belegg:{kind}:" for kind in ("agent", "article", "claim", "statement", "telling", "trace")},
}
_TYPES = {"person": "prov:Person", "organisation": "prov:Organization", "media": "prov:Organization"}
_QUOTATION = {"prov:type": {"$": "prov:Quotation", "type": "prov:QUALIFIED_NAME"}}


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    out.text(f'{{"prefix":{dump(PREFIX)},"bundle":{{')
    count = 0
    for claim in claims:
        name = dump(f"trace:{local(claim.id)}")
        out.text(f"{',' if count else ''}\n{name}:{dump(_Bundle(claim, quoted).records)}")
        count += 1
    out.text("\n}}\n")
    return count


class _Bundle:
    """The records of one claim, by their type."""

    def __init__(self, claim: Claim, quoted: Quoted) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self._claim = f"claim:{local(claim.id)}"
        self._put(
            "entity",
            self._claim,
            {
                **_type("belegg:Claim"),
                "prov:value": clean(claim.text),
                "belegg:originsMin": claim.origins.min,
                "belegg:originsMax": claim.origins.max,
                **({"belegg:originsWhy": [clean(why) for why in claim.origins.why]} if claim.origins.why else {}),
                **_relations(claim),
            },
        )
        for carrier in claim.statements:
            self._carry(carrier, quoted(carrier))

    def _carry(self, carrier: Carrier, direct: bool) -> None:
        statement = f"statement:{local(carrier.id)}"
        article = self._article(carrier)
        self._put(
            "entity",
            statement,
            {
                **_type("belegg:Statement"),
                "prov:value": clean(words(carrier)),
                "belegg:certainty": carrier.certainty,
                "belegg:hearsay": carrier.hearsay,
                "belegg:confidence": carrier.confidence,
                "belegg:match": carrier.match,
            },
        )
        self._relate("specializationOf", {"prov:specificEntity": statement, "prov:generalEntity": self._claim})
        self._derive(statement, article, _QUOTATION)
        hands = list(carrier.lineage or carrier.chain)
        if hands and carrier.outlet is not None and hands[-1].name == carrier.outlet:
            self._attribute(statement, self._agent(hands.pop(), carrier, len(hands) + 1))
        before = None
        for k, hand in enumerate(hands, start=1):
            telling = f"telling:{local(f'{carrier.id}.{k}')}"
            self._put("entity", telling, _type("belegg:Telling"))
            self._attribute(telling, self._agent(hand, carrier, k))
            if before is not None:
                self._derive(telling, before)
            before = telling
        if before is not None:
            self._derive(statement, before, _QUOTATION if direct and len(hands) == 1 else {})

    def _article(self, carrier: Carrier) -> str:
        article = f"article:{local(carrier.article)}"
        if article in self.records.get("entity", {}):
            return article
        told = {
            "belegg:title": carrier.title,
            "belegg:published": carrier.published,
            "belegg:url": address(carrier.url),
            "belegg:language": carrier.language,
        }
        texts = {key: clean(text) for key, text in told.items() if text is not None}
        self._put("entity", article, {**_type("belegg:Article"), **texts})
        if carrier.outlet is not None:
            self._attribute(article, self._agent(Hop(carrier.outlet, "media"), carrier, 0))
        when = moment(carrier.published)
        if isinstance(when, datetime):
            self._relate("wasGeneratedBy", {"prov:entity": article, "prov:time": when.isoformat()})
        return article

    def _agent(self, hand: Hop, carrier: Carrier, k: int) -> str:
        name = " ".join(hand.name.split()) if hand.kind in NAMED else f"{carrier.id}.{k}"
        agent = f"agent:{local(f'{hand.kind}.{name}')}"
        known = _type(_TYPES[hand.kind]) if hand.kind in _TYPES else {}
        self._put("agent", agent, {**known, "belegg:name": clean(hand.name), "belegg:kind": hand.kind})
        return agent

    def _attribute(self, entity: str, agent: str) -> None:
        self._relate("wasAttributedTo", {"prov:entity": entity, "prov:agent": agent})

    def _derive(self, new: str, old: str, how: dict[str, Any] | None = None) -> None:
        self._relate("wasDerivedFrom", {"prov:generatedEntity": new, "prov:usedEntity": old, **(how or {})})

    def _relate(self, kind: str, record: dict[str, Any]) -> None:
        self._put(kind, f"_:{kind}{len(self.records.get(kind, {})) + 1}", record)

    def _put(self, kind: str, id: str, record: dict[str, Any]) -> None:
        self.records.setdefault(kind, {}).setdefault(id, record)


def _relations(claim: Claim) -> dict[str, Any]:
    """As attributes: PROV knows what came from what, not what contradicts what."""
    found: dict[str, Any] = {}
    for relation in claim.relations:
        other = {"$": f"claim:{local(relation.claim)}", "type": "prov:QUALIFIED_NAME"}
        found.setdefault(f"belegg:{relation.type}", []).append(other)
    return found


def _type(name: str) -> dict[str, Any]:
    return {"prov:type": {"$": name, "type": "prov:QUALIFIED_NAME"}}
