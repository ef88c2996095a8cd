"""Entities against the treebank, with a reader that knows names by heart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.errors import MissingInputError
from belegg.reader import Reader
from belegg.reader._words import split_words
from belegg.types import Article, Entity, Reading
from training import entities
from training.entities import TYPES, entity_files, entity_scores, figures_of, gold_entities, require, trimmed
from training.laying import WordIndex
from training.treebank import Document, Token, flow, locate, read_treebank

ALL = (("Kari Strand", "PER"), ("Storvik", "GPE_LOC"), ("Nordlys A/S", "ORG"), ("Ola Vik", "PER"))


class ByHeart:
    """Stands in for the reader."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self.names = names
        self.articles: list[Article] = []

    def read(self, article: Article) -> Reading:
        self.articles.append(article)
        text = article.text
        found = [(text.index(n), n, kind) for n, kind in self.names if n in text]
        return Reading(article, entities=tuple(Entity(a, a + len(n), kind, "e") for a, n, kind in found))


def scores(corpus: Path, *names: tuple[str, str]) -> dict[str, dict[str, float]]:
    return entity_scores(corpus, cast(Reader, ByHeart(names)))


def test_all_right_is_a_hundred_stops_aside(corpus: Path) -> None:
    figures = scores(corpus, *ALL)
    assert figures["nob"] == {"f1": 100.0, "precision": 100.0, "recall": 100.0, "gold": 3, "predicted": 3}
    assert figures["nno"] == {"f1": 100.0, "precision": 100.0, "recall": 100.0, "gold": 1, "predicted": 1}
    assert figures["nob ORG"]["gold"] == 1
    assert set(figures) == {"nob", "nno", *(f"{lang} {kind}" for lang in ("nob", "nno") for kind in TYPES)}


def test_span_and_type_must_be_exact(corpus: Path) -> None:
    figures = scores(corpus, ("Kari Strand", "ORG"), ("i Storvik", "GPE_LOC"), ("Nordlys A/S.", "ORG"))
    assert figures["nob"] == {"f1": 33.3, "precision": 33.3, "recall": 33.3, "gold": 3, "predicted": 3}
    assert figures["nob PER"] == {"f1": 0.0, "precision": 100.0, "recall": 0.0, "gold": 1, "predicted": 0}
    assert figures["nno"]["recall"] == 0.0


def test_misc_is_neither_gold_nor_excuse(corpus: Path) -> None:
    assert scores(corpus, *ALL, ("Dagen", "MISC"))["nob"]["predicted"] == 3
    figures = scores(corpus, *ALL, ("Dagen", "PROD"))
    assert figures["nob"] == {"f1": 85.7, "precision": 75.0, "recall": 100.0, "gold": 3, "predicted": 4}


def test_documents_are_read_whole_in_the_text_of_the_gold(corpus: Path) -> None:
    reader = ByHeart([])
    entity_scores(corpus, cast(Reader, reader))
    texts = [a.text for a in reader.articles]
    assert texts[0].startswith("Havnen stenges\n\nOrdfører")
    assert texts[1].startswith("Firmaet Nordlys A/S. tapte")
    assert [a.blocks for a in reader.articles] == [(), (), ()]


def named(*tokens: tuple[str, str, int]) -> list[tuple[str, str]]:
    document = Document("d", [Token(form, "x", (), -1, "_", entity, s) for form, entity, s in tokens])
    text = flow(document)
    return [(text[a:b], kind) for a, b, kind in gold_entities(document, text)]


def test_entities_are_joined_as_the_marks_say() -> None:
    marks = [("Ola", "B-PER", 0), ("Vik", "I-PER", 0), ("Oslo", "B-GPE_LOC", 0), ("Moss", "B-GPE_LOC", 0)]
    assert named(*marks) == [("Ola Vik", "PER"), ("Oslo", "GPE_LOC"), ("Moss", "GPE_LOC")]


def test_a_mark_that_continues_nothing_opens_an_entity() -> None:
    assert named(("i", "O", 0), ("Oslo", "I-LOC", 0), ("Ap", "I-ORG", 0)) == [("Oslo", "LOC"), ("Ap", "ORG")]
    assert named(("Ola", "B-PER", 0), ("Vik", "I-PER", 1)) == [("Ola", "PER"), ("Vik", "PER")]


@given(st.text('aB1.«»"- /', max_size=20), st.data())
def test_trimming_loses_signs_only(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    out = trimmed([(start, end, "PER")], text)
    assert "".join(c for c in text[start:end] if c.isalnum()) == "".join(
        c for a, b, _ in out for c in text[a:b] if c.isalnum()
    )
    for a, b, kind in out:
        assert start <= a < b <= end
        assert kind == "PER"
        assert text[a].isalnum()
        assert text[b - 1].isalnum()
    assert trimmed(out, text) == out


def test_nothing_to_find_and_nothing_found_is_no_error() -> None:
    assert figures_of(set(), set())["f1"] == 100.0
    assert figures_of(set(), {("d", (0, 1, "PER"))})["f1"] == 0.0


def test_the_command_prints_json(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entities, "Reader", lambda model: ByHeart(ALL))
    assert entities.main(["--corpus", str(corpus), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["nno"]["f1"] == 100.0


def test_a_missing_corpus_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entities.main(["--corpus", str(tmp_path)]) == MissingInputError.exit_code
    assert "give the corpus's folder" in capsys.readouterr().err
    with pytest.raises(MissingInputError):
        require(entity_files(tmp_path, "dev"))


@pytest.mark.corpus
def test_words_can_carry_nearly_all_real_entities(real_corpus: Path) -> None:
    total = carried = 0
    for language in ("nob", "nno"):
        for document in read_treebank(real_corpus / "treebank" / f"{language}-dev.conll.gz"):
            text = flow(document)
            assert len(locate(document, text)) == len(document.tokens)
            words = split_words(text)
            index = WordIndex(words)
            for start, end, _ in trimmed(gold_entities(document, text), text):
                under = index.under(start, end)
                total += 1
                carried += bool(under) and words.spans[under[0]][0] == start and words.spans[under[-1]][1] == end
    assert total > 2000
    assert carried / total > 0.99
