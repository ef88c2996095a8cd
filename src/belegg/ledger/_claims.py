"""Claims: written, read by id, and sought by words, time, outlet, speaker and what stands against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from belegg.ledger._database import ALL, Database, Dialect, Params, Row, Run, among, chunks, rows_among
from belegg.ledger._failures import parsed
from belegg.ledger._merged import merged
from belegg.ledger._protocol import ClaimQuery, ClaimRow
from belegg.ledger._text import fold, instant, instant_until, plain, to_json
from belegg.ledger._traits import FIELDS, bit, facets_of, traits_of

__all__ = ["Claims", "Search", "drop", "put", "search_for"]

BOUND = 10_000
"""Up to so many claims are ranked by how well they match; beyond it the latest come first, since hardly anything
tells them apart and ranking all would take too long."""

_ROW = """
    SELECT c.id, b.body, b.terms, b.first, b.last, c.min_origins, c.max_origins, c.contradicted, c.hearsay,
        b.outlets, b.speakers, c.traits, b.text, c.articles, c.hardens, c.n
    FROM claims c JOIN claim_bodies b ON b.n = c.n
"""
_MEMBERS = """
    SELECT c.id, m.statement FROM claims c JOIN claim_members m ON m.claim = c.n WHERE {}
    ORDER BY m.claim, m.place, m.statement
"""
_HOME = "SELECT m.statement, c.id FROM claim_members m JOIN claims c ON c.n = m.claim WHERE {}"
_PUT_CLAIM = """
    INSERT INTO claims (id, first_at, last_at, min_origins, max_origins, outlets, articles, contradicted, hearsay,
        hardens, traits)
    VALUES (:id, :first_at, :last_at, :min_origins, :max_origins, :outlets, :articles, :contradicted, :hearsay,
        :hardens, :traits)
    ON CONFLICT (id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at,
        min_origins = excluded.min_origins, max_origins = excluded.max_origins, outlets = excluded.outlets,
        articles = excluded.articles, contradicted = excluded.contradicted, hearsay = excluded.hearsay,
        hardens = excluded.hardens, traits = excluded.traits
    RETURNING n
"""
_PUT_BODY = """
    INSERT INTO claim_bodies (n, text, first, last, outlets, speakers, terms, body)
    VALUES (:n, :text, :first, :last, :outlets, :speakers, :terms, :body)
    ON CONFLICT (n) DO UPDATE SET text = excluded.text, first = excluded.first, last = excluded.last,
        outlets = excluded.outlets, speakers = excluded.speakers, terms = excluded.terms, body = excluded.body
"""
_PUT_MEMBER = """
    INSERT INTO claim_members (statement, claim, place) VALUES (:statement, :n, :place)
    ON CONFLICT (statement) DO UPDATE SET claim = excluded.claim, place = excluded.place
"""
# One spelling of each name, whatever came first.
_PUT_NAME = """
    INSERT INTO names (name, written) VALUES (:name, :written) ON CONFLICT (name) DO UPDATE
    SET written = excluded.written WHERE excluded.written < names.written
"""
_LINK = """
    INSERT INTO {} (name, claim) SELECT id, :n FROM names WHERE name = :name ON CONFLICT (name, claim) DO NOTHING
"""
_OF_OUTLET = "SELECT o.claim FROM claim_outlets o WHERE o.name = (SELECT id FROM names WHERE name = :outlet)"
# Of the names that have one of the words: whether the words stand in them as asked.
_OF_SPEAKER = """
    SELECT s.claim FROM name_words w JOIN names m ON m.id = w.name JOIN claim_speakers s ON s.name = m.id
    WHERE w.word = :word AND {}
"""
_OF_NAMES = " UNION SELECT s.claim FROM names m JOIN claim_speakers s ON s.name = m.id WHERE {}"
_WORD = """
    INSERT INTO name_words (word, name) SELECT :word, id FROM names WHERE name = :name
    ON CONFLICT (word, name) DO NOTHING
"""
_ALIKE = ("traits", "min_origins", "max_origins", "outlets", "contradicted", "hearsay")
_FACTS = f"SELECT {', '.join(_ALIKE)} FROM claims WHERE id = :id"
_TALLY = f"""
    INSERT INTO claim_tallies ({", ".join(_ALIKE)}, claims) VALUES ({", ".join(f":{c}" for c in _ALIKE)}, 1)
    ON CONFLICT ({", ".join(_ALIKE)}) DO UPDATE SET claims = claim_tallies.claims + 1
"""
_SAME = " AND ".join(f"{c} = :{c}" for c in _ALIKE)
_UNTALLY = (
    f"UPDATE claim_tallies SET claims = claims - 1 WHERE {_SAME}",
    f"DELETE FROM claim_tallies WHERE {_SAME} AND claims = 0",
)
# Claims that are alike lie together in an index. A cross join, so that the tallies lead.
_OF_FACTS = f"""
    SELECT k.n FROM claim_tallies c CROSS JOIN claims k
    WHERE {" AND ".join(f"k.{c} = c.{c}" for c in _ALIKE)} AND {{}}
"""
CROWD = 50_000
"""A set as large is not gathered to walk through the latest claims: so many of them are in it that each is asked."""
_IDS = (
    "SELECT id FROM claims WHERE id >= :low AND id < :high ORDER BY id LIMIT :limit",
    "SELECT statement FROM claim_members WHERE statement >= :low AND statement < :high ORDER BY statement LIMIT :limit",
)
_LATEST = "c.last_at DESC, c.id"
# The claims that words alone find: all are ranked, and only those that rank no lower than the last one wanted are
# looked up. A cross join, so that they lead.
_BEST = f"""
    WITH hits AS MATERIALIZED (SELECT {{2}} AS n, {{4}} AS fit FROM {{1}} WHERE {{3}}),
        cut AS (SELECT fit FROM hits ORDER BY fit LIMIT 1 OFFSET :last)
    SELECT {{0}} FROM hits CROSS JOIN claims c
    WHERE c.n = hits.n AND ((SELECT fit FROM cut) IS NULL OR hits.fit <= (SELECT fit FROM cut))
    ORDER BY hits.fit, {_LATEST} LIMIT :limit OFFSET :offset
"""
_BOUNDS = {
    "min_origins": "c.min_origins >= :min_origins",
    "max_origins": "c.max_origins <= :max_origins",
    "min_outlets": "c.outlets >= :min_outlets",
}
_NAMES = 256
"""So many names that are one are asked for at once; nobody has more."""


class Claims:
    """The part of a store that answers for claims."""

    _db: Database

    def claims(self, ids: Sequence[str]) -> list[ClaimRow]:
        """The claims of these ids, in the order asked for; unknown ids are left out."""
        with self._db.reading() as run:
            return _claims(run, ids, self._db.name)

    def claim_members(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The statements of each of these claims, in their order; unknown ids are left out."""
        found: dict[str, list[str]] = {}
        with self._db.reading() as run:
            for claim, statement in rows_among(run, _MEMBERS, "c.id", [plain(id) for id in ids]):
                found.setdefault(claim, []).append(statement)
        return {id: tuple(found[id]) for id in ids if id in found}

    def claims_of(self, statements: Sequence[str]) -> dict[str, str]:
        """The claim of each of these statements; statements in none are left out."""
        with self._db.reading() as run:
            return dict(rows_among(run, _HOME, "m.statement", [plain(s) for s in statements]))

    def ids_beginning(self, prefix: str, limit: int = 10) -> list[str]:
        """The ids of claims, and of statements in claims, that begin with `prefix`, in order."""
        # Ids are hexadecimal, and "g" comes after all that can follow.
        asked = {"low": plain(prefix), "high": plain(prefix) + "g", "limit": limit}
        with self._db.reading() as run:
            found = {row[0] for sql in _IDS for row in run.all(sql, asked)}
        return sorted(found)[:limit]

    def find_claims(self, query: ClaimQuery) -> list[ClaimRow]:
        """The claims that `query` asks for, in its order."""
        with self._db.reading() as run:
            search = search_for(run, query, self._db.dialect)
            return _claims(run, search.find(run), self._db.name) if search.possible else []

    def find_ids(self, query: ClaimQuery) -> list[str]:
        """The ids of those claims."""
        with self._db.reading() as run:
            search = search_for(run, query, self._db.dialect)
            return search.find(run) if search.possible else []

    def count_claims(self, query: ClaimQuery) -> int:
        """How many claims `query` asks for, whatever its limit and offset."""
        with self._db.reading() as run:
            search = search_for(run, query, self._db.dialect)
            return search.count(run) if search.possible else 0


def search_for(run: Run, query: ClaimQuery, dialect: Dialect) -> Search:
    """The search for a query, in which a name stands for all that were merged with it."""
    names = merged(run).keys(fold(query.speaker))[:_NAMES] if query.speaker else []
    return Search(query, dialect, names)


class Search:
    """A query as SQL. Words, outlet, speaker and the facts of a claim each name a set of claims; time is a column.

    `names` are folded names, the claims of whose bearers are found as well as those of the speaker asked for.
    """

    def __init__(self, query: ClaimQuery, dialect: Dialect, names: Sequence[str] = ()) -> None:
        self.possible = True
        self._query, self._dialect = query, dialect
        self._params: dict[str, Any] = {}
        self._sets: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._facts = [f"c.{flag} = 1" for flag in ("contradicted", "hearsay") if getattr(query, flag)]
        self._columns: list[str] = []
        if query.terms:
            self._ask("terms", dialect.terms(query.terms), _words_sql(dialect))
        if query.outlet is not None:
            self._ask("outlet", fold(query.outlet), _OF_OUTLET)
        if query.speaker is not None:
            self._ask_speaker(fold(query.speaker), names)
        if query.since is not None:
            self._column("c.last_at >= :since", "since", instant(query.since))
        if query.until is not None:
            self._column("c.first_at <= :until AND c.first_at > ''", "until", instant_until(query.until))
        for field in FIELDS:
            if (value := getattr(query, field)) is not None:
                self._fact(f"(c.traits & :{field}) <> 0", field, bit(field, value))
                self.possible = self.possible and bit(field, value) > 0
        for name, sql in _BOUNDS.items():
            if (bound := getattr(query, name)) is not None:
                self._fact(sql, name, bound)
        if self._facts:
            self._sets["facts"] = _OF_FACTS.format(" AND ".join(self._facts))

    def _ask(self, name: str, value: str | None, sql: str) -> None:
        self.possible = self.possible and bool(value)
        self._sets[name] = sql
        self._params[name] = value

    def _ask_speaker(self, asked: str, names: Sequence[str]) -> None:
        # Blanks around both, so that «Ola» is not found in «Nicolai».
        sql = _OF_SPEAKER.format(self._dialect.contains.format("(' ' || m.name || ' ')", "speaker"))
        if len(names) > 1:
            same, params = among("m.name", names, "name")
            sql += _OF_NAMES.format(same)
            self._params |= params
        self._ask("speaker", asked and f" {asked} ", sql)
        # The longest is likely to be the rarest.
        self._params["word"] = max(asked.split(), key=len, default="")

    def _column(self, sql: str, name: str, value: str) -> None:
        # A time that cannot be read keeps nothing, rather than everything.
        self.possible = self.possible and value != ""
        self._columns.append(sql)
        self._params[name] = value

    def _fact(self, sql: str, name: str, value: int) -> None:
        self._facts.append(sql)
        self._params[name] = value

    def only(self, sql: str, params: Params) -> None:
        """Keep the claims ``c`` of which `sql` is true."""
        self._columns.append(sql)
        self._params |= params

    def find(self, run: Run) -> list[str]:
        """The ids of the claims, in the query's order."""
        limit = ALL if self._query.limit is None else self._query.limit
        return [row[0] for row in self.rows(run, "c.id", limit, self._query.offset)]

    def rows(self, run: Run, columns: str, limit: int, offset: int = 0, *, ranked: bool = True) -> list[Row]:
        """`columns` of the claims; in the query's order, or, not `ranked`, the latest first whatever is asked."""
        order, table = _LATEST, "claims c"
        if ranked and "terms" in self._sets and self._size(run, "terms") <= BOUND:
            d = self._dialect
            if not self._columns and len(self._sets) == 1:
                page = {**self._params, "limit": limit, "offset": offset, "last": offset + limit - 1}
                return run.all(_BEST.format(columns, d.words, d.words_key, d.words_match, d.words_rank), page)
            # A cross join, so that the words lead: SQLite keeps its order.
            table = f"{d.words} CROSS JOIN claims c"
            parts = [d.words_match, f"c.n = {d.words_key}", *self._columns, *self._memberships({"terms"})]
            where, order = " AND ".join(parts), f"{d.words_rank}, {_LATEST}"
        else:
            # To sort what is found costs more than to walk on until enough is.
            where = self._where(run, lead=BOUND if ranked else min(BOUND, max(1000, 2 * limit)))
        page = {**self._params, "limit": limit, "offset": offset}
        return run.all(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset", page
        )

    def count(self, run: Run) -> int:
        """How many claims there are."""
        if self._columns or len(self._sets) > 1:
            sql = f"SELECT count(*) FROM claims c WHERE {self._where(run, whole=True)}"
        elif not self._sets or "facts" in self._sets:
            facts = " AND ".join(self._facts) or "1 = 1"
            sql = f"SELECT coalesce(sum(c.claims), 0) FROM claim_tallies c WHERE {facts}"
        else:
            (one,) = self._sets.values()
            sql = f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({one}) AS s) AS t"
        return int(run.all(sql, self._params)[0][0])

    def _where(self, run: Run, *, lead: int | None = None, whole: bool = False) -> str:
        """A set of up to `lead` (else `BOUND`) leads: its claims are looked up. Where all are larger, the latest claims
        are walked through, to the end if the `whole` is asked for."""
        most = BOUND if lead is None else lead
        small = next((name for name in self._sets if self._size(run, name) <= most), None)
        first = [f"c.n IN ({self._sets[small]})"] if small else []
        parts = [*first, *self._columns, *self._memberships({small})]
        if not (small or whole) and "outlet" in self._sets and self._size(run, "outlet") > CROWD:
            parts = [*self._columns, *self._memberships({"outlet"}), f"EXISTS ({_OF_OUTLET} AND o.claim = c.n)"]
        return " AND ".join(parts) or "1 = 1"

    def _memberships(self, without: set[Any]) -> list[str]:
        # The plus sign keeps the set from leading. The facts are columns of what is walked through.
        sets = [f"+c.n IN ({sql})" for name, sql in self._sets.items() if name not in {*without, "facts"}]
        return [*self._facts, *sets]

    def _size(self, run: Run, name: str) -> int:
        """How large a set is; of a crowd only that it is one."""
        if name not in self._sizes:
            if name == "facts":
                facts = " AND ".join(self._facts)
                sql = f"SELECT coalesce(sum(c.claims), 0) FROM claim_tallies c WHERE {facts}"
            else:
                sql = f"SELECT count(*) FROM (SELECT 1 FROM ({self._sets[name]}) AS s LIMIT {CROWD + 1}) AS t"
            self._sizes[name] = int(run.all(sql, self._params)[0][0])
        return self._sizes[name]


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
    id, body, terms, first, last, least, most, contradicted, hearsay = row[:9]
    outlets, speakers, traits, text, articles, hardens, _ = row[9:]
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
        facets=facets_of(traits),
        text=text,
        articles=articles,
        hardens=bool(hardens),
    )


def drop(run: Run, dialect: Dialect, ids: Sequence[str]) -> None:
    """Delete claims and all that hangs on them."""
    for id in ids:
        if row := run.one("SELECT n FROM claims WHERE id = :id", {"id": id}):
            if dialect.unindex:
                run.run(dialect.unindex, {"n": row[0]})
            _recount(run, id, None)
            run.run("DELETE FROM claims WHERE n = :n", {"n": row[0]})


def put(run: Run, dialect: Dialect, claims: Sequence[ClaimRow]) -> None:
    """Write claims; those of the same ids are replaced."""
    for claim in claims:
        outlets, speakers = (_folded(names) for names in (claim.outlets, claim.speakers))
        row = {
            "id": claim.id,
            "first_at": instant(claim.first),
            "last_at": instant(claim.last),
            "min_origins": claim.min_origins,
            "max_origins": claim.max_origins,
            "outlets": len(outlets),
            "articles": claim.articles,
            "hardens": int(claim.hardens),
            "traits": traits_of(claim.facets),
            "contradicted": int(claim.contradicted),
            "hearsay": int(claim.hearsay),
        }
        _recount(run, claim.id, row)
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
            run.many(_PUT_NAME, [{"name": name, "written": names[name]} for name in sorted(names)])
            run.many(_LINK.format(table), [{"name": name, "n": n} for name in sorted(names)])
        run.many(_WORD, [{"word": word, "name": name} for name in sorted(speakers) for word in name.split()])


def _recount(run: Run, id: str, now: Mapping[str, Any] | None) -> None:
    """Count a claim, before it is written (or, where `now` is None, goes), among those that are alike."""
    row = run.one(_FACTS, {"id": id})
    old = dict(zip(_ALIKE, row, strict=True)) if row else None
    new = {c: now[c] for c in _ALIKE} if now else None
    if old == new:
        return
    if old:
        for sql in _UNTALLY:
            run.run(sql, old)
    if new:
        run.run(_TALLY, new)


def _folded(names: Sequence[str]) -> dict[str, str]:
    """The folded names, each with one of its spellings."""
    return {fold(name): plain(name) for name in sorted(names, reverse=True)}


def _body(claim: ClaimRow) -> dict[str, Any]:
    return {
        "text": plain(claim.text),
        "terms": plain(claim.terms),
        "first": claim.first,
        "last": claim.last,
        "outlets": to_json(list(claim.outlets)),
        "speakers": to_json(list(claim.speakers)),
        "body": to_json(claim.body),
    }
