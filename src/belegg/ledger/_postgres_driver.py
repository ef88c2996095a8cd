"""PostgreSQL through psycopg: sessions, statements, and its errors in words that help. Contains no business logic.

The only module that imports psycopg, so that all others work without it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from belegg.errors import LedgerBusyError, LedgerError, LedgerFormatError, LedgerTimeoutError
from belegg.ledger._database import NONE, Params, Row
from belegg.ledger._failures import BACKUP, NARROWER, missing

__all__ = ["PostgresRun", "Session", "connect", "transaction", "translated"]

Session = psycopg.Connection[Row]

OLDEST = 130000
"""PostgreSQL 13, the oldest that its makers cared for in 2025."""
_CONNECT_SECONDS = 10
_BATCH = 500
# The name stands in quotes whatever language the server speaks.
_MISSING = re.compile(r'"(?:\w+\.)?(\w+)"')
_PARAMETER = re.compile(r"'(?:[^']|'')*'|::|:([A-Za-z_]\w*)")

_AGAIN = "try again in a moment"
_AWAY = (LedgerError, "the server went away; nothing of this was written", "see that it runs, then try again")
_BUSY = (LedgerBusyError, "another process is writing to it", _AGAIN)
_DAMAGED = (LedgerFormatError, "it is damaged", BACKUP)
_FORBIDDEN = (LedgerError, "its user may not do that", "make that user the owner of the database")
_KNOWN: tuple[tuple[type[psycopg.Error], tuple[type[LedgerError], str, str]], ...] = (
    (errors.LockNotAvailable, _BUSY),
    (errors.DeadlockDetected, _BUSY),
    (errors.SerializationFailure, _BUSY),
    (errors.DiskFull, (LedgerError, "the server's disk is full; nothing of this was written", "free some disk space")),
    (errors.OutOfMemory, (LedgerError, "the server has not enough memory", "ask for less at a time")),
    (errors.ReadOnlySqlTransaction, (LedgerError, "it may not be written to", "connect to the server that is written")),
    (errors.InsufficientPrivilege, _FORBIDDEN),
    (errors.QueryCanceled, (LedgerTimeoutError, "the search took too long, and was stopped", NARROWER)),
    (errors.ProgramLimitExceeded, (LedgerError, "a text is too large to be kept", "leave that article out")),
    (errors.StatementTooComplex, (LedgerError, "too much was asked for at a time", "ask for less at a time")),
    (errors.IoError, (LedgerError, "the server's disk cannot be read or written", "check the disk and its space")),
    (errors.DataCorrupted, _DAMAGED),
    (errors.IndexCorrupted, _DAMAGED),
    (errors.IdleInTransactionSessionTimeout, _AWAY),
    (errors.AdminShutdown, _AWAY),
    (errors.CrashShutdown, _AWAY),
    (errors.CannotConnectNow, _AWAY),
)
_PASSWORD = (r"password|authentication", "the server refused the user or the password", "check both, or ~/.pgpass")
# What a server that speaks English says when it refuses.
_REFUSALS: tuple[tuple[str, str, str], ...] = (
    (r"database .* does not exist", "there is no such database", "make it with `createdb`"),
    (r"role .* does not exist", "the server does not know that user", "check the user in the address"),
    _PASSWORD,
    (r"no pg_hba.conf entry", "the server lets nobody in from here", "add this machine to its pg_hba.conf"),
    (r"too many (clients|connections)|remaining connection slots", "the server has too many connections", _AGAIN),
    (r"is starting up|is shutting down|recovery", "the server is starting or stopping", _AGAIN),
    (r"certificate|SSL", "the connection cannot be made safe", "check sslmode in the address, and the certificates"),
    (r"permission denied for database", "that user may not use the database", "give the user CONNECT on it"),
)


class PostgresRun:
    """Statements in the transaction of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names = itertools.count()

    def all(self, sql: str, params: Params = NONE) -> list[Row]:
        return self._session.execute(_worded(sql), params).fetchall()

    def one(self, sql: str, params: Params = NONE) -> Row | None:
        return self._session.execute(_worded(sql), params).fetchone()

    def run(self, sql: str, params: Params = NONE) -> int:
        return self._session.execute(_worded(sql), params).rowcount

    def many(self, sql: str, params: Iterable[Params]) -> None:
        # In lists: what makes the parameters may itself be reading from this session.
        rows = iter(params)
        with self._session.cursor() as cursor:
            while batch := list(itertools.islice(rows, _BATCH)):
                cursor.executemany(_worded(sql), batch)

    def stream(self, sql: str, params: Params = NONE) -> Iterator[Row]:
        # Not psycopg's own: its cursor would close itself in whatever transaction comes next when it is dropped.
        name = f"belegg_{next(self._names)}"
        declared = f"DECLARE {name} NO SCROLL CURSOR FOR ".encode() + _worded(sql)
        self._session.execute(declared, params, prepare=False)
        while rows := self._session.execute(f"FETCH {_BATCH} FROM {name}".encode(), prepare=False).fetchall():
            yield from rows
        self._session.execute(f"CLOSE {name}".encode(), prepare=False)


@lru_cache(maxsize=1024)
def _worded(sql: str) -> bytes:
    """SQL with ``:name`` as psycopg wants it."""

    def parameter(found: re.Match[str]) -> str:
        return f"%({found[1]})s" if found[1] else found[0]

    return _PARAMETER.sub(parameter, sql.replace("%", "%%")).encode()


def connect(url: str, resource: str, *, readonly: bool) -> Session:
    """A session, each statement of it on its own until a transaction begins.

    Raises
    ------
    LedgerError
        Why there is none, and what to do. What the library says is never shown: a password with a stray ``@`` or ``/``
        is taken for a host or port, and would be in it.
    """
    try:
        asked = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        raise LedgerError(
            "this is no address of a database",
            resource=resource,
            remedy="postgresql://USER@HOST/DATABASE; write @ : / ? # % in a password as %40 %3A %2F %3F %23 %25",
        ) from None
    given = {"connect_timeout": _CONNECT_SECONDS, "fallback_application_name": "belegg"}
    try:
        session: Session = psycopg.connect(
            url,
            autocommit=True,
            **{k: v for k, v in given.items() if k not in asked},  # type: ignore[arg-type]
            client_encoding="UTF8",
        )
    except (psycopg.Error, OSError, UnicodeError) as error:
        raise _refusal(error, resource) from None
    try:
        _check(session, resource)
        # Durable when it returns, whatever the server's habit; a standby's stricter settings stay.
        session.execute("""
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') = 'off'
        """)
        session.execute("SELECT set_config('jit', 'off', false)")
        if readonly:
            session.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    except BaseException:
        session.close()
        raise
    return session


def _check(session: Session, resource: str) -> None:
    if session.info.server_version < OLDEST:
        raise LedgerError(
            f"PostgreSQL {session.info.server_version // 10000} is too old",
            resource=resource,
            remedy=f"PostgreSQL {OLDEST // 10000} or newer is needed",
        )
    row = session.execute("SELECT current_setting('server_encoding'), current_schema()").fetchone()
    encoding, schema = row or ("", None)
    if encoding != "UTF8":
        raise LedgerError(
            f"the database keeps text as {encoding}", resource=resource, remedy="`createdb -E UTF8 -T template0` one"
        )
    if schema is None:
        raise LedgerError(
            "it has none of the schemas in the search path", resource=resource, remedy="make the schema, or check it"
        )


def _refusal(error: BaseException, resource: str) -> LedgerError:
    # The server's last word; before it stand the addresses that were tried.
    said = str(error)
    for pattern, message, remedy in _REFUSALS:
        if "FATAL" in said and re.search(pattern, said.rpartition("FATAL")[2]):
            return LedgerError(message, resource=resource, remedy=remedy)
    # Whatever language the server speaks, the library knows what it was asked for.
    pgconn = getattr(error, "pgconn", None)
    if pgconn is not None and pgconn.needs_password:
        return LedgerError("the server wants a password", resource=resource, remedy="~/.pgpass can keep it")
    if pgconn is not None and pgconn.used_password:
        _, message, remedy = _PASSWORD
        return LedgerError(message, resource=resource, remedy=remedy)
    return LedgerError(
        "the server cannot be reached, or lets nobody in",
        resource=resource,
        remedy="check that it runs, and the host, port, user and database in the address",
    )


def failure(error: psycopg.Error, resource: str) -> LedgerError | None:
    """What to raise for `error`; None where it is a bug of ours (bad SQL, a broken constraint)."""
    for kind, (raised, message, remedy) in _KNOWN:
        if isinstance(error, kind):
            return raised(message, resource=resource, remedy=remedy)
    if isinstance(error, errors.UndefinedTable) and (lost := _MISSING.search(str(error))):
        return missing(lost[1], resource)
    state = error.sqlstate
    if (isinstance(error, psycopg.OperationalError) and state is None) or (state or "").startswith("08"):
        raised, message, remedy = _AWAY
        return raised(message, resource=resource, remedy=remedy)
    return None


@contextmanager
def translated(resource: str) -> Iterator[None]:
    """Errors of the environment come out as `LedgerError`; bugs stay what they are."""
    try:
        yield
    except psycopg.Error as error:
        raised = failure(error, resource)
        if raised is None:
            raise
        raise raised from error


@contextmanager
def transaction(session: Session, begin: str) -> Iterator[PostgresRun]:
    """Begin with `begin`, commit in the end; nothing stays if the block raises."""
    # Not prepared: it may be two statements.
    session.execute(begin.encode(), prepare=False)
    try:
        yield PostgresRun(session)
        session.execute("COMMIT")
    except BaseException:
        # Where the server went away it has rolled back by itself.
        with suppress(psycopg.Error):
            session.execute("ROLLBACK")
        raise
