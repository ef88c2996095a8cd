"""What SQLite says when the disk, the file or another process is in the way, in words that help."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from belegg.errors import LedgerBusyError, LedgerError, LedgerFormatError, LedgerTimeoutError
from belegg.ledger._schema import DERIVED, PRIMARY, WORDS

__all__ = [
    "ANOTHER",
    "BACKUP",
    "MENDABLE",
    "NARROWER",
    "NOT_OURS",
    "damaged",
    "failure",
    "missing",
    "newer_format",
    "parsed",
    "taken_from",
    "translated",
]

ANOTHER = "it is another one"
"""Of a table or an index that has a name of ours, and is made in another way."""
NOT_OURS = "it is not ours"
"""Of a table or an index that somebody else made: it is in nobody's way."""

NARROWER = "narrow the query: more words, a shorter time, one outlet"
BACKUP = "restore a backup; `belegg doctor` says what is wrong"
MENDABLE = "`belegg doctor --mend` makes it again"
# A table that should be there, or the insides of a search index.
_MISSING = re.compile(
    r"(?:no such table: (?:main\.)?|vtable constructor failed: )(\w+?)(?:_data|_idx|_docsize|_config)?"
)
_KNOWN: dict[int, tuple[type[LedgerError], str, str]] = {
    sqlite3.SQLITE_BUSY: (LedgerBusyError, "another process is writing to it", "try again in a moment"),
    sqlite3.SQLITE_LOCKED: (LedgerBusyError, "another process is writing to it", "try again in a moment"),
    sqlite3.SQLITE_PROTOCOL: (LedgerBusyError, "another process is opening it", "try again in a moment"),
    sqlite3.SQLITE_FULL: (LedgerError, "the disk is full; nothing of this was written", "free some disk space"),
    sqlite3.SQLITE_IOERR: (LedgerError, "the disk cannot be read or written", "check the disk and its space"),
    sqlite3.SQLITE_READONLY: (LedgerError, "it may not be written to", "check the permissions of file and folder"),
    sqlite3.SQLITE_PERM: (LedgerError, "it may not be opened", "check the permissions of file and folder"),
    sqlite3.SQLITE_AUTH: (LedgerError, "it may not be opened", "check the permissions of file and folder"),
    sqlite3.SQLITE_CANTOPEN: (LedgerError, "it cannot be opened", "check the path and its permissions"),
    sqlite3.SQLITE_NOTADB: (LedgerFormatError, "this is not a ledger", "check the path"),
    sqlite3.SQLITE_CORRUPT: (LedgerFormatError, "it is damaged", BACKUP),
    sqlite3.SQLITE_FORMAT: (LedgerFormatError, "it is damaged", BACKUP),
    sqlite3.SQLITE_TOOBIG: (LedgerError, "a text is too large to be kept", "leave that article out"),
    sqlite3.SQLITE_NOMEM: (LedgerError, "there is not enough memory", "close other programs"),
    sqlite3.SQLITE_NOLFS: (LedgerError, "the file system cannot hold it", "keep the ledger on another disk"),
    sqlite3.SQLITE_INTERRUPT: (LedgerTimeoutError, "the search took too long, and was stopped", NARROWER),
}


def failure(error: sqlite3.Error, resource: str) -> LedgerError | None:
    """What to raise for `error`; None where it is a bug of ours (bad SQL, a broken constraint)."""
    if "Could not decode to UTF-8" in str(error):
        return damaged(resource, "a text in it is no text")
    if (lost := _MISSING.fullmatch(str(error))) and (told := missing(lost[1], resource)):
        return told
    code = getattr(error, "sqlite_errorcode", None)
    known = _KNOWN.get(code & 0xFF) if isinstance(code, int) else None
    return known[0](known[1], resource=resource, remedy=known[2]) if known else None


def missing(table: str, resource: str) -> LedgerFormatError | None:
    """The error for a table that is not there; None where a ledger has none of that name."""
    if table in DERIVED or table in WORDS:
        return damaged(resource, f"the table {table} is missing", MENDABLE)
    return damaged(resource, f"the table {table} is missing") if table in PRIMARY else None


def damaged(resource: str, what: str, remedy: str = BACKUP) -> LedgerFormatError:
    """The error for a row that cannot be what was written."""
    return LedgerFormatError(f"it is damaged: {what}", resource=resource, remedy=remedy)


@contextmanager
def taken_from(resource: str) -> Iterator[None]:
    """For what is made of a stored claim: where that is not what was written, it is damaged, and can be made again."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise damaged(resource, "a stored claim cannot be read", MENDABLE) from error


def parsed(text: str, resource: str) -> Any:
    """The value of JSON that was stored.

    Raises
    ------
    LedgerFormatError
        It is no JSON.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise damaged(resource, "a stored value cannot be read") from error


@contextmanager
def translated(resource: str) -> Iterator[None]:
    """Errors of the environment come out as `LedgerError`; bugs stay what they are."""
    try:
        yield
    except sqlite3.Error as error:
        raised = failure(error, resource)
        if raised is None:
            raise
        raise raised from error


def newer_format(version: int, newest: int, resource: str) -> LedgerFormatError:
    """The error for a ledger of a format that this belegg does not know."""
    return LedgerFormatError(
        f"it was made by a newer belegg (format {version}; this one knows {newest})",
        resource=resource,
        remedy="update belegg",
    )
