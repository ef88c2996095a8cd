"""Statements with their articles, as the composer of claims needs them; what was read last stays in memory."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from belegg.follow._stories import vectors_of
from belegg.ledger import Outlets, Signature, Store
from belegg.match import Member, Sign, bare_statements, log_odds, sign_from
from belegg.trace import media_of, told_chain
from belegg.types import Hop

Edges = Mapping[tuple[str, str], float]

_PAGES = 500
"""Articles that are held."""


class Work(Protocol):
    """What is asked of a batch: the signatures of the articles that it took in, and what they are copies of."""

    @property
    def signatures(self) -> list[Any]: ...
    @property
    def taken(self) -> set[str]: ...
    @property
    def copies(self) -> dict[tuple[str, str], float]: ...
    @property
    def copied(self) -> set[str]: ...


@dataclass
class _Page:
    """An article, its statements, their signatures by id, and what was made of those that were asked for."""

    about: dict[str, Any]
    reading: dict[str, Any]
    statements: dict[str, Any]
    signatures: dict[str, Signature]
    media: frozenset[str]
    signs: dict[str, Sign] = field(default_factory=dict)
    chains: dict[str, tuple[Hop, ...]] = field(default_factory=dict)


class Pages:
    """The articles of a ledger. Where `read_chains` is False chains are taken as the readings have them."""

    def __init__(self, outlets: Outlets, read_chains: bool) -> None:
        self._outlets, self._read_chains = outlets, read_chains
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._home: dict[str, str] = {}
        self._fresh: dict[str, list[Signature]] = {}

    def follow(self, work: Work) -> None:
        """Forget what a batch took in anew; its signatures, not yet in the ledger, stand for it."""
        for article in work.taken:
            self._drop(article)
        self._fresh = {}
        for s in work.signatures:
            self._fresh.setdefault(s.article, []).append(s)
            if s.statement != s.article:
                self._home[s.statement] = s.article

    def forget(self) -> None:
        """Forget everything."""
        self._pages.clear()
        self._home.clear()
        self._fresh.clear()

    def members(
        self,
        store: Store,
        statements: Sequence[str],
        edges: Edges,
        told: Mapping[str, float] | None = None,
        *,
        within: Mapping[str, Sequence[str]] | None = None,
    ) -> list[Member]:
        """The members of a group; how well each fits is the mean of its links, or what its claim `told`. With `within`
        (that of `Settled`) only links to those count that the matcher grouped it with: the others a person joined."""
        missing = [s for s in statements if s not in self._home]
        self._home.update((s.statement, s.article) for s in store.signatures(missing))
        out = []
        # What is read on the way may push out what was there; the homes of these statements are needed to the end.
        for id, article in [(s, self._home[s]) for s in statements if s in self._home]:
            page = self._page(store, article)
            if id in page.statements and id in page.signatures:
                fit = told.get(id) if told else _fit(id, (within or {}).get(id, statements), edges)
                out.append(
                    Member(self._sign(page, id), page.statements[id], page.about, fit or 0.0, self._chain(page, id))
                )
        return out

    def _sign(self, page: _Page, id: str) -> Sign:
        if id not in page.signs:
            s = page.signatures[id]
            page.signs[id] = sign_from(id, vectors_of(s), s.body)
        return page.signs[id]

    def _chain(self, page: _Page, id: str) -> tuple[Hop, ...]:
        if id not in page.chains:
            page.chains[id] = told_chain(page.statements[id], page.reading, page.media, self._read_chains)
        return page.chains[id]

    def _page(self, store: Store, id: str) -> _Page:
        known = self._pages.get(id)
        if known is None:
            article = store.article(id)
            assert article is not None
            about = {
                "id": id,
                "url": article.url,
                "outlet": article.outlet,
                "published": article.published,
                "title": article.title,
                "language": article.language,
            }
            statements = [*bare_statements(article.reading, id), *article.reading["statements"]]
            signatures = self._fresh.get(id) or store.signatures_of(id)
            media = media_of(article.reading, lambda n: self._outlets.by_name(n) is not None)
            own = {s["id"]: s for s in statements}
            known = _Page(about, article.reading, own, {s.statement: s for s in signatures}, media)
            self._pages[id] = known
            self._home.update((s.statement, id) for s in signatures if s.statement != id)
            if len(self._pages) > _PAGES:
                self._drop(next(iter(self._pages)))
        self._pages.move_to_end(id)
        return known

    def _drop(self, article: str) -> None:
        page = self._pages.pop(article, None)
        for id in page.signatures if page else ():
            self._home.pop(id, None)


def copies_of(store: Store, articles: Sequence[str], work: Work) -> dict[str, str]:
    """Of each article the one it repeats most of."""
    found = {(a, o): s for a, o, s in store.copies(articles) if a not in work.copied}
    found |= {k: s for k, s in work.copies.items() if k[0] in articles}
    out: dict[str, tuple[float, str]] = {}
    for (a, o), share in sorted(found.items()):
        if a not in out or share > out[a][0]:
            out[a] = (share, o)
    return {a: o for a, (_, o) in out.items()}


def _fit(id: str, statements: Sequence[str], edges: Edges) -> float:
    others = [s for s in statements if s != id]
    if not others:
        return 1.0
    odds = [log_odds(edges.get((min(id, o), max(id, o)), 0.0)) for o in others]
    # As precise as it is kept, so that a claim just made and one read again are the same.
    return round(1 / (1 + math.exp(-sum(odds) / len(odds))), 3)
