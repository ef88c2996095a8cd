from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from belegg.errors import RecordError
from belegg.extract import extract_record, iter_jsonl
from belegg.types import Article

RECORD: dict[str, Any] = {
    "url": "https://fjordposten.example/ferja?utm_medium=x",
    "outlet": "Fjordposten",
    "title": "Ferja sto fast i isen",
    "byline": "NTB",
    "published": "2026-01-12T06:12:00+01:00",
    "language": "nb",
    "text": "TESTØY (NTB): Ferja sto fast i isen i ni timer, opplyser rederiet.\n\n– Det var kaldt, sier Ida Lund.",
    "ukjent": [1, 2],
}


def test_the_text_is_title_blank_line_text() -> None:
    article = extract_record(RECORD, path="a.jsonl:1")
    assert article.text == f"{RECORD['title']}\n\n{RECORD['text']}"
    assert [b.kind for b in article.blocks] == ["title", "lede", "paragraph"]
    assert (article.title, article.outlet, article.byline) == ("Ferja sto fast i isen", "Fjordposten", "NTB")
    assert (article.published, article.language) == ("2026-01-12T06:12:00+01:00", "nb")
    assert (article.url, article.wire, article.path) == ("https://fjordposten.example/ferja", ("NTB",), "a.jsonl:1")


@pytest.mark.parametrize("title", [None, "", "  "])
def test_without_a_title_the_text_is_the_text(title: str | None) -> None:
    assert extract_record({"title": title, "text": "Hei, sier hun."}).text == "Hei, sier hun."


def test_a_title_that_looks_like_prose_is_still_the_title() -> None:
    article = extract_record({"title": "Foto: Ola Vik.", "text": "Han tok bildet, sier hun."})
    assert article.blocks[0].kind == "title"
    assert article.title == "Foto: Ola Vik."


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("nn", "nn"),
        ("nb-NO", "nb"),
        ("nob", "nb"),
        ("sv_SE", "sv"),
        ("no", "nb"),
        (None, "nb"),
        ("de", None),
        ("fi", None),
    ],
)
def test_the_language_given_is_believed(tag: str | None, language: str | None) -> None:
    text = "Jeg vet ikke hva som har skjedd, sier hun. Ingen har sagt noe til oss etter at det ble kjent."
    assert extract_record({"text": text, "language": tag}).language == language


def test_lone_surrogates_become_replacement_characters() -> None:
    article = extract_record(json.loads('{"text": "Hei \\ud800 du, sier hun."}'))
    assert article.text == "Hei \ufffd du, sier hun."


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"text": None},
        {"text": " "},
        {"text": 1},
        {"text": ["a"]},
        {"text": "a", "title": 3},
        {"text": "a", "url": {}},
        [],
        7,
        None,
    ],
)
def test_what_is_no_record(record: Any) -> None:
    with pytest.raises(RecordError) as caught:
        extract_record(record, path="a.jsonl:4")
    assert caught.value.resource == "a.jsonl:4"
    assert caught.value.exit_code == 65


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"text": 1}, "`text` is a number, not a string"),
        ({"text": 1.5}, "`text` is a number, not a string"),
        ({"text": True}, "`text` is true, not a string"),
        ({"text": ["a"]}, "`text` is an array, not a string"),
        ({"text": "a", "url": {}}, "`url` is an object, not a string"),
        ([], "this is an array, not an object"),
        ("a", "this is a string, not an object"),
        (None, "this is null, not an object"),
    ],
)
def test_kinds_have_the_names_of_json(record: Any, told: str) -> None:
    with pytest.raises(RecordError) as caught:
        extract_record(record)
    assert caught.value.message == told


def test_a_bad_line_is_named_and_the_others_go_on() -> None:
    good = json.dumps(RECORD).encode()
    lines = [
        b"\xef\xbb\xbf" + good + b"\n",
        b"\n",
        b"{not json\n",
        b'{"text": 5}\n',
        b'{"text": "\xe6"}\n',
        b"[" * 100_000,
        b'"streng"\n',
        b'{"text": "a", "x": ' + b"9" * 5_000 + b"}\n",
        good,
    ]
    items = list(iter_jsonl(lines, path="a.jsonl"))
    assert [isinstance(i, Article) for i in items] == [True, False, False, False, False, False, False, True]
    errors = [i for i in items if isinstance(i, RecordError)]
    assert [e.resource for e in errors] == [f"a.jsonl:{n}" for n in (3, 4, 5, 6, 7, 8)]
    assert items[-1].path == "a.jsonl:9" if isinstance(items[-1], Article) else False


def test_it_streams() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield json.dumps(RECORD).encode()

    stream = iter_jsonl(endless())
    assert all(isinstance(next(stream), Article) for _ in range(3))
