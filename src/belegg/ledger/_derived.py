"""What is worked out from articles and decisions: signatures, edges, copies; and how an `Update` is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from belegg.errors import LedgerBusyError
from belegg.ledger import _claims, _heads, _news, _speakers
from belegg.ledger._database import Database, Dialect, Row, Run, among, chunks
from belegg.ledger._failures import parsed
from belegg.ledger._protocol import Edge, Signature, Update
from belegg.ledger._schema import DERIVED
from belegg.ledger._text import plain, to_json

__all__ = ["Derived", "empty"]

_PAGE = 1000
_MIXED = 0
"""The recipe of what several were used for, or was made before they were kept."""
_SIGNATURE = "SELECT statement, article, day, vector, body FROM signatures"
_DATED = f"""
    {_SIGNATURE} WHERE day >= :first AND day <= :last AND (day, statement) > (:day, :statement)
    ORDER BY day, statement LIMIT :page
"""
_UNDATED = f"{_SIGNATURE} WHERE day IS NULL AND statement > :statement ORDER BY statement LIMIT :page"
_HEADS = f"{_SIGNATURE} WHERE statement = article AND day >= :first AND day <= :last ORDER BY day, statement"
_HEADS_UNDATED = f"{_SIGNATURE} WHERE statement = article AND day IS NULL ORDER BY statement"
_PUT_SIGNATURE = """
    INSERT INTO signatures (statement, article, day, vector, body) VALUES (:statement, :article, :day, :vector, :body)
    ON CONFLICT (statement) DO UPDATE
    SET article = excluded.article, day = excluded.day, vector = excluded.vector, body = excluded.body
"""
_PUT_EDGE = """
    INSERT INTO edges (a, b, score) VALUES (:a, :b, :score) ON CONFLICT (a, b) DO UPDATE SET score = excluded.score
"""
_PUT_SKETCH = """
    INSERT INTO sketches (article, sketch) VALUES (:article, :sketch)
    ON CONFLICT (article) DO UPDATE SET sketch = excluded.sketch
"""
_PUT_BAND = "INSERT INTO bands (band, article) VALUES (:band, :article) ON CONFLICT (band, article) DO NOTHING"
_PUT_RECIPE = """
    INSERT INTO state (name, value) VALUES ('recipe', :recipe)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
_PUT_COPY = """
    INSERT INTO copies (article, original, share) VALUES (:article, :original, :share)
    ON CONFLICT (article, original) DO UPDATE SET share = excluded.share
"""


class Derived:
    """The part of a store that can be thrown away and made again."""

    _db: Database

    def signatures(self, statements: Sequence[str]) -> list[Signature]:
        """The signatures of these statements, by id; those that have none are left out."""
        return self._signatures(self._among(_SIGNATURE, "statement", statements, order="statement"))

    def signatures_of(self, article: str) -> list[Signature]:
        """The signatures that came from an article, by id, those of its former versions with them until they go."""
        with self._db.reading() as run:
            rows = run.all(f"{_SIGNATURE} WHERE article = :article ORDER BY statement", {"article": plain(article)})
        return self._signatures(rows)

    def signatures_between(self, first: int, last: int) -> Iterator[Signature]:
        """The signatures of the days from `first` to `last`, both with them, in order of day and id.

        They are read a thousand at a time; what is written meanwhile may or may not be among them.
        """
        return self._pages(_DATED, {"first": first, "last": last, "day": first, "statement": ""})

    def signatures_undated(self) -> Iterator[Signature]:
        """The signatures of no known day, by id; read like those of `signatures_between`."""
        return self._pages(_UNDATED, {"statement": ""})

    def heads(self, first: int, last: int) -> list[Signature]:
        """The signatures that stand for whole articles (their statement is the article) of the days from `first` to
        `last`, both with them."""
        with self._db.reading() as run:
            return self._signatures(run.all(_HEADS, {"first": first, "last": last}))

    def heads_undated(self) -> list[Signature]:
        """Those of the articles of no known day."""
        with self._db.reading() as run:
            return self._signatures(run.all(_HEADS_UNDATED))

    def _signatures(self, rows: Iterable[Row]) -> list[Signature]:
        name = self._db.name
        return [Signature(id, article, day, bytes(v), parsed(body, name)) for id, article, day, v, body in rows]

    def _pages(self, sql: str, asked: dict[str, Any]) -> Iterator[Signature]:
        while True:
            with self._db.reading() as run:
                rows = run.all(sql, {**asked, "page": _PAGE})
            yield from self._signatures(rows)
            if len(rows) < _PAGE:
                return
            asked = {**asked, "day": rows[-1][2], "statement": rows[-1][0]}

    def edges(self, statements: Sequence[str]) -> list[Edge]:
        """The edges at these statements, each once, in order of their ends."""
        found: set[Row] = set()
        for column in ("a", "b"):
            found.update(self._among("SELECT a, b, score FROM edges", column, statements))
        return [Edge(*row) for row in sorted(found)]

    def bands(self, bands: Sequence[bytes]) -> list[str]:
        """The articles that share any of these bands, by id."""
        return sorted({row[0] for row in self._among("SELECT article FROM bands", "band", bands)})

    def sketch(self, article: str) -> bytes | None:
        """The MinHash sketch of an article; None where it has none."""
        with self._db.reading() as run:
            row = run.one("SELECT sketch FROM sketches WHERE article = :article", {"article": plain(article)})
        return bytes(row[0]) if row else None

    def copies(self, articles: Sequence[str]) -> list[tuple[str, str, float]]:
        """(article, original, share) where any of `articles` is the copy or the original, in that order."""
        found: set[Row] = set()
        for column in ("article", "original"):
            found.update(self._among("SELECT article, original, share FROM copies", column, articles))
        return [(copy, original, share) for copy, original, share in sorted(found)]

    def apply(self, update: Update) -> None:
        """Write an update and move the cursor, in one transaction.

        Raises
        ------
        LedgerBusyError
            Another process has moved the cursor since ``update.after``; work the update out anew.
        ValueError
            The cursor is beyond the change log.
        """
        with self._db.writing() as run:
            first = _check_cursor(run, update, self._db.name) == 0
            if update.recipe is not None and (first or update.recipe != _recipe_of(run)):
                run.run(_PUT_RECIPE, {"recipe": update.recipe if first else _MIXED})
            former = _news.former(run, update)
            _drop_statements(run, update.gone)
            run.many(_PUT_SIGNATURE, ({**_columns(s), "body": to_json(s.body)} for s in update.signatures))
            run.many(_PUT_EDGE, ({"a": e.a, "b": e.b, "score": e.score} for e in update.edges))
            for article, sketch, bands in update.sketches:
                run.run("DELETE FROM bands WHERE article = :article", {"article": article})
                run.run(_PUT_SKETCH, {"article": article, "sketch": sketch})
                run.many(_PUT_BAND, [{"band": band, "article": article} for band in bands])
            run.many("DELETE FROM copies WHERE article = :article", ({"article": a} for a in update.copied))
            run.many(_PUT_COPY, ({"article": a, "original": o, "share": share} for a, o, share in update.copies))
            _claims.drop(run, self._db.dialect, update.dropped)
            _claims.put(run, self._db.dialect, update.claims)
            _news.tell(run, update, former)
            run.run("UPDATE state SET value = :cursor WHERE name = 'cursor'", {"cursor": update.cursor})

    def recipe(self) -> int | None:
        """The `Update.recipe` of derived data; 0 where updates had several or told none, None where nothing is derived
        yet."""
        with self._db.reading() as run:
            (cursor,) = run.all("SELECT value FROM state WHERE name = 'cursor'")[0]
            return _recipe_of(run) if cursor else None

    def drop_derived(self) -> None:
        """Throw derived data away, with tables of it that are damaged, and set the cursor to 0; who speaks is counted,
        and articles are listed, anew at once."""
        with self._db.remaking() as run:
            empty(run, self._db.dialect)

    def _among(self, select: str, column: str, values: Sequence[Any], order: str = "") -> Iterable[Row]:
        unique = sorted({plain(v) if isinstance(v, str) else v for v in values})
        with self._db.reading() as run:
            rows: list[Row] = []
            for chunk in chunks(unique):
                where, params = among(column, chunk)
                rows += run.all(f"{select} WHERE {where}{' ORDER BY ' + order if order else ''}", params)
        return rows


def empty(run: Run, dialect: Dialect) -> None:
    """Throw derived data away; what the store keeps up by itself is made again."""
    if dialect.unindex_all:
        run.run(dialect.unindex_all)
    for table in DERIVED:
        run.run(f"DELETE FROM {table}")
    run.run("UPDATE news SET gone = 1 WHERE gone = 0")
    run.run("UPDATE state SET value = 0 WHERE name = 'cursor'")
    run.run("DELETE FROM state WHERE name = 'recipe'")
    _speakers.rebuild(run)
    _heads.rebuild(run, dialect)


def _check_cursor(run: Run, update: Update, resource: str) -> int:
    """Where the cursor is before the update."""
    (now,) = run.all("SELECT value FROM state WHERE name = 'cursor'")[0]
    (last,) = run.all("SELECT coalesce(max(seq), 0) FROM changes")[0]
    if update.after is not None and update.after != now:
        raise LedgerBusyError(
            "another process has brought its claims up to date meanwhile", resource=resource, remedy="try again"
        )
    if not 0 <= update.cursor <= last:
        raise ValueError(f"the cursor {update.cursor} is not in the change log, which ends at {last}")
    return int(now)


def _recipe_of(run: Run) -> int:
    """What stands for the rules and networks that derived data was worked out by; _MIXED where that is not known."""
    row = run.one("SELECT value FROM state WHERE name = 'recipe'")
    return int(row[0]) if row else _MIXED


def _drop_statements(run: Run, gone: Sequence[str]) -> None:
    for table, columns in (("signatures", ("statement",)), ("edges", ("a", "b")), ("claim_members", ("statement",))):
        for column in columns:
            run.many(f"DELETE FROM {table} WHERE {column} = :id", ({"id": id} for id in gone))


def _columns(signature: Signature) -> dict[str, Any]:
    return {
        "statement": signature.statement,
        "article": signature.article,
        "day": signature.day,
        "vector": signature.vector,
    }
