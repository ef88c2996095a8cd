"""Addresses as identity: only http(s), no tracking parameters, no fragment."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from belegg.extract._limits import MAX_URL

__all__ = ["canonical_url", "clean_url", "host_of"]

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|mkt_tok|"
    r"_ga|_gl|_hsenc|_hsmi|vero_id|oly_anon_id|oly_enc_id|wickedid|s_cid|ns_\w+|at_medium|at_campaign|at_custom\d|xtor|cmpid|"
    r"ref_src|ref_url|srsltid|wt_mc|wtrid",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\ud800-\udfff\\]")


def clean_url(url: str | None) -> str | None:
    """The address without tracking parameters, fragment and user info; None where it is no http(s) address."""
    if not url or len(url) > 4 * MAX_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or _UNSAFE.search(url.strip()):
        return None
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(k, v) for k, v in pairs if not _TRACKING.fullmatch(k)]
        # An address without tracking keeps its query as written: re-encoding could change what the server sees.
        query = query if len(kept) == len(pairs) else urlencode(kept)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme.lower()]:
        netloc = f"{netloc}:{port}"
    cleaned = urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", query, ""))
    return cleaned if len(cleaned) <= MAX_URL else None


def host_of(url: str | None) -> str | None:
    """The host without ``www.``: what an outlet is called when nothing else tells."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _site(url: str) -> str:
    return ".".join((host_of(url) or "").split(".")[-2:])


def canonical_url(candidates: list[str | None], *, url: str | None) -> str | None:
    """The first candidate that can stand for the page, else the page's own address.

    A page speaks for its own site only, and a front page stands for no article.
    """
    own = clean_url(url)
    for candidate in candidates:
        if not candidate:
            continue
        try:
            joined = urljoin(own, candidate.strip()) if own else candidate.strip()
        except ValueError:
            continue
        found = clean_url(joined)
        if found is None or (own and _site(found) != _site(own)):
            continue
        if (
            urlsplit(found).path in ("", "/")
            and not urlsplit(found).query
            and (own is None or urlsplit(own).path not in ("", "/"))
        ):
            continue
        return found
    return own
