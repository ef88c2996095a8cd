"""What the pages over a ledger ask for: lists of articles, claims in a line, what somebody said, facets."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import TEXT, URL, Ledgers, claim, made_up, reading, signature

from belegg.claims import ArticleHead, ClaimBrief, CopyOf, Facets, Utterance
from belegg.errors import LedgerError, LedgerTimeoutError
from belegg.ledger import ClaimQuery, Decision, Store, Update, open_store
from belegg.ledger import _claims as claims_module
from belegg.ledger import _facets as facets_module
from belegg.ledger import _heads as heads_module
from belegg.ledger._merged import follow
from belegg.ledger._traits import FIELDS, bit, facets_of, traits_of
from belegg.types import Article, Reading


def bare(title: str, published: str | None, outlet: str | None = "Avisa", at: int = 0) -> Reading:
    """An article that states nothing."""
    url = f"https://x.example/{title}/{at}".replace(" ", "-")
    return Reading(Article(title, title=title, published=published, outlet=outlet, url=url))


def decide(store: Store, kind: str, a: str, b: str, at: int = 0) -> str:
    id = f"{kind}{a}{b}{at}"
    store.decide(Decision(id, kind, a, b, None, "kari", f"2026-04-01T10:00:{at:02}Z"))  # type: ignore[arg-type]
    return id


# articles


@pytest.fixture
def listed(store: Store) -> Store:
    """Nine articles, one without a time, two of one time."""
    for nth, day in enumerate((3, 1, 2, 7, 5, 5, 6)):
        store.add(bare(f"Brua sak {nth}", f"2026-03-0{day}", "Avisa" if nth % 2 else "Posten"))
    store.add(bare("Kaia stengt", "2026-03-09T08:00:00+01:00", "ÉN avis"))
    store.add(bare("Uten tid", None, None))
    return store


def test_articles_are_listed_latest_first_page_by_page(listed: Store) -> None:
    whole = listed.listed(limit=50)
    days = [h.published[:10] if h.published else None for h in whole]
    assert days == [f"2026-03-0{d}" for d in (9, 7, 6, 5, 5, 3, 2, 1)] + [None]
    assert listed.count_articles() == len(whole) == 9
    for size in (1, 2, 4):
        paged: list[ArticleHead] = []
        while page := listed.listed(limit=size, before=paged[-1].id if paged else None):
            paged += page
        assert paged == whole
    assert listed.listed(before="unknown") == []


def test_a_head_says_what_the_article_says(store: Store) -> None:
    added = store.add(reading())
    (head,) = store.listed()
    assert head == ArticleHead(
        added.article,
        added.version,
        URL,
        "Avisa",
        "2026-03-01T08:00:00+01:00",
        "nb",
        "Brua over Storelva stenges",
        4,
        1,
    )
    store.add(bare("Annet", "2026-01-01"))
    later = store.add(reading(TEXT.replace("Det skal ha vært flere skader. ", ""), published="2026-03-02"))
    head = store.listed()[0]
    assert (head.version, head.published, head.statements, head.added) == (later.version, "2026-03-02", 3, 3)
    older = store.add(reading(published="2026-02-01"))
    assert store.listed()[0].version != older.version
    assert store.listed()[0].added == store.last_change() == 4


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"outlet": "posten"}, {"0", "2", "4", "6"}),
        ({"outlet": "en avis"}, {"stengt"}),
        ({"outlet": "Avis"}, set()),
        ({"outlet": ""}, set()),
        ({"since": "2026-03-07"}, {"3", "stengt"}),
        ({"until": "2026-03-02"}, {"1", "2"}),
        ({"since": "2026-03-05", "until": "2026-03-06", "outlet": "Posten"}, {"4", "6"}),
        ({"since": "i går"}, set()),
        ({"words": "bru"}, {"0", "1", "2", "3", "4", "5", "6"}),
        ({"words": "SAK bru 3"}, {"3"}),
        ({"words": "rua"}, set()),
        ({"words": "kai", "outlet": "Posten"}, set()),
        ({"words": "«"}, set()),
        ({"words": ""}, set()),
        ({"words": '"bru* OR kaia'}, set()),
    ],
)
def test_articles_are_narrowed_down(
    listed: Store, asked: dict[str, str], titles: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {(h.title or "").split()[-1] for h in listed.listed(**asked)} == titles  # type: ignore[arg-type]
    monkeypatch.setattr(heads_module, "BOUND", 0)
    assert {(h.title or "").split()[-1] for h in listed.listed(**asked)} == titles  # type: ignore[arg-type]


def test_the_words_of_a_changed_title_are_found_and_those_before_are_not(store: Store) -> None:
    store.add(reading())
    store.add(reading(title="Ferja går igjen", published="2026-03-05"))
    assert [h.title for h in store.listed(words="ferj")] == ["Ferja går igjen"]
    assert store.listed(words="storelva") == []
    assert store.check() == []


def test_lists_are_the_same_after_all_was_made_again(store: Store) -> None:
    for seed in range(40):
        store.add(made_up(seed))
    before, dump = store.listed(limit=99), list(store.dump())
    store.drop_derived()
    assert store.listed(limit=99) == before
    assert list(store.dump()) == dump
    assert store.listed(words="sak")


def test_copies_are_told_from_both_ends(store: Store) -> None:
    a, b, c = (store.add(bare(f"Sak {i}", f"2026-03-0{i + 1}", f"Avis {i}")).article for i in range(3))
    store.apply(Update(3, copies=((b, a, 0.5), (c, b, 0.75)), copied=(a, b, c)))
    assert store.copies_of(b) == [
        CopyOf(c, b, 0.75, "Avis 2", "2026-03-03", "Sak 2", "https://x.example/Sak-2/0", False),
        CopyOf(b, a, 0.5, "Avis 0", "2026-03-01", "Sak 0", "https://x.example/Sak-0/0", True),
    ]
    assert [k.other for k in store.copies_of(b)] == [c, a]
    assert [k.other for k in store.copies_of(a)] == [b]
    assert store.copies_of("unknown") == []


def test_a_statement_leads_to_its_article_and_version(store: Store) -> None:
    first = store.add(reading())
    stored = store.article(first.article)
    assert stored
    kept, *_, gone = (s["id"] for s in stored.reading["statements"])
    changed = TEXT.rpartition(" Brua")[0]
    second = store.add(reading(changed, published="2026-03-05"))
    assert store.place_of(kept) == (first.article, second.version)
    assert store.place_of(gone) == (first.article, first.version)
    assert store.place_of("unknown") is None
    store.apply(Update(2, signatures=(signature("headline", first.article), signature(first.article, first.article))))
    assert store.place_of("headline") == (first.article, second.version)
    assert store.place_of(first.article) is None
    one = store.version(first.article, first.version)
    assert one and len(one.reading["statements"]) == 4
    assert store.version(first.article, "unknown") is None


@given(st.integers(0, 500))
def test_a_reading_comes_back_as_it_was(seed: int) -> None:
    made = made_up(seed)
    assert Reading.from_dict(made.to_dict(), made.article.wire) == made
    bridge = reading(wire=("NTB",))
    assert Reading.from_dict(bridge.to_dict(), ("NTB",)) == bridge


# claims in a line, and in figures


@pytest.fixture
def carried(store: Store) -> tuple[Store, list[str]]:
    """The bridge's article with two claims, one of them carried by its headline as well; and its statements."""
    article = store.add(reading()).article
    stored = store.article(article)
    assert stored
    ids = [s["id"] for s in stored.reading["statements"]]
    store.apply(
        Update(
            1,
            signatures=(signature("headline", article), signature(ids[0], article)),
            claims=(
                claim("c1", (ids[0], "headline", "elsewhere"), text="Brua er utrygg", articles=3, hearsay=True),
                claim("c2", (ids[1],), text="Den skal rives", contradicted=True, outlets=("Avisa", "Posten")),
            ),
        )
    )
    return store, ids


def test_the_claims_of_an_article_are_told_by_what_carries_them(carried: tuple[Store, list[str]]) -> None:
    store, ids = carried
    unsafe = ClaimBrief(
        "c1", "Brua er utrygg", 1, 2, 3, 1, False, True, "2026-03-01", "2026-03-02T10:00:00+01:00"
    )  # fmt: skip
    found = store.claims_of_article(store.listed()[0].id)
    assert found.keys() == {ids[0], ids[1], "headline"}
    assert found[ids[0]] == found["headline"] == unsafe
    assert (found[ids[1]].claim, found[ids[1]].contradicted, found[ids[1]].outlets) == ("c2", True, 2)
    assert store.briefs(["c2", "unknown", "c1"]) == [found[ids[1]], unsafe]
    assert store.claims_of_article("unknown") == {}


def test_a_claim_keeps_what_it_is_of(store: Store) -> None:
    made = claim(
        "c1",
        facets=(("certainty", "denied"), ("kind", "person"), ("language", "nn")),
        text="Æ",
        articles=2,
        hardens=True,
    )
    store.apply(Update(0, claims=(made,)))
    assert store.claims(["c1"]) == [made]
    store.apply(Update(0, claims=(claim("c1", facets=(("kind", "media"),)),)))
    assert store.claims(["c1"])[0].facets == (("kind", "media"),)


@given(st.sets(st.sampled_from([(f, v) for f, values in FIELDS.items() for v in values])))
def test_traits_are_facets(facets: set[tuple[str, str]]) -> None:
    assert facets_of(traits_of(facets)) == tuple(sorted(facets))
    assert traits_of({*facets, ("kind", "nobody"), ("colour", "nb")}) == traits_of(facets)
    assert traits_of(facets) < 2**63
    assert bit("kind", "nb") == 0


def test_every_value_of_a_reading_is_a_trait() -> None:
    from typing import get_args

    from belegg.types import Certainty, Language, SourceKind

    for field, values in (("kind", SourceKind), ("certainty", Certainty), ("language", Language)):
        assert set(FIELDS[field]) == set(get_args(values))


@pytest.fixture
def counted(store: Store) -> Store:
    kinds = ("person", "person", "anonymous", "media", "person")
    rows = tuple(
        claim(
            f"c{i}",
            (f"s{i}",),
            terms=f"bru nr{i}",
            facets=(("kind", kind), ("language", "nb" if i else "sv"), ("certainty", "certain")),
            min_origins=i,
            outlets=("VG", "Avisa") if i < 2 else ("vg",),
            speakers=("Jonas Gahr Støre",) if i == 0 else ("Støre", "Kari Vik") if i < 3 else (),
            hearsay=i == 1,
            contradicted=i > 2,
            last=f"2026-03-0{i + 1}",
        )
        for i, kind in enumerate(kinds)
    )
    store.apply(Update(0, claims=rows))
    return store


def test_facets_are_counts_of_what_is_found(counted: Store) -> None:
    assert counted.facets(ClaimQuery(), 2000) == Facets(
        total=5,
        bounded=False,
        outlets=(("VG", 5), ("Avisa", 2)),
        speakers=(("Kari Vik", 2), ("Støre", 2), ("Jonas Gahr Støre", 1)),
        kinds=(("person", 3), ("anonymous", 1), ("media", 1)),
        certainties=(("certain", 5),),
        languages=(("nb", 4), ("sv", 1)),
        origins=(("3+", 2), ("1", 1), ("2", 1)),
        hearsay=1,
        contradicted=2,
    )
    latest = counted.facets(ClaimQuery(), 2)
    assert (latest.total, latest.bounded, latest.contradicted, latest.origins) == (2, True, 2, (("3+", 2),))
    words = counted.facets(ClaimQuery(terms=("bru",), outlet="Avisa", limit=1), 2000)
    assert (words.total, words.kinds) == (2, (("person", 2),))
    assert counted.facets(ClaimQuery(kind="nobody"), 2000) == Facets(0, False)
    assert counted.facets(ClaimQuery(terms=("nr0", "nr1")), 2000) == Facets(0, False)


def test_only_the_most_frequent_are_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (claim(f"c{i}", (f"s{i}",), speakers=tuple(f"P{j:02}" for j in range(i + 1))) for i in range(20))
    store.apply(Update(0, claims=tuple(rows)))
    assert store.facets(ClaimQuery(), 2000).speakers == tuple((f"P{j:02}", 20 - j) for j in range(12))
    monkeypatch.setattr(facets_module, "MOST", 1)
    assert store.facets(ClaimQuery(), 2000).speakers == (("P00", 20),)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"kind": "person"}, {"c0", "c1", "c4"}),
        ({"kind": "person", "language": "nb"}, {"c1", "c4"}),
        ({"certainty": "denied"}, set()),
        ({"certainty": "certain", "min_origins": 3}, {"c3", "c4"}),
        ({"language": "fi"}, set()),
        ({"kind": "media", "terms": ("bru",)}, {"c3"}),
        ({"speaker": "støre"}, {"c0", "c1", "c2"}),
        ({"speaker": "Gahr"}, {"c0"}),
    ],
)
def test_claims_are_found_by_what_they_are_of(counted: Store, asked: dict[str, object], ids: set[str]) -> None:
    query = ClaimQuery(**asked)  # type: ignore[arg-type]
    assert {c.id for c in counted.find_claims(query)} == ids
    assert counted.count_claims(query) == counted.facets(query, 2000).total == len(ids)


@pytest.mark.parametrize(("bound", "crowd"), [(-1, 0), (-1, 9), (2, 3), (2, 9)])
def test_the_same_is_found_whatever_is_looked_up_first(
    counted: Store, monkeypatch: pytest.MonkeyPatch, bound: int, crowd: int
) -> None:
    choices: dict[str, tuple[object, ...]] = {
        "terms": ((), ("bru",), ("nr1",)),
        "outlet": (None, "vg", "avisa"),
        "speaker": (None, "støre"),
        "kind": (None, "person"),
        "since": (None, "2026-03-02"),
        "hearsay": (False, True),
        "min_origins": (None, 1),
    }
    queries = [ClaimQuery(**dict(zip(choices, q, strict=True))) for q in itertools.product(*choices.values())]  # type: ignore[arg-type]
    expected = [{c.id for c in counted.find_claims(q)} for q in queries]
    monkeypatch.setattr(claims_module, "BOUND", bound)
    monkeypatch.setattr(claims_module, "CROWD", crowd)
    for query, ids in zip(queries, expected, strict=True):
        assert {c.id for c in counted.find_claims(query)} == ids
        assert counted.count_claims(query) == counted.facets(query, 9).total == len(ids)


# who speaks


def test_merged_names_are_one_until_undone(counted: Store) -> None:
    names = ClaimQuery(speaker="Jonas Gahr Støre")
    before = counted.facets(ClaimQuery(), 2000).speakers
    decision = decide(counted, "merge", "Støre", "Jonas Gahr Støre")
    assert counted.facets(ClaimQuery(), 2000).speakers == (("Jonas Gahr Støre", 3), ("Kari Vik", 2))
    assert {c.id for c in counted.find_claims(names)} == {"c0", "c1", "c2"}
    counted.undo(decision, when="2026-04-02")
    assert counted.facets(ClaimQuery(), 2000).speakers == before
    assert {c.id for c in counted.find_claims(names)} == {"c0"}


def test_merged_speakers_are_counted_together(store: Store) -> None:
    store.add(reading())
    store.add(reading(url="https://andre.example/x", outlet="Andre", published="2026-02-01"))
    apart = store.speakers()
    decide(store, "merge", "Veivesenet", "Statens vegvesen")
    (kari, roads) = store.speakers()
    assert roads == apart[1] | {"name": "Statens vegvesen", "also": ["Veivesenet"]}
    assert store.speakers("veivesen") == store.speakers("STATENS") == [roads]
    assert store.speaker("veivesenet") == store.speaker("Statens Vegvesen") == roads
    merged = decide(store, "merge", "Kari Vik", "Veivesenet", 1)
    (all_of_them,) = store.speakers()
    assert all_of_them["statements"] == kari["statements"] + roads["statements"] == 6
    assert (all_of_them["name"], all_of_them["kind"]) == ("Statens vegvesen", "person")
    assert store.names_of("kari vik") == ["Statens vegvesen", "Kari Vik", "Veivesenet"]
    assert store.speakers(limit=0) == []
    store.drop_derived()
    assert store.speakers() == [all_of_them]
    assert store.undo(merged, when="2026-04-02")
    decide(store, "unmerge", "Statens vegvesen", "Veivesenet", 2)
    assert store.speakers() == apart
    assert store.speaker("Statens vegvesen") is None
    assert store.names_of("ukjent") == ["ukjent"]


def groups(*decisions: tuple[str, str, str]) -> list[set[str]]:
    return [set(g) for g in follow(decisions).groups.values()]


def test_names_follow_their_decisions() -> None:
    assert groups(("merge", "a", "b"), ("merge", "c", "a")) == [{"a", "b", "c"}]
    assert follow([("merge", "a", "B"), ("merge", "b", "A")]).written == {"a": "A"}
    assert follow([("merge", "a", "b"), ("merge", "b", "c")]).root("a") == "c"
    assert groups(("merge", "a", "b"), ("unmerge", "b", "a")) == []
    assert groups(("unmerge", "a", "b"), ("merge", "a", "b")) == [{"a", "b"}]
    assert groups(("merge", "a", "c"), ("merge", "b", "c"), ("unmerge", "a", "b")) == [{"b", "c"}]
    assert groups(("merge", "a", " A "), ("merge", "", "b")) == []


@given(st.lists(st.tuples(st.sampled_from(["merge", "unmerge"]), *[st.sampled_from("abcdef")] * 2), max_size=12))
def test_groups_of_names_are_apart_and_go_by_one_of_them(decisions: list[tuple[str, str, str]]) -> None:
    names = follow(decisions)
    every = [key for group in names.groups.values() for key in group]
    assert len(every) == len(set(every))
    for root, keys in names.groups.items():
        assert keys[0] == root == names.root(keys[-1]) and len(keys) > 1 and names.written[root] == root
    if decisions and decisions[-1][1] != decisions[-1][2]:
        kind, a, b = decisions[-1]
        assert (names.root(a) == names.root(b)) == (kind == "merge")


def test_what_somebody_said_is_told_latest_first(carried: tuple[Store, list[str]]) -> None:
    store, ids = carried
    store.add(reading(url="https://andre.example/x", outlet="Andre", published="2026-02-01"))
    store.add(reading(url="https://tredje.example/x", outlet="Tredje", published=None))
    said = store.speech("KARI VIK")
    assert [(u.outlet, u.content) for u in said] == [
        (o, ("Brua er utrygg",)) for o in ("Avisa", "Avisa", "Andre", "Andre", "Tredje", "Tredje")
    ]
    assert said[0] == Utterance(
        ids[0], said[0].article, "Avisa", "2026-03-01T08:00:00+01:00", "Brua over Storelva stenges", URL,
        ("Brua er utrygg",), "certain", "indirect", "person", False, "c1", "Brua er utrygg",
    )  # fmt: skip
    assert said[1].claim is None
    for size in (1, 2, 3, 5):
        paged: list[Utterance] = []
        while page := store.speech("Kari Vik", size, paged[-1].statement if paged else None):
            paged += page
        assert paged == said
    assert store.speech("Kari Vik", 9, "unknown") == store.speech("nobody") == []
    decide(store, "merge", "Veivesenet", "Kari Vik")
    assert len(store.speech("veivesenet")) == 9
    assert [u.kind for u in store.speech("Kari Vik", 3)] == ["person", "organisation", "person"]


def test_what_is_said_about_somebody_leaves_out_what_he_says(store: Store) -> None:
    rows = (
        claim("c1", ("s1",), terms="kari vik går", speakers=("Kari Vik",)),
        claim("c2", ("s2",), terms="kari vik går", speakers=("Ola Dal",), last="2026-03-01"),
        claim("c3", ("s3",), terms="kari vik blir", speakers=(), last="2026-03-03"),
        claim("c4", ("s4",), terms="kari dal går", speakers=()),
        claim("c5", ("s5",), terms="vikkis går", speakers=("Kari Vik",)),
    )
    store.apply(Update(0, claims=rows))
    assert [c.claim for c in store.about("Kari Vik", [("kari", "vik")])] == ["c3", "c2"]
    assert [c.claim for c in store.about("Kari Vik", [("kari", "vik"), ("kari", "dal"), ()], 2)] == ["c3", "c4"]
    decide(store, "merge", "Ola Dal", "Kari Vik")
    assert [c.claim for c in store.about("Kari Vik", [("kari", "vik")])] == ["c3"]


# care


def test_the_summary_counts_what_is_there(carried: tuple[Store, list[str]]) -> None:
    store, _ = carried
    summary = store.summary()
    assert summary["size"] > 10_000 and summary["database"] in ("sqlite", "postgresql")
    assert {k: summary[k] for k in ("articles", "statements", "claims", "decisions")} == {
        "articles": 1, "statements": 4, "claims": 2, "decisions": 0,
    }  # fmt: skip
    undone = decide(store, "rate", "a", "b")
    assert (store.summary()["decisions"], store.stale()) == (1, 1)
    store.undo(undone, when="2026-05-01")
    assert (store.summary()["decisions"], store.stale()) == (0, 2)


def test_a_search_that_takes_too_long_is_stopped(ledgers: Ledgers) -> None:
    place = ledgers("a")
    endless = (
        "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000) SELECT count(*) FROM c"
    )
    with open_store(place, query_seconds=0.1) as store:
        store.add(reading())
        with pytest.raises(LedgerTimeoutError, match="too long") as caught, store._db.reading() as run:  # type: ignore[attr-defined]
            run.all(endless)
        assert "narrow" in (caught.value.remedy or "")
        # The next one has all its time, and writing is never stopped.
        assert store.listed()
        with store._db.writing() as run:  # type: ignore[attr-defined]
            run.all(endless.replace("100000000", "1000000"))
        assert store.check() == []
    assert issubclass(LedgerTimeoutError, LedgerError)


def test_a_list_that_lacks_an_article_is_named(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db") as store:
        store.add(reading())
        with store._db.writing() as run:  # type: ignore[attr-defined]
            run.run("DELETE FROM heads")
        assert "articles are listed wrongly: 0 instead of 1" in store.check()
        store.drop_derived()
        assert store.check() == []
