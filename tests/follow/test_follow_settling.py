"""What decisions make of the groups that the matcher finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.follow._settling import Settling, standing
from belegg.ledger import Decision

_NODES = [f"s{i}" for i in range(9)]
_WORDS = st.lists(
    st.tuples(
        st.sampled_from(["join", "accept", "split", "reject"]), st.sampled_from(_NODES), st.sampled_from(_NODES)
    ).filter(lambda w: w[1] != w[2]),
    max_size=8,
)
_GROUPS = st.lists(st.integers(0, 3), min_size=9, max_size=9).map(
    lambda homes: [g for h in range(4) if (g := [n for n, own in zip(_NODES, homes, strict=True) if own == h])]
)


def decided(*words: tuple[str, str, str | None], who: str = "me", **more: Any) -> list[Decision]:
    return [Decision(f"d{n}", k, a, b, None, who, f"t{n}", **more) for n, (k, a, b) in enumerate(words)]  # type: ignore[arg-type]


def settled(groups: str, *words: tuple[str, str, str]) -> str:
    """Groups as words of one-letter statements, before and after."""
    return " ".join("".join(c) for c in Settling(decided(*words)).settle([list(g) for g in groups.split()]).claims)


@pytest.mark.parametrize("join", ["join", "accept"])
def test_two_claims_are_joined_whole(join: str) -> None:
    assert settled("abcd xyz m", (join, "c", "x")) == "abcdxyz m"
    assert settled("ab cd xy", (join, "a", "c"), (join, "x", "d")) == "abcdxy"
    assert settled("abc", (join, "a", "c")) == "abc"


@pytest.mark.parametrize("split", ["split", "reject"])
def test_a_statement_leaves_its_claim_alone(split: str) -> None:
    assert settled("abcdef xyz", (split, "c", "e")) == "abdef c xyz"
    assert settled("abc xyz", (split, "a", "x")) == "abc xyz"
    assert settled("abc", (split, "a", "b"), (split, "b", "a")) == "a bc"
    assert settled("abc", (split, "a", "b"), (split, "b", "c"), (split, "c", "a")) == "a b c"


def test_decisions_are_applied_one_after_another() -> None:
    # Out of one claim and into another.
    assert settled("abc xyz", ("split", "a", "b"), ("join", "a", "x")) == "axyz bc"
    # Of a joined claim one statement is taken out, though by it the two were joined: the others stay.
    out = [("join", "a", "x"), *(("split", "a", o) for o in "bcxyz")]
    assert settled("abc xyz", *out) == "a bcxyz"


def test_what_was_parted_keeps_two_claims_apart_until_the_last_word_joins_it() -> None:
    assert settled("ab xy", ("split", "a", "x"), ("join", "b", "y")) == "ab xy"
    assert settled("ab xy", ("split", "a", "x"), ("join", "x", "a")) == "abxy"
    assert settled("ab xy", ("split", "a", "x"), ("join", "a", "x"), ("join", "b", "y")) == "abxy"


def test_what_is_not_in_the_ledger_is_passed_over() -> None:
    assert settled("ab", ("join", "a", "q"), ("split", "q", "b"), ("join", "q", "r")) == "ab"


def test_what_the_matcher_grouped_is_told_of_what_decisions_touch() -> None:
    found = Settling(decided(("join", "a", "x"), ("split", "b", "a"))).settle(["abc", "xy", "m"])
    assert found.claims == [list("acxy"), ["b"], ["m"]]
    assert {s: "".join(own) for s, own in found.within.items()} == {
        "a": "ac",
        "c": "ac",
        "b": "b",
        "x": "xy",
        "y": "xy",
    }


@given(_GROUPS, _WORDS, st.randoms(use_true_random=False))
def test_claims_part_the_statements_whatever_their_order(groups: list[list[str]], words: Any, rng: Any) -> None:
    settling = Settling(decided(*words))
    claims = settling.settle(groups).claims
    assert sorted(s for claim in claims for s in claim) == _NODES
    shuffled = [rng.sample(g, len(g)) for g in rng.sample(groups, len(groups))]
    assert settling.settle(shuffled).claims == claims
    apart = {frozenset((d.a, d.b)) for d in standing(decided(*words)) if d.kind in ("split", "reject")}
    assert not any(pair <= set(claim) for pair in apart for claim in claims)


@given(_GROUPS, _WORDS, st.sampled_from(_NODES), st.sampled_from(_NODES))
def test_the_last_decision_does_what_it_says_and_no_more(groups: list[list[str]], words: Any, a: str, b: str) -> None:
    before = {s: c for c in Settling(decided(*words)).settle(groups).claims for s in c}
    if a != b:
        parted = Settling(decided(*words, ("split", a, b))).settle(groups).claims
        expected = [[s for s in c if s != a] for c in before.values() if a in c] if b in before[a] else [before[a]]
        others = [c for c in before.values() if a not in c]
        assert {tuple(c) for c in parted} == {
            tuple(c) for c in [*expected, *others, *([[a]] if b in before[a] else [])] if c
        }


def test_the_last_word_on_two_statements_holds() -> None:
    four = decided(("reject", "a", "b"), ("accept", "a", "b"), ("split", "b", "a"), ("join", "a", "b"))
    assert standing(four) == four[-1:]
    assert standing(four[:2]) == [four[1]]
    others = decided(("join", "a", "c"), ("rate", "a", None), ("merge", "Kari Vik", "K. Vik"))
    assert standing(others) == others


def test_names_are_the_same_in_any_case_and_ratings_are_each_persons_own() -> None:
    names = decided(("merge", "Kari Vik", "K. Vik"), ("unmerge", "k. vik", "KARI VIK"))
    assert standing(names) == names[1:]
    rated = decided(("rate", "a", None), ("rate", "a", None))
    assert standing(rated) == rated[1:]
    assert len(standing([*rated, *decided(("rate", "a", None), who="kari")])) == 2
