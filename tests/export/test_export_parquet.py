from __future__ import annotations

import dataclasses
import io
from typing import Any, BinaryIO, cast

import pytest
from export_samples import BARE, CLAIMS, SAID, WATER, exported, few, some_claims
from hypothesis import given

from belegg.claims import Claim
from belegg.errors import OutputError
from belegg.export import _parquet, export_claims
from belegg.export._text import encodable

pq = pytest.importorskip("pyarrow.parquet")


def rows(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return found


def test_a_row_keeps_its_lists() -> None:
    data, count = exported(CLAIMS, "parquet")
    found = rows(data)
    assert len(found) == count == 5
    assert found[0]["content"] == ["Vannet har vært forurenset", "i flere uker"]
    assert found[0]["chain"] == [
        {"name": "Kari Vik", "kind": "person"},
        {"name": "Nordkyst Telegrambyrå", "kind": "media"},
        {"name": "Dagsavisa Nord", "kind": "media"},
    ]
    assert found[0]["relations"][0] == {"type": "contradicts", "claim": "c2", "confidence": 0.91}
    assert found[1]["lineage"][1] == {"name": "Dagsavisa Nord", "kind": "media"}
    assert (found[3]["hearsay"], found[3]["url"], found[3]["chain"]) == (True, None, [])
    assert (found[4]["claim"], found[4]["statement"], found[4]["chain"]) == ("c3", None, None)


def test_no_claims_are_an_empty_table() -> None:
    data, count = exported([], "parquet")
    assert (count, rows(data)) == (0, [])
    assert pq.read_schema(io.BytesIO(data)).names == pq.read_schema(io.BytesIO(exported([BARE], "parquet")[0])).names


@few
@given(some_claims)
def test_every_value_comes_back(claims: list[Claim]) -> None:
    found = rows(exported(claims, "parquet")[0])
    expected = [(c, s) for c in claims for s in c.statements or (None,)]
    for row, (claim, carrier) in zip(found, expected, strict=True):
        assert (row["claim"], row["text"]) == (encodable(claim.id), encodable(claim.text))
        assert row["why"] == [encodable(why) for why in claim.origins.why]
        if carrier is not None:
            assert row["title"] == (None if carrier.title is None else encodable(carrier.title))
            assert row["content"] == [encodable(words) for words in carrier.content]
            assert [(h["name"], h["kind"]) for h in row["lineage"]] == [
                (encodable(h.name), h.kind) for h in carrier.lineage
            ]
            assert (row["confidence"], row["match"]) == (carrier.confidence, carrier.match)


def test_groups_are_closed_as_they_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_parquet, "_GROUP_ROWS", 4)
    claims = [dataclasses.replace(WATER, id=f"c{n}", statements=(SAID,)) for n in range(10)]
    file = pq.ParquetFile(io.BytesIO(exported(claims, "parquet")[0]))
    assert [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)] == [4, 4, 2]
    monkeypatch.setattr(_parquet, "_GROUP_CHARACTERS", 1000)
    long = [dataclasses.replace(claim, text="x" * 600) for claim in claims]
    file = pq.ParquetFile(io.BytesIO(exported(long, "parquet")[0]))
    assert [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)] == [2] * 5


def test_a_huge_text_is_kept() -> None:
    carrier = dataclasses.replace(SAID, title="Æ" * 300_000)
    (row,) = rows(exported([dataclasses.replace(WATER, statements=(carrier,))], "parquet")[0])
    assert row["title"] == carrier.title


class _Pipe:
    """Takes bytes, and can neither seek nor tell."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: bytes) -> int:
        self.taken += data
        return len(data)


class _Failing:
    def __init__(self, error: OSError) -> None:
        self._error = error

    def write(self, data: bytes) -> int:
        raise self._error


def test_a_pipe_will_do() -> None:
    pipe = _Pipe()
    export_claims(CLAIMS, "parquet", cast(BinaryIO, pipe))
    assert pipe.taken == exported(CLAIMS, "parquet")[0]


def test_failures_are_told_as_for_the_other_formats() -> None:
    with pytest.raises(OutputError):
        export_claims(CLAIMS, "parquet", cast(BinaryIO, _Failing(OSError(28, "No space left on device"))))
    with pytest.raises(BrokenPipeError):
        export_claims(CLAIMS, "parquet", cast(BinaryIO, _Failing(BrokenPipeError())))
