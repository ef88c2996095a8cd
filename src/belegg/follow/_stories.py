"""The articles that a new one has to be compared with: those near in time, by what they are about."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from belegg.ledger import Signature, Store
from belegg.match import WINDOW, SignedArticle, article_from, near, sign_from
from belegg.match._vectors import WIDTH, Floats

_KEPT = 400


def vectors_of(signature: Signature) -> Floats:
    """The vectors of a kept signature, [N, WIDTH]."""
    return np.frombuffer(signature.vector, np.float16).astype(np.float32).reshape(-1, WIDTH)


class Stories:
    """Articles of the ledger as they are compared. Heads are held for the days asked for, statements only for a few."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days: dict[int | None, dict[str, SignedArticle]] = {}
        self._whole: OrderedDict[str, SignedArticle] = OrderedDict()

    def near(self, article: SignedArticle) -> list[SignedArticle]:
        """The other articles that may be about the same, whole, by id."""
        if article.day is None:
            # Of no known day: it may belong anywhere.
            days: list[int | None] = [None, *self._every_day()]
        else:
            days = [None, *range(article.day - WINDOW, article.day + WINDOW + 1)]
        self._load(days)
        heads = (h for d in days for h in self._days[d].values())
        found = sorted(h.id for h in heads if h.id != article.id and near(article, h))
        return [whole for id in found if (whole := self.whole(id)) is not None]

    def _every_day(self) -> list[int]:
        first, last = -200_000, 200_000
        return sorted({s.day for s in self._store.heads(first, last) if s.day is not None})

    def _load(self, days: list[int | None]) -> None:
        missing = {d for d in days if d not in self._days}
        self._days.update((d, {}) for d in missing)
        dated = sorted(d for d in missing if d is not None)
        fresh = self._store.heads(dated[0], dated[-1]) if dated else []
        if None in missing:
            fresh += self._store.heads_undated()
        for s in fresh:
            # Days between two that are missing may be held already.
            if s.day in missing:
                self._days[s.day][s.statement] = article_from(s.statement, s.day, vectors_of(s)[0], s.body)

    def whole(self, id: str) -> SignedArticle | None:
        """An article with its statements; None where nothing is kept of it."""
        known = self._whole.get(id)
        if known is not None:
            self._whole.move_to_end(id)
            return known
        kept = self._store.signatures_of(id)
        head = next((s for s in kept if s.statement == id), None)
        if head is None:
            return None
        signs = [(s.body["place"], sign_from(s.statement, vectors_of(s), s.body)) for s in kept if s.statement != id]
        ordered = [sign for _, sign in sorted(signs, key=lambda p: p[0])]
        article = article_from(id, head.day, vectors_of(head)[0], head.body, ordered)
        self._remember(article)
        return article

    def put(self, article: SignedArticle) -> None:
        """Take in an article that is new or has changed."""
        self.drop(article.id)
        self._load([article.day])
        self._days[article.day][article.id] = article_from(article.id, article.day, article.vector, article.body())
        self._remember(article)

    def drop(self, id: str) -> None:
        """Forget an article."""
        self._whole.pop(id, None)
        for heads in self._days.values():
            heads.pop(id, None)

    def _remember(self, article: SignedArticle) -> None:
        self._whole[article.id] = article
        self._whole.move_to_end(article.id)
        while len(self._whole) > _KEPT:
            self._whole.popitem(last=False)


def kept_signatures(article: SignedArticle) -> list[Signature]:
    """An article as the ledger keeps it: its head, then its statements."""
    out = [Signature(article.id, article.id, article.day, _bytes(article.vector), article.body())]
    for place, s in enumerate(article.statements):
        out.append(Signature(s.statement, article.id, article.day, _bytes(s.vectors), {**s.body(), "place": place}))
    return out


def _bytes(vectors: Floats) -> bytes:
    return bytes(np.ascontiguousarray(vectors, np.float16).tobytes())
