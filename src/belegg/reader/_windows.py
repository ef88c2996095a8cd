"""Cut a text's pieces into the windows that the encoder sees, and the words around a cue into a crop.

Training and reading call the same functions, so that both see the same shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from belegg.reader._layout import PARAGRAPH_REACH, SENTENCE_REACH, Ints, Layout, offset_bucket
from belegg.reader._pieces import BOS, EOS, PAD
from belegg.reader._words import BREAK

Floats = npt.NDArray[np.float32]

CROP_LEFT, CROP_RIGHT = 96, 80
"""Words of a crop on each side of the anchor: 99 % of the corpus's contents lie inside."""


@dataclass(frozen=True, slots=True)
class Windows:
    """ids, mask [B, P]; `first` and `last` [W]: a word's first and last piece in the flattened windows."""

    ids: Ints
    mask: Floats
    first: Ints
    last: Ints


def make_windows(cuts: Sequence[Sequence[int]], gaps: Sequence[int], size: int = 256, margin: int = 0) -> Windows:
    """Lay the words' pieces into windows of at most `size`; each word is read where it has `margin` pieces around it.

    A paragraph break is one ``</s>`` before its word. A word of more pieces than fit is cut off.
    """
    room = size - 2
    units: list[list[int]] = []
    for pieces, gap in zip(cuts, gaps, strict=True):
        own = list(pieces[: room // 4])
        units.append([EOS, *own] if gap == BREAK and units else own)
    sizes = [len(u) for u in units]
    n = len(units)
    rows: list[list[int]] = []
    first, last = np.zeros(n, np.int64), np.zeros(n, np.int64)
    core = 0
    while core < n:
        begin, left = core, 0
        while begin > 0 and left + sizes[begin - 1] <= margin:
            begin -= 1
            left += sizes[begin]
        end, used = core, left
        while end < n and used + sizes[end] <= room:
            used += sizes[end]
            end += 1
        stop = end
        if end < n:
            right = 0
            while stop > core + 1 and right + sizes[stop - 1] <= margin:
                stop -= 1
                right += sizes[stop]
        row = [BOS]
        for i in range(begin, end):
            extra = len(units[i]) - min(len(cuts[i]), room // 4)
            if core <= i < stop:
                first[i] = len(rows) * size + len(row) + extra
                last[i] = len(rows) * size + len(row) + len(units[i]) - 1
            row.extend(units[i])
        row.append(EOS)
        rows.append(row)
        core = stop
    ids = np.full((len(rows), size), PAD, np.int64)
    for r, row in enumerate(rows):
        ids[r, : len(row)] = row
    return Windows(ids, (ids != PAD).astype(np.float32), first, last)


@dataclass(frozen=True, slots=True)
class Crops:
    """index [N, L] of words (clipped), mask [N, L], places [N, L, 4], anchor's index in its crop [N]."""

    index: Ints
    mask: Floats
    places: Ints
    at: Ints


def make_crops(anchors: Sequence[int], layout: Layout) -> Crops:
    """The words around each anchor, with their places relative to it. All crops have one length."""
    n = len(layout.sentence)
    anchor = np.asarray(anchors, np.int64)
    offset = np.arange(-CROP_LEFT, CROP_RIGHT + 1)
    index = anchor[:, None] + offset[None]
    mask = (index >= 0) & (index < n)
    index = np.clip(index, 0, max(n - 1, 0))
    sentence = layout.sentence[index] - layout.sentence[anchor][:, None]
    paragraph = layout.paragraph[index] - layout.paragraph[anchor][:, None]
    places = np.stack(
        [
            np.broadcast_to(offset_bucket(offset)[None], index.shape),
            np.clip(sentence, -SENTENCE_REACH, SENTENCE_REACH) + SENTENCE_REACH,
            np.clip(paragraph, -PARAGRAPH_REACH, PARAGRAPH_REACH) + PARAGRAPH_REACH,
            layout.flags[index],
        ],
        axis=-1,
    )
    return Crops(index, mask.astype(np.float32), places, np.full(len(anchor), CROP_LEFT, np.int64))
