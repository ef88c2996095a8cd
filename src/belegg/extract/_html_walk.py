"""One walk over a page: every stretch of visible text with what the markup says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from belegg.extract._html_tree import tidy
from belegg.extract._lexicon import words_of
from belegg.extract._limits import MAX_BLOCKS
from belegg.types import BlockKind

__all__ = ["RawBlock", "walk"]

_SKIPPED = words_of("""
    head script style noscript template svg math iframe object embed applet canvas audio video select option
    textarea input button form nav footer dialog menu map frameset noframes datalist progress meter
""")
_BLOCKS = words_of("""
    p div section article main header aside figure figcaption blockquote ul ol li dl dt dd table tr td th caption
    pre address hr h1 h2 h3 h4 h5 h6 details summary fieldset center body html tbody thead tfoot hgroup picture
""")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PROSE = frozenset(("p", "li", "blockquote", "td", "dd", "dt")) | _HEADINGS
_PICTURE = ("caption", "credit")
_WIDE = frozenset(("html", "body", "article", "main", "section"))
_LEDE_TAGS = frozenset(("p", "div", "span", "section")) | _HEADINGS
_BYLINE_PROPS = ("author", "datepublished", "datemodified")
_SCOPES = frozenset(("article", "main"))
_NOISE_CLASS = re.compile(
    r"(?<![a-z])(?:related|relatert\w*|relaterte|teasers?|promo(?:tion)?|newsletter|nyhetsbrev|shar(?:e|ing)|some-share|social|comments?|kommentar(?:er|felt)|ad|ads|advert\w*|annonse\w*|annons|"
    r"annonce|banner|sponsor\w*|cookie\w*|consent|breadcrumbs?|menu|navbar|nav|navigation|sidebar|footer|read-?more|les-?mer|les-?ogsa|recommend\w*|recirculation|most-?read|mest-?lest|paywall|"
    r"subscribe\w*|login|popup|modal|toolbar|skip-?link|tags?|tag-?list|topics|outbrain|taboola|onward|toc|pagination)(?![a-z])"
)
_CAPTION_CLASS = re.compile(
    r"(?<![a-z])(?:fig-?caption|caption(?:-?text)?|bildetekst|bilettekst|billedtekst|bildtext|image-?text|media-?text)(?![a-z])"
)
_CREDIT_CLASS = re.compile(
    r"(?<![a-z])(?:credits?|photo-?credit|image-?credit|photographer|fotograf|foto-?byline|image-?byline|caption-?byline|photo-?byline|copyright|image-?source|media-?credit)(?![a-z])"
)
_BYLINE_CLASS = re.compile(
    r"(?<![a-z])(?:bylines?|authors?|article-?author|forfatter|skribent|journalist|writers?|dateline|published|publish-?date|pub-?date|timestamp|date-?time|article-?meta|post-?meta)(?![a-z])"
)
_LEDE_CLASS = re.compile(
    r"(?<![a-z])(?:ingress|lede?|lead-?text|lead-?paragraph|article-?lead|standfirst|preamble|manchet|underrubrik|stand-?first|dek|article-?intro|intro|sub-?title|undertitle|underrubrikk)(?![a-z])"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?<![a-z])(?:visually-?hidden|sr-?only|screen-?reader(?:-text)?|screenreader|hidden|a11y-hidden|u-hidden|is-hidden)(?![a-z])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DASH_START = re.compile(r"\s*[–—―]\s")
_SENTENCE_STOP = re.compile(r"[.!?…][»”\"')]*\s*$")


@dataclass(slots=True)
class RawBlock:
    """A stretch of visible text in page order.

    `hint` is what the markup says it is; `scope` numbers the outermost article or main element that holds it, 0 for
    none; `noise` says that an ancestor is named like page furniture; `links` counts the characters inside links.
    """

    text: str
    hint: BlockKind | None
    tag: str
    scope: int
    noise: bool
    links: int
    in_figure: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    tag: str
    hint: BlockKind | None = None
    noise: bool = False
    figure: bool = False
    scope: int = 0


def _names(element: Any) -> str:
    joined = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"[:500]
    return _CAMEL.sub("-", joined).lower().replace("_", "-")


def _hidden(element: Any, names: str) -> bool:
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    return _HIDDEN_STYLE.search(element.get("style") or "") is not None or _HIDDEN_CLASS.search(names) is not None


def _wraps_page(form: Any) -> bool:
    """ASP.NET puts the whole page into one form."""
    return next(form.iter("article", "main", "h1"), None) is not None


def _hint(tag: str, element: Any, names: str, parent: _Frame) -> BlockKind | None:
    """What the element itself says it holds; an inner, more exact word beats an outer one."""
    prop = (element.get("itemprop") or "").lower()
    author = _BYLINE_CLASS.search(names) is not None
    rules: tuple[tuple[BlockKind, bool], ...] = (
        ("credit", _CREDIT_CLASS.search(names) is not None or prop in ("copyrightholder", "credittext")),
        ("credit", parent.figure and (author or prop == "author")),
        (
            "credit" if parent.hint == "credit" else "caption",
            tag == "figcaption"
            or _CAPTION_CLASS.search(names) is not None
            or (parent.figure and prop in ("caption", "description")),
        ),
        ("byline", tag == "time" or prop in _BYLINE_PROPS or element.get("rel") == "author"),
        ("byline", author and tag not in _WIDE),
        ("lede", tag in _LEDE_TAGS and _LEDE_CLASS.search(names) is not None),
        ("heading", tag in _HEADINGS),
    )
    return next((kind for kind, holds in rules if holds), parent.hint)


def walk(root: Any) -> list[RawBlock]:
    """The visible text of a page as blocks in page order; never recursive, at most `MAX_BLOCKS`."""
    import lxml.etree

    walker = _Walker()
    events = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if len(walker.blocks) >= MAX_BLOCKS:
            return walker.blocks[:MAX_BLOCKS]
        if event == "end":
            walker.leave(element, last=element is root)
        elif not walker.enter(element):
            events.skip_subtree()
    walker.flush()
    return walker.blocks


class _Walker:
    """Collects text between block boundaries; `frames` is the path from the root to the element at hand."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self.frames = [_Frame("")]
        self.parts: list[str] = []
        self.link_chars = 0
        self.in_links = 0
        self.scopes = 0
        self.breaks = 0

    def flush(self) -> None:
        text, links = tidy("".join(self.parts)), self.link_chars
        self.parts, self.link_chars = [], 0
        if text:
            top = self.frames[-1]
            self.blocks.append(RawBlock(text, top.hint, self._block_tag(), top.scope, top.noise, links, top.figure))

    def say(self, text: str | None) -> None:
        if not text:
            return
        if stripped := text.strip():
            self.breaks = 0
            self.link_chars += len(stripped) if self.in_links else 0
        self.parts.append(text)

    def enter(self, element: Any) -> bool:
        """Whether what is in the element counts."""
        tag = element.tag if isinstance(element.tag, str) else ""
        names = _names(element)
        skipped = tag in _SKIPPED and not (tag == "form" and _wraps_page(element))
        if skipped or not tag or (tag not in _WIDE and _hidden(element, names)):
            self.frames.append(_Frame("skipped"))
            return False
        parent = self.frames[-1]
        if tag == "br":
            self._line_break(element)
            self.frames.append(replace(parent, tag="br"))
            return True
        inline = tag not in _BLOCKS and self._block_tag() in _PROSE and not parent.figure
        # «Den <time>12. mai</time> …»: a word of a sentence, not a piece of its own.
        hint = parent.hint if inline and parent.hint not in _PICTURE else _hint(tag, element, names, parent)
        if tag in _BLOCKS or hint != parent.hint:
            self.flush()
        scope = parent.scope
        if not scope and (tag in _SCOPES or (element.get("itemprop") or "").lower() == "articlebody"):
            self.scopes += 1
            scope = self.scopes
        noise = parent.noise or (tag not in _WIDE and (tag == "aside" or _NOISE_CLASS.search(names) is not None))
        self.frames.append(_Frame(tag, hint, noise, parent.figure or tag == "figure", scope))
        self.in_links += tag == "a"
        self.say(element.text)
        return True

    def leave(self, element: Any, *, last: bool) -> None:
        frame, parent = self.frames[-1], self.frames[-2]
        if frame.tag not in ("skipped", "br"):
            if frame.tag in _BLOCKS or frame.hint != parent.hint:
                self.flush()
            self.in_links -= frame.tag == "a"
            if frame.hint == "byline":
                self.parts.append(" ")  # names in spans of their own, parted by style alone
        self.frames.pop()
        if not last:
            self.say(element.tail)

    def _line_break(self, element: Any) -> None:
        """Two breaks, a break before a dash and one behind a full stop part paragraphs; any other is a space."""
        self.breaks += 1
        before = "".join(self.parts[-3:])
        if self.breaks >= 2 or _DASH_START.match(element.tail or "") or _SENTENCE_STOP.search(before[-12:]):
            self.flush()
        self.parts.append(" ")

    def _block_tag(self) -> str:
        return next((f.tag for f in reversed(self.frames) if f.tag in _BLOCKS), "")
