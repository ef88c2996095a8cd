from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import META, draft_of, encoded_of, words_of

from belegg.reader._candidates import NAMED, NOBODY, Candidate
from belegg.reader._evidence import pointing_evidence
from belegg.reader._names import gather_names
from belegg.reader._pointing import LEAST, Pointed, PointingHead, point, words_that_name

WORDS = words_of("Kari Vik ringte naboen. Hun sier at båten lakk. Ola Berg gikk.")
#                 0    1   2      3     4 5  6    7  8     9   10 11  12   13  14
NAMES = gather_names(
    [(0, 1, "PER"), (11, 12, "PER")], WORDS, "Kari Vik ringte naboen. Hun sier at båten lakk. Ola Berg gikk."
)
TAGS = ["verb"] * len(WORDS)
TAGS[3] = TAGS[8] = "subst|appell"
NAMING = np.array([0, 1, 3, 8, 11, 12])
DRAFT = draft_of([8, 9], cue=[6], source=[5])
PLAIN = PointingHead.from_meta(META)


def test_names_and_nouns_are_pointed_at() -> None:
    assert words_that_name(NAMES, encoded_of(WORDS), TAGS).tolist() == NAMING.tolist()


def test_a_head_without_an_opinion_gives_each_word_and_nobody_the_same() -> None:
    got = point(DRAFT, PLAIN, encoded_of(WORDS), NAMING)
    assert got.nobody == pytest.approx(-math.log(7))
    assert got.words[NAMING] == pytest.approx([-math.log(7)] * 6)
    assert np.isneginf(np.delete(got.words, NAMING)).all(), "the pronoun itself is not pointed at"
    assert got.of([0, 1]) == pytest.approx(math.log(2 / 7))
    assert got.of([]) == got.of([2]) == got.peak([]) == LEAST


def test_a_source_that_is_no_pronoun_is_pointed_at_too() -> None:
    got = point(draft_of([8, 9], cue=[6], source=[2]), PLAIN, encoded_of(WORDS), NAMING)
    assert got.words[2] == pytest.approx(-math.log(8))


def test_a_likeness_of_anchor_and_word_is_seen_and_so_is_the_sources() -> None:
    encoded = encoded_of(WORDS)
    encoded.point_from[6, 0] = encoded.point_to[11, 0] = 3
    got = point(DRAFT, PLAIN, encoded, NAMING)
    assert got.words.argmax() == 11
    encoded.point_source[5, 1] = encoded.point_to[0, 1] = 9
    assert point(DRAFT, PLAIN, encoded, NAMING).words.argmax() == 0
    sourceless = draft_of([8, 9], cue=[6])
    assert point(sourceless, PLAIN, encoded, NAMING).words.argmax() == 11
    like = replace(PLAIN, sourceless=np.array([0, 9, 0, 0, 0, 0], np.float32))
    assert point(sourceless, like, encoded, NAMING).words.argmax() == 0


def test_nobody_is_likened_to_the_statement() -> None:
    encoded = encoded_of(WORDS)
    encoded.point_from[6, 0] = 9
    head = replace(PLAIN, nobody=np.array([9, 0, 0, 0, 0, 0], np.float32))
    assert point(DRAFT, head, encoded, NAMING).nobody == pytest.approx(0, abs=1e-3)


def test_distances_before_and_after_have_scores_of_their_own() -> None:
    gap = np.array([0, 1, 2, 3, 10, 11, 12, 13], np.float32)
    got = point(DRAFT, replace(PLAIN, gap=gap), encoded_of(WORDS), NAMING)
    against_nobody = got.words[NAMING] - got.nobody
    assert against_nobody == pytest.approx([3, 3, 2, 11, 13, 13], abs=1e-4)


def test_an_article_without_names_points_at_nobody() -> None:
    got = point(DRAFT, PLAIN, encoded_of(WORDS), np.array([], np.int64))
    assert got.nobody == pytest.approx(0) and np.isneginf(got.words).all()


def test_what_the_head_says_of_candidates_ranks_them() -> None:
    words = np.full(len(WORDS), -np.inf, np.float32)
    words[[0, 1, 12]] = np.log([0.2, 0.3, 0.1])
    pointed = Pointed(words, math.log(0.4))
    kari = Candidate(NAMED, "Kari Vik", "PER", ((0, 1),), "k", (0, 1))
    ola = Candidate(NAMED, "Ola Berg", "PER", ((11, 12),), "o", (11, 12))
    rows = pointing_evidence([Candidate(NOBODY, None), kari, ola], pointed)
    mass, share, behind, margin, rank = rows[:, :5].T
    assert share == pytest.approx([0.4, 0.5, 0.1], abs=1e-5)
    assert mass == pytest.approx(np.log([0.4, 0.5, 0.1]), abs=1e-5)
    assert behind == pytest.approx(np.log([0.8, 1, 0.2]), abs=1e-5)
    assert margin == pytest.approx(np.log([0.8, 1.25, 0.2]), abs=1e-5)
    assert rank.tolist() == [1, 0, 2]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_all_of_the_probability_is_given_away(seed: int, sourced: bool) -> None:
    rng = np.random.default_rng(seed)
    draft = draft_of([8, 9], cue=[6], source=[5] if sourced else [])
    got = point(draft, PLAIN, encoded_of(WORDS, rng), NAMING)
    assert np.exp(got.words).sum() + math.exp(got.nobody) == pytest.approx(1, abs=1e-4)
    rows = pointing_evidence([Candidate(NOBODY, None)], got)
    assert rows.dtype == np.float32 and np.isfinite(rows).all()
