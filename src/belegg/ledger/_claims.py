"""Claims: written, read by id, and sought by words, time, outlet, speaker and what stands against them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from belegg.ledger._database import ALL, Database, Dialect, Row, Run, among, chunks
from belegg.ledger._failures import parsed
from belegg.ledger._protocol import ClaimQuery, ClaimRow
from belegg.ledger._text import fold, instant, instant_until, plain, to_json

__all__ = ["Claims", "drop", "put"]

BOUND = 10_000
"""Up to so many claims are ranked by how well they match; beyond it the latest come first, since hardly anything
tells them apart and ranking all would take too long."""

_ROW = """
    SELECT c.id, b.body, b.terms, b.first, b.last, c.min_origins, c.max_origins, c.contradicted, c.hearsay,
        b.outlets, b.speakers, c.n
    FROM claims c JOIN claim_bodies b ON b.n = c.n
"""
_PUT_CLAIM = """
    INSERT INTO claims (id, first_at, last_at, min_origins, max_origins, outlets, contradicted, hearsay)
    VALUES (:id, :first_at, :last_at, :min, :max, :outlets, :contradicted, :hearsay)
    ON CONFLICT (id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at,
        min_origins = excluded.min_origins, max_origins = excluded.max_origins, outlets = excluded.outlets,
        contradicted = excluded.contradicted, hearsay = excluded.hearsay
    RETURNING n
"""
_PUT_BODY = """
    INSERT INTO claim_bodies (n, terms, first, last, outlets, speakers, body)
    VALUES (:n, :terms, :first, :last, :outlets, :speakers, :body)
    ON CONFLICT (n) DO UPDATE SET terms = excluded.terms, first = excluded.first, last = excluded.last,
        outlets = excluded.outlets, speakers = excluded.speakers, body = excluded.body
"""
_PUT_MEMBER = """
    INSERT INTO claim_members (statement, claim, place) VALUES (:statement, :n, :place)
    ON CONFLICT (statement) DO UPDATE SET claim = excluded.claim, place = excluded.place
"""
_PUT_NAME = "INSERT INTO names (name) VALUES (:name) ON CONFLICT (name) DO NOTHING"
_LINK = """
    INSERT INTO {} (name, claim) SELECT id, :n FROM names WHERE name = :name ON CONFLICT (name, claim) DO NOTHING
"""
_OF_OUTLET = "SELECT o.claim FROM names m JOIN claim_outlets o ON o.name = m.id WHERE m.name = :outlet"
_OF_SPEAKER = "SELECT s.claim FROM names m JOIN claim_speakers s ON s.name = m.id WHERE {}"
_IDS = (
    "SELECT id FROM claims WHERE id >= :low AND id < :high ORDER BY id LIMIT :limit",
    "SELECT statement FROM claim_members WHERE statement >= :low AND statement < :high ORDER BY statement LIMIT :limit",
)
_LATEST = "c.last_at DESC, c.id"


class Claims:
    """The part of a store that answers for claims."""

    _db: Database

    def claims(self, ids: Sequence[str]) -> list[ClaimRow]:
        """The claims of these ids, in the order asked for; unknown ids are left out."""
        with self._db.reading() as run:
            return _claims(run, ids, self._db.name)

    def claims_of(self, statements: Sequence[str]) -> dict[str, str]:
        """The claim of each of these statements; statements in none are left out."""
        found: dict[str, str] = {}
        with self._db.reading() as run:
            for chunk in chunks([plain(s) for s in statements]):
                where, params = among("m.statement", chunk)
                sql = f"SELECT m.statement, c.id FROM claim_members m JOIN claims c ON c.n = m.claim WHERE {where}"
                found.update((statement, claim) for statement, claim in run.all(sql, params))
        return found

    def ids_beginning(self, prefix: str, limit: int = 10) -> list[str]:
        """The ids of claims, and of statements in claims, that begin with `prefix`, in order."""
        # Ids are hexadecimal, and "g" comes after all that can follow.
        asked = {"low": plain(prefix), "high": plain(prefix) + "g", "limit": limit}
        with self._db.reading() as run:
            found = {row[0] for sql in _IDS for row in run.all(sql, asked)}
        return sorted(found)[:limit]

    def find_claims(self, query: ClaimQuery) -> list[ClaimRow]:
        """The claims that `query` asks for, in its order."""
        search = _Search(query, self._db.dialect)
        with self._db.reading() as run:
            return _claims(run, search.find(run), self._db.name) if search.possible else []

    def count_claims(self, query: ClaimQuery) -> int:
        """How many claims `query` asks for, whatever its limit and offset."""
        search = _Search(query, self._db.dialect)
        with self._db.reading() as run:
            return search.count(run) if search.possible else 0


class _Search:
    """A query as SQL. Words, outlet and speaker each name a set of claims; the rest are columns of the claim."""

    def __init__(self, query: ClaimQuery, dialect: Dialect) -> None:
        self.possible = True
        self._query, self._dialect = query, dialect
        self._params: dict[str, Any] = {}
        self._sets: dict[str, str] = {}
        self._columns = [f"c.{flag} = 1" for flag in ("contradicted", "hearsay") if getattr(query, flag)]
        if query.terms:
            self._ask("terms", dialect.terms(query.terms), _words_sql(dialect))
        if query.outlet is not None:
            self._ask("outlet", fold(query.outlet), _OF_OUTLET)
        if query.speaker is not None:
            # Blanks around both, so that «Ola» is not found in «Nicolai».
            padded = dialect.contains.format("(' ' || m.name || ' ')", "speaker")
            self._ask("speaker", fold(query.speaker) and f" {fold(query.speaker)} ", _OF_SPEAKER.format(padded))
        if query.since is not None:
            self._column("c.last_at >= :since", "since", instant(query.since))
        if query.until is not None:
            self._column("c.first_at <= :until AND c.first_at > ''", "until", instant_until(query.until))
        if query.max_origins is not None:
            self._column("c.max_origins <= :max_origins", "max_origins", query.max_origins)
        if query.min_outlets is not None:
            self._column("c.outlets >= :min_outlets", "min_outlets", query.min_outlets)

    def _ask(self, name: str, value: str | None, sql: str) -> None:
        self.possible = self.possible and bool(value)
        self._sets[name] = sql
        self._params[name] = value

    def _column(self, sql: str, name: str, value: Any) -> None:
        # A time that cannot be read keeps nothing, rather than everything.
        self.possible = self.possible and value != ""
        self._columns.append(sql)
        self._params[name] = value

    def find(self, run: Run) -> list[str]:
        order, table = _LATEST, "claims c"
        if "terms" in self._sets and self._is_small(run, "terms"):
            d = self._dialect
            # A cross join, so that the words lead: SQLite keeps its order.
            table = f"{d.words} CROSS JOIN claims c"
            parts = [d.words_match, f"c.n = {d.words_key}", *self._columns, *self._memberships({"terms"})]
            where, order = " AND ".join(parts), f"{d.words_rank}, {_LATEST}"
        else:
            where = self._where(run)
        limit = ALL if self._query.limit is None else self._query.limit
        page = {**self._params, "limit": limit, "offset": self._query.offset}
        sql = f"SELECT c.id FROM {table} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"
        return [row[0] for row in run.all(sql, page)]

    def count(self, run: Run) -> int:
        return int(run.all(f"SELECT count(*) FROM claims c WHERE {self._where(run)}", self._params)[0][0])

    def _where(self, run: Run) -> str:
        """A small set leads: its claims are looked up. Where all are large, the latest claims are walked through."""
        small = next((name for name in self._sets if self._is_small(run, name)), None)
        lead = [f"c.n IN ({self._sets[small]})"] if small else []
        return " AND ".join([*lead, *self._columns, *self._memberships({small})]) or "1 = 1"

    def _memberships(self, without: set[Any]) -> list[str]:
        # The plus sign keeps the set from leading.
        return [f"+c.n IN ({sql})" for name, sql in self._sets.items() if name not in without]

    def _is_small(self, run: Run, name: str) -> bool:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM ({self._sets[name]}) AS s LIMIT {BOUND + 1}) AS t"
        return bool(run.all(sql, {name: self._params[name]})[0][0] <= BOUND)


def _words_sql(dialect: Dialect) -> str:
    return f"SELECT {dialect.words_key} FROM {dialect.words} WHERE {dialect.words_match}"


def _claims(run: Run, ids: Sequence[str], resource: str) -> list[ClaimRow]:
    found: dict[str, ClaimRow] = {}
    for chunk in chunks([plain(id) for id in ids]):
        where, params = among("c.id", chunk)
        rows = run.all(f"{_ROW} WHERE {where}", params)
        if not rows:
            continue
        members: dict[int, list[str]] = {row[-1]: [] for row in rows}
        where, params = among("claim", list(members))
        for claim, statement in run.all(
            f"SELECT claim, statement FROM claim_members WHERE {where} ORDER BY claim, place, statement", params
        ):
            members[claim].append(statement)
        found.update((row[0], _claim(row, members[row[-1]], resource)) for row in rows)
    return [found[id] for id in ids if id in found]


def _claim(row: Row, members: Sequence[str], resource: str) -> ClaimRow:
    id, body, terms, first, last, least, most, contradicted, hearsay, outlets, speakers, _ = row
    return ClaimRow(
        id=id,
        body=parsed(body, resource),
        members=tuple(members),
        terms=terms,
        first=first,
        last=last,
        min_origins=least,
        max_origins=most,
        contradicted=bool(contradicted),
        hearsay=bool(hearsay),
        outlets=tuple(parsed(outlets, resource)),
        speakers=tuple(parsed(speakers, resource)),
    )


def drop(run: Run, dialect: Dialect, ids: Sequence[str]) -> None:
    """Delete claims and all that hangs on them."""
    for id in ids:
        if row := run.one("SELECT n FROM claims WHERE id = :id", {"id": id}):
            if dialect.unindex:
                run.run(dialect.unindex, {"n": row[0]})
            run.run("DELETE FROM claims WHERE n = :n", {"n": row[0]})


def put(run: Run, dialect: Dialect, claims: Sequence[ClaimRow]) -> None:
    """Write claims; those of the same ids are replaced."""
    for claim in claims:
        outlets, speakers = ({fold(name) for name in names} for names in (claim.outlets, claim.speakers))
        row = {
            "id": claim.id,
            "first_at": instant(claim.first),
            "last_at": instant(claim.last),
            "min": claim.min_origins,
            "max": claim.max_origins,
            "outlets": len(outlets),
            "contradicted": int(claim.contradicted),
            "hearsay": int(claim.hearsay),
        }
        n = run.all(_PUT_CLAIM, row)[0][0]
        if dialect.unindex:
            run.run(dialect.unindex, {"n": n})
        run.run(_PUT_BODY, {"n": n, **_body(claim)})
        if dialect.index:
            run.run(dialect.index, {"n": n})
        run.run("DELETE FROM claim_members WHERE claim = :n", {"n": n})
        run.many(_PUT_MEMBER, [{"statement": s, "n": n, "place": i} for i, s in enumerate(claim.members)])
        for table, names in (("claim_outlets", outlets), ("claim_speakers", speakers)):
            run.run(f"DELETE FROM {table} WHERE claim = :n", {"n": n})
            run.many(_PUT_NAME, [{"name": name} for name in sorted(names)])
            run.many(_LINK.format(table), [{"name": name, "n": n} for name in sorted(names)])


def _body(claim: ClaimRow) -> dict[str, Any]:
    return {
        "terms": plain(claim.terms),
        "first": claim.first,
        "last": claim.last,
        "outlets": to_json(list(claim.outlets)),
        "speakers": to_json(list(claim.speakers)),
        "body": to_json(claim.body),
    }
