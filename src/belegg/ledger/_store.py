"""The store, whole: its parts over one database."""

from __future__ import annotations

from typing import Self

from belegg.ledger._care import Care
from belegg.ledger._claims import Claims
from belegg.ledger._database import Database
from belegg.ledger._derived import Derived
from belegg.ledger._documents import Documents
from belegg.ledger._facets import FacetStore
from belegg.ledger._heads import Heads
from belegg.ledger._news import NewsStore
from belegg.ledger._primary import Primary
from belegg.ledger._said import Said
from belegg.ledger._speakers import Speakers

__all__ = ["SqlStore"]


class SqlStore(Primary, Heads, Derived, Claims, Documents, FacetStore, NewsStore, Speakers, Said, Care):
    """A ledger's storage in a database that speaks SQL; what differs between databases is in `Database`.

    May be used by several threads. Use it in a ``with``, or `close` it.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def mark(self) -> str:
        """Another text whenever something was written, by whichever thread or process: what was read while the mark
        stayed the same is what would be read now. Costs a few microseconds in a file."""
        return self._db.mark()

    def close(self) -> None:
        """Give the database back. May be called again."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
