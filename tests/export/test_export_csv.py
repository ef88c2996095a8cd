from __future__ import annotations

import csv
import dataclasses
import io
import sys
from collections.abc import Iterator

import pytest
from export_samples import BARE, CLAIMS, SAID, WATER, exported, few, hostile, some_claims
from hypothesis import given

from belegg.claims import Claim
from belegg.export._csv import COLUMNS, GUARDED, defuse
from belegg.export._text import clean


@pytest.fixture(autouse=True, scope="module")
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(sys.maxsize)
    yield
    csv.field_size_limit(before)


def rows(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter, strict=True))


def test_a_row_tells_statement_and_claim() -> None:
    found = rows(exported(CLAIMS, "csv")[0])
    assert [row["statement"] for row in found] == ["s1", "s2", "s3", "s4", ""]
    assert found[0] == {
        "claim": "c1",
        "text": WATER.text,
        "origins_min": "1",
        "origins_max": "2",
        "why": "to aviser, én kilde: Kari Vik | den anonyme kan være en annen",
        "relations": "contradicts c2 | updates c9",
        "first": "2026-03-04T12:10:00+01:00",
        "last": "2026-03-05",
        "statement": "s1",
        "content": "Vannet har vært forurenset … i flere uker",
        "speaker": "Kari Vik",
        "kind": "person",
        "certainty": "possible",
        "hearsay": "false",
        "outlet": "Dagsavisa Nord",
        "published": "2026-03-04T12:10:00+01:00",
        "title": "Frykter nye lekkasjer i Havnebyen & omegn",
        "url": "https://dagsavisa.example/sak?a=1&b=50%",
        "language": "nb",
        "article": "a1",
        "chain": "Kari Vik > Nordkyst Telegrambyrå > Dagsavisa Nord",
        "lineage": "",
        "confidence": "0.94",
        "match": "0.98",
    }
    assert found[1]["lineage"] == "Kari Vik > Dagsavisa Nord > en kilde i kommunen > Kystavisen"
    assert found[3]["hearsay"] == "true"


def test_a_claim_without_statements_has_its_row() -> None:
    (row,) = rows(exported([BARE], "csv")[0])
    assert row["claim"] == "c3"
    assert set(list(row.values())[COLUMNS.index("statement") :]) == {""}


def test_no_claims_are_a_head_alone() -> None:
    data, count = exported([], "csv")
    assert (data, count) == ((",".join(COLUMNS) + "\r\n").encode(), 0)


def test_there_is_no_byte_order_mark() -> None:
    assert exported(CLAIMS, "csv")[0].startswith(b"claim,")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+47 12 34", "'+47 12 34"),
        ("- Vi vet ikke", "'- Vi vet ikke"),
        ("@kari", "'@kari"),
        ("\tx", "'\tx"),
        ("\r=x", "'\r'=x"),
        ("  =1+1", "'  =1+1"),
        ("\u3000=1", "'\u3000=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("a;=1", "a;'=1"),
        ("a\n-1", "a\n'-1"),
        ("– Vi vet ikke", "– Vi vet ikke"),
        ("— Nei", "— Nei"),
        ("«Ja»", "«Ja»"),
        ("'n Ola", "'n Ola"),
        ("5-6 = minus én", "5-6 = minus én"),
        ("", ""),
    ],
)
def test_formulas_are_defused_and_quotes_stay_readable(text: str, cell: str) -> None:
    assert defuse(text) == cell
    assert GUARDED.sub("", cell) == text


@given(hostile)
def test_defusing_can_be_undone(text: str) -> None:
    assert GUARDED.sub("", defuse(text)) == text


@few
@given(some_claims)
def test_every_text_comes_back(claims: list[Claim]) -> None:
    data, count = exported(claims, "csv")
    found = rows(data)
    assert len(found) == count == sum(max(1, len(c.statements)) for c in claims)
    expected = [(c, s) for c in claims for s in c.statements or (None,)]
    for row, (claim, carrier) in zip(found, expected, strict=True):
        assert None not in row
        assert GUARDED.sub("", row["text"]) == clean(claim.text)
        assert GUARDED.sub("", row["first"]) == clean(claim.first or "")
        if carrier is not None:
            for name in ("speaker", "outlet", "title", "url", "published"):
                assert GUARDED.sub("", row[name]) == clean(getattr(carrier, name) or "")
            assert float(row["confidence"]) == carrier.confidence


@few
@given(some_claims)
def test_no_cell_is_a_formula_whatever_parts_the_cells(claims: list[Claim]) -> None:
    text = exported(claims, "csv")[0].decode("utf-8")
    for delimiter in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
                assert delimiter != "," or not cell.startswith(("\t", "\r", "\n"))


def test_what_no_tool_can_read_is_replaced() -> None:
    hostile = dataclasses.replace(SAID, title="a\x00b\ud800c\x1bd\u200fe")
    (row,) = rows(exported([dataclasses.replace(WATER, statements=(hostile,))], "csv")[0])
    assert row["title"] == "a\ufffdb\ufffdc\ufffdd\u200fe"
