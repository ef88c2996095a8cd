"""Articles, versions and statements: what is the same, what is new, in every order of arrival."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import TEXT, URL, Ledgers, article, made_up, reading

from belegg.ledger import Change, Decision, Store, _url, decision_id, open_store
from belegg.types import Article, Reading

EXAMPLES = itertools.count()


def test_an_article_comes_back_as_it_was_read(store: Store) -> None:
    given = replace(reading(wire=("NTB", "AP"), byline="Siv Ås"))
    added = store.add(given)
    kept = store.article(added.article)
    assert (added.status, added.statements) == ("new", 4)
    assert kept is not None
    assert (kept.id, kept.version, kept.url, kept.outlet) == (added.article, added.version, URL, "Avisa")
    assert (kept.published, kept.language, kept.wire) == (given.article.published, "nb", ("NTB", "AP"))
    expected = given.to_dict()
    for mine, theirs in zip(expected["statements"], kept.reading["statements"], strict=True):
        mine["id"] = theirs["id"]
    assert kept.reading == expected
    assert store.articles() == [kept]
    assert store.versions(added.article) == [kept]
    assert store.article("unknown") is None


def test_the_same_again_adds_nothing(store: Store) -> None:
    assert not store.has(reading())
    first = store.add(reading())
    lines = list(store.dump())
    assert store.has(reading())
    assert store.has(Reading(article()))
    again = store.add(reading())
    assert (again.status, again.article, again.version) == ("same", first.article, first.version)
    assert list(store.dump()) == lines
    assert store.changes(0) == [Change(1, "article", first.article)]
    assert store.last_change() == 1


def test_a_changed_article_is_a_new_version_and_statements_that_stayed_keep_their_ids(store: Store) -> None:
    first = store.add(reading())
    later = reading("Rettet.\n\n" + TEXT.replace("Det skal ha vært flere skader. ", ""), published="2026-03-02")
    second = store.add(later)
    assert (second.status, second.article) == ("version", first.article)
    old, new = store.versions(first.article)
    assert (old.version, new.version) == (first.version, second.version)
    ids = [[s["id"] for s in v.reading["statements"]] for v in (old, new)]
    assert ids[1] == [i for i in ids[0] if i in ids[1]]
    assert (len(ids[0]), len(ids[1])) == (4, 3)
    assert [c.id for c in store.changes(0)] == [first.article] * 2
    current = store.article(first.article)
    assert current == new
    assert store.info() | {"versions": 2, "statements": 4, "articles": 1} == store.info()
    heads = store.version_heads(first.article)
    assert [(h.version, h.statements, h.published) for h in heads] == [
        (v.version, len(v.reading["statements"]), v.published) for v in (old, new)
    ]
    assert [(h.url, h.outlet, h.language, h.title) for h in heads] == [
        (v.url, v.outlet, v.language, v.title) for v in (old, new)
    ]
    assert store.version_heads("none") == []


@pytest.mark.parametrize("reverse", [False, True])
def test_the_version_published_last_is_current_whatever_came_first(store: Store, reverse: bool) -> None:
    times = ["2026-03-01T23:30:00-02:00", "2026-03-02T01:00:00Z", None, "i går"]
    readings = [reading(f"{TEXT} {i}", published=at) for i, at in enumerate(times)]
    for one in reversed(readings) if reverse else readings:
        added = store.add(one)
    kept = store.article(added.article)
    assert kept is not None
    assert kept.published == times[0]
    assert [v.published for v in store.versions(added.article)][-2:] == [times[1], times[0]]
    assert [h.version for h in store.version_heads(added.article)] == [v.version for v in store.versions(added.article)]
    assert store.version_heads(added.article)[-1].version == kept.version


@pytest.mark.parametrize(
    "url",
    [URL + "/amp", URL + "?utm_source=x", URL.replace("www.", "m."), URL.replace("https://www.", "http://")],
)
def test_an_article_reached_by_several_addresses_is_one(store: Store, url: str) -> None:
    first = store.add(reading())
    second = store.add(reading(url=url))
    assert (second.status, second.article, second.version) == ("same", first.article, first.version)
    assert store.has(reading(url=url))
    assert len(store.articles()) == 1
    assert store.last_change() == 1
    for known in (url, URL, URL + "#x", URL + "?amp=1"):
        assert store.article_of_url(known) == first.article
    assert store.article_of_url("https://avis.example/annen") is None
    assert store.article_of_url("nonsense") is None


def test_a_better_address_is_shown_and_told(store: Store) -> None:
    first = store.add(reading(url=URL + "/amp"))
    assert not store.has(reading())
    assert store.add(reading()).status == "same"
    kept = store.article(first.article)
    assert kept is not None
    assert kept.url == kept.reading["article"]["url"] == URL
    assert [c.id for c in store.changes(1)] == [first.article]


def test_an_address_of_a_ledger_that_had_other_rules_leads_where_it_led(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [f"{URL}?s=09", "https://web.archive.org/web/2022/https://avis.example/annen"]
    with monkeypatch.context() as older:
        older.setattr(_url, "_is_mark", lambda *_: False)
        older.setattr(_url, "_ARCHIVE_HOST", "")
        old = [store.add(reading(url=url)).article for url in before]
    assert len(set(old)) == 2
    for url, id in zip(before, old, strict=True):
        assert store.has(reading(url=url))
        assert store.has(Reading(article(url=url)))
        assert store.article_of_url(url) == id
        added = store.add(reading(url=url))
        assert (added.status, added.article) == ("same", id)
        assert store.add(reading("Rettet.", url=url)).status == "version"
    plain = store.add(reading())
    assert (plain.status, plain.article in old) == ("new", False)
    assert store.add(reading(url=f"{URL}?s=20")).article == plain.article
    assert store.article_of_url(before[0]) == old[0]
    assert store.check() == []


def test_an_article_without_web_address_keeps_what_it_had(store: Store) -> None:
    for url in (None, "urn:avis:1"):
        added = store.add(reading(url=url, title=f"T {url}"))
        kept = store.article(added.article)
        assert kept is not None
        assert kept.url == kept.reading["article"]["url"] == url
        assert store.has(reading(url=url, title=f"T {url}"))


def test_another_reading_of_the_same_words_is_kept_and_no_order_matters(ledgers: Ledgers) -> None:
    one, other = reading(), replace(reading(outlet="Avisen"), statements=reading().statements[:2])
    dumps, shown = [], []
    for name, order in (("a", (one, other)), ("b", (other, one))):
        with open_store(ledgers(name)) as store:
            added = [store.add(r) for r in order]
            assert [a.status for a in added] == ["new", "same"]
            assert store.has(one)
            assert store.has(other)
            dumps.append(list(store.dump()))
            shown.append(store.article(added[0].article))
            assert len(store.versions(added[0].article)) == 1
    assert dumps[0] == dumps[1]
    assert shown[0] == shown[1]


def test_several_are_added_together_or_not_at_all(store: Store) -> None:
    added = store.add_many([made_up(1, page=1), made_up(1, page=1), made_up(2, page=2)])
    assert [a.status for a in added] == ["new", "same", "new"]
    lines = list(store.dump())
    odd = replace(made_up(3), statements=(replace(reading().statements[0], kind=None),))  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"(?i)not.null"):
        store.add_many([made_up(4, page=4), odd])
    assert list(store.dump()) == lines
    assert store.add(made_up(4, page=4)).status == "new"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 60), min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_every_order_of_arrival_gives_one_dump(ledgers: Ledgers, seeds: list[int], chance: random.Random) -> None:
    dumps = []
    example = next(EXAMPLES)
    for name in ("given", "shuffled"):
        with open_store(ledgers(f"{name} {example}")) as store:
            for seed in seeds:
                store.add(made_up(seed))
            assert store.check() == []
            dumps.append(list(store.dump()))
            speakers = store.speakers()
            store.drop_derived()
            assert store.speakers() == speakers
            assert list(store.dump()) == dumps[-1]
        chance.shuffle(seeds)
        seeds += seeds[:3]
    assert dumps[0] == dumps[1]


def test_articles_are_read_page_by_page(store: Store) -> None:
    ids = sorted({store.add(made_up(seed)).article for seed in range(40)})
    assert len(ids) == 12
    found: list[str] = []
    while page := store.articles(after=found[-1] if found else "", limit=5):
        found += [a.id for a in page]
    assert found == ids
    assert len(store.changes(3, limit=2)) == 2


def test_text_that_databases_do_not_take_is_kept(store: Store) -> None:
    text = "Ja\0, sier \ud800Kari."
    found = replace(
        reading().statements[0], content=((0, 3),), cue=((5, 9),), source=((10, 15),), speaker="\ud800Ka\0ri"
    )
    odd = Reading(
        Article(text, title="T\0\ud800", outlet="\ud800", published="\0", byline="\ud800"), statements=(found,)
    )
    kept = store.article(store.add(odd).article)
    assert kept is not None
    assert kept.reading["article"]["text"] == text
    assert kept.title == "T\ufffd\ufffd"
    assert store.add(odd).status == "same"
    assert store.check() == []
    assert all(line.encode() for line in store.dump())
    assert store.speakers()[0]["name"] == "\ufffdKa\ufffdri"
    assert store.article("\ud800") is None


def test_every_line_of_the_dump_is_json_and_none_twice(store: Store) -> None:
    store.add(reading())
    lines = list(store.dump())
    rows = [json.loads(line) for line in lines]
    assert len(set(lines)) == len(lines)
    assert {r["table"] for r in rows if r["table"] in ("articles", "versions", "readings")} == {
        "articles",
        "versions",
        "readings",
    }
    primary = [json.loads(line)["table"] for line in store.dump(derived=False)]
    assert "speakers" not in primary
    assert sum(t == "statements" for t in primary) == sum(t == "appearances" for t in primary) == 4


def test_speakers_are_those_of_the_current_versions(store: Store) -> None:
    store.add(reading())
    store.add(reading(url="https://andre.example/x", outlet="Andre", published="2026-02-01"))
    kari, roads = store.speakers()
    assert kari == {
        "name": "Kari Vik",
        "kind": "person",
        "statements": 4,
        "outlets": ["Andre", "Avisa"],
        "first": "2026-02-01",
        "last": "2026-03-01T08:00:00+01:00",
        "also": [],
    }
    assert (roads["name"], roads["kind"], roads["statements"]) == ("Veivesenet", "organisation", 2)
    assert [s["name"] for s in store.speakers("VEI")] == ["Veivesenet"]
    assert store.speakers("ingen") == []
    assert len(store.speakers(limit=1)) == 1
    store.add(reading("Bare dette står igjen.", published="2026-03-05"))
    kari, roads = store.speakers()
    assert (kari["statements"], kari["outlets"], kari["last"]) == (2, ["Andre"], "2026-02-01")
    assert store.check() == []


def test_a_speaker_is_one_whatever_the_case(store: Store) -> None:
    text = "Ja, sier Kari Vik. Nei, sier KARI VIK. Jo, sier Kari Vik."
    parts = [s for s in reading().statements[:1] for _ in range(3)]
    spans = [((0, 2),), ((19, 22),), ((39, 41),)]
    found = tuple(
        replace(s, content=c, speaker=n, kind=k)  # type: ignore[arg-type]
        for s, c, n, k in zip(
            parts, spans, ("Kari Vik", "KARI VIK", "Kari Vik"), ("person", "group", "person"), strict=True
        )
    )
    store.add(Reading(Article(text), statements=found))
    (kari,) = store.speakers()
    assert (kari["name"], kari["kind"], kari["statements"]) == ("Kari Vik", "person", 3)
    assert (kari["outlets"], kari["first"], kari["last"]) == ([], None, None)


def test_those_of_whom_texts_say_but_we_are_not_listed_as_one(store: Store) -> None:
    first = reading().statements[0]
    said = [replace(first, content=((k, k + 1),), speaker=n) for k, n in enumerate(("Vi", "vi", "Båe", "Kari Vik"))]
    store.add(Reading(Article("Ja, nei."), statements=tuple(said)))
    assert [s["name"] for s in store.speakers()] == ["Kari Vik"]
    assert [s["statements"] for s in store.speakers("vi")] == [2, 1]
    assert store.check() == []


def test_decisions_are_kept_undone_and_logged(store: Store) -> None:
    def decide(kind: str, a: str, when: str) -> Decision:
        id = decision_id(kind, a, "b", None, "kari", when)
        return Decision(id, kind, a, "b", None, "kari", when)  # type: ignore[arg-type]

    late, early = decide("join", "a", "2026-03-02T08:00:00+02:00"), decide("split", "c", "2026-03-02T06:30:00+01:00")
    store.decide(late)
    store.decide(early)
    store.decide(late)
    assert store.decisions() == [early, late]
    assert [(c.kind, c.id) for c in store.changes(0)] == [("decision", late.id), ("decision", early.id)]
    assert store.undo(early.id, when="2026-03-03")
    assert not store.undo(early.id, when="2026-03-04")
    assert not store.undo("unknown", when="2026-03-04")
    store.decide(early)
    assert store.decisions() == [late]
    assert store.decisions(undone=True) == [replace(early, undone="2026-03-03"), late]
    assert store.last_change() == 3
    with pytest.raises(ValueError, match="another decision"):
        store.decide(replace(late, a="z"))
    assert store.check() == []


def test_decisions_made_together_are_kept_whole_and_undone_together(store: Store) -> None:
    made = [Decision(f"d{n}", "split", "a", f"b{n}", None, "kari", "2026-03-02") for n in range(3)]
    store.decide(*made)
    assert store.decisions() == made
    with pytest.raises(ValueError, match="another decision"):
        store.decide(replace(made[0], id="new"), replace(made[1], who="ola"))
    assert store.decision("new") is None
    assert store.last_change() == 3
    assert store.undo("d0", "d2", "unknown", when="2026-03-03") == 2
    assert store.decisions() == [made[1]]
    assert [c.id for c in store.changes(3)] == ["d0", "d2"]
    assert store.decision("d0") == replace(made[0], undone="2026-03-03")


def test_decisions_about_some_are_found_among_the_others(store: Store) -> None:
    def decide(n: int, kind: str, a: str, b: str | None) -> Decision:
        made = Decision(f"d{n}", kind, a, b, None, "kari", f"2026-03-02T10:00:{n:02}Z")  # type: ignore[arg-type]
        store.decide(made)
        return made

    one, two = decide(9, "split", "a", "b"), decide(2, "join", "c", "a")
    rated, merged = decide(3, "rate", "c", None), decide(4, "merge", "Kari Vik", "K. Vik")
    assert store.decisions(about=["a"]) == [two, one]
    assert store.decisions(about=["b", "a", "b"]) == [two, one]
    assert store.decisions(about=["c", "K. Vik"]) == [two, rated, merged]
    assert store.decisions(about=[]) == store.decisions(about=["x"]) == store.decisions(kinds=[]) == []
    assert store.decisions(kinds=["merge", "unmerge"]) == [merged]
    assert store.decisions(about=["c"], kinds=["rate"]) == [rated]
    # More than fit into one question, and one decision that several of them find.
    assert store.decisions(about=[*(f"x{n}" for n in range(1500)), "a", *(f"y{n}" for n in range(600)), "b"]) == [
        two,
        one,
    ]
    store.undo("d9", when="2026-03-03")
    assert store.decisions(about=["a"]) == [two]
    assert store.decisions(about=["a"], undone=True) == [two, replace(one, undone="2026-03-03")]
