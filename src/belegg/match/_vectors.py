"""Statement vectors: texts of one meaning lie close, whatever their language.

The encoder is multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672), mean pooled, with the
prefix that its authors prescribe for symmetric tasks.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np
import numpy.typing as npt

from belegg.errors import ModelError
from belegg.reader._network import make_session
from belegg.reader._pieces import BOS, EOS
from belegg.reader._weights import Weights
from belegg.reader._words import NONE, split_words

Floats = npt.NDArray[np.float32]

WIDTH = 384
_LONGEST = 126
_PREFIX = "query: "
_REMEMBERED = 4096


class Vectors:
    """Makes vectors of length 1, [WIDTH]; nothing of one text depends on the others. May be called from many threads.

    Parameters
    ----------
    threads
        How many texts are taken at a time; unset: as many as there are cores.

    Raises
    ------
    ModelError
        The weights carry no vector graph.
    """

    def __init__(self, weights: Weights, threads: int | None = None) -> None:
        if weights.vectors is None:
            raise ModelError("the weights carry no statement vectors", remedy="reinstall belegg")
        self._session = make_session(weights.vectors)
        self._pieces, self._embeddings = weights.pieces, weights.embeddings
        self._threads = threads or os.cpu_count() or 1
        self._known: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> Floats:
        """[N, WIDTH]"""
        if not texts:
            return np.zeros((0, WIDTH), np.float32)
        tidy = [" ".join(text.split()) for text in texts]
        once = list(dict.fromkeys(tidy))
        workers = min(self._threads, len(once))
        if workers == 1:
            rows = [self._one(text) for text in once]
        else:
            with ThreadPoolExecutor(workers, thread_name_prefix="belegg") as pool:
                rows = list(pool.map(self._one, once))
        made = dict(zip(once, rows, strict=True))
        return np.stack([made[text] for text in tidy])

    def _one(self, text: str) -> Floats:
        with self._lock:
            known = self._known.get(text)
            if known is not None:
                self._known.move_to_end(text)
                return known
        # Alone, not in a batch: int8 scales the activations of a batch together, and a vector must not depend on
        # what happened to be read beside it.
        words = split_words(_PREFIX + text)
        ids = [
            i for form, gap in zip(words.forms, words.gaps, strict=True) for i in self._pieces.cut(form, gap != NONE)
        ]
        row = np.asarray([[BOS, *ids[:_LONGEST], EOS]], np.int64)
        vector: Floats = self._session.run(None, {"embeds": self._embeddings(row)})[0][0]
        with self._lock:
            self._known[text] = vector
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return vector
