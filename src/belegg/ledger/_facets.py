"""Claims in figures and in lines: by what a list can be narrowed down, and which claims an article carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from belegg.claims import ClaimBrief, Counts, Facets
from belegg.ledger import _briefs
from belegg.ledger._claims import search_for
from belegg.ledger._database import Database, Run, among, chunks
from belegg.ledger._merged import Merged, merged
from belegg.ledger._protocol import ClaimQuery
from belegg.ledger._text import plain
from belegg.ledger._traits import FIELDS, bit

__all__ = ["FacetStore"]

MOST = 12
"""So many choices of a kind are told."""

_COLUMNS = "c.n, c.min_origins, c.contradicted, c.hearsay, c.traits"
_OF_ARTICLE = f"""
    SELECT m.statement, {_briefs.BRIEF}
    FROM (
        SELECT statement AS id FROM signatures WHERE article = :id UNION SELECT id FROM statements WHERE article = :id
    ) AS s
    JOIN claim_members m ON m.statement = s.id JOIN claims c ON c.n = m.claim JOIN claim_bodies b ON b.n = c.n
    ORDER BY m.statement
"""
_SPELT = """
    SELECT value FROM speaker_tallies WHERE key = :key AND field = 'name' ORDER BY statements DESC, value LIMIT 1
"""


class FacetStore:
    """The part of a store that tells of claims without giving them whole."""

    _db: Database

    def briefs(self, ids: Sequence[str]) -> list[ClaimBrief]:
        """These claims in a line each, in the order asked for; unknown ids are left out."""
        with self._db.reading() as run:
            return _briefs.briefs(run, ids)

    def claims_of_article(self, article: str) -> dict[str, ClaimBrief]:
        """The claims that an article carries, by the statements (or parts of its headline) that carry them."""
        with self._db.reading() as run:
            return {row[0]: _briefs.brief(row[1:]) for row in run.all(_OF_ARTICLE, {"id": plain(article)})}

    def facets(self, query: ClaimQuery, bound: int) -> Facets:
        """Counts over the claims that `query` asks for, whatever its limit: over `bound` of them at most, the best or
        latest."""
        with self._db.reading() as run:
            search = search_for(run, query, self._db.dialect)
            if not search.possible:
                return Facets(0, False)
            rows = search.rows(run, _COLUMNS, bound + 1, ranked=False)
            bounded, rows = len(rows) > bound, rows[:bound]
            numbers = sorted(row[0] for row in rows)
            names = merged(run)
            outlets = _count(run, "claim_outlets", numbers, Merged())
            speakers = _count(run, "claim_speakers", numbers, names)
            traits = Counter(row[4] for row in rows)
            return Facets(
                total=len(rows),
                bounded=bounded,
                outlets=_most(outlets, lambda key: _written(run, key)),
                speakers=_most(speakers, lambda key: names.written.get(key) or _spelt(run, key)),
                kinds=_of_field(traits, "kind"),
                certainties=_of_field(traits, "certainty"),
                languages=_of_field(traits, "language"),
                origins=_most(Counter(str(row[1]) if row[1] < 3 else "3+" for row in rows if row[1] > 0)),
                hearsay=sum(row[3] for row in rows),
                contradicted=sum(row[2] for row in rows),
            )


def _count(run: Run, table: str, claims: Sequence[int], names: Merged) -> Counter[str]:
    """How many of the claims have each name, by what the name goes by."""
    counts: Counter[int] = Counter()
    pairs: set[tuple[int, str]] = set()
    grouped = _ids(run, names)
    for chunk in chunks(claims):
        where, params = among("claim", chunk)
        for name, n in run.all(f"SELECT name, count(*) FROM {table} WHERE {where} GROUP BY name", params):
            counts[name] += n
        for part in chunks([name for name in grouped if name in counts]):
            same, ids = among("name", part, "name")
            sql = f"SELECT claim, name FROM {table} WHERE {where} AND {same}"
            pairs.update((claim, grouped[name]) for claim, name in run.all(sql, {**params, **ids}))
    for name in grouped:
        del counts[name]
    # Only the most frequent are shown; those of equal number are told apart by their names.
    least = min((n for _, n in counts.most_common(MOST)), default=0)
    told = _names(run, [name for name, n in counts.items() if n >= least])
    return Counter({told[name]: n for name, n in counts.items() if name in told}) + Counter(root for _, root in pairs)


def _ids(run: Run, names: Merged) -> dict[int, str]:
    """The numbers of all names that are one with others, each with what it goes by."""
    keys = [key for group in names.groups.values() for key in group]
    found: dict[int, str] = {}
    for chunk in chunks(keys):
        where, params = among("name", chunk)
        found.update(
            (id, names.root(name)) for id, name in run.all(f"SELECT id, name FROM names WHERE {where}", params)
        )
    return found


def _names(run: Run, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(ids):
        where, params = among("id", chunk)
        found.update(run.all(f"SELECT id, name FROM names WHERE {where}", params))
    return found


def _most(counts: Mapping[str, int], shown: Callable[[str], str] = lambda key: key) -> Counts:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((shown(key), n) for key, n in ordered[:MOST])


def _of_field(traits: Mapping[int, int], field: str) -> Counts:
    counts = {value: sum(n for t, n in traits.items() if t & bit(field, value)) for value in FIELDS[field]}
    return _most({value: n for value, n in counts.items() if n})


def _written(run: Run, key: str) -> str:
    row = run.one("SELECT written FROM names WHERE name = :key", {"key": key})
    return row[0] if row else key


def _spelt(run: Run, key: str) -> str:
    """The spelling found most often among speakers; where he never speaks himself, that of the claim."""
    row = run.one(_SPELT, {"key": key})
    return row[0] if row else _written(run, key)
