"""JSONL: one article a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from belegg.errors import BeleggError, InputError, RecordError, TooLargeError
from belegg.extract._classify import classify_text
from belegg.extract._language import decide_language, language_of_tag
from belegg.extract._limits import MAX_ARTICLE_BYTES
from belegg.extract._plain import assemble, has_words
from belegg.types import Article

__all__ = ["extract_record", "iter_jsonl"]

_FIELDS = ("url", "outlet", "title", "byline", "published", "language", "text")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_REMEDY = 'a line is an object such as {"title": "…", "text": "…"}'


def _kind(value: object) -> str:
    """What JSON calls it."""
    # True is a number to Python.
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    kinds = {str: "a string", int: "a number", float: "a number", list: "an array", dict: "an object"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _strings(record: dict[str, Any], path: str | None) -> dict[str, str | None]:
    """The known fields; a null or empty one counts as absent. Lone surrogates become U+FFFD, which keeps offsets."""
    out: dict[str, str | None] = {}
    for name in _FIELDS:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise RecordError(f"`{name}` is {_kind(value)}, not a string", resource=path, remedy=_REMEDY)
        out[name] = _SURROGATE.sub("\ufffd", value) if value else None
    return out


def extract_record(record: dict[str, Any], *, path: str | None = None) -> Article:
    """Make an article of one record with ``url, outlet, title, byline, published, language, text``.

    The article's text is the title, a blank line and the text; only the text where there is no title. Unknown keys
    are ignored. A language given as one of the five (or a tag of it, ``nb-NO``) is believed; ``no`` is decided between
    Bokmål and Nynorsk by the text. `path` is what errors name, usually ``FILE:LINE``.

    Raises
    ------
    RecordError
        A field has the wrong type, there is no text, or it is over 50 MB.
    """
    if not isinstance(record, dict):
        raise RecordError(f"this is {_kind(record)}, not an object", resource=path, remedy=_REMEDY)
    fields = _strings(record, path)
    body, title = fields["text"] or "", fields["title"]
    if not has_words(body):
        raise RecordError("there is no `text` in it", resource=path, remedy=_REMEDY)
    if len(body) > MAX_ARTICLE_BYTES:
        raise RecordError("over 50 MB of text", resource=path, remedy="split it, one article a line")
    titled = bool(title and title.strip())
    text = f"{title}\n\n{body}" if titled else body
    blocks = classify_text(text, has_title=titled, body_start=len(title or "") + 2 if titled else 0)
    tag = fields["language"]
    language = language_of_tag(tag) or (None if _is_foreign(tag) else decide_language(text))
    article = assemble(
        text,
        blocks,
        url=fields["url"],
        outlet=fields["outlet"],
        title=title.strip() if titled and title else None,
        byline=fields["byline"],
        published=fields["published"],
        language=language,
        path=path,
    )
    if language is None and article.language is not None and _is_foreign(tag):
        return replace(article, language=None)
    return article


def _is_foreign(tag: str | None) -> bool:
    """The record names a language that is none of ours."""
    return (
        bool(tag)
        and language_of_tag(tag) is None
        and re.split(r"[-_]", str(tag).lower())[0] not in ("no", "nor", "und")
    )


def iter_jsonl(lines: Iterable[bytes], *, path: str | None = None) -> Iterator[Article | BeleggError]:
    """Read JSONL, one article a line, as a stream.

    A bad line comes as the error that names it (``FILE:LINE``) and the next lines go on, also behind one for which
    `lines` itself raises TooLargeError; blank lines are skipped. Only one line is in memory at a time.
    """
    number = 0
    stream = iter(lines)
    while True:
        number += 1
        where = f"{path or '-'}:{number}"
        try:
            line = next(stream, None)
        except TooLargeError as error:
            yield error
            continue
        if line is None:
            return
        raw = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not raw.strip():
            continue
        try:
            yield extract_record(_parse(raw, where), path=where)
        except InputError as error:
            yield error


def _parse(raw: bytes, where: str) -> dict[str, Any]:
    if len(raw) > MAX_ARTICLE_BYTES:
        raise RecordError("the line is over 50 MB", resource=where, remedy="one article a line")
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise RecordError("the line is not UTF-8", resource=where, remedy="save the file as UTF-8") from None
    except RecursionError:
        raise RecordError("the line is nested too deeply", resource=where, remedy=_REMEDY) from None
    except ValueError as error:
        reason = getattr(error, "msg", None) or "a value is out of range"
        raise RecordError(f"the line is not JSON: {reason}", resource=where, remedy=_REMEDY) from None
    return value  # type: ignore[no-any-return]  # extract_record checks
