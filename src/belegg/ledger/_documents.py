"""Documents as they are kept, not yet taken apart: whoever has met one before need not parse it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from belegg.ledger._database import Database, rows_among
from belegg.ledger._rows import unpack
from belegg.ledger._text import plain

__all__ = ["Documents"]

_BODY = "SELECT c.id, b.body FROM claims c JOIN claim_bodies b ON b.n = c.n WHERE {}"
_READING = "SELECT id, body FROM readings WHERE {}"
_CURRENT = "SELECT id, current FROM articles WHERE {}"


class Documents:
    """The part of a store that gives JSON texts of claims, and says which reading of an article is the current one."""

    _db: Database

    def documents(self, ids: Sequence[str]) -> list[str]:
        """`ClaimRow.body` of these claims as JSON, in the order asked for; unknown ids are left out."""
        with self._db.reading() as run:
            found: dict[str, str] = dict(rows_among(run, _BODY, "c.id", [plain(id) for id in ids]))
        return [found[id] for id in ids if id in found]

    def current(self, articles: Sequence[str]) -> dict[str, str]:
        """The id of the current reading of each of these articles. It is a digest of all that the reading holds."""
        with self._db.reading() as run:
            return dict(rows_among(run, _CURRENT, "id", [plain(a) for a in articles]))

    def readings(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What these readings hold; unknown ids are left out."""
        with self._db.reading() as run:
            rows = rows_among(run, _READING, "id", [plain(id) for id in ids])
        return {id: unpack(body, self._db.name)[1] for id, body in rows}
