"""From the beginning of an id to the id."""

from __future__ import annotations

from collections.abc import Sequence

from belegg.errors import UsageError
from belegg.ledger import Store

__all__ = ["LEAST", "several", "whole_id"]

LEAST = 4
"""Characters that a beginning must have."""
_LONGEST = 32
"""Characters of the longest ids."""
_NAMED = 5


def whole_id(store: Store, given: str) -> str | None:
    """The id of the claim or statement that `given` is, or the only one that begins so; None where there is none.
    Capitals do not matter.

    Raises
    ------
    UsageError
        Several ids begin so.
    """
    exact = given.strip()
    # Ids are made in small letters.
    for id in dict.fromkeys((exact, exact.lower())):
        # A headline that was taken out of its claim is in none.
        if id and (store.claims_of([id]) or store.claim_members([id]) or store.signatures([id])):
            return id
    begun = exact.lower()
    # A whole id that is not there is not looked for among all others.
    if not LEAST <= len(begun) < _LONGEST:
        return None
    found = store.ids_beginning(begun, _NAMED + 1)
    if len(found) > 1:
        raise several(found, begun)
    return found[0] if found else None


def several(found: Sequence[str], begun: str) -> UsageError:
    """What to raise where more than one id begins so."""
    some = ", ".join(id[: max(len(begun) + 4, 12)] for id in found[:_NAMED])
    more = ", …" if len(found) > _NAMED else ""
    return UsageError(f"several ids begin so: {some}{more}", resource=begun, remedy="give more of it")
