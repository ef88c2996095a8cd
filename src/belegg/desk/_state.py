"""The desk's own small SQLite file: accounts, sessions, tokens, looks, alerts, jobs, texts that were pasted.

Nothing in it is needed to read the ledger, and nothing of the ledger is in it: it can be deleted, and what is lost is
log-ins, alerts and the list of jobs.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from belegg.errors import LedgerBusyError, LedgerError, LedgerFormatError

__all__ = ["State"]

_APPLICATION_ID: Final = 0x424C4744
_BUSY_SECONDS: Final = 10.0

_TABLES = (
    "CREATE TABLE users (name TEXT PRIMARY KEY, secret TEXT NOT NULL, scopes TEXT NOT NULL, made TEXT NOT NULL) STRICT",
    "CREATE TABLE invitations (digest TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires REAL NOT NULL) STRICT",
    """CREATE TABLE sessions (
        digest TEXT PRIMARY KEY,
        user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
        made TEXT NOT NULL,
        expires REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE tokens (
        id TEXT PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        user TEXT NOT NULL,
        scopes TEXT NOT NULL,
        made TEXT NOT NULL,
        expires REAL
    ) STRICT""",
    # A look is where somebody left off in the ledger's change log.
    "CREATE TABLE looks (user TEXT PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        seq INTEGER NOT NULL,
        made TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX alerts_user ON alerts (user, made)",
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'stopped')),
        inputs TEXT NOT NULL,
        report TEXT NOT NULL,
        made TEXT NOT NULL,
        ended TEXT
    ) STRICT""",
    "CREATE INDEX jobs_made ON jobs (made)",
    """CREATE TABLE readings (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        made REAL NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX readings_made ON readings (made)",
)
_MIGRATIONS: Final = (_TABLES,)


class State:
    """A connection a thread; writes are one at a time. Rows come as `sqlite3.Row`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._watching = threading.Lock()
        # Writes nothing, so that everybody's writing is somebody else's to it: that is what SQLite counts.
        self._watch: sqlite3.Connection | None = None
        self._prepare()

    def _prepare(self) -> None:
        if not self.path.parent.is_dir():
            raise LedgerError("its folder does not exist", resource=str(self.path), remedy="make the folder first")
        with self._translated():
            # Secrets are in it (hashed): nobody else on the machine needs to read it.
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(self._connect()) as connection, connection:
                kind = connection.execute("PRAGMA application_id").fetchone()[0]
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
                if kind != _APPLICATION_ID and tables:
                    raise LedgerFormatError("this is not a desk's file", resource=str(self.path))
                if version > len(_MIGRATIONS):
                    raise LedgerFormatError(
                        "it was made by a newer belegg", resource=str(self.path), remedy="update belegg"
                    )
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute("BEGIN IMMEDIATE")
                for statements in _MIGRATIONS[version:]:
                    for sql in statements:
                        connection.execute(sql)
                connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _mine(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._connect()
            with self._lock:
                # The server's threads come and go: what they left open is closed by the next.
                for thread, left in self._open:
                    if not thread.is_alive():
                        left.close()
                self._open = [kept for kept in self._open if kept[0].is_alive()]
                self._open.append((threading.current_thread(), found))
        return found

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise LedgerBusyError("the desk's file is busy", resource=str(self.path)) from error
            remedy = "is the disk full, or the folder read-only?"
            raise LedgerError(str(error), resource=str(self.path), remedy=remedy) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError):
                raise
            raise LedgerFormatError(
                "the desk's file is damaged", resource=str(self.path), remedy="move it away; a new one is made"
            ) from error
        except OSError as error:
            raise LedgerError(error.strerror or str(error), resource=str(self.path)) from error

    def all(self, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a question."""
        with self._translated():
            return self._mine().execute(sql, params).fetchall()

    def one(self, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> sqlite3.Row | None:
        """Its first row, if any."""
        rows = self.all(sql, params)
        return rows[0] if rows else None

    def run(self, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> int:
        """Change something, in a transaction of its own; gives how many rows changed."""
        with self.writing() as connection:
            return connection.execute(sql, params).rowcount

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction of several statements."""
        with self._translated(), self._lock_of_writing():
            connection = self._mine()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _lock_of_writing(self) -> Iterator[None]:
        # Opening the connection first: `_mine` takes the same lock.
        self._mine()
        with self._lock:
            yield

    def mark(self) -> int:
        """Another number whenever something was written, by whichever thread or process; means nothing otherwise."""
        with self._translated(), self._watching:
            if self._watch is None:
                self._watch = self._connect()
            mark: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
            return mark

    def close(self) -> None:
        """Close every thread's connection."""
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        with self._lock:
            for _, connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()
