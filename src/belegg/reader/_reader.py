"""The reader: an article in, a `Reading` out. Pure: no disk after loading, no clock, the same result always.

The way of an article, in order::

    split_words      text and blocks to words
    Network.encode   one pass of the encoder: vectors, anchors, entities
    find_names       entities, and the names they are of
    draft_statements anchors to parts (Network.roles, best_roles)
    resolve_speakers sources to speakers
    assemble         spans, ids, nesting, chains, confidence
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from belegg.errors import ModelError, UsageError
from belegg.reader._assemble import Confidence, Numbers, assemble, join_parts
from belegg.reader._decode import Decisions, draft_statements
from belegg.reader._gender import Genders
from belegg.reader._names import find_names
from belegg.reader._network import Network
from belegg.reader._phrases import tag_names
from belegg.reader._pointing import PointingHead
from belegg.reader._speakers import SpeakerModel, SpeakerScorer, resolve_speakers
from belegg.reader._weights import Weights, load_weights
from belegg.reader._words import Words, split_parts, split_words
from belegg.types import Article, Reading, Span

PART = 20_000
"""Words that are read as one text. Longer ones (books, whole archives pasted) are read in parts, in bounded memory;
speakers are then sought within a part."""

UNREAD = frozenset({"furniture", "credit", "byline"})


class Reader:
    """Reads articles. Loading takes about half a second, so make one and keep it.

    Parameters
    ----------
    model_path
        Another weights file than the one shipped.
    threads
        Articles that `pipe` reads side by side (default: one for each core).

    Raises
    ------
    ModelError
        The weights are missing or damaged.
    """

    def __init__(self, model_path: str | Path | None = None, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise UsageError(f"threads must be at least 1, not {threads}")
        weights = load_weights(Path(model_path) if model_path is not None else None)
        self.checksum = weights.checksum
        self._threads = threads or os.cpu_count() or 1
        try:
            self._take(weights)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError("the reader's weights lack a part", remedy="reinstall belegg") from error

    def _take(self, weights: Weights) -> None:
        self._labels: dict[str, list[str]] = weights.meta["labels"]
        self._transition = np.asarray(weights.meta["transition"], np.float32)
        self._speakers = SpeakerModel(
            scorer=SpeakerScorer(weights.speakers),
            gap_scores=np.asarray(weights.meta["antecedent_gap"], np.float32),
            pointing=PointingHead.from_meta(weights.meta),
            genders=Genders(weights.speakers),
            kinds=self._labels["kind"],
        )
        self._decisions = Decisions.from_meta(weights.meta)
        self._confidence = Confidence.from_meta(weights.meta)
        self._network = Network(weights)

    def read(self, article: Article | str) -> Reading:
        """Read one article; a bare text is cut into blocks first."""
        if isinstance(article, str):
            from belegg.extract import extract_text

            article = extract_text(article)
        words = split_words(article.text, readable_spans(article))
        numbers = Numbers()
        parts = [self._read_part(article, part, numbers) for part in split_parts(words, PART)]
        return parts[0] if len(parts) == 1 else join_parts(article, parts)

    def _read_part(self, article: Article, words: Words, numbers: Numbers) -> Reading:
        encoded = self._network.encode(words)
        entities, names = find_names(encoded, self._labels["entity"], article.text)
        drafts = draft_statements(self._network, encoded, self._transition, self._decisions)
        tags = tag_names(encoded, self._labels["pos"])
        resolved = resolve_speakers(drafts, names, encoded, self._speakers, tags, article.text)
        return assemble(article, encoded, drafts, resolved, entities, names, self._labels, self._confidence, numbers)

    def pipe(self, articles: Iterable[Article | str], batch_size: int = 16) -> Iterator[Reading]:
        """Read many articles, in their order, some side by side; `batch_size` is how many are taken in ahead.

        Every article is read on its own, so the result does not depend on `batch_size` or threads.
        """
        if batch_size < 1:
            raise UsageError(f"batch_size must be at least 1, not {batch_size}")
        pending: deque[Future[Reading]] = deque()
        with ThreadPoolExecutor(self._threads, thread_name_prefix="belegg") as pool:
            try:
                for article in articles:
                    pending.append(pool.submit(self.read, article))
                    if len(pending) >= batch_size:
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()


def readable_spans(article: Article) -> list[Span]:
    """The blocks that are read: all but furniture, credits and bylines; the whole text where there are no blocks."""
    if not article.blocks:
        return [(0, len(article.text))]
    return [(b.start, b.end) for b in article.blocks if b.kind not in UNREAD]
