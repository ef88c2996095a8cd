"""An HTTP answer as archives keep it: from the bytes that the server sent to the page in it."""

from __future__ import annotations

import importlib
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from belegg.errors import InputError, TooLargeError

__all__ = ["Answer", "parse_headers", "unwrap"]

_MAX_HEADER = 256 * 1024
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]*\n")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]{0,4096})?\r?\n")
_GZIP = b"\x1f\x8b"
_REMEDY = "get the archive again, or pass over the record"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `data` unchunked and unpacked, not decoded."""

    data: bytes
    content_type: str | None


def parse_headers(data: bytes) -> dict[str, str]:
    """Header lines by their names in small letters; the first of equal names holds. Lines without a colon are none."""
    headers: dict[str, str] = {}
    name = ""
    for raw in data.splitlines():
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            line = raw.decode("latin-1")
        if line[:1] in (" ", "\t") and name:
            headers[name] = f"{headers[name]} {line.strip()}".strip()
            continue
        key, colon, value = line.partition(":")
        name = key.strip().lower() if colon else ""
        if name in headers:
            name = ""
        elif name:
            headers[name] = value.strip()
    return headers


def unwrap(message: bytes, *, max_bytes: int, resource: str, is_page: Callable[[str | None], bool]) -> Answer | None:
    """The page in an HTTP answer; None where its status is not 2xx, or `is_page` says no to its content type.

    Raises
    ------
    InputError
        It is no HTTP answer, or its chunks or its packing are broken or unknown.
    TooLargeError
        It unpacks to more than `max_bytes`.
    """
    status = _STATUS.match(message)
    end = _HEADER_END.search(message, status.end() - 2 if status else 0, _MAX_HEADER)
    if status is None or end is None:
        raise InputError("there is no whole HTTP answer in the record", resource=resource, remedy=_REMEDY)
    headers = parse_headers(message[status.end() : end.start()])
    content_type = headers.get("content-type")
    if not status[1].startswith(b"2") or not is_page(content_type):
        return None
    data = message[end.end() :]
    try:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            data = _unchunked(data)
        for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
            data = _unpacked(data, coding.strip(), max_bytes)
    except _TooMuchError:
        raise TooLargeError(f"it unpacks to more than {max_bytes / 1e6:.3g} MB", resource=resource) from None
    except InputError as error:
        error.resource = resource
        raise
    return Answer(data, content_type)


class _TooMuchError(Exception):
    """Raised where a body unpacks to more than is allowed."""


def _broken(what: str) -> InputError:
    return InputError(f"the page's {what} is damaged or cut short", remedy=_REMEDY)


def _unchunked(data: bytes) -> bytes:
    out = bytearray()
    at = 0
    while chunk := _CHUNK.match(data, at):
        size = int(chunk[1], 16)
        if size == 0:
            return bytes(out)
        at = chunk.end() + size
        if at > len(data):
            break
        out += data[chunk.end() : at]
        at += 2 if data.startswith(b"\r\n", at) else data.startswith(b"\n", at)
    # Some crawlers put the chunks together and leave the header as it was.
    if at == 0:
        return data
    raise _broken("chunked body")


def _unpacked(data: bytes, coding: str, max_bytes: int) -> bytes:
    if coding in ("", "identity", "none"):
        return data
    if coding in ("gzip", "x-gzip"):
        # Some crawlers unpack and leave the header as it was.
        return _inflated(data, 31, max_bytes) if data.startswith(_GZIP) else data
    if coding == "deflate":
        zlib_head = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
        return _or_plain(data, lambda: _inflated(data, 15 if zlib_head else -15, max_bytes))
    if coding == "br":
        return _or_plain(data, lambda: _unbrotli(data, max_bytes))
    raise InputError(
        f"the page is packed in a way that is not known here: {coding[:40]!r}", remedy="crawl it without that packing"
    )


def _or_plain(data: bytes, unpack: Callable[[], bytes]) -> bytes:
    """`unpack()`; `data` itself where that fails and it is markup already."""
    try:
        return unpack()
    except InputError:
        if data.lstrip()[:1] == b"<":
            return data
        raise


def _inflated(data: bytes, window: int, max_bytes: int) -> bytes:
    out = b""
    rest = data
    while not out or (window == 31 and rest.startswith(_GZIP)):
        inflate = zlib.decompressobj(window)
        try:
            out += inflate.decompress(rest, max_bytes + 1 - len(out))
        except zlib.error as error:
            raise _broken("packed body") from error
        if len(out) > max_bytes:
            raise _TooMuchError
        if not inflate.eof:
            raise _broken("packed body")
        rest = inflate.unused_data
        if not out and not rest:
            break
    return out


def _unbrotli(data: bytes, max_bytes: int) -> bytes:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        raise InputError(
            "the page is packed with Brotli, which is not installed", remedy="pip install 'belegg[warc]'"
        ) from None
    unpack = brotli.Decompressor()
    out = bytearray()
    try:
        out += unpack.process(data, output_buffer_limit=max_bytes + 1)
        while not unpack.is_finished() and len(out) <= max_bytes:
            more: bytes = unpack.process(b"", output_buffer_limit=max_bytes + 1)
            if not more:
                raise _broken("packed body")
            out += more
    except brotli.error as error:
        raise _broken("packed body") from error
    if len(out) > max_bytes:
        raise _TooMuchError
    return bytes(out)
