"""The path of a claim as a graph: who had it first, through whose hands, which article repeats which. Pure.

A hand that is itself an article of the claim, and earlier, is drawn as that article: the path goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from belegg.claims import Carrier, Claim
from belegg.desk._why import described
from belegg.match import bare_name
from belegg.match._features import same_name
from belegg.trace._kinds import is_media_at_large, is_role
from belegg.types import Hop, SourceKind

__all__ = ["Edge", "EdgeKind", "Graph", "Node", "graph"]

EdgeKind: TypeAlias = Literal["told", "retold", "copy"]
MOST = 40
"""Articles that are drawn."""
_HANDS = 3
_CARRIERS = 12
_BODIES = ("organisation", "document")


@dataclass(slots=True)
class Node:
    """An origin (column 0), a hand (1 to 3) or an article.

    `source` is what kind of origin or hand it is; ``implicit`` where nobody is named. `denied`: it says that it is not
    so (of an article: all that it has is a denial). `when`, `outlet` and `title` are an article's.
    """

    key: str
    part: Literal["origin", "hand", "article"]
    name: str
    source: SourceKind = "media"
    column: int = 0
    denied: bool = False
    hearsay: bool = False
    when: str | None = None
    title: str | None = None
    article: str = ""

    @property
    def unnamed(self) -> bool:
        if self.part != "origin" or self.source in ("document", "media"):
            return False
        return self.source in ("anonymous", "group", "implicit") or described(self.name)


@dataclass(frozen=True, slots=True)
class Edge:
    """From `start` to `end` (keys of nodes). `via` are hands that are not drawn; `share` is how much a copy repeats;
    `root` is the origin that a line past hands comes from."""

    start: str
    end: str
    kind: EdgeKind
    hearsay: bool = False
    denied: bool = False
    via: tuple[str, ...] = ()
    share: float = 0.0
    root: str = ""


@dataclass(slots=True)
class Graph:
    """`articles` in order of time; `hidden` is how many more there are."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    hidden: int = 0

    def part(self, part: str) -> list[Node]:
        return [n for n in self.nodes.values() if n.part == part]

    @property
    def columns(self) -> int:
        """How many columns of hands there are."""
        return max((n.column for n in self.nodes.values() if n.part == "hand"), default=0)


def graph(claim: Claim, copies: Mapping[str, tuple[str, float]] | None = None) -> Graph:
    """The graph of a claim. `copies` maps an article to the one it repeats, with the share."""
    by_article: dict[str, list[Carrier]] = {}
    for carrier in claim.statements:
        by_article.setdefault(carrier.article, []).append(carrier)
    return _Builder(by_article, copies or {}).build()


class _Builder:
    def __init__(self, by_article: Mapping[str, list[Carrier]], copies: Mapping[str, tuple[str, float]]) -> None:
        self._shown = dict(list(by_article.items())[:MOST])
        self._copies = copies
        self._out = Graph(hidden=max(0, len(by_article) - MOST))
        self._edges: dict[Edge, None] = {}
        self._at: dict[str, int] = {a: i for i, a in enumerate(self._shown)}

    def build(self) -> Graph:
        for article, carriers in self._shown.items():
            first = carriers[0]
            self._out.nodes[article] = Node(
                article,
                "article",
                first.outlet or "",
                denied=all(c.certainty == "denied" for c in carriers),
                hearsay=any(c.hearsay for c in carriers),
                when=first.published,
                title=first.title,
                article=article,
            )
        for article, carriers in self._shown.items():
            self._article(article, carriers)
        self._out.edges = list(self._edges)
        return self._out

    def _article(self, article: str, carriers: Sequence[Carrier]) -> None:
        original, share = self._copies.get(article, ("", 0.0))
        copied = original in self._shown and original != article
        if copied:
            self._add(Edge(original, article, "copy", share=round(share, 3)))
        told = {c.certainty == "denied" for c in carriers if _hops(c)}
        for carrier in carriers[:_CARRIERS]:
            denied, hops = carrier.certainty == "denied", _hops(carrier)
            if copied and (not hops or self._has_root(original, denied, hops[0])):
                continue
            if hops:
                self._follow(article, hops, denied, carrier.hearsay)
            elif carrier.hearsay and denied not in told:
                # Nobody of one article is not nobody of another: a node of its own each.
                self._add(Edge(self._origin(f"?{article}", Hop("", "implicit"), denied), article, "told", True, denied))

    def _follow(self, article: str, hops: tuple[Hop, ...], denied: bool, hearsay: bool) -> None:
        for k in range(len(hops) - 1, -1, -1):
            earlier = self._article_of(hops[k], article, denied)
            if earlier and (k == 0 or _vague(hops[0]) or self._has_root(earlier, denied, hops[0])):
                self._add(Edge(earlier, article, "retold", hearsay, denied, tuple(h.name for h in hops[k + 1 :])))
                return
        root = here = self._origin(self._root_key(hops, article, denied), hops[0], denied)
        kind: EdgeKind = "retold" if hops[0].kind == "media" else "told"
        for column, hop in enumerate(hops[1 : _HANDS + 1], start=1):
            hand = f"hand {column} {bare_name(hop.name)}"
            self._out.nodes.setdefault(hand, Node(hand, "hand", hop.name, hop.kind, column))
            self._add(Edge(here, hand, kind, hearsay, denied, root=root))
            here, kind = hand, ("retold" if hop.kind == "media" else "told")
        self._add(Edge(here, article, kind, hearsay, denied, tuple(h.name for h in hops[_HANDS + 1 :]), root=root))

    def _root_key(self, hops: tuple[Hop, ...], article: str, denied: bool) -> str:
        """Origins of one name are one; unnamed ones only where they told the same hand: «en kilde» may be two."""
        name = bare_name(hops[0].name)
        if _vague(hops[0]):
            following = bare_name(hops[1].name) if len(hops) > 1 else f"={bare_name(self._out.nodes[article].name)}"
            return f"origin {denied} {name} {following}"
        for key, node in self._out.nodes.items():
            known = node.part == "origin" and node.denied == denied and not node.unnamed
            if known and (same_name(name, bare_name(node.name)) or _one_body(hops[0], node)):
                return key
        return f"origin {denied} {name}"

    def _origin(self, key: str, hop: Hop, denied: bool) -> str:
        node = self._out.nodes.setdefault(key, Node(key, "origin", hop.name, hop.kind, denied=denied))
        if len(hop.name) > len(node.name) and not node.unnamed:
            node.name = hop.name
        return key

    def _article_of(self, hop: Hop, article: str, denied: bool) -> str | None:
        """The earlier article of the claim that a hand is, if any."""
        name = bare_name(hop.name)
        if hop.kind not in ("media", "organisation") or not name or is_media_at_large(hop.name):
            return None
        for other, carriers in self._shown.items():
            if other == article or self._at[other] >= self._at[article]:
                break
            outlet = set(bare_name(self._out.nodes[other].name).split())
            says = any((c.certainty == "denied") == denied for c in carriers)
            if says and outlet and outlet <= set(name.split()):
                return other
        return None

    def _has_root(self, article: str, denied: bool, root: Hop) -> bool:
        roots = [h[0] for c in self._shown[article] if (c.certainty == "denied") == denied and (h := _hops(c))]
        name = bare_name(root.name)
        return any(same_name(name, bare_name(r.name)) for r in roots)

    def _add(self, edge: Edge) -> None:
        self._edges.setdefault(edge)


def _hops(carrier: Carrier) -> tuple[Hop, ...]:
    """The hands before the article itself."""
    hops = carrier.lineage or carrier.chain
    if hops and carrier.outlet and hops[-1].name == carrier.outlet:
        hops = hops[:-1]
    return tuple(h for h in hops if h.name.strip())


def _one_body(hop: Hop, node: Node) -> bool:
    """Whether two bodies or documents are one (*analyse fra X*, *an analysis by X*): a long word with one beginning, as
    the count of origins has it."""
    if hop.kind not in _BODIES or node.source not in _BODIES:
        return False
    one, other = ({w[:5] for w in bare_name(n).split() if len(w) >= 5} for n in (hop.name, node.name))
    return bool(one & other)


def _vague(hop: Hop) -> bool:
    return hop.kind in ("anonymous", "group", "implicit") or described(hop.name) or is_role(hop.name)
