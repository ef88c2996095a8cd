from __future__ import annotations

import pytest
from extract_pages import PASTED

from belegg.errors import EmptyInputError, EncodingError
from belegg.extract import extract_text
from belegg.types import Article


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_a_pasted_page_falls_into_its_parts() -> None:
    assert kinds(extract_text(PASTED)) == [
        ("furniture", "Hopp til innhold"),
        ("furniture", "Meny"),
        ("heading", "Fjordposten"),
        ("title", "Ferja sto fast i isen i ni timer"),
        ("lede", "Passasjerene fikk verken mat eller beskjed før midnatt, ifølge rederiet."),
        ("byline", "Kari Testdal"),
        ("byline", "Journalist"),
        ("furniture", "Publisert 12. januar 2026 kl. 06:12 Oppdatert i dag 09:30"),
        ("furniture", "Del på Facebook"),
        ("caption", "MF «Prøven» utenfor Testøya søndag kveld."),
        ("credit", "Foto: Per Bilde / NTB"),
        ("paragraph", "– Vi trodde noen ville komme, sier passasjer Ida Lund."),
        ("furniture", "Annonse"),
        ("paragraph", "Hun satt på bildekk sammen med to barn."),
        ("furniture", "Les også: Ferja som aldri kom"),
        ("paragraph", "– Det var kaldt, sier hun."),
        ("heading", "Rederiet beklager"),
        ("caption", "Rederisjef Ola Vik til venstre og kaptein Bo Berg på kaia."),
        ("credit", "FOTO: PER BILDE"),
        ("paragraph", "Rederiet skal ha fått varsel allerede klokka 18. Ingen ringte 113."),
        ("paragraph", "«Dette skal vi lære av», skriver Vik i en e-post."),
        ("caption", "Ferja har gått mellom øyene siden 1994."),
        ("credit", "REUTERS/Per Bilde"),
        ("furniture", "Les mer Lukk"),
        ("paragraph", "Les mer om saken i morgendagens avis, sier redaktøren."),
        ("heading", "Han ba dem klikke på Les mer"),
        ("paragraph", "Ingen av dem ville svare på det."),
        ("byline", "(NTB)"),
        ("furniture", "Mest lest"),
        ("furniture", "Kommentarer (12)"),
        ("furniture", "© 2026 Fjordposten"),
    ]


def test_metadata_is_read_from_the_page_noise() -> None:
    article = extract_text(PASTED, url="https://www.fjordposten.example/ferja?fbclid=1", path="ferja.txt")
    assert (article.title, article.byline) == ("Ferja sto fast i isen i ni timer", "Kari Testdal")
    assert article.published == "2026-01-12T06:12"
    assert (article.language, article.wire) == ("nb", ("NTB",))
    assert (article.url, article.outlet) == ("https://www.fjordposten.example/ferja", "fjordposten.example")
    assert article.path == "ferja.txt"


def test_what_the_caller_knows_is_kept() -> None:
    article = extract_text(PASTED, title="T", byline="B", outlet="O", published="2026-01-01", language="nn")
    assert (article.title, article.byline, article.outlet) == ("T", "B", "O")
    assert (article.published, article.language) == ("2026-01-01", "nn")


@pytest.mark.parametrize("text", ["Én linje.\r\n\r\n\tTo, sier hun.\r\n", "a\u2028b\x0bc\x85d", "\n\n  Hei.  \n\n"])
def test_text_is_never_rewritten(text: str) -> None:
    article = extract_text(text)
    assert article.text == text
    assert all(article.text[b.start : b.end].strip() == article.text[b.start : b.end] for b in article.blocks)


def test_lines_broken_by_hand_are_one_paragraph() -> None:
    text = (
        "Dette er en tekst som er brukket for hånd ved en bestemt kolonne, slik\n"
        "mange e-postprogrammer gjør det. Den har flere linjer, og linjene skal\n"
        "henge sammen som ett avsnitt når de leses av programmet.\n\n"
        "– Nytt avsnitt her, sier mannen som har skrevet teksten, og han mener\n"
        "at det er helt greit å skrive slik.\n"
    )
    blocks = [text[b.start : b.end] for b in extract_text(text).blocks]
    assert len(blocks) == 2
    assert blocks[0].endswith("programmet.")
    assert blocks[1].startswith("– Nytt")


def test_paragraphs_on_single_lines_stay_apart() -> None:
    text = "– Ja, sier Ola.\n– Nei, sier Kari.\nDe møttes ikke igjen før året etter, ifølge naboen."
    assert [k for k, _ in kinds(extract_text(text))] == ["paragraph"] * 3


def test_a_caption_in_front_without_a_title() -> None:
    text = (
        "Landets statsminister Ola Prøve under et møte med utvalget i Testby, torsdag 3. april 2025.\n\n"
        "Forskeren mener det kan være begynnelsen på noe helt nytt, og at myndighetene burde ha sett det komme for"
        " lenge siden i «den store planen»\n\n"
        "Den hemmelige planen skal ha ligget klar i et år.\n\nTror ikke på planen\n\n"
        "Det gamle tårnet på Testberget.\n\nByggingen tar to år."
    )
    assert [k for k, _ in kinds(extract_text(text))] == [
        "caption",
        "lede",
        "paragraph",
        "heading",
        "caption",
        "paragraph",
    ]


@pytest.mark.parametrize("text", ["", " \n\t", "*** 123 ---"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(EmptyInputError):
        extract_text(text)


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(EncodingError):
        extract_text("Hei \ud800 du")


def test_a_very_long_text_without_breaks() -> None:
    text = "Dette er en setning om saken, sier hun til avisa. " * 40_000
    article = extract_text(text)
    assert [b.kind for b in article.blocks] == ["paragraph"]
    assert article.language == "nb"


@pytest.mark.parametrize(
    "unit", ["Les mer Lukk Foto: A / NTB ", "(", "Foto: ", "NTB/", "a\n", "Publisert ", " \n", "1 "]
)
def test_cost_grows_with_the_length_only(unit: str) -> None:
    # A quadratic step shows as minutes here; the suite's time limit is the measure.
    extract_text("Start " + unit * 20_000 + " slutt.")
