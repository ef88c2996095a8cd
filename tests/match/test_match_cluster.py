from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.match import THRESHOLD, average_linkage, components, log_odds
from belegg.match import _cluster as cluster

_NODES = [f"s{i}" for i in range(7)]
_PAIRS = list(combinations(_NODES, 2))
_EDGES = st.dictionaries(
    st.sampled_from(_PAIRS),
    st.one_of(st.sampled_from([1.0, 0.0, 0.5, 0.02]), st.floats(0, 1).map(lambda x: round(x, 4))),
)


@pytest.mark.parametrize(("score", "odds"), [(1.0, 6.0), (0.5, 0.0), (0.0, -6.0), (1e-9, -6.0), (0.99999, 6.0)])
def test_log_odds_are_bounded(score: float, odds: float) -> None:
    assert log_odds(score) == pytest.approx(odds, abs=1e-6)


@given(st.floats(0, 1), st.floats(0, 1))
def test_log_odds_rise_with_the_score(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert log_odds(low) <= log_odds(high)


def test_components_hang_together_by_strong_edges_alone() -> None:
    edges = {("a", "b"): 0.9, ("b", "c"): 0.9, ("c", "d"): 0.01, ("d", "x"): 0.9}
    assert components("dcba", edges, 0.0) == [["a", "b", "c"], ["d"]]


def test_pairs_that_agree_are_one_group() -> None:
    edges = {("a", "b"): 0.9, ("a", "c"): 0.8, ("b", "c"): 0.7, ("c", "d"): 0.3}
    assert average_linkage("abcd", edges) == [["a", "b", "c"], ["d"]]


def test_one_mistaken_pair_does_not_pull_two_claims_together() -> None:
    left, right = ["a1", "a2", "a3"], ["b1", "b2", "b3"]
    edges = {p: 0.99 for side in (left, right) for p in combinations(side, 2)} | {("a1", "b1"): 0.95}
    assert average_linkage(left + right, edges) == [left, right]


@given(_EDGES, st.randoms(use_true_random=False))
def test_neither_the_order_of_nodes_nor_that_of_edges_matters(
    edges: dict[tuple[str, str], float], rng: random.Random
) -> None:
    nodes, pairs = list(_NODES), list(edges.items())
    rng.shuffle(nodes)
    rng.shuffle(pairs)
    assert average_linkage(nodes, dict(pairs)) == average_linkage(_NODES, edges)


@given(_EDGES)
def test_groups_part_the_nodes_and_stay_within_what_hangs_together(edges: dict[tuple[str, str], float]) -> None:
    groups = average_linkage(_NODES, edges)
    assert sorted(n for g in groups for n in g) == _NODES
    whole = components(_NODES, edges, THRESHOLD)
    assert all(any(set(g) <= set(w) for w in whole) for g in groups)
    assert all(g == sorted(g) for g in groups) and groups == sorted(groups)


def test_what_hangs_together_too_widely_is_parted_by_its_weak_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LARGEST", 4)
    left, right = [f"a{i}" for i in range(4)], [f"b{i}" for i in range(4)]
    edges = {p: 0.99 for side in (left, right) for p in combinations(side, 2)} | {("a0", "b0"): 0.3}
    assert average_linkage(left + right, edges) == [left, right]
