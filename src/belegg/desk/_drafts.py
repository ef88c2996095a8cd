"""Texts that somebody had read without adding them to the ledger: kept some days, so that links and reloads work."""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from belegg.desk._state import State
from belegg.types import Reading

__all__ = ["DAYS", "Draft", "Drafts"]

DAYS = 14
MOST = 200
"""Readings that are kept for one person; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept reading in a list; `made` is seconds since 1970."""

    id: str
    title: str
    statements: int
    made: float


class Drafts:
    """The readings of the desk's own file. Each person sees only his own."""

    def __init__(self, state: State, clock: Callable[[], float] = time.time) -> None:
        self._state, self._clock = state, clock

    def keep(self, user: str, reading: Reading) -> str:
        """Keep a reading and give its id; the same article again is the same reading, made now."""
        body = json.dumps({"reading": reading.to_dict(), "wire": list(reading.article.wire)})
        source = json.dumps([user, reading.article.to_dict(), list(reading.article.wire)], sort_keys=True)
        id = hashlib.sha256(source.encode()).hexdigest()[:32]
        now = self._clock()
        with self._state.writing() as connection:
            connection.execute(
                "INSERT INTO readings (id, user, made, body) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET made = excluded.made, body = excluded.body",
                (id, user, now, zlib.compress(body.encode())),
            )
            connection.execute("DELETE FROM readings WHERE made < ?", (now - DAYS * 86_400,))
            connection.execute(
                "DELETE FROM readings WHERE user = ? AND id NOT IN "
                "(SELECT id FROM readings WHERE user = ? ORDER BY made DESC, id LIMIT ?)",
                (user, user, MOST),
            )
        return id

    def get(self, user: str, id: str) -> Reading | None:
        """A reading that was kept for `user`; None where there is none, or not any more."""
        row = self._state.one(
            "SELECT body FROM readings WHERE id = ? AND user = ? AND made >= ?", (id, user, self._oldest())
        )
        return _opened(row["body"]) if row else None

    def recent(self, user: str, limit: int = 10) -> list[Draft]:
        """The latest readings of `user`."""
        rows = self._state.all(
            "SELECT id, made, body FROM readings WHERE user = ? AND made >= ? ORDER BY made DESC, id LIMIT ?",
            (user, self._oldest(), limit),
        )
        out = []
        for row in rows:
            reading = _opened(row["body"])
            words = " ".join((reading.article.title or reading.article.text[:400]).split())
            out.append(Draft(row["id"], words, len(reading.statements), row["made"]))
        return out

    def forget(self, user: str, id: str) -> bool:
        """Throw a reading away."""
        return self._state.run("DELETE FROM readings WHERE id = ? AND user = ?", (id, user)) > 0

    def _oldest(self) -> float:
        return self._clock() - DAYS * 86_400


def _opened(body: bytes) -> Reading:
    found = json.loads(zlib.decompress(body))
    return Reading.from_dict(found["reading"], tuple(found["wire"]))
