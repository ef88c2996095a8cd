"""What somebody said, and what is said of him."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from belegg.claims import ClaimBrief, Utterance
from belegg.ledger._briefs import briefs
from belegg.ledger._claims import Search
from belegg.ledger._database import Database, Row, Run, among, rows_among
from belegg.ledger._failures import parsed
from belegg.ledger._heads import SHOWN
from belegg.ledger._merged import merged
from belegg.ledger._protocol import ClaimQuery
from belegg.ledger._text import fold, plain

__all__ = ["Said"]

_VOICES = """
    SELECT at, article, statements FROM voices WHERE key = :key {} ORDER BY at DESC, article DESC LIMIT :limit
"""
_HEARD = """
    SELECT v.at, v.article, v.published, r.outlet, v.statements
    FROM voices v JOIN articles a ON a.id = v.article JOIN readings r ON r.id = a.current
    WHERE v.key = :key ORDER BY v.at DESC, v.article DESC LIMIT :limit
"""
_SPOKEN = f"""
    SELECT v.article, p.place, p.statement, p.speaker, p.kind, p.certainty, p.hearsay, p.form, r.outlet, v.published,
        v.title, ({SHOWN.format("v.article")})
    FROM articles a JOIN readings r ON r.id = a.current JOIN versions v ON v.id = r.version
    JOIN appearances p ON p.reading = r.id
    WHERE p.speaker IS NOT NULL AND {{}}
"""
_CARRIED = """
    SELECT m.statement, c.id, b.text
    FROM claim_members m JOIN claims c ON c.n = m.claim JOIN claim_bodies b ON b.n = c.n WHERE {}
"""
_OWN = """
    NOT EXISTS (SELECT 1 FROM claim_speakers s JOIN names m ON m.id = s.name WHERE s.claim = c.n AND {})
"""


class Said:
    """The part of a store that follows one speaker."""

    _db: Database

    def speech(self, name: str, limit: int = 100, before: str | None = None) -> list[Utterance]:
        """What was said under this name, or one merged with it, in the current versions; the latest first, and what
        one article has in the order of its text.

        `before` is the id of the last statement of the page before; an unknown one gives nothing.
        """
        with self._db.reading() as run:
            keys = merged(run).keys(fold(name))
            last = None if before is None else _mark(run, plain(before))
            if before is not None and last is None:
                return []
            articles = _articles(run, keys, limit, last)
            rows = [row for row in _spoken(run, articles) if fold(row[3]) in set(keys)]
            rows.sort(key=lambda row: (articles[row[0]], row[1]))
            if last is not None:
                rows = [row for row in rows if row[0] != last[1] or row[1] > last[2]]
            return self._told(run, rows[:limit])

    def heard(self, name: str, limit: int = 1000) -> list[tuple[str | None, str | None, int]]:
        """(published, outlet, statements) of the latest articles in which somebody of this name speaks."""
        with self._db.reading() as run:
            rows: list[Row] = []
            for key in merged(run).keys(fold(name)):
                rows += run.all(_HEARD, {"key": key, "limit": limit})
        rows.sort(key=lambda row: row[:2], reverse=True)
        return [(published, outlet, statements) for *_, published, outlet, statements in rows[:limit]]

    def _told(self, run: Run, rows: Sequence[Row]) -> list[Utterance]:
        ids = [row[2] for row in rows]
        contents = {row[0]: row[1] for row in rows_among(run, "SELECT id, content FROM statements WHERE {}", "id", ids)}
        carried = {row[0]: (row[1], row[2]) for row in rows_among(run, _CARRIED, "m.statement", ids)}
        return [
            Utterance(
                statement=statement,
                article=article,
                outlet=outlet,
                published=published,
                title=title,
                url=url,
                content=tuple(parsed(contents[statement], self._db.name)),
                certainty=certainty,
                form=form,
                kind=kind,
                hearsay=bool(hearsay),
                claim=carried.get(statement, (None, None))[0],
                claim_text=carried.get(statement, (None, None))[1],
            )
            for article, _, statement, _, kind, certainty, hearsay, form, outlet, published, title, url in rows
        ]

    def about(self, name: str, terms: Sequence[Sequence[str]], limit: int = 50) -> list[ClaimBrief]:
        """Claims that have all words of any of `terms` and that nobody of this name carries, the latest first."""
        with self._db.reading() as run:
            keys = merged(run).keys(fold(name))
            sql, params = among("m.name", keys, "own")
            found: dict[str, str] = {}
            for words in terms:
                search = Search(ClaimQuery(terms=tuple(words)), self._db.dialect)
                search.only(_OWN.format(sql), params)
                if words and search.possible:
                    found.update(search.rows(run, "c.id, c.last_at", limit, ranked=False))
            # By id, then, since sorting keeps what is equal in order, by time.
            latest = sorted(sorted(found), key=lambda id: found[id], reverse=True)
            return briefs(run, latest[:limit])


def _mark(run: Run, statement: str) -> tuple[str, str, int] | None:
    """Where a statement stands among those of its speaker: time, article, place."""
    row = run.one(
        """
        SELECT h.at, h.article, p.place FROM statements s JOIN heads h ON h.article = s.article
        JOIN articles a ON a.id = s.article
        LEFT JOIN appearances p ON p.statement = s.id AND p.reading = a.current WHERE s.id = :id
        """,
        {"id": statement},
    )
    # What is no longer in its article stands at the article's end.
    return (row[0], row[1], 2**31 if row[2] is None else row[2]) if row else None


def _articles(run: Run, keys: Sequence[str], limit: int, last: tuple[str, str, int] | None) -> dict[str, int]:
    """The latest articles that have at least `limit` statements of these names together, with their places."""
    where = "" if last is None else "AND (at, article) <= (:at, :article)"
    mark: dict[str, Any] = {} if last is None else {"at": last[0], "article": last[1]}
    rows: list[Row] = []
    for key in keys:
        # One more, since those of the article of the mark may all have been told.
        rows += run.all(_VOICES.format(where), {"key": key, "limit": limit + 1, **mark})
    rows.sort(reverse=True)
    out: dict[str, int] = {}
    told = 0
    for _, article, statements in rows:
        out.setdefault(article, len(out))
        told += statements if last is None or article != last[1] else 0
        if told >= limit:
            break
    return out


def _spoken(run: Run, articles: Iterable[str]) -> list[Row]:
    return rows_among(run, _SPOKEN, "a.id", list(articles))
