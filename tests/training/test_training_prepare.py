"""Every layer of gold on the same words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.reader._words import split_words
from training.annotations import stand_off
from training.base import Base
from training.invented import pack_records
from training.laying import WordIndex
from training.packs import PACKS, load_packs, pack_articles
from training.prepare import choose_pieces, collect_labels, main, prepare_split


def words_of(record: dict[str, Any], numbers: list[int]) -> list[str]:
    return [record["forms"][i] for i in numbers]


@pytest.fixture
def records(corpus: Path) -> dict[str, dict[str, Any]]:
    return {r["doc"]: r for r in prepare_split(corpus, "dev")}


def test_every_document_of_both_languages_is_there(records: dict[str, dict[str, Any]]) -> None:
    assert {name: r["lang"] for name, r in records.items()} == {"nb-1": "nob", "nb-2": "nob", "nn-1": "nno"}
    assert {name for name, r in records.items() if "statements" in r} == {"nb-1", "nn-1"}


def test_words_lie_in_the_text_of_the_gold_or_in_one_made(records: dict[str, dict[str, Any]]) -> None:
    for record in records.values():
        assert [record["text"][a:b] for a, b in record["spans"]] == record["forms"]
        per_word = ("forms", "spans", "gaps", "sentence", "pos", "head", "rel", "entity")
        assert len({len(record[k]) for k in per_word}) == 1
    assert records["nb-2"]["text"] == 'Firmaet Nordlys A/S. tapte penger. "Dumt var det" skrev Dagen (i går).'


def test_a_token_of_several_words_keeps_its_labels_on_them(records: dict[str, dict[str, Any]]) -> None:
    record = records["nb-2"]
    at = record["forms"].index("A")
    assert record["forms"][at : at + 4] == ["A", "/", "S", "."]
    assert record["entity"][at - 1 : at + 4] == ["B-ORG", "I-ORG", "I-ORG", "I-ORG", "I-ORG"]
    assert record["pos"][at : at + 4] == ["subst|prop", "_", "_", "_"]
    assert record["forms"][record["head"][at]] == "Nordlys"
    assert record["head"][at + 1 : at + 4] == [-2] * 3


def test_syntax_points_at_words_and_roots_at_themselves(records: dict[str, dict[str, Any]]) -> None:
    record = records["nb-1"]
    hun = record["forms"].index("hun")
    head = record["head"][hun]
    assert (record["forms"][head], record["rel"][hun]) == ("sier", "SUBJ")
    assert record["head"][head] == head
    assert record["pos"][head] == "verb|pres"


def test_headings_are_marked(records: dict[str, dict[str, Any]]) -> None:
    assert words_of(records["nb-1"], records["nb-1"]["heading"]) == ["Havnen", "stenges"]
    assert records["nb-2"]["heading"] == []


def test_statements_are_parts_made_of_words(records: dict[str, dict[str, Any]]) -> None:
    said, quoted = records["nb-1"]["statements"]
    record = records["nb-1"]
    assert words_of(record, said["content"]) == ["havnen", "i", "Storvik", "stenges"]
    assert words_of(record, said["source"]) == ["Ordfører", "Kari", "Strand"]
    assert (words_of(record, said["cue"]), said["anchor"], said["quote"]) == (["sier"], said["cue"][0], False)
    assert (said["form"], said["speaker"]) == ("indirect", "Kari Strand")
    assert quoted["anchor"] > said["anchor"]


def test_only_gaps_of_signs_are_closed(records: dict[str, dict[str, Any]]) -> None:
    quoted = records["nb-1"]["statements"][1]
    assert words_of(records["nb-1"], quoted["content"]) == ["Det", "er", "dyrt", "dyrt", "-", "dyrt"]


def _with_statements(corpus: Path, change: Any) -> dict[str, Any]:
    path = corpus / "statements" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows[0]["statements"])
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return next(r for r in prepare_split(corpus, "dev") if r["doc"] == "nb-1")


def test_a_quote_without_a_cue_is_anchored_at_its_first_word(corpus: Path) -> None:
    record = _with_statements(corpus, lambda s: s[1].update(cue=[]))
    quoted = record["statements"][1]
    assert quoted["quote"] is True
    assert words_of(record, [quoted["anchor"]]) == ["Det"]


def test_statements_without_words_or_with_a_taken_anchor_are_left_out(corpus: Path) -> None:
    record = _with_statements(corpus, lambda s: s.extend([{**s[0], "content": []}, {**s[0], "speaker": "B"}]))
    assert [s["speaker"] for s in record["statements"]] == ["Kari Strand", "Kari Strand"]


def test_coreference_is_laid_on_the_words(
    records: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    record = records["nb-1"]
    clusters: dict[int, list[tuple[str, str]]] = {}
    for first, last, head, cluster in record["mentions"]:
        whole = " ".join(record["forms"][first : last + 1])
        clusters.setdefault(cluster, []).append((whole, record["forms"][head]))
    assert list(clusters.values()) == [
        [("Ordfører Kari Strand", "Ordfører"), ("hun", "hun")],
        [("Havnen", "Havnen"), ("havnen i Storvik", "havnen")],
        [("Storvik", "Storvik")],
    ]
    assert record["coref_range"] == [[0, len(record["forms"]) - 1]]
    assert "mentions" not in records["nb-2"]


def test_how_much_coreference_was_laid_is_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare_split(corpus, "dev")
    assert "1 of 2 articles" in capsys.readouterr().err


def test_an_article_that_runs_into_the_next_document_keeps_its_mentions(broken_article_corpus: Path) -> None:
    records = {r["doc"]: r for r in prepare_split(broken_article_corpus, "dev")}
    first = records["nb-8"]
    assert len(first["mentions"]) == 5
    for _, _, head, _ in first["mentions"]:
        assert any(a <= head <= b < len(first["forms"]) for a, b in first["coref_range"])


@given(st.text("ab .-\n", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_words_under_a_span_are_those_half_inside(text: str, start: int, length: int) -> None:
    words = split_words(text)
    end = min(len(text), start + length)
    expected = [i for i, (a, b) in enumerate(words.spans) if 2 * max(0, min(b, end) - max(a, start)) >= b - a]
    assert WordIndex(words).under(start, end) == expected


def test_the_project_s_own_statements_are_added_where_the_corpus_has_none(corpus: Path) -> None:
    bare = {r["doc"]: r for r in prepare_split(corpus, "dev")}["nb-2"]
    at = bare["text"].index("Dumt var det")
    quote = {"content": [[at, at + 12]], "cue": [], "source": [], "via": [], "hedges": [], "speaker": "Dagen"}
    kept = stand_off("nb-2", bare["text"], [quote | {"form": "direct", "kind": "media", "certainty": "certain"}])
    record = {r["doc"]: r for r in prepare_split(corpus, "dev", {"nb-2": kept})}["nb-2"]
    assert "statements" not in bare
    assert record["ours"]
    assert words_of(record, record["statements"][0]["content"]) == ["Dumt", "var", "det"]
    assert record["statements"][0]["speaker"] == "Dagen"


def test_an_article_of_a_pack_has_statements_and_nothing_else_to_learn() -> None:
    item = next(pack_articles(load_packs(PACKS.glob("s01.json"))))
    name, text = f"s01/{item.gold['id']}", item.article.text
    title = [[0, len(item.gold["title"])]]
    told = {"content": title, "cue": [], "source": [], "via": [], "hedges": [], "speaker": None}
    kept = stand_off(name, text, [told | {"form": "indirect", "kind": "implicit", "certainty": "certain"}])
    (record,) = pack_records({name: kept})
    assert [record["text"][a:b] for a, b in record["spans"]] == record["forms"]
    assert {*record["pos"], *record["rel"], *record["entity"]} == {"_"}
    assert record["heading"] == list(range(len(record["heading"])))
    assert record["statements"][0]["content"] == record["heading"]


def test_rare_parts_of_speech_fold_into_their_first_feature(records: dict[str, dict[str, Any]]) -> None:
    labels = collect_labels(list(records.values()))
    assert "subst" in labels["pos"]
    assert "subst|prop" not in labels["pos"]
    assert labels["entity"][0] == "O"
    assert labels["form"] == ["direct", "indirect"]
    many = {**records["nb-1"], "pos": ["subst|prop"] * 25}
    assert "subst|prop" in collect_labels([many])["pos"]


def test_pieces_that_texts_use_come_first_then_the_most_probable_latin_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁ja", "▁nei", "жук", "▁kanskje", "▁ha"]
    scores = [0.0, 0.0, 0.0, 0.0, -1.0, -3.0, -1.0, -2.0, -9.0]
    base = Base({}, pieces, scores, {"ﬁ": "fi", "a": "a"}, 1, 1, 32, 0)
    monkeypatch.setattr("training.prepare.VOCABULARY", 7)
    chosen = choose_pieces(base, ["ha"])
    assert chosen["pieces"] == ["<s>", "<pad>", "</s>", "<unk>", "▁ja", "▁kanskje", "▁ha"]
    assert chosen["ids"] == [0, 1, 2, 3, 4, 7, 8]
    assert chosen["scores"] == [scores[i] for i in chosen["ids"]]
    assert chosen["normal"] == {"ﬁ": "fi"}


def test_the_command_writes_what_training_takes(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = Base({}, ["<s>", "<pad>", "</s>", "<unk>", "▁"], [0.0] * 4 + [-1.0], {}, 1, 1, 32, 0)
    monkeypatch.setattr("training.prepare.read_base", lambda path: base)
    work = tmp_path / "work"
    command = ["--corpus", str(corpus), "--base", "x.whl", "--work", str(work)]
    with pytest.raises(SystemExit):
        main([*command, "--annotations", str(tmp_path / "none.jsonl")])
    (empty := tmp_path / "empty.jsonl").touch()
    assert main([*command, "--annotations", str(empty), "--written", str(empty)]) == 0
    assert json.loads((work / "pieces.json").read_text(encoding="utf-8"))["ids"] == [0, 1, 2, 3, 4]
    assert json.loads((work / "labels.json").read_text(encoding="utf-8"))["roles"][0] == "O"
    with gzip.open(work / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert len(list(lines)) == 3
