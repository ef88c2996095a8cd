"""What a list has of statements and speakers, in the words of schema.org, as `belegg.export._jsonld` puts them."""

from __future__ import annotations

from collections.abc import Sequence

from belegg.claims import Speech, Utterance
from belegg.export._jsonld import Node, agent, property_node, trimmed, urn
from belegg.export._text import chain, clean
from belegg.types import Hop

__all__ = ["speaker", "statement"]


def statement(
    told: Utterance, name: str | None, language: str | None, hands: Sequence[Hop] | None, confidence: float | None
) -> Node:
    """A statement: a quotation where it is direct speech, else a claim of its speaker."""
    direct = told.form == "direct"
    who = agent(name, told.kind)
    properties = [
        property_node("certainty", told.certainty),
        property_node("hearsay", told.hearsay),
        property_node("sourceKind", told.kind),
    ]
    if confidence is not None:
        properties.append(property_node("confidence", confidence))
    if name is not None and who is None:
        properties.append(property_node("source", clean(name)))
    if hands:
        properties.append(property_node("chain", clean(chain(hands))))
    return trimmed(
        {
            "@id": urn("statement", told.statement),
            "@type": "Quotation" if direct else "Claim",
            "text": clean(" … ".join(told.content)),
            "inLanguage": None if language is None else clean(language),
            "spokenByCharacter" if direct else "author": who,
            "isPartOf" if direct else "appearance": {"@id": urn("article", told.article)},
            "exampleOfWork": None if told.claim is None else {"@id": urn("claim", told.claim)},
            "additionalProperty": properties,
        }
    )


def speaker(speech: Speech) -> Node:
    """A speaker. Without ``@id``: a name is no identity, and «en kilde» of two articles is not even one name."""
    named = agent(speech.name, speech.kind)
    properties = [property_node("sourceKind", speech.kind), property_node("statements", speech.statements)]
    properties += [
        property_node(key, clean(when)) for key, when in (("first", speech.first), ("last", speech.last)) if when
    ]
    properties += [property_node("outlet", clean(outlet)) for outlet in speech.outlets]
    return trimmed(
        {
            **(named or {"@type": "Thing", "name": clean(speech.name)}),
            "alternateName": [clean(name) for name in speech.also],
            "additionalProperty": properties,
        }
    )
