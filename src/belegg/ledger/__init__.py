"""The ledger: articles, their versions and statements, kept for ever; and what is worked out from them.

::

    Reading ──> rows_of ──> Store.add ──> changes ──> (match, trace) ──> Store.apply ──> Store.find_claims

`open_store` opens one in a SQLite file or a PostgreSQL database; `Store` says what it can do.
"""

from __future__ import annotations

from belegg.ledger._ids import decision_id
from belegg.ledger._open import open_store
from belegg.ledger._outlets import Outlet, Outlets, same_family
from belegg.ledger._protocol import (
    Added,
    Change,
    ClaimFilters,
    ClaimQuery,
    ClaimRow,
    Decision,
    Edge,
    Problem,
    Signature,
    Store,
    StoredArticle,
    Update,
)
from belegg.ledger._text import fold, instant
from belegg.ledger._url import url_key

__all__ = [
    "Added",
    "Change",
    "ClaimFilters",
    "ClaimQuery",
    "ClaimRow",
    "Decision",
    "Edge",
    "Outlet",
    "Outlets",
    "Problem",
    "Signature",
    "Store",
    "StoredArticle",
    "Update",
    "decision_id",
    "fold",
    "instant",
    "open_store",
    "same_family",
    "url_key",
]
