from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from export_samples import AGAIN, CLAIMS, SAID, WATER, exported, few, hostile, some_claims
from hypothesis import given

from belegg.claims import Carrier, Claim
from belegg.export._bibtex import escape, key_of

bibtexparser = pytest.importorskip("bibtexparser")


def entries(data: bytes) -> dict[str, dict[str, str]]:
    library = bibtexparser.parse_string(data.decode("utf-8"))
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    assert {entry.entry_type for entry in library.entries} <= {"online"}
    return {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}


def one(carrier: Carrier) -> dict[str, str]:
    (entry,) = entries(exported([dataclasses.replace(WATER, statements=(carrier,))], "bibtex")[0]).values()
    return entry


def test_an_article_is_an_entry() -> None:
    data, count = exported(CLAIMS, "bibtex")
    found = entries(data)
    assert len(found) == count == 3
    assert found[key_of(SAID)] == {
        "title": r"{Frykter nye lekkasjer i Havnebyen \& omegn}",
        "organization": "{Dagsavisa Nord}",
        "date": "2026-03-04",
        "url": "https://dagsavisa.example/sak?a=1&b=50%25",
        "langid": "norsk",
    }
    assert found[key_of(AGAIN)]["langid"] == "nynorsk"


def test_a_key_is_made_of_outlet_year_and_article() -> None:
    assert re.fullmatch(r"dagsavisanord2026-[0-9a-f]{14}", key_of(SAID))
    elsewhere = dataclasses.replace(SAID, title="En annen tittel", url=None, id="s77", content=("noe annet",))
    assert key_of(elsewhere) == key_of(SAID)
    assert key_of(dataclasses.replace(SAID, article="a7")) != key_of(SAID)
    assert key_of(dataclasses.replace(SAID, outlet="Ærlig Østavis Åsgård")).startswith("aerligostavisasgard2026-")
    assert key_of(dataclasses.replace(SAID, outlet="新聞", published="i går")).startswith("article-")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("50 % & $5 #1 a_b", r"50 \% \& \$5 \#1 a\_b"),
        (
            "{x} \\input{y}",
            r"\textbraceleft{}x\textbraceright{} \textbackslash{}input\textbraceleft{}y\textbraceright{}",
        ),
        ('a~b^c"d', r"a\textasciitilde{}b\textasciicircum{}c\textquotedbl{}d"),
        ("to\n\nlinjer\t her", "to linjer her"),
        ("\u202eabc\u200f\x00\x1b\ud800d", "abcd"),
        ("a \x1b\rb", "a b"),
        ("– «Ærlig» talt …", "– «Ærlig» talt …"),
        ("@online", "@online"),
    ],
)
def test_what_tex_obeys_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(hostile)
def test_an_escaped_text_is_balanced_and_on_one_line(text: str) -> None:
    escaped = escape(text)
    left = re.sub(r"\\(?:[#$%&_]|text[a-z]+\{\})", "", escaped)
    assert not set(left) & set('\\{}#$%&~_^"')
    assert len(escaped.splitlines()) <= 1


def test_a_title_can_close_nothing() -> None:
    for title in (
        "}}\n@online{falsk, title = {x}}",
        "@comment{",
        "x,\n y = {z}",
        "} , url = {http://ond.example}",
        "\\",
    ):
        entry = one(dataclasses.replace(SAID, title=title))
        assert set(entry) == {"title", "organization", "date", "url", "langid"}
        assert entry["url"].startswith("https://dagsavisa.example/")
        assert entry["title"] == f"{{{escape(title)}}}"


def test_what_is_not_known_is_left_out() -> None:
    assert one(Carrier("s", "a", "javascript:x", None, "i går", (), None, "implicit", "certain", False, (), 0.5)) == {}


def test_a_huge_title_is_cut() -> None:
    assert len(one(dataclasses.replace(SAID, title="Æ" * 300_000))["title"]) == 5_002


@few
@given(some_claims)
def test_any_articles_are_read(claims: list[Claim]) -> None:
    data, count = exported(claims, "bibtex")
    found = entries(data)
    carriers = {c.article: c for claim in reversed(claims) for c in reversed(claim.statements)}
    assert len(found) == count
    for carrier in carriers.values():
        entry: dict[str, Any] = found[key_of(carrier)]
        assert entry.get("title", "{}") == f"{{{escape(carrier.title or '')}}}"


@few
@given(some_claims)
def test_a_second_parser_agrees(claims: list[Claim]) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    data, _ = exported(claims, "bibtex")
    parsed = pybtex.parse_string(data.decode("utf-8"), "bibtex")
    found = entries(data)
    assert {key: dict(entry.fields) for key, entry in parsed.entries.items()} == found
