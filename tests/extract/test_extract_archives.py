"""Everything an argument can name: pages, lines, archives, folders, addresses, standard input; broken ones too."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warc_files import PARAGRAPHS, answer, article, chunked, page, record, zipped

from belegg.errors import BeleggError, EmptyInputError, FetchError, InputError, MissingInputError, TooLargeError
from belegg.extract import articles_in, label_of
from belegg.fetch import Fetched
from belegg.types import Article

Items = list[Article | BeleggError]


def read(path: Path, data: bytes, **kwargs: Any) -> Items:
    path.write_bytes(data)
    return list(articles_in(path, **kwargs))


def titles(items: Items) -> list[str | None]:
    """The titles of what could be read, None for what could not."""
    return [i.title if isinstance(i, Article) else None for i in items]


def failure(items: Items) -> BeleggError:
    """The one failure among them."""
    (error,) = (i for i in items if isinstance(i, BeleggError))
    return error


PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "members": zipped,
    "whole": lambda records: gzip.compress(b"".join(records)),
    "blocks": lambda records: b"".join(
        gzip.compress(b"".join(records)[i : i + 700]) for i in range(0, len(b"".join(records)), 700)
    ),
}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("packing", PACKINGS)
def test_the_pages_of_an_archive_are_articles(tmp_path: Path, packing: str, version: str) -> None:
    info = record(b"software: crawler\r\n", kind="warcinfo", uri=None, content_type="application/warc-fields")
    request = record(b"GET /kai/1 HTTP/1.1\r\n\r\n", kind="request", content_type="application/http; msgtype=request")
    records = [info, request, article(1, version=version), article(2, version=version)]
    path = tmp_path / "avis.warc.gz"
    first, second = read(path, PACKINGS[packing](records))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.title, second.title) == ("Kai 1 stenges", "Kai 2 stenges")
    assert (first.url, second.path) == ("https://fjordposten.example/kai/1", f"{path}:RECORD 4")
    assert all(p in first.text for p in PARAGRAPHS)
    assert (first.language, first.outlet) == ("nb", "fjordposten.example")


def test_an_archive_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    assert titles(read(tmp_path / "uten-navn", article(1))) == ["Kai 1 stenges"]
    assert titles(read(tmp_path / "navn.gz", zipped([article(1)]))) == ["Kai 1 stenges"]


def test_the_day_of_capture_stands_in_for_a_missing_date_only(tmp_path: Path) -> None:
    dated = page(2, extra='<meta property="article:published_time" content="2026-01-02T03:04:05+01:00">')
    bad = article(3, date="i går")
    items = read(tmp_path / "a.warc", article(1) + record(answer(dated.encode())) + bad)
    assert [i.published for i in items if isinstance(i, Article)] == [
        "2026-03-04T05:06:07Z",
        "2026-01-02T03:04:05+01:00",
        None,
    ]


def _brotli(body: bytes) -> bytes:
    packed: bytes = pytest.importorskip("brotli").compress(body)
    return packed


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ("Transfer-Encoding: chunked\r\n", chunked),
        ("Content-Encoding: gzip\r\n", gzip.compress),
        ("content-encoding: x-gzip\r\n", lambda b: gzip.compress(b[:500]) + gzip.compress(b[500:])),
        ("Content-Encoding: deflate\r\n", zlib.compress),
        ("Content-Encoding: deflate\r\n", lambda b: zlib.compress(b)[2:-4]),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", lambda b: chunked(gzip.compress(b))),
        ("Content-Encoding: deflate, gzip\r\n", lambda b: gzip.compress(zlib.compress(b))),
        ("Content-Encoding: br\r\n", _brotli),
        # Headers kept by crawlers that have undone what they say.
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", bytes),
        ("Content-Encoding: deflate\r\n", bytes),
        ("X-Long: a\r\n b\r\nno colon here\r\nX-Æ: \xe6\r\n", bytes),
    ],
)
def test_bodies_are_unpacked(tmp_path: Path, headers: str, pack: Callable[[bytes], bytes]) -> None:
    items = read(tmp_path / "a.warc", record(answer(pack(page(1).encode()), headers=headers)))
    assert titles(items) == ["Kai 1 stenges"]
    assert isinstance(items[0], Article) and PARAGRAPHS[2] in items[0].text


def test_the_charset_of_the_answer_holds(tmp_path: Path) -> None:
    text = page(1).replace('<meta charset="utf-8">', "")
    for charset in ("macintosh", "utf-16"):
        body = answer(text.encode(charset), content_type=f"text/html; charset={charset}")
        (item,) = read(tmp_path / "a.warc", record(body))
        assert isinstance(item, Article) and PARAGRAPHS[1] in item.text


def test_plain_text_and_pages_without_an_answer_are_read(tmp_path: Path) -> None:
    text = "Kaia stenges\n\n" + "\n\n".join(PARAGRAPHS)
    plain = record(answer(text.encode(), content_type="text/plain; charset=utf-8"))
    resource = record(page(2).encode(), kind="resource", content_type="text/html", uri="<https://a.example/2>")
    converted = record(text.encode(), kind="conversion", content_type="text/plain")
    items = read(tmp_path / "a.warc", plain + resource + converted)
    assert [PARAGRAPHS[0] in i.text for i in items if isinstance(i, Article)] == [True, True, True]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    text = b"User-agent: *\nDisallow: /\n"
    records = [
        record(answer(b"\x89PNG\r\n\x1a\n", content_type="image/png")),
        record(answer(b"<html>borte</html>", status="404 Not Found")),
        record(answer(b"", status="301 Moved", headers="Location: /ny\r\n")),
        record(answer(b"<html>", content_type=None)),
        record(answer(text, content_type="text/plain"), uri="https://a.example/robots.txt"),
        record(b"20260101 a.example 192.0.2.1", uri="dns:a.example", content_type="text/dns"),
        record(b"teksten", kind="resource", content_type="text/plain", uri="urn:text:https://a.example/"),
        record(b"", kind="revisit", content_type="application/http"),
        record(b"a: b", kind="metadata", content_type="application/warc-fields"),
        record(b"x" * 5000, kind="resource", content_type="video/mp4"),
    ]
    assert read(tmp_path / "a.warc", b"".join(records)) == []
    assert read(tmp_path / "b.warc", b"".join(records), max_bytes=1000) == []


GOOD = answer(page(2).encode())
BROKEN: dict[str, tuple[bytes, str]] = {
    "length too long": (record(GOOD, length=len(GOOD) + 40), "length is wrong|shorter than"),
    "length over the next": (record(GOOD, length=len(GOOD) + 3000), "shorter than|length is wrong"),
    "length beyond the end": (record(GOOD, length=10**7), "shorter than its header"),
    "length beyond reason": (record(GOOD, length=10**12), "length is wrong|shorter than"),
    "length too short": (record(GOOD, length=100), "length is wrong"),
    "length negative": (record(GOOD, length=-1), "does not say its length"),
    "length in letters": (record(GOOD, length="mange"), "does not say its length"),
    "length in other digits": (record(GOOD, length="٣٤"), "does not say its length"),
    "no type": (record(GOOD, kind=None), "type"),
    "no address": (record(GOOD, uri=None), "address"),
    "segment": (record(GOOD, headers="WARC-Segment-Number: 1\r\n"), "segments"),
    "junk": (b"dette er ingen post\r\n\r\n", "no WARC record"),
    "other version": (b"WARC/9.9\r\n\r\n", "no WARC record"),
    "endless header": (b"WARC/1.0\r\n" + b"X-A: " + b"b" * 70_000 + b"\r\n\r\n", "header does not end"),
    "binary": (record(answer(random.Random(1).randbytes(4000))), "binary"),
    "no answer": (record(b"\x00\x01\x02"), "no whole HTTP answer"),
    "answer without end": (record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html"), "no whole HTTP answer"),
    "no article": (record(answer(b"<!doctype html><html><body><p>Hei</p></body></html>")), ""),
    "empty": (record(answer(b"")), "empty"),
    "chunks cut": (record(answer(chunked(page(2).encode())[:-60], headers="Transfer-Encoding: chunked\r\n")), "chunk"),
    "gzip cut": (record(answer(gzip.compress(page(2).encode())[:-9], headers="Content-Encoding: gzip\r\n")), "packed"),
    "gzip broken": (
        record(answer(gzip.compress(b"")[:8] + b"\xff" * 60, headers="Content-Encoding: gzip\r\n")),
        "packed",
    ),
    "deflate broken": (record(answer(b"\xff" * 60, headers="Content-Encoding: deflate\r\n")), "packed"),
    "unknown packing": (record(answer(b"x" * 60, headers="Content-Encoding: zstd\r\n")), "zstd"),
}


@pytest.mark.parametrize("packing", ["plain", "members", "whole"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_record_is_named_and_the_others_are_read(tmp_path: Path, broken: str, packing: str) -> None:
    bad, message = BROKEN[broken]
    path = tmp_path / "a.warc.gz"
    items = read(path, PACKINGS[packing]([article(1), bad, article(3)]))
    assert titles(items) == ["Kai 1 stenges", None, "Kai 3 stenges"]
    error = failure(items)
    assert isinstance(error, InputError)
    assert error.resource == f"{path}:RECORD 2"
    assert re.search(message, error.message)
    assert error.remedy


def test_damaged_gzip_costs_its_own_record_only(tmp_path: Path) -> None:
    members = [zipped([article(n)]) for n in range(5)]
    for at in range(0, len(members[2]), 7):
        hurt = bytearray(members[2])
        hurt[at] ^= 0x55
        items = read(tmp_path / "a.warc.gz", b"".join([*members[:2], bytes(hurt), *members[3:]]))
        found = [t for t in titles(items) if t not in (None, "Kai 2 stenges")]
        assert found == [f"Kai {n} stenges" for n in (0, 1, 3, 4)], at
        # Some bytes of a gzip header (time, system) mean nothing.
        assert len(items) == 5 and (at < 10 or isinstance(failure(items), InputError))


@pytest.mark.parametrize("cut", [1, 5, 9, 40, 300])
def test_cut_gzip_is_told_and_what_came_before_is_read(tmp_path: Path, cut: int) -> None:
    # Comments that do not pack well keep the records apart in the packed bytes.
    pages = [page(n, extra=f"<!-- {random.Random(n).randbytes(900).hex()} -->") for n in range(3)]
    for packing in ("members", "whole"):
        items = read(tmp_path / "a.warc.gz", PACKINGS[packing]([record(answer(p.encode())) for p in pages])[:-cut])
        assert titles(items)[:1] == ["Kai 0 stenges"]
        assert "damaged or cut short" in str(failure(items))


def test_what_follows_the_last_record(tmp_path: Path) -> None:
    assert titles(read(tmp_path / "a.warc", article(1) + bytes(9000))) == ["Kai 1 stenges"]
    assert titles(read(tmp_path / "a.warc", article(1).rstrip(b"\r\n"))) == ["Kai 1 stenges"]
    assert titles(read(tmp_path / "a.warc.gz", zipped([article(1)]) + bytes(9000))) == ["Kai 1 stenges"]
    assert titles(read(tmp_path / "a.warc.gz", zipped([article(1)]) + b"rusk" * 9)) == ["Kai 1 stenges", None]


def test_an_empty_archive_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a.warc", b"") == []


def test_a_page_may_speak_of_records(tmp_path: Path) -> None:
    body = page(1).replace("</article>", "<pre>\nWARC/1.0\r\nContent-Length: 5\r\n\r\nhei\n</pre></article>")
    items = read(tmp_path / "a.warc", record(answer(body.encode())) + article(2))
    assert titles(items) == ["Kai 1 stenges", "Kai 2 stenges"]


def test_limits_hold_before_and_after_unpacking(tmp_path: Path) -> None:
    bomb = record(answer(gzip.compress(bytes(50_000_000)), headers="Content-Encoding: gzip\r\n"))
    for packing in ("plain", "members", "whole"):
        data = PACKINGS[packing]([article(1), bomb, record(GOOD + b" " * 200_000), article(4)])
        items = read(tmp_path / "a.warc.gz", data, max_bytes=100_000)
        assert titles(items) == ["Kai 1 stenges", None, None, "Kai 4 stenges"]
        assert [type(i) for i in items[1:3]] == [TooLargeError, TooLargeError]


def test_a_pipe_is_read_as_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hurt = bytearray(zipped([article(2)]))
    hurt[60] ^= 0xFF
    for data in (article(1) + BROKEN["length beyond reason"][0] + article(3), zipped([article(1)]) + bytes(hurt)):
        out, into = os.pipe()
        os.write(into, data)
        os.close(into)
        with os.fdopen(out, encoding="utf-8") as pipe:
            monkeypatch.setattr(sys, "stdin", pipe)
            items = list(articles_in("-"))
        assert titles(items) == ["Kai 1 stenges", None, "Kai 3 stenges"][: 3 if b"Kai 3" in data else 2]
        assert label_of(items[0]) == "-:RECORD 1"


class FakeStdin(io.TextIOWrapper):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")


LINES = b"\n".join(json.dumps({"title": f"Sak {n}", "text": PARAGRAPHS[n]}).encode() for n in range(3)) + b"\n"


def test_standard_input_is_a_page_or_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", FakeStdin(page(1).encode()))
    assert titles(list(articles_in("-"))) == ["Kai 1 stenges"]
    monkeypatch.setattr(sys, "stdin", FakeStdin(LINES))
    items = list(articles_in("-", jsonl=True))
    assert [label_of(i) for i in items] == ["-:1", "-:2", "-:3"]
    monkeypatch.setattr(sys, "stdin", None)
    assert isinstance(failure(list(articles_in("-"))), MissingInputError)


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz"])
def test_lines_are_streamed_and_a_bad_one_is_named(tmp_path: Path, name: str) -> None:
    bad = LINES.replace(b'{"title": "Sak 1"', b"{")
    data = gzip.compress(bad) if name.endswith("gz") else bad
    items = read(tmp_path / name, data)
    assert titles(items) == ["Sak 0", None, "Sak 2"]
    assert [label_of(i) for i in items] == [f"{tmp_path / name}:{n}" for n in (1, 2, 3)]


def test_a_line_that_is_too_long_is_one_failure(tmp_path: Path) -> None:
    data = LINES.replace(b"\n", b"\n" + b'{"text": "' + b"x" * 2000 + b'"}\n', 1)
    items = read(tmp_path / "a.jsonl", data, max_bytes=1000)
    assert titles(items) == ["Sak 0", None, "Sak 1", "Sak 2"]
    assert [label_of(i) for i in items] == [f"{tmp_path / 'a.jsonl'}:{n}" for n in (1, 2, 3, 4)]


def test_cut_gzip_of_lines_ends_with_a_failure(tmp_path: Path) -> None:
    items = read(tmp_path / "a.jsonl.gz", gzip.compress(LINES * 50)[:-20])
    assert "damaged or cut short" in str(items[-1]) and isinstance(items[0], Article)


def _folder(root: Path) -> None:
    (root / "b" / "dyp").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "a.html").write_text(page(1), encoding="utf-8")
    (root / "b" / "dyp" / "uten-ending").write_text(page(2), encoding="utf-8")
    (root / "b" / "lines.jsonl").write_bytes(LINES)
    (root / "c.warc.gz").write_bytes(zipped([article(3)]))
    (root / "d.txt").write_text("\n\n".join(PARAGRAPHS), encoding="utf-8")
    for hidden in (".skjult.html", ".git/x.html"):
        (root / hidden).write_text(page(9), encoding="utf-8")
    for other in ("bilde.png", "stil.css", "notat.py", "tom"):
        (root / other).write_bytes(b"" if other == "tom" else b"body { color: red }")
    (root / "b" / "sirkel").symlink_to(root)
    (root / "b" / "selv").symlink_to(root / "b" / "selv")
    (root / "b" / "borte.html").symlink_to(root / "finnes-ikke")
    os.mkfifo(root / "rør.html")


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_no_article(tmp_path: Path) -> None:
    _folder(tmp_path)
    items = list(articles_in(str(tmp_path)))
    expected = ["a.html", "b/dyp/uten-ending", "b/lines.jsonl:1", "b/lines.jsonl:2", "b/lines.jsonl:3"]
    assert [label_of(i) for i in items] == [str(tmp_path / n) for n in [*expected, "c.warc.gz:RECORD 1", "d.txt"]]
    assert all(isinstance(i, Article) for i in items)


def test_what_is_no_article_in_a_folder_is_told(tmp_path: Path) -> None:
    _folder(tmp_path)
    passed: list[str] = []
    items = list(articles_in(str(tmp_path), passed=passed.append))
    assert sorted(passed) == [str(tmp_path / name) for name in ("bilde.png", "notat.py", "stil.css", "tom")]
    assert len(items) == 7


def test_a_bad_file_in_a_folder_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(random.Random(1).randbytes(3000))
    (tmp_path / "c.html").write_text(page(3), encoding="utf-8")
    assert titles(list(articles_in(tmp_path))) == [None, None, "Kai 3 stenges"]


def test_an_empty_folder_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "bilde.png").write_bytes(b"\x89PNG")
    error = failure(list(articles_in(tmp_path)))
    assert isinstance(error, EmptyInputError) and error.resource == str(tmp_path)


@pytest.mark.parametrize("name", ["finnes-ikke.warc.gz", "finnes-ikke.jsonl", "finnes-ikke.html", "finnes\0ikke"])
def test_what_is_missing_is_yielded(tmp_path: Path, name: str) -> None:
    error = failure(list(articles_in(str(tmp_path / name))))
    assert isinstance(error, MissingInputError) and error.resource


@pytest.mark.parametrize("name", ["", " "])
def test_no_name_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "a.html").write_text(page(1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    error = failure(list(articles_in(name)))
    assert isinstance(error, MissingInputError) and error.message == "the name is empty"


def test_an_address_is_fetched_and_is_its_own_label() -> None:
    def fetch(url: str) -> Fetched:
        if "borte" in url:
            raise FetchError("the site answers 404")
        return Fetched(page(1).encode(), "https://fjordposten.example/kai", "text/html", 200)

    (item,) = articles_in("https://fjordposten.example/kort", fetch=fetch)
    assert isinstance(item, Article)
    assert (item.url, label_of(item)) == ("https://fjordposten.example/kai", "https://fjordposten.example/kort")
    assert failure(list(articles_in("https://a.example/borte", fetch=fetch))).resource == "https://a.example/borte"


def test_what_was_done_before_is_passed_over_without_being_read(tmp_path: Path) -> None:
    _folder(tmp_path)
    (tmp_path / "c.warc.gz").write_bytes(zipped([BROKEN["no article"][0], article(3)]))
    whole = list(articles_in(tmp_path))
    for n in range(len(whole) + 1):
        done = {label_of(i) for i in whole[:n]}
        rest = list(articles_in(tmp_path, skip=done.__contains__))
        assert [label_of(i) for i in rest] == [label_of(i) for i in whole[n:]]


# What is looked at is what warcio writes, not whether it closes its temporary files.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_archives_that_another_program_wrote_are_read(tmp_path: Path) -> None:
    warcwriter = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders").StatusAndHeaders
    for packed in (True, False):
        path = tmp_path / f"a{packed}.warc"
        with path.open("wb") as file:
            writer = warcwriter.WARCWriter(file, gzip=packed)
            writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "x"}))
            for n in range(3):
                answered = headers("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                body = io.BytesIO(page(n).encode())
                url = f"https://a.example/{n}"
                writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=answered))
        assert titles(list(articles_in(path))) == [f"Kai {n} stenges" for n in range(3)]


def _mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at, size = chance.randrange(len(out) + 1), chance.choice([1, 1, 2, 8, 200])
        match chance.randrange(5):
            case 0:
                out[at : at + size] = chance.randbytes(size)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = chance.randbytes(size)
            case 3:
                out[at:at] = out[: chance.randrange(len(out) + 1)][-size:]
            case _:
                del out[max(1, at) :]
    return bytes(out)


def _check_mutations(path: Path, seeds: range) -> None:
    # Short pages keep this fast; that they hold no article costs a failure each, and the frames are what is tested.
    bodies = [f"<html><p>Kort {n}</p></html>".encode() for n in range(4)]
    plain = [record(answer(b), uri=f"https://a.example/{n}") for n, b in enumerate(bodies)]
    plain[1] = record(
        answer(chunked(gzip.compress(bodies[1])), headers="Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n")
    )
    sources = [pack(plain) for pack in PACKINGS.values()]
    last = article(7)
    for seed in seeds:
        chance = random.Random(seed)
        which = seed % len(sources)
        data = _mutated(sources[which], chance)
        if which < 2:
            # Whatever stands before it, a whole record behind the damage is read.
            data += b"\r\n\r\n" + last if which == 0 else zipped([last])
        items = read(path, data, max_bytes=1_000_000)
        for item in items:
            assert label_of(item), seed
            assert isinstance(item, Article) or (item.message and item.resource and str(path) in item.resource), seed
        if which == 0 or (which == 1 and data.startswith(b"\x1f\x8b")):
            assert "Kai 7 stenges" in titles(items), seed


def test_mutated_archives_never_crash(tmp_path: Path) -> None:
    _check_mutations(tmp_path / "a.warc.gz", range(300))


@pytest.mark.long
def test_many_mutated_archives_never_crash(tmp_path: Path) -> None:
    _check_mutations(tmp_path / "a.warc.gz", range(300, 10_300))


def test_mutated_pages_and_lines_never_crash(tmp_path: Path) -> None:
    _check_pages(tmp_path, range(200))


@pytest.mark.long
def test_many_mutated_pages_and_lines_never_crash(tmp_path: Path) -> None:
    _check_pages(tmp_path, range(200, 10_200))


def _check_pages(folder: Path, seeds: range) -> None:
    sources = {"a.html": page(1).encode(), "a.jsonl": LINES, "a.jsonl.gz": gzip.compress(LINES), "a.txt": LINES[:300]}
    names = sorted(sources)
    for seed in seeds:
        name = names[seed % len(names)]
        items = read(folder / name, _mutated(sources[name], random.Random(seed)))
        assert all(isinstance(i, Article) or (i.message and i.resource) for i in items), seed
        assert items or name.startswith("a.jsonl"), seed
