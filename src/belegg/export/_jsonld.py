"""JSON-LD in the words of schema.org: one document, its context inside, so that nothing is fetched to read it.

::

    Claim (the proposition)   text, appearance → each article, firstAppearance → the earliest with a known time,
                              workExample → each statement
    Claim (a statement)       as one article words it: text, author → the named speaker, appearance → the article,
                              exampleOfWork → the proposition
    Quotation                 the same where it is direct speech: text, spokenByCharacter, isPartOf → the article
    NewsArticle               headline, url, datePublished, inLanguage, publisher

What schema.org has no word for (origins, relations, certainty, hearsay, the chain) is an `additionalProperty`, which
it lists for other types; programs that do not expect it there pass over it. Speakers and outlets have no ``@id``:
a name is no identity. Control characters become U+FFFD, addresses that are not of the web are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from belegg.claims import Carrier, Claim
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import NAMED, address, chain, clean, digest, dump, local, words
from belegg.types import SourceKind

__all__ = ["CONTEXT", "write"]

CONTEXT: dict[str, Any] = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
_AGENTS: dict[SourceKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "media": "NewsMediaOrganization",
}


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    out.text(f'{{"@context":{dump(CONTEXT)},"@graph":[')
    seen: set[str] = set()
    count, first = 0, True
    for claim in claims:
        for node in _nodes(claim, quoted, seen):
            out.text(("\n" if first else ",\n") + dump(node))
            first = False
        count += 1
    out.text("\n]}\n")
    return count


def _nodes(claim: Claim, quoted: Quoted, seen: set[str]) -> Iterator[dict[str, Any]]:
    yield _proposition(claim)
    for carrier in claim.statements:
        key = digest(carrier.article)
        if key not in seen:
            seen.add(key)
            yield _article(carrier)
        yield _statement(claim, carrier, quoted(carrier))


def _proposition(claim: Claim) -> dict[str, Any]:
    articles = list(dict.fromkeys(carrier.article for carrier in claim.statements))
    earliest = next((c.article for c in claim.statements if c.published and c.published == claim.first), None)
    properties = [_property("originsMin", claim.origins.min), _property("originsMax", claim.origins.max)]
    properties += [_property("originsWhy", clean(why)) for why in claim.origins.why]
    properties += [
        _property(relation.type, _urn("claim", relation.claim), confidence=relation.confidence)
        for relation in claim.relations
    ]
    return _without_nothing(
        {
            "@id": _urn("claim", claim.id),
            "@type": "Claim",
            "text": clean(claim.text),
            "appearance": [{"@id": _urn("article", article)} for article in articles],
            "firstAppearance": {"@id": _urn("article", earliest)} if earliest is not None else None,
            "workExample": [{"@id": _urn("statement", carrier.id)} for carrier in claim.statements],
            "additionalProperty": properties,
        }
    )


def _statement(claim: Claim, carrier: Carrier, direct: bool) -> dict[str, Any]:
    article = {"@id": _urn("article", carrier.article)}
    speaker = _agent(carrier.speaker, carrier.kind)
    properties = [
        _property("certainty", carrier.certainty),
        _property("hearsay", carrier.hearsay),
        _property("sourceKind", carrier.kind),
        _property("confidence", carrier.confidence),
        _property("match", carrier.match),
    ]
    if carrier.speaker is not None and speaker is None:
        properties.append(_property("source", clean(carrier.speaker)))
    for name, hops in (("chain", carrier.chain), ("lineage", carrier.lineage)):
        if hops:
            properties.append(_property(name, clean(chain(hops))))
    return _without_nothing(
        {
            "@id": _urn("statement", carrier.id),
            "@type": "Quotation" if direct else "Claim",
            "text": clean(words(carrier)),
            "inLanguage": _maybe(carrier.language),
            "spokenByCharacter" if direct else "author": speaker,
            "isPartOf" if direct else "appearance": article,
            "exampleOfWork": {"@id": _urn("claim", claim.id)},
            "additionalProperty": properties,
        }
    )


def _article(carrier: Carrier) -> dict[str, Any]:
    return _without_nothing(
        {
            "@id": _urn("article", carrier.article),
            "@type": "NewsArticle",
            "headline": _maybe(carrier.title),
            "url": address(carrier.url),
            "datePublished": _maybe(carrier.published),
            "inLanguage": _maybe(carrier.language),
            "publisher": _agent(carrier.outlet, "media"),
        }
    )


def _agent(name: str | None, kind: SourceKind) -> dict[str, Any] | None:
    return {"@type": _AGENTS[kind], "name": clean(name)} if name and kind in NAMED else None


def _property(name: str, value: str | float, **more: float) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": "PropertyValue", "name": name, "value": value}
    if more:
        node["additionalProperty"] = [_property(key, number) for key, number in more.items()]
    return node


def _urn(kind: str, id: str) -> str:
    return f"urn:belegg:{kind}:{local(id)}"


def _maybe(text: str | None) -> str | None:
    return None if text is None else clean(text)


def _without_nothing(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None and not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return isinstance(value, Sequence) and len(value) == 0
