"""What a page says about itself: JSON-LD, meta elements, microdata, the elements of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from belegg.extract._html_tree import tidy
from belegg.extract._language import language_of_tag
from belegg.extract._limits import MAX_BYLINE, MAX_TITLE
from belegg.extract._url import canonical_url, host_of
from belegg.types import Language

__all__ = ["PageMeta", "iso_date", "read_meta"]

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting)")
_MAX_JSON = 1_000_000
_MAX_NODES = 5_000
_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
)
_AUTHOR_META = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "byl",
    "cxenseparse:author",
    "twitter:creator:name",
)
_DIGITS = re.compile(r"\d{4}")
_LABEL = re.compile(r"(?:av|af|by|tekst|skrevet av)\s*:?\s+(?=[A-ZÆØÅÄÖÉ])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Empty where the page does not say. `is_article` means that the page calls itself one."""

    title: str | None
    headline: str | None
    description: str | None
    byline: str | None
    published: str | None
    outlet: str | None
    url: str | None
    language: Language | None
    is_article: bool


def iso_date(value: object) -> str | None:
    """ISO 8601 of a date in one of the shapes that pages use; the zone is kept where it is told."""
    if not isinstance(value, str) or len(value) > 60 or not _DIGITS.search(value):
        return None
    text = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.fromisoformat(text).date().isoformat()
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _best_date(values: list[object]) -> str | None:
    """The first date that has a zone, else the first with a clock time, else the first."""
    dates = [d for v in values if (d := iso_date(v))]
    zoned = [d for d in dates if re.search(r"[+-]\d\d:\d\d(?::\d\d)?$", d) and "T" in d]
    timed = [d for d in dates if "T" in d]
    return next(iter(zoned or timed or dates), None)


def _json_ld(root: Any) -> list[dict[str, Any]]:
    """The article objects of the page's JSON-LD; broken blocks are passed over."""
    out: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = script.text_content()
        if len(source) > _MAX_JSON:
            continue
        try:
            value = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        out.extend(_articles_in(value))
    return out


def _articles_in(value: Any) -> Iterator[dict[str, Any]]:
    queue, seen = [value], 0
    while queue and seen < _MAX_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(
                isinstance(t, str) and _ARTICLE_TYPES.fullmatch(t)
                for t in (types if isinstance(types, list) else [types])
            ):
                yield node
            queue.extend(
                node[k] for k in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(node.get(k), dict | list)
            )


def _name(value: Any) -> str | None:
    """The name in a string, a thing, or a list of them."""
    if isinstance(value, str):
        text = tidy(value)
        return text if text and not text.lower().startswith(("http://", "https://", "@")) else None
    if isinstance(value, dict):
        return _name(value.get("name"))
    if isinstance(value, list):
        names = list(dict.fromkeys(n for v in value[:20] if not isinstance(v, list) and (n := _name(v))))
        return ", ".join(names) or None
    return None


def _string(value: Any) -> str | None:
    return tidy(value) or None if isinstance(value, str) else None


def _meta_map(root: Any) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if key and content and content.strip():
            out.setdefault(key.strip().lower(), []).append(content.strip())
    return out


def _title(root: Any, headline: str | None, outlet: str | None) -> str | None:
    """The headline the page shows: its h1 where that agrees with the metadata or is the only one."""
    shown = [t for h in root.iter("h1") if (t := tidy(h.text_content()))]
    if headline:
        return (
            max(shown, key=lambda t: _overlap(t, headline), default=None)
            if any(_overlap(t, headline) >= 0.5 for t in shown)
            else headline
        )
    if len(shown) >= 1 and not (outlet and shown[0].lower() == outlet.lower()):
        return shown[0]
    element = next(root.iter("title"), None)
    text = tidy(element.text_content()) if element is not None else ""
    return re.split(r"\s+[|–—\-]\s+(?=[^|–—\-]{1,40}$)", text, maxsplit=1)[0] or None


def _overlap(a: str, b: str) -> float:
    x, y = set(a.lower().split()), set(b.lower().split())
    return len(x & y) / max(1, min(len(x), len(y)))


def read_meta(root: Any, *, url: str | None = None) -> PageMeta:
    """The metadata of a parsed page that was fetched from `url`, if it was."""
    meta = _meta_map(root)
    items = _json_ld(root)

    def first(*keys: str) -> str | None:
        return next((tidy(v) for k in keys for v in meta.get(k, []) if tidy(v)), None)

    links = [e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    pages = [i.get("url") for i in items] + [i.get("mainEntityOfPage") for i in items]
    address = canonical_url([*links, first("og:url"), *(p for p in pages if isinstance(p, str))], url=url)
    outlet = (
        first("og:site_name") or next((n for i in items if (n := _name(i.get("publisher")))), None) or host_of(address)
    )
    headline = next((h for i in items if (h := _string(i.get("headline")))), None) or first("og:title", "twitter:title")
    title = _title(root, headline, outlet)
    times = [e.get("datetime") for e in root.iter("time")]
    published = _best_date(
        [i.get("datePublished") for i in items]
        + [v for k in _PUBLISHED_META for v in meta.get(k, [])]
        + [
            e.get("datetime") or e.get("content") or e.text
            for e in root.iter()
            if (e.get("itemprop") or "").lower() == "datepublished"
        ]
    ) or _best_date(list(times))
    byline = next((n for i in items if (n := _name(i.get("author")))), None) or _name(
        [v for k in _AUTHOR_META for v in meta.get(k, [])][:5]
    )
    html = root if root.tag == "html" else next(root.iter("html"), None)
    tag = (html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")) if html is not None else None
    return PageMeta(
        title=title[:MAX_TITLE] if title else None,
        headline=headline,
        description=first("og:description", "description"),
        byline=_LABEL.sub("", byline, count=1)[:MAX_BYLINE] if byline else None,
        published=published,
        outlet=outlet,
        url=address,
        language=language_of_tag(tag) or language_of_tag(first("og:locale", "content-language")),
        is_article=bool(items)
        or (first("og:type") or "").lower() == "article"
        or next(root.iter("article"), None) is not None,
    )
