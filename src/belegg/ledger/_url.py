"""When two addresses lead to one article: scheme, ``www.``, mobile and AMP variants, tracking, archives do not matter.

What an address led to in a ledger it leads to there for good: `belegg.ledger._primary` asks for its key before this is
asked, so that rules may be added here.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from belegg.extract._url import clean_url

__all__ = ["url_key", "url_rank"]

_CACHE_HOST = re.compile(r"(?:[\w-]+\.)?cdn\.ampproject\.org|(?:www\.)?google\.\w{2,3}(?:\.\w{2})?")
_CACHE_PATH = re.compile(r"/(?:[acviwr]+|amp)/(s/)?(?P<rest>[^/]+\.[^/]+/.*)")
_AMP_PARAMETERS = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")}
# The archive's own calendar pages have an asterisk in place of the time.
_ARCHIVE_HOST = "web.archive.org"
_ARCHIVE_PATH = re.compile(r"/web/(?:\d{4,14}(?:[a-z]{2}_)?/)?(?P<scheme>https?):/{1,2}(?P<rest>[^/].*)", re.IGNORECASE)
# Nothing but what apps and caches hang on. Names that could tell articles apart are below, with what they must say.
_MARKS = re.compile(
    r"__twitter_impression|__tn__|mibextid|gbraid|wbraid|fb_ref|fb_source|guccounter|guce_referrer(?:_sig)?|usqp|"
    r"amp_(?:js_v|gsa|r|ct|kit|lite|latest_update_time)",
    re.IGNORECASE,
)
_SAYING = {
    "print": re.compile("true|1|yes"),
    "share": re.compile(
        "fb|facebook|messenger|tw|twitter|x|linkedin|email|mail|(?:jetpack-)?whatsapp|telegram|reddit|pinterest|tumblr|"
        "pocket|skype|threads|bluesky|mastodon|snapchat|sms|print|copy|link"
    ),
    "ref": re.compile(
        "front(?:page)?|forsiden?|home(?:page)?|rss|feed|newsletter|nyhetsbrev|fb|facebook|tw|twitter|x|linkedin|google|"
        "share"
    ),
    # How an app of Twitter says which it is: s=09, s=20.
    "s": re.compile(r"\d\d"),
}
# A last part with a figure or a hyphen in it is an article's as a rule: /i/aB3x, /bro-stengt.
_ARTICLE = re.compile(r"[\d-][^/]*/?$")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cfm|cgi|pl|do)$", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


def url_key(url: str | None) -> str | None:
    """What all addresses of one article have in common, ``avis.example/sak/1``; None where `url` is no web address."""
    folded = _fold(url)
    return folded[0] if folded else None


def url_rank(url: str) -> int:
    """How far an address is from the one to show to people, 0 best: https before http, the page before its mobile and
    AMP variants, and before what an archive keeps of it."""
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
    kept = _ARCHIVE_PATH.fullmatch(parts.path) if host == _ARCHIVE_HOST else None
    if kept:
        found = _fold(f"{kept['scheme']}://{kept['rest']}" + (f"?{parts.query}" if parts.query else ""))
        return (found[0], found[1] + 8) if found else None
    path, amp_path = _path(parts.path)
    query, marked = _query(parts.query, path)
    port = f":{parts.port}" if parts.port else ""
    rank = (parts.scheme == "http") + variant + 4 * (amp_path or marked)
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


def _query(query: str, path: str) -> tuple[str, bool]:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [(k, v) for k, v in pairs if not _is_mark(k.lower(), v.lower(), path)]
    # Sorted, since no site tells pages apart by the order of the parameters.
    return urlencode(sorted(kept), errors="surrogateescape"), len(kept) < len(pairs)


def _is_mark(name: str, value: str, path: str) -> bool:
    """Whether a parameter tells how somebody came to the page, or how it is shown, and not which page it is."""
    if (name, value) in _AMP_PARAMETERS or _MARKS.fullmatch(name):
        return True
    if name not in _SAYING or not _SAYING[name].fullmatch(value):
        return False
    # Where a script is asked, a search or a section, the number may be the article's, or what is sought.
    return name != "s" or (bool(_ARTICLE.search(path)) and not _SCRIPT.search(path))
