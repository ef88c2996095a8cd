from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from belegg.reader._evidence import POINTED
from belegg.reader._speakers import SpeakerScorer
from training.annotations import stand_off
from training.speakers import Example, accuracy, annotated, guarded, joined, train_scorer, unguarded

OTHERS = 3
STATEMENT = {
    "content": [[10, 12]], "cue": [[5, 9]], "source": [[0, 4]], "via": [], "hedges": [],
    "form": "indirect", "kind": "person", "certainty": "certain", "speaker": "Kari",
}  # fmt: skip


def examples(rng: np.random.Generator, n: int = 60) -> list[Example]:
    """Statements of four candidates. The first column is right three times of four, the pointing head always where it
    was taught and never elsewhere."""
    out: list[Example] = []
    for i in range(n):
        taught = i % 4 != 0
        features = rng.standard_normal((4, OTHERS + POINTED)).astype(np.float32)
        right = np.arange(4) == rng.integers(4)
        features[:, 0] += 3 * right * (i % 8 != 1)
        features[:, OTHERS] = 5 * right if taught else 5 * np.roll(right, 1)
        out.append(Example(features, right, np.zeros(4, np.float32), taught))
    return out


def test_what_the_head_was_taught_is_hidden_and_what_it_was_not_counts_twice() -> None:
    own = examples(np.random.default_rng(1))
    got = guarded(own)
    hidden = [e for e in got if e.taught]
    assert (len(hidden), len(got)) == (45, 45 + 2 * 15)
    assert len({tuple(row) for e in hidden for row in e.features[:, OTHERS:].tolist()}) == 1
    assert all((e.features[:, -1] == (not e.taught)).all() for e in got)
    assert (got[0].features[:, :-1] == own[0].features).all() and got[0].features is not own[0].features
    assert len(guarded([replace(e, invented=True) for e in own])) == 60, "what is invented counts once"


def test_the_kind_decides_where_the_scorer_does_not() -> None:
    own = examples(np.random.default_rng(4))
    told = [replace(e, goes=np.where(e.right, 0.0, -3.0).astype(np.float32)) for e in own]
    parameters = train_scorer(guarded(own), 1, 1).parameters_by_name()
    scorer = SpeakerScorer(joined([unguarded(parameters)]))
    assert accuracy(scorer, told, 0.0) == accuracy(scorer, own, 1.0) < 1
    assert accuracy(scorer, told, 50.0) == 1.0
    assert accuracy(scorer, [], 1.0) == 0.0


def test_the_projects_own_annotation_comes_as_the_corpus_has_its_own() -> None:
    text = "Kari sier ja."
    kept = {"o1": stand_off("o1", text, [STATEMENT])}
    records: list[dict[str, Any]] = [{"doc": "o1", "text": text, "ours": True}, {"doc": "g1", "text": text}]
    new = {"doc": "w1", "text": text, "statements": [STATEMENT], "names": ["Kari"]}
    assert annotated(records, kept) == [{"doc": "o1", "text": text, "statements": [STATEMENT]}]
    told = {"doc": "w1", "text": text, "ours": True, "written": True}
    assert annotated([told], {"w1": new}) == [new]
    with pytest.raises(ValueError, match="o1 is not among the annotations"):
        annotated(records, {})
    with pytest.raises(ValueError, match="w1 is not among the annotations"):
        annotated([told], {})


def test_the_scorer_does_not_trust_a_head_that_is_right_only_where_it_was_taught() -> None:
    rng = np.random.default_rng(2)
    own, fresh = examples(rng, 400), [e for e in examples(rng, 400) if not e.taught]

    def right(train: list[Example], fold: bool) -> float:
        parameters = train_scorer(train, 1, 6).parameters_by_name()
        scorer = SpeakerScorer(joined([unguarded(parameters) if fold else parameters]))
        return float(np.mean([e.right[int(scorer(e.features).argmax())] for e in fresh]))

    assert right(guarded(own), True) > right(own, False) + 0.3


def test_a_scorer_without_the_column_scores_as_the_one_with_it() -> None:
    own = guarded(examples(np.random.default_rng(3)))
    parameters = train_scorer(own, 1, 2).parameters_by_name()
    rows = own[0].features
    assert rows[0, -1] == 1
    assert SpeakerScorer(unguarded(parameters))(rows[:, :-1]) == pytest.approx(
        SpeakerScorer(parameters)(rows), abs=1e-5
    )
