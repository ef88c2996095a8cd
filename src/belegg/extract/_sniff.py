"""What kind of input some bytes are: a page, JSON lines, plain text, or nothing that can be read."""

from __future__ import annotations

import json
import re
from typing import Literal, TypeAlias

from belegg.errors import BeleggError, EmptyInputError, NoArticleError, NotTextError

__all__ = ["InputKind", "check_readable", "sniff"]

InputKind: TypeAlias = Literal["html", "jsonl", "text"]

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "copy its text into a file, or run pdftotext on it first"),
    (b"\x89PNG", "an image", "give the article's text"),
    (b"\xff\xd8\xff", "an image", "give the article's text"),
    (b"GIF8", "an image", "give the article's text"),
    (b"RIFF", "an image or sound file", "give the article's text"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the document as plain text"),
    (b"\x1f\x8b", "gzip data", "unpack it with gunzip first"),
    (b"BZh", "bzip2 data", "unpack it with bunzip2 first"),
    (b"\xfd7zXZ\x00", "xz data", "unpack it with unxz first"),
    (b"\x28\xb5\x2f\xfd", "zstd data", "unpack it with unzstd first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text"),
    (b"{\\rtf", "an RTF document", "save it as plain text"),
    (b"\x7fELF", "a program", "give the article's text"),
    (b"SQLite format 3", "a database", "export its articles to JSONL"),
    (b"ID3", "a sound file", "give the article's text"),
    (b"WARC/", "a web archive", "take the pages out of it first"),
    (b"PAR1", "a Parquet file", "export its articles to JSONL"),
)
_SAMPLE = 64 * 1024
_HTML_START = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(
    rb"<(?:p|div|span|h[1-6]|a|br|img|ul|li|section|figure|table|script|style|meta|title)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}
_RECORD_KEYS = frozenset({"text", "title", "url", "outlet", "published"})


def check_readable(data: bytes, *, path: str | None = None) -> None:
    """Raise `EmptyInputError` or `NotTextError` for bytes that no text is in."""
    if not data.strip():
        raise EmptyInputError("it is empty", resource=path, remedy="give an article's text, page or address")
    for magic, name, remedy in _MAGIC:
        if data.startswith(magic):
            raise NotTextError(f"this is {name}, not text", resource=path, remedy=remedy)
    if data[4:8] == b"ftyp":
        raise NotTextError("this is a video or an image, not text", resource=path, remedy="give the article's text")
    sample = data[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or _looks_wide(sample):
        return
    control = sum(sample.count(c) for c in _CONTROL)
    if control > 0.02 * len(sample) and not (
        _HTML_START.match(sample.replace(b"\x00", b"")) and control < 0.3 * len(sample)
    ):
        raise NotTextError(
            "this is binary data, not text", resource=path, remedy="give the article's text, page or JSONL"
        )


def _looks_wide(sample: bytes) -> bool:
    half = max(1, len(sample) // 2)
    nulls = (sample[0::2].count(0), sample[1::2].count(0))
    return half >= 4 and max(nulls) > 0.7 * half and min(nulls) < 0.05 * half


def _narrow(data: bytes) -> bytes:
    """The beginning without marks and NULs, which is ASCII enough to look at also for UTF-16."""
    return data[:_SAMPLE].lstrip(b"\xef\xbb\xbf\xff\xfe\x00").replace(b"\x00", b"")


def _is_record(line: bytes) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool(_RECORD_KEYS & value.keys())


_JSON_TYPES = (
    "application/x-ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/jsonlines",
    "application/json",
)


def sniff(data: bytes, *, path: str | None = None, content_type: str | None = None) -> InputKind | BeleggError:
    """The kind of readable bytes. What they are decides; name and content type only where they leave it open."""
    head = _narrow(data)
    start = head.lstrip()[:1]
    name = (path or "").lower()
    mime = (content_type or "").partition(";")[0].strip().lower()
    if _FEED_START.match(head):
        return NoArticleError(
            "this is a feed or a sitemap, not an article", resource=path, remedy="give the addresses of its articles"
        )
    if _HTML_START.match(head):
        return "html"
    if name.endswith((".jsonl", ".ndjson")) or mime in _JSON_TYPES:
        return "jsonl"
    if start == b"{" and (name.endswith(".json") or _any_record(data, head)):
        return "jsonl"
    named_html = name.endswith((".html", ".htm", ".xhtml")) or mime in ("text/html", "application/xhtml+xml")
    tagged = mime != "text/plain" and start == b"<" and len(_HTML_TAG.findall(head[:8192])) >= 2
    return "html" if named_html or tagged else "text"


def _any_record(data: bytes, head: bytes) -> bool:
    """One of the first lines is a record, also where a line is longer than the sample."""
    first = head.lstrip().split(b"\n", 6)[:6]
    if any(_is_record(ln) for ln in first):
        return True
    end = data.find(b"\n")
    return (end < 0 or end > _SAMPLE // 2) and _is_record(data[: end if end >= 0 else len(data)])
