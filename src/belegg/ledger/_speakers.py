"""Who speaks in the current versions: kept up as articles come, so that asking is quick in a large ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from belegg.ledger._database import Database, Params, Row, Run
from belegg.ledger._text import fold

__all__ = ["Speakers", "move", "rebuild"]

_OF_READING = """
    SELECT p.speaker, p.kind, r.outlet, v.article, v.at, v.published, count(*)
    FROM readings r JOIN versions v ON v.id = r.version JOIN appearances p ON p.reading = r.id
    WHERE r.id = :reading AND p.speaker IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
"""
_OF_ALL = """
    SELECT p.speaker, p.kind, r.outlet, v.article, v.at, v.published, count(*)
    FROM articles a JOIN readings r ON r.id = a.current JOIN versions v ON v.id = r.version
    JOIN appearances p ON p.reading = r.id
    WHERE p.speaker IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
"""
_COUNT = """
    INSERT INTO speakers (key, statements) VALUES (:key, :n)
    ON CONFLICT (key) DO UPDATE SET statements = speakers.statements + excluded.statements
"""
_TALLY = """
    INSERT INTO speaker_tallies (key, field, value, statements) VALUES (:key, :field, :value, :n)
    ON CONFLICT (key, field, value) DO UPDATE SET statements = speaker_tallies.statements + excluded.statements
"""
_VOICE = """
    INSERT INTO voices (key, article, at, published, statements) VALUES (:key, :article, :at, :published, :n)
    ON CONFLICT (key, article) DO UPDATE SET statements = voices.statements + excluded.statements
"""
_MOST = "SELECT key, statements FROM speakers WHERE {} ORDER BY statements DESC, key LIMIT :limit"
_TALLIES = "SELECT field, value FROM speaker_tallies WHERE key = :key ORDER BY statements DESC, value"
_EDGE_OF_TIME = "SELECT published FROM voices WHERE key = :key AND at > '' ORDER BY at {0}, article {0} LIMIT 1"


class Speakers:
    """The part of a store that knows who speaks."""

    _db: Database

    def speakers(self, query: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Who speaks in the current versions of the articles, the most heard first.

        One row a name, whatever its case and accents: ``name`` and ``kind`` are the spelling and kind found most often;
        ``statements`` counts; ``outlets`` are in alphabetical order; ``first`` and ``last`` are as the articles give
        them, None where none does. `query` is any part of the name.
        """
        asked = fold(query) if query else ""
        where = self._db.dialect.contains.format("key", "asked") if asked else "statements > 0"
        with self._db.reading() as run:
            found = run.all(_MOST.format(where), {"limit": limit, **({"asked": asked} if asked else {})})
            return [_speaker(run, key, count) for key, count in found]


def _speaker(run: Run, key: str, count: int) -> dict[str, Any]:
    by_field: dict[str, list[str]] = {"name": [], "kind": [], "outlet": []}
    for field, value in run.all(_TALLIES, {"key": key}):
        by_field[field].append(value)
    first, last = (run.one(_EDGE_OF_TIME.format(order), {"key": key}) for order in ("ASC", "DESC"))
    return {
        "name": by_field["name"][0],
        "kind": by_field["kind"][0],
        "statements": count,
        "outlets": sorted(by_field["outlet"]),
        "first": first[0] if first else None,
        "last": last[0] if last else None,
    }


def move(run: Run, old: str | None, new: str) -> None:
    """An article's current reading is now `new`: what was counted for `old` is taken back first."""
    if old is not None:
        rows = run.all(_OF_READING, {"reading": old})
        _count(run, rows, -1)
        gone = [{"key": fold(row[0]), "article": row[3]} for row in rows]
        run.many("DELETE FROM voices WHERE key = :key AND article = :article AND statements = 0", gone)
        run.many("DELETE FROM speaker_tallies WHERE key = :key AND statements = 0", gone)
        run.many("DELETE FROM speakers WHERE key = :key AND statements = 0", gone)
    _count(run, run.all(_OF_READING, {"reading": new}), 1)


def rebuild(run: Run) -> None:
    """Count everybody anew; the tables are empty."""
    _count(run, run.stream(_OF_ALL), 1)


def _count(run: Run, rows: Iterable[Row], sign: int) -> None:
    counts: Counter[str] = Counter()
    tallies: Counter[tuple[str, str, str]] = Counter()

    def voices() -> Iterator[Params]:
        for name, kind, outlet, article, at, published, n in rows:
            key = fold(name)
            counts[key] += sign * n
            for field, value in (("name", name), ("kind", kind), ("outlet", outlet)):
                if value is not None:
                    tallies[key, field, value] += sign * n
            yield {"key": key, "article": article, "at": at, "published": published, "n": sign * n}

    run.many(_VOICE, voices())
    run.many(_COUNT, ({"key": key, "n": n} for key, n in counts.items()))
    run.many(_TALLY, ({"key": k, "field": f, "value": v, "n": n} for (k, f, v), n in tallies.items()))
