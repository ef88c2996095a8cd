"""What things are called in the ledger: hashes of what they are, so that every order of arrival gives the same names.

An id is the SHA-256 of its fields, each after its length, cut to 32 hexadecimal characters. The first field says what
kind of thing is named, so that an article and a statement of equal words never share an id.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from belegg.ledger._text import to_json
from belegg.ledger._url import url_key
from belegg.types import Article

__all__ = ["article_id", "decision_id", "digest", "source_digest", "statement_ids", "stretches", "version_id"]

Spans = Sequence[Sequence[int]]


def digest(kind: str, *fields: str | bytes | None) -> str:
    """32 hexadecimal characters for the fields in their order. None and the empty string are two different things."""
    hasher = hashlib.sha256()
    for value in (kind, *fields):
        if value is None:
            hasher.update(b"\xff" * 8)
            continue
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()[:32]


def article_id(article: Article, known: str | None = None) -> str:
    """The id of the page, whatever it says today: from its address if it has one, else from outlet, title and time.

    `known` is the key that a ledger has for the address already: where it was made by older rules, that is what counts.
    A text of which neither address nor title and one of the others is known is told by its own words: two pasted texts
    without a title are two articles.
    """
    key = known or url_key(article.url)
    if key is not None:
        return digest("article", key)
    named = bool(article.title and (article.outlet or article.published))
    words = None if named else article.text
    return digest("article without address", article.outlet, article.title, article.published, words)


def version_id(article: str, *, text: str, title: str | None, byline: str | None, published: str | None) -> str:
    """The id of what an article says: it changes with any of the words that people see."""
    return digest("version", article, text, title, byline, published)


def source_digest(article: Article) -> str:
    """Everything that the reader is given, apart from the address: equal ones read alike."""
    body = article.to_dict()
    if url_key(article.url) is not None:
        body["url"] = None
    return digest("source", to_json(body), to_json(list(article.wire)))


def stretches(text: str, spans: Spans) -> tuple[str, ...]:
    """The words under each span, white space made one blank: what stays where only the layout changes."""
    return tuple(" ".join(text[start:end].split()) for start, end in spans)


def statement_ids(article: str, text: str, parts: Iterable[tuple[Spans, Spans, Spans]]) -> list[tuple[str, int]]:
    """The id of each statement, with its number among those of the same words.

    `parts` are content, cue and source of the statements, in the order of the text. No offset goes in, so that
    a statement keeps its id when the text around it changes.
    """
    seen: Counter[str] = Counter()
    out = []
    for content, cue, source in parts:
        words = [to_json(list(stretches(text, spans))) for spans in (content, cue, source)]
        key = digest("words", *words)
        seen[key] += 1
        out.append((digest("statement", article, *words, str(seen[key])), seen[key]))
    return out


def decision_id(kind: str, a: str, b: str | None, value: str | None, who: str, when: str) -> str:
    """The id of a decision; the same decision made again at another time is another one."""
    return digest("decision", kind, a, b, value, who, when)
