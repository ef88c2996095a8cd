"""The hands of a claim as a tree: origins at the left, publishing outlets at the ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from belegg.claims import Carrier
from belegg.render import _claim_words as say
from belegg.types import Hop

__all__ = ["Branch", "branches"]

_UNTOLD = Hop("no lineage told", "implicit")


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree.

    Attributes
    ----------
    margin, further
        The box characters before the line, and before what of it is wrapped.
    hop
        The hand.
    carriers
        Numbers of the statements (from 1) whose chain ends here.
    root
        Whether it is an origin.
    """

    margin: str
    further: str
    hop: Hop
    carriers: tuple[int, ...]
    root: bool


@dataclass(slots=True)
class _Node:
    hop: Hop
    # Whether an article itself tells of the step to here; else it was joined from another article.
    told: bool = False
    ends: list[int] = field(default_factory=list)
    below: dict[tuple[str, ...], _Node] = field(default_factory=dict)


def branches(carriers: Sequence[Carrier], *, deepest: int = 12) -> Iterator[Branch]:
    """The chains of `carriers` as one tree, line by line; a lineage continued through other articles goes before the
    chain of the article alone.

    The step to a hand is drawn dashed (``╌``) where no article tells of it and the ledger joined it. Hands of one name
    are one, but unnamed ones only where they told the same next hand: «en kilde» of two articles may be two. Beyond
    `deepest` hands lines are moved in no further.
    """
    top = _Node(_UNTOLD)
    for number, carrier in enumerate(carriers, start=1):
        hops = carrier.lineage or carrier.chain or ((Hop(carrier.outlet, "media"),) if carrier.outlet else ())
        if not hops or (len(hops) == 1 and carrier.outlet and hops[0].name == carrier.outlet and not carrier.speaker):
            hops = (_UNTOLD, *hops)
        told = {(_name(a), _name(b)) for a, b in zip(carrier.chain, carrier.chain[1:], strict=False)}
        node = top
        for at, hop in enumerate(hops):
            following = hops[at + 1] if at + 1 < len(hops) else None
            before = hops[at - 1] if at else None
            node = node.below.setdefault(_key(hop, following), _Node(hop))
            node.told |= before in (None, _UNTOLD) or (_name(before), _name(hop)) in told
        node.ends.append(number)
    yield from _lines(top, deepest)


def _name(hop: Hop | None) -> str:
    return " ".join(hop.name.split()).casefold() if hop else ""


def _key(hop: Hop, following: Hop | None) -> tuple[str, ...]:
    if hop is not _UNTOLD and hop.kind in (*say.UNNAMED, "implicit"):
        return (_name(hop), _name(following))
    return (_name(hop),)


def _lines(top: _Node, deepest: int) -> Iterator[Branch]:
    # By hand and not by recursion, for chains that somebody made very long.
    waiting: list[tuple[_Node, str, bool, int]] = [(node, "", False, 0) for node in reversed(top.below.values())]
    while waiting:
        node, left, last, depth = waiting.pop()
        line = "╌" if not node.told else "─"
        margin = left + (("└" if last else "├") + line + " " if depth else "")
        inner = left + (("   " if last else "│  ") if depth else "")
        if depth > deepest:
            inner = left
        below = list(node.below.values())
        yield Branch(margin, inner + ("│  " if below else "   "), node.hop, tuple(node.ends), depth == 0)
        waiting += [(child, inner, child is below[-1], depth + 1) for child in reversed(below)]
