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
from typing import Any, TypeAlias

from belegg.claims import Carrier, Claim
from belegg.export._cited import Cited
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import NAMED, address, chain, clean, digest, dump, local, words
from belegg.types import SourceKind

__all__ = ["CONTEXT", "Node", "agent", "article_node", "property_node", "trimmed", "urn", "write", "write_nodes"]

Node: TypeAlias = dict[str, Any]
CONTEXT: Node = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
_AGENTS: dict[SourceKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "media": "NewsMediaOrganization",
}


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    seen: set[str] = set()
    return write_nodes((_nodes(claim, quoted, seen) for claim in claims), out)


def write_nodes(records: Iterable[Iterable[Node]], out: Out) -> int:
    """One document of the nodes of each record; how many records there were."""
    out.text(f'{{"@context":{dump(CONTEXT)},"@graph":[')
    count, first = 0, True
    for nodes in records:
        for node in nodes:
            out.text(("\n" if first else ",\n") + dump(node))
            first = False
        count += 1
    out.text("\n]}\n")
    return count


def _nodes(claim: Claim, quoted: Quoted, seen: set[str]) -> Iterator[Node]:
    yield _proposition(claim)
    for carrier in claim.statements:
        key = digest(carrier.article)
        if key not in seen:
            seen.add(key)
            yield article_node(carrier)
        yield _statement(claim, carrier, quoted(carrier))


def _proposition(claim: Claim) -> Node:
    articles = list(dict.fromkeys(carrier.article for carrier in claim.statements))
    earliest = next((c.article for c in claim.statements if c.published and c.published == claim.first), None)
    properties = [property_node("originsMin", claim.origins.min), property_node("originsMax", claim.origins.max)]
    properties += [property_node("originsWhy", clean(why)) for why in claim.origins.why]
    properties += [
        property_node(relation.type, urn("claim", relation.claim), confidence=relation.confidence)
        for relation in claim.relations
    ]
    return trimmed(
        {
            "@id": urn("claim", claim.id),
            "@type": "Claim",
            "text": clean(claim.text),
            "appearance": [{"@id": urn("article", article)} for article in articles],
            "firstAppearance": {"@id": urn("article", earliest)} if earliest is not None else None,
            "workExample": [{"@id": urn("statement", carrier.id)} for carrier in claim.statements],
            "additionalProperty": properties,
        }
    )


def _statement(claim: Claim, carrier: Carrier, direct: bool) -> Node:
    article = {"@id": urn("article", carrier.article)}
    speaker = agent(carrier.speaker, carrier.kind)
    properties = [
        property_node("certainty", carrier.certainty),
        property_node("hearsay", carrier.hearsay),
        property_node("sourceKind", carrier.kind),
        property_node("confidence", carrier.confidence),
        property_node("match", carrier.match),
    ]
    if carrier.speaker is not None and speaker is None:
        properties.append(property_node("source", clean(carrier.speaker)))
    for name, hops in (("chain", carrier.chain), ("lineage", carrier.lineage)):
        if hops:
            properties.append(property_node(name, clean(chain(hops))))
    return trimmed(
        {
            "@id": urn("statement", carrier.id),
            "@type": "Quotation" if direct else "Claim",
            "text": clean(words(carrier)),
            "inLanguage": _maybe(carrier.language),
            "spokenByCharacter" if direct else "author": speaker,
            "isPartOf" if direct else "appearance": article,
            "exampleOfWork": {"@id": urn("claim", claim.id)},
            "additionalProperty": properties,
        }
    )


def article_node(source: Cited) -> Node:
    return trimmed(
        {
            "@id": urn("article", source.article),
            "@type": "NewsArticle",
            "headline": _maybe(source.title),
            "url": address(source.url),
            "datePublished": _maybe(source.published),
            "inLanguage": _maybe(source.language),
            "publisher": agent(source.outlet, "media"),
        }
    )


def agent(name: str | None, kind: SourceKind) -> Node | None:
    return {"@type": _AGENTS[kind], "name": clean(name)} if name and kind in NAMED else None


def property_node(name: str, value: str | float, **more: float) -> Node:
    node: Node = {"@type": "PropertyValue", "name": name, "value": value}
    if more:
        node["additionalProperty"] = [property_node(key, number) for key, number in more.items()]
    return node


def urn(kind: str, id: str) -> str:
    return f"urn:belegg:{kind}:{local(id)}"


def _maybe(text: str | None) -> str | None:
    return None if text is None else clean(text)


def trimmed(node: Node) -> Node:
    return {key: value for key, value in node.items() if value is not None and not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return isinstance(value, Sequence) and len(value) == 0
