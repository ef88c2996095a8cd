"""What a file is, and how it becomes a ledger of this version. Contains no business logic."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from belegg.errors import LedgerFormatError
from belegg.ledger._failures import newer_format
from belegg.ledger._schema import APPLICATION_ID

__all__ = ["differences", "identify", "migrate"]


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


def differences(connection: sqlite3.Connection, steps: Sequence[Sequence[str]]) -> list[str]:
    """The tables and indexes that are not as the steps make them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, steps, ":memory:")
        wanted, kept = _objects(fresh), _objects(connection)
    return [
        f"{name}: it is {'missing' if name not in kept else 'not ours' if name not in wanted else 'another one'}"
        for name in sorted(wanted.keys() | kept.keys())
        if wanted.get(name) != kept.get(name)
    ]


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    # Tables that ANALYZE keeps are SQLite's own.
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return dict(rows.fetchall())


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
