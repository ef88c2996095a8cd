"""What a reading is in rows, and how rows become a reading again. Pure: decides what is kept, writes nothing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from belegg.extract._url import clean_url
from belegg.ledger._failures import damaged
from belegg.ledger._ids import article_id, digest, source_digest, statement_ids, stretches, version_id
from belegg.ledger._text import instant, plain, to_json
from belegg.ledger._url import url_key, url_rank
from belegg.types import Article, Reading, Statement

__all__ = ["ArticleIds", "Rows", "StatementRow", "ids_of", "reading_id", "rows_of", "unpack"]


@dataclass(frozen=True, slots=True)
class ArticleIds:
    """What an article is called before anybody has read it. `url` is its clean address, `key` what all its addresses
    have in common; both None where it has none."""

    article: str
    version: str
    source: str
    url: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement of one reading. `content`, `cue` and `source` are JSON lists of the words of each stretch."""

    id: str
    nth: int
    content: str
    cue: str
    source: str
    speaker: str | None
    kind: str
    certainty: str
    hearsay: int
    form: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A reading as it is kept: `body` is its JSON with the ledger's ids and without the address, compressed."""

    ids: ArticleIds
    rank: int
    reading: str
    title: str | None
    published: str | None
    at: str
    outlet: str | None
    language: str | None
    wire: str
    body: bytes
    statements: tuple[StatementRow, ...]


def ids_of(article: Article, known: str | None = None) -> ArticleIds:
    """The ids of an article, its version and what the reader is given of it; `known` as `article_id` has it."""
    page = article_id(article, known)
    version = version_id(
        page, text=article.text, title=article.title, byline=article.byline, published=article.published
    )
    key = known or url_key(article.url)
    return ArticleIds(page, version, source_digest(article), clean_url(article.url) if key else None, key)


def rows_of(reading: Reading, known: str | None = None) -> Rows:
    """The rows of a reading; `known` as `article_id` has it. Those of readings that differ only in the address differ
    only in the address."""
    article = reading.article
    ids = ids_of(article, known)
    statements = _statements(reading, ids.article)
    names: dict[str, str] = {}
    for old, new in zip(reading.statements, statements, strict=True):
        names.setdefault(old.id, new.id)
    body = reading.to_dict()
    for kept, new in zip(body["statements"], statements, strict=True):
        kept["id"] = new.id
        kept["nested_in"] = names.get(kept["nested_in"]) if kept["nested_in"] else None
    if ids.key is not None:
        body["article"]["url"] = None
    document, wire = to_json(body).encode(), to_json(list(article.wire))
    return Rows(
        ids=ids,
        rank=url_rank(ids.url) if ids.url else 0,
        reading=reading_id(ids.version, wire, document),
        title=_plain(article.title),
        published=_plain(article.published),
        at=instant(article.published),
        outlet=_plain(article.outlet),
        language=article.language,
        wire=wire,
        body=zlib.compress(document),
        statements=statements,
    )


def _statements(reading: Reading, article: str) -> tuple[StatementRow, ...]:
    text = reading.article.text
    numbered = statement_ids(article, text, ((s.content, s.cue, s.source) for s in reading.statements))
    return tuple(_row(text, s, id, nth) for s, (id, nth) in zip(reading.statements, numbered, strict=True))


def _row(text: str, statement: Statement, id: str, nth: int) -> StatementRow:
    content, cue, source = (
        to_json(list(stretches(text, spans))) for spans in (statement.content, statement.cue, statement.source)
    )
    return StatementRow(
        id=id,
        nth=nth,
        content=content,
        cue=cue,
        source=source,
        speaker=_plain(statement.speaker) if statement.speaker else None,
        kind=statement.kind,
        certainty=statement.certainty,
        hearsay=int(statement.hearsay),
        form=statement.form,
    )


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


def reading_id(version: str, wire: str, document: bytes) -> str:
    """The id of a stored reading: of everything in it, so that damage is seen."""
    return digest("reading", version, wire, document)


def unpack(body: bytes, resource: str) -> tuple[bytes, dict[str, Any]]:
    """The JSON of a stored reading, as bytes and as what it says.

    Raises
    ------
    LedgerFormatError
        The bytes are not what was written.
    """
    try:
        document = zlib.decompress(body)
        value = json.loads(document)
    except (zlib.error, ValueError) as error:
        raise damaged(resource, "a stored reading cannot be unpacked") from error
    if not isinstance(value, dict):
        raise damaged(resource, "a stored reading is no object")
    return document, value


def recount(article: str, body: dict[str, Any]) -> Sequence[str]:
    """The ids that the statements of a stored reading must have, worked out anew from its words."""
    text = body["article"]["text"]
    parts = ((s["content"], s["cue"], s["source"]) for s in body["statements"])
    return [id for id, _ in statement_ids(article, text, parts)]
