"""The project's annotation keeps no word of the text it is of, and gives back what was put in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from belegg.types import Certainty, Form, SourceKind
from training.abroad import GOLD
from training.annotations import FILE, annotations_file, read_annotations, stand_off, statements_of
from training.packs import PACKS, load_packs, pack_articles
from training.pointers import taught

TEXT = "– Brua ved Nes er stengd, seier vegsjef Eva Moe. Ho fryktar for tunnelen."
QUOTE: dict[str, Any] = {
    "content": [[2, 24]],
    "cue": [[26, 31]],
    "source": [[32, 47]],
    "via": [],
    "hedges": [],
    "form": "direct",
    "kind": "person",
    "certainty": "certain",
}


@pytest.mark.parametrize("name", ["Eva Moe", "vegsjef Eva Moe", None])
def test_what_is_kept_gives_back_the_statement(name: str | None) -> None:
    kept = stand_off("d1", TEXT, [QUOTE | {"speaker": name}])
    assert statements_of(kept, TEXT) == [QUOTE | {"speaker": name}]


def test_a_name_that_is_told_in_pieces_is_made_of_its_words() -> None:
    kept = stand_off("d1", TEXT, [QUOTE | {"speaker": "Eva vegsjef"}])
    assert statements_of(kept, TEXT)[0]["speaker"] == "Eva vegsjef"


def test_a_name_that_is_not_in_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="'Ola'"):
        stand_off("d1", TEXT, [QUOTE | {"speaker": "Ola Moe"}])


def test_no_word_of_the_text_is_kept() -> None:
    kept = json.dumps(stand_off("d1", TEXT, [QUOTE | {"speaker": "Eva Moe"}]))
    assert not any(word in kept for word in ("Brua", "Moe", "seier"))


def test_another_text_is_refused() -> None:
    kept = stand_off("d1", TEXT, [QUOTE | {"speaker": "Eva Moe"}])
    with pytest.raises(ValueError, match="another text"):
        statements_of(kept, TEXT + " ")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no file"):
        annotations_file(str(tmp_path / "none.jsonl"))
    (empty := tmp_path / "empty.jsonl").touch()
    assert read_annotations(annotations_file(str(empty))) == {}


@pytest.mark.parametrize("file", [FILE, GOLD], ids=lambda f: f.stem)
def test_the_shipped_annotation_holds_spans_and_labels_alone(file: Path) -> None:
    documents = read_annotations(file)
    assert documents
    for document in documents.values():
        assert set(document) == {"doc", "digest", "statements"}
        for s in document["statements"]:
            spans = [*s["content"], *s["cue"], *s["source"], *s["via"], *s["hedges"], *s["speaker"]]
            assert s["content"]
            assert all(0 <= a < b for a, b in spans)
            assert s["form"] in get_args(Form)
            assert s["kind"] in get_args(SourceKind)
            assert s["certainty"] in get_args(Certainty)


def test_the_annotated_packs_are_of_the_articles_as_they_are_read() -> None:
    kept = read_annotations()
    texts = {f"{i.pack}/{i.gold['id']}": i.article.text for i in pack_articles(load_packs(PACKS.glob("*.json")))}
    for name, text in texts.items():
        for s in statements_of(kept[name], text):
            assert all(text[a:b].strip() for a, b in s["content"])


def test_what_the_project_annotated_is_not_held_out_and_shown_to_the_pointing_head_in_part() -> None:
    gold = [{"doc": f"g{i}", "statements": [], "pointable": []} for i in range(20)]
    ours = [{"doc": f"o{i}", "statements": [], "pointable": [], "ours": True} for i in range(20)]
    packs = [{"doc": f"p{i}", "statements": [], "ours": True} for i in range(20)]
    pytest.importorskip("torch", reason="it comes with the training")
    from training.train import held_out

    assert held_out(gold + ours, 5, 7) == held_out(gold, 5, 7)
    shown = taught(gold + ours + packs, 7)
    assert {n for n in shown if n[0] == "g"} == taught(gold, 7)
    assert sum(n[0] == "o" for n in shown) == 15
    assert not any(n[0] == "p" for n in shown)
