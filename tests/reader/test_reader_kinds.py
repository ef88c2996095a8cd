from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from reader_fakes import LABELS

from belegg.reader._candidates import DESCRIBED, ITSELF, NAMED, NOBODY, Candidate
from belegg.reader._kinds import fit, kinds_of, may_be, people_of
from belegg.reader._names import Name
from belegg.reader._network import Floats

KINDS = LABELS["kind"]
PEOPLE = [(4, 5)]
PERSON = Candidate(NAMED, "Kari Vik", "PER", ((4, 5),))
BODY = Candidate(NAMED, "Havnevesenet", "ORG", ((8, 8),))
TITLED = Candidate(ITSELF, "ordfører Kari Vik", "", ((3, 5),))
DESCRIPTION = Candidate(DESCRIBED, "en nabo", "", ((0, 1),))
NONE = Candidate(NOBODY, None)
ALL = [NONE, PERSON, BODY, TITLED, DESCRIPTION]


def logits(**of: float) -> Floats:
    return np.asarray([of.get(kind, 0.0) for kind in KINDS], np.float32)


def test_people_are_where_names_of_people_stand() -> None:
    names = [Name("Kari Vik", "PER", ("kari", "vik")), Name("Havnevesenet", "ORG", ("havnevesenet",))]
    names[0].mentions.append((4, 5))
    names[1].mentions.append((8, 8))
    assert people_of(names) == PEOPLE


def test_what_each_can_be() -> None:
    assert may_be(NONE, PEOPLE) == {"implicit"}
    assert may_be(PERSON, PEOPLE) == {"person"}
    assert {"person", "anonymous"}.isdisjoint(may_be(BODY, PEOPLE))
    assert "person" in may_be(TITLED, PEOPLE) and "person" not in may_be(TITLED, [])
    derived = Candidate(NAMED, "Russland-ekspert", "DRV", ((9, 9),))
    work = Candidate(NAMED, "Store norske", "OTHER", ((9, 9),))
    assert {"anonymous", "person"}.isdisjoint(may_be(work, PEOPLE))
    assert {"anonymous", "group"} <= may_be(derived, PEOPLE) and "person" not in may_be(derived, PEOPLE)
    assert "anonymous" in may_be(DESCRIPTION, PEOPLE) and "person" not in may_be(DESCRIPTION, PEOPLE)


@pytest.mark.parametrize(
    ("kind", "best"), [("implicit", NONE), ("person", PERSON), ("anonymous", DESCRIPTION), ("organisation", BODY)]
)
def test_those_fit_best_who_can_be_of_the_kind(kind: str, best: Candidate) -> None:
    scores = fit(logits(**{kind: 9.0}), ALL, PEOPLE, KINDS)
    assert scores[ALL.index(best)] == pytest.approx(scores.max(), abs=0.01)
    unfit = [s for s, c in zip(scores, ALL, strict=True) if kind not in may_be(c, PEOPLE)]
    assert max(unfit) < scores.max() - 1


@given(arrays.arrays(np.float32, len(KINDS), elements=st.floats(-60, 60, width=32)))
def test_nobody_is_ruled_out_by_the_kind_alone(x: Floats) -> None:
    scores = fit(x, ALL, PEOPLE, KINDS)
    assert scores.dtype == np.float32 and np.isfinite(scores).all()
    assert scores.max() - scores.min() < 4


def test_the_speaker_weighs_on_the_kind() -> None:
    def of(speaker: Candidate, source: bool = True, **x: float) -> str:
        return kinds_of([logits(**x)], [source], [speaker], PEOPLE, KINDS)[0]

    assert of(PERSON, group=9.0) == "person"
    assert of(BODY, person=3.0, media=1.0) == "media"
    assert of(DESCRIPTION, person=3.0, anonymous=1.0) == "anonymous"
    assert of(DESCRIPTION, person=12.0, anonymous=1.0) == "person", "no bar: the speaker may be wrong"
    assert of(DESCRIPTION, implicit=9.0, group=1.0) == "group"
    assert of(NONE, False, group=9.0) == "implicit" and of(NONE, True, group=9.0) == "group"


def test_a_speaker_is_of_one_kind_throughout() -> None:
    sure, unsure = logits(anonymous=6.0), logits(group=1.0)
    same, other = Candidate(ITSELF, "En Nabo", "", ((7, 8),)), Candidate(ITSELF, "naboene", "", ((9, 9),))
    got = kinds_of([sure, unsure, unsure, unsure], [True] * 4, [DESCRIPTION, same, other, NONE], PEOPLE, KINDS)
    assert got == ["anonymous", "anonymous", "group", "group"]
    assert kinds_of([], [], [], PEOPLE, KINDS) == []


@given(st.lists(st.sampled_from(ALL), max_size=8), st.randoms(use_true_random=False))
def test_speakers_of_one_name_never_differ_in_kind(speakers: list[Candidate], rng: random.Random) -> None:
    seen = [logits(**{kind: rng.uniform(-20, 20) for kind in KINDS}) for _ in speakers]
    got = kinds_of(seen, [True] * len(speakers), speakers, PEOPLE, KINDS)
    of = {c.name: kind for c, kind in zip(speakers, got, strict=True)}
    assert all(kind == of[c.name] for c, kind in zip(speakers, got, strict=True) if c.name)
    assert all(kind != "implicit" for c, kind in zip(speakers, got, strict=True) if c.name)
