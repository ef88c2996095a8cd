from __future__ import annotations

import random

import pytest
from extract_pages import PAGE, PROSE, page

from belegg.errors import BeleggError
from belegg.extract import extract_bytes, extract_html
from belegg.types import Article

HOSTILE = {
    "deep div": "<div>" * 100_000 + PROSE + "</div>" * 100_000,
    "deep span": "<article><p>" + "<span>" * 100_000 + PROSE,
    "deep list": "<ul><li>" * 50_000 + PROSE,
    "unclosed": "<p><a><b><i><table><tr><td>" * 5_000 + PROSE,
    "angle brackets": "<" * 300_000,
    "open comment": "<!--" + "-" * 300_000 + PROSE,
    "metas": "<meta charset=" * 20_000 + PROSE,
    "long attribute": '<p class="' + "a " * 500_000 + '">' + PROSE,
    "deep json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + PROSE,
    "wide json": '<script type="application/ld+json">'
    + '{"@type":"NewsArticle","author":' * 3_000
    + "</script>"
    + PROSE,
    "odd json": '<script type="application/ld+json">{"@type":"NewsArticle","author":[[[]],7,{"name":{"name":[1]}}],'
    '"headline":{"a":1},"publisher":[null],"datePublished":99,"url":[],"mainEntityOfPage":"http://[::1"}</script>'
    + PROSE,
    "breaks": "<article>" + "Linje med tekst<br>" * 20_000 + "</article>",
    "numeric entities": "<p>&#0;&#xD800;&#x110000;&#99999999999;</p>" + PROSE,
    "frames": "<frameset><frame src=x></frameset>" + PROSE,
    "svg": "<svg><p>" + PROSE + "</svg>",
    "xml declaration": '<?xml version="1.0" encoding="utf-16"?>' + PROSE,
    "doctype entities": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>' + PROSE,
    "bad links": '<link rel=canonical href="http://[bad"><base href="http://[">' + PROSE,
}


def check(article: Article) -> None:
    article.text.encode("utf-8")
    last = 0
    for block in article.blocks:
        assert last <= block.start < block.end <= len(article.text)
        assert article.text[block.start : block.end].strip() == article.text[block.start : block.end]
        last = block.end


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_an_article_or_an_error(name: str) -> None:
    try:
        check(extract_html(HOSTILE[name]))
    except BeleggError as error:
        assert error.remedy


@pytest.mark.parametrize("name", ["odd json", "wide json", "bad links", "long attribute", "xml declaration"])
def test_the_article_is_still_found(name: str) -> None:
    assert "Havnesjefen skal ha bedt om en slepebåt" in extract_html(HOSTILE[name]).text


def test_scripts_and_local_files_never_leak() -> None:
    html = page(
        "<article><h1>Ferja</h1><script>alert('xss')</script><style>p{color:red}</style><noscript>Slå på JS</noscript>"
        "<template>mal</template><p>Skipperen <script>stjel()</script>kom i land, sier losen.</p>"
        f"<p hidden>usynlig</p><p aria-hidden=true>usynlig</p><p class=sr-only>usynlig</p>{PROSE}</article>"
    )
    text = extract_html(html).text
    assert "Skipperen kom i land" in text
    for leak in ("alert", "color:red", "Slå på JS", "mal\n", "stjel", "usynlig"):
        assert leak not in text


def test_nuls_and_lone_surrogates() -> None:
    dirty = PAGE.replace("e", "e\x00").replace("Kommunen", "\ud800Kommunen")
    article = extract_html(dirty)
    check(article)
    assert "Ingeniørene fant sprekker" in article.text


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("cp1252", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("cp1252", "utf-16"),
        ("cp1252", "rot13"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-8"),
        ("iso8859-15", "iso-8859-15"),
        ("utf-8-sig", "windows-1252"),
        ("cp1252", "utf-7"),
    ],
)
def test_wrong_charset_labels(encoding: str, label: str) -> None:
    data = PAGE.replace('charset="utf-8"', f'charset="{label}"').encode(encoding, errors="replace")
    (article,) = extract_bytes(data)
    assert isinstance(article, Article)
    assert "Kommunen fikk rapporten søndag kveld, ifølge ordføreren." in article.text


def test_mojibake_is_put_right() -> None:
    article = extract_html(PAGE.encode().decode("cp1252", errors="replace").encode())
    assert article.title == "Brua må stenges, sier kommunen"


def test_mutated_pages() -> None:
    rnd, base = random.Random(7), PAGE.encode()
    for _ in range(60):
        data = bytearray(base)
        for _ in range(rnd.randint(1, 60)):
            at, what = rnd.randrange(len(data)), rnd.random()
            if what < 0.4:
                data[at] = rnd.randrange(256)
            elif what < 0.7:
                del data[at : at + rnd.randint(1, 40)]
            else:
                data[at:at] = data[at : at + rnd.randint(1, 200)]
        items = list(extract_bytes(bytes(data)))
        assert len(items) == 1
        if isinstance(items[0], Article):
            check(items[0])


def test_many_paragraphs() -> None:
    body = "".join(f"<p>Avsnitt nummer {i} handler om det losen sa den dagen, mener han.</p>" for i in range(8_000))
    article = extract_html(page(f"<article><h1>Loggen</h1>{body}</article>"))
    check(article)
    assert sum(b.kind in ("lede", "paragraph") for b in article.blocks) == 8_000
