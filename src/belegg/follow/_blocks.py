"""Blocks: the statements that are grouped together, found from one of them without looking at the whole ledger.

A block is what hangs together by strong links; where that is too large, what hangs together by stronger ones. So large
stories, which in the end hang together with everything, cost no more than small ones.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from belegg.ledger import Store
from belegg.match import THRESHOLD, log_odds
from belegg.match._cluster import STEP, merge, too_large

Pair = tuple[str, str]
Link = tuple[float, float]

_REMEMBERED = 20_000
"""Statements whose links are held: those of some weeks of news, a hundred megabytes at most."""


class Kept:
    """The links of the ledger, each with its score and its log odds; those read last stay in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links: OrderedDict[str, dict[str, Link]] = OrderedDict()

    def of(self, statements: Sequence[str]) -> dict[str, dict[str, Link]]:
        """The links of each of these statements: what is at their other end."""
        missing = {s for s in statements if s not in self._links}
        made: dict[str, dict[str, Link]] = {s: {} for s in missing}
        for e in self._store.edges(sorted(missing)):
            link = (e.score, log_odds(e.score))
            if e.a in missing:
                made[e.a][e.b] = link
            if e.b in missing:
                made[e.b][e.a] = link
        self._links.update(made)
        out = {s: self._links[s] for s in statements}
        for s in statements:
            self._links.move_to_end(s)
        while len(self._links) > _REMEMBERED:
            self._links.popitem(last=False)
        return out

    def follow(self, gone: Iterable[str], edges: Mapping[Pair, float]) -> None:
        """Take in what was written to the ledger: the statements that went, then the edges."""
        for s in gone:
            for o in self._links.pop(s, {}):
                self._links.get(o, {}).pop(s, None)
        for (a, b), score in edges.items():
            for s, o in ((a, b), (b, a)):
                if s in self._links:
                    self._links[s][o] = (score, log_odds(score))


class Links:
    """The links of a ledger as they are, or as they become, with the statements of `without` taken out and those of
    `laid` (pairs in order, with their scores) laid over. Read from the ledger as they are needed."""

    def __init__(
        self, store: Store, kept: Kept, without: set[str], laid: Mapping[Pair, float], fresh: set[str]
    ) -> None:
        self._store, self._kept, self._without, self._fresh = store, kept, without, fresh
        self._laid: dict[str, dict[str, Link]] = {}
        for (a, b), score in laid.items():
            link = (score, log_odds(score))
            self._laid.setdefault(a, {})[b] = self._laid.setdefault(b, {})[a] = link
        self._links: dict[str, dict[str, Link]] = {}
        self._large: dict[float, set[str]] = {}
        self._blocks: dict[str, list[str]] = {}
        self._alive: dict[str, bool] = {}

    def scores(self, statements: Iterable[str]) -> dict[Pair, float]:
        """All links at these statements."""
        asked = list(statements)
        self._load(asked)
        return {(min(s, o), max(s, o)): score for s in asked for o, (score, _) in self._links[s].items()}

    def neighbours(self, statements: Iterable[str]) -> set[str]:
        """What is linked to these statements."""
        asked = list(statements)
        self._load(asked)
        return {o for s in asked for o in self._links[s]}

    def alive(self, statements: Iterable[str]) -> set[str]:
        """Those that are statements of the ledger; the head of an article is none."""
        asked = set(statements)
        missing = sorted(asked - self._alive.keys())
        there = {s.statement for s in self._store.signatures(missing) if s.statement != s.article}
        for s in missing:
            self._alive[s] = s in self._fresh or (s in there and s not in self._without)
        return {s for s in asked if self._alive[s]}

    def block(self, statement: str) -> list[str]:
        """The block that a statement is in, sorted."""
        level = THRESHOLD
        while statement not in self._blocks:
            found = self._reached(statement, level)
            if found is not None:
                block = sorted(found)
                self._blocks.update(dict.fromkeys(block, block))
            level += STEP
        return self._blocks[statement]

    def groups(self, block: list[str]) -> list[list[str]]:
        """The claims of a block."""
        known = set(block)
        self._load(block)
        inside = {s: [(o, odds) for o, (_, odds) in self._links[s].items() if o in known] for s in block}
        return merge(block, inside, THRESHOLD)

    def _reached(self, statement: str, level: float) -> set[str] | None:
        """What hangs together with a statement by links of `level`; None where that is too large."""
        large = self._large.setdefault(level, set())
        if statement in large:
            return None
        seen, edge = {statement}, [statement]
        while edge:
            self._load(edge)
            found = {o for s in edge for o, (_, odds) in self._links[s].items() if odds >= level} - seen
            seen |= found
            if too_large(len(seen), level) or not found.isdisjoint(large):
                large |= seen
                return None
            edge = sorted(found)
        return seen

    def _load(self, statements: Iterable[str]) -> None:
        missing = [s for s in dict.fromkeys(statements) if s not in self._links]
        for s, links in self._kept.of(missing).items():
            self._links[s] = links
            if self._without and (s in self._without or not self._without.isdisjoint(links)):
                alive = {} if s in self._without else links
                self._links[s] = {o: link for o, link in alive.items() if o not in self._without}
        for s in missing:
            laid = self._laid.get(s)
            # A decision may be about a statement that is no longer there.
            if laid and (there := self.alive((s, *laid))) and s in there:
                self._links[s] = self._links[s] | {o: link for o, link in laid.items() if o in there}
