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

_LEAST = 4
_LONGEST = 32
"""Characters of the longest ids."""
_NAMED = 5


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
    address = address_of(given)
    # Opened for writing, it would be made.
    if write and is_file(address) and not Path(address).exists():
        raise LedgerError("there is no ledger", resource=address, remedy="`belegg add` makes one")
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
    given = given.strip()
    if given and ledger.claim(given) is not None:
        return given
    if len(given) < _LEAST:
        raise UsageError(
            "too short for an id", resource=given or "''", remedy=f"give {_LEAST} characters of it or more"
        )
    # A whole id that is not there is not looked for among all others.
    found = ledger.store.ids_beginning(given, _NAMED + 1) if len(given) < _LONGEST else []
    return _only(found, given)


def find_decision(ledger: Ledger, given: str) -> str:
    """The id of the decision that holds and is, or alone begins with, `given`. Raises UsageError."""
    given = given.strip()
    found = [d.id for d in ledger.decisions() if given and d.id.startswith(given)]
    if not found:
        raise UsageError("no decision of this id holds", resource=given or "''", remedy="`belegg decisions` lists them")
    return given if given in found else _only(found, given)


def _only(found: list[str], given: str) -> str:
    if not found:
        raise _unknown(given)
    if len(found) > 1:
        some = ", ".join(id[: max(len(given) + 4, 12)] for id in found[:_NAMED])
        more = ", …" if len(found) > _NAMED else ""
        raise UsageError(f"several ids begin so: {some}{more}", resource=given, remedy="give more of it")
    return found[0]


def _unknown(given: str) -> UsageError:
    return UsageError("no claim or statement of this id", resource=given, remedy="`belegg claims` lists them")
