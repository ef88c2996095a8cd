"""What people have decided, applied to the groups that the matcher finds: statements in, claims out. Pure.

Decisions never weigh on the matcher's scores. They are applied to its groups in the order in which they were made, as
whoever made them saw the claims: ``join`` and ``accept`` put two claims together whole; ``split`` and ``reject`` take
the first statement, and no other, out of the claim that it shares with the second. So the same comes out whatever the
order of arrival, and without a decision what was before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from belegg.follow._parting import PARTING
from belegg.ledger import Decision, fold

__all__ = ["PAIRS", "Settled", "Settling", "standing"]

PAIRS: Final = ("join", "accept", "split", "reject")
"""The kinds of decision that are about two statements."""


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Of decisions in order of time those that hold: the last about the same two statements, the last rating of a
    statement by the same person, the last about the same two names."""
    last: dict[tuple[str, ...], Decision] = {}
    for d in decisions:
        if d.kind in PAIRS:
            key = ("pair", *sorted((d.a, d.b or "")))
        elif d.kind == "rate":
            # Two people may rate one statement, each in his own way.
            key = ("rate", d.a, d.who)
        else:
            key = ("names", *sorted((fold(d.a), fold(d.b or ""))))
        last.pop(key, None)
        last[key] = d
    return list(last.values())


@dataclass
class Settled:
    """Claims as sorted statements. `within` has the statements of those that decisions may have touched, each with
    those of its claim that the matcher grouped it with, itself among them."""

    claims: list[list[str]]
    within: dict[str, list[str]] = field(default_factory=dict)


class Settling:
    """The decisions of a ledger that are about two statements, of those given in order of time. None may be undone."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._pairs = [(d.kind, d.a, d.b) for d in decisions if d.kind in PAIRS and d.b]
        self._partners: dict[str, set[str]] = {}
        for _, a, b in self._pairs:
            self._partners.setdefault(a, set()).add(b)
            self._partners.setdefault(b, set()).add(a)

    @property
    def named(self) -> set[str]:
        """The statements that they are about."""
        return set(self._partners)

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def partners(self, statements: Iterable[str]) -> set[str]:
        """What decisions name together with one of these statements."""
        return {o for s in statements for o in self._partners.get(s, ())}

    def settle(self, groups: Sequence[Sequence[str]]) -> Settled:
        """The claims that the groups are after all decisions. What decisions name together has to be in `groups`, as
        far as it is in the ledger."""
        home: dict[str, set[str]] = {}
        out: list[list[str]] = []
        named = []
        for group in groups:
            if self._partners.keys().isdisjoint(group):
                out.append(sorted(group))
                continue
            named.append(group)
            whole = set(group)
            home.update(dict.fromkeys(group, whole))
        self._apply(home)
        within: dict[str, list[str]] = {}
        for group in named:
            parts: dict[int, list[str]] = {}
            for s in sorted(group):
                within[s] = parts.setdefault(id(home[s]), [])
                within[s].append(s)
        out += [sorted(claim) for claim in {id(claim): claim for claim in home.values()}.values()]
        return Settled(sorted(out), within)

    def _apply(self, home: dict[str, set[str]]) -> None:
        parted: dict[str, set[str]] = {}
        for kind, a, b in self._pairs:
            one, two = home.get(a), home.get(b)
            if one is None or two is None:
                continue
            if kind in PARTING:
                parted.setdefault(a, set()).add(b)
                parted.setdefault(b, set()).add(a)
                if one is two:
                    one.discard(a)
                    home[a] = {a}
                continue
            # The last word on two statements holds.
            parted.get(a, set()).discard(b)
            parted.get(b, set()).discard(a)
            if one is not two and not across(parted, one, two):
                one |= two
                home.update(dict.fromkeys(two, one))


def across(parted: Mapping[str, Iterable[str]], one: Iterable[str], two: set[str]) -> bool:
    """Whether a statement of `one` was parted from one of `two`; `parted` has what each was parted from."""
    return any(not two.isdisjoint(parted[s]) for s in one if s in parted)
