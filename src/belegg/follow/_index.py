"""Bring claims up to date with the change log: what is new is signed, compared, grouped and traced.

The same result comes out whatever the order of arrival and however many changes are taken at a time: pairs are
decided by their two articles, groups by their pairs, claims by their groups, people's decisions and their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from belegg.follow._blocks import Kept, Links, Placed
from belegg.follow._claims import Composer
from belegg.follow._settling import PAIRS, Settling
from belegg.follow._stories import Stories, kept_signatures
from belegg.follow._texts import Texts
from belegg.ledger import Change, ClaimRow, Edge, Store, StoredArticle, Update
from belegg.match import AKIN, KEPT, THRESHOLD, Scorer, SignedArticle, Vectors, compare, log_odds, sign_article
from belegg.trace import bands, sketch

BATCH = 32


@dataclass
class _Work:
    """What a batch of changes touches."""

    taken: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    traced: set[str] = field(default_factory=set)
    """Statements that are linked as before, but of whose articles another is now known to be the original."""
    signatures: list[Any] = field(default_factory=list)
    edges: dict[tuple[str, str], float] = field(default_factory=dict)
    sketches: list[tuple[str, bytes, tuple[bytes, ...]]] = field(default_factory=list)
    copies: dict[tuple[str, str], float] = field(default_factory=dict)
    copied: set[str] = field(default_factory=set)


class Index:
    """Follows one store. `recipe` gives `Engines.recipe`, to be kept with what is derived."""

    def __init__(
        self,
        store: Store,
        vectors: Callable[[], Vectors],
        scorer: Scorer,
        composer: Composer,
        recipe: Callable[[], int] | None = None,
    ) -> None:
        self._store, self._vectors, self._scorer, self._composer = store, vectors, scorer, composer
        self._recipe = recipe
        self._forget()
        self._cursor: int | None = None

    def _forget(self) -> None:
        self._stories, self._texts = Stories(self._store), Texts(self._store)
        self._kept, self._placed = Kept(self._store), Placed()
        self._composer.forget()

    def run(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Take in all changes; gives how many. `progress` hears after each batch how many it took in."""
        total = 0
        while True:
            cursor = self._store.cursor()
            if cursor != self._cursor:
                # Another process has moved on: what is remembered may be old.
                self._forget()
            changes = self._store.changes(cursor, BATCH)
            if not changes:
                self._cursor = cursor
                return total
            # Where this one fails, what is remembered may be ahead of the ledger.
            self._cursor = None
            self._batch(cursor, changes)
            self._cursor = changes[-1].seq
            total += len(changes)
            progress(len(changes))

    def _batch(self, cursor: int, changes: Sequence[Change]) -> None:
        work = _Work()
        for id in dict.fromkeys(c.id for c in changes if c.kind == "article"):
            article = self._store.article(id)
            if article is not None:
                self._take(article, work)
        news = {c.id for c in changes if c.kind == "decision"}
        # One that was undone, too, changes the claims of what it is about.
        changed = [d for d in self._store.decisions(undone=True) if d.id in news] if news else []
        rows, dropped, placed = self._claims(work, Settling(self._store.decisions(kinds=PAIRS)), Settling(changed))
        self._store.apply(
            Update(
                cursor=changes[-1].seq,
                after=cursor,
                gone=tuple(sorted(work.gone)),
                signatures=tuple(work.signatures),
                edges=tuple(Edge(a, b, s) for (a, b), s in sorted(work.edges.items())),
                sketches=tuple(work.sketches),
                copies=tuple((a, o, share) for (a, o), share in sorted(work.copies.items())),
                copied=tuple(sorted(work.copied)),
                dropped=tuple(sorted(dropped)),
                claims=tuple(rows),
                recipe=self._recipe() if self._recipe else None,
            )
        )
        self._kept.follow(work.gone, work.edges)
        self._placed = placed

    def _take(self, article: StoredArticle, work: _Work) -> None:
        """Sign an article and compare it with those near it, and with itself."""
        work.taken.add(article.id)
        before = self._statements_of(article.id)
        self._stories.drop(article.id)
        signed = sign_article(article.reading, article.id, self._vectors())
        work.gone |= before
        work.touched |= before
        self._copies(article, signed, work)
        if signed is None:
            return
        for other in [*self._stories.near(signed), signed]:
            scores, cosines = compare(signed, other, self._scorer)
            for i, x in enumerate(signed.statements):
                for j, y in enumerate(other.statements):
                    if (scores[i, j] >= KEPT or cosines[i, j] >= AKIN) and (other is not signed or i < j):
                        a, b = sorted((x.statement, y.statement))
                        # No match is told as certain.
                        work.edges[a, b] = min(0.9999, round(float(scores[i, j]), 4))
        work.signatures += kept_signatures(signed)
        work.touched.update(s.statement for s in signed.statements)
        self._stories.put(signed)

    def _copies(self, article: StoredArticle, signed: SignedArticle | None, work: _Work) -> None:
        """Find the articles that share text with this one, among those it is compared with in time: the others carry
        no claim of its. Which of two was first is told by their times."""
        made = sketch(self._texts.put(article))
        keys = bands(made)
        waiting = {a for a, _, k in work.sketches if set(k) & set(keys)}
        candidates = (set(self._store.bands(keys)) | waiting) - {article.id}
        candidates = self._stories.within(signed.day, candidates) if signed and candidates else set()
        for a, o, _ in self._store.copies([article.id]):
            work.traced |= self._statements_of(o if a == article.id else a)
            if a != article.id:
                # Told anew below where it still holds.
                work.copied.add(a)
                for b, original, share in self._store.copies([a]):
                    if b == a and original != article.id:
                        work.copies[a, original] = share
        work.copied.add(article.id)
        work.copies = {k: v for k, v in work.copies.items() if article.id not in k}
        for other, share in self._texts.copied(article, candidates):
            copy, first = self._composer.ordered(article, other)
            work.copies[copy.id, first.id] = round(share, 3)
            if copy.id != article.id:
                work.traced |= self._statements_of(copy.id)
        work.sketches = [s for s in work.sketches if s[0] != article.id] + [(article.id, made, keys)]

    def _statements_of(self, article: str) -> set[str]:
        return {s.statement for s in self._store.signatures_of(article)}

    def _claims(self, work: _Work, decided: Settling, changed: Settling) -> tuple[list[ClaimRow], set[str], Placed]:
        """The claims of all blocks that became others, the claims that go, and the blocks as they are then; `changed`
        are the decisions that were made or undone."""
        heads = {s.statement for s in work.signatures if s.statement == s.article}
        fresh = {s.statement for s in work.signatures} - heads
        work.touched |= changed.named
        grown = not work.gone
        links = Links(self._store, self._kept, work.gone, work.edges, fresh, before=self._placed if grown else None)
        former = Links(self._store, self._kept, set(), {}, set(), placed=self._placed)
        # What was beside a statement that goes must forget it.
        dirty = work.touched | former.neighbours(work.gone)
        ends = _ends(work.edges, former) if grown else _ends(work.edges)
        seeds = dirty | ends
        # Traced anew are claims; but where decisions are, they are no longer groups as they were found.
        waiting = seeds | work.traced if decided else set(seeds)
        for s in former.alive(seeds):
            waiting.update(former.block(s))
        groups: list[list[str]] = []
        region: set[str] = set()
        # The claims that lose a statement are made anew, even where nothing takes its place.
        members = self._store.claim_members(sorted(set(self._store.claims_of(sorted(work.gone)).values())))
        waiting.update(m for own in members.values() for m in own)
        while waiting := links.alive(waiting - region):
            more: set[str] = set()
            for s in sorted(waiting):
                if s not in region and s not in more:
                    block = links.block(s)
                    more.update(block)
                    groups += links.groups(block)
            region |= more
            mates = self._store.claims_of(sorted(more | work.gone))
            fell = self._store.claim_members(sorted(set(mates.values()) - members.keys()))
            members |= fell
            waiting = {m for own in fell.values() for m in own} | decided.partners(more)
        mates = self._store.claims_of(sorted(work.traced - region))
        told = self._store.claim_members(sorted(set(mates.values()) - members.keys()))
        members |= told
        settled = decided.settle(groups)
        united = sorted([*settled.claims, *(sorted(own) for own in told.values())])
        # A claim whose statements are the same, and nothing about them has changed, stays. How well a statement fits
        # depends on what the matcher grouped it with, which where decisions are may be others.
        dirty |= work.traced | changed.named | settled.within.keys()
        same = {frozenset(own): id for id, own in members.items() if dirty.isdisjoint(own)}
        anew = [g for g in united if frozenset(g) not in same]
        dropped = members.keys() - {same[k] for g in united if (k := frozenset(g)) in same}
        written = self._composer.compose(
            self._store, anew, links.scores(s for g in anew for s in g), work, set(dropped), settled.within
        )
        if not grown:
            return written, set(dropped), links.placed
        self._placed.follow(region, links.placed)
        return written, set(dropped), self._placed


def _ends(edges: Mapping[tuple[str, str], float], former: Links | None = None) -> set[str]:
    """The statements whose blocks new links may change; where nothing but links came to those of `former`, a link
    weaker than all that hold a block together leaves it as it is."""
    out: set[str] = set()
    strong = [(pair, odds) for pair, score in edges.items() if (odds := log_odds(score)) >= THRESHOLD]
    alive = former.alive(x for pair, _ in strong for x in pair) if former else set()
    for pair, odds in strong:
        out.update(x for x in pair if former is None or (x in alive and odds >= former.level(x)))
    return out
