"""Plain text, pasted or from a file: the text is the article, only the blocks are found."""

from __future__ import annotations

import re
from datetime import datetime

from belegg.errors import EmptyInputError, EncodingError, TooLargeError
from belegg.extract._classify import classify_text
from belegg.extract._credits import byline_names
from belegg.extract._furniture import published_line
from belegg.extract._language import decide_language
from belegg.extract._lexicon import MONTHS
from belegg.extract._limits import MAX_ARTICLE_BYTES, MAX_BYLINE, MAX_TITLE
from belegg.extract._url import clean_url, host_of
from belegg.extract._wire import find_wire
from belegg.types import Article, Block, Language

__all__ = ["assemble", "extract_text", "has_words", "published_from"]

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_READ_BY_NOBODY = ("furniture", "credit", "byline")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NAMED_DATE = re.compile(r"(?<!\d)(\d{1,2})\.?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[.:]([0-5]\d)(?![\d.]*\d)")


def has_words(text: str) -> bool:
    """Whether there is anything to read."""
    return any(c.isalpha() for c in text)


def published_from(line: str) -> str | None:
    """ISO 8601 date, with the clock time where it is told, of a line such as «Publisert 12. mars 2024 kl. 12.30»."""
    rest = published_line(line)
    if not rest:
        return None
    if m := _ISO_DATE.search(rest):
        year, month, day = int(m[1]), int(m[2]), int(m[3])
    elif m := _NUMERIC_DATE.search(rest):
        year, month, day = int(m[3]), int(m[2]), int(m[1])
    elif (m := _NAMED_DATE.search(rest)) and m[2].lower() in MONTHS:
        year, month, day = int(m[3]), MONTHS[m[2].lower()], int(m[1])
    else:
        return None
    clock = _CLOCK.search(rest[: m.start()] + " " * (m.end() - m.start()) + rest[m.end() :])
    try:
        if clock:
            return datetime(year, month, day, int(clock[1]), int(clock[2])).isoformat(timespec="minutes")
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return None


def assemble(
    text: str,
    blocks: tuple[Block, ...],
    *,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    published: str | None = None,
    language: Language | None = None,
    path: str | None = None,
) -> Article:
    """An `Article` of these blocks; what is not given is read from them."""
    kinds = {b.kind: text[b.start : b.end] for b in reversed(blocks)}
    body = "\n".join(text[b.start : b.end] for b in blocks if b.kind not in ("furniture", "credit"))
    read = "\n".join(text[b.start : b.end] for b in blocks if b.kind not in _READ_BY_NOBODY)
    if byline is None and "byline" in kinds:
        byline = byline_names(kinds["byline"]) or kinds["byline"]
    if published is None:
        dates = (published_from(text[b.start : b.end]) for b in blocks if b.kind == "furniture")
        published = next((d for d in dates if d), None)
    title = title or kinds.get("title")
    url = clean_url(url)
    return Article(
        text=text,
        blocks=blocks,
        url=url,
        outlet=outlet or host_of(url),
        title=title[:MAX_TITLE] if title else None,
        byline=byline[:MAX_BYLINE] if byline else None,
        published=published,
        language=language or decide_language(read),
        wire=find_wire(body, byline=byline),
        path=path,
    )


def extract_text(
    text: str,
    *,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    published: str | None = None,
    language: Language | None = None,
    path: str | None = None,
) -> Article:
    """Make an article of plain text.

    ``article.text`` is `text` itself, character for character, so that offsets are good in the user's own file.
    What is given by keyword is kept as it is; what is not given is read from the text where it shows. `path` is for
    messages only.

    Raises
    ------
    EmptyInputError
        There is not one letter in it.
    EncodingError
        It holds lone surrogates, so it was never decoded properly and can be written nowhere.
    TooLargeError
        It is over 50 MB.
    """
    if len(text) > MAX_ARTICLE_BYTES:
        raise TooLargeError("over 50 MB of text", resource=path, remedy="split it, one article a file or a JSONL line")
    if not has_words(text):
        raise EmptyInputError("there is no text in it", resource=path, remedy="give an article's text, page or address")
    if _SURROGATE.search(text):
        raise EncodingError("it holds broken characters", resource=path, remedy="save it as UTF-8 and try again")
    return assemble(
        text,
        classify_text(text),
        url=url,
        outlet=outlet,
        title=title,
        byline=byline,
        published=published,
        language=language,
        path=path,
    )
