"""Bytes of any kind to articles."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from belegg.errors import BeleggError, EmptyInputError, TooLargeError
from belegg.extract._decode import declared_charset, decode
from belegg.extract._html import extract_html
from belegg.extract._limits import MAX_ARTICLE_BYTES
from belegg.extract._plain import extract_text
from belegg.extract._records import extract_record, iter_jsonl
from belegg.extract._sniff import check_readable, sniff
from belegg.types import Article

__all__ = ["extract_bytes"]


def extract_bytes(
    data: bytes, *, path: str | None = None, url: str | None = None, content_type: str | None = None
) -> Iterator[Article | BeleggError]:
    """Find out what `data` is and make articles of it: one of a page or a text, one a line of JSONL.

    What cannot be read is yielded as the `BeleggError` that says why and what to do; nothing is raised, so that in a
    batch the others go on. At least one item comes out of every input.

    Parameters
    ----------
    path
        The file's name or ``-``, for messages; its extension helps where the bytes leave the kind open.
    url
        Where the page was fetched.
    content_type
        What the server said, ``text/html; charset=utf-8``.
    """
    try:
        check_readable(data, path=path or url)
        kind = sniff(data, path=path or url, content_type=content_type)
        if isinstance(kind, BeleggError):
            yield kind
        elif kind == "jsonl":
            yield from _records(data, path or url)
        else:
            yield _single(data, html=kind == "html", path=path, url=url, content_type=content_type)
    except BeleggError as error:
        yield error


def _records(data: bytes, where: str | None) -> Iterator[Article | BeleggError]:
    if (whole := _one_object(data)) is not None:
        yield extract_record(whole, path=where)
        return
    any_line = False
    for item in iter_jsonl(io.BytesIO(data), path=where):
        any_line = True
        yield item
    if not any_line:
        raise EmptyInputError("it is empty", resource=where, remedy="give an article's text, page or address")


def _one_object(data: bytes) -> dict[str, Any] | None:
    """The record of a JSON file that spreads one object over several lines."""
    end = data.lstrip().find(b"\n")
    if len(data) > MAX_ARTICLE_BYTES or not 0 <= end < 3:
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _single(data: bytes, *, html: bool, path: str | None, url: str | None, content_type: str | None) -> Article:
    if len(data) > MAX_ARTICLE_BYTES:
        raise TooLargeError(
            "over 50 MB for one article", resource=path or url, remedy="split it, one article a file or a JSONL line"
        )
    charset = declared_charset(data if html else b"", content_type)
    if html:
        return extract_html(data, url=url, path=path, charset=charset)
    return extract_text(decode(data, charset=charset, path=path or url), url=url, path=path)
