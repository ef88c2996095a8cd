"""Looking after a ledger: is it whole, what is in it, and all of it as text that two ledgers can be compared by."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from belegg.errors import LedgerFormatError
from belegg.ledger._database import Database, Row, Run
from belegg.ledger._failures import ANOTHER, parsed
from belegg.ledger._ids import article_id, version_id
from belegg.ledger._protocol import Problem
from belegg.ledger._rows import reading_id, recount, unpack
from belegg.ledger._text import fold, to_json
from belegg.ledger._url import url_key
from belegg.types import Article

__all__ = ["Care"]

_MOST = 100
"""So many problems of a kind are named; a broken disk has millions."""


@dataclass(frozen=True, slots=True)
class _Table:
    """What of a table is dumped: `columns`, of which those in `json` hold JSON; `sql` is what follows FROM."""

    name: str
    columns: tuple[str, ...]
    sql: str
    json: tuple[str, ...] = ()
    derived: bool = False


def _table(name: str, columns: str, key: str, json: str = "", derived: bool = False, sql: str = "") -> _Table:
    return _Table(name, tuple(columns.split()), f"{sql or name} ORDER BY {key}", tuple(json.split()), derived)


# In alphabetical order. No numbers of rows or changes, and no times of arrival.
_TABLES = (
    _table("addresses", "url key article rank", "url"),
    _table("appearances", "reading place statement speaker kind certainty hearsay form", "reading, place"),
    _table("articles", "id current", "id"),
    _table("bands", "band article", "band, article", derived=True),
    _table(
        "claims",
        "id first_at last_at min_origins max_origins articles contradicted hearsay hardens traits text terms first "
        "last c.outlets b.outlets speakers body",
        "id",
        json="b.outlets speakers body",
        derived=True,
        sql="claims c JOIN claim_bodies b ON b.n = c.n",
    ),
    _table(
        "claim_members",
        "id statement place",
        "id, place, statement",
        derived=True,
        sql="claim_members JOIN claims ON n = claim",
    ),
    *(
        _table(
            t,
            "name id",
            "name, id",
            derived=True,
            sql=f"(SELECT m.name, c.id FROM {t} t JOIN names m ON m.id = t.name JOIN claims c ON c.n = t.claim) AS t",
        )
        for t in ("claim_outlets", "claim_speakers")
    ),
    _table("copies", "article original share", "article, original", derived=True),
    _table("decisions", "id kind a b value who made undone", "id"),
    _table("edges", "a b score", "a, b", derived=True),
    _table("heads", "article at outlet title statements", "article", derived=True),
    _table("readings", "id version source outlet language wire body", "id", json="wire"),
    _table("signatures", "statement article day vector body", "statement", json="body", derived=True),
    _table("sketches", "article sketch", "article", derived=True),
    _table("speaker_tallies", "key field value statements", "key, field, value", derived=True),
    _table("speakers", "key statements", "key", derived=True),
    _table("statements", "id article content cue source nth", "id", json="content cue source"),
    _table("versions", "id article title published at", "id"),
    _table("voices", "key article at published statements", "key, article", derived=True),
)
_COUNTED = ("articles", "versions", "statements", "decisions", "signatures", "claims", "addresses")


class Care:
    """The part of a store that looks after it."""

    _db: Database

    def info(self) -> dict[str, Any]:
        """What is in the ledger: how many rows of a kind, how far derived data has come, the database's own facts."""
        with self._db.reading() as run:
            counts = {table: int(run.all(f"SELECT count(*) FROM {table}")[0][0]) for table in _COUNTED}
            (last,) = run.all("SELECT coalesce(max(seq), 0) FROM changes")[0]
            (cursor,) = run.all("SELECT value FROM state WHERE name = 'cursor'")[0]
            behind = run.all("SELECT count(*) FROM changes WHERE seq > :cursor", {"cursor": cursor})[0][0]
        return {**self._db.facts(), **counts, "last_change": last, "cursor": cursor, "behind": behind}

    def summary(self) -> dict[str, Any]:
        """What there is most of, and the database: cheap enough to be asked for with every page."""
        facts = self._db.facts()
        with self._db.reading() as run:
            state: dict[str, int] = dict(run.all("SELECT name, value FROM state"))
            (claims,) = run.all("SELECT coalesce(sum(claims), 0) FROM claim_tallies")[0]
            (decisions,) = run.all("SELECT count(*) FROM decisions WHERE undone IS NULL")[0]
        return {
            "articles": state["articles"],
            "statements": state["statements"],
            "claims": int(claims),
            "decisions": decisions,
            "size": facts["bytes"],
            "database": facts["database"],
        }

    def dump(self, *, derived: bool = True) -> Iterator[str]:
        """Every row as a line of JSON, in one order; equal ledgers give equal lines whatever came first.

        Readings stand in it whole, so it is as long as the ledger; it is read row by row from one state of it.
        """
        with self._db.snapshot() as run:
            for table in _TABLES:
                if derived or not table.derived:
                    for row in run.stream(f"SELECT {', '.join(table.columns)} FROM {table.sql}"):
                        yield self._line(table, row)

    def _line(self, table: _Table, row: Row) -> str:
        out: dict[str, Any] = {"table": table.name}
        for column, value in zip(table.columns, row, strict=True):
            name = {"c.outlets": "outlet_count", "b.outlets": "outlets"}.get(column, column)
            if column in table.json:
                out[name] = parsed(value, self._db.name)
            elif table.name == "readings" and column == "body":
                # Unpacked: two builds of zlib may pack the same text in two ways.
                out[name] = unpack(value, self._db.name)[1]
            elif isinstance(value, bytes | memoryview):
                out[name] = base64.b64encode(value).decode("ascii")
            else:
                out[name] = value
        return to_json(dict(sorted(out.items())))

    def check(self) -> list[str]:
        """What is wrong with the ledger, a line each; an empty list is a ledger that is whole."""
        return [str(problem) for problem in self.problems()]

    def problems(self) -> list[Problem]:
        """What is wrong with the ledger; an empty list is a ledger that is whole.

        The database's own checks; that every stored reading, version and statement still has the id that its content
        gives; that each article shows its latest version; that the cursor is in the change log; that claims have the
        statements they name; and that speakers are counted right. Of tables that are missing or damaged themselves, it
        is not looked at what is in them.
        """
        problems = self._db.problems()
        if any(p.what == ANOTHER for p in problems):
            return problems
        try:
            with self._db.snapshot() as run:
                for found in (
                    _readings(run, self._db.name),
                    _addresses(run),
                    _lost(run, self._db.name),
                    _current(run),
                    _derived(run, self._db.name),
                ):
                    problems += [problem for _, problem in zip(range(_MOST), found, strict=False)]
        except LedgerFormatError as error:
            if not problems:
                problems.append(Problem("", error.message))
        return problems


def _readings(run: Run, resource: str) -> Iterator[Problem]:
    rows = run.stream("""
        SELECT r.id, r.version, v.article, r.wire, r.body FROM readings r JOIN versions v ON v.id = r.version
    """)
    for id, version, article, wire, packed in rows:
        try:
            document, body = unpack(packed, resource)
        except LedgerFormatError as error:
            yield Problem(f"reading {id}", error.message)
            continue
        if reading_id(version, wire, document) != id:
            yield Problem(f"reading {id}", "its content was changed")
            continue
        page = body["article"]
        words = {name: page[name] for name in ("text", "title", "byline", "published")}
        if version_id(article, **words) != version:
            yield Problem(f"version {version}", "its words were changed")
        kept = [
            row[0]
            for row in run.all("SELECT statement FROM appearances WHERE reading = :id ORDER BY place", {"id": id})
        ]
        if kept != list(recount(article, body)) or kept != [s["id"] for s in body["statements"]]:
            yield Problem(f"reading {id}", "its statements are not those of its words")


def _addresses(run: Run) -> Iterator[Problem]:
    for url, key, article in run.stream("SELECT url, key, article FROM addresses"):
        now = url_key(url)
        # A key that was made by older rules stays what it is, and leads to the key of today.
        if key != now and url_key(f"https://{key}") != now:
            yield Problem(f"address {url}", f"it does not lead to {article}")


def _lost(run: Run, resource: str) -> Iterator[Problem]:
    """Articles that had an address, and to which none leads now."""
    rows = run.stream("""
        SELECT a.id, r.body FROM articles a JOIN readings r ON r.id = a.current
        WHERE NOT EXISTS (SELECT 1 FROM addresses d WHERE d.article = a.id)
    """)
    for id, packed in rows:
        page = unpack(packed, resource)[1]["article"]
        told = {name: page[name] for name in ("url", "outlet", "title", "published")}
        # Without an address an article is named by what it says.
        if article_id(Article(page["text"], **told)) != id:
            yield Problem(f"article {id}", "no address leads to it")


def _current(run: Run) -> Iterator[Problem]:
    rows = run.stream("""
        SELECT a.id FROM articles a WHERE a.current <> (
            SELECT r.id FROM versions v JOIN readings r ON r.version = v.id
            WHERE v.article = a.id ORDER BY v.at DESC, v.id DESC, r.id LIMIT 1
        )
    """)
    for (id,) in rows:
        yield Problem(f"article {id}", "it does not show its latest version")


def _derived(run: Run, resource: str) -> Iterator[Problem]:
    (cursor,) = run.all("SELECT value FROM state WHERE name = 'cursor'")[0]
    (last,) = run.all("SELECT coalesce(max(seq), 0) FROM changes")[0]
    if cursor > last:
        yield Problem("", f"derived data is at change {cursor}, but the log ends at {last}", derived=True)
    yield from (
        Problem(f"claim {id}", "a statement of it is not there", derived=True)
        for (id,) in run.stream("""
            SELECT DISTINCT c.id FROM claim_members m JOIN claims c ON c.n = m.claim
            WHERE NOT EXISTS (SELECT 1 FROM statements s WHERE s.id = m.statement)
            AND NOT EXISTS (SELECT 1 FROM signatures g WHERE g.statement = m.statement)
        """)
    )
    yield from (
        Problem(f"claim {id}", "no statement carries it", derived=True)
        for (id,) in run.stream("""
            SELECT id FROM claims c WHERE NOT EXISTS (SELECT 1 FROM claim_members m WHERE m.claim = c.n)
        """)
    )
    yield from _found_by(run, resource)
    yield from _kept_up(run)
    (counted,) = run.all("SELECT coalesce(sum(statements), 0) FROM speakers")[0]
    (voiced,) = run.all("SELECT coalesce(sum(statements), 0) FROM voices")[0]
    (spoken,) = run.all("""
        SELECT count(*) FROM articles a JOIN appearances p ON p.reading = a.current WHERE p.speaker IS NOT NULL
    """)[0]
    if not counted == voiced == spoken:
        said = f"speakers are counted wrongly: {counted} and {voiced} statements instead of {spoken}"
        yield Problem("", said, derived=True)


def _found_by(run: Run, resource: str) -> Iterator[Problem]:
    """The claims that are not found by what they hold."""
    yield from (
        Problem(f"claim {id}", "what it holds is not there", derived=True)
        for (id,) in run.stream("""
            SELECT id FROM claims c WHERE NOT EXISTS (SELECT 1 FROM claim_bodies b WHERE b.n = c.n)
        """)
    )
    linked = {table: _Names(run, table) for table in ("claim_outlets", "claim_speakers")}
    for n, id, *lists in run.stream("""
        SELECT c.n, c.id, b.outlets, b.speakers FROM claims c JOIN claim_bodies b ON b.n = c.n ORDER BY c.n
    """):
        for what, written, names in zip(("outlets", "speakers"), lists, linked.values(), strict=True):
            try:
                known = {fold(name) for name in parsed(written, resource)}
            except (LedgerFormatError, TypeError, AttributeError):
                yield Problem(f"claim {id}", f"its {what} cannot be read", derived=True)
                continue
            if known != names.of(n):
                yield Problem(f"claim {id}", f"it is not found by its {what}", derived=True)
    words = _Names(run, "name_words")
    for id, name in run.stream("""
        SELECT id, name FROM names m WHERE EXISTS (SELECT 1 FROM claim_speakers s WHERE s.name = m.id) ORDER BY id
    """):
        if not words.of(id) >= set(name.split()):
            yield Problem(f"speaker {name}", "they are not found by the words of the name", derived=True)


class _Names:
    """What rows of a table lead to, asked for in rising order, so that the table is read once."""

    _SQL: ClassVar = {
        "claim_outlets": "SELECT t.claim, m.name FROM claim_outlets t JOIN names m ON m.id = t.name ORDER BY t.claim",
        "claim_speakers": "SELECT t.claim, m.name FROM claim_speakers t JOIN names m ON m.id = t.name ORDER BY t.claim",
        "name_words": "SELECT name, word FROM name_words ORDER BY name",
    }

    def __init__(self, run: Run, table: str) -> None:
        self._rows = run.stream(self._SQL[table])
        self._next = next(self._rows, None)

    def of(self, n: int) -> set[str]:
        found: set[str] = set()
        while self._next is not None and self._next[0] <= n:
            if self._next[0] == n:
                found.add(self._next[1])
            self._next = next(self._rows, None)
        return found


def _kept_up(run: Run) -> Iterator[Problem]:
    """What is wrong with the figures and lists that the store keeps up by itself."""
    (listed,) = run.all("SELECT count(*) FROM articles a JOIN heads h ON h.article = a.id")[0]
    (there,) = run.all("SELECT count(*) FROM articles")[0]
    if listed != there:
        yield Problem("", f"articles are listed wrongly: {listed} instead of {there}", derived=True)
    state: dict[str, int] = dict(run.all("SELECT name, value FROM state"))
    (statements,) = run.all("SELECT coalesce(sum(statements), 0) FROM heads")[0]
    if (state["articles"], state["statements"]) != (there, statements):
        yield Problem("", "articles or their statements are counted wrongly", derived=True)
    alike = "traits, min_origins, max_origins, outlets, contradicted, hearsay"
    told = set(run.stream(f"SELECT {alike}, claims FROM claim_tallies"))
    if told != set(run.stream(f"SELECT {alike}, count(*) FROM claims GROUP BY {alike}")):
        yield Problem("", "claims are counted wrongly", derived=True)
