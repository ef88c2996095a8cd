"""What a page tells after a decision or its undoing; and the statements that a decision is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from belegg.claims import Carrier, Claim
from belegg.desk._desk import Desk
from belegg.ledger import Decision

__all__ = ["Notice", "carriers_of", "notice"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A decision that was just made, or undone."""

    decision: Decision
    undone: bool


def notice(desk: Desk, done: str, undone: str) -> Notice | None:
    """What to tell, from the ids that the form before left in the address; None where they are of nothing."""
    for id in filter(None, (done, undone)):
        if (decision := desk.ledger.store.decision(id)) is not None:
            # The address may be an old one: what holds now is told.
            return Notice(decision, decision.undone is not None)
    return None


def carriers_of(desk: Desk, statements: Iterable[str]) -> dict[str, tuple[Claim, Carrier]]:
    """The statements that decisions name, as their claims have them; those in no claim are left out."""
    home = desk.ledger.store.claims_of(sorted(set(statements)))
    claims = {claim.id: claim for claim in desk.ledger.claims_by_id(sorted(set(home.values())))}
    out: dict[str, tuple[Claim, Carrier]] = {}
    for statement, id in home.items():
        claim = claims.get(id)
        carrier = next((c for c in claim.statements if c.id == statement), None) if claim else None
        if claim and carrier:
            out[statement] = (claim, carrier)
    return out
