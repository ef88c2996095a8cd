"""What somebody gives to be read, as one article: pasted text, a file, an address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

from belegg import settings
from belegg.desk._errors import Refused
from belegg.errors import BeleggError, EmptyInputError, InputError, TooLargeError, UsageError
from belegg.extract import extract_bytes
from belegg.fetch import Fetched, Fetcher
from belegg.render._clean import one_line
from belegg.types import Article

__all__ = ["Fetch", "described", "fetcher", "from_address", "from_file", "from_text", "new_fetch"]

Fetch = Callable[[str], Fetched]
_LONGEST_NAME = 100
_FETCHING = threading.BoundedSemaphore(4)
"""Each may take half a minute: a crowd must not hold all threads."""


def fetcher() -> Fetcher:
    """The guarded fetcher, as the settings say."""
    return Fetcher(
        timeout=settings.FETCH_TIMEOUT.get(),
        max_bytes=settings.FETCH_MAX_BYTES.get(),
        user_agent=settings.USER_AGENT.get(),
    )


def new_fetch() -> Fetch:
    """`fetcher` for somebody who waits; raises Refused where too many do."""
    fetch = fetcher().fetch

    def fetched(url: str) -> Fetched:
        if not _FETCHING.acquire(blocking=False):
            raise Refused(503, "busy", "too many pages are being fetched", "try again shortly")
        try:
            return fetch(url)
        finally:
            _FETCHING.release()

    return fetched


def from_text(text: str) -> Article:
    """Pasted text; the source of a page, or a record of JSON lines, is taken for what it is."""
    # Forms send every line end as two characters.
    return _one(text.replace("\r\n", "\n").encode("utf-8", "replace"))


def from_file(name: str | None, data: bytes) -> Article:
    """A file: plain text, a page, or JSON lines with one article."""
    if len(data) > settings.MAX_BYTES.get():
        raise TooLargeError("the file is too large", remedy="add it to the ledger from the command line")
    own = PurePosixPath(PureWindowsPath(name or "").name).name
    return _one(data, path=one_line(own)[:_LONGEST_NAME] or None)


def from_address(url: str, fetch: Fetch) -> Article:
    """The page at an address, which is fetched."""
    address = url.strip()
    if not address.lower().startswith(("http://", "https://")):
        raise UsageError("this is no web address", remedy="give one that begins with https://")
    page = fetch(address)
    return _one(page.data, url=page.url, content_type=page.content_type)


def _one(data: bytes, *, path: str | None = None, url: str | None = None, content_type: str | None = None) -> Article:
    found = extract_bytes(data, path=path, url=url, content_type=content_type)
    first = next(found)
    if isinstance(first, BeleggError):
        raise first
    if next(found, None) is not None:
        raise InputError(
            "there are several articles in it", resource=path, remedy="add them to the ledger instead: see «Add»"
        )
    if not first.text.strip():
        raise EmptyInputError("it is empty", resource=path, remedy="give an article's text, page or address")
    return first


def described(article: Article, outlet: str, published: str) -> Article:
    """`article` with the outlet and the day that somebody knows, where the text itself tells none."""
    day: str | None = None
    if published.strip():
        try:
            day = date.fromisoformat(published.strip()).isoformat()
        except ValueError:
            raise UsageError("this is no date", remedy="give year, month and day: 2026-03-01") from None
    name = one_line(outlet)[:_LONGEST_NAME]
    return replace(article, outlet=article.outlet or name or None, published=article.published or day)
