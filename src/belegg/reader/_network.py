"""Run the network: words in, vectors and scores out. The only module that touches onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from belegg.errors import ModelError
from belegg.reader._layout import Layout, lay_out
from belegg.reader._weights import Weights
from belegg.reader._windows import make_crops, make_windows
from belegg.reader._words import NONE, Words

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WINDOW, MARGIN = 256, 26
_WINDOWS_AT_ONCE = 16
_ANCHORS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """Per word: `vectors` [W, R] for the role head, `anchor` [W, 3], `entity` [W, E], and the projections of the
    coreference head, `ante_from` and `ante_to` [W, A]; `tag` [W, T] parts of speech; and the projections of the
    pointing head, `point_from` (as an anchor), `point_source` (as a word of a source) and `point_to` [W, A]."""

    words: Words
    layout: Layout
    vectors: Floats
    anchor: Floats
    entity: Floats
    tag: Floats
    ante_from: Floats
    ante_to: Floats
    point_from: Floats
    point_source: Floats
    point_to: Floats


@dataclass(frozen=True, slots=True)
class Roles:
    """Per anchor: scores of the roles in its crop, [N, L, 5] each, hedges [N, L], attributes, and validity [N]."""

    index: Ints
    mask: Floats
    unary: Floats
    opens: Floats
    closes: Floats
    hedge: Floats
    form: Floats
    kind: Floats
    certainty: Floats
    valid: Floats


def make_session(graph: bytes) -> Any:
    """A session of one thread: articles run side by side instead, and sums never depend on how work was split."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime has a class of its own for every failure, and no base but Exception.
        raise ModelError("the network cannot be loaded", remedy="reinstall belegg and onnxruntime") from error


class Network:
    """The sessions of one weights file. Safe to call from several threads."""

    def __init__(self, weights: Weights) -> None:
        self._encoder = make_session(weights.encoder)
        self._roles = make_session(weights.roles)
        self._pieces = weights.pieces
        self._embeddings = weights.embeddings

    def encode(self, words: Words) -> Encoded:
        """One pass of the encoder over a text. `words` must not be empty."""
        cuts = [self._pieces.cut(f, g != NONE) for f, g in zip(words.forms, words.gaps, strict=True)]
        windows = make_windows(cuts, words.gaps, WINDOW, MARGIN)
        layout = lay_out(words.forms, words.gaps)
        row_of = windows.first // WINDOW
        parts: list[list[Floats]] = []
        for begin in range(0, len(windows.ids), _WINDOWS_AT_ONCE):
            end = min(begin + _WINDOWS_AT_ONCE, len(windows.ids))
            here = (row_of >= begin) & (row_of < end)
            # The last window is mostly short; the rows of one call share the longest one's length.
            longest = int(windows.mask[begin:end].sum(1).max())
            first, last = (((i // WINDOW) - begin) * longest + i % WINDOW for i in (windows.first, windows.last))
            feed = {
                "embeds": self._embeddings(windows.ids[begin:end, :longest]),
                "mask": windows.mask[begin:end, :longest],
                "first": first[here],
                "last": last[here],
                "flags": layout.flags[here],
            }
            parts.append(self._encoder.run(None, feed))
        joined = [np.concatenate(p) if len(p) > 1 else p[0] for p in zip(*parts, strict=True)]
        return Encoded(words, layout, *joined)

    def roles(self, encoded: Encoded, anchors: Sequence[int], kinds: Sequence[int]) -> Roles:
        """The parts of the statement of each anchor (a word; kind 1 a cue, 2 the start of a quote without one)."""
        crops = make_crops(anchors, encoded.layout)
        kind = np.asarray(kinds, np.int64)
        parts: list[list[Floats]] = []
        for begin in range(0, len(anchors), _ANCHORS_AT_ONCE):
            rows = slice(begin, begin + _ANCHORS_AT_ONCE)
            feed = {
                "vectors": encoded.vectors,
                "index": crops.index[rows],
                "places": crops.places[rows],
                "crop_mask": crops.mask[rows],
                "anchor_kind": kind[rows],
                "anchor_at": crops.at[rows],
            }
            parts.append(self._roles.run(None, feed))
        joined = [np.concatenate(p) if len(p) > 1 else p[0] for p in zip(*parts, strict=True)]
        return Roles(crops.index, crops.mask, *joined)
