from __future__ import annotations

import pytest

from belegg.extract import extract_text

AROUND = "Brua må stenges\n\nKommunen fikk rapporten i går, og den er nå gjort kjent for alle.\n\n{}\n\nDet blir dyrt."


def kind_of(line: str) -> str:
    text = AROUND.format(line)
    at = text.index(line)
    return next(b.kind for b in extract_text(text).blocks if b.start == at)


@pytest.mark.parametrize(
    "line",
    [
        "Les mer",
        "LES MER",
        "Lukk",
        "Annonse",
        "ANNONSE",
        "Del på Facebook",
        "Publisert 12:30",
        "Les mer Lukk",
        "Publisert: 12.03.2026 kl. 14:05",
        "Sist oppdatert 3. mars 2026",
        "Oppdatert for 3 timer siden",
        "Del Facebook E-post",
        "Les også: – Han løy, sier ordføreren",
        "Les også – Han løy",
        "LES OGSÅ: Brua er farlig",
        "Artikkelen fortsetter under annonsen",
        "Saka held fram under biletet",
        "Läs mer",
        "Läs också: Bron stängs",
        "Dela",
        "Annons",
        "Læs også: Broen lukker",
        "Read more: The bridge",
        "Advertisement",
        "Share on Facebook",
        "5 min lesetid",
        "12 kommentarer",
        "© 2026 Fjordposten",
        "Copyright Fjordposten AS",
        "* * *",
        "https://fjordposten.example/a",
    ],
)
def test_page_noise(line: str) -> None:
    assert kind_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Foto: NTB",
        "FOTO: Per Bilde",
        "(Foto: Per Bilde / NTB)",
        "Foto Per Bilde",
        "Foto: privat",
        "Foto: Skjermdump fra Testnett",
        "REUTERS/Per Bilde",
        "Per Bilde / AFP / NTB",
        "AP Photo/Per Bilde",
        "NTB scanpix",
        "Illustrasjon: Kari Strek",
        "Bild: Per Bild/TT",
        "Photo: Per Bilde/AP",
        "Photograph: Per Bilde/Getty Images",
        "© Per Bilde",
        "Arkivfoto: Per Bilde, NTB",
        "Foto/video: Per Bilde",
    ],
)
def test_credits(line: str) -> None:
    assert kind_of(line) == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "Av Kari Testdal",
        "Av Kari Testdal og Ola Prøve",
        "Tekst: Kari Testdal",
        "Tekst og foto: Kari Testdal",
        "By Jane Smith, London",
        "Kari Testdal, journalist",
        "Kari Testdal, NTB",
        "Kari Testdal, politisk redaktør",
        "Jane Smith, staff writer",
        "NTB",
        "(NTB)",
        "©NTB",
        "(©NPK)",
        "/ritzau/",
        "kari@fjordposten.example",
        "Af Mette Prøve",
    ],
)
def test_bylines(line: str) -> None:
    assert kind_of(line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "– Les mer, sier han.",
        "– Del dette med alle, sier hun.",
        "Les også boka, sier hun.",
        "Les mer om saken i morgendagens avis, sier redaktøren.",
        "Lukk døra, ropte han.",
        "Del gjerne bildet, sier politiet.",
        "Av de ti som ble spurt, svarte to nei.",
        "Av Norges ti største byer er fire i nord.",
        "Publisert forskning viser at brua er trygg.",
        "Oppdatert kunnskap redder liv, mener legen.",
        "Foto: Han tok bildet selv, sier kilden, og ble sint da det ble stjålet.",
        "Foto: Per Bilde. Statsministeren nekter for alt",
        "Foto: Ola Vik Ordføreren truer med å gå av",
        "NTB skriver at brua stenges.",
        "Reuters/Ipsos-målingen viser at han leder.",
        "By the time she came, it was over.",
        "Tekst og innhold må henge sammen, sier læreren.",
        "Mandag 3. mars 2026 ble brua stengt.",
        "Neste år skal brua rives.",
        "Kommentarene er mange, sier hun.",
        "12 mennesker ble skadet.",
        "– Ja.",
        "Ordføreren – politisk isolert",
        "Testdal, ansvarlig for kuttet",
        "Copyright er viktig, sier forfatteren.",
        "Journalist Shot Dead In Northtown",
        "Video: Man Rescued From River",
        "Photo Shows Mayor With Rival",
    ],
)
def test_prose_is_never_lost(line: str) -> None:
    assert kind_of(line) not in ("furniture", "credit", "byline")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "Ordføreren har advart mot brua. REUTERS/Per Bilde Les mer Lukk",
            [
                ("caption", "Ordføreren har advart mot brua."),
                ("credit", "REUTERS/Per Bilde"),
                ("furniture", "Les mer Lukk"),
            ],
        ),
        ("Brua i går. Foto: Per Bilde", [("caption", "Brua i går."), ("credit", "Foto: Per Bilde")]),
        ("Brua i går (Foto: Per Bilde)", [("caption", "Brua i går"), ("credit", "(Foto: Per Bilde)")]),
        ("Brua i går. J. P. Bilde / NTB", [("caption", "Brua i går."), ("credit", "J. P. Bilde / NTB")]),
        ("Brua i går. Vis mer", [("caption", "Brua i går."), ("furniture", "Vis mer")]),
        ("Foto: Per Bilde Les mer Lukk", [("credit", "Foto: Per Bilde"), ("furniture", "Les mer Lukk")]),
        (
            "– Jeg gjorde det ikke, sier han. (NTB)",
            [("paragraph", "– Jeg gjorde det ikke, sier han."), ("byline", "(NTB)")],
        ),
        ("Han ba dem trykke på knappen Lukk.", [("paragraph", "Han ba dem trykke på knappen Lukk.")]),
        ("Hun viste til brevet fra NTB.", [("paragraph", "Hun viste til brevet fra NTB.")]),
    ],
)
def test_what_stands_behind_a_caption_on_its_own_line(line: str, parts: list[tuple[str, str]]) -> None:
    text = AROUND.format(line)
    at = text.index(line)
    found = [(b.kind, text[b.start : b.end]) for b in extract_text(text).blocks if at <= b.start < at + len(line)]
    assert found == parts


def test_the_title_behind_a_bare_label_is_noise_and_no_more() -> None:
    text = AROUND.format("Les også:\nFerja sto fast i isen\nHan venter ennå.")
    kinds = {text[b.start : b.end]: b.kind for b in extract_text(text).blocks}
    assert kinds["Ferja sto fast i isen"] == "furniture"
    assert kinds["Han venter ennå."] == "paragraph"


def test_a_credit_on_the_next_line_makes_a_caption() -> None:
    text = AROUND.format("Ordfører Anne Vikland går over brua.\nFoto: Per Bilde")
    kinds = {text[b.start : b.end]: b.kind for b in extract_text(text).blocks}
    assert kinds["Ordfører Anne Vikland går over brua."] == "caption"


def test_platforms_at_the_end_of_a_headline_are_its_words() -> None:
    line = "Svindlere bruker Facebook Messenger"
    article = extract_text(AROUND.format(line))
    assert line in [article.text[b.start : b.end] for b in article.blocks]
