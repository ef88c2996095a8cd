from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.reader._layout import OFFSET_BUCKETS, Layout, lay_out, offset_bucket
from belegg.reader._words import BREAK, split_words

PROSE = st.lists(
    st.sampled_from(["Kari", "sa", ".", "!", "«", "»", '"', "–", " ", "\n", "\n\n", "(", ")", "😀"]), max_size=40
).map("".join)


def laid(text: str) -> tuple[list[str], Layout]:
    words = split_words(text)
    return words.forms, lay_out(words.forms, words.gaps)


def marked(text: str, bit: int) -> list[str]:
    forms, layout = laid(text)
    return [f for f, flags in zip(forms, layout.flags, strict=True) if flags & bit]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hun gikk. Han kom. Det regnet!", [0, 0, 0, 1, 1, 1, 2, 2, 2]),
        ("Kl. to kom han", [0, 0, 0, 0, 0]),
        ("Ja\n\nNei\n\nJo", [0, 1, 2]),
        ("«Nei.» Hun gikk", [0, 0, 0, 0, 1, 1]),
        ("(Ja.) Nei", [0, 0, 0, 0, 1]),
        ("Hvem? Hun", [0, 0, 1]),
        ("Prisen er 3.5 Nei", [0, 0, 0, 0]),
    ],
)
def test_sentences(text: str, sentences: list[int]) -> None:
    assert laid(text)[1].sentence.tolist() == sentences


def test_only_blank_lines_make_paragraphs() -> None:
    assert laid("En.\nTo.\n\nTre.")[1].paragraph.tolist() == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Han sa «nei takk» og gikk", ["«", "nei", "takk", "»"]),
        ('Han sa "nei takk" og gikk', ['"', "nei", "takk", '"']),
        ("Han sa “nei” og gikk", ["“", "nei", "”"]),
        ('"a" b "c"', ['"', "a", '"', '"', "c", '"']),
        ("Han sa «nei\n\nEt nytt avsnitt", ["«", "nei"]),
        ("Bare » her", []),
        ("Ingen", []),
    ],
)
def test_what_stands_in_quotes(text: str, quoted: list[str]) -> None:
    assert marked(text, 1) == quoted


@pytest.mark.parametrize("dash", "-–—―−")
def test_a_line_that_opens_with_a_dash_is_a_dash_line_to_its_end(dash: str) -> None:
    assert marked(f"{dash} Ja. Nei, sa hun.\n\nHun {dash} gikk", 2) == [dash, "Ja", ".", "Nei", ",", "sa", "hun", "."]


@settings(max_examples=80, deadline=None)
@given(PROSE)
def test_sentences_and_paragraphs_only_grow(text: str) -> None:
    words = split_words(text)
    layout = lay_out(words.forms, words.gaps)
    assert len(layout.sentence) == len(layout.paragraph) == len(layout.flags) == len(words)
    for i in range(1, len(words)):
        p, s = layout.paragraph[i] - layout.paragraph[i - 1], layout.sentence[i] - layout.sentence[i - 1]
        assert p == (words.gaps[i] == BREAK)
        assert p <= s <= 1
    assert set(layout.flags.tolist()) <= {0, 1, 2, 3}


def test_near_places_have_buckets_of_their_own_and_far_ones_share() -> None:
    offsets = np.arange(-300, 301)
    buckets = offset_bucket(offsets)
    assert (np.diff(buckets) >= 0).all()
    assert buckets.min() >= 0 and buckets.max() < OFFSET_BUCKETS
    near = buckets[np.abs(offsets) <= 6]
    assert len(set(near.tolist())) == 13
    assert buckets[0] == buckets[100] and buckets[-1] == buckets[-100]
    assert (buckets[offsets < 0] < buckets[offsets == 0]).all() and (buckets[offsets > 0] > buckets[offsets == 0]).all()
