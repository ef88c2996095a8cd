"""Where the parts of a claim's path stand: origins left, hands between, articles right, time downwards. Pure.

Lengths are in the picture's own units, one of them a pixel on a screen of ordinary density.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from belegg.desk._path import Edge, Graph, Node

__all__ = ["Box", "Day", "Picture", "Spot", "lay_out", "measure", "wrap"]

LINE = 17
"""Height of a line of text."""
ORIGIN_WIDTH, HAND_WIDTH, ARTICLE_WIDTH = 214, 132, 250
_MARGIN, _GAP = 10, 14
_ORIGIN_STEP, _HAND_STEP, _ARTICLE_STEP, _DAY_STEP = 66, 66, 56, 34
_FIELD, _BULGE, _MOST_BULGE = 64, 14, 76

Box: TypeAlias = tuple[float, float, float, float]
"""x, y, width, height"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node's dot and the box that its words stand in; `anchor` is the side of the box where they begin."""

    node: Node
    x: float
    y: float
    box: Box
    anchor: str


@dataclass(frozen=True, slots=True)
class Day:
    """A heading before the articles of a day; `day` is ISO 8601, empty where no time is known."""

    day: str
    box: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole: its size, its spots in reading order, its days, and each edge with its path as SVG has it."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    days: tuple[Day, ...]
    lines: tuple[tuple[Edge, str], ...]
    rest: Box | None


def lay_out(graph: Graph) -> Picture:
    """The picture of a graph: no two boxes meet, and all are inside."""
    articles = graph.part("article")
    arcs = [e for e in graph.edges if e.start in graph.nodes and graph.nodes[e.start].part == "article"]
    place = {node.key: row for row, node in enumerate(articles)}
    gutter = max((_bulge(place[e.end] - place[e.start]) for e in arcs), default=0.0)
    left = _MARGIN + ORIGIN_WIDTH + _GAP
    right = left + _FIELD + graph.columns * (HAND_WIDTH + 20) + gutter
    if not graph.part("origin"):
        left, right = _MARGIN, _MARGIN + gutter + 10
    spots: dict[str, Spot] = {}
    days: list[Day] = []
    y, today = float(_MARGIN), None
    for node in articles:
        day = (node.when or "")[:10]
        if day != today:
            days.append(Day(day, (right + _GAP, y, ARTICLE_WIDTH, 20)))
            y, today = y + _DAY_STEP, day
        # The words of an article are its outlet, and two lines more.
        spots[node.key] = Spot(node, right, y + 6, (right + _GAP, y - 6, ARTICLE_WIDTH, 3 * LINE), "start")
        y += _ARTICLE_STEP
    rest = (right + _GAP, y, ARTICLE_WIDTH, 20.0) if graph.hidden else None
    height = y + (30 if rest else 0) + _MARGIN
    steps = [("origin", 0, _ORIGIN_STEP), *(("hand", c, _HAND_STEP) for c in range(1, graph.columns + 1))]
    groups = {(p, c): [n for n in graph.nodes.values() if n.part == p and n.column == c] for p, c, _ in steps}
    height = max([height, *(2 * _MARGIN + step * len(groups[p, c]) for p, c, step in steps)])
    # From the articles leftwards, so that each stands level with what it leads to.
    for part, column, step in reversed(steps):
        nodes = groups[part, column]
        wished = {n.key: _level(n.key, graph.edges, spots, height / 2) for n in nodes}
        nodes.sort(key=lambda n: (wished[n.key], n.key))
        for node, at in zip(nodes, _spread([wished[n.key] for n in nodes], step, height), strict=True):
            if part == "origin":
                box: Box = (_MARGIN, at - 26, ORIGIN_WIDTH, 3 * LINE)
                spots[node.key] = Spot(node, left, at, box, "end")
            else:
                x = left + _FIELD / 2 + (column - 0.5) * (HAND_WIDTH + 20)
                spots[node.key] = Spot(node, x, at, (x - HAND_WIDTH / 2, at + 7, HAND_WIDTH, 2 * LINE), "middle")
    lines = tuple((e, _line(spots[e.start], spots[e.end], place)) for e in graph.edges)
    return Picture(right + _GAP + ARTICLE_WIDTH + _MARGIN, height, tuple(spots.values()), tuple(days), lines, rest)


def _bulge(rows: int) -> float:
    return float(min(_MOST_BULGE, _BULGE + 9 * abs(rows)))


def _level(key: str, edges: Sequence[Edge], spots: dict[str, Spot], otherwise: float) -> float:
    ends = [spots[e.end].y for e in edges if e.start == key and e.end in spots]
    return sum(ends) / len(ends) if ends else otherwise


def _spread(wished: Sequence[float], step: float, height: float) -> list[float]:
    """The wished places, in order, moved as little as is needed for `step` between two of them and for all inside."""
    low, high = _MARGIN + step / 2, height - _MARGIN - step / 2
    out: list[float] = []
    for place in wished:
        out.append(max(place, low if not out else out[-1] + step))
    for i in range(len(out) - 1, -1, -1):
        out[i] = min(out[i], high if i == len(out) - 1 else out[i + 1] - step)
    return out


def _line(start: Spot, end: Spot, place: dict[str, int]) -> str:
    if start.node.part == "article":
        out = min(start.x, end.x) - _bulge(place[end.node.key] - place[start.node.key])
        return f"M{_n(start.x)} {_n(start.y)}C{_n(out)} {_n(start.y)} {_n(out)} {_n(end.y)} {_n(end.x)} {_n(end.y)}"
    bend = (start.x + end.x) / 2
    return f"M{_n(start.x)} {_n(start.y)}C{_n(bend)} {_n(start.y)} {_n(bend)} {_n(end.y)} {_n(end.x)} {_n(end.y)}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


_NARROW, _BROAD = frozenset("iljtfrI.,:;'|!()[]/ -’"), frozenset("mwMWQO@%…—&")


def measure(text: str, size: float) -> float:
    """How broad `text` is at most, in a sans serif of `size`; nobody here has the reader's font."""
    return sum(map(_breadth, text)) * size


@lru_cache(4096)
def _breadth(c: str) -> float:
    if unicodedata.combining(c):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF" or ord(c) > 0xFFFF:
        return 1.25
    if c in _NARROW:
        return 0.4
    if c in _BROAD:
        return 1.0
    return 0.7 if c.isupper() else 0.62


def wrap(text: str, width: float, size: float, most: int) -> list[str]:
    """`text` in `most` lines of `width` at most, broken between words; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size) <= width:
            lines[-1] = joined
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}"
            break
    return [_cut(line, width, size) for line in lines]


def _cut(text: str, width: float, size: float) -> str:
    if measure(text, size) <= width:
        return text
    room, at = width / size - _breadth("…"), 0
    while at < len(text) and (room := room - _breadth(text[at])) >= 0:
        at += 1
    return text[:at].rstrip() + "…"
