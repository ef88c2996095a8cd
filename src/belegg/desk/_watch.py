"""What is new in alerts: worked out when somebody looks, and remembered until the ledger changes."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from belegg.claims import Claim
from belegg.desk._alerts import MANY, Alert
from belegg.desk._found import fit_of, ranked
from belegg.desk._query import Query
from belegg.follow import Ledger

__all__ = ["Fresh", "Watch", "fresh", "watch"]

BOUND: Final = 2000
"""Up to so many claims are looked through, on either side, to say exactly which are new in an alert."""
NEWS: Final = 20_000
"""So much of what happened is looked at for it."""
SECONDS: Final = 0.2
"""So long an answer works out searches by meaning, of which each looks at every statement; at least one."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """Claims of an alert that something happened to since it was last looked at, the latest first.

    `seq` is what will have been seen then; with `bounded` there may be more claims than these.
    """

    claims: tuple[str, ...]
    seq: int
    bounded: bool = False


class Watch:
    """What is new in alerts, over one ledger; remembered until the ledger changes. May be used by several threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[str, int, int], Fresh] = {}
        self._ranked: dict[str, tuple[int, frozenset[str]]] = {}

    def __call__(self, alerts: Sequence[Alert]) -> list[Fresh]:
        """What is new in each: the claims of its search that something happened to after its `seq`.

        Exact where either the claims that something happened to, or those of the search, are `BOUND` at most and not
        more than `NEWS` things happened. By meaning, the search's claims are those that its filters keep of the best.
        Where the searches by meaning take more than `SECONDS`, the others are told by what was best when they were last
        worked out, as `bounded`; those that waited longest come first the next time. Of one alert all is exact.
        """
        # Read first: what happens from here on is new the next time too.
        cursor = self._ledger.store.cursor()
        asked = _Asked(self._ledger, cursor)
        out: dict[int, Fresh] = {}
        for n, alert in enumerate(alerts):
            found = self._known.get(_key(alert, cursor))
            if found is None and not (alert.query.by_meaning and asked.happened(min(alert.seq, cursor))):
                found = self._keep(alert, cursor, asked.fresh(alert.query, min(alert.seq, cursor)))
            if found is not None:
                out[n] = found
        waiting = sorted((n for n in range(len(alerts)) if n not in out), key=lambda n: self._best(alerts[n])[0])
        begun = time.monotonic()
        for place, n in enumerate(waiting):
            query, after = alerts[n].query, min(alerts[n].seq, cursor)
            # Several alerts may be of one search.
            if self._best(alerts[n])[0] != cursor and (place == 0 or time.monotonic() - begun < SECONDS):
                if len(self._ranked) >= 4 * MANY:
                    self._ranked.clear()
                self._ranked[str(query.params())] = (cursor, asked.best(query))
            at, best = self._best(alerts[n])
            if at == cursor:
                out[n] = self._keep(alerts[n], cursor, asked.among(after, best))
            else:
                out[n] = replace(asked.among(after, best), bounded=True)
        return [out[n] for n in range(len(alerts))]

    def _best(self, alert: Alert) -> tuple[int, frozenset[str]]:
        """The claims of a search by meaning, and at which change that was worked out; before all where it never was."""
        return self._ranked.get(str(alert.query.params()), (-1, frozenset()))

    def _keep(self, alert: Alert, cursor: int, found: Fresh) -> Fresh:
        if len(self._known) >= 4 * MANY:
            self._known.clear()
        self._known[_key(alert, cursor)] = found
        return found


def _key(alert: Alert, cursor: int) -> tuple[str, int, int]:
    return str(alert.query.params()), min(alert.seq, cursor), cursor


_WATCHES: WeakKeyDictionary[Ledger, Watch] = WeakKeyDictionary()


def watch(ledger: Ledger) -> Watch:
    """The watch over a ledger."""
    return _WATCHES.setdefault(ledger, Watch(ledger))


def fresh(ledger: Ledger, alert: Alert) -> Fresh:
    """What is new in one alert."""
    return watch(ledger)([alert])[0]


class _Asked:
    """One answer: claims and news that several alerts need are read once."""

    def __init__(self, ledger: Ledger, cursor: int) -> None:
        self._ledger, self._cursor = ledger, cursor
        self._news: dict[int, tuple[int, tuple[str, ...]]] = {}
        self._claims: dict[str, Claim] = {}

    def happened(self, after: int) -> bool:
        """Whether anything happened to any claim after the change `after`."""
        return after < self._cursor and bool(self._since(after)[1])

    def best(self, query: Query) -> frozenset[str]:
        """The claims of a search by meaning."""
        return frozenset(c.id for c in filter(fit_of(self._ledger, query), ranked(self._ledger, query)))

    def among(self, after: int, wanted: Collection[str]) -> Fresh:
        """Those of some claims that something happened to after the change `after`."""
        happened, ids = self._since(after)
        return self._among(ids, wanted, happened > len(ids))

    def fresh(self, query: Query, after: int) -> Fresh:
        """What is new in a search by words; or in any to whose claims nothing happened."""
        if not self.happened(after):
            return Fresh((), self._cursor)
        happened, ids = self._since(after)
        short = happened > len(ids)
        words, asked = query.q or None, query.asked()
        if not words and not asked:
            return Fresh(ids, self._cursor, short)
        if len(ids) > BOUND and self._ledger.count(words, **asked) <= BOUND:
            return self._among(ids, {c.id for c in self._ledger.claims(words, **asked)}, short)
        fits = fit_of(self._ledger, query)
        new = tuple(c.id for c in self._whole(ids[:BOUND]) if fits(c) and fits.worded(c))
        return Fresh(new, self._cursor, short or len(ids) > BOUND)

    def _among(self, ids: Sequence[str], wanted: Collection[str], short: bool) -> Fresh:
        return Fresh(tuple(id for id in ids if id in wanted), self._cursor, short and bool(wanted))

    def _since(self, after: int) -> tuple[int, tuple[str, ...]]:
        """How much happened, and to which claims; the latest first. As many as there were where `NEWS` are enough."""
        if after not in self._news:
            told = self._ledger.news(after, limit=NEWS + 1)
            ids = tuple(dict.fromkeys(n.claim.claim for n in told[:NEWS]))
            self._news[after] = (len(ids) + (len(told) > NEWS), ids)
        return self._news[after]

    def _whole(self, ids: Sequence[str]) -> list[Claim]:
        missing = [id for id in ids if id not in self._claims]
        self._claims.update((claim.id, claim) for claim in self._ledger.claims_by_id(missing))
        return [self._claims[id] for id in ids if id in self._claims]
