"""The shipped weights at the edges of what can be read, and the same text read again elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import reader_texts as texts
from reader_texts import needs_weights

from belegg.errors import EmptyInputError
from belegg.reader import Reader
from belegg.types import Article, Reading

pytestmark = needs_weights
ALL = [*texts.PRONOUN.values(), *texts.HEARSAY.values(), texts.NESTED["nb"], texts.DASH]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(texts.WEIGHTS)


def as_bytes(reading: Reading) -> bytes:
    return json.dumps(reading.to_dict(), ensure_ascii=False).encode()


def test_the_same_text_gives_the_same_bytes(reader: Reader) -> None:
    once = [as_bytes(reader.read(t)) for t in ALL]
    assert [as_bytes(reader.read(t)) for t in ALL] == once
    for batch_size, threads in ((1, 1), (2, 3), (64, 2)):
        other = Reader(texts.WEIGHTS, threads=threads)
        assert [as_bytes(r) for r in other.pipe(ALL, batch_size)] == once
    # A word's pieces are remembered from text to text, so the order of the texts must not matter either.
    assert [as_bytes(r) for r in Reader(texts.WEIGHTS).pipe(ALL[::-1])] == once[::-1]


PROGRAM = """
import json, sys
from belegg.reader import Reader
reader = Reader(sys.argv[1])
for text in json.load(sys.stdin):
    print(json.dumps(reader.read(text).to_dict()))
"""


def test_other_processes_give_the_same_bytes(reader: Reader) -> None:
    here = [json.dumps(reader.read(t).to_dict()) for t in ALL]
    for seed in ("0", "123"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(texts.WEIGHTS)],
            input=json.dumps(ALL),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.stdout.splitlines() == here


@pytest.mark.parametrize("text", ["", " \n", "?!…«»–", "...", "😀👩\u200d🔬🇳🇴", "123 456"])
def test_a_text_without_a_letter_is_refused_and_an_article_of_it_says_nothing(reader: Reader, text: str) -> None:
    with pytest.raises(EmptyInputError):
        reader.read(text)
    reading = reader.read(Article(text))
    assert reading.statements == () and reading.speakers == ()


@pytest.mark.parametrize("text", ["a", "Å", "ß", "字", "a\u0301", "\u00ada", "a" * 5000, "a-" * 3000, "a.b." * 2000])
def test_hardly_a_text_is_read(reader: Reader, text: str) -> None:
    assert reader.read(text).article.text == text


PROSE = (
    "Brua ble åpnet mandag. Det regnet hele dagen, og veien var glatt. Arbeidet begynte for tre år siden, og dekket "
    "ble lagt i sommer. Veien går langs fjorden til ferjekaia, der to ferjer går hver time."
)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_kilobytes_are_read_to_the_end(reader: Reader) -> None:
    one = "\n\n".join((texts.DASH, PROSE, texts.HEARSAY["nb"], PROSE, texts.ACCORDING["nb"], PROSE))
    text = "\n\n".join(f"{one} Dette var nummer {i}." for i in range(200_000 // len(one) + 1))
    reading = reader.read(text)
    assert len(text) >= 200_000
    ids = [s.id for s in reading.statements]
    assert len(ids) == len(set(ids)) > 2 * (len(text) // len(one) - 2)
    assert reading.statements[-1].content[0][0] > len(text) - 2 * len(one)


def test_each_span_is_words_of_the_text(reader: Reader) -> None:
    for text in ALL:
        reading = reader.read(text)
        for s in reading.statements:
            for a, b in (*s.content, *s.cue, *s.source, *s.via, *s.hedges):
                words = text[a:b]
                assert words == words.strip() and any(c.isalnum() for c in words)
