"""What is worked out: written with the cursor in one step, thrown away and made again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import claim, made_up, signature

from belegg.errors import LedgerBusyError
from belegg.ledger import ClaimQuery, Edge, Store, Update
from belegg.ledger import _claims as claims_module


@pytest.fixture
def pages(store: Store) -> list[str]:
    """The ids of three articles."""
    return [store.add(made_up(page, page=page)).article for page in range(3)]


def test_signatures_are_found_by_statement_article_and_day(store: Store, pages: list[str]) -> None:
    a, b, _ = pages
    made = [signature(f"s{i:04}", a if i % 2 else b, None if i % 5 == 0 else i // 100) for i in range(2600)]
    store.apply(Update(1, signatures=tuple(reversed(made))))
    assert store.signatures(["s0003", "s0001", "unknown", "s0003"]) == [made[1], made[3]]
    assert store.signatures([]) == []
    assert len(store.signatures([s.statement for s in made])) == 2600
    assert store.signatures_of(a) == made[1::2]
    assert list(store.signatures_between(3, 20)) == [s for s in made if s.day is not None and 3 <= s.day <= 20]
    assert list(store.signatures_between(20, 3)) == []
    assert list(store.signatures_undated()) == made[::5]
    store.apply(Update(2, signatures=(replace(made[1], day=None, vector=b"x"),), gone=("s0003",)))
    assert store.signatures(["s0001", "s0003"]) == [replace(made[1], day=None, vector=b"x")]


def test_signatures_stream_while_others_are_written(store: Store, pages: list[str]) -> None:
    made = tuple(signature(f"s{i:04}", pages[0], 5) for i in range(2100))
    store.apply(Update(1, signatures=made))
    stream = store.signatures_between(5, 5)
    assert next(stream) == made[0]
    store.apply(Update(2, gone=(made[0].statement, made[2000].statement)))
    assert [s.statement for s in stream] == [s.statement for s in made[1:] if s is not made[2000]]


def test_edges_are_found_from_both_ends(store: Store, pages: list[str]) -> None:
    store.apply(Update(1, edges=(Edge("a", "b", 0.5), Edge("b", "c", 0.7), Edge("c", "d", 0.9))))
    assert store.edges(["b"]) == [Edge("a", "b", 0.5), Edge("b", "c", 0.7)]
    assert store.edges(["b", "c", "a"]) == [Edge("a", "b", 0.5), Edge("b", "c", 0.7), Edge("c", "d", 0.9)]
    store.apply(Update(2, edges=(Edge("a", "b", 0.6),), gone=("c",)))
    assert store.edges(["a", "c", "d"]) == [Edge("a", "b", 0.6)]


def test_sketches_bands_and_copies_follow_the_article(store: Store, pages: list[str]) -> None:
    a, b, c = pages
    store.apply(
        Update(
            1,
            sketches=((a, b"A", (b"\0\1", b"\2")), (b, b"B", (b"\2", b"\2"))),
            copies=((a, b, 0.5), (c, a, 0.25)),
            copied=(a, c),
        )
    )
    assert store.bands([b"\2", b"\0\1"]) == sorted([a, b])
    assert store.bands([b"\0\1"]) == [a]
    assert store.bands([]) == []
    assert (store.sketch(a), store.sketch(c)) == (b"A", None)
    assert store.copies([a]) == sorted([(a, b, 0.5), (c, a, 0.25)])
    assert store.copies([b]) == [(a, b, 0.5)]
    store.apply(Update(2, sketches=((a, b"A2", (b"\3",)),), copied=(a,), copies=((a, c, 1.0),)))
    assert (store.bands([b"\2"]), store.bands([b"\3"]), store.sketch(a)) == ([b], [a], b"A2")
    assert store.copies([a]) == sorted([(a, c, 1.0), (c, a, 0.25)])


def test_an_update_is_written_whole_or_not_at_all(store: Store, pages: list[str]) -> None:
    before = list(store.dump())
    with pytest.raises(Exception, match=r"(?i)check"):
        store.apply(Update(1, claims=(claim("c1"),), edges=(Edge("b", "a", 0.5),)))
    assert list(store.dump()) == before
    with pytest.raises(ValueError, match="change log"):
        store.apply(Update(99))
    with pytest.raises(LedgerBusyError, match="meanwhile"):
        store.apply(Update(2, after=1, claims=(claim("c1"),)))
    assert (store.cursor(), store.claims(["c1"])) == (0, [])
    store.apply(Update(2, after=0, claims=(claim("c1"),)))
    assert (store.cursor(), store.info()["behind"]) == (2, 1)


def test_claims_come_back_as_written_and_are_replaced_whole(store: Store, pages: list[str]) -> None:
    one = claim("c1", ("s2", "s1", "s3"), outlets=("Avisa", "AVISA", "By"), speakers=(), first=None, hearsay=True)
    two = claim("c2", ("s4",))
    store.apply(Update(1, claims=(one, two)))
    assert store.claims(["c2", "none", "c1"]) == [two, one]
    assert store.claims_of(["s3", "s4", "s9"]) == {"s3": "c1", "s4": "c2"}
    changed = claim("c1", ("s1", "s4"), terms="helt andre ord", contradicted=True)
    store.apply(Update(2, claims=(changed,), gone=("s2",)))
    assert store.claims(["c1", "c2"]) == [changed, replace(two, members=())]
    assert store.claims_of(["s1", "s2", "s3", "s4"]) == {"s1": "c1", "s4": "c1"}
    assert [c.id for c in store.find_claims(ClaimQuery(terms=("bru",)))] == ["c2"]
    assert [c.id for c in store.find_claims(ClaimQuery(terms=("ord", "andre")))] == ["c1"]
    assert "claim c2: no statement carries it" in store.check()
    store.apply(Update(3, dropped=("c2", "none")))
    assert store.find_claims(ClaimQuery()) == [changed]
    assert store.check() == ["claim c1: a statement of it is not there"]


def found(store: Store, **query: object) -> list[str]:
    asked = ClaimQuery(**query)  # type: ignore[arg-type]
    ids = [c.id for c in store.find_claims(asked)]
    if asked.limit is None and not asked.offset:
        assert store.count_claims(asked) == len(ids)
    return ids


@pytest.fixture
def claimed(store: Store, pages: list[str]) -> Store:
    store.apply(
        Update(
            1,
            claims=(
                claim("c1", ("s1",), first="2026-01-01", last="2026-01-02", outlets=("VG", "Avisa")),
                claim("c2", ("s2",), first="2026-01-03", last="2026-01-05T12:00:00+01:00", max_origins=1, hearsay=True),
                claim("c3", ("s3",), first=None, last=None, contradicted=True, speakers=("Jonas Gahr Støre",)),
                claim("c4", ("s4",), terms="bru bru fall fall bru", first="2026-01-05", last="2026-01-05T11:00:00Z"),
            ),
        )
    )
    return store


@pytest.mark.parametrize("bound", [10_000, 1, 0])
def test_claims_are_sought_by_all_that_is_known_of_them(
    claimed: Store, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_module, "BOUND", bound)
    assert found(claimed) == ["c2", "c4", "c1", "c3"]
    assert found(claimed, limit=2, offset=1) == ["c4", "c1"]
    assert found(claimed, offset=3) == ["c3"]
    assert found(claimed, since="2026-01-03") == ["c2", "c4"]
    assert found(claimed, until="2026-01-03") == ["c2", "c1"]
    assert found(claimed, since="2026-01-02", until="2026-01-02") == ["c1"]
    assert found(claimed, since="en gang") == []
    assert found(claimed, outlet="vg") == ["c1"]
    assert found(claimed, outlet="v") == found(claimed, outlet="") == []
    assert found(claimed, speaker="STØRE") == found(claimed, speaker="Gahr  Støre") == ["c3"]
    assert found(claimed, speaker="Stør") == found(claimed, speaker="Jonas Støre") == found(claimed, speaker=" ") == []
    assert found(claimed, speaker="kari vik", outlet="avisa") == ["c2", "c4", "c1"]
    assert found(claimed, speaker="støre", outlet="vg") == []
    assert found(claimed, max_origins=1) == ["c2"]
    assert found(claimed, min_outlets=2) == ["c1"]
    assert found(claimed, contradicted=True) == ["c3"]
    assert found(claimed, hearsay=True) == ["c2"]
    assert found(claimed, terms=("steng", "bru"), hearsay=True, outlet="Avisa", since="2026-01-01") == ["c2"]
    assert found(claimed, terms=("bru", "steng"), speaker="støre") == ["c3"]
    assert found(claimed, terms=("bru",), limit=0) == []


def test_the_best_match_comes_first_and_the_latest_where_too_many_match(
    claimed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(claimed, terms=("bru",)) == ["c4", "c2", "c1", "c3"]
    monkeypatch.setattr(claims_module, "BOUND", 3)
    assert found(claimed, terms=("bru",)) == ["c2", "c4", "c1", "c3"]


@pytest.mark.parametrize(
    "term",
    ['"', '""', "a\"b", "AND", "OR", "NOT", "NEAR(a b)", "terms:bru", "bru*", "^bru", "-bru", "+", "(", "{a}", "'", ";",
     "\0", "\ud800", "%", ":", "–", "«", "x" * 50_000, "å\u030a", "2,5", "c++", "bru\nsteng", ""],
)  # fmt: skip
def test_no_term_is_an_operator(claimed: Store, term: str) -> None:
    # Its letters are sought, and nothing else of it: «bru*» is not the beginning of a word, «-bru» no exclusion.
    assert claimed.count_claims(ClaimQuery(terms=(term,))) in (0, 3, 4)
    assert claimed.count_claims(ClaimQuery(terms=("ukjent", term))) == 0


@pytest.mark.parametrize(
    ("terms", "ids"),
    [
        (("terms:bru",), []),
        (("br*",), []),
        (("bru", "NOT", "fall"), []),
        (("bru OR fall",), []),
        (("-bru", "fall"), ["c4"]),
        (("bru steng",), ["c2", "c1", "c3"]),
        (("–", "fall"), ["c4"]),
        (("–",), []),
    ],
)
def test_operators_are_words(claimed: Store, terms: tuple[str, ...], ids: list[str]) -> None:
    assert found(claimed, terms=terms) == ids


def test_many_terms_at_once(claimed: Store) -> None:
    assert claimed.count_claims(ClaimQuery(terms=tuple(f"ord{i}" for i in range(1500)))) == 0
    assert claimed.count_claims(ClaimQuery(terms=("bru",) * 1500)) == 4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=8), max_size=4), st.text(max_size=8))
def test_any_words_can_be_sought(claimed: Store, terms: list[str], name: str) -> None:
    query = ClaimQuery(terms=tuple(terms), outlet=name, speaker=name, since=name)
    assert claimed.count_claims(query) == len(claimed.find_claims(query))
    assert claimed.speakers(name) is not None


@pytest.mark.parametrize("term", ["blåbær", "støre", "göteborg", "42", "2,5", "1.000", "covid-19", "a_b", "nrk.no"])
def test_a_term_finds_its_claim_and_no_other(store: Store, pages: list[str], term: str) -> None:
    near = {"blåbær": "blabær", "støre": "store", "göteborg": "goteborg"}.get(term, term[:-1] + "9x")
    store.apply(Update(1, claims=(claim("c1", ("s1",), terms=f"en {term} to"), claim("c2", ("s2",), terms=near))))
    assert found(store, terms=(term,)) == ["c1"]


def test_dropping_and_writing_again_gives_the_same_rows(claimed: Store, pages: list[str]) -> None:
    update = Update(
        3,
        signatures=(signature("s1", pages[0]),),
        edges=(Edge("s1", "s2", 0.5),),
        sketches=((pages[0], b"x", (b"1",)),),
        copies=((pages[0], pages[1], 0.5),),
        claims=tuple(claimed.claims(["c1", "c2", "c3", "c4"])),
    )
    claimed.apply(update)
    lines = list(claimed.dump())
    claimed.drop_derived()
    assert claimed.cursor() == 0
    assert found(claimed) == found(claimed, terms=("bru",)) == found(claimed, outlet="VG") == []
    assert not claimed.signatures(["s1"]) + claimed.signatures_of(pages[0])
    assert not claimed.edges(["s1"])
    assert not claimed.bands([b"1"])
    assert list(claimed.dump(derived=False)) == [x for x in lines if x in set(claimed.dump(derived=False))]
    claimed.apply(replace(update, claims=update.claims[::-1]))
    assert list(claimed.dump()) == lines
    assert found(claimed, terms=("bru",)) == ["c4", "c2", "c1", "c3"]


def test_a_recipe_is_kept_until_another_is_mixed_with_it(store: Store, pages: list[str]) -> None:
    assert store.recipe() is None
    store.apply(Update(1, recipe=2**48))
    assert store.recipe() == 2**48
    store.apply(Update(2, recipe=2**48))
    assert store.recipe() == 2**48
    store.apply(Update(2))
    assert store.recipe() == 2**48
    store.apply(Update(3, recipe=8))
    assert store.recipe() == 0
    store.apply(Update(3, recipe=8))
    assert store.recipe() == 0
    store.drop_derived()
    assert store.recipe() is None
    store.apply(Update(1, recipe=8))
    assert store.recipe() == 8


def test_what_was_derived_without_a_recipe_stays_without(store: Store, pages: list[str]) -> None:
    store.apply(Update(1))
    assert store.recipe() == 0
    store.apply(Update(2, recipe=8))
    assert store.recipe() == 0
