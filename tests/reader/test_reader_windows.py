from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.reader._layout import OFFSET_BUCKETS, PARAGRAPH_REACH, SENTENCE_REACH, Layout, lay_out
from belegg.reader._pieces import BOS, EOS, PAD
from belegg.reader._windows import CROP_LEFT, CROP_RIGHT, make_crops, make_windows
from belegg.reader._words import BREAK, SPACE

CUTS = st.lists(
    st.tuples(st.integers(1, 5) | st.integers(1, 40), st.sampled_from([SPACE, SPACE, SPACE, BREAK])), max_size=80
)


def numbered(sizes: list[int]) -> list[list[int]]:
    """Pieces that occur once each, so that a piece tells its place."""
    counter = itertools.count(10)
    return [[next(counter) for _ in range(n)] for n in sizes]


@settings(max_examples=80, deadline=None)
@given(CUTS, st.sampled_from([(32, 0), (32, 5), (64, 12), (256, 40)]))
def test_each_word_is_read_once_with_its_own_pieces(words: list[tuple[int, int]], shape: tuple[int, int]) -> None:
    size, margin = shape
    cuts, gaps = numbered([n for n, _ in words]), [g for _, g in words]
    windows = make_windows(cuts, gaps, size, margin)
    flat, room = windows.ids.reshape(-1), (size - 2) // 4
    assert windows.ids.shape == windows.mask.shape and windows.ids.shape[1:] == (size,)
    assert len(windows.first) == len(windows.last) == len(cuts)
    for i, cut in enumerate(cuts):
        first, last = windows.first[i], windows.last[i]
        assert first // size == last // size
        assert flat[first : last + 1].tolist() == cut[:room]
        assert (flat[first - 1] == EOS) == (gaps[i] == BREAK and i > 0)
    assert (np.diff(windows.first) > 0).all()


@settings(max_examples=40, deadline=None)
@given(CUTS)
def test_a_window_is_framed_and_its_mask_is_what_it_holds(words: list[tuple[int, int]]) -> None:
    windows = make_windows(numbered([n for n, _ in words]), [g for _, g in words], 48, 8)
    for ids, mask in zip(windows.ids, windows.mask, strict=True):
        used = int(mask.sum())
        assert (mask == (np.arange(len(mask)) < used)).all()
        assert ids[0] == BOS and ids[used - 1] == EOS and (ids[used:] == PAD).all() and not (ids[:used] == PAD).any()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(0, 12))
def test_words_of_one_piece_have_the_whole_margin_on_both_sides(n: int, margin: int) -> None:
    size = 40
    windows = make_windows(numbered([1] * n), [SPACE] * n, size, margin)
    for i, at in enumerate(windows.first):
        row, column = divmod(int(at), size)
        used = int(windows.mask[row].sum())
        assert column - 1 >= min(margin, i)
        assert used - 2 - column >= min(margin, n - 1 - i)


def test_what_fits_is_one_window() -> None:
    assert len(make_windows(numbered([1] * 30), [SPACE] * 30, 32, 5).ids) == 1
    assert len(make_windows(numbered([1] * 31), [SPACE] * 31, 32, 5).ids) == 2


def test_a_word_longer_than_a_window_is_cut_off() -> None:
    windows = make_windows(numbered([3, 1000, 2]), [BREAK, SPACE, BREAK], 32, 5)
    flat = windows.ids.reshape(-1)
    assert flat[windows.first[1] : windows.last[1] + 1].tolist() == list(range(13, 20))
    assert flat[windows.first[2] : windows.last[2] + 1].tolist() == [1013, 1014]


def test_no_word_no_window() -> None:
    assert make_windows([], []).ids.shape == (0, 256)


def layout_of(n: int, every: int) -> Layout:
    return lay_out(["ord"] * n, [BREAK if i % every == 0 else SPACE for i in range(n)])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.integers(1, 60), st.data())
def test_a_crop_is_the_words_around_its_anchor(n: int, every: int, data: st.DataObject) -> None:
    anchors = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=4))
    layout = layout_of(n, every)
    crops = make_crops(anchors, layout)
    assert crops.index.shape == crops.mask.shape == (len(anchors), CROP_LEFT + CROP_RIGHT + 1)
    assert crops.places.shape == (*crops.index.shape, 4)
    for row, anchor in enumerate(anchors):
        inside = crops.mask[row] > 0
        low, high = max(0, anchor - CROP_LEFT), min(n - 1, anchor + CROP_RIGHT)
        assert crops.index[row][inside].tolist() == list(range(low, high + 1))
        assert crops.index[row, crops.at[row]] == anchor and inside[crops.at[row]]
        steps = np.clip(layout.paragraph[low : high + 1] - layout.paragraph[anchor], -PARAGRAPH_REACH, PARAGRAPH_REACH)
        assert (crops.places[row, inside, 2] == steps + PARAGRAPH_REACH).all()
    assert crops.index.min() >= 0 and crops.index.max() < n
    for column, limit in enumerate((OFFSET_BUCKETS, 2 * SENTENCE_REACH + 1, 2 * PARAGRAPH_REACH + 1, 4)):
        assert crops.places[..., column].min() >= 0 and crops.places[..., column].max() < limit


@pytest.mark.parametrize("anchor", [0, 5, 9])
def test_places_are_relative_to_the_anchor(anchor: int) -> None:
    crops = make_crops([anchor], layout_of(10, 4))
    at = int(crops.at[0])
    assert crops.places[0, at, 1] == SENTENCE_REACH and crops.places[0, at, 2] == PARAGRAPH_REACH
    if anchor:
        assert crops.places[0, at - 1, 0] < crops.places[0, at, 0]
