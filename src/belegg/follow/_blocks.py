"""Blocks: the statements that are grouped together, found from one of them without looking at the whole ledger.

A block is what hangs together by strong links; where that is too large, what hangs together by stronger ones. So large
stories, which in the end hang together with everything, cost no more than small ones.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from belegg.ledger import Store
from belegg.match import THRESHOLD, log_odds
from belegg.match._cluster import STEP, merge, too_large

Pair = tuple[str, str]
Link = tuple[float, float]
Strongest = list[tuple[float, str]]

_REMEMBERED = 20_000
"""Statements whose links are held: those of some weeks of news, a hundred megabytes at most."""
_PLACED = 200_000
"""Statements whose blocks are held."""


@lru_cache(20_000)
def _link(score: float) -> Link:
    """The score with its log odds. Scores have four digits, so that there are not many."""
    return score, log_odds(score)


class Kept:
    """The links of the ledger, each with its score and its log odds; those read last stay in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links: OrderedDict[str, dict[str, Link]] = OrderedDict()
        self._strongest: dict[str, Strongest] = {}
        self._alive: set[str] = set()

    def alive(self, statements: set[str]) -> set[str]:
        """Those that are statements of the ledger; the head of an article is none."""
        missing = sorted(statements - self._alive)
        if not missing:
            return statements
        there = {s.statement for s in self._store.signatures(missing) if s.statement != s.article}
        if len(self._alive) > _PLACED:
            self._alive.clear()
        self._alive |= there
        return (statements & self._alive) | there

    def of(self, statements: Sequence[str]) -> dict[str, dict[str, Link]]:
        """The links of each of these statements: what is at their other end."""
        missing = {s for s in statements if s not in self._links}
        made: dict[str, dict[str, Link]] = {s: {} for s in missing}
        for e in self._store.edges(sorted(missing)):
            link = _link(e.score)
            if e.a in missing:
                made[e.a][e.b] = link
            if e.b in missing:
                made[e.b][e.a] = link
        self._links.update(made)
        out = {s: self._links[s] for s in statements}
        for s in statements:
            self._links.move_to_end(s)
        while len(self._links) > _REMEMBERED:
            self._strongest.pop(self._links.popitem(last=False)[0], None)
        return out

    def strongest(self, statement: str, links: Mapping[str, Link]) -> Strongest | None:
        """What `strongest` makes of a statement's links, made once; None where `links` are not those of the ledger."""
        if self._links.get(statement) is not links:
            return None
        if statement not in self._strongest:
            self._strongest[statement] = strongest(links)
        return self._strongest[statement]

    def follow(self, gone: Iterable[str], edges: Mapping[Pair, float]) -> None:
        """Take in what was written to the ledger: the statements that went, then the edges."""
        for s in gone:
            self._alive.discard(s)
            self._strongest.pop(s, None)
            for o in self._links.pop(s, {}):
                self._links.get(o, {}).pop(s, None)
                self._strongest.pop(o, None)
        for (a, b), score in edges.items():
            self._alive.update((a, b))
            for s, o in ((a, b), (b, a)):
                if s in self._links:
                    self._links[s][o] = _link(score)
                    self._strongest.pop(s, None)


def strongest(links: Mapping[str, Link]) -> Strongest:
    """The links that can hold a block together, the strongest first."""
    return sorted(((odds, o) for o, (_, odds) in links.items() if odds >= THRESHOLD), reverse=True)


@dataclass
class Placed:
    """Blocks of the ledger as it is, with the levels they were found at, and by level what is in too large ones.

    They stay known from one batch to the next: links that come can only make what hangs together larger.
    """

    blocks: dict[str, tuple[float, list[str]]] = field(default_factory=dict)
    large: dict[float, set[str]] = field(default_factory=dict)

    def follow(self, changed: Iterable[str], now: Placed) -> None:
        """Take in what became of the blocks of the statements of `changed`, where nothing but links came."""
        for s in changed:
            self.blocks.pop(s, None)
        self.blocks.update(now.blocks)
        for level, found in now.large.items():
            self.large.setdefault(level, set()).update(found)
        if len(self.blocks) + sum(map(len, self.large.values())) > _PLACED:
            self.blocks.clear()
            self.large.clear()


class Links:
    """The links of a ledger as they are, or as they become, with the statements of `without` taken out and those of
    `laid` (pairs in order, with their scores) laid over. Read from the ledger as they are needed."""

    def __init__(
        self,
        store: Store,
        kept: Kept,
        without: set[str],
        laid: Mapping[Pair, float],
        fresh: set[str],
        *,
        placed: Placed | None = None,
        before: Placed | None = None,
    ) -> None:
        self._store, self._kept, self._without, self._fresh = store, kept, without, fresh
        self.placed = placed or Placed()
        # Of the same ledger with fewer links.
        self._before = before or Placed()
        self._laid: dict[str, dict[str, Link]] = {}
        for (a, b), score in laid.items():
            link = _link(score)
            self._laid.setdefault(a, {})[b] = self._laid.setdefault(b, {})[a] = link
        self._links: dict[str, dict[str, Link]] = {}
        self._strongest: dict[str, Strongest] = {}

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
        return (asked & self._fresh) | (self._kept.alive(asked - self._fresh) - self._without)

    def block(self, statement: str) -> list[str]:
        """The block that a statement is in, sorted."""
        return self._place(statement)[1]

    def level(self, statement: str) -> float:
        """The least log odds of the links that hold a statement's block together."""
        return self._place(statement)[0]

    def _place(self, statement: str) -> tuple[float, list[str]]:
        level = THRESHOLD
        while statement not in self.placed.blocks:
            found = self._reached(statement, level)
            if found is not None:
                place = (level, sorted(found))
                self.placed.blocks.update(dict.fromkeys(found, place))
            level += STEP
        return self.placed.blocks[statement]

    def groups(self, block: list[str]) -> list[list[str]]:
        """The claims of a block."""
        known = set(block)
        self._load(block)
        inside = {s: [(o, links[o][1]) for o in _both(links, known)] for s in block if (links := self._links[s])}
        return merge(block, inside, THRESHOLD)

    def _reached(self, statement: str, level: float) -> set[str] | None:
        """What hangs together with a statement by links of `level`; None where that is too large."""
        large = self.placed.large.setdefault(level, set())
        before: set[str] = self._before.large.get(level, set())
        if statement in large or statement in before:
            return None
        seen, edge = {statement}, [statement]
        while edge:
            self._load(edge)
            beyond: list[str] = []
            for s in edge:
                for odds, o in self._strong(s):
                    if odds < level:
                        break
                    if o in seen:
                        continue
                    seen.add(o)
                    beyond.append(o)
                    # At once: one step further there may be thousands.
                    if o in large or o in before or too_large(len(seen), level):
                        large |= seen
                        return None
            edge = beyond
        return seen

    def _strong(self, statement: str) -> Strongest:
        known = self._strongest.get(statement)
        if known is None:
            links = self._links[statement]
            known = self._kept.strongest(statement, links)
            known = self._strongest[statement] = strongest(links) if known is None else known
        return known

    def _load(self, statements: Iterable[str]) -> None:
        missing = [s for s in dict.fromkeys(statements) if s not in self._links]
        for s, links in self._kept.of(missing).items():
            self._links[s] = links
            if self._without and (s in self._without or not self._without.isdisjoint(links)):
                alive = {} if s in self._without else links
                self._links[s] = {o: link for o, link in alive.items() if o not in self._without}
        for s in missing:
            laid = self._laid.get(s)
            # An edge may end in a statement that another change of the batch took away.
            if laid and (there := self.alive((s, *laid))) and s in there:
                self._links[s] = self._links[s] | {o: link for o, link in laid.items() if o in there}


def _both(links: Mapping[str, Link], block: set[str]) -> list[str]:
    """What of a block is linked; a statement of a large story has more links than its block has statements."""
    return [o for o in block if o in links] if len(block) < len(links) else [o for o in links if o in block]
