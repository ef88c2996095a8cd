"""Readings of an invented story (a cable that breaks) in several outlets, and a ledger with a cheap embedder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from match_samples import page, reading, said, vectors

from belegg.claims import Carrier, Claim
from belegg.follow import Ledger
from belegg.follow._claims import Composer
from belegg.follow._index import Index
from belegg.match import Scorer
from belegg.types import Hop, Reading

NAMED = (
    ("Nesvik", "GPE_LOC"), ("Kystnett", "ORG"), ("Kari Vik", "PER"), ("Ola Dal", "PER"), ("Nordavisa", "ORG"),
    ("Skarvsundet", "LOC"),
)  # fmt: skip
# Parameters of an earlier training, so that what the ledger does with a score is tested apart from the next training.
SCORER = Scorer(json.loads((Path(__file__).parent / "follow_scorer.json").read_text(encoding="utf-8")))
CUT = "sjøkabelen i Skarvsundet ved Nesvik ble kuttet av et anker"
COUNT = "{} husstander i Nesvik er uten strøm fra Kystnett"
WIRE_TEXT = (
    "Kystnett melder om brudd i Skarvsundet utenfor Nesvik natt til mandag, og beredskapslaget rykket ut med båt "
    "fra kaia klokken fire om morgenen for å lete etter skaden langs bunnen av sundet."
)


def story(
    outlet: str, title: str, body: str, *found: tuple[str, str | None], day: int = 1, url: str = "", **changed: Any
) -> Reading:
    """An article of `outlet`; `found` are (content, speaker) of its statements, in which ``media:`` leads a paper and
    ``denied:`` one who denies."""
    text = page(title, body)
    statements = []
    for content, teller in found:
        lead, _, rest = (teller or "").rpartition(":")
        more: dict[str, Any] = {"media": {"kind": "media"}, "denied": {"certainty": "denied"}}.get(lead, {})
        if teller is None:
            more = {"hearsay": True, "certainty": "probable"}
        who = rest or None
        statements.append(said(text, content, who, outlet=outlet, **more))
    address = url or f"https://{outlet.lower().replace('ø', 'o')}.example/{title.lower().replace(' ', '-')}"
    published = f"2026-03-{day:02}T08:00:00+01:00"
    return reading(title, body, statements, NAMED, outlet=outlet, url=address, published=published, **changed)


def first() -> Reading:
    body = f"{WIRE_TEXT} Kari Vik sier at {CUT}. {COUNT.format('5 800')}, sier Ola Dal."
    return story("Kysttelegraf", "Strømbrudd i Nesvik", body, (CUT, "Kari Vik"), (COUNT.format("5 800"), "Ola Dal"))


def copied() -> Reading:
    """The wire's text without its credit."""
    body = f"{WIRE_TEXT} Det skal være slik at {CUT}. {COUNT.format('5.800')}, sier Ola Dal."
    return story("Søravisa", "Nesvik i mørket", body, (CUT, None), (COUNT.format("5.800"), "Ola Dal"), day=2)


def retold() -> Reading:
    body = (
        f"Nordavisa skriver at {CUT}. Havnesjefen ville mandag formiddag ikke gå inn på saken, men møtet i havnestyret "
        "er flyttet fram en uke, og Kystnett har satt inn aggregater på sykehjemmet og skolen mens dykkerne venter."
    )
    return story("Vestposten", "Anker kuttet kabelen i Skarvsundet", body, (CUT, "media:Nordavisa"), day=3)


def own() -> Reading:
    body = (
        f"Ola Dal sier at {CUT}. I butikken på kaia ble det solgt stearinlys i hele går, forteller innehaveren, og "
        "mange ble hentet av naboer. Ordensvakten gikk fra dør til dør med lykt, og Kystnett delte ut ved til flere."
    )
    return story("Nordavisa", "Kabelbruddet ved Nesvik", body, (CUT, "Ola Dal"), day=2)


def later() -> Reading:
    content = "nå er 1 200 husstander i Nesvik uten strøm fra Kystnett"
    body = f"Det går framover, og {content}, sier Ola Dal. Resten i Skarvsundet får vente til uka er omme."
    return story("Nordavisa", "Strømmen i Nesvik", body, (content, "Ola Dal"), day=5)


def denial() -> Reading:
    body = (
        f"Ola Dal avviser at {CUT}. Han viser til bølgene den natten, som slet løs både bøyer og fortøyninger langs "
        "hele moloen, og ber folk la være å gjette før Kystnett har fått opp endene og sett på bruddet under lupe."
    )
    return story("Østposten", "Var det været?", body, (CUT, "denied:Ola Dal"), day=4)


def other() -> Reading:
    body = "Skolen på Lia åpner igjen i august etter oppussing, sier rektor Siv Ås."
    return story("Innlandet", "Skolen på Lia", body, ("Skolen på Lia åpner igjen i august", "Siv Ås"), day=6)


def everything() -> list[Reading]:
    return [first(), copied(), own(), retold(), denial(), later(), other()]


def changed_first() -> Reading:
    """The wire's article the next day, with one statement taken out and one put in."""
    body = f"{WIRE_TEXT} Kari Vik sier at {CUT}. Reparasjonen i Skarvsundet tar 12 døgn, sier Ola Dal."
    at = first().article
    return story(
        "Kysttelegraf",
        "Strømbrudd i Nesvik",
        body,
        (CUT, "Kari Vik"),
        ("Reparasjonen i Skarvsundet tar 12 døgn", "Ola Dal"),
        day=2,
        url=at.url or "",
    )


def without_statements() -> Reading:
    return replace(first(), statements=())


@contextmanager
def ledger(path: Path, *readings: Reading, **options: Any) -> Iterator[Ledger]:
    """A ledger with these readings in it."""
    with Ledger(path, **options) as made:
        made.engines._vectors = vectors()
        made._index = Index(
            made.store, lambda: made.engines.vectors, SCORER, Composer(made.outlets), lambda: made.engines.recipe
        )
        if readings:
            made.add(*readings)
        yield made


def dump(made: Ledger) -> list[str]:
    return list(made.store.dump())


def carriers(made: Ledger, words: str) -> list[Carrier]:
    """All carriers of all claims whose content holds `words`."""
    return [c for claim in made.claims() for c in claim.statements if words in " ".join(c.content)]


def claim_of(made: Ledger, outlet: str, words: str) -> Claim:
    """The claim that the statement of `outlet` with these words carries."""
    (carrier,) = {c.id for c in carriers(made, words) if c.outlet == outlet}
    found = made.claim(carrier)
    assert found is not None
    return found


def outlets(claim: Claim) -> list[str]:
    return sorted({c.outlet for c in claim.statements if c.outlet})


def hops(chain: tuple[Hop, ...]) -> list[str]:
    return [h.name for h in chain]
