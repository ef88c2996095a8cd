"""What statements of a claim are of, as bits of one number: so that any mix of them is asked for without a join."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["FIELDS", "bit", "facets_of", "traits_of"]

# Bits are kept in ledgers: a value that comes later takes the next place of its field, and none is taken away.
FIELDS: Final = {
    "kind": ("person", "anonymous", "organisation", "media", "document", "group", "implicit"),
    "certainty": ("certain", "probable", "possible", "unclaimed", "denied"),
    "language": ("nb", "nn", "da", "sv", "en"),
}
_ROOM = 16
_BITS: Final = {
    (field, value): 1 << (_ROOM * nth + place)
    for nth, (field, values) in enumerate(FIELDS.items())
    for place, value in enumerate(values)
}


def bit(field: str, value: str) -> int:
    """The bit of a value; 0 where there is no such value."""
    return _BITS.get((field, value), 0)


def traits_of(facets: Iterable[tuple[str, str]]) -> int:
    """The number of some (field, value); values that are unknown are left out, as nobody can ask for them."""
    traits = 0
    for field, value in facets:
        traits |= bit(field, value)
    return traits


def facets_of(traits: int) -> tuple[tuple[str, str], ...]:
    """The (field, value) of a number, in alphabetical order."""
    return tuple(sorted(facet for facet, mask in _BITS.items() if traits & mask))
