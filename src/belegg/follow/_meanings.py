"""The vectors of a ledger's statements in memory, to find those nearest to a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from threading import Lock

import numpy as np
import numpy.typing as npt

from belegg.ledger import Signature, Store
from belegg.match._vectors import WIDTH, Floats

MOST = 500_000
"""Vectors that are held: four hundred megabytes. Of a larger ledger those of the latest days, and what came since."""
_CHUNK = 4096
_EVER = 10_000_000
_PAGE = 1000
_DIGITS = 5


@dataclass(frozen=True)
class _Chunk:
    """Statements that were read one after the other. Never changed, so that many may look at it."""

    statements: tuple[str, ...]
    articles: tuple[str, ...]
    vectors: npt.NDArray[np.float16]
    alive: npt.NDArray[np.bool_]

    def without(self, articles: set[str]) -> _Chunk:
        there = np.asarray([a not in articles for a in self.articles])
        return replace(self, alive=self.alive & there)


class Meanings:
    """The nearest statements of a store; may be asked from many threads.

    What is held follows the ledger's cursor: only the articles that were taken in since are read again.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._cursor: int | None = None
        self._chunks: dict[int, _Chunk] = {}
        self._where: dict[str, set[int]] = {}
        self._next = 0

    def nearest(self, store: Store, asked: Floats, least: float, count: int) -> list[str]:
        """Up to `count` statements whose cosine with `asked` [WIDTH] is at least `least`, the nearest first."""
        with self._lock:
            self._refresh(store)
            chunks = tuple(self._chunks.values())
        if not chunks:
            return []
        # numpy has no fast product of half precision; chunk by chunk the whole never stands in memory at full.
        scores = np.concatenate([np.where(c.alive, c.vectors.astype(np.float32) @ asked, -np.inf) for c in chunks])
        # The last digits depend on where in a chunk a row stands; ids are to decide between texts that are the same.
        scores = np.round(scores, _DIGITS)
        if len(scores) > count:
            least = max(least, float(np.partition(scores, -count)[-count]))
        statements = list(chain.from_iterable(c.statements for c in chunks))
        # All that are as near as the last one that is wanted: ids decide between them.
        found = [(-float(scores[i]), statements[i]) for i in np.flatnonzero(scores >= least)]
        return [s for _, s in sorted(found)[:count]]

    def _refresh(self, store: Store) -> None:
        cursor = store.cursor()
        if cursor == self._cursor:
            return
        if self._cursor is None or cursor < self._cursor:
            # Never read, or made anew from the start.
            self._chunks.clear()
            self._where.clear()
            self._put(chain(store.signatures_undated(), store.signatures_between(-_EVER, _EVER)))
        else:
            changed = _articles_between(store, self._cursor, cursor)
            self._drop(changed)
            self._put(s for id in sorted(changed) for s in store.signatures_of(id))
        self._cursor = cursor

    def _drop(self, articles: set[str]) -> None:
        for key in {k for a in articles for k in self._where.pop(a, ())}:
            chunk = self._chunks[key].without(articles)
            if chunk.alive.any():
                self._chunks[key] = chunk
            else:
                self._remove(key)

    def _put(self, signatures: Iterable[Signature]) -> None:
        page: list[Signature] = []
        for s in signatures:
            if s.statement != s.article:
                page.append(s)
            if len(page) == _CHUNK:
                self._append(page)
                page = []
        if page:
            self._append(page)

    def _append(self, page: list[Signature]) -> None:
        last = next(reversed(self._chunks), None)
        if last is not None and len(self._chunks[last].statements) + len(page) <= _CHUNK:
            before = self._chunks[last]
        else:
            last, self._next = self._next, self._next + 1
            before = _Chunk((), (), np.zeros((0, WIDTH), np.float16), np.zeros(0, np.bool_))
        # The first of a signature's vectors is that of the statement's own words.
        rows = np.stack([np.frombuffer(s.vector, np.float16)[:WIDTH] for s in page])
        self._chunks[last] = _Chunk(
            (*before.statements, *(s.statement for s in page)),
            (*before.articles, *(s.article for s in page)),
            np.concatenate([before.vectors, rows]),
            np.concatenate([before.alive, np.ones(len(page), np.bool_)]),
        )
        for s in page:
            self._where.setdefault(s.article, set()).add(last)
        while sum(len(c.statements) for c in self._chunks.values()) > MOST and len(self._chunks) > 1:
            self._remove(next(iter(self._chunks)))

    def _remove(self, key: int) -> None:
        for article in set(self._chunks.pop(key).articles):
            keys = self._where.get(article, set())
            keys.discard(key)
            if not keys:
                self._where.pop(article, None)


def _articles_between(store: Store, after: int, last: int) -> set[str]:
    out: set[str] = set()
    while after < last:
        page = store.changes(after, _PAGE)
        if not page:
            break
        out.update(c.id for c in page if c.kind == "article" and c.seq <= last)
        after = page[-1].seq
    return out
