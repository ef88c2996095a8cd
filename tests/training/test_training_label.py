"""Silver: what two readers agree on, laid on the words of a document that has no gold."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from belegg.reader._pieces import Pieces
from training.data import IGNORE, SILVER, Labels, load_records, make_segments
from training.judge import Judge
from training.label import label, main
from training.prepare import prepare_split

Record = dict[str, Any]
PIECES = Pieces(["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnoprstuvyøå"], [0.0] * 4 + [-2.0] * 25, {})


@pytest.fixture
def judge(corpus: Path) -> Judge:
    return Judge(corpus / "score.py")


@pytest.fixture
def record(corpus: Path) -> Record:
    """A document without statements: Firmaet Nordlys A/S. tapte penger. "Dumt var det" skrev Dagen (i går)."""
    return next(r for r in prepare_split(corpus, "dev") if r["doc"] == "nb-2")


def said(record: Record, content: str, cue: str, **more: Any) -> Record:
    def at(part: str) -> list[list[int]]:
        start = record["text"].index(part)
        return [[start, start + len(part)]]

    parts = {"content": at(content), "cue": at(cue) if cue else [], "source": [], "via": [], "hedges": []}
    return {**parts, "form": "direct", "kind": "media", "certainty": "certain", "speaker": "Dagen", **more}


def words(record: Record, numbers: list[int]) -> list[str]:
    return [record["forms"][i] for i in numbers]


def test_what_both_found_is_kept_as_the_first_has_it(record: Record, judge: Judge) -> None:
    first = {"statements": [said(record, "Dumt var det", "skrev")]}
    second = {"statements": [said(record, "Dumt var det", "skrev", kind="person")]}
    silver = label(record, first, second, judge)
    (s,) = silver["statements"]
    assert words(record, s["content"]) == ["Dumt", "var", "det"]
    assert (s["form"], s["kind"], s["certainty"]) == ("direct", None, "certain")
    assert silver["unsure"] == []
    assert "statements" not in record


@pytest.mark.parametrize("turned", [False, True])
def test_what_one_alone_found_is_unsure(record: Record, judge: Judge, turned: bool) -> None:
    some: Record = {"statements": [said(record, "Dumt var det", "skrev")]}
    none: Record = {"statements": []}
    silver = label(record, *((none, some) if turned else (some, none)), judge)
    assert silver["statements"] == []
    assert words(record, silver["unsure"]) == ["skrev"]


def test_a_silver_segment_says_what_it_is_worth(record: Record, judge: Judge, corpus: Path, tmp_path: Path) -> None:
    both = said(record, "Dumt var det", "skrev", kind="person")
    first = {"statements": [both, said(record, "tapte penger", "", form="indirect")]}
    second = {"statements": [both | {"certainty": "possible"}]}
    silver = label(record, first, second, judge)
    names = {k: sorted({"O", *record[k]}) for k in ("pos", "rel", "entity")}
    attributes = {"form": ["direct", "indirect"], "kind": ["media", "person"], "certainty": ["certain", "possible"]}
    (tmp_path / "labels.json").write_text(json.dumps(names | attributes), encoding="utf-8")
    labels = Labels(tmp_path / "labels.json")
    (segment,) = make_segments(silver, labels, PIECES, None)
    assert segment.weight == SILVER
    assert words(record, segment.unsure) == ["tapte"]
    assert segment.statements is not None
    assert [(s["kind"], s["certainty"], s["by"]) for s in segment.statements] == [(1, IGNORE, None)]
    (plain,) = make_segments(record, labels, PIECES, None)
    assert (plain.weight, plain.unsure, plain.statements) == (1.0, [], None)
    varied = make_segments(silver, labels, PIECES, random.Random(3), room=9, size=24)
    assert sum(len(s.unsure) for s in varied) == 1


def test_documents_with_gold_are_not_labelled(corpus: Path, tmp_path: Path) -> None:
    records = prepare_split(corpus, "dev")
    with gzip.open(tmp_path / "train.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r) + "\n" for r in records)
    readings = tmp_path / "readings.jsonl"
    readings.write_text(json.dumps({"doc": "nb-2", "statements": []}) + "\n", encoding="utf-8")
    assert main(["--corpus", str(corpus), "--models", str(readings), str(readings), "--work", str(tmp_path)]) == 0
    assert [(r["doc"], r["statements"]) for r in load_records(tmp_path / "silver.jsonl.gz")] == [("nb-2", [])]
