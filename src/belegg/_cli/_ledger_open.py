"""From ``--ledger`` to an open ledger, and from the beginning of an id to what it names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from belegg import settings
from belegg.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from belegg._cli._stages import Stages
    from belegg.claims import Claim
    from belegg.follow import Ledger

__all__ = ["address_of", "find_claim", "find_decision", "find_id", "is_file", "may_write", "opened", "shown_address"]


def address_of(given: str | None) -> str:
    """The ledger to work with: what was given, else the setting. Raises UsageError."""
    if given is not None and not given.strip():
        raise UsageError("the name of the ledger is empty", resource="--ledger", remedy="give a path")
    return given if given is not None else settings.LEDGER.get()


def is_file(address: str) -> bool:
    """Whether the ledger is a file rather than a database of a server."""
    return "://" not in address and not address.startswith(("postgresql:", "postgres:"))


def shown_address(address: str) -> str:
    """The ledger's name as it may be shown: without a password."""
    if is_file(address):
        return address
    from belegg.ledger._open import without_password

    return without_password(address)


def may_write(address: str) -> bool:
    """Whether a ledger that is there can be opened for writing, as far as can be told beforehand."""
    path = Path(address)
    return not is_file(address) or (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))


@contextmanager
def opened(stages: Stages, given: str | None, *, write: bool = False) -> Iterator[Ledger]:
    """A ledger that is there already, open for as long as it is used. Raises LedgerError."""
    from belegg.ledger._sqlite import size_at

    address = address_of(given)
    size = size_at(Path(address)) if is_file(address) else 1
    # Opened for writing, it would be made.
    if write and size is None:
        raise LedgerError("there is no ledger", resource=address, remedy="`belegg add` makes one")
    if size == 0:
        raise LedgerError("the file is empty, and no ledger yet", resource=address, remedy="`belegg add` makes one")
    ledger = stages.open_ledger(address, not write)
    try:
        yield ledger
    finally:
        ledger.close()


def find_claim(ledger: Ledger, given: str) -> Claim:
    """The claim whose id, or a statement of which, is `given` or is the only one that begins so. Raises UsageError."""
    claim = ledger.claim(find_id(ledger, given))
    if claim is None:
        raise _unknown(given)
    return claim


def find_id(ledger: Ledger, given: str) -> str:
    """The id of the claim or statement that `given` is, or the only one that begins so.

    Raises
    ------
    UsageError
        There is none, or more than one.
    """
    from belegg.follow._ids import LEAST, whole_id

    id = whole_id(ledger.store, given)
    if id is not None:
        return id
    given = given.strip()
    if len(given) < LEAST:
        raise UsageError("too short for an id", resource=given or "''", remedy=f"give {LEAST} characters of it or more")
    raise _unknown(given)


def find_decision(ledger: Ledger, given: str) -> str:
    """The id of the decision that was not undone and is, or alone begins with, `given`. Raises UsageError."""
    from belegg.follow._ids import several

    given = given.strip().lower()
    # Also one that has given way to a later one, which `decisions` leaves out.
    found = [d.id for d in ledger.store.decisions() if given and d.id.startswith(given)]
    if not found:
        raise UsageError("no decision of this id holds", resource=given or "''", remedy="`belegg decisions` lists them")
    if given not in found and len(found) > 1:
        raise several(found, given)
    return given if given in found else found[0]


def _unknown(given: str) -> UsageError:
    return UsageError("no claim or statement of this id", resource=given, remedy="`belegg claims` lists them")
