"""When two addresses lead to one article: scheme, ``www.``, mobile and AMP variants, tracking do not matter."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from belegg.extract._url import clean_url

__all__ = ["url_key", "url_rank"]

_CACHE_HOST = re.compile(r"(?:[\w-]+\.)?cdn\.ampproject\.org|(?:www\.)?google\.\w{2,3}(?:\.\w{2})?")
_CACHE_PATH = re.compile(r"/(?:[acviwr]+|amp)/(s/)?(?P<rest>[^/]+\.[^/]+/.*)")
_AMP_PARAMETERS = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")}
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def url_key(url: str | None) -> str | None:
    """What all addresses of one article have in common, ``avis.example/sak/1``; None where `url` is no web address."""
    folded = _fold(url)
    return folded[0] if folded else None


def url_rank(url: str) -> int:
    """How far an address is from the one to show to people, 0 best: https before http, the page before its mobile and
    AMP variants."""
    folded = _fold(url)
    return folded[1] if folded else 99


def _fold(url: str | None) -> tuple[str, int] | None:
    cleaned = clean_url(url)
    if cleaned is None:
        return None
    parts = urlsplit(cleaned)
    inner = _CACHE_PATH.fullmatch(parts.path)
    if inner and _CACHE_HOST.fullmatch(parts.hostname or ""):
        # The cache of a cache would be odd, but each step takes a part of the path away, so this ends.
        found = _fold(f"http{'s' if inner[1] else ''}://{inner['rest']}" + (f"?{parts.query}" if parts.query else ""))
        return (found[0], found[1] + 8) if found else None
    host, variant = _host(parts.hostname or "")
    path, amp_path = _path(parts.path)
    query, amp_query = _query(parts.query)
    port = f":{parts.port}" if parts.port else ""
    rank = (parts.scheme == "http") + variant + 4 * (amp_path or amp_query)
    return f"{host}{port}{path}{'?' + query if query else ''}", rank


def _host(host: str) -> tuple[str, int]:
    labels = _ascii(host.rstrip(".")).split(".")
    rank = 0
    # Two labels must be left: m.no and amp.dev are names of their own.
    while len(labels) > 2 and labels[0] in ("www", "m", "mobil", "mobile", "amp"):
        rank = max(rank, {"www": 0, "amp": 4}.get(labels[0], 2))
        labels = labels[1:]
    return ".".join(labels), rank


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _path(path: str) -> tuple[str, bool]:
    escaped = quote(path, safe="/%:@!$&'()*+,;=~-._")
    written = [segment for segment in _ESCAPE.sub(_escape, escaped).split("/") if segment]
    segments, bare = written, _without_amp(written)
    # What one mark hid may be another: /sak.amp/amp.
    while bare != segments:
        segments, bare = bare, _without_amp(bare)
    return "".join(f"/{segment}" for segment in segments), segments != written


def _without_amp(segments: list[str]) -> list[str]:
    """A page of nothing but the mark is a page of its own."""
    if len(segments) > 1 and segments[-1] == "amp":
        return segments[:-1]
    if len(segments) > 1 and segments[0] == "amp":
        return segments[1:]
    return [*segments[:-1], *(_AMP_SUFFIX.sub("", s) or s for s in segments[-1:])]


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _query(query: str) -> tuple[str, bool]:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [(k, v) for k, v in pairs if (k.lower(), v.lower()) not in _AMP_PARAMETERS]
    # Sorted, since no site tells pages apart by the order of the parameters.
    return urlencode(sorted(kept), errors="surrogateescape"), len(kept) < len(pairs)
