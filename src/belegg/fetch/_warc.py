"""Web archives: from the bytes of a WARC file (1.0, 1.1; plain or gzip) to the pages in it.

::

    Unpacked ──> _frame ──> headers, body ──> unwrap ──> Capture
    stretches    records                      HTTP       a page's bytes

The frame of each record is checked before anything is believed of it: its length must lead to the next record or to
the end. Where it does not, that record fails, and reading goes on at the next line that begins a record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit

from belegg.errors import BeleggError, InputError, TooLargeError
from belegg.fetch._message import parse_headers, unwrap
from belegg.fetch._unpack import Unpacked
from belegg.fetch.files import MAX_FILE, open_binary, shown_name, unreadable

__all__ = ["Capture", "captures", "is_warc", "read_warc", "starts_warc"]

_START = b"WARC/"
_MAX_HEADER = 64 * 1024
_VERSION = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_MARK = re.compile(rb"\nWARC/[01]\.\d{1,2}[ \t]*\r?\n")
_MARK_LENGTH = 32
_CLEAR_MARK = re.compile(rb"\r\n\r\nWARC/1\.\d\r\nWARC-")
_STEP = 256 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BETWEEN = re.compile(rb"[^\r\n\x00]")
_BLANK = b"\r\n\x00"
_TYPES = frozenset({"response", "resource", "conversion"})
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
# Every site has these as plain text, and they are for programs.
_FOR_PROGRAMS = re.compile(r"/robots\.txt|/\.well-known/.*")
_REMEDY = "get the archive again, or pass over the record"


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as a crawler got it.

    Attributes
    ----------
    data
        The page's bytes, unchunked and unpacked but not decoded.
    date
        When it was captured, ISO 8601; None where the record does not tell.
    resource
        ``FILE:RECORD n``, counted from 1 over all records of the file.
    """

    data: bytes
    url: str
    content_type: str | None
    date: str | None
    resource: str


def is_warc(path: str | os.PathLike[str]) -> bool:
    """Whether the name says web archive (``.warc``, ``.warc.gz``)."""
    return os.fspath(path).lower().endswith((".warc", ".warc.gz"))


def starts_warc(head: bytes) -> bool:
    """Whether the first bytes of a file (some hundred, where it is gzip) are those of a web archive."""
    if head.startswith(b"\x1f\x8b"):
        import zlib

        try:
            head = zlib.decompressobj(31).decompress(head, len(_START))
        except zlib.error:
            return False
    return head.startswith(_START)


def read_warc(
    path: str | os.PathLike[str], *, max_bytes: int = MAX_FILE, wanted: Callable[[str], bool] = lambda label: True
) -> Iterator[Capture | BeleggError]:
    """The pages (HTML and plain text, of answers with status 2xx) in a web archive of any size, as a stream.

    A record that is damaged, cut, of a wrong length or larger than `max_bytes` comes as the error that names it,
    ``FILE:RECORD n``, and the next ones go on. What is no page (requests, pictures, redirects) is passed over.

    Parameters
    ----------
    wanted
        Asked with each record's ``FILE:RECORD n`` before it is taken apart; False passes over it.

    Raises
    ------
    MissingInputError
        The file is not there or cannot be read.
    """
    with open_binary(path) as file:
        yield from captures(file, shown_name(path), max_bytes=max_bytes, wanted=wanted)


def captures(
    file: IO[bytes], shown: str, *, max_bytes: int = MAX_FILE, wanted: Callable[[str], bool] = lambda label: True
) -> Iterator[Capture | BeleggError]:
    """As `read_warc`, from an open file or pipe that errors call `shown`."""
    try:
        stream = Unpacked(file, _START)
        number = 0
        while True:
            begun = False
            while _at_record(stream):
                begun, number = True, number + 1
                label = f"{shown}:RECORD {number}"
                try:
                    found = _frame(stream, label, max_bytes)
                    page = _capture(*found, label, max_bytes) if found and wanted(label) else None
                except InputError as error:
                    yield error
                else:
                    if page is not None:
                        yield page
            if stream.damaged and not begun:
                number += 1
                yield _damaged(f"{shown}:RECORD {number}")
            if not stream.next_stretch():
                return
    except OSError as error:
        raise unreadable(error, shown) from error


def _at_record(stream: Unpacked) -> bool:
    """Pass over what stands between records; False at the end of the stretch."""
    while stream.ensure(1):
        found = stream.find(_BETWEEN, stream.length)
        stream.drop(found[0] if found else stream.length)
        if found:
            return True
    return False


def _frame(stream: Unpacked, label: str, max_bytes: int) -> tuple[dict[str, str], bytes] | None:
    """The headers and body of the record here, None where it cannot hold a page; the stream is behind it then."""
    stream.ensure(_MAX_HEADER)
    if not _VERSION.match(stream.view(0, _MARK_LENGTH)):
        damaged = stream.damaged and stream.length < _MARK_LENGTH
        _to_mark(stream)
        raise _damaged(label) if damaged else InputError("this is no WARC record", resource=label, remedy=_REMEDY)
    found = stream.find(_HEADER_END, _MAX_HEADER)
    if found is None:
        damaged = stream.damaged
        _to_mark(stream)
        raise _damaged(label) if damaged else _wrong("its header does not end", label)
    start = found[1]
    headers = parse_headers(stream.view(0, start).partition(b"\n")[2])
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        stream.drop(start - 1)
        _to_mark(stream)
        raise _wrong("it does not say its length", label)
    end = start + int(length)
    kind = headers.get("warc-type", "").lower()
    if int(length) > max_bytes:
        _pass_over(stream, start, end, label)
        if kind in _TYPES and _may_be_page(headers):
            raise TooLargeError(f"the record is larger than {max_bytes / 1e6:.3g} MB", resource=label)
        return None
    problem = None if stream.ensure(end) else "it is shorter than its header says"
    if problem is None and not _ends_well(stream, end):
        problem = "its length is wrong"
    if problem is None and stream.damaged and stream.length - end < _MARK_LENGTH:
        problem = "damaged"
    if problem is not None:
        damaged = stream.damaged
        stream.drop(start - 1)
        _to_mark(stream)
        raise _damaged(label) if damaged else _wrong(problem, label)
    body = stream.view(start, end) if kind in _TYPES else b""
    stream.drop(end)
    if not kind:
        raise _wrong("it does not say its type", label)
    return (headers, body) if kind in _TYPES else None


def _ends_well(stream: Unpacked, end: int) -> bool:
    stream.ensure(end + _MARK_LENGTH)
    return _between_records(stream.view(end, end + _MARK_LENGTH))


def _between_records(after: bytes) -> bool:
    # What a record must end with is enough: what follows may be broken on its own account.
    if after.startswith(b"\r\n\r\n"):
        return True
    rest = after.lstrip(_BLANK)
    return not rest or rest.startswith(_START) or (len(rest) < len(_START) and _START.startswith(rest))


def _pass_over(stream: Unpacked, start: int, end: int, label: str) -> None:
    """Go behind a record that is too large to be looked at; one that only claims to be so is not believed."""
    after = stream.glimpse(end, _MARK_LENGTH)
    seen = after is not None or stream.glimpse(0, 1) is not None
    if seen and (after is None or not _between_records(after)):
        stream.drop(start - 1)
        _to_mark(stream)
        raise _wrong("its length is wrong", label)
    stream.drop(start)
    left = end - start
    while left:
        if not stream.ensure(min(left, _STEP)) and not stream.length:
            raise _damaged(label) if stream.damaged else _wrong("it is shorter than its header says", label)
        window = min(left, stream.length)
        # There is no way back here, so a record that begins in the middle of this one is believed.
        if not seen and (found := stream.find(_CLEAR_MARK, window)):
            stream.drop(found[0] + 4)
            raise _wrong("its length is wrong", label)
        step = window - _MARK_LENGTH if _MARK_LENGTH < window < left and not stream.damaged else window
        stream.drop(step)
        left -= step
    if not _ends_well(stream, 0):
        _to_mark(stream)
        raise _wrong("its length is wrong", label)


def _to_mark(stream: Unpacked) -> None:
    """Go to the next line that begins a record, or to the end of the stretch."""
    while True:
        if found := stream.find(_MARK, stream.length):
            stream.drop(found[0] + 1)
            return
        stream.drop(max(0, stream.length - _MARK_LENGTH))
        if not stream.ensure(stream.length + 1):
            stream.drop(stream.length)
            return


def _wrong(problem: str, label: str) -> InputError:
    return InputError(f"the WARC record is broken: {problem}", resource=label, remedy=_REMEDY)


def _damaged(label: str) -> InputError:
    return InputError("the gzip data is damaged or cut short", resource=label, remedy="get the archive again")


def _mime(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _may_be_page(headers: dict[str, str]) -> bool:
    mime = _mime(headers.get("content-type"))
    return mime == "application/http" or mime in _PAGES or not mime


def _capture(headers: dict[str, str], body: bytes, label: str, max_bytes: int) -> Capture | None:
    if not _may_be_page(headers):
        return None
    url = headers.get("warc-target-uri", "").strip("<> \t")
    if not url:
        raise _wrong("it does not say its address", label)
    path = _page_path(url)
    if path is None or _FOR_PROGRAMS.fullmatch(path):
        return None
    if "warc-segment-number" in headers:
        raise _wrong("it is one of several segments, which are not put together", label)
    content_type: str | None = headers.get("content-type")
    if headers["warc-type"].lower() == "response":
        answer = unwrap(body, max_bytes=max_bytes, resource=label, is_page=_is_page)
        if answer is None:
            return None
        content_type, body = answer.content_type, answer.data
    elif not _is_page(content_type):
        return None
    return Capture(body, url, content_type, _date(headers.get("warc-date")), label)


def _is_page(content_type: str | None) -> bool:
    return _mime(content_type) in _PAGES


def _page_path(url: str) -> str | None:
    """The path of a web address; None where it is another kind (``dns:``, ``urn:``, ``metadata:``) or malformed."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.path if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def _date(value: str | None) -> str | None:
    try:
        return value if value and datetime.fromisoformat(value).tzinfo else None
    except ValueError:
        return None
