"""A ledger in one SQLite file: connections, transactions, checkpoints. Contains no business logic."""

from __future__ import annotations

import math
import sqlite3
import stat
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from belegg.errors import LedgerError, LedgerFormatError
from belegg.ledger._database import NONE, Dialect, Params, Row
from belegg.ledger._failures import translated
from belegg.ledger._lock import write_lock
from belegg.ledger._migrate import differences, faults, identify, migrate, remake
from belegg.ledger._protocol import Problem
from belegg.ledger._schema import MIGRATIONS, VERSION
from belegg.ledger._text import plain

__all__ = ["SqliteDatabase"]

OLDEST = (3, 37, 0)
"""The first SQLite with STRICT tables."""
RESET_FIXED = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which meets two connections that write and checkpoint at one time."""
_WAL_FOLD, _WAL_LIMIT = 4 << 20, 64 << 20
_BRIEF_MS = 100
_CACHE_KIB = 16_384
_STEPS = 10_000
"""Instructions of SQLite between two looks at the clock: less than a millisecond."""


class _Connection(sqlite3.Connection):
    """Can be pointed to weakly, and closes itself when the thread that had it ends."""

    deadline = math.inf
    """When what it reads is stopped, on the monotonic clock."""

    def __del__(self) -> None:
        with suppress(sqlite3.Error):
            self.close()


class _Run:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, sql: str, params: Params = NONE) -> list[Row]:
        return self._connection.execute(sql, params).fetchall()

    def one(self, sql: str, params: Params = NONE) -> Row | None:
        row: Row | None = self._connection.execute(sql, params).fetchone()
        return row

    def run(self, sql: str, params: Params = NONE) -> int:
        return self._connection.execute(sql, params).rowcount

    def many(self, sql: str, params: Iterable[Params]) -> None:
        self._connection.executemany(sql, params)

    def stream(self, sql: str, params: Params = NONE) -> Iterator[Row]:
        # No `yield from`: it would close the cursor when the generator is dropped, perhaps after its connection.
        for row in self._connection.execute(sql, params):  # noqa: UP028
            yield row


def _fts_terms(terms: Sequence[str]) -> str | None:
    """The FTS5 query that all of `terms` are there; in quotes no character of a term is an operator.

    A term without letter or figure is no word to FTS5 and cannot be sought.
    """
    return " ".join(_quoted(terms)) or None


def _fts_prefixes(words: Sequence[str]) -> str | None:
    """The same for words of which only the beginning is given."""
    return " ".join(f"{word}*" for word in _quoted(words)) or None


def _quoted(terms: Sequence[str]) -> list[str]:
    words = dict.fromkeys(w for term in terms for w in plain(term).split())
    return ['"' + w.replace('"', '""') + '"' for w in words if any(c.isalnum() for c in w)]


_INDEX = "INSERT INTO claim_words (rowid, terms) SELECT n, terms FROM claim_bodies WHERE n = :n"
_UNINDEX = (
    "INSERT INTO claim_words (claim_words, rowid, terms) SELECT 'delete', n, terms FROM claim_bodies WHERE n = :n"
)
_INDEX_HEAD = "INSERT INTO head_words (rowid, title) SELECT n, title FROM heads WHERE article = :article"
_UNINDEX_HEAD = """
    INSERT INTO head_words (head_words, rowid, title) SELECT 'delete', n, title FROM heads WHERE article = :article
"""
SQLITE = Dialect(
    name="sqlite",
    contains="instr({0}, :{1}) > 0",
    words="claim_words",
    words_key="claim_words.rowid",
    words_match="claim_words MATCH :terms",
    words_rank="bm25(claim_words)",
    terms=_fts_terms,
    titled="SELECT rowid FROM head_words WHERE head_words MATCH :words",
    prefixes=_fts_prefixes,
    index=_INDEX,
    unindex=_UNINDEX,
    unindex_all="INSERT INTO claim_words (claim_words) VALUES ('delete-all')",
    index_head=_INDEX_HEAD,
    unindex_head=_UNINDEX_HEAD,
    index_heads="INSERT INTO head_words (head_words) VALUES ('rebuild')",
)


def size_at(path: Path) -> int | None:
    """How many bytes the file of a ledger has, None where there is none; what is no file has some.

    Raises
    ------
    LedgerError
        None can be there: its name is too long, has a NUL in it, or lies where nobody may look.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise LedgerError(why.lower(), resource=str(path), remedy="give the path of a file") from error
    return found.st_size if stat.S_ISREG(found.st_mode) else 1


class SqliteDatabase:
    """A connection a thread; one writer at a time among all processes, readers never in the way.

    The file is made or brought to this version when it is opened for writing. After a fork, open it anew.
    """

    dialect = SQLITE

    def __init__(self, path: Path, *, readonly: bool, busy: float, query_seconds: float | None = None) -> None:
        self.path, self.readonly, self._busy, self._seconds = path, readonly, busy, query_seconds
        self.name = str(path)
        self._local = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._closed = False
        self._watching = threading.Lock()
        # Writes nothing, so that everybody's writing is somebody else's to it: that is what SQLite counts.
        self._watch: _Connection | None = None
        # Old media and archives: a folder that cannot be written to cannot hold the files that readers share.
        self._immutable = False
        if sqlite3.sqlite_version_info < OLDEST:
            raise LedgerError(
                f"SQLite {sqlite3.sqlite_version} is too old", remedy="a Python with SQLite 3.37 or newer is needed"
            )
        with translated(self.name):
            self._prepare()

    # connections

    def _prepare(self) -> None:
        size = size_at(self.path)
        if self.path.is_dir():
            raise LedgerError("this is a folder, not a ledger", resource=self.name, remedy="give the path of a file")
        if size is None:
            if self.readonly:
                raise LedgerError("there is no ledger", resource=self.name, remedy="`belegg add` makes one")
            if not self.path.parent.is_dir():
                raise LedgerError("its folder does not exist", resource=self.name, remedy="make the folder first")
        elif self._version() == VERSION:
            return
        if self.readonly:
            raise LedgerError(
                "it is empty, or of an older format", resource=self.name, remedy="open it once for writing"
            )
        with write_lock(self.path, self._busy), closing(self._connect("rwc")) as connection:
            identify(connection, self.name, VERSION)
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise LedgerError(
                    "its file system cannot share it", resource=self.name, remedy="keep the ledger on a local disk"
                )
            migrate(connection, MIGRATIONS, self.name)

    def _version(self) -> int:
        try:
            with closing(self._connect("ro")) as connection:
                return identify(connection, self.name, VERSION)
        except sqlite3.OperationalError as error:
            wal = self.path.with_name(self.path.name + "-wal")
            alone = not wal.exists() or wal.stat().st_size == 0
            if not self.readonly or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or not alone:
                raise
        self._immutable = True
        with closing(self._connect("ro")) as connection:
            return identify(connection, self.name, VERSION)

    def _connect(self, mode: str) -> _Connection:
        uri = f"{self.path.absolute().as_uri()}?mode={mode}{'&immutable=1' if self._immutable else ''}"
        connection: _Connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=self._busy,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=_Connection,
        )
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if mode == "ro":
            connection.execute("PRAGMA query_only = ON")
            return connection
        connection.execute("PRAGMA synchronous = FULL")
        # Ids are hashes, so that every row that is written lies on a page of its own.
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        # Checkpoints are made by hand, under the lock: see RESET_FIXED.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_FOLD // 4}")
        return connection

    def _mine(self) -> _Connection:
        if self._closed:
            raise LedgerError("it was closed", resource=self.name, remedy="open it again")
        found: _Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect("ro" if self.readonly else "rw")
            if self._seconds is not None:
                _watch(found)
            self._open.add(found)
            self._local.connection = found
        return found

    # transactions

    @contextmanager
    def reading(self) -> Iterator[_Run]:
        with translated(self.name):
            connection = self._mine()
            if self._seconds is not None:
                connection.deadline = time.monotonic() + self._seconds
            try:
                with _transaction(connection, "BEGIN") as run:
                    yield run
            finally:
                connection.deadline = math.inf

    @contextmanager
    def snapshot(self) -> Iterator[_Run]:
        if self._closed:
            self._mine()
        with (
            translated(self.name),
            closing(self._connect("ro")) as connection,
            _transaction(connection, "BEGIN") as run,
        ):
            yield run

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """As the one who writes."""
        if self.readonly:
            raise LedgerError("it was opened read-only", resource=self.name, remedy="open it for writing")
        with translated(self.name), write_lock(self.path, self._busy):
            yield

    @contextmanager
    def writing(self) -> Iterator[_Run]:
        with self._alone():
            connection = self._mine()
            with _transaction(connection, "BEGIN IMMEDIATE") as run:
                yield run
            # What was written stands in the WAL, durable; a checkpoint that fails is made up for by the next.
            with suppress(sqlite3.OperationalError):
                self._checkpoint(connection)

    @contextmanager
    def remaking(self) -> Iterator[_Run]:
        # On a connection of its own: it does not check references, since what they lead to may be missing.
        with self._alone(), closing(self._connect("rw")) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            with _transaction(connection, "BEGIN IMMEDIATE") as run:
                forgotten = remake(connection, MIGRATIONS)
                yield run
            if forgotten:
                connection.execute("VACUUM")
            with suppress(sqlite3.OperationalError):
                self._checkpoint(connection)

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        try:
            size = self.path.with_name(self.path.name + "-wal").stat().st_size
        except OSError:
            return
        if size < _WAL_FOLD:
            return
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        if size >= _WAL_LIMIT:
            # Readers that follow each other without a gap keep the WAL growing; ask them to wait, but not for long.
            connection.execute(f"PRAGMA busy_timeout = {_BRIEF_MS}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute(f"PRAGMA busy_timeout = {int(self._busy * 1000)}")

    # care

    def mark(self) -> str:
        if self._closed:
            self._mine()
        with translated(self.name), self._watching:
            if self._watch is None:
                self._watch = self._connect("ro")
                self._open.add(self._watch)
            return str(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        try:
            with translated(self.name), closing(self._connect("ro")) as connection:
                identify(connection, self.name, VERSION)
                found += differences(connection, MIGRATIONS)
                found += faults(connection)
        except LedgerError as error:
            found.append(Problem("", error.message))
        if not self.readonly and all(p.harmless for p in found):
            for index, of in (("claim_words", "claims"), ("head_words", "titles")):
                try:
                    with self.writing() as run:
                        run.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
                except LedgerFormatError:
                    found.append(Problem(index, f"the search index is not that of the {of}", derived=True))
        return found

    def facts(self) -> dict[str, Any]:
        with self.reading() as run:
            pages, size = run.all("PRAGMA page_count")[0][0], run.all("PRAGMA page_size")[0][0]
        return {
            "database": "sqlite",
            "path": self.name,
            "version": sqlite3.sqlite_version,
            "wal_reset_bug": sqlite3.sqlite_version_info < RESET_FIXED,
            "format": VERSION,
            "bytes": pages * size,
        }

    def close(self) -> None:
        """Close the connections of all threads; what they were doing fails. May be called again."""
        if self._closed:
            return
        self._closed = True
        # The last one to leave folds the WAL into the file, which is writing.
        with suppress(LedgerError):
            if self.readonly:
                self._close_all()
            else:
                with write_lock(self.path, min(self._busy, 1.0)):
                    for connection in list(self._open)[:1]:
                        with suppress(sqlite3.Error):
                            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                    self._close_all()
        self._close_all()

    def _close_all(self) -> None:
        for connection in list(self._open):
            with suppress(sqlite3.Error):
                connection.close()


def _watch(connection: _Connection) -> None:
    """Have what runs on it stopped at its deadline."""
    # Pointed to weakly: the handler is kept by the connection, which would never be freed.
    watched = weakref.ref(connection)

    def late() -> bool:
        mine = watched()
        return mine is not None and time.monotonic() > mine.deadline

    connection.set_progress_handler(late, _STEPS)


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[_Run]:
    connection.execute(begin)
    try:
        yield _Run(connection)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
