"""What a page tells after a decision or its undoing; and the statements that a decision is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from belegg.claims import Carrier, Claim
from belegg.desk._desk import Desk
from belegg.errors import UsageError
from belegg.follow import Ledger
from belegg.ledger import Decision, decision_id

__all__ = ["Notice", "batch", "carriers_of", "collapsed", "notice", "part", "partner"]


_PARTING = ("split", "reject")


@dataclass(frozen=True, slots=True)
class Notice:
    """A decision that was just made, or undone."""

    decision: Decision
    undone: bool


def notice(desk: Desk, done: str, undone: str) -> Notice | None:
    """What to tell, from the ids that the form before left in the address; None where they are of nothing."""
    if not done and not undone:
        return None
    for decision in desk.ledger.store.decisions(undone=True):
        if decision.id in (done, undone):
            # The address may be an old one: what holds now is told.
            return Notice(decision, decision.undone is not None)
    return None


def partner(ledger: Ledger, statement: str) -> str:
    """Another statement of the same claim, for a decision about the one: the one that holds it there, which is the
    nearest, of another article where there is one."""
    claim = ledger.claim(statement)
    own = next((c for c in claim.statements if c.id == statement), None) if claim else None
    if claim is None or own is None:
        raise UsageError("no claim has this statement", remedy="reload the page: somebody may have decided before you")
    others = [c for c in claim.statements if c.id != statement]
    if not others:
        raise UsageError("the claim has no other statement", remedy="there is nothing to part it from")
    scores = {x: e.score for e in ledger.store.edges([statement]) for x in (e.a, e.b)}
    denied = own.certainty == "denied"
    # Parted from one that is far from it, that one would leave the claim.
    best = max(
        others,
        key=lambda c: (c.article != own.article, (c.certainty == "denied") == denied, scores.get(c.id, 0.0), c.id),
    )
    return best.id


def part(ledger: Ledger, kind: str, statement: str, who: str) -> tuple[Decision, str]:
    """Take a statement out of its claim: parted from each of the others, for where it is parted from one alone, half
    of the claim may go with it. All these decisions are of one moment, and are undone together (`batch`).

    Gives the first of them, and a statement that stays.
    """
    stays = partner(ledger, statement)
    claim = ledger.claim(statement)
    assert claim is not None
    # As fine as the ledger's own: one made again within a second of its undo is another decision.
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    others = [stays, *(c.id for c in claim.statements if c.id not in (stays, statement))]
    made = [_decision(kind, statement, other, who, when) for other in others]
    for decision in made:
        ledger.store.decide(decision)
    ledger.update()
    return made[0], stays


def _decision(kind: str, a: str, b: str, who: str, when: str) -> Decision:
    return Decision(decision_id(kind, a, b, None, who, when), kind, a, b, None, who, when)  # type: ignore[arg-type]


def batch(decisions: Iterable[Decision], one: Decision) -> list[Decision]:
    """The decisions that were made with this one, itself among them."""
    return [d for d in decisions if d.id == one.id or (one.kind in _PARTING and _moment(d) == _moment(one))]


def collapsed(decisions: Iterable[Decision]) -> list[Decision]:
    """Of those that were made together one alone, in the order given."""
    seen: set[object] = set()
    out = []
    for d in decisions:
        key = (*_moment(d), d.undone is None) if d.kind in _PARTING else d.id
        if key not in seen:
            seen.add(key)
            out.append(d)
    return out


def _moment(d: Decision) -> tuple[str, str, str, str]:
    return d.kind, d.a, d.who, d.when


def carriers_of(desk: Desk, statements: Iterable[str]) -> dict[str, tuple[Claim, Carrier]]:
    """The statements that decisions name, as their claims have them; those in no claim are left out."""
    store = desk.ledger.store
    home = store.claims_of(sorted(set(statements)))
    claims = {row.id: Claim.from_dict(row.body["claim"]) for row in store.claims(sorted(set(home.values())))}
    out: dict[str, tuple[Claim, Carrier]] = {}
    for statement, id in home.items():
        claim = claims.get(id)
        carrier = next((c for c in claim.statements if c.id == statement), None) if claim else None
        if claim and carrier:
            out[statement] = (claim, carrier)
    return out
