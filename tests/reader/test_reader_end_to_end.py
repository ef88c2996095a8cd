"""Readings of a network that says anything at all: what leaves the reader is in order whatever the weights."""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Iterator
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import LABELS, FakeNetwork, fake_reader

from belegg.errors import EmptyInputError, UsageError
from belegg.reader import Reader
from belegg.reader._network import Encoded
from belegg.reader._words import Words
from belegg.types import Article, Block, BlockKind, Reading, Span, Statement

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "reading.schema.json").read_text(encoding="utf-8"))
)
UNREAD: tuple[BlockKind, ...] = ("furniture", "credit", "byline")
READ: tuple[BlockKind, ...] = ("title", "lede", "heading", "paragraph", "caption")
SEEDS = range(4)

LINES = st.lists(
    st.sampled_from(
        ["– Ja, sier Kari Vik.", "«Nei»", "Hun", "mener at", "Vik", "skal ha", ".", ",", "\n", "😀", "e\u0301",
         "\u00ad", "Ifølge", "NTB", "12.30", '"', "(", "Viks", "!"]
    ) | st.text(st.characters(codec="utf-8"), max_size=6),
    min_size=1, max_size=10,
).map(" ".join)  # fmt: skip


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text, blocks = "", []
    for line in draw(st.lists(LINES, max_size=4)):
        text += draw(st.sampled_from(["", "\n\n", " ", "utenfor\n"]))
        blocks.append(Block(draw(st.sampled_from(READ * 2 + UNREAD)), len(text), len(text) + len(line)))
        text += line
    return Article(
        text,
        tuple(blocks) if draw(st.booleans()) else (),
        outlet=draw(st.none() | st.just("Fjordposten")),
        wire=draw(st.sampled_from([(), ("NTB",)])),
    )


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> list[Reader]:
    return [fake_reader(tmp_path_factory.mktemp("weights"), seed, threads=2) for seed in SEEDS]


def spans_of(s: Statement) -> Iterator[Span]:
    for part in (s.content, s.cue, s.source, s.via, s.hedges):
        yield from part


def check(reading: Reading) -> None:
    text = reading.article.text
    unread = {i for b in reading.article.blocks if b.kind in UNREAD for i in range(b.start, b.end)}
    ids = [s.id for s in reading.statements]
    assert len(ids) == len(set(ids))
    names = {s.name for s in reading.speakers}
    for s in reading.statements:
        assert s.content
        assert any(c.isalnum() for a, b in s.content for c in text[a:b])
        for part in (s.content, s.cue, s.source, s.via, s.hedges):
            assert all(0 <= a < b <= len(text) for a, b in part)
            assert all(b <= c for (_, b), (c, _) in itertools.pairwise(part))
        for a, b in spans_of(s):
            assert text[a:b] == text[a:b].strip()
            assert not unread.intersection(range(a, b))
        assert s.nested_in is None or (s.nested_in in ids and s.nested_in != s.id)
        assert 0 <= s.confidence <= 1
        assert (s.speaker is None) or (s.speaker in names and s.kind != "implicit")
        assert not s.hearsay or (s.speaker is None and not s.source and s.cue)
        assert len({h.name.casefold() for h in s.chain}) == len(s.chain)
        assert not reading.article.outlet or s.chain[-1].name == reading.article.outlet
    by_id = {s.id: s for s in reading.statements}
    for s in reading.statements:
        if s.nested_in:
            outer = {i for a, b in by_id[s.nested_in].content for i in range(a, b)}
            assert {i for a, b in s.content for i in range(a, b)} < outer
            assert {i for a, b in s.cue for i in range(a, b)} <= outer
    for e in reading.entities:
        assert 0 <= e.start < e.end <= len(text) and e.id
    assert all(a.end <= b.start for a, b in itertools.pairwise(reading.entities))
    assert len({p.id for p in reading.speakers}) == len(reading.speakers)
    for p in reading.speakers:
        assert list(p.mentions) == sorted(set(p.mentions))
        assert all(0 <= a < b <= len(text) for a, b in p.mentions)


@settings(max_examples=40, deadline=None)
@given(articles(), st.sampled_from(SEEDS))
def test_whatever_the_network_says_the_reading_is_in_order(readers: list[Reader], article: Article, seed: int) -> None:
    reading = readers[seed].read(article)
    assert reading.article is article
    check(reading)


@settings(max_examples=15, deadline=None)
@given(articles(), st.sampled_from(SEEDS), st.integers(6, 30))
def test_an_article_read_in_parts_is_in_order_too(
    readers: list[Reader], article: Article, seed: int, size: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("belegg.reader._reader.PART", size)
        check(readers[seed].read(article))


@settings(max_examples=8, deadline=None)
@given(articles(), st.sampled_from(SEEDS))
def test_the_contract_holds(readers: list[Reader], article: Article, seed: int) -> None:
    SCHEMA.validate(json.loads(json.dumps(readers[seed].read(article).to_dict())))


def test_the_fake_network_says_enough_to_be_tested_with(readers: list[Reader]) -> None:
    text = "– Det kan ta en uke, sier sjefen Kari Vik til NTB. Hun mener at Ola Berg tar feil.\n\n" * 4
    got = [r.read(Article(text)) for r in readers]
    assert sum(len(r.statements) for r in got) > 20 and sum(len(r.entities) for r in got) > 20
    assert any(len(s.content) > 1 for r in got for s in r.statements)
    for part in ("cue", "source", "via", "hedges"):
        assert any(getattr(s, part) for r in got for s in r.statements)
    assert len({json.dumps(r.to_dict()["statements"]) for r in got}) == len(got)


def test_every_part_has_a_letter_and_no_sign_at_its_edges(readers: list[Reader]) -> None:
    reading = readers[0].read(Article("– Ja (kanskje), sier Vik . «Nei» : ( mener Berg )." * 3))
    for s in reading.statements:
        for a, b in spans_of(s):
            words = reading.article.text[a:b]
            assert any(c.isalnum() for c in words) and words[0] not in "–.,:;»" and words[-1] not in "–.,:;«"


def test_no_word_is_in_two_parts_of_a_statement(readers: list[Reader]) -> None:
    reading = readers[0].read(Article("– Ja, kanskje, sier Vik til NTB og mener at Berg tar feil. " * 5))
    for s in reading.statements:
        taken = [i for part in (s.content, s.cue, s.source, s.via) for a, b in part for i in range(a, b)]
        assert len(taken) == len(set(taken))


class OneName(FakeNetwork):
    """Takes the whole text for one name."""

    def encode(self, words: Words) -> Encoded:
        encoded = super().encode(words)
        encoded.entity[...] = 0
        encoded.entity[0, LABELS["entity"].index("B-PER")] = 9
        encoded.entity[1:, LABELS["entity"].index("I-PER")] = 9
        return encoded


def test_no_entity_runs_over_a_block_that_is_not_read(tmp_path: Path) -> None:
    text = "Kari Vik\n\nLes mer\n\nOla Berg"
    blocks = Block("paragraph", 0, 8), Block("furniture", 10, 17), Block("paragraph", 19, 27)
    reading = fake_reader(tmp_path, network=OneName).read(Article(text, blocks))
    assert reading.entities
    assert all("Les mer" not in text[e.start : e.end] for e in reading.entities)


def test_statements_are_in_the_order_of_the_text(readers: list[Reader]) -> None:
    text = "– Ja, sier Vik. Hun mener at Berg tar feil, skriver NTB.\n\n" * 4
    for reader in readers:
        statements = reader.read(Article(text)).statements
        starts = [min(a for a, _ in s.content + s.cue) for s in statements]
        assert len(starts) > 3 and starts == sorted(starts)


@settings(max_examples=8, deadline=None)
@given(st.lists(articles(), max_size=5), st.integers(1, 9), st.integers(1, 3), st.sampled_from(SEEDS))
def test_a_pipe_is_the_same_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, many: list[Article], batch_size: int, threads: int, seed: int
) -> None:
    reader = fake_reader(tmp_path_factory.getbasetemp(), seed, threads)
    assert list(reader.pipe(iter(many), batch_size)) == [reader.read(a) for a in many]


def test_a_pipe_takes_in_no_more_than_it_was_told(readers: list[Reader]) -> None:
    taken: list[int] = []

    def source() -> Iterator[Article]:
        for i in range(20):
            taken.append(i)
            yield Article(f"Artikkel {i}")

    pipe = readers[0].pipe(source(), batch_size=4)
    assert next(pipe).article.text == "Artikkel 0" and len(taken) == 4
    assert next(pipe).article.text == "Artikkel 1" and len(taken) == 5
    assert isinstance(pipe, Generator)
    pipe.close()
    assert len(taken) == 5


def test_a_pipe_of_nothing_gives_nothing(readers: list[Reader]) -> None:
    assert list(readers[0].pipe([])) == []
    with pytest.raises(UsageError, match="batch_size"):
        next(readers[0].pipe([], batch_size=0))


def test_what_breaks_in_the_source_of_a_pipe_is_told(readers: list[Reader]) -> None:
    def source() -> Iterator[Article]:
        yield Article("En")
        raise OSError("borte")

    with pytest.raises(OSError, match="borte"):
        list(readers[0].pipe(source()))


@pytest.mark.parametrize("text", ["", " \n\n\t", "\u2003"])
def test_an_article_of_nothing_is_read_as_nothing(readers: list[Reader], text: str) -> None:
    assert readers[0].read(Article(text)) == Reading(Article(text))


def test_an_article_of_furniture_only_is_read_as_nothing(readers: list[Reader]) -> None:
    article = Article("Les mer Lukk", (Block("furniture", 0, 12),))
    assert readers[0].read(article) == Reading(article)


@pytest.mark.parametrize("text", ["", "?!", "😀 😀", "12 30"])
def test_a_bare_text_without_letters_is_refused(readers: list[Reader], text: str) -> None:
    with pytest.raises(EmptyInputError):
        readers[0].read(text)


def test_a_bare_text_is_cut_into_blocks(readers: list[Reader]) -> None:
    text = "Brua stenges\n\nFoto: Per Bilde\n\n– Det er trist, sier Kari Vik."
    reading = readers[0].read(text)
    assert reading.article.text == text and {"credit", "paragraph"} <= {b.kind for b in reading.article.blocks}
    check(reading)


def test_text_outside_every_block_is_not_read(readers: list[Reader]) -> None:
    text = "Kari Vik sier at brua er trygg. " * 8
    for reader in readers:
        reading = reader.read(Article(text, (Block("paragraph", 32, 96),)))
        assert reading.statements
        assert all(32 <= a < b <= 96 for s in reading.statements for a, b in spans_of(s))
        assert all(32 <= e.start < e.end <= 96 for e in reading.entities)
