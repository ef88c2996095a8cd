from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.trace import LEAST, alike, bands, shared, shingles, sketch

_WORDS = [f"ord{i}" for i in range(400)]


def _text(seed: int, length: int) -> str:
    return " ".join(random.Random(seed).choices(_WORDS, k=length))


@given(st.text(max_size=200))
def test_equal_texts_have_equal_shingles_sketches_and_bands(text: str) -> None:
    once, again = shingles(text), shingles(text)
    assert np.array_equal(once, again)
    assert sketch(once) == sketch(again) and bands(sketch(once)) == bands(sketch(again))
    assert list(once) == sorted(set(once.tolist()))


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_share_is_the_same_both_ways_and_within_bounds(a: str, b: str) -> None:
    x, y = shingles(a), shingles(b)
    assert shared(x, y) == shared(y, x)
    assert 0 <= shared(x, y) <= 1
    assert shared(x, x) == (1.0 if len(x) else 0.0)


@pytest.mark.parametrize("text", ["", "bare fire ord her", "!!! ..."])
def test_a_text_of_under_five_words_has_nothing_to_share(text: str) -> None:
    assert len(shingles(text)) == 0
    assert sketch(shingles(text)) == b"" and bands(b"") == ()


def test_signs_case_and_layout_do_not_matter() -> None:
    a = shingles("Brua over Storelva er stengt – sier ordføreren.")
    b = shingles("«Brua over Storelva\ner stengt», sier ORDFØREREN!")
    assert np.array_equal(a, b) and len(a) == 3


def test_a_cut_copy_shares_all_of_the_shorter() -> None:
    whole = _text(1, 200)
    part = " ".join(whole.split()[20:120])
    assert shared(shingles(whole), shingles(part)) == 1.0


@pytest.mark.parametrize("seed", range(20))
def test_a_copy_meets_its_original_in_some_band_and_a_stranger_in_none(seed: int) -> None:
    original = _text(seed, 200)
    copy = f"{_text(seed + 100, 40)} {' '.join(original.split()[:170])}"
    stranger = _text(seed + 200, 200)
    keys, same, other = ({*bands(sketch(shingles(t)))} for t in (original, copy, stranger))
    assert keys & same and not keys & other
    assert shared(shingles(original), shingles(copy)) > LEAST > shared(shingles(original), shingles(stranger))


def test_bands_tell_their_place() -> None:
    keys = bands(sketch(shingles(_text(1, 50))))
    assert len(keys) == len(set(keys)) == 32
    assert [k[0] for k in keys] == list(range(32))


def test_sketches_are_as_alike_as_their_hashes() -> None:
    made = sketch(shingles("brua over elva er stengt etter skaden i går kveld"))
    assert alike(made, made) == 1.0
    assert alike(made, made[:128] + bytes(128)) == 0.5
    assert alike(b"", b"") == alike(made, b"") == 0.0
