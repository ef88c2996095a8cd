from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.errors import BeleggError
from belegg.extract import decide_language, extract_bytes, extract_html, extract_text, find_wire
from belegg.types import Article

PIECES = st.sampled_from(
    [
        "– Ja, sier hun.",
        "Les mer",
        "Lukk",
        "Foto: Ola Vik / NTB",
        "REUTERS/Ola Vik",
        "Brua stenges",
        "(NTB)",
        "Av Kari Testdal",
        "Kommunen fikk rapporten i går.",
        "Annonse",
        "Les også:",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\t",
        "\u00ad",
        "\ufeff",
        "\u2028",
        "«",
        "»",
        "/",
        ":",
        "©",
        "e\u0301",
        "😀",
        "mandag 3. mars 2026.",
        "Publisert 12.01.2026 kl. 06:12",
        "<p>",
        "</p>",
        "<figure>",
        "<br>",
        "&amp;",
        "\x00",
    ]
)
PASTED = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


def check(article: Article) -> None:
    last = 0
    for block in article.blocks:
        words = article.text[block.start : block.end]
        assert last <= block.start < block.end <= len(article.text)
        assert words == words.strip()
        last = block.end


@settings(max_examples=200, deadline=None)
@given(PASTED)
def test_blocks_are_ordered_trimmed_and_inside_an_untouched_text(text: str) -> None:
    try:
        article = extract_text(text)
    except BeleggError:
        return
    assert article.text == text
    check(article)
    covered = {i for b in article.blocks for i in range(b.start, b.end)}
    assert not [c for i, c in enumerate(text) if c.isalnum() and i not in covered], "a word stands in no block"
    assert extract_text(text) == article


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | PASTED.map(lambda t: t.encode("utf-8")) | PASTED.map(lambda t: t.encode("utf-16")))
def test_any_bytes_give_articles_or_errors(data: bytes) -> None:
    items = list(extract_bytes(data))
    assert items
    for item in items:
        assert isinstance(item, Article | BeleggError)
        if isinstance(item, Article):
            check(item)


@settings(max_examples=60, deadline=None)
@given(PASTED)
def test_any_markup_gives_an_article_or_an_error(text: str) -> None:
    prose = "<p>Rederiet fikk varsel om isen lørdag, ifølge losen som tok imot meldingen fra skipperen.</p>"
    with suppress(BeleggError):
        check(extract_html(f"<article><h1>Ferja</h1>{prose}{text}{prose}</article>"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_helpers_take_any_text(text: str) -> None:
    assert decide_language(text) in (None, "nb", "nn", "da", "sv", "en")
    assert isinstance(find_wire(text, byline=text), tuple)
