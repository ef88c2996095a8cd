"""What a file is, and how it becomes a ledger of this version. Contains no business logic."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from belegg.errors import LedgerFormatError
from belegg.ledger._failures import ANOTHER, NOT_OURS, newer_format
from belegg.ledger._protocol import Problem
from belegg.ledger._schema import APPLICATION_ID, DERIVED, PRIMARY, WORDS

__all__ = ["differences", "faults", "identify", "migrate", "remake"]

_MOST = 100
"""So many errors of pages are looked for; one is told."""


def identify(connection: sqlite3.Connection, resource: str, newest: int) -> int:
    """The version of the ledger; 0 where the file is empty. Nothing is written.

    Raises
    ------
    LedgerFormatError
        The file is of another program, or of a newer belegg.
    """
    application = _pragma(connection, "application_id")
    version = _pragma(connection, "user_version")
    if application == 0 and version == 0:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0:
            return 0
    if application != APPLICATION_ID or version < 1:
        raise LedgerFormatError(
            "this is a database of another program, not a ledger", resource=resource, remedy="check the path"
        )
    if version > newest:
        raise newer_format(version, newest, resource)
    return version


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]], resource: str) -> None:
    """Bring the ledger to the version ``len(steps)`` in one transaction, checked before it is kept.

    `connection` is in autocommit mode, and its caller holds the lock. Where another process was quicker, nothing is
    done.
    """
    # References are checked at the end: a step may rebuild a table that others point to.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[identify(connection, resource, len(steps)) :]:
            for sql in step:
                connection.execute(sql)
        if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise LedgerFormatError(
                f"it cannot be brought to this version: {len(broken)} references lead nowhere, first in {broken[0][0]}",
                resource=resource,
                remedy="restore a backup; `belegg doctor` says what is wrong",
            )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def differences(connection: sqlite3.Connection, steps: Sequence[Sequence[str]]) -> list[Problem]:
    """The tables and indexes that are not as the steps make them."""
    with closing(_fresh(steps)) as fresh:
        wanted, kept = _objects(fresh), _objects(connection)
        derived = _derived(fresh)
    return [
        Problem(
            name,
            NOT_OURS if name not in wanted else ANOTHER if name in kept else "it is missing",
            name in derived,
        )
        for name in sorted(wanted.keys() | kept.keys())
        if wanted.get(name) != kept.get(name)
    ]


def faults(connection: sqlite3.Connection) -> list[Problem]:
    """What SQLite finds wrong with the pages of the file and the references of its rows."""
    try:
        lines = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST})") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        lines = [str(error)]
    if lines:
        # A damaged page of a table that can be made again costs nothing.
        derived = all(_sound(connection, table) for table in (*PRIMARY, "sqlite_sequence"))
        first = " ".join(lines[0].removeprefix("*** in database main ***").split())
        # Of broken pages nothing more can be learned.
        return [Problem("", f"pages of the file do not fit together ({first})", derived)]
    broken = {(row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check")}
    return [Problem(t, f"a row leads to no {to}", t in DERIVED) for t, to in sorted(broken)]


def _sound(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the pages of one table and its indexes are whole."""
    try:
        return [row[0] for row in connection.execute(f"PRAGMA integrity_check({table})")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def remake(connection: sqlite3.Connection, steps: Sequence[Sequence[str]]) -> bool:
    """Drop the tables of derived data, whatever became of them, and make them again, empty. Gives whether pages were
    left behind, which ``VACUUM`` frees.

    `connection` is at the beginning of a transaction, and does not check references.
    """
    with closing(_fresh(steps)) as fresh:
        made = _derived(fresh)
    try:
        for table in (*WORDS, *DERIVED):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        forgotten = False
    except sqlite3.DatabaseError:
        # To be dropped in order, a table must be readable; these are forgotten, and what they hold with them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("DELETE FROM sqlite_master WHERE name = ?", [(name,) for name in made])
        tables = [(table,) for table in DERIVED]
        connection.executemany("DELETE FROM sqlite_master WHERE tbl_name = ?", tables)
        connection.execute("PRAGMA writable_schema = RESET")
        forgotten = True
    for sql in made.values():
        if sql:
            connection.execute(sql)
    return forgotten


def _fresh(steps: Sequence[Sequence[str]]) -> sqlite3.Connection:
    """An empty ledger in memory."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh, steps, ":memory:")
    return fresh


def _derived(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables and indexes of derived data, and how they are made, in the order they were; empty for what comes with
    a search index."""
    inside = tuple(f"{index}_" for index in WORDS)
    rows = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
    return {
        name: "" if name.startswith(inside) else sql
        for name, table, sql in rows.fetchall()
        if sql and (table in DERIVED or name in WORDS or name.startswith(inside))
    }


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    # Tables that ANALYZE keeps are SQLite's own.
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return dict(rows.fetchall())


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
