"""How two claims stand to each other: contradicts, updates, hardens, refines, shifts.

Figures, certainty and time decide; how near the claims are says only whether they speak of the same thing.
"""

from __future__ import annotations

import numpy as np

from belegg.claims import RelationType
from belegg.ledger import instant
from belegg.match._features import same_name, shared_names
from belegg.match._group import Group
from belegg.match._words import tokens

_LOW, _HIGH = 0.83, 0.95
_OF_ONE_THING, _FIGURES, _SAME_WORDS = 0.6, 0.68, 0.8
"""Least closeness for claims to harden one another, to have figures that cannot both hold, to be each other's
negation; from the gold claims of the story packs."""
_LEAST_ALIKE = 0.2
_HARD, _SOFT = 0.35, 0.55
_LEAST_FIGURE, _SCALE = 4.0, 30.0
"""Smaller figures are counts of anything (*two engines*); figures further apart measure other things."""

_NOW = frozenset(
    {"nå", "no", "nu", "now", "fortsatt", "framleis", "fortfarande", "fortsat", "still", "hittil", "hittills",
     "hidtil", "foreløpig", "førebels"}
)  # fmt: skip

Found = tuple[RelationType, bool, float]


def closeness(a: Group, b: Group) -> float:
    """0 to 1: how surely two claims speak of the same thing; the best pair of their statements counts with the mean."""
    mean = float(a.vector @ b.vector)
    va, vb = (np.stack([m.sign.vectors for m in g.members]) for g in (a, b))
    best = float((va[:, 0] @ vb[:, 0].T).max())
    wide = float((va[:, 1] @ vb[:, 1].T).max())
    value = (0.4 * mean + 0.4 * best + 0.2 * wide - _LOW) / (_HIGH - _LOW)
    return max(0.0, min(1.0, value))


def relate(a: Group, b: Group) -> list[Found]:
    """(type, whether `a` is its subject, confidence) of each relation; with False `b` is the subject."""
    if a.years and b.years and not a.years & b.years:
        return []
    near = closeness(a, b)
    if near < _OF_ONE_THING:
        return []
    later = _later(a, b)
    found: list[Found] = []
    apart = bool(a.numbers) and bool(b.numbers) and not a.numbers & b.numbers
    if apart and near >= _FIGURES and _of_one_scale(a.numbers, b.numbers):
        if later is not None and (shared_names(a.hands, b.hands) or _now(a if later else b)):
            found.append(("updates", later, near))
        else:
            found.append(("contradicts", later is not False, near))
    if not apart and abs(a.maybe - b.maybe) >= 0.5:
        hard, soft = (a, b) if a.maybe < b.maybe else (b, a)
        possible = hard.maybe <= _HARD and soft.maybe >= _SOFT and _later(hard, soft) is not False
        if possible and _alike(hard, soft) >= _LEAST_ALIKE:
            found.append(("hardens", hard is a, near))
    elif not apart and (a.negated >= 0.6) != (b.negated >= 0.6) and near >= _SAME_WORDS:
        if not (a.maybe or b.maybe):
            found.append(("contradicts", later is not False, near))
    elif not apart and near >= _SAME_WORDS and (finer := _finer(a, b)) is not None:
        found.append(("refines", finer, near))
    voice = _one_person(a, b)
    if found and found[0][0] != "refines" and voice and later is not None:
        found.append(("shifts", later, near))
    return found


def _alike(a: Group, b: Group) -> float:
    """How much two statements of the claims share of their letters, at best."""
    pairs = ((x.sign.grams, y.sign.grams) for x in a.members for y in b.members)
    return max(len(g & h) / max(1, min(len(g), len(h))) for g, h in pairs)


def _now(group: Group) -> bool:
    """Whether the claim is said of the present over against the past (*nå*, *fortsatt*)."""
    return any(_NOW & set(tokens(m.sign.text)) for m in group.members if not m.denied)


def _of_one_scale(a: frozenset[float], b: frozenset[float]) -> bool:
    x, y = ([n for n in side if n >= _LEAST_FIGURE] for side in (a, b))
    return any(max(n, m) <= _SCALE * min(n, m) for n in x for m in y)


def _finer(a: Group, b: Group) -> bool | None:
    """Whether `a` says all that `b` says and names or counts more; None where neither does."""
    for one, other, answer in ((a, b, True), (b, a, False)):
        more = len(one.names) + len(one.numbers) > len(other.names) + len(other.numbers)
        if more and other.names <= one.names and other.numbers <= one.numbers and other.names:
            return answer
    return None


def _one_person(a: Group, b: Group) -> bool:
    speakers = [{m.sign.speaker for m in g.members if m.statement["kind"] == "person"} - {""} for g in (a, b)]
    return any(same_name(x, y) for x in speakers[0] for y in speakers[1])


def _later(a: Group, b: Group) -> bool | None:
    """Whether `a` came up after `b`; None where both came at once or a time is not known."""
    x, y = instant(a.first), instant(b.first)
    return None if not x or not y or x == y else x > y
