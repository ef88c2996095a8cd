"""Searches that are kept, and where somebody left off in the ledger's change log. In the desk's own file."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from weakref import WeakKeyDictionary

from belegg.claims import Claim
from belegg.desk._errors import NotFound
from belegg.desk._found import fit_of, ranked
from belegg.desk._query import Query, parse
from belegg.desk._state import State
from belegg.errors import UsageError
from belegg.follow import Ledger
from belegg.render._clean import one_line

__all__ = ["MANY", "Alert", "Alerts", "Fresh", "Look", "Looks", "Watch", "fresh", "tidy", "watch"]

NAME: Final = 120
MANY: Final = 200
"""So many alerts somebody may keep."""
BOUND: Final = 2000
"""Up to so many claims are looked through, on either side, to say exactly which are new in an alert."""
NEWS: Final = 20_000
"""So much of what happened is looked at for it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A search that is kept. What happened up to the change `seq` has been seen; `made` is when it was kept, in UTC."""

    id: str
    name: str
    query: Query
    seq: int
    made: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """Claims of an alert that something happened to since it was last looked at, the latest first.

    `seq` is what will have been seen then; with `bounded` there may be more claims than these.
    """

    claims: tuple[str, ...]
    seq: int
    bounded: bool = False


class Alerts:
    """The alerts of one user."""

    def __init__(self, state: State, user: str) -> None:
        self._state, self._user = state, user

    def all(self) -> list[Alert]:
        """The latest first."""
        rows = self._state.all("SELECT * FROM alerts WHERE user = ? ORDER BY made DESC, id", (self._user,))
        return [_alert(row) for row in rows]

    def get(self, id: str) -> Alert:
        """Raises NotFound where there is none of this id, or it is somebody else's."""
        row = self._state.one("SELECT * FROM alerts WHERE id = ? AND user = ?", (_plain(id), self._user))
        if row is None:
            raise NotFound("alert")
        return _alert(row)

    def add(self, name: str, query: Query, seq: int) -> Alert:
        """Keep a search; what happened up to `seq` counts as seen.

        Raises
        ------
        UsageError
            There are `MANY` already.
        """
        made = Alert(
            secrets.token_hex(8),
            tidy(name) or query.q[:NAME] or "…",
            query,
            max(0, seq),
            datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        with self._state.writing() as run:
            kept = run.execute("SELECT count(*) FROM alerts WHERE user = ?", (self._user,)).fetchone()[0]
            if kept >= MANY:
                raise UsageError("there are too many alerts", remedy=f"{MANY} can be kept: delete one first")
            run.execute(
                "INSERT INTO alerts (id, user, name, query, seq, made) VALUES (?, ?, ?, ?, ?, ?)",
                (made.id, self._user, made.name, urlencode(made.query.params()), made.seq, made.made),
            )
        return made

    def seen(self, id: str, seq: int) -> None:
        """What happened up to `seq` has been seen; what was seen before stays so."""
        self._change("UPDATE alerts SET seq = max(seq, ?) WHERE id = ? AND user = ?", seq, id)

    def rename(self, id: str, name: str) -> None:
        """Raises UsageError where nothing is left of the name."""
        tidied = tidy(name)
        if not tidied:
            raise UsageError("an alert needs a name")
        self._change("UPDATE alerts SET name = ? WHERE id = ? AND user = ?", tidied, id)

    def delete(self, id: str) -> Alert:
        """Delete an alert, and give what it was."""
        gone = self.get(id)
        self._state.run("DELETE FROM alerts WHERE id = ? AND user = ?", (gone.id, self._user))
        return gone

    def _change(self, sql: str, value: Any, id: str) -> None:
        if not self._state.run(sql, (value, _plain(id), self._user)):
            raise NotFound("alert")


def tidy(name: str) -> str:
    """A name on one line, without characters that hide or reorder others, not too long."""
    return one_line(name[: 10 * NAME])[:NAME].rstrip()


def _plain(id: str) -> str:
    return id.encode("utf-8", "replace").decode()


def _alert(row: Any) -> Alert:
    query, _ = parse(dict(parse_qsl(row["query"])))
    return Alert(row["id"], row["name"], query, row["seq"], row["made"])


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody left off: after the change `seq`, at the time `at`."""

    seq: int
    at: str


class Looks:
    """Where users left off."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, user: str) -> Look | None:
        row = self._state.one("SELECT seq, at FROM looks WHERE user = ?", (user,))
        return Look(row["seq"], row["at"]) if row else None

    def keep(self, user: str, seq: int) -> None:
        """What happened up to `seq` has been seen."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._state.run(
            "INSERT INTO looks (user, seq, at) VALUES (?, ?, ?) "
            "ON CONFLICT (user) DO UPDATE SET seq = excluded.seq, at = excluded.at",
            (user, seq, at),
        )


class Watch:
    """What is new in alerts, over one ledger; remembered until the ledger changes. May be used by several threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[str, int, int], Fresh] = {}

    def __call__(self, alerts: Sequence[Alert]) -> list[Fresh]:
        """What is new in each: the claims of its search that something happened to after its `seq`.

        Exact where either the claims that something happened to, or those of the search, are `BOUND` at most and not
        more than `NEWS` things happened. By meaning, the search's claims are those that its filters keep of the best.
        """
        # Read first: what happens from here on is new the next time too.
        cursor = self._ledger.store.cursor()
        asked = _Asked(self._ledger, cursor)
        out = []
        for alert in alerts:
            key = (str(alert.query.params()), min(alert.seq, cursor), cursor)
            found = self._known.get(key)
            if found is None:
                found = asked.fresh(alert.query, min(alert.seq, cursor))
                if len(self._known) >= 4 * MANY:
                    self._known.clear()
                self._known[key] = found
            out.append(found)
        return out


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

    def fresh(self, query: Query, after: int) -> Fresh:
        if after >= self._cursor:
            return Fresh((), self._cursor)
        happened, ids = self._since(after)
        short = happened > len(ids)
        if not ids:
            return Fresh((), self._cursor)
        words, asked = query.q or None, query.asked()
        if query.by_meaning:
            kept = filter(fit_of(self._ledger, query), ranked(self._ledger, query))
            return self._among(ids, {c.id for c in kept}, short)
        if not words and not asked:
            return Fresh(ids, self._cursor, short)
        if len(ids) > BOUND and self._ledger.count(words, **asked) <= BOUND:
            return self._among(ids, {c.id for c in self._ledger.claims(words, **asked)}, short)
        fits = fit_of(self._ledger, query)
        new = tuple(c.id for c in self._whole(ids[:BOUND]) if fits(c) and fits.worded(c))
        return Fresh(new, self._cursor, short or len(ids) > BOUND)

    def _among(self, ids: Sequence[str], wanted: set[str], short: bool) -> Fresh:
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
        self._claims.update((row.id, Claim.from_dict(row.body["claim"])) for row in self._ledger.store.claims(missing))
        return [self._claims[id] for id in ids if id in self._claims]
