"""From a path or an address to a store."""

from __future__ import annotations

import re
from pathlib import Path

from belegg.errors import LedgerError
from belegg.ledger._database import Database
from belegg.ledger._protocol import Store
from belegg.ledger._sqlite import SqliteDatabase
from belegg.ledger._store import SqlStore
from belegg.ledger._upgrade import upgrade

__all__ = ["BUSY", "open_store", "without_password"]

BUSY = 30.0
"""Seconds to wait for another process that writes."""


def open_store(
    path_or_url: str | Path, *, readonly: bool = False, busy: float = BUSY, query_seconds: float | None = None
) -> Store:
    """Open a ledger: a file, made where there is none, or ``postgresql://…``.

    Beside a file stand ``FILE-wal`` and ``FILE-shm``, which belong to it while it is open, and two empty lock files,
    ``FILE.lock`` and ``FILE.queue``. A file in a folder that may not be written to can be read, as long as nobody
    writes it elsewhere. Open a ledger anew after a fork.

    Parameters
    ----------
    readonly
        Nothing is made or changed; the file must be there.
    busy
        Seconds to wait for another process that writes before `LedgerBusyError` is raised.
    query_seconds
        Seconds after which what is read is stopped with `LedgerTimeoutError`; None: however long it takes.

    Raises
    ------
    LedgerFormatError
        The file is no ledger, is damaged, or was made by a newer belegg.
    LedgerError
        It cannot be opened; the message says why and what to do.
    """
    address = str(path_or_url)
    if not address.strip():
        raise LedgerError("the name of the ledger is empty", resource="''", remedy="give a path")
    if address.startswith(("postgresql:", "postgres:")):
        return _open_postgres(address, readonly, busy, query_seconds)
    if "://" in address:
        raise LedgerError(
            "a ledger is a file or postgresql://…", resource=without_password(address), remedy="give the path of a file"
        )
    return _made(SqliteDatabase(Path(path_or_url), readonly=readonly, busy=busy, query_seconds=query_seconds))


def _made(database: Database) -> Store:
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)


def _open_postgres(url: str, readonly: bool, busy: float, query_seconds: float | None) -> Store:
    try:
        from belegg.ledger._postgres import PostgresDatabase
    except ImportError as error:
        if (error.name or "").startswith("belegg"):
            raise
        raise LedgerError(
            "psycopg, which a ledger in PostgreSQL needs, is not installed",
            resource=without_password(url),
            remedy="pip install 'belegg[postgres]'",
        ) from error
    return _made(PostgresDatabase(url, readonly=readonly, busy=busy, query_seconds=query_seconds))


def without_password(url: str) -> str:
    """The address of a database as it may be shown: scheme, host and name. The path of a file stays as it is.

    A password that was not written as addresses want it (with a stray ``@``, ``/`` or ``?``) is not shown either.
    """
    if "://" not in url and not url.startswith(("postgresql:", "postgres:")):
        return url
    scheme, _, rest = url.partition(":")
    before, _, shown = rest.removeprefix("//").rpartition("@")
    if "?" in before or "#" in before:
        # Nobody can tell whether the last @ stands in a password.
        return f"{scheme}://…"
    return f"{scheme}://{re.split('[?#]', shown)[0]}"
