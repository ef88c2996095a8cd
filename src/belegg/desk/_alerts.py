"""Searches that are kept, and where somebody left off in the ledger's change log. In the desk's own file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from belegg.desk._errors import NotFound
from belegg.desk._query import Query, parse
from belegg.desk._state import State
from belegg.errors import UsageError
from belegg.render._clean import one_line

__all__ = ["MANY", "Alert", "Alerts", "Look", "Looks", "tidy"]

NAME: Final = 120
MANY: Final = 200
"""So many alerts somebody may keep."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A search that is kept. What happened up to the change `seq` has been seen; `made` is when it was kept, in UTC."""

    id: str
    name: str
    query: Query
    seq: int
    made: str


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
