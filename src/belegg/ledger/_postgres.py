"""A ledger in a PostgreSQL database: sessions, transactions, the one writer. Contains no business logic.

The ledger takes the first schema of the search path, which must be its own: a database made with ``createdb``, or one
schema of a shared one (``postgresql://…/shared?options=-csearch_path%3Dbelegg``).
"""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from belegg.errors import LedgerError
from belegg.ledger._database import Dialect
from belegg.ledger._open import without_password
from belegg.ledger._postgres_driver import PostgresRun, Session, connect, transaction, translated
from belegg.ledger._postgres_migrate import faults, identify, migrate, remake
from belegg.ledger._postgres_schema import CUT, LONGEST_WORD, MIGRATIONS, VERSION
from belegg.ledger._protocol import Problem
from belegg.ledger._schema import APPLICATION_ID
from belegg.ledger._text import plain

__all__ = ["POSTGRESQL", "PostgresDatabase"]

_CUT = re.compile(CUT)
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
# Who waits stands in a queue, so a long ingest, which asks anew after each article, lets an editor in between.
_LOCK = """
    SELECT pg_advisory_xact_lock(:application, n.oid::integer) FROM pg_namespace n WHERE n.nspname = current_schema()
"""
_SIZE = """
    SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind IN ('r', 'm')
"""


def _tsquery(terms: Sequence[str]) -> str | None:
    """The tsquery that all of `terms` are there; a term that a mark cuts is its parts one after another.

    Marks are cut away, so no character of a term is an operator. A term without letter or figure is no word.
    """
    return _asked(terms, "")


def _tsprefixes(words: Sequence[str]) -> str | None:
    """The same for words of which only the beginning is given."""
    return _asked(words, ":*")


def _asked(terms: Sequence[str], end: str) -> str | None:
    asked: dict[str, None] = {}
    for word in dict.fromkeys(w for term in terms for w in plain(term).split()):
        parts = [f"'{part[:LONGEST_WORD]}'" for part in _CUT.split(word) if part]
        if parts:
            asked[f"({' <-> '.join(parts)}{end})"] = None
    return " & ".join(asked) or None


POSTGRESQL = Dialect(
    name="postgresql",
    contains="strpos({0}, :{1}) > 0",
    words="claim_bodies",
    words_key="claim_bodies.n",
    words_match="claim_bodies.words @@ CAST(:terms AS tsquery)",
    # 16: words said among few others weigh more, as in SQLite's ranking.
    words_rank="-ts_rank(claim_bodies.words, CAST(:terms AS tsquery), 16)",
    terms=_tsquery,
    titled="SELECT n FROM heads WHERE words @@ CAST(:words AS tsquery)",
    prefixes=_tsprefixes,
)


class PostgresDatabase:
    """As many sessions as are at work at one time; one writer at a time among all processes, readers never in the way.

    The schema is made or brought to this version when it is opened for writing. After a fork, open it anew.
    """

    dialect = POSTGRESQL

    def __init__(self, url: str, *, readonly: bool, busy: float, query_seconds: float | None = None) -> None:
        self.name, self.readonly = without_password(url), readonly
        self._url, self._busy = url, busy
        # Of the transaction alone: a session that reads may write next.
        limit = "" if query_seconds is None else f"; SET LOCAL statement_timeout = {max(1, int(query_seconds * 1000))}"
        self._read = _READ + limit
        self._lock = threading.Lock()
        self._open: set[Session] = set()
        self._idle: list[Session] = []
        self._closed = False
        self._leave = weakref.finalize(self, _close_all, self._open)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        with self.reading() as run:
            version = identify(run, self.name, VERSION)
        if version == VERSION:
            return
        if self.readonly:
            raise LedgerError(
                "it is empty, or of an older format", resource=self.name, remedy="open it once for writing"
            )
        with self.writing() as run:
            migrate(run, MIGRATIONS, self.name)

    # sessions

    def _take(self) -> Session:
        with self._lock:
            if self._closed:
                raise LedgerError("it was closed", resource=self.name, remedy="open it again")
            if self._idle:
                return self._idle.pop()
        session = connect(self._url, self.name, readonly=self.readonly)
        with self._lock:
            self._open.add(session)
        return session

    def _give_back(self, session: Session) -> None:
        idle = session.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
        with self._lock:
            if idle and not self._closed:
                self._idle.append(session)
                return
            self._open.discard(session)
        with suppress(psycopg.Error):
            session.close()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        session = self._take()
        try:
            # A server that was started anew has forgotten the sessions that waited here.
            while not _answers(session):
                self._give_back(session)
                session = self._take()
            yield session
        finally:
            self._give_back(session)

    # transactions

    @contextmanager
    def reading(self) -> Iterator[PostgresRun]:
        with translated(self.name), self._session() as session, transaction(session, self._read) as run:
            yield run

    @contextmanager
    def snapshot(self) -> Iterator[PostgresRun]:
        # Every transaction has a session of its own here.
        with translated(self.name), self._session() as session, transaction(session, _READ) as run:
            yield run

    @contextmanager
    def writing(self) -> Iterator[PostgresRun]:
        if self.readonly:
            raise LedgerError("it was opened read-only", resource=self.name, remedy="open it for writing")
        with translated(self.name), self._session() as session, transaction(session, _WRITE) as run:
            # 0 would be for ever. What waits later, for a table that somebody else holds, waits as long.
            run.run(f"SET LOCAL lock_timeout = {max(1, int(self._busy * 1000))}")
            run.all(_LOCK, {"application": APPLICATION_ID})
            yield run

    @contextmanager
    def remaking(self) -> Iterator[PostgresRun]:
        with self.writing() as run:
            remake(run, MIGRATIONS)
            yield run

    # care

    def mark(self) -> str:
        # Which transactions are seen; also becomes another when somebody writes to another database of the server.
        with self.reading() as run:
            return str(run.all("SELECT CAST(pg_current_snapshot() AS text)")[0][0])

    def problems(self) -> list[Problem]:
        try:
            with self.snapshot() as run:
                identify(run, self.name, VERSION)
                return faults(run)
        except LedgerError as error:
            return [Problem("", error.message)]

    def facts(self) -> dict[str, Any]:
        with self.reading() as run:
            ((version, checksums),) = run.all(
                "SELECT current_setting('server_version'), current_setting('data_checksums') = 'on'"
            )
            ((size,),) = run.all(_SIZE)
        return {
            "database": "postgresql",
            "path": self.name,
            "version": version,
            "checksums": checksums,
            "format": VERSION,
            "bytes": size,
        }

    def close(self) -> None:
        """Close all sessions; what they were doing fails. May be called again."""
        with self._lock:
            self._closed = True
            self._idle.clear()
        self._leave()


def _answers(session: Session) -> bool:
    """Whether the server is still there. Costs one round trip."""
    with suppress(psycopg.OperationalError):
        session.execute("")
        return True
    return False


def _close_all(sessions: set[Session]) -> None:
    for session in list(sessions):
        with suppress(psycopg.Error):
            session.close()
