"""Which of a page's blocks are the article: trafilatura finds the body, the markup tells what stands around it."""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from typing import Any

from belegg.extract._classify import strict_kind
from belegg.extract._html_walk import RawBlock
from belegg.extract._limits import MAX_GUIDED_BYTES, MAX_GUIDED_ELEMENTS
from belegg.types import BlockKind

__all__ = ["PageBlock", "body_lines", "select_body"]

_KEY = re.compile(r"\W+")
_LINKS_MOSTLY = 0.5
_PROSE_WORDS = 6
_AROUND = ("lede", "caption", "credit", "byline")
_BYLINE_WORDS = 25
_CREDIT_WORDS = 25
_HEADING_WORDS = 40
_MIN_MATCHED_CHARS = 60
_MANY_BLOCKS = 3000


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of the article in page order, its kind decided."""

    kind: BlockKind
    text: str


def _key(text: str) -> str:
    return _KEY.sub("", text.lower())


def body_lines(root: Any, *, size: int) -> list[str]:
    """What trafilatura takes for the body, line by line; empty where it finds none or the page is too large for it."""
    if size > MAX_GUIDED_BYTES or sum(1 for _ in root.iter()) > MAX_GUIDED_ELEMENTS:
        return []
    import trafilatura

    # Its own warnings («discarding data») are no news to the user; what it misses shows in what is returned.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(root), include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
        )
    except Exception:
        # A hostile page can break any of its many heuristics; the structural way is always there.
        return []
    if found is None:
        return []
    text = found.text if hasattr(found, "text") else ""
    return [line.strip("-•| ") for line in (text or "").splitlines() if line.strip()]


def select_body(blocks: list[RawBlock], guide: list[str], *, title: str | None) -> list[PageBlock]:
    """The article's blocks, in page order, without its title; empty where the page holds no article."""
    inside = _matched(blocks, guide)
    if sum(len(blocks[i].text) for i in inside) < _MIN_MATCHED_CHARS:
        inside = _by_structure(blocks)
    if not inside:
        return []
    first, last = _widened(blocks, inside)
    title_key = _key(title or "")
    out: list[PageBlock] = []
    seen: set[tuple[str, str]] = set()
    for i in range(first, last + 1):
        block = blocks[i]
        if title_key and _key(block.text) == title_key and block.tag in ("h1", "h2", "header", "div"):
            continue
        kind = _kind(block, matched=i in inside)
        if kind is None:
            continue
        mark = (kind, block.text)
        # A page for several screen widths shows one picture twice; a refrain in the prose stays.
        if mark in seen and (kind != "paragraph" or (out and out[-1].text == block.text)):
            continue
        seen.add(mark)
        out.append(PageBlock(kind, block.text))
    return out


def _matched(blocks: list[RawBlock], guide: list[str]) -> set[int]:
    """The blocks whose words stand in trafilatura's text, as lines or as parts of one."""
    lines = {_key(g) for g in guide} - {""}
    # Looking for every block in a very long text costs their product; such a page is matched line by line.
    joined = "\n".join(lines) if len(blocks) <= _MANY_BLOCKS else ""
    found: set[int] = set()
    for i, block in enumerate(blocks):
        key = _key(block.text)
        if key and (key in lines or (len(key) >= 40 and key in joined)):
            found.add(i)
    return {i for i in found if not (blocks[i].noise and len(blocks[i].text.split()) < _PROSE_WORDS)}


def _is_prose(block: RawBlock) -> bool:
    return (
        block.hint not in ("heading", "caption", "credit", "byline")
        and not block.noise
        and len(block.text.split()) >= _PROSE_WORDS
        and block.links < _LINKS_MOSTLY * len(block.text)
        and block.text.rstrip("»”\"')").endswith((".", "!", "?", "…", ":"))
    )


def _by_structure(blocks: list[RawBlock]) -> set[int]:
    """Prose of the scope (article, main, or the page) that holds most of it."""
    weight: dict[int, int] = {}
    for block in blocks:
        if _is_prose(block):
            weight[block.scope] = weight.get(block.scope, 0) + len(block.text)
    if not weight:
        return set()
    best = max(weight, key=lambda s: (weight[s], -s))
    return {i for i, b in enumerate(blocks) if b.scope == best and _is_prose(b)}


def _widened(blocks: list[RawBlock], inside: set[int]) -> tuple[int, int]:
    """The body with the lede, picture and byline that stand just before and behind it in the same article element."""
    first, last = min(inside), max(inside)
    scope = blocks[first].scope

    def belongs(b: RawBlock) -> bool:
        return b.scope == scope and not (b.noise and b.hint not in _AROUND)

    if scope:
        while first > 0 and belongs(blocks[first - 1]):
            first -= 1
    else:
        at = first
        while at > 0 and first - at < 12 and blocks[at].tag != "h1":
            at -= 1
        first = at if blocks[at].tag == "h1" else first
    while (
        last + 1 < len(blocks)
        and blocks[last + 1].hint in ("caption", "credit", "byline")
        and belongs(blocks[last + 1])
    ):
        last += 1
    return first, last


def _kind(block: RawBlock, *, matched: bool) -> BlockKind | None:
    """The kind of a block of the body's stretch; None for what does not belong to it."""
    strict = strict_kind(block.text)
    words = len(block.text.split())
    kind: BlockKind | None = None
    if block.hint == "credit" or strict == "credit":
        kind = "credit" if words <= _CREDIT_WORDS else "caption"
    elif strict == "furniture":
        kind = "furniture"
    elif block.hint == "caption" or (block.in_figure and block.hint != "byline"):
        kind = "caption"
    elif strict == "byline" or (block.hint == "byline" and words <= _BYLINE_WORDS and not _ends_prose(block)):
        kind = "byline"
    elif matched or not (block.noise or block.links >= _LINKS_MOSTLY * len(block.text)):
        kind = _prose_kind(block, words, matched=matched)
    return kind


def _prose_kind(block: RawBlock, words: int, *, matched: bool) -> BlockKind | None:
    if block.hint == "lede":
        return "lede"
    if block.hint == "heading" and words <= _HEADING_WORDS:
        return "heading"
    if matched or _is_prose(block) or block.hint == "heading" or (block.tag in ("blockquote", "p") and words >= 2):
        return "paragraph"
    return None


def _ends_prose(block: RawBlock) -> bool:
    return len(block.text.split()) > _PROSE_WORDS and block.text.rstrip("»”\"')").endswith((".", "!", "?"))
