"""FollowTheMoney statements as JSON lines, as ``ftm aggregate-statements -f json`` and nomenklatura read them.

::

    Article         an article: title, sourceUrl, publishedAt, language, publisher
    Organization    an outlet; linked to its articles by Documentation (role "publisher")
    Note            a claim: its wording, its independent origins and why; `entity` → the articles that carry it
    Person, Organization
                    a named speaker: one entity for each article that names him, all of one name under one
                    `canonical_id`. So what the ledger takes for one voice can be told from what the articles say
    UnknownLink     a named speaker said it: subject → the speaker, object → the claim, proof → the article, with the
                    words, the chain (`summary`) and the certainty (`status`)
    Documentation   an article states the claim without a named speaker: nobody is made an entity who cannot be
                    told from others («en kilde»); the role says what the article calls its source
    UnknownLink     two claims that contradict, update, refine … each other, where both are exported

Lines start with the canonical id; sort them (``sort``) before aggregating, since a speaker's lines are not together.
Values are cleaned as the library cleans them and cut, with ``…``, at the lengths it allows for.
"""

from __future__ import annotations

from collections.abc import Iterable

from belegg.claims import Carrier, Claim
from belegg.export._format import Quoted
from belegg.export._ftm_values import DATASET, as_name, as_string, as_text, as_time, statement_id
from belegg.export._out import Out
from belegg.export._text import NAMED, address, chain, digest, dump, moment, words
from belegg.types import SourceKind

__all__ = ["write"]

_SCHEMA: dict[SourceKind, str] = {"person": "Person", "organisation": "Organization", "media": "Organization"}
_LANGUAGES = {"nb": "nor", "nn": "nor", "da": "dan", "sv": "swe", "en": "eng"}


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    writer = _Writer(out)
    for claim in claims:
        writer.claim(claim)
    writer.relations()
    return writer.count


class _Entity:
    """An entity under construction."""

    def __init__(self, schema: str, id: str, canonical: str | None = None) -> None:
        self.schema, self.id, self.canonical = schema, id, canonical or id
        self.values: dict[tuple[str, str, str | None], None] = {("id", id, None): None}

    def add(self, prop: str, value: str | None, lang: str | None = None) -> _Entity:
        if value:
            self.values[prop, value, lang] = None
        return self


class _Writer:
    def __init__(self, out: Out) -> None:
        self.count = 0
        self._out = out
        self._seen: set[str] = set()
        self._claims: set[str] = set()
        self._relations: list[tuple[str, str, str]] = []

    def claim(self, claim: Claim) -> None:
        note = _Entity("Note", _id("claim", claim.id))
        self._claims.add(note.id)
        self._relations += [(note.id, r.type, _id("claim", r.claim)) for r in claim.relations]
        origins = claim.origins
        note.add("description", as_text(claim.text))
        note.add("summary", f"independent origins: {origins.min} to {origins.max}")
        for why in origins.why:
            note.add("notes", as_text(why))
        for carrier in claim.statements:
            note.add("entity", self._article(carrier))
        self._write(note)
        for carrier in claim.statements:
            self._statement(note.id, carrier)

    def _article(self, carrier: Carrier) -> str:
        id = _id("article", carrier.article)
        if id in self._seen:
            return id
        self._seen.add(id)
        lang = _LANGUAGES.get(carrier.language or "")
        article = _Entity("Article", id)
        article.add("title", as_string(carrier.title), lang).add("sourceUrl", _url(carrier))
        article.add("publishedAt", as_time(moment(carrier.published))).add("language", lang).add(
            "publisher", as_string(carrier.outlet)
        )
        self._write(article)
        name = as_name(carrier.outlet)
        if name:
            outlet = _id("named", "Organization", name.casefold())
            if outlet not in self._seen:
                self._seen.add(outlet)
                self._write(_Entity("Organization", outlet).add("name", name))
            link = _Entity("Documentation", _id("publisher", carrier.article, outlet))
            self._write(link.add("document", id).add("entity", outlet).add("role", "publisher"))
        return id

    def _speaker(self, carrier: Carrier) -> str | None:
        """The canonical id of who said it, or None where the name does not tell who that is."""
        name = as_name(carrier.speaker) if carrier.kind in NAMED else None
        if not name:
            return None
        schema = _SCHEMA[carrier.kind]
        canonical = _id("named", schema, name.casefold())
        source = _id("speaker", carrier.article, schema, name.casefold())
        if source not in self._seen:
            self._seen.add(source)
            self._write(_Entity(schema, source, canonical).add("name", name).add("sourceUrl", _url(carrier)))
        return canonical

    def _statement(self, note: str, carrier: Carrier) -> None:
        article = _id("article", carrier.article)
        speaker = self._speaker(carrier)
        # The claim is part of the id: one statement may carry two.
        id = _id("statement", carrier.id, note)
        if speaker is not None:
            link = _Entity("UnknownLink", id).add("subject", speaker).add("object", note).add("role", "said")
        else:
            link = _Entity("Documentation", id).add("document", article).add("entity", note).add("role", _role(carrier))
        hands = chain(carrier.lineage or carrier.chain)
        sure = f"reading {carrier.confidence:.2f}, match {carrier.match:.2f}"
        link.add("description", as_text(words(carrier)), _LANGUAGES.get(carrier.language or ""))
        link.add("summary", as_text(f"{hands} ({sure})" if hands else sure)).add("status", carrier.certainty)
        link.add("proof", article).add("date", as_time(moment(carrier.published))).add("sourceUrl", _url(carrier))
        link.add("publisher", as_string(carrier.outlet)).add("recordId", as_string(carrier.id))
        self._write(link)

    def relations(self) -> None:
        for subject, type, object in self._relations:
            if object in self._claims and subject != object:
                link = _Entity("UnknownLink", _id("relation", subject, type, object))
                self._write(link.add("subject", subject).add("object", object).add("role", type))

    def _write(self, entity: _Entity) -> None:
        for prop, value, lang in entity.values:
            line = {
                "canonical_id": entity.canonical,
                "entity_id": entity.id,
                "prop": prop,
                "schema": entity.schema,
                "value": value,
                "dataset": DATASET,
                "lang": lang,
                "original_value": None,
                "first_seen": None,
                "last_seen": None,
                "external": False,
                "origin": None,
                "id": statement_id(entity.id, prop, value, lang),
            }
            self._out.text(dump(line) + "\n")
            self.count += 1


def _id(*fields: str) -> str:
    return f"belegg-{digest(*fields)}"


def _role(carrier: Carrier) -> str | None:
    if carrier.hearsay:
        return "states as hearsay"
    return as_string(f"states, source ({carrier.kind}): {carrier.speaker}") if carrier.speaker else "states"


def _url(carrier: Carrier) -> str | None:
    url = address(carrier.url)
    return url if url and len(url) <= 4096 else None
