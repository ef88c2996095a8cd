"""The judge of the corpus as it is called here, and the slices of its figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from belegg.reader import Reader
from belegg.types import Article, Reading, Statement
from training.evaluate import as_article, as_dict, evaluate, table
from training.judge import Judge, slices

TEXT = "Per Ås sier at det går bra. Han tror på seier. Treneren lover mål. Det blir fest."


def at(part: str) -> list[int]:
    start = TEXT.index(part)
    return [start, start + len(part)]


def said(content: str, source: str | None, speaker: str | None, **more: Any) -> dict[str, Any]:
    base = {"content": [at(content)], "cue": [[0, 1]], "source": [at(source)] if source else [], "speaker": speaker}
    return {**base, "form": "indirect", "kind": "person", "certainty": "certain", **more}


GOLD = [
    said("det går bra", "Per Ås", "Per Ås"),
    said("på seier", "Han", "Per Ås"),
    said("mål", "Treneren", "Per Ås", form="mixed"),
    said("Det blir fest", None, "Per Ås", form="direct", cue=[]),
    said("blir fest", None, None, kind="implicit"),
]


@pytest.fixture
def judge(corpus: Path) -> Judge:
    return Judge(corpus / "score.py")


def document(*statements: dict[str, Any], lang: str = "nob") -> dict[str, Any]:
    return {"doc": "d", "lang": lang, "text": TEXT, "statements": list(statements)}


def sliced(judge: Judge, *predicted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return slices(judge, {"d": document(*GOLD)}, {"d": document(*predicted)})


def test_the_corpus_s_own_judge_decides(judge: Judge) -> None:
    gold, predicted = document(*GOLD), document(GOLD[2], GOLD[0])
    assert judge.pairs(gold, predicted) == [(0, 1), (2, 0)]
    assert judge.score({"d": gold}, {"d": predicted}) == {"found": 20.0, "documents": 1}
    assert judge.same_speaker("Per", "Per")
    assert not judge.same_speaker("Per", None)


def test_languages_are_scored_apart(judge: Judge) -> None:
    gold = {"a": document(*GOLD), "b": document(GOLD[0], lang="nno")}
    figures = slices(judge, gold, {"a": document(), "b": document(GOLD[0])})
    assert figures["nob"] == {"found": 0.0, "documents": 1}
    assert figures["nno"] == {"found": 10.0, "documents": 1}


def test_recall_by_sort_counts_found_exact_and_who_what(judge: Judge) -> None:
    longer = {**GOLD[0], "content": [[GOLD[0]["content"][0][0], at("bra")[1] - 4]]}
    figures = sliced(judge, longer, {**GOLD[1], "speaker": "Kari"}, GOLD[3])
    assert figures["indirect"] == {"gold": 3, "recall": 66.7, "exact": 33.3, "who_what": 33.3}
    assert figures["mixed"] == {"gold": 1, "recall": 0.0, "exact": 0.0, "who_what": 0.0}
    assert figures["direct"] == figures["no-cue"] == {"gold": 1, "recall": 100.0, "exact": 100.0, "who_what": 100.0}
    assert figures["nested"] == {"gold": 1, "recall": 0.0, "exact": 0.0, "who_what": 0.0}


def test_stops_at_the_edges_are_no_error_of_exact(judge: Judge) -> None:
    start, end = GOLD[3]["content"][0]
    assert sliced(judge, {**GOLD[3], "content": [[start, end + 1]]})["direct"]["exact"] == 100.0


def test_only_speakers_named_elsewhere_count_as_resolved(judge: Judge) -> None:
    figures = sliced(judge, GOLD[0], GOLD[1], {**GOLD[2], "speaker": "Treneren"}, GOLD[3], GOLD[4])
    assert figures["speaker pronoun"] == {"paired": 1, "right": 100.0}
    assert figures["speaker description"] == {"paired": 1, "right": 0.0}
    assert figures["speaker resolved"] == {"paired": 2, "right": 50.0}


def test_nothing_found_is_no_division_by_nothing(judge: Judge) -> None:
    figures = sliced(judge)
    assert figures["speaker resolved"] == {"paired": 0, "right": 0.0}
    assert not [name for name in figures if name.startswith("conf")]


def test_the_confidence_is_held_against_what_was_right(judge: Judge) -> None:
    invented = said("Han", None, "Per Ås")
    figures = sliced(
        judge,
        {**GOLD[0], "confidence": 1.0},
        {**GOLD[1], "confidence": 0.9},
        {**GOLD[2], "confidence": 0.92, "speaker": "Kari"},
        {**invented, "confidence": 0.98},
        {**GOLD[3], "confidence": 0.31},
    )
    assert figures["conf 0.9-1.0"] == {"statements": 4, "mean": 0.95, "found": 0.75, "right": 0.5}
    assert figures["conf 0.3-0.4"] == {"statements": 1, "mean": 0.31, "found": 1.0, "right": 1.0}
    assert len([name for name in figures if name.startswith("conf")]) == 2


class Parrot:
    """Stands in for the reader: says of every article that its first word was stated."""

    def read(self, article: Article) -> Reading:
        end = article.text.index(" ")
        return Reading(article, statements=(Statement("s", ((0, end),), confidence=0.5),))


def test_the_evaluation_reads_the_split_and_judges_it(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "predicted.jsonl"
    figures = evaluate(corpus, cast(Reader, Parrot()), "dev", out)
    assert figures["all"] == {"found": 0.0, "documents": 2}
    assert {"nob", "nno", "direct", "indirect", "speaker resolved", "conf 0.5-0.6"} <= set(figures)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["doc"] for row in rows] == ["nb-1", "nn-1"]
    assert rows[0]["statements"][0]["content"] == [[0, 6]]


def test_texts_are_read_as_the_program_reads_them() -> None:
    article = as_article("En tittel\n\nEn setning som er lang nok til å være et avsnitt, sier Per Ås.\n")
    assert article.blocks
    assert as_dict(Reading(article)) == {"statements": []}


def test_the_table_has_a_line_a_slice() -> None:
    lines = table({"all": {"found": 1.5}, "nob": {"found": 2, "exact": 3}}).splitlines()
    assert [line.split() for line in lines] == [["all", "found", "1.5"], ["nob", "found", "2", "exact", "3"]]


@pytest.mark.corpus
def test_gold_is_perfect_for_the_real_judge(real_corpus: Path) -> None:
    judge = Judge(real_corpus / "score.py")
    lines = (real_corpus / "statements" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {d["doc"]: d for d in map(json.loads, lines)}
    figures = {"all": judge.score(gold, gold), **slices(judge, gold, gold)}
    for name in ("all", "nob", "nno"):
        shares = {k: v for k, v in figures[name].items() if k not in {"gold", "predicted", "documents"}}
        assert set(shares.values()) == {100.0}
    assert figures["speaker resolved"]["right"] == 100.0
    assert figures["speaker resolved"]["paired"] > 100
