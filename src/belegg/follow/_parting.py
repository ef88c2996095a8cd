"""Taking one statement out of its claim: one action, kept as the decisions about pairs that a ledger holds.

Parted from one other statement alone, it would be back as soon as that one went to another claim; so it is parted from
each. What was decided so is tied by kind, statement, author and moment, and shown and undone as one. `Ledger` never
gives two actions the same moment.
"""

from __future__ import annotations

from collections.abc import Iterable

from belegg.claims import Claim
from belegg.errors import UsageError
from belegg.ledger import Decision, Store

__all__ = ["PARTING", "collapsed", "partner", "together"]

PARTING = ("split", "reject")
"""The kinds of decision that take a statement out."""


def partner(store: Store, claim: Claim | None, statement: str) -> str:
    """Another statement of the same claim, for a decision about the one: the one that holds it there, which is the
    nearest, of another article where there is one.

    Raises
    ------
    UsageError
        The claim does not have the statement, or no other one.
    """
    own = next((c for c in claim.statements if c.id == statement), None) if claim else None
    if claim is None or own is None:
        raise UsageError("no claim has this statement", remedy="reload the page: somebody may have decided before you")
    others = [c for c in claim.statements if c.id != statement]
    if not others:
        raise UsageError("the claim has no other statement", remedy="there is nothing to part it from")
    scores = {x: e.score for e in store.edges([statement]) for x in (e.a, e.b)}
    denied = own.certainty == "denied"
    # It is the one that is shown with the decision, and that tells most about it.
    best = max(
        others,
        key=lambda c: (c.article != own.article, (c.certainty == "denied") == denied, scores.get(c.id, 0.0), c.id),
    )
    return best.id


def together(decisions: Iterable[Decision], one: Decision) -> list[Decision]:
    """The decisions that were made with this one, itself among them."""
    return [d for d in decisions if d.id == one.id or (one.kind in PARTING and _moment(d) == _moment(one))]


def collapsed(decisions: Iterable[Decision]) -> list[Decision]:
    """Of those that were made together one alone, in the order given."""
    seen: set[object] = set()
    out = []
    for d in decisions:
        key = (*_moment(d), d.undone is None) if d.kind in PARTING else d.id
        if key not in seen:
            seen.add(key)
            out.append(d)
    return out


def _moment(d: Decision) -> tuple[str, str, str, str]:
    return d.kind, d.a, d.who, d.when
