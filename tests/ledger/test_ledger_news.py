"""What happened to claims when: told once, as updates are written, and kept whatever is made again."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_samples import claim, made_up

from belegg.ledger import ClaimRow, Store, Update


@pytest.fixture
def waiting(store: Store) -> Store:
    """A ledger with nine changes that no update has taken in."""
    for page in range(9):
        store.add(made_up(page, page=page))
    return store


def one(id: str = "c1", members: tuple[str, ...] = ("s1",), **changed: Any) -> ClaimRow:
    return claim(id, members, **{"min_origins": 1, "max_origins": 1, "text": f"Ord {id}", **changed})


def told(store: Store, after: int = 0, **asked: Any) -> list[tuple[int, str, str]]:
    return [(n.seq, n.kind, n.claim.claim) for n in store.news(after, **asked)]


def test_each_kind_is_told_once_at_its_change(waiting: Store) -> None:
    store = waiting
    four = tuple("ABCD")
    store.apply(Update(1, claims=(one(), one("c2", ("s2",), min_origins=2, max_origins=2))))
    store.apply(Update(2, claims=(one(outlets=("A", "B", "C")),)))
    assert told(store) == [(1, "new", "c1"), (1, "new", "c2")]
    store.apply(Update(3, claims=(one(outlets=four),)))
    store.apply(Update(4, claims=(one(outlets=four, min_origins=2, max_origins=2, contradicted=True),)))
    store.apply(Update(5, claims=(one(outlets=four, hardens=True),)))
    store.apply(Update(6, claims=(one(outlets=four, min_origins=3, max_origins=3, contradicted=True),)))
    expected = [
        (5, "hardened", "c1"), (4, "second", "c1"), (4, "contradicted", "c1"), (3, "carried", "c1"),
        (1, "new", "c1"), (1, "new", "c2"),
    ]  # fmt: skip
    assert told(store) == expected
    assert told(store, 3) == expected[:3]
    assert told(store, kinds=("new", "second")) == [expected[1], *expected[4:]]
    assert told(store, limit=2) == expected[:2]
    assert told(store, kinds=()) == []
    assert store.news_counts() == {"new": 2, "second": 1, "carried": 1, "contradicted": 1, "hardened": 1}
    assert store.news_counts(4) == {"new": 0, "second": 0, "carried": 0, "contradicted": 0, "hardened": 1}
    assert store.news_counts(9) == dict.fromkeys(store.news_counts(), 0)
    latest = store.news()[0].claim
    assert (latest.text, latest.min, latest.first, latest.last) == (
        "Ord c1", 3, "2026-03-01", "2026-03-02T10:00:00+01:00",
    )  # fmt: skip


def test_a_claim_that_comes_whole_is_new_and_no_second_origin(waiting: Store) -> None:
    waiting.apply(Update(1, claims=(one(min_origins=2, max_origins=3, contradicted=True),)))
    assert told(waiting) == [(1, "new", "c1"), (1, "contradicted", "c1")]


def test_four_outlets_of_several_origins_are_no_news(waiting: Store) -> None:
    waiting.apply(Update(1, claims=(one(outlets=tuple("ABCD"), min_origins=0, max_origins=2),)))
    assert told(waiting) == [(1, "new", "c1")]
    # One outlet in two spellings is one.
    waiting.apply(Update(2, claims=(one("c2", ("s2",), outlets=("A", "a", "B", "C")),)))
    assert told(waiting, 1) == [(2, "new", "c2")]


def test_of_claims_that_are_gone_nothing_is_told(waiting: Store) -> None:
    waiting.apply(Update(1, claims=(one(), one("c2", ("s2",)))))
    waiting.apply(Update(2, dropped=("c1",)))
    assert told(waiting) == [(1, "new", "c2")]
    assert waiting.news_counts()["new"] == 1
    waiting.apply(Update(3, claims=(one(),)))
    assert told(waiting) == [(1, "new", "c1"), (1, "new", "c2")]


def test_a_claim_that_gets_another_id_is_not_new(waiting: Store) -> None:
    store = waiting
    store.apply(Update(1, claims=(one(members=("s1", "s2")),)))
    # An earlier statement turned up: the claim is known by that one from now on.
    store.apply(Update(2, dropped=("c1",), claims=(one("c0", ("s0", "s1", "s2"), min_origins=2, max_origins=2),)))
    assert told(store) == [(2, "second", "c0"), (1, "new", "c0")]
    # Its statements went, and those that came in their place carry it on.
    store.apply(Update(3, gone=("s1", "s2"), dropped=("c0",), claims=(one("c9", ("s0", "s9")),)))
    assert told(store) == [(2, "second", "c9"), (1, "new", "c9")]
    # It falls apart: one piece goes on, the other is new.
    store.apply(Update(4, dropped=("c9",), claims=(one("ca", ("s0",)), one("cb", ("s9",)))))
    assert told(store) == [(4, "new", "cb"), (2, "second", "ca"), (1, "new", "ca")]


def test_what_is_made_again_is_no_news(waiting: Store) -> None:
    store = waiting
    first = Update(1, claims=(one(),))
    second = Update(2, claims=(one(min_origins=2, max_origins=2), one("c2", ("s2",))))
    store.apply(first)
    store.apply(second)
    before = store.news()
    store.drop_derived()
    assert store.news() == [] and set(store.news_counts().values()) == {0}
    # All at once this time: other steps on the way change nothing.
    store.apply(Update(9, claims=second.claims))
    assert store.news() == before
    store.drop_derived()
    store.apply(first)
    store.apply(second)
    assert store.news() == before
    assert not any('"table":"news"' in line for line in store.dump())
