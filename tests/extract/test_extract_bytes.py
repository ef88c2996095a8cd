from __future__ import annotations

import gzip
import json

import pytest
from extract_pages import PAGE, PASTED, PROSE, page

import belegg.extract._bytes as bytes_module
from belegg.errors import BeleggError, EmptyInputError, NoArticleError, NotTextError, RecordError, TooLargeError
from belegg.extract import extract_bytes
from belegg.types import Article

TEXT = "Brua må stenges\n\nKommunen fikk rapporten søndag kveld, sier ordføreren.\n"


def one(data: bytes, **known: str) -> Article | BeleggError:
    (item,) = extract_bytes(data, path=known.get("path"), url=known.get("url"), content_type=known.get("content_type"))
    return item


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyInputError),
        (b" \n\t ", EmptyInputError),
        (b"\xef\xbb\xbf", EmptyInputError),
        (b"***", EmptyInputError),
        (b"%PDF-1.7\n%abc", NotTextError),
        (b"\x89PNG\r\n\x1a\n", NotTextError),
        (b"\xff\xd8\xff\xe0abc", NotTextError),
        (b"PK\x03\x04abc", NotTextError),
        (gzip.compress(PASTED.encode(), mtime=0), NotTextError),
        (b"GIF89a", NotTextError),
        (b"\x7fELF\x02", NotTextError),
        (b"{\\rtf1 Hei}", NotTextError),
        (bytes(range(256)) * 20, NotTextError),
        (b"ab\x00\x01" * 500, NotTextError),
        (b"\x00\x00\x00\x18ftypmp42", NotTextError),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', NoArticleError),
        (b"<!doctype html><p>Hei", NoArticleError),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, error: type[BeleggError]) -> None:
    item = one(data, path="fil")
    assert type(item) is error
    assert item.resource == "fil"
    assert item.remedy
    assert "\n" not in str(item)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_any_usual_encoding_keeps_its_characters(encoding: str) -> None:
    item = one(TEXT.encode(encoding))
    assert isinstance(item, Article)
    assert item.text == TEXT


def test_line_ends_and_tabs_are_kept() -> None:
    item = one(b"Brua\tstenges\r\n\r\nKommunen vil det, sier hun.\r\n")
    assert isinstance(item, Article)
    assert item.text == "Brua\tstenges\r\n\r\nKommunen vil det, sier hun.\r\n"


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (PAGE.encode(), {}),
        (page(f"<article><h1>Ferja</h1>{PROSE}</article>").encode(), {"content_type": "text/html; charset=utf-8"}),
        (f"<div><h1>Ferja</h1>{PROSE}</div>".encode(), {}),
        (f"Hei <b>du</b> {PROSE}".encode(), {"path": "side.html"}),
        (b"<!-- a -->\n" + PAGE.encode(), {"path": "side.txt"}),
    ],
)
def test_pages(data: bytes, known: dict[str, str]) -> None:
    item = one(data, **known)
    assert isinstance(item, Article)
    assert "<" not in item.text


def test_text_with_angle_brackets_is_text() -> None:
    item = one(b"<3 til alle, sier hun.\n\na < b og c > d, sier han.")
    assert isinstance(item, Article)
    assert item.text.startswith("<3 til alle")


def test_the_charset_of_the_server_is_used() -> None:
    item = one(
        "Čekáme, řekl ministr. Příliš žluťoučký kůň.".encode("cp1250"), content_type="text/plain; charset=windows-1250"
    )
    assert isinstance(item, Article)
    assert item.text.startswith("Čekáme, řekl")


def test_json_lines_with_or_without_a_name() -> None:
    line = json.dumps({"title": "Brua", "text": "Den stenges, sier hun."}).encode()
    assert [type(i) for i in extract_bytes(line + b"\nnot json\n" + line)] == [Article, RecordError, Article]
    assert [type(i) for i in extract_bytes(b"oops\n" + line, path="a.jsonl")] == [RecordError, Article]


def test_one_pretty_printed_object() -> None:
    item = one(json.dumps({"title": "Brua", "text": "Den stenges, sier hun."}, indent=2).encode(), path="a.json")
    assert isinstance(item, Article)
    assert item.title == "Brua"


def test_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytes_module, "MAX_ARTICLE_BYTES", 100)
    assert isinstance(one(TEXT.encode() * 3), TooLargeError)
    lines = json.dumps({"text": "Den stenges, sier hun."}).encode() + b"\n"
    assert all(isinstance(i, Article) for i in extract_bytes(lines * 10, path="a.jsonl"))
