"""Who speaks in the current versions: kept up as articles come, so that asking is quick in a large ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from belegg._pronouns import SEVERAL
from belegg.ledger._database import Database, Params, Row, Run, among, chunks
from belegg.ledger._merged import Merged, merged
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
_NAMED = f"statements > 0 AND key NOT IN ({', '.join(repr(fold(p)) for p in sorted(SEVERAL))})"
_ONE = "SELECT statements FROM speakers WHERE key = :key"
_TALLIES = "SELECT key, field, value, statements FROM speaker_tallies WHERE {}"
_EDGE = "(SELECT {0} FROM voices v WHERE v.key = s.key AND v.at > '' ORDER BY v.at {1}, v.article {1} LIMIT 1)"
_EDGES = ", ".join(_EDGE.format(column, order) for column in ("v.at", "v.published") for order in ("ASC", "DESC"))
_TIMES = f"SELECT s.key, {_EDGES} FROM speakers s WHERE {{}}"


@dataclass
class _Heard:
    """What is known of some folded names: how often each spelling, kind and outlet, and the first and last time."""

    tallies: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    times: dict[str, Row] = field(default_factory=dict)

    def most(self, name: str, keys: Iterable[str]) -> list[str]:
        """The values of a field of these names together, the most frequent first."""
        counts: dict[str, int] = {}
        for key in keys:
            for value, n in self.tallies.get((key, name), {}).items():
                counts[value] = counts.get(value, 0) + n
        return sorted(counts, key=lambda value: (-counts[value], value))

    def outlets(self, keys: Iterable[str]) -> list[str]:
        """The outlets of these names, in alphabetical order."""
        return sorted({value for key in keys for value in self.tallies.get((key, "outlet"), ())})

    def spelt(self, key: str) -> str:
        """The name as it is written most often; the folded one where it was only ever decided on."""
        return next(iter(self.most("name", [key])), key)


class Speakers:
    """The part of a store that knows who speaks."""

    _db: Database

    def speakers(self, query: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Who speaks in the current versions of the articles, the most heard first.

        One row a name, whatever its case and accents, and one for names that were merged: ``name`` is what they were
        merged into, else it and ``kind`` are those found most often; ``also`` are the other names merged with it;
        ``statements`` counts; ``outlets`` are in alphabetical order; ``first`` and ``last`` are as the articles give
        them, None where none does. `query` is any part of a name; without it those of whom texts say but *we* or *they*
        are left out.
        """
        asked = fold(query) if query else ""
        where = self._db.dialect.contains.format("key", "asked") if asked else _NAMED
        with self._db.reading() as run:
            names = merged(run)
            one = {key for group in names.groups.values() for key in group}
            # Names that are one are counted together, so they are left out here and put in after.
            found = run.all(_MOST.format(where), {"limit": limit + len(one), **({"asked": asked} if asked else {})})
            ranked = [(count, key) for key, count in found if key not in one]
            for root, keys in names.groups.items():
                if any(asked in key for key in keys) and (count := sum(_count_of(run, key) for key in keys)):
                    ranked.append((count, root))
            ranked.sort(key=lambda pair: (-pair[0], pair[1]))
            ranked = ranked[:limit]
            heard = _hear(run, [k for _, key in ranked for k in names.keys(key)])
            return [_speaker(heard, names, key, count) for count, key in ranked]

    def speaker(self, name: str) -> dict[str, Any] | None:
        """Who speaks under this name, in any case, or under one merged with it; None where nobody does."""
        with self._db.reading() as run:
            names = merged(run)
            keys = names.keys(fold(name))
            count = sum(_count_of(run, key) for key in keys)
            return _speaker(_hear(run, keys), names, keys[0], count) if count else None

    def names_of(self, name: str) -> list[str]:
        """The name as it is shown, and all that were merged with it."""
        with self._db.reading() as run:
            names = merged(run)
            root, *others = names.keys(fold(name))
            heard = _hear(run, [root, *others])
            shown = names.written.get(root) or next(iter(heard.most("name", [root])), name)
            return [shown, *map(heard.spelt, others)]


def _count_of(run: Run, key: str) -> int:
    row = run.one(_ONE, {"key": key})
    return int(row[0]) if row else 0


def _hear(run: Run, keys: Sequence[str]) -> _Heard:
    heard = _Heard()
    for chunk in chunks(keys):
        where, params = among("key", chunk)
        for key, name, value, statements in run.all(_TALLIES.format(where), params):
            heard.tallies.setdefault((key, name), {})[value] = statements
        heard.times.update((row[0], row[1:]) for row in run.all(_TIMES.format(where), params))
    return heard


def _speaker(heard: _Heard, names: Merged, root: str, count: int) -> dict[str, Any]:
    keys = names.keys(root)
    times = [heard.times[key] for key in keys if heard.times.get(key, (None,))[0]]
    return {
        "name": names.written.get(root) or heard.spelt(root),
        "kind": heard.most("kind", keys)[0],
        "statements": count,
        "outlets": heard.outlets(keys),
        "first": min(((t[0], t[2]) for t in times), default=(None, None))[1],
        "last": max(((t[1], t[3]) for t in times), default=(None, None))[1],
        "also": [heard.spelt(key) for key in keys[1:]],
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
            for what, value in (("name", name), ("kind", kind), ("outlet", outlet)):
                if value is not None:
                    tallies[key, what, value] += sign * n
            yield {"key": key, "article": article, "at": at, "published": published, "n": sign * n}

    run.many(_VOICE, voices())
    run.many(_COUNT, ({"key": key, "n": n} for key, n in counts.items()))
    run.many(_TALLY, ({"key": k, "field": f, "value": v, "n": n} for (k, f, v), n in tallies.items()))
