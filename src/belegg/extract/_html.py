"""HTML to an article::

decode ──> parse_html ──> read_meta ──> walk ──> body_lines ──> select_body ──> put together
           tree           title, date   blocks   trafilatura    kinds           text and spans
"""

from __future__ import annotations

import re
from dataclasses import replace

from belegg.errors import EmptyInputError, NoArticleError, TooLargeError
from belegg.extract._classify import split_tails
from belegg.extract._credits import byline_names
from belegg.extract._decode import declared_charset, decode
from belegg.extract._html_body import PageBlock, body_lines, select_body
from belegg.extract._html_meta import PageMeta, read_meta
from belegg.extract._html_tree import parse_html, repair_mojibake, tidy
from belegg.extract._html_walk import walk
from belegg.extract._language import decide_language
from belegg.extract._limits import MAX_ARTICLE_BYTES
from belegg.extract._plain import assemble, has_words
from belegg.types import Article, Block

__all__ = ["extract_html"]

_REMEDY = "give the article's own page, or paste its text"
_MIN_WORDS = 25
# A news flash can be two lines long, but then the page must call itself an article.
_MIN_WORDS_FLASH = 8
_GAP = "\n\n"
_LANGUAGE_WORDS = 60


def extract_html(
    data: bytes | str, *, url: str | None = None, path: str | None = None, charset: str | None = None
) -> Article:
    """Make an article of a web page.

    The text is built here: title, blank line, then the blocks of the body parted by blank lines, white space folded.
    Captions, credits and bylines are blocks of their own. `url` is where the page was fetched, `charset` what the
    server said; both may be wrong or missing. The same bytes give the same article, however many were read before.

    Raises
    ------
    EmptyInputError
        There is nothing in it.
    EncodingError
        Its bytes are text in no encoding.
    TooLargeError
        It is over 50 MB.
    NoArticleError
        It is a front page, a form, a script without text.
    """
    if len(data) > MAX_ARTICLE_BYTES:
        raise TooLargeError("the page is over 50 MB", resource=path or url, remedy=_REMEDY)
    where = path or url
    source = data if isinstance(data, str) else decode(data, charset=charset or declared_charset(data), path=where)
    if not source.strip():
        raise EmptyInputError("the page is empty", resource=where, remedy=_REMEDY)
    source = repair_mojibake(source)
    root = parse_html(source)
    if root is None:
        raise NoArticleError("there is no article in the page", resource=where, remedy=_REMEDY)
    meta = read_meta(root, url=url)
    body = select_body(walk(root), body_lines(root, size=len(source)), title=meta.title)
    body = _with_lede(_split(body), meta)
    words = sum(len(b.text.split()) for b in body if b.kind in ("lede", "paragraph"))
    if words < (_MIN_WORDS_FLASH if meta.is_article else _MIN_WORDS):
        raise NoArticleError("there is no article in the page", resource=where, remedy=_REMEDY)
    return _put_together(body, meta, path=path)


def _split(body: list[PageBlock]) -> list[PageBlock]:
    """Credits and buttons that stand behind a caption's or paragraph's words, taken apart."""
    out: list[PageBlock] = []
    for block in body:
        if block.kind not in ("caption", "paragraph"):
            out.append(block)
            continue
        for start, end, kind in split_tails(block.text, 0, len(block.text)):
            out.append(PageBlock(kind or block.kind, block.text[start:end]))
    return [b for b in out if has_words(b.text)]


def _with_lede(body: list[PageBlock], meta: PageMeta) -> list[PageBlock]:
    """The lede by its class, else the first prose under the title."""
    if any(b.kind == "lede" for b in body):
        return body
    prose = [i for i, b in enumerate(body) if b.kind == "paragraph"]
    if len(prose) < 2:
        return body
    first = body[prose[0]]
    before = {b.kind for b in body[: prose[0]]}
    if "heading" in before:
        # Some pages mark the lede as a heading of the second rank; the description repeats its words.
        heads = [i for i in range(prose[0]) if body[i].kind == "heading"]
        if len(heads) == 1 and meta.description and _alike(body[heads[0]].text, meta.description):
            return [replace(b, kind="lede") if i == heads[0] else b for i, b in enumerate(body)]
        return body
    if re.match(r"[–—―-]\s", first.text) or len(first.text.split()) > 70:
        return body
    return [replace(b, kind="lede") if i == prose[0] else b for i, b in enumerate(body)]


def _alike(a: str, b: str) -> bool:
    x, y = set(tidy(a).lower().split()), set(b.lower().split())
    return len(x & y) >= 0.7 * max(1, min(len(x), len(y)))


def _put_together(body: list[PageBlock], meta: PageMeta, *, path: str | None) -> Article:
    parts = [*([PageBlock("title", meta.title)] if meta.title else []), *body]
    blocks: list[Block] = []
    at = 0
    for part in parts:
        blocks.append(Block(part.kind, at, at + len(part.text)))
        at += len(part.text) + len(_GAP)
    text = _GAP.join(p.text for p in parts)
    read = [p.text for p in parts if p.kind not in ("furniture", "credit", "byline")]
    language = decide_language("\n".join(read))
    if language is None and sum(len(t.split()) for t in read) < _LANGUAGE_WORDS:
        language = meta.language
    byline = next((n for p in body if p.kind == "byline" and (n := byline_names(p.text))), None)
    return assemble(
        text,
        tuple(blocks),
        url=meta.url,
        outlet=meta.outlet,
        title=meta.title,
        byline=meta.byline or byline,
        published=meta.published,
        language=language,
        path=path,
    )
