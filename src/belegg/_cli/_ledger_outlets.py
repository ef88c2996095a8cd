"""What to say to somebody who asks for an outlet that is not there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from belegg.ledger import fold
from belegg.render._clean import one_line

if TYPE_CHECKING:
    from belegg.follow import Ledger

__all__ = ["no_outlet"]

_LATEST = 1000
"""Articles whose outlets are looked at, beside the outlets with most claims."""
_NAMED = 5


def no_outlet(ledger: Ledger, name: str) -> str | None:
    """That no article is of the outlet `name`, with the names that come nearest, else the most frequent ones.

    None where an article is, or where the ledger knows of no outlet at all.
    """
    if ledger.store.listed(outlet=name, limit=1) or ledger.count(outlet=name):
        return None
    frequent = [outlet for outlet, _ in ledger.facets().outlets]
    latest = [head.outlet for head in ledger.store.listed(limit=_LATEST) if head.outlet]
    there: dict[str, str] = {}
    for outlet in (*frequent, *latest):
        there.setdefault(fold(outlet), outlet)
    if not there:
        return None
    asked = fold(name)
    near = [key for key in there if asked and asked in key][:_NAMED]
    near += [key for key in get_close_matches(asked, there, n=_NAMED, cutoff=0.7) if key not in near]
    shown = ", ".join(there[key] for key in (near or list(there))[:_NAMED])
    which = "The nearest are" if len(near) > 1 else "The nearest is" if near else "There are, among others,"
    return one_line(f"No article is of an outlet “{name}”. {which} {shown}.")
