"""Claims in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from belegg.claims import ClaimBrief
from belegg.ledger._database import Row, Run, rows_among
from belegg.ledger._text import plain

__all__ = ["BRIEF", "brief", "briefs"]

BRIEF: Final = (
    "c.id, b.text, c.min_origins, c.max_origins, c.articles, c.outlets, c.contradicted, c.hearsay, b.first, b.last"
)
"""The columns of a line, of ``claims c`` and ``claim_bodies b``."""


def brief(row: Row) -> ClaimBrief:
    """The line of a row of `BRIEF`."""
    id, text, least, most, articles, outlets, contradicted, hearsay, first, last = row
    return ClaimBrief(id, text, least, most, articles, outlets, bool(contradicted), bool(hearsay), first, last)


def briefs(run: Run, ids: Sequence[str]) -> list[ClaimBrief]:
    """The lines of these claims, in the order asked for; unknown ids are left out."""
    sql = f"SELECT {BRIEF} FROM claims c JOIN claim_bodies b ON b.n = c.n WHERE {{}}"
    found = {row[0]: brief(row) for row in rows_among(run, sql, "c.id", [plain(id) for id in ids])}
    return [found[id] for id in ids if id in found]
