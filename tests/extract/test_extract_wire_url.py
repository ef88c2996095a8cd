from __future__ import annotations

import pytest

import belegg.extract
from belegg.extract import find_wire
from belegg.extract._url import canonical_url, clean_url


@pytest.mark.parametrize(
    ("text", "byline", "wire"),
    [
        ("Brua stenges.", "NTB", ("NTB",)),
        ("Brua stenges.", "©NTB-Reuters", ("NTB", "Reuters")),
        ("Brua stenges.", "Kari Testdal, NTB", ("NTB",)),
        ("Brua stenges.", "AP/NTB", ("AP", "NTB")),
        ("TESTBY (NTB): Brua stenges, sier hun.", None, ("NTB",)),
        ("OSLO/ROMA (NTB-AFP) – Brua stenges, sier hun.", None, ("NTB", "AFP")),
        ("LONDON (Reuters) - The bridge is closed, she said.", None, ("Reuters",)),
        ("TESTBY, Norway (AP) — The bridge is closed.", None, ("AP",)),
        ("Brua stenges, sier hun. (NTB)", None, ("NTB",)),
        ("Brua stenges, seier ho.\n(©NPK)", None, ("NPK",)),
        ("Brua stenges, sier hun.\n\n©NTB", None, ("NTB",)),
        ("Broen lukkes, siger hun.\n\n/ritzau/", None, ("Ritzau",)),
        ("Bron stängs, säger hon. (TT)", None, ("TT",)),
        ("Die Brücke wird geschlossen. (dpa)", None, ("dpa",)),
        ("Brua stenges, sier hun til NTB.", None, ()),
        ("NTB skriver at brua stenges.", None, ()),
        ("Ifølge Reuters (og andre) er brua trygg.", None, ()),
        ("Han kjører en Audi TT.", None, ()),
        ("Brua stenges.", "Kari Testdal", ()),
        ("", None, ()),
    ],
)
def test_wire_tags(text: str, byline: str | None, wire: tuple[str, ...]) -> None:
    assert find_wire(text, byline=byline) == wire


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://a.example/x?utm_source=y&id=1&fbclid=z#top", "https://a.example/x?id=1"),
        ("HTTPS://user:pass@A.example:443", "https://a.example/"),
        ("http://a.example:8080/x?q=%C3%A6+b", "http://a.example:8080/x?q=%C3%A6+b"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[bad", None),
        ("http://a.example:99999/", None),
        ("http://a b.example/", None),
        ("//a.example/x", None),
        ("", None),
        (None, None),
        ("https://a.example/" + "x" * 3000, None),
    ],
)
def test_clean_url(url: str | None, cleaned: str | None) -> None:
    assert clean_url(url) == cleaned


@pytest.mark.parametrize(
    ("candidates", "url", "found"),
    [
        (["/sak/1"], "https://a.example/x?y", "https://a.example/sak/1"),
        (["https://m.a.example/1"], "https://www.a.example/x", "https://m.a.example/1"),
        (["https://a.example/"], "https://a.example/x", "https://a.example/x"),
        (["https://b.example/x", "https://a.example/y"], "https://a.test/x", "https://a.test/x"),
        ([None, "http://[bad", "https://a.example/y"], None, "https://a.example/y"),
        (["/sak/1"], None, None),
    ],
)
def test_canonical_url(candidates: list[str | None], url: str | None, found: str | None) -> None:
    assert canonical_url(candidates, url=url) == found


def test_the_package_exports_what_it_says() -> None:
    public = {n for n in vars(belegg.extract) if not n.startswith("_")}
    assert set(belegg.extract.__all__) <= public
