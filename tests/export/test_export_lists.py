"""Lists of articles, speakers, statements and decisions as files."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import Any

import pytest
from export_samples import VIK
from hypothesis import given
from hypothesis import strategies as st

from belegg.claims import ArticleHead, Speech, Utterance
from belegg.errors import UsageError
from belegg.export import FORMATS, LISTS, ListKind, Stated, export_list
from belegg.export._csv import GUARDED
from belegg.ledger import Decision

HEAD = ArticleHead(
    "a1", "v1", "https://avisa.example/sak?a=1&b=50%", "Avisa {Nord}", "2026-03-04", "nb", "Vann & «vin»", 3, 7
)
SPEECH = Speech("Kari Vik", "person", 4, ("Avisa Nord", "Posten"), "2026-03-04", "2026-03-09", ("K. Vik",))
UNNAMED = Speech("en kilde", "anonymous", 1, (), None, None)
TOLD = Utterance(
    "s1", "a1", "Avisa Nord", "2026-03-04", "Vann", "https://avisa.example/1", ("Vannet er", "urent"),
    "possible", "direct", "person", False, "c1", "Vannet er urent",
)  # fmt: skip
BARE = dataclasses.replace(TOLD, statement="s2", form="indirect", kind="anonymous", claim=None, claim_text=None)
STATED = [Stated(TOLD, "Kari Vik", "nb", (VIK,), 0.9), Stated(BARE, "en kilde")]
JOIN = Decision("d1", "join", "s1", "s2", None, "Ola", "2026-03-05T10:00:00+00:00")
RECORDS: dict[ListKind, list[Any]] = {
    "articles": [HEAD], "speakers": [SPEECH, UNNAMED], "statements": STATED, "decisions": [JOIN],
}  # fmt: skip


def written(kind: ListKind, form: str, records: list[Any] | None = None) -> tuple[str, int]:
    out = io.BytesIO()
    count = export_list(RECORDS[kind] if records is None else records, kind, form, out)
    return out.getvalue().decode("utf-8"), count


def rows(kind: ListKind, records: list[Any] | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(kind, "csv", records)[0], newline="")))


def test_a_list_is_given_in_the_formats_that_fit_it() -> None:
    assert LISTS == {
        "articles": ("csv", "jsonl", "jsonld", "bibtex"),
        "speakers": ("csv", "jsonl", "jsonld"),
        "statements": ("csv", "jsonl", "jsonld", "bibtex"),
        "decisions": ("csv", "jsonl"),
    }
    for kind in RECORDS:
        for form in FORMATS:
            if form in LISTS[kind]:
                assert written(kind, form)[0]
            else:
                with pytest.raises(UsageError, match="not exported in that format") as caught:
                    written(kind, form)
                assert caught.value.remedy == f"choose one of {', '.join(LISTS[kind])}"


def test_a_line_is_the_record() -> None:
    lines = {kind: [json.loads(line) for line in written(kind, "jsonl")[0].splitlines()] for kind in RECORDS}
    assert lines["articles"] == [HEAD.to_dict()]
    assert lines["speakers"] == [SPEECH.to_dict(), UNNAMED.to_dict()]
    assert lines["decisions"] == [dataclasses.asdict(JOIN)]
    assert lines["statements"][0] == TOLD.to_dict() | {
        "speaker": "Kari Vik", "language": "nb", "chain": [VIK.to_dict()], "confidence": 0.9,
    }  # fmt: skip
    # What the list does not tell is null, not made up.
    assert [lines["statements"][1][name] for name in ("language", "chain", "confidence")] == [None, None, None]


def test_a_row_is_the_record() -> None:
    assert rows("articles")[0] | {"title": "Vann & «vin»", "statements": "3"} == rows("articles")[0]
    first, other = rows("speakers")
    assert (first["name"], first["outlets"], first["also"]) == ("Kari Vik", "Avisa Nord | Posten", "K. Vik")
    assert (other["outlets"], other["first"]) == ("", "")
    said, bare = rows("statements")
    assert said["content"] == "Vannet er … urent"
    assert (said["chain"], said["confidence"], said["hearsay"], said["claim"]) == ("Kari Vik", "0.9", "false", "c1")
    assert (bare["chain"], bare["confidence"], bare["claim"]) == ("", "", "")
    assert rows("decisions")[0] == {k: v or "" for k, v in dataclasses.asdict(JOIN).items()}


def test_records_are_counted_and_an_empty_list_is_whole() -> None:
    for kind, forms in LISTS.items():
        for form in forms:
            # A bibliography has each article once.
            expected = 1 if form == "bibtex" else len(RECORDS[kind])  # type: ignore[index]
            assert written(kind, form)[1] == expected, (kind, form)  # type: ignore[arg-type]
            assert written(kind, form, [])[1] == 0  # type: ignore[arg-type]
    assert rows("articles", []) == []
    assert json.loads(written("speakers", "jsonld", [])[0])["@graph"] == []


def test_linked_data_calls_things_by_their_names() -> None:
    graph = json.loads(written("statements", "jsonld")[0])["@graph"]
    assert [(n["@type"], n["@id"]) for n in graph] == [
        ("NewsArticle", "urn:belegg:article:a1"),
        ("Quotation", "urn:belegg:statement:s1"),
        ("Claim", "urn:belegg:statement:s2"),
    ]
    assert graph[1]["spokenByCharacter"] == {"@type": "Person", "name": "Kari Vik"}
    assert graph[1]["exampleOfWork"] == {"@id": "urn:belegg:claim:c1"}
    # Nobody is made a person who has no name.
    assert "author" not in graph[2]
    assert {"@type": "PropertyValue", "name": "source", "value": "en kilde"} in graph[2]["additionalProperty"]
    named, unnamed = json.loads(written("speakers", "jsonld")[0])["@graph"]
    assert (named["@type"], named["alternateName"]) == ("Person", ["K. Vik"])
    assert unnamed["@type"] == "Thing"
    (article,) = json.loads(written("articles", "jsonld")[0])["@graph"]
    assert (article["@type"], article["url"]) == ("NewsArticle", "https://avisa.example/sak?a=1&b=50%25")


def test_a_bibliography_has_the_articles() -> None:
    text, count = written("articles", "bibtex")
    assert count == text.count("@online{") == 1
    assert r"organization = {{Avisa \textbraceleft{}Nord\textbraceright{}}}" in text
    assert "langid = {norsk}" in text


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "@SUM(A1)", "-2", "a;=1", "\t=1", "＝1"])
def test_no_cell_is_a_formula(evil: str) -> None:
    head = dataclasses.replace(HEAD, title=evil, outlet=evil, published=evil)
    speech = dataclasses.replace(SPEECH, name=evil, outlets=("A", evil), also=(evil,))
    stated = Stated(dataclasses.replace(TOLD, content=(evil,), title=evil), evil)
    decision = dataclasses.replace(JOIN, who=evil, a=evil)
    for kind, record in (("articles", head), ("speakers", speech), ("statements", stated), ("decisions", decision)):
        (row,) = rows(kind, [record])  # type: ignore[arg-type]
        guarded = [v for v in row.values() if GUARDED.search(v)]
        assert len(guarded) >= 2, (kind, row)
        assert not any(v.lstrip().startswith(("=", "+", "@", "＝")) for v in row.values()), row


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_written(one: str, other: str) -> None:
    head = dataclasses.replace(HEAD, id=one, title=other, outlet=one, url=other, published=one)
    stated = Stated(dataclasses.replace(TOLD, statement=one, content=(other,), title=one), other)
    speech = dataclasses.replace(SPEECH, name=one, also=(other,), first=other)
    for kind, record in (("articles", head), ("speakers", speech), ("statements", stated)):
        for form in LISTS[kind]:
            text, count = written(kind, form, [record])  # type: ignore[arg-type]
            assert count == 1
            if form == "jsonld":
                json.loads(text)
            elif form == "jsonl":
                assert json.loads(text) == record.to_dict()
            elif form == "csv":
                assert len(rows(kind, [record])) == 1  # type: ignore[arg-type]
