"""Web archives made by code, for the tests of those that read them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

PARAGRAPHS = (
    "Havnestyret i Testvik vil stenge den gamle kaia fra mandag, opplyser havnesjef Ida Lund til avisen.",
    "– Vi har ikke noe valg, for pælene er råtne og kaia kan gi etter når som helst, sier hun på et møte onsdag.",
    "Rederiet Nordbåten mener at stengingen kommer for tidlig, og vil ha en ny undersøkelse før noe blir bestemt.",
)


def page(number: int, *, extra: str = "") -> str:
    """A page that extraction takes for an article."""
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Kai {number} stenges</title>{extra}</head>'
        f"<body><article><h1>Kai {number} stenges</h1>{body}</article></body></html>"
    )


def answer(
    body: bytes, *, content_type: str | None = "text/html; charset=utf-8", status: str = "200 OK", headers: str = ""
) -> bytes:
    """An HTTP answer; `headers` are further lines, each with its CRLF."""
    kind = f"Content-Type: {content_type}\r\n" if content_type else ""
    return f"HTTP/1.1 {status}\r\n{kind}{headers}\r\n".encode("latin-1") + body


def record(
    body: bytes,
    *,
    uri: str | None = "https://fjordposten.example/kai",
    kind: str | None = "response",
    content_type: str = "application/http; msgtype=response",
    length: int | str | None = None,
    version: str = "1.0",
    headers: str = "",
    date: str = "2026-03-04T05:06:07Z",
) -> bytes:
    """A record with its end; `length` in place of the right one."""
    lines = [f"WARC/{version}"]
    lines += [f"WARC-Type: {kind}"] if kind else []
    lines += [f"WARC-Target-URI: {uri}"] if uri else []
    lines += [f"WARC-Date: {date}", "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>"]
    lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body) if length is None else length}"]
    return ("\r\n".join(lines) + "\r\n" + headers + "\r\n").encode() + body + b"\r\n\r\n"


def article(number: int, **kwargs: str) -> bytes:
    """A record with the page `number`, at an address of its own."""
    return record(answer(page(number).encode()), uri=f"https://fjordposten.example/kai/{number}", **kwargs)


def zipped(records: Iterable[bytes]) -> bytes:
    """Each record a gzip member of its own, as crawlers write them."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"
