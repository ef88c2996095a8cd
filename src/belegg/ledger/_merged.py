"""Names that people have decided to be one. Pure: decisions in, groups of names out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from belegg.ledger._database import Run
from belegg.ledger._text import fold

__all__ = ["Merged", "merged"]

_DECIDED = """
    SELECT kind, a, b FROM decisions
    WHERE kind IN ('merge', 'unmerge') AND undone IS NULL AND b IS NOT NULL ORDER BY at, id
"""


@dataclass
class Merged:
    """Which folded names are one. `written` is how the name that a group goes by was written when it was decided."""

    _root: dict[str, str] = field(default_factory=dict)
    _groups: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def root(self, key: str) -> str:
        """The folded name that `key` goes by: itself where it was merged into none."""
        return self._root.get(key, key)

    def keys(self, key: str) -> list[str]:
        """All folded names that are one with `key`, the one that they go by first."""
        return self._groups.get(self.root(key), [key])

    @property
    def groups(self) -> dict[str, list[str]]:
        """The folded names of each group of two or more, by the one that they go by."""
        return self._groups


def merged(run: Run) -> Merged:
    """The names as the decisions that hold make them."""
    return follow(run.all(_DECIDED))


def follow(decisions: Iterable[tuple[str, str, str]]) -> Merged:
    """Take decisions in, oldest first: ``merge`` makes `a` one with `b`, which gives the name; ``unmerge`` parts them.

    What is parted stays so until it is merged anew: where others still hold the two together, `a` leaves them.
    """
    links: list[tuple[str, str]] = []
    written: dict[str, str] = {}
    for kind, a, b in decisions:
        one, other = fold(a), fold(b)
        if not one or not other or one == other:
            continue
        written[other] = b
        links = [pair for pair in links if set(pair) != {one, other}]
        if kind == "merge":
            links.append((one, other))
            continue
        roots = _roots(links)
        if roots.get(one, one) == roots.get(other, other):
            links = [pair for pair in links if one not in pair]
    roots = _roots(links)
    groups: dict[str, list[str]] = {}
    for key in sorted(roots):
        groups.setdefault(roots[key], [roots[key]])
        if key != roots[key]:
            groups[roots[key]].append(key)
    return Merged(roots, groups, {root: written[root] for root in groups})


def _roots(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    roots: dict[str, str] = {}
    for one, other in links:
        left, right = roots.get(one, one), roots.get(other, other)
        # Merged the other way round within one group: the later word gives the name.
        name = other if left == right else right
        for key in {one, other, *(k for k, root in roots.items() if root in (left, right))}:
            roots[key] = name
    return roots
