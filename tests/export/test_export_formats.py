from __future__ import annotations

import dataclasses
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from export_samples import BARE, CLAIMS, SAID, WATER, exported

from belegg.claims import Claim
from belegg.errors import OutputError, UsageError
from belegg.export import FORMATS, export_claims

# Parquet fills row groups and needs its extra: test_export_parquet.py asks the same of it.
ALL = [name for name in FORMATS if name != "parquet"]


def test_the_formats_are_what_is_promised() -> None:
    assert list(FORMATS) == ["jsonl", "csv", "parquet", "ftm", "jsonld", "prov", "bibtex"]
    assert {name: f.extra for name, f in FORMATS.items() if f.extra} == {"parquet": "parquet"}
    assert all(name == f.name and f.suffix.startswith(".") and f.description for name, f in FORMATS.items())
    assert len({f.suffix for f in FORMATS.values()}) == len(FORMATS)


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no such export format") as caught:
        export_claims([WATER], "xml", io.BytesIO())
    assert caught.value.remedy is not None
    assert "jsonl" in caught.value.remedy


@pytest.mark.parametrize(
    ("form", "count"), [("jsonl", 3), ("csv", 5), ("jsonld", 3), ("prov", 3), ("bibtex", 3)], ids=str
)
def test_records_are_counted(form: str, count: int) -> None:
    assert exported(CLAIMS, form)[1] == count


@pytest.mark.parametrize("form", ALL)
def test_the_same_claims_give_the_same_bytes(form: str) -> None:
    assert exported(CLAIMS, form) == exported(CLAIMS, form)


@pytest.mark.parametrize("form", ALL)
def test_claims_are_written_as_they_come(form: str) -> None:
    out = io.BytesIO()
    sizes = []

    def coming() -> Iterator[Claim]:
        for number in range(20):
            carrier = dataclasses.replace(SAID, id=f"s{number}", article=f"a{number}")
            yield dataclasses.replace(WATER, id=f"c{number}", statements=(carrier,))
            sizes.append(len(out.getvalue()))

    export_claims(coming(), form, out)
    # What a claim adds is there before the one after the next is asked for.
    assert all(later > earlier for earlier, later in zip(sizes, sizes[2:], strict=False))


@pytest.mark.parametrize("form", ALL)
def test_a_huge_text_is_no_trouble(form: str) -> None:
    carrier = dataclasses.replace(SAID, title="Æ{" * 150_000, speaker="Ø" * 300_000, content=("=" * 300_000,))
    data, count = exported([dataclasses.replace(WATER, id="x" * 300_000, statements=(carrier,))], form)
    assert count >= 1
    data.decode("utf-8")


class _Full(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Gone(io.BytesIO):
    def write(self, data: object) -> int:
        raise BrokenPipeError


class _Slow(io.RawIOBase):
    """Takes a few bytes at a time, and then nothing more, as a raw file may."""

    def __init__(self, limit: int) -> None:
        self.taken = b""
        self._limit = limit

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int | None:
        piece = bytes(cast(bytes, data))[: min(7, self._limit - len(self.taken))]
        self.taken += piece
        return len(piece) or None


class _Silent:
    """Looks like a file, and says nothing of what it took."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, data: bytes) -> None:
        self.taken += data


@pytest.mark.parametrize("form", ALL)
def test_a_full_disk_is_told(form: str) -> None:
    with pytest.raises(OutputError, match="no space left"):
        export_claims(CLAIMS, form, _Full())


@pytest.mark.parametrize("form", ALL)
def test_a_closed_pipe_stays_one(form: str) -> None:
    with pytest.raises(BrokenPipeError):
        export_claims(CLAIMS, form, _Gone())


def test_whatever_takes_bytes_gets_all_of_them() -> None:
    whole, _ = exported(CLAIMS, "csv")
    slow, silent = _Slow(10**9), _Silent()
    export_claims(CLAIMS, "csv", cast(BinaryIO, slow))
    export_claims(CLAIMS, "csv", cast(BinaryIO, silent))
    assert slow.taken == silent.taken == whole
    with pytest.raises(OutputError):
        export_claims(CLAIMS, "csv", cast(BinaryIO, _Slow(50)))


@pytest.mark.parametrize("form", ALL)
def test_a_failure_of_the_ledger_is_not_called_a_failure_to_write(form: str) -> None:
    def failing() -> Iterator[Claim]:
        yield BARE
        raise OSError("the ledger's disk")

    with pytest.raises(OSError, match="the ledger's disk"):
        export_claims(failing(), form, io.BytesIO())


def test_parquet_without_its_extra_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    out = io.BytesIO()
    with pytest.raises(UsageError, match=r"belegg\[parquet\]"):
        export_claims([WATER], "parquet", out)
    assert out.getvalue() == b""
