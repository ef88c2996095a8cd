"""Varied layouts and segments: whatever happens to the words, their labels stay with them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.reader._layout import DASHES
from belegg.reader._pieces import Pieces
from belegg.reader._words import BREAK, NONE, SPACE
from training.data import IGNORE, Labels, Segment, load_records, make_segments, vary
from training.switch import LANGUAGES, switch_word

MOST = 60
QUOTES = set('"«»“”„')
PIECES = Pieces(["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnoprstuvyøå"], [0.0] * 4 + [-2.0] * 25, {})
FORMS = ("båten", "sa", "ho", "tok", "-", "–", '"', "«", "»", ".", ",", "Vik")


def labels() -> Labels:
    """Labels in which a word's part of speech is its number in the document, so that words can be told apart."""
    out = Labels.__new__(Labels)
    out.lists = {
        "pos": [f"w{i}" for i in range(MOST)],
        "rel": ["A", "B"],
        "entity": ["O", "B-PER"],
        "form": ["direct", "indirect"],
        "kind": ["person"],
        "certainty": ["certain"],
    }
    out.index = {k: {v: i for i, v in enumerate(vs)} for k, vs in out.lists.items()}
    return out


LABELS = labels()


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A prepared document of random words with every layer of labels."""
    n = draw(st.integers(1, MOST))
    numbers = st.integers(0, n - 1)
    opens = [True, *draw(st.lists(st.booleans(), min_size=n - 1, max_size=n - 1))]
    sentence = [int(s) for s in np.cumsum(opens) - 1]
    gaps = [BREAK, *draw(st.lists(st.sampled_from([NONE, SPACE, SPACE, BREAK]), min_size=n - 1, max_size=n - 1))]
    headings = draw(st.sets(st.sampled_from(sentence), max_size=2))
    statements = []
    for anchor in draw(st.lists(numbers, max_size=3, unique=True)):
        near = st.integers(max(0, anchor - 8), min(n - 1, anchor + 8))
        some = st.sets(near, max_size=4).map(sorted)
        content = sorted({draw(near), *draw(some)})
        parts = {"content": content, "cue": [anchor], "source": draw(some), "via": draw(some), "hedges": draw(some)}
        attributes = {"form": "indirect", "kind": "person", "certainty": "certain"}
        statements.append({"anchor": anchor, "quote": False, "speaker": None, **parts, **attributes})
    mentions = [[h, h, h, c] for h, c in draw(st.dictionaries(numbers, st.integers(0, 3), max_size=5)).items()]
    return {
        "doc": "d",
        "forms": draw(st.lists(st.sampled_from(FORMS), min_size=n, max_size=n)),
        "gaps": gaps,
        "sentence": sentence,
        "heading": [i for i in range(n) if sentence[i] in headings],
        "pos": [f"w{i}" for i in range(n)],
        "head": draw(st.lists(st.integers(-1, n - 1).map(lambda h: -2 if h < 0 else h), min_size=n, max_size=n)),
        "rel": draw(st.lists(st.sampled_from(["A", "B", "_", "RARE"]), min_size=n, max_size=n)),
        "entity": draw(st.lists(st.sampled_from(["O", "B-PER"]), min_size=n, max_size=n)),
        "statements": statements,
        "mentions": mentions,
        "coref_range": [[0, n // 2]],
    }


seeds = st.integers(0, 10_000)
rooms = st.integers(9, 120)


@given(records(), seeds)
def test_varying_changes_signs_and_breaks_only(record: dict[str, Any], seed: int) -> None:
    before = json.dumps(record)
    forms, gaps, dropped = vary(record, random.Random(seed))
    assert json.dumps(record) == before
    assert len(forms) == len(gaps) == len(record["forms"])
    for i, (old, new) in enumerate(zip(record["forms"], forms, strict=True)):
        if old in DASHES:
            assert new in DASHES
        elif old in QUOTES:
            assert new in QUOTES
        else:
            switched = {switch_word(form, language) for form in (old, old.upper()) for language in LANGUAGES}
            assert new in {old, *switched} or (new == old.upper() and i in record["heading"])
        if i - 1 in dropped and forms[i - 1] in DASHES:
            assert gaps[i] == BREAK
        elif gaps[i] != record["gaps"][i]:
            assert {gaps[i], record["gaps"][i]} == {SPACE, BREAK}
            assert record["sentence"][i] != record["sentence"][i - 1]
            assert i not in record["heading"]
            assert i - 1 not in record["heading"]
        if i in dropped:
            stop = old == "." and gaps[i + 1] == BREAK
            assert stop or (old in DASHES and (i == 0 or gaps[i] == BREAK))
    assert gaps[0] == BREAK


def test_every_kind_of_change_comes_up() -> None:
    record: dict[str, Any] = {
        "forms": ["Vik", "–", "ho", "sa", '"', "ja", '"', ".", "Vik", ".", "sa"],
        "gaps": [BREAK, BREAK, SPACE, SPACE, SPACE, NONE, NONE, NONE, BREAK, NONE, SPACE],
        "sentence": [0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3],
        "heading": [0],
    }
    seen = [vary(record, random.Random(seed)) for seed in range(200)]
    assert {forms[0] for forms, _, _ in seen} == {"Vik", "VIK"}
    assert {forms[1] for forms, _, _ in seen} == {"-", "–", "—"}
    assert {(f[4], f[6]) for f, _, _ in seen} == {('"', '"'), ("«", "»"), ("“", "”"), ("”", "”"), ("„", "“")}
    assert {gaps[8] for _, gaps, _ in seen} == {BREAK, SPACE}
    assert {gaps[10] for _, gaps, _ in seen} == {BREAK, SPACE}
    assert {gaps[1] for _, gaps, _ in seen} == {BREAK}
    assert any(dropped for _, _, dropped in seen)


@given(records(), seeds)
def test_the_same_seed_gives_the_same_layout(record: dict[str, Any], seed: int) -> None:
    assert vary(record, random.Random(seed)) == vary(record, random.Random(seed))


def originals(segment: Segment) -> list[int]:
    """The numbers in the document of a segment's words (their parts of speech say so)."""
    return segment.pos


@settings(deadline=None, max_examples=40)
@given(records(), st.none() | seeds, rooms)
def test_segments_hold_every_word_once_with_its_labels(record: dict[str, Any], seed: int | None, room: int) -> None:
    segments = make_segments(record, LABELS, PIECES, seed if seed is None else random.Random(seed), room, 24)
    kept = [i for segment in segments for i in originals(segment)]
    left_out = set(range(len(record["forms"]))) - set(kept)
    assert kept == sorted(set(kept))
    assert {record["forms"][i] for i in left_out} <= {".", *DASHES}
    if seed is None:
        assert not left_out
        assert [form for segment in segments for form in segment.forms] == record["forms"]
    for segment in segments:
        own = originals(segment)
        assert len(own) == len(segment.forms) == len(segment.layout.sentence) == len(segment.windows.first)
        for k, i in enumerate(own):
            head = record["head"][i]
            assert segment.head[k] == (own.index(head) if head in own else IGNORE)
            assert segment.rel[k] == {"A": 0, "B": 1}.get(record["rel"][i], IGNORE)
            assert segment.entity[k] == (record["entity"][i] == "B-PER")


@settings(deadline=None, max_examples=40)
@given(records(), st.none() | seeds, rooms)
def test_no_statement_is_lost_or_cut(record: dict[str, Any], seed: int | None, room: int) -> None:
    segments = make_segments(record, LABELS, PIECES, seed if seed is None else random.Random(seed), room, 24)
    everywhere = {i for segment in segments for i in originals(segment)}
    found = []
    for segment in segments:
        own = originals(segment)
        for s in segment.statements or []:
            anchor = own[s["anchor"]]
            (gold,) = [g for g in record["statements"] if g["anchor"] == anchor]
            found.append(anchor)
            for part in ("content", "source"):
                assert [own[i] for i in s[part]] == [i for i in gold[part] if i in everywhere]
            for part in ("cue", "via", "hedges"):
                assert [own[i] for i in s[part]] == [i for i in gold[part] if i in own]
            assert (s["form"], s["kind"], s["certainty"]) == (1, 0, 0)
    assert sorted(found) == sorted(s["anchor"] for s in record["statements"] if s["anchor"] in everywhere)


@settings(deadline=None, max_examples=40)
@given(records(), seeds, rooms)
def test_mentions_follow_their_heads_inside_the_read_range(record: dict[str, Any], seed: int, room: int) -> None:
    segments = make_segments(record, LABELS, PIECES, random.Random(seed), room, 24)
    everywhere = {i for segment in segments for i in originals(segment)}
    found = {originals(segment)[h]: c for segment in segments for h, c in segment.mentions}
    end = record["coref_range"][0][1]
    assert found == {h: c for _, _, h, c in record["mentions"] if h in everywhere and h <= end}


@given(records(), rooms)
def test_segments_are_cut_at_paragraphs(record: dict[str, Any], room: int) -> None:
    segments = make_segments(record, LABELS, PIECES, None, room, 24)
    for segment in segments[1:]:
        assert record["gaps"][originals(segment)[0]] == BREAK


def test_a_long_document_is_cut() -> None:
    n = 40
    record: dict[str, Any] = {
        "doc": "d",
        "forms": ["ho", "."] * (n // 2),
        "gaps": [BREAK, NONE] * (n // 2),
        "sentence": [i // 2 for i in range(n)],
        "heading": [],
        "pos": [f"w{i}" for i in range(n)],
        "head": [-2] * n,
        "rel": ["_"] * n,
        "entity": ["O"] * n,
    }
    segments = make_segments(record, LABELS, PIECES, None, 25)
    assert len(segments) > 3
    assert all(int(s.windows.mask.sum()) <= 25 + 2 for s in segments)
    assert all(s.statements is None for s in segments)


def test_a_document_without_statements_is_no_document_with_none() -> None:
    record: dict[str, Any] = {
        "doc": "d", "forms": ["ho"], "gaps": [BREAK], "sentence": [0], "heading": [], "pos": ["_"], "head": [0],
        "rel": ["_"], "entity": ["O"],
    }  # fmt: skip
    (unread,) = make_segments(record, LABELS, PIECES, None)
    (read,) = make_segments({**record, "statements": []}, LABELS, PIECES, None)
    assert (unread.statements, read.statements) == (None, [])
    assert unread.pos == [IGNORE]


def test_labels_and_records_are_read_as_prepared(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(json.dumps({"pos": ["subst", "subst|prop"], "rel": ["A"]}))
    known = Labels(tmp_path / "labels.json")
    assert [known.pos(p) for p in ("subst|prop", "subst|appell", "_", "verb")] == [1, 0, IGNORE, IGNORE]
    (tmp_path / "train.jsonl.gz").write_bytes(gzip.compress('{"doc": "å"}\n{"doc": "b"}\n'.encode()))
    assert load_records(tmp_path / "train.jsonl.gz") == [{"doc": "å"}, {"doc": "b"}]
