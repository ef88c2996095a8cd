from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.reader._chain import chain_of, nest
from belegg.types import Article, SourceKind, Span, Statement

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), min_size=1, max_size=2).map(
    lambda raw: tuple((a, a + n) for a, n in raw)
)


def said(speaker: str | None, kind: SourceKind = "person") -> Statement:
    return Statement("s", ((0, 1),), speaker=speaker, kind=kind)


def chain(
    statement: Statement,
    *outer: Statement,
    via: Sequence[str] = (),
    outlet: str | None = None,
    wire: tuple[str, ...] = (),
) -> list[tuple[str, str]]:
    hops = chain_of(statement, outer, via, Article("tekst", outlet=outlet, wire=wire))
    return [(h.name, h.kind) for h in hops]


def test_the_smallest_holder_holds() -> None:
    contents: list[tuple[Span, ...]] = [((0, 50),), ((10, 40),), ((20, 30),), ((60, 70),)]
    cues: list[tuple[Span, ...]] = [((52, 56),), ((5, 8),), ((15, 18),), ((58, 59),)]
    assert nest(contents, cues) == [None, 0, 1, None]


def test_what_is_not_wholly_inside_is_not_nested() -> None:
    assert nest([((0, 20),), ((10, 30),)], [(), ()]) == [None, None]
    assert nest([((0, 20),), ((5, 15),)], [(), ((22, 25),)]) == [None, None], "the cue stands outside"
    assert nest([((0, 20),), ((0, 20),)], [(), ()]) == [None, None], "one passage, two statements"
    assert nest([((0, 10), (15, 30)), ((5, 18),)], [(), ()]) == [None, None], "over the gap"
    assert nest([((0, 10), (15, 30)), ((5, 10), (15, 18))], [(), ()]) == [None, 0]
    assert nest([], []) == []


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(SPANS, SPANS), max_size=8))
def test_nesting_has_no_circles_and_content_holds_content(raw: list[tuple[tuple[Span, ...], tuple[Span, ...]]]) -> None:
    contents, cues = [c for c, _ in raw], [c for _, c in raw]

    def chars(spans: tuple[Span, ...]) -> set[int]:
        return {i for a, b in spans for i in range(a, b)}

    for i, holder in enumerate(holders := nest(contents, cues)):
        steps = 0
        at: int | None = i
        while at is not None:
            at, steps = holders[at], steps + 1
            assert steps <= len(raw)
        if holder is not None:
            assert chars(contents[i]) < chars(contents[holder]) and chars(cues[i]) <= chars(contents[holder])


def test_origin_first_outlet_last() -> None:
    hops = chain(said("Kari Vik"), via=["NTB"], outlet="Fjordposten", wire=("Ritzau",))
    assert hops == [("Kari Vik", "person"), ("NTB", "media"), ("Ritzau", "media"), ("Fjordposten", "media")]


def test_who_tells_it_on_comes_after_who_says_it() -> None:
    outer = [said("Ola Berg"), said("Reuters", "media")]
    assert [n for n, _ in chain(said("politiet", "organisation"), *outer, outlet="Fjordposten")] == [
        "politiet",
        "Ola Berg",
        "Reuters",
        "Fjordposten",
    ]


def test_nobody_is_invented() -> None:
    assert chain(said(None, "implicit")) == []
    assert chain(said(None, "implicit"), outlet="Fjordposten") == [("Fjordposten", "media")]
    assert chain(said(None, "implicit"), said(None, "implicit"), said("Kari Vik")) == [("Kari Vik", "person")]


@pytest.mark.parametrize("via", ["en pressemelding", "Twitter", "et brev"])
def test_a_thing_one_speaks_through_is_no_hop(via: str) -> None:
    assert chain(said("Kari Vik"), via=[via], outlet="Fjordposten") == [
        ("Kari Vik", "person"),
        ("Fjordposten", "media"),
    ]


def test_the_outlet_that_was_told_something_itself_stands_once_at_the_end() -> None:
    hops = chain(said("Kari Vik"), said("Ola Berg"), via=["fjordposten"], outlet="Fjordposten")
    assert hops == [("Kari Vik", "person"), ("Ola Berg", "person"), ("Fjordposten", "media")]
    assert chain(said("Fjordposten", "media"), outlet="Fjordposten") == [("Fjordposten", "media")]


def test_an_agency_named_in_the_text_and_credited_stands_once() -> None:
    hops = chain(said("Kari Vik"), via=["NTB"], wire=("NTB",), outlet="Fjordposten")
    assert [n for n, _ in hops] == ["Kari Vik", "NTB", "Fjordposten"]
    assert chain(said("Reuters", "media"), wire=("Reuters",)) == [("Reuters", "media")]


def test_who_tells_of_himself_stands_once_where_he_first_had_it() -> None:
    hops = chain(said("Kari Vik"), said("Kari Vik"), said("Ola Berg"), outlet="Fjordposten")
    assert [n for n, _ in hops] == ["Kari Vik", "Ola Berg", "Fjordposten"]
    hops = chain(said("Kari Vik"), said("Ola Berg"), said("Kari Vik"), outlet="Fjordposten")
    assert [n for n, _ in hops] == ["Kari Vik", "Ola Berg", "Fjordposten"]


def test_an_origin_stays_first_where_no_outlet_is_known() -> None:
    hops = chain(said("Reuters", "media"), said("Ola Berg"), wire=("Reuters",))
    assert [n for n, _ in hops] == ["Reuters", "Ola Berg"]


NAMES = st.sampled_from(["Vik", "vik", "Berg", "NTB", "Fjordposten", "politiet"])


@settings(max_examples=80, deadline=None)
@given(
    st.none() | NAMES,
    st.lists(st.none() | NAMES, max_size=4),
    st.lists(NAMES, max_size=3),
    st.lists(st.sampled_from(["NTB", "Reuters"]), max_size=2, unique=True),
    st.just("Fjordposten"),
)
def test_each_hand_stands_once(
    speaker: str | None, outer: list[str | None], via: list[str], wire: list[str], outlet: str
) -> None:
    hops = chain(said(speaker), *map(said, outer), via=via, wire=tuple(wire), outlet=outlet)
    names = [n.casefold() for n, _ in hops]
    known = {n.casefold() for n in [speaker, *outer, *via, *wire, outlet] if n}
    assert len(names) == len(set(names)) and set(names) == known
    assert names[-1] == outlet.casefold()
    if speaker and speaker != outlet:
        assert names[0] == speaker.casefold()
