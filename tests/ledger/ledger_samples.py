"""Readings of invented articles, with statements found by the words they quote, and rows for derived data."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from belegg.ledger import ClaimRow, Signature
from belegg.types import Article, Hop, Reading, Span, Statement

Place: TypeAlias = str | Path
Ledgers: TypeAlias = Callable[[str], Place]
"""Says where the ledger of a name is: a new one for each new name."""

TEXT = (
    "Brua over Storelva stenges\n\n"
    "Brua er utrygg, sier ordfører Kari Vik. Den skal rives, ifølge Veivesenet. "
    "Det skal ha vært flere skader. Brua er utrygg, sier ordfører Kari Vik."
)
URL = "https://www.avis.example/sak/brua-stenges"


def span(text: str, words: str, nth: int = 0) -> Span:
    """Where `words` stand for the `nth` time."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def article(text: str = TEXT, **changed: Any) -> Article:
    given: dict[str, Any] = {
        "url": URL,
        "outlet": "Avisa",
        "title": "Brua over Storelva stenges",
        "published": "2026-03-01T08:00:00+01:00",
        "language": "nb",
    }
    return Article(text, **{**given, **changed})


def statement(text: str, content: str, cue: str, source: str = "", nth: int = 0, **changed: Any) -> Statement:
    given: dict[str, Any] = {
        "id": f"s{content[:8]}{nth}",
        "speaker": source or None,
        "kind": "person",
        "confidence": 0.9,
    }
    if not source:
        given |= {"kind": "implicit", "hearsay": True, "certainty": "probable"}
    return Statement(
        content=(span(text, content, nth),),
        cue=(span(text, cue, nth),),
        source=(span(text, source, nth),) if source else (),
        **{**given, **changed},
    )


def reading(text: str = TEXT, **changed: Any) -> Reading:
    """The article about the bridge, read: two equal statements of the mayor, one of an office, one hearsay."""
    found = []
    for nth in range(text.count("Brua er utrygg")):
        found.append(statement(text, "Brua er utrygg", "sier", "ordfører Kari Vik", nth, speaker="Kari Vik"))
    if "Den skal rives" in text:
        hops = (Hop("Veivesenet", "organisation"), Hop("Avisa", "media"))
        found.append(statement(text, "Den skal rives", "ifølge", "Veivesenet", kind="organisation", chain=hops))
    if "skal ha vært flere skader" in text:
        found.append(statement(text, "vært flere skader", "skal ha"))
    return Reading(article(text, **changed), statements=tuple(sorted(found, key=lambda s: s.content)))


_WORDS = ("brua", "ferja", "skolen", "tunnelen", "havna", "kaia", "parken", "broen")
_PEOPLE = ("Kari Vik", "KARI VIK", "Ola Dal", "Siv Ås", "Per Ek")


def made_up(seed: int, *, page: int | None = None) -> Reading:
    """A reading of some made-up page; equal seeds give equal ones. Pages are few, so that versions and doubles come."""
    rng = random.Random(seed)
    page = rng.randrange(12) if page is None else page
    sentences = [
        f"{rng.choice(_WORDS).capitalize()} er {rng.choice(('stengt', 'åpen', 'ny'))}, sier {rng.choice(_PEOPLE)}."
        for _ in range(rng.randint(0, 4))
    ]
    text = " ".join(["Nytt fra byen.", *sentences])
    found = []
    at = 0
    for i, sentence in enumerate(sentences):
        at = text.index(sentence, at)
        comma = at + sentence.index(",")
        name = sentence[sentence.index("sier ") + 5 : -1]
        start = comma + 7
        found.append(
            Statement(
                id=f"s{i}",
                content=((at, comma),),
                cue=((comma + 2, comma + 6),),
                source=((start, start + len(name)),),
                kind=rng.choice(("person", "anonymous")),
                speaker=name,
                nested_in=f"s{i - 1}" if i and rng.random() < 0.3 else None,
            )
        )
        at += len(sentence)
    host = rng.choice(("https://www.by.example", "http://by.example", "https://m.by.example", "https://amp.by.example"))
    return Reading(
        Article(
            text,
            url=f"{host}/sak/{page}{rng.choice(('', '/', '/amp', '?utm_source=x'))}",
            outlet=rng.choice(("Byavisa", "Byavisen")),
            title=f"Sak {page}",
            published=rng.choice((None, "2026-03-01", "2026-03-02T07:00:00+01:00", "2026-03-02T06:30:00Z", "i går")),
            language=rng.choice(("nb", "nn")),
            wire=rng.choice(((), ("NTB",))),
        ),
        statements=tuple(found),
    )


def signature(statement: str, article: str, day: int | None = 1) -> Signature:
    return Signature(statement, article, day, bytes(768), {"words": ["brua"], "name": "Støre"})


def claim(id: str, members: Sequence[str] = ("s1",), terms: str = "bru steng", **changed: Any) -> ClaimRow:
    given: dict[str, Any] = {
        "id": id,
        "body": {"id": id, "text": "Brua er stengt"},
        "members": tuple(members),
        "terms": terms,
        "first": "2026-03-01",
        "last": "2026-03-02T10:00:00+01:00",
        "min_origins": 1,
        "max_origins": 2,
        "contradicted": False,
        "hearsay": False,
        "outlets": ("Avisa",),
        "speakers": ("Kari Vik",),
    }
    return ClaimRow(**{**given, **changed})
