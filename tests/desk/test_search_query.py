"""Queries: there and back, nothing that is not valid, and the same filters as the ledger's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from desk_world import open_ledger
from follow_story import everything, first
from hypothesis import given
from hypothesis import strategies as st

from belegg.desk._found import every, facets_of, find, fit_of, wider
from belegg.desk._query import LONGEST, ORIGINS, Query, parse
from belegg.errors import UsageError
from belegg.follow import Ledger

NAMES = ("q", "mode", "since", "until", "outlet", "speaker", "kind", "certainty", "language", "min_origins",
         "max_origins", "min_outlets", "contradicted", "hearsay", "origins", "page", "nonsense")  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        ["words", "meaning", "person", "certain", "nb", "1", "0", "2026-03-01", "one", "3", "20260301", "é"]
    ),
    st.integers(-5, 10**6).map(str),
    st.datetimes().map(lambda d: d.isoformat()),
)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_whatever_is_sent_becomes_a_query_that_comes_back_from_its_own_address(params: dict[str, str]) -> None:
    query, _ = parse(params)
    again, bad = parse(dict(parse_qsl(urlencode(query.params()))), strict=True)
    assert (again, bad) == (query, ())
    assert all(len(str(v)) <= LONGEST.get(k, 100) for k, v in query.params().items())


@pytest.mark.parametrize(
    ("name", "value"),
    [("since", "in spring"), ("kind", "bird"), ("mode", "x"), ("min_origins", "-1"), ("max_origins", "1e3"),
     ("min_outlets", "1001"), ("min_outlets", "²"), ("hearsay", "perhaps"), ("origins", "many"), ("outlet", "\u0301"),
     ("q", "x" * 301), ("until", "2026-13-01")],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out_or_refused(name: str, value: str) -> None:
    query, bad = parse({name: value})
    assert (query.without("q"), bad) == (Query(), () if name == "q" else (name,))
    with pytest.raises(UsageError) as refused:
        parse({name: value}, strict=True)
    assert refused.value.remedy


def test_an_end_before_the_beginning_is_left_out_or_refused() -> None:
    backwards = {"since": "2026-03-05", "until": "2026-03-04"}
    assert parse(backwards) == (Query(since="2026-03-05"), ("until",))
    with pytest.raises(UsageError):
        parse(backwards, strict=True)
    assert parse({"since": "2026-03-05T09:00", "until": "2026-03-05"})[1] == ()


def test_the_choices_of_origins_stand_for_numbers() -> None:
    for name in ORIGINS:
        query, _ = parse({"origins": name})
        assert query.origins == name
        assert query.asked() == ORIGINS[name]
    assert parse({"origins": "2", "max_origins": "5"})[0].asked() == {"min_origins": 2}
    assert parse({"min_origins": "1", "max_origins": "5"})[0].origins == ""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("query") / "a.db") as made:
        odd = replace(
            first(), article=replace(first().article, published=None, url=None, outlet="Öst-Avisa", language="sv")
        )
        made.add(*everything(), odd)
        made.decide("merge", "Kari Vik", "Siv Ås")
        yield made


FILTERS: dict[str, list[Any]] = {
    "since": ["2026-03-03", "2026-03-02T08:00:00+01:00", "2030-01-01"],
    "until": ["2026-03-02", "2026-03-02T06:59:00Z", "2000-01-01"],
    "outlet": ["nordavisa", "NORDAVISA", "Nord", "øst-avisa", "Østposten"],
    "speaker": ["Dal", "ola", "Siv Ås", "Vik", "Nordavisa", "Ås Siv"],
    "kind": ["person", "media", "implicit", "anonymous"],
    "certainty": ["certain", "denied", "probable"],
    "language": ["nb", "sv", "en"],
    "min_origins": [0, 1, 2],
    "max_origins": [0, 1, 2],
    "min_outlets": [1, 2, 5],
    "contradicted": [True],
    "hearsay": [True],
}
SINGLE = [Query(**{name: value}) for name, values in FILTERS.items() for value in values]
DOUBLE = [
    Query(**{a: FILTERS[a][0], b: value}) for a, b in itertools.combinations(FILTERS, 2) for value in FILTERS[b][:2]
]


def test_the_predicate_keeps_what_the_ledger_keeps(ledger: Ledger) -> None:
    everyone = ledger.claims()
    kept = 0
    for query in (Query(), *SINGLE, *DOUBLE):
        if "until" in parse(query.params())[1]:
            # An end before the beginning: the ledger refuses to look.
            continue
        fits = fit_of(ledger, query)
        wanted = [c.id for c in ledger.claims(**query.asked())]
        assert [c.id for c in everyone if fits(c)] == wanted, query
        kept += len(wanted)
    assert kept > 100


@pytest.mark.parametrize(
    "words", ["strøm Nesvik", "ANKER kuttet", "skole", "i på og", "finnesikke", "…", "Nesviks strømmen"]
)
def test_the_words_keep_what_the_ledger_keeps(ledger: Ledger, words: str) -> None:
    fits = fit_of(ledger, Query(q=words))
    assert {c.id for c in ledger.claims() if fits.worded(c)} == {c.id for c in ledger.claims(words)}


def test_figures_over_claims_at_hand_are_those_of_the_ledger(ledger: Ledger) -> None:
    for query in (Query(), Query(kind="person"), Query(certainty="denied"), Query(language="sv")):
        ours, theirs = facets_of(ledger.claims(**query.asked())), ledger.facets(**query.asked())
        # Names that are merged are one to the ledger only, which also knows the spelling found most often.
        assert replace(ours, speakers=(), outlets=()) == replace(theirs, speakers=(), outlets=())
        assert [n for _, n in ours.outlets] == [n for _, n in theirs.outlets]


def test_by_meaning_the_filters_hold_and_pages_fit_together(ledger: Ledger) -> None:
    for query in (
        Query(q="kabelen ble kuttet av et anker"),
        Query(q="strøm", kind="person"),
        Query(q="skole", hearsay=True),
    ):
        whole = find(ledger, query, 100)
        fits = fit_of(ledger, query)
        assert [c.id for c in whole.claims] == [c.id for c in ledger.search(query.q, 100) if fits(c)]
        assert whole.total == len(whole.claims) == whole.facets.total
        parts = [c.id for at in range(0, 100, 2) for c in find(ledger, query, 2, at).claims]
        assert parts == [c.id for c in whole.claims] == [c.id for c in every(ledger, query)]


def test_every_gives_each_claim_once_and_no_more_than_asked(ledger: Ledger) -> None:
    whole = [c.id for c in ledger.claims()]
    assert [c.id for c in every(ledger, Query())] == whole
    assert [c.id for c in every(ledger, Query(), 2)] == whole[:2]


def test_wider_tells_which_filter_stands_in_the_way(ledger: Ledger) -> None:
    for mode in ("words", "meaning"):
        query = Query(q="skole", mode=mode, kind="person", hearsay=True, max_origins=1, min_origins=0)
        assert not find(ledger, query, 10).total
        found = wider(ledger, query)
        assert found[0].filters == (("hearsay", True),)
        assert found[0].total == find(ledger, found[0].query, 10).total > 0
        assert all(w.total for w in found)
