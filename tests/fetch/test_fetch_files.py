"""Files and standard input: limits, and no waiting for what is no file."""

from __future__ import annotations

import gzip
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.errors import InputError, MissingInputError, TooLargeError
from belegg.fetch import is_jsonl, open_lines, read_file, read_stdin

READERS: list[Callable[[Path], object]] = [read_file, open_lines]


@pytest.mark.parametrize("data", [b"", b"hei", bytes(range(256)) * 5000])
def test_file_comes_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "blåbær.html"
    path.write_bytes(data)
    assert read_file(path) == data
    assert read_file(str(path)) == data


def test_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    path.write_bytes(b"x" * 1001)
    assert len(read_file(path, max_bytes=1001)) == 1001
    with pytest.raises(TooLargeError) as caught:
        read_file(path, max_bytes=1000)
    assert caught.value.resource == str(path)
    assert caught.value.remedy


def test_default_limit_holds_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(TooLargeError, match="than 50 MB"):
        read_file(path)


@pytest.mark.parametrize("read", READERS)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, read: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "lenke").symlink_to(tmp_path / "fifo")
    for path in (tmp_path / "fifo", tmp_path / "lenke", Path("/dev/zero"), Path("/dev/tty")):
        if path.exists():
            with pytest.raises(MissingInputError, match="not a regular file"):
                read(path)
    with pytest.raises(MissingInputError, match="folder"):
        read(tmp_path)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["ingen", "ingen/fil", "x" * 300, "x\0y", "rød\x1b[31m\n"])
def test_missing_file_is_told(tmp_path: Path, read: Callable[[Path], object], name: str) -> None:
    with pytest.raises(MissingInputError) as caught:
        read(tmp_path / name)
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == 66
    assert caught.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "hemmelig"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(MissingInputError, match="may not be read"):
        read_file(path)


def test_permission_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hemmelig"
    path.write_bytes(b"x")

    def refuse(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(MissingInputError, match="may not be read"):
        read_file(path)


@pytest.mark.parametrize("name", ["a.jsonl", "A.JSONL", "a.ndjson", "a.jsonl.gz", "a.ndjson.gz"])
def test_names_of_json_lines(name: str) -> None:
    assert is_jsonl(name)
    assert is_jsonl(Path(name))


@pytest.mark.parametrize("name", ["a.json", "jsonl", "a.gz", "a.jsonl.txt", "-", ""])
def test_other_names(name: str) -> None:
    assert not is_jsonl(name)


LINES = b'{"text": "hei"}\n\r\n{"text": "h\xc3\xa5"}\r\nsiste'


@pytest.mark.parametrize("packed", [False, True])
def test_lines_come_one_by_one(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "mange.jsonl"
    path.write_bytes(gzip.compress(LINES) if packed else LINES)
    with open_lines(path) as lines:
        numbered = [(lines.number, line) for line in lines]
    assert numbered == [(1, b'{"text": "hei"}'), (2, b""), (3, b'{"text": "h\xc3\xa5"}'), (4, b"siste")]
    assert list(lines) == []


@given(st.binary(max_size=300).filter(lambda data: not data.startswith(b"\x1f\x8b")))
def test_lines_lose_nothing_but_their_ends(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mange.jsonl")
        path.write_bytes(data)
        expected = [line.removesuffix(b"\r") for line in data.removesuffix(b"\n").split(b"\n")] if data else []
        assert list(open_lines(path)) == expected


def test_line_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "mange.jsonl"
    path.write_bytes(b"a" * 10 + b"\n" + b"b" * 11 + b"\n" + b"c" * 500 + b"\r\n" + b"d" * 10 + b"\r\n" + b"e" * 60)
    lines = open_lines(path, max_line=10)
    seen: list[bytes | str | None] = []
    while True:
        try:
            seen.append(next(lines))
        except TooLargeError as error:
            seen.append(error.resource)
        except StopIteration:
            break
    assert seen == [b"a" * 10, f"{path}:2", f"{path}:3", b"d" * 10, f"{path}:5"]


def test_gzip_bomb_comes_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "bombe.jsonl.gz"
    path.write_bytes(gzip.compress(bytes(5_000_000)))
    lines = open_lines(path, max_line=1000)
    with pytest.raises(TooLargeError):
        next(lines)
    assert list(lines) == []


def test_damaged_gzip_is_told_after_the_lines_before_it(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % (n * 7919) for n in range(20000)))
    path = tmp_path / "kuttet.jsonl.gz"
    for data in (whole[: len(whole) // 2], whole[:-4], whole[: len(whole) // 2] + b"\xff" * 50, whole[:3]):
        path.write_bytes(data)
        lines = open_lines(path)
        with pytest.raises(InputError, match="gzip") as caught:
            list(lines)
        assert caught.value.resource == f"{path}:{lines.number + 1}"
        assert list(lines) == []


def descriptors() -> int:
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def test_lines_left_half_read_close_their_file(tmp_path: Path) -> None:
    path = tmp_path / "mange.jsonl"
    path.write_bytes(LINES)
    before = descriptors()
    for _ in range(20):
        next(open_lines(path))
    after = descriptors()
    assert after <= before


class Stdin:
    """Standard input that holds `data`."""

    closed = False

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"hei\nder"))
    assert read_stdin() == b"hei\nder"
    monkeypatch.setattr(sys, "stdin", Stdin(b"x" * 11))
    with pytest.raises(TooLargeError):
        read_stdin(max_bytes=10)


@pytest.mark.parametrize("data", [LINES, gzip.compress(LINES, mtime=0)])
def test_standard_input_gives_lines_and_stays_open(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    stdin = Stdin(data)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert len(list(open_lines("-"))) == 4
    assert not stdin.buffer.closed


def test_standard_input_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    for read in (read_stdin, lambda: open_lines("-")):
        with pytest.raises(MissingInputError):
            read()
