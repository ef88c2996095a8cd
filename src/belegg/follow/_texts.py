"""Which articles share text with one; what is compared with many stays in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from belegg.ledger import Store, StoredArticle
from belegg.trace import LEAST, Hashes, shared, shingles

_HELD = 8_000
"""Articles whose shingles are held, some twenty megabytes: those of three months."""


class Texts:
    """The shingles of a ledger's articles."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shingles: OrderedDict[str, Hashes] = OrderedDict()

    def put(self, article: StoredArticle) -> Hashes:
        """The shingles of an article that is new or has changed."""
        self._shingles.pop(article.id, None)
        return self._of(article)

    def copied(self, article: StoredArticle, candidates: Iterable[str]) -> list[tuple[StoredArticle, float]]:
        """Those of the candidates that share enough of their text with an article for one to be a copy of the other,
        and how much, in order of their ids."""
        own = self._of(article)
        out = []
        for id in sorted(candidates):
            known = self._shingles.get(id)
            other = self._store.article(id) if known is None else None
            if known is None and other is not None:
                known = self._of(other)
            if known is None or (share := shared(own, known)) < LEAST:
                continue
            if (other := other or self._store.article(id)) is not None:
                out.append((other, share))
        return out

    def _of(self, article: StoredArticle) -> Hashes:
        known = self._shingles.get(article.id)
        if known is None:
            known = self._shingles[article.id] = shingles(article.reading["article"]["text"])
            if len(self._shingles) > _HELD:
                self._shingles.popitem(last=False)
        return known
