from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from render_samples import EMPTY, HARBOUR, VECTORS, readings

from belegg.render import render_html_fragment, render_html_page
from belegg.render._clean import for_html
from belegg.types import Hop, Reading

PAGE_TAGS = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "noscript",
        "body",
        "main",
        "section",
        "header",
        "article",
        "aside",
        "script",
        "h1",
        "h2",
        "p",
        "a",
        "b",
        "bdi",
        "span",
        "ol",
        "li",
        "div",
        "blockquote",
        "dl",
        "dt",
        "dd",
    ]
)
FRAGMENT_TAGS = set(["div", "p", "b", "ol", "li", "span", "sup"])


def parse(html: bytes) -> Any:
    return lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))


def seen(text: str) -> str:
    """What a parser makes of a text: the replacements are tested by themselves, line ends become one."""
    clean = lxml.html.fromstring(f"<div>{for_html(text)}</div>").text_content()
    return str(clean).replace("\r\n", "\n").replace("\r", "\n")


def body_of(page: Any, number: int = 0) -> str:
    return str(page.xpath("//article")[number].text_content()).replace("\r\n", "\n").replace("\r", "\n")


@given(readings())
def test_the_page_holds_the_text_and_nothing_of_it_as_markup(reading: Reading) -> None:
    html = render_html_page(reading)
    page = parse(html.encode("utf-8"))
    assert body_of(page) == seen(reading.article.text)
    assert {e.tag for e in page.iter()} <= PAGE_TAGS
    assert not [name for e in page.iter() for name in e.attrib if name.startswith("on") or name == "style"]
    assert len(page.xpath("//script")) == 1
    assert all(href.startswith(("#", "http://", "https://")) for href in page.xpath("//@href"))
    assert not page.xpath("//@src")


@given(readings())
def test_the_fragment_is_escaped_and_has_no_script(reading: Reading) -> None:
    html = render_html_fragment(reading)
    fragment = parse(f"<body>{html}</body>".encode()).find("body")
    assert len(fragment) == 1
    assert {e.tag for e in fragment.iter()} - {"body"} <= FRAGMENT_TAGS
    assert {name for e in fragment.iter() for name in e.attrib} <= {"style", "title", "lang", "dir", "value"}
    for sup in fragment.xpath("./div/div[1]//sup"):
        sup.drop_tag() if sup.text is None else sup.getparent().remove(sup) if not sup.tail else _cut(sup)
    text = str(fragment.xpath("./div/div[1]")[0].text_content()).replace("\r\n", "\n").replace("\r", "\n")
    assert text == seen(reading.article.text)


def _cut(element: Any) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


@pytest.mark.parametrize("vector", VECTORS)
def test_script_vectors_in_every_field_stay_text(vector: str) -> None:
    fields: dict[str, Any] = dict.fromkeys(("url", "outlet", "title", "byline", "published", "path"), vector)
    article = dataclasses.replace(HARBOUR.article, text=vector + HARBOUR.article.text, blocks=(), **fields)
    statement = dataclasses.replace(
        HARBOUR.statements[1],
        content=((0, len(vector)),),
        source=((0, len(vector)),),
        speaker=vector,
        chain=(Hop(vector, "person"), Hop(vector + "2", "media"), Hop(vector, "media")),
    )
    reading = Reading(article, statements=(statement,))
    page = parse(render_html_page(reading).encode())
    assert vector in page.xpath("//title")[0].text
    assert vector in body_of(page)
    assert page.xpath("//aside//b")[0].text_content() == vector
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//img | //svg | //*[@onerror or @onload or @onmouseover]")
    fragment = parse(render_html_fragment(reading).encode())
    assert vector in fragment.text_content()
    assert not fragment.xpath("//script | //img | //svg | //*[@onerror or @onload or @onmouseover]")


def test_the_policy_names_exactly_what_is_in_the_page() -> None:
    html = render_html_page(HARBOUR)
    page = parse(html.encode())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    def hashes(tag: str) -> set[str]:
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        return {"'sha256-" + base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() + "'" for b in bodies}

    allowed = {name: set(values) for name, *values in (part.split() for part in policy.split(";"))}
    assert allowed["default-src"] == {"'none'"}
    assert allowed["style-src"] == hashes("style")
    assert allowed["script-src"] == hashes("script")
    assert len(allowed["style-src"]) == 2
    assert "unsafe" not in policy
    # The policy must come before what it governs.
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_no_request_leaves_the_page() -> None:
    html = render_html_page(HARBOUR)
    assert not re.search(r"@import|url\(|<link|<img|<iframe|fetch\(|XMLHttp", html)
    assert re.findall(r"https?://[^\"<]+", html) == ["https://example.org/sak?a=1&amp;b=2"]


def test_nested_and_broken_passages_are_cut_where_they_meet() -> None:
    page = parse(render_html_page(HARBOUR).encode())
    marks = [(a.get("data-s"), a.text_content()) for a in page.xpath("//article//a[contains(@class,'s ')]")]
    assert ("a1s1", "Vannet") in marks
    assert ("a1s1", "vært forurenset i flere uker") in marks
    assert ("a1s4 a1s5", "rørene «ikke holder vinteren ut»") in marks
    assert "".join(t for keys, t in marks if "a1s4" in keys.split()) == HARBOUR.quote(HARBOUR.statements[3].content)
    inner = page.xpath("//article//a[@data-s='a1s4 a1s5']")[0]
    assert inner.get("class").split() == ["s", "mixed", "denied", "in-mixed"]
    assert inner.get("href") == "#a1s5"


def test_parts_are_marked_for_their_statement() -> None:
    page = parse(render_html_page(HARBOUR).encode())
    parts = {(e.get("data-p"), e.text_content()) for e in page.xpath("//article//*[@data-p]")}
    assert {("a1s1-cue", "skal ha"), ("a1s2-source", "havnesjef Kari Vik"), ("a1s2-via", "NTB")} <= parts
    assert ("a1s2-hedges", "kan være") in parts


def test_every_statement_has_a_card_a_number_and_ways_between_them() -> None:
    page = parse(render_html_page(HARBOUR, HARBOUR).encode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//@href") if href.startswith("#")} <= set(ids)
    assert len(page.xpath("//li[contains(@class,'card')]")) == 2 * len(HARBOUR.statements)
    assert page.xpath("//a[@class='ref']/@data-n") == ["1≈", "2", "3○", "4", "5×"] * 2
    assert "Kari Vik" in page.xpath("//a[@id='a2s2r']/@aria-label")[0]
    card = page.get_element_by_id("a1s2").text_content()
    for words in ("Kari Vik", "→ NTB", "direct quote", "possible", "havnesjef Kari Vik", "sier", "kan være", "94 %"):
        assert words in card


def test_furniture_and_credits_stay_and_are_dimmed() -> None:
    page = parse(render_html_page(HARBOUR).encode())
    assert page.xpath("//article/p[@class='b credit']")[0].text_content() == "Foto: Per Eksempel / Les mer Lukk"
    assert page.xpath("//article/h1[@class='b title']")


def test_an_article_without_statements_has_a_friendly_notice() -> None:
    for html in (render_html_page(EMPTY), render_html_fragment(EMPTY)):
        assert "this text ascribes nothing to anybody" in html
        assert "<aside" not in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "//host", "ftp://x/y"])
def test_only_web_addresses_become_links(url: str) -> None:
    reading = dataclasses.replace(EMPTY, article=dataclasses.replace(EMPTY.article, url=url))
    assert parse(render_html_page(reading).encode()).xpath("//@href") == []


def test_notebooks_get_the_fragment() -> None:
    assert HARBOUR._repr_html_() == render_html_fragment(HARBOUR)


def test_the_same_reading_gives_the_same_page() -> None:
    assert render_html_page(HARBOUR) == render_html_page(HARBOUR)
