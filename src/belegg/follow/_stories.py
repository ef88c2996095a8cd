"""The articles that a new one has to be compared with: those near in time, by what they are about."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from belegg.ledger import Signature, Store
from belegg.match import WINDOW, SignedArticle, article_from, may_be_near, near, sign_from
from belegg.match._vectors import WIDTH, Floats

_KEPT = 400
_DAYS = 4 * WINDOW
"""Days whose heads are held; what comes is mostly of the days just past."""


def vectors_of(signature: Signature) -> Floats:
    """The vectors of a kept signature, [N, WIDTH]."""
    return np.frombuffer(signature.vector, np.float16).astype(np.float32).reshape(-1, WIDTH)


class _Day:
    """The heads of a day's articles, by id."""

    def __init__(self) -> None:
        self.heads: dict[str, SignedArticle] = {}
        self._laid: tuple[list[SignedArticle], Floats] | None = None

    def put(self, head: SignedArticle) -> None:
        self.heads[head.id] = head
        self._laid = None

    def drop(self, id: str) -> None:
        if self.heads.pop(id, None) is not None:
            self._laid = None

    def may_be_near(self, article: SignedArticle) -> list[SignedArticle]:
        if not self.heads:
            return []
        if self._laid is None:
            heads = list(self.heads.values())
            self._laid = heads, np.stack([h.vector for h in heads])
        return may_be_near(article, *self._laid)


class Stories:
    """Articles of the ledger as they are compared. Heads are held for some months, statements only for a few."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days: OrderedDict[int | None, _Day] = OrderedDict()
        self._whole: OrderedDict[str, SignedArticle] = OrderedDict()

    def near(self, article: SignedArticle) -> list[SignedArticle]:
        """The other articles that may be about the same, whole, by id."""
        with self._held(article.day) as days:
            heads = [h for d in days for h in d.may_be_near(article)]
        found = sorted(h.id for h in heads if h.id != article.id and near(article, h))
        return [whole for id in found if (whole := self.whole(id)) is not None]

    def within(self, day: int | None, articles: Iterable[str]) -> set[str]:
        """Those of `articles` that are compared with one of that day."""
        with self._held(day) as days:
            return {a for a in articles if any(a in d.heads for d in days)}

    @contextmanager
    def _held(self, day: int | None) -> Iterator[list[_Day]]:
        """The days of the articles that are compared with one of `day`."""
        if day is None:
            # It may belong anywhere.
            days: list[int | None] = [None, *self._every_day()]
        else:
            days = [None, *range(day - WINDOW, day + WINDOW + 1)]
        self._load(days)
        yield [self._days[d] for d in days]
        while len(self._days) > _DAYS:
            self._days.popitem(last=False)

    def _every_day(self) -> list[int]:
        first, last = -200_000, 200_000
        return sorted({s.day for s in self._store.heads(first, last) if s.day is not None})

    def _load(self, days: list[int | None]) -> None:
        missing = {d for d in days if d not in self._days}
        self._days.update((d, _Day()) for d in missing)
        # What has no day is asked for each time, late days more often than early ones.
        for d in sorted(days, key=lambda d: (d is None, d or 0)):
            self._days.move_to_end(d)
        fresh = self._store.heads_undated() if None in missing else []
        for first, last in _runs(sorted(d for d in missing if d is not None)):
            fresh += self._store.heads(first, last)
        for s in fresh:
            self._days[s.day].put(article_from(s.statement, s.day, vectors_of(s)[0], s.body))

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
        head = article_from(article.id, article.day, article.vector, article.body())
        self._days[article.day].put(head)
        self._remember(article)

    def drop(self, id: str) -> None:
        """Forget an article."""
        self._whole.pop(id, None)
        for day in self._days.values():
            day.drop(id)

    def _remember(self, article: SignedArticle) -> None:
        self._whole[article.id] = article
        self._whole.move_to_end(article.id)
        while len(self._whole) > _KEPT:
            self._whole.popitem(last=False)


def _runs(days: list[int]) -> list[tuple[int, int]]:
    """(first, last) of each row of days without a gap."""
    out: list[tuple[int, int]] = []
    for d in days:
        if out and out[-1][1] == d - 1:
            out[-1] = out[-1][0], d
        else:
            out.append((d, d))
    return out


def kept_signatures(article: SignedArticle) -> list[Signature]:
    """An article as the ledger keeps it: its head, then its statements."""
    out = [Signature(article.id, article.id, article.day, _bytes(article.vector), article.body())]
    for place, s in enumerate(article.statements):
        out.append(Signature(s.statement, article.id, article.day, _bytes(s.vectors), {**s.body(), "place": place}))
    return out


def _bytes(vectors: Floats) -> bytes:
    return bytes(np.ascontiguousarray(vectors, np.float16).tobytes())
