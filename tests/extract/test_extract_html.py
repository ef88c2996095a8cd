from __future__ import annotations

import pytest
from extract_pages import PAGE, PROSE, page

from belegg.errors import EmptyInputError, NoArticleError
from belegg.extract import extract_html

URL = "https://www.fjordposten.example/nyheter/brua?fbclid=1"


def parts(data: str | bytes) -> list[tuple[str, str]]:
    article = extract_html(data)
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_body_captions_credits_and_noise_are_kept_apart() -> None:
    assert parts(PAGE) == [
        ("title", "Brua må stenges, sier kommunen"),
        ("lede", "Ingeniørene fant sprekker i to av bjelkene. Nå må 4000 bilister kjøre omvei."),
        ("caption", "Brua over Testsundet ble åpnet i 1974."),
        ("credit", "Foto: Per Bilde / NTB"),
        ("byline", "Kari Testdal Ola Prøve 2. mars 2026 kl. 07:15"),
        ("paragraph", "– Vi kan ikke ta sjansen på at noen blir skadet, sier ordfører Anne Vikland."),
        ("paragraph", "Kommunen fikk rapporten søndag kveld, ifølge ordføreren. Den skal ha vært ferdig før."),
        ("furniture", "Les også"),
        ("heading", "Sprekker i bjelkene"),
        ("paragraph", "– Hvor alvorlig er det?"),
        ("paragraph", "– Det er alvorlig nok, svarer hun."),
        ("furniture", "Annonse"),
        ("caption", "Ordfører Anne Vikland foran brua mandag."),
        ("credit", "Foto: Kari Testdal"),
        ("furniture", "Les mer Lukk"),
        (
            "paragraph",
            "Ingeniør Bo Berg mener at brua kan stå i ti år til dersom den blir reparert nå. Han har undersøkt den to"
            " ganger.",
        ),
        ("furniture", "Les også: Slik blir omkjøringen"),
        ("paragraph", "Brua stenges mandag klokka 18. Bussene går som normalt fram til da."),
        ("byline", "(NTB)"),
    ]


def test_the_text_is_title_and_blocks_parted_by_blank_lines() -> None:
    article = extract_html(PAGE)
    assert article.text.startswith("Brua må stenges, sier kommunen\n\nIngeniørene fant")
    pairs = zip(article.blocks, article.blocks[1:], strict=False)
    assert {article.text[a.end : b.start] for a, b in pairs} <= {"\n\n", " "}
    for hidden in ("hemmelig skript", "Skjult tekst", "kommentarfeltet", "Ansvarlig redaktør", "Ferja står fast"):
        assert hidden not in article.text


def test_metadata() -> None:
    article = extract_html(PAGE, url=URL)
    assert article.title == "Brua må stenges, sier kommunen"
    assert article.byline == "Kari Testdal, Ola Prøve"
    assert article.published == "2026-03-02T07:15:00+01:00"
    assert article.outlet == "Fjordposten"
    assert article.url == "https://www.fjordposten.example/nyheter/brua?id=7"
    assert article.language == "nb"
    assert article.wire == ("NTB",)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2026-03-02T06:15:00Z">', "2026-03-02T06:15:00+00:00"),
        ('<meta name="date" content="2026-03-02">', "2026-03-02"),
        ('<meta name="pubdate" content="Mon, 02 Mar 2026 07:15:00 +0100">', "2026-03-02T07:15:00+01:00"),
        (
            '<meta name="date" content="2026-03-02">'
            '<meta itemprop="datePublished" content="2026-03-02T07:15:00+01:00">',
            "2026-03-02T07:15:00+01:00",
        ),
        ('<meta name="date" content="i går"><script type="application/ld+json">{broken</script>', None),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":"NewsArticle",'
            '"datePublished":"2026-03-02T07:15:00+0100"}]}</script>',
            "2026-03-02T07:15:00+01:00",
        ),
    ],
)
def test_dates(head: str, published: str | None) -> None:
    assert extract_html(page(f"<article><h1>Ferja</h1>{PROSE}</article>", head=head)).published == published


def test_the_outlet_is_the_host_where_nothing_tells() -> None:
    article = extract_html(page(f"<article><h1>Ferja</h1>{PROSE}</article>"), url="https://www.fjordposten.example/a")
    assert (article.outlet, article.url) == ("fjordposten.example", "https://www.fjordposten.example/a")


def test_a_page_cannot_claim_another_site() -> None:
    head = '<link rel="canonical" href="https://other.test/a">'
    article = extract_html(page(f"<article><h1>Ferja</h1>{PROSE}</article>", head=head), url="https://x.example/a")
    assert article.url == "https://x.example/a"


def test_a_body_whose_class_sounds_like_a_byline_is_not_lost() -> None:
    html = page(f'<article><h1>Ferja</h1><div class="author-content date">{PROSE}</div></article>')
    assert [k for k, _ in parts(html)].count("byline") == 0
    assert "Havnesjefen skal ha bedt om en slepebåt" in extract_html(html).text


def test_a_picture_without_a_figure() -> None:
    html = page(
        '<article><h1>Ferja</h1><div class="image-caption">Ferja ved kai. <em class="credit">Per Bilde / NTB</em>'
        f"</div>{PROSE}</article>"
    )
    assert ("caption", "Ferja ved kai.") in parts(html)
    assert ("credit", "Per Bilde / NTB") in parts(html)


def test_a_short_news_flash_in_an_article_element() -> None:
    html = page("<article><h1>Brua er åpen</h1><p>Brua ble åpnet igjen mandag morgen, opplyser kommunen.</p></article>")
    assert [k for k, _ in parts(html)] == ["title", "paragraph"]


def test_entities_become_characters_once() -> None:
    html = page(f"<article><h1>A &amp; B</h1><p>Han skrev &amp;lt;b&amp;gt; på tavla, sier hun.</p>{PROSE}</article>")
    text = extract_html(html).text
    assert text.startswith("A & B")
    assert "Han skrev &lt;b&gt; på tavla" in text


@pytest.mark.parametrize(
    "html",
    [
        page("<ul>" + "<li><a href='/x'>En sak om noe som skjedde i byen</a></li>" * 50 + "</ul>"),
        page("<script>var x = 'Dette er tekst, og den er lang nok til å være en artikkel. '</script>"),
        page("<form><p>Logg inn for å lese saken. Du må være abonnent for å se innholdet på denne siden.</p></form>"),
        page(""),
        "<frameset><frame src=x></frameset>",
        "<!-- bare en kommentar -->",
    ],
)
def test_no_article_in_the_page(html: str) -> None:
    with pytest.raises(NoArticleError) as caught:
        extract_html(html, path="side.html")
    assert caught.value.resource == "side.html"
    assert caught.value.remedy


def test_an_empty_page() -> None:
    with pytest.raises(EmptyInputError):
        extract_html(b"  ")


def test_the_same_page_gives_the_same_article_every_time() -> None:
    assert len({extract_html(PAGE) for _ in range(6)}) == 1


def test_a_page_wrapped_in_one_form_is_read() -> None:
    html = f"<html><body><form id=aspnetForm><h1>Brua må stenges</h1>{PROSE}</form></body></html>"
    assert any(kind in ("lede", "paragraph") for kind, _ in parts(html))
