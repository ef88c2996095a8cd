"""From decisions about pairs to groups: average linkage inside what hangs together.

Average linkage (Sokal & Michener 1958) over log odds: two groups are one where their statements agree on average, so
that a single mistaken pair does not pull two claims together. The result depends on the scores alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

THRESHOLD = -2.3
"""Mean log odds at which two groups are one; chosen on the story packs, each scored by networks that never saw it."""
LIMIT = 6.0
_LARGEST, STEP = 600, 0.5
"""What hangs together and is larger is parted by links stronger by a step, and again until it is small enough."""
KEPT = 0.05
"""Least probability of a pair that is kept."""


def log_odds(score: float) -> float:
    """Bounded log odds of a probability."""
    return max(-LIMIT, min(LIMIT, math.log((score + 1e-4) / (1 - score + 1e-4))))


def components(nodes: Iterable[str], edges: Mapping[tuple[str, str], float], least: float) -> list[list[str]]:
    """The nodes that hang together by edges of at least `least` (a log odds), each sorted, in order."""
    parent = {n: n for n in nodes}

    def find(n: str) -> str:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for (a, b), score in edges.items():
        if a in parent and b in parent and log_odds(score) >= least:
            x, y = find(a), find(b)
            if x != y:
                parent[max(x, y)] = min(x, y)
    groups: dict[str, list[str]] = {}
    for n in sorted(parent):
        groups.setdefault(find(n), []).append(n)
    return list(groups.values())


def average_linkage(
    nodes: Iterable[str], edges: Mapping[tuple[str, str], float], threshold: float = THRESHOLD
) -> list[list[str]]:
    """Groups of nodes. `edges` maps (a, b), a < b, to probabilities; a pair that is missing counts as far apart."""
    own = list(nodes)
    out: list[list[str]] = []
    queue = [(group, threshold) for group in components(own, edges, threshold)]
    inside: dict[str, list[tuple[str, float]]] = {}
    for (a, b), score in edges.items():
        inside.setdefault(a, []).append((b, log_odds(score)))
    while queue:
        group, least = queue.pop()
        if too_large(len(group), least):
            # What hangs together by weak links only is parted first; else the cost would grow with the cube.
            tighter = least + STEP
            known = set(group)
            links = {(a, b): edges[a, b] for a in group for b, _ in inside.get(a, ()) if b in known}
            queue += [(part, tighter) for part in components(group, links, tighter)]
            continue
        out += merge(group, inside, threshold)
    return sorted(out)


def too_large(size: int, level: float) -> bool:
    """Whether so many nodes that hang together by links of `level` are to be parted."""
    return size > _LARGEST and level < LIMIT


def merge(group: Sequence[str], inside: Mapping[str, list[tuple[str, float]]], threshold: float) -> list[list[str]]:
    """The groups within some nodes (sorted); `inside` has the links of each, with their log odds."""
    n = len(group)
    if n == 1:
        return [list(group)]
    place = {s: i for i, s in enumerate(group)}
    mean = np.full((n, n), -LIMIT)
    for a in group:
        for b, score in inside.get(a, ()):
            if b in place:
                mean[place[a], place[b]] = mean[place[b], place[a]] = score
    np.fill_diagonal(mean, -np.inf)
    size = np.ones(n)
    members = {i: [s] for i, s in enumerate(group)}
    # The nearest of each is kept, so that a merger costs a row, not the whole.
    at = mean.argmax(1)
    nearest = mean[np.arange(n), at]
    while True:
        # The first of equal ones: `group` is sorted, so ties fall the same way whatever came first.
        i = int(nearest.argmax())
        j = int(at[i])
        if nearest[i] < threshold:
            return [sorted(m) for m in members.values()]
        merged = (mean[i] * size[i] + mean[j] * size[j]) / (size[i] + size[j])
        mean[i] = mean[:, i] = merged
        mean[i, i] = -np.inf
        mean[j] = mean[:, j] = -np.inf
        size[i] += size[j]
        members[i] += members.pop(j)
        lost = np.union1d(np.flatnonzero((at == i) | (at == j)), [i, j])
        ahead = (mean[:, i] > nearest) | ((mean[:, i] == nearest) & (at > i))
        at[ahead], nearest[ahead] = i, mean[ahead, i]
        at[lost] = mean[lost].argmax(1)
        nearest[lost] = mean[lost, at[lost]]
