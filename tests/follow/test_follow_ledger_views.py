"""What the pages ask of a ledger: articles, names that are one, what is new; from several threads at a time."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from follow_story import (
    CUT,
    carriers,
    changed_first,
    claim_of,
    copied,
    denial,
    dump,
    everything,
    first,
    ledger,
    other,
    own,
    retold,
    story,
)
from ledger_older import older_file

from belegg.claims import Facets
from belegg.errors import LedgerTimeoutError
from belegg.follow import Ledger
from belegg.follow._asked import asked_for

FIVE = "5 800 husstander"


def test_claims_are_counted_and_told_in_facets(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        assert made.count() == len(made.claims()) == made.facets().total == 3
        assert made.count("og i på") == 0 and made.facets("og i på") == Facets(0, False)
        assert made.count("Lia") == 1
        facets = made.facets("husstander")
        assert (facets.total, facets.bounded, facets.languages) == (1, False, (("nb", 1),))
        assert dict(facets.kinds) == {"person": 1} and ("Ola Dal", 1) in facets.speakers
        whole = made.facets(bound=1)
        assert (whole.total, whole.bounded) == (1, True)
        for claim in made.claims(certainty="denied"):
            assert any(c.certainty == "denied" for c in claim.statements)
        assert (
            {c.id for c in made.claims(min_origins=2)} == {c.id for c in made.claims() if c.origins.min >= 2} != set()
        )
        assert made.claims(kind="group") == made.claims(language="sv") == []


def test_articles_and_their_claims(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything(), changed_first()) as made:
        heads = made.articles()
        assert len(heads) == made.count_articles() == 7
        assert [h.outlet for h in made.articles(words="kabel")] == ["Vestposten", "Nordavisa"]
        (wire,) = (h for h in heads if h.outlet == "Kysttelegraf")
        old, new = made.versions(wire.id)
        assert (new.version, made.article(wire.id)) == (wire.version, new)
        reading = made.reading(wire.id)
        assert reading and reading.article == changed_first().article
        assert [s.content for s in reading.statements] == [s.content for s in changed_first().statements]
        before = made.reading(wire.id, old.version)
        assert before and before.article.text == first().article.text
        assert made.reading("unknown") is None and made.reading(wire.id, "unknown") is None
        briefs = made.claims_of_article(wire.id)
        for id, brief in briefs.items():
            claim = made.claim(id)
            assert claim and (claim.id, claim.text, claim.first) == (brief.claim, brief.text, brief.first)
            assert brief.articles == len({c.article for c in claim.statements})
            assert made.statement(id) == (wire.id, wire.version)
        assert {s.id for s in reading.statements} <= briefs.keys()
        assert [c.is_original for c in made.copies_of(wire.id)] == [False]
        retelling = next(h for h in heads if h.outlet == "Vestposten")
        # Its headline states the claim as well.
        assert len(made.claims_of_article(retelling.id)) == retelling.statements + 1


def test_merged_names_outlive_a_rebuild_and_come_apart_when_undone(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        apart = made.speakers()
        assert made.speaker("ola dal") == next(s for s in apart if s.name == "Ola Dal")
        decision = made.decide("merge", "Kari Vik", "Ola Dal")
        for _ in range(2):
            one = made.speaker("Kari Vik")
            assert one and (one.name, one.also) == ("Ola Dal", ("Kari Vik",))
            assert one.statements == sum(s.statements for s in apart if s.name in ("Ola Dal", "Kari Vik"))
            assert one in made.speakers() and len(made.speakers()) == len(apart) - 1
            assert len(made.speech("Kari Vik")) == len(made.speech("Ola Dal")) == one.statements
            made.rebuild()
        assert made.undo(decision.id)
        assert made.speakers() == apart and made.speaker("nobody") is None
        assert decision.id in {d.id for d in made.store.decisions(undone=True)}


def test_what_somebody_says_and_what_is_said_about_him(tmp_path: Path) -> None:
    content = "Kari Vik går av i Nesvik før sommeren"
    told = story("Posten", "Går av", f"{content}, sier Ola Dal.", (content, "Ola Dal"), day=7)
    with ledger(tmp_path / "a.db", *everything(), told) as made:
        latest, *_, earliest = made.speech("Ola Dal")
        assert latest.content == (content,) and latest.claim_text == content
        assert earliest.outlet == "Kysttelegraf"
        assert made.speech("Ola Dal", before=latest.statement)[0].statement != latest.statement
        assert [c.text for c in made.about("Kari Vik")] == [content]
        assert content not in [c.text for c in made.about("Ola Dal")]


def test_news_are_told_as_articles_come_and_never_again(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db") as made:
        made.add(first())
        seen = made.last_change()
        assert {n.kind for n in made.news()} == {"new"} and made.news_counts()["new"] == made.count()
        made.add(own())
        cable = claim_of(made, "Kysttelegraf", CUT).id
        assert [(n.kind, n.claim.claim) for n in made.news(seen)] == [("second", cable)]
        seen = made.last_change()
        made.add(denial())
        assert ("contradicted", cable) in {(n.kind, n.claim.claim) for n in made.news(seen)}
        made.add(copied(), retold(), other())
        before, counts = made.news(), made.news_counts()
        assert [n.seq for n in before] == sorted((n.seq for n in before), reverse=True)
        made.rebuild()
        assert (made.news(), made.news_counts()) == (before, counts)
        assert made.stale() == 0


def test_a_ledger_of_the_first_format_is_derived_anew(tmp_path: Path) -> None:
    with ledger(tmp_path / "now.db", *everything()) as made:
        made.decide("merge", "Kari Vik", "Ola Dal")
        expected, changes = dump(made), made.last_change()
    older_file(tmp_path / "old.db", tmp_path / "now.db")
    with ledger(tmp_path / "old.db") as old:
        assert old.claims() == [] and old.stale() == changes
        assert old.update() == changes
        assert dump(old) == expected and old.check() == []
        info = old.info()
        assert (info["articles"], info["claims"], info["decisions"], info["database"]) == (7, 3, 1, "sqlite")


def test_many_threads_ask_while_another_ledger_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    failures: list[BaseException] = []
    done = threading.Event()
    with ledger(path, first()) as writer, Ledger(path, readonly=True, query_seconds=20) as asked:

        def ask() -> None:
            try:
                while not done.is_set():
                    for head in asked.articles():
                        assert asked.reading(head.id) is not None
                        for brief in asked.claims_of_article(head.id).values():
                            assert brief.articles >= 1
                    assert asked.speakers()
                    # While all is made again there may be none.
                    asked.facets(), asked.news(), asked.count()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for reading in (*everything(), changed_first()):
            writer.add(reading)
        writer.rebuild()
        done.set()
        for thread in threads:
            thread.join(30)
        assert failures == []
        assert asked.count() == writer.count() == len(writer.claims())


def test_a_question_has_its_time(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", first()):
        pass
    with Ledger(tmp_path / "a.db", readonly=True, query_seconds=30) as asked:
        assert asked.count() >= 1
    with (
        Ledger(tmp_path / "a.db", readonly=True, query_seconds=0.05) as asked,
        pytest.raises(LedgerTimeoutError),
        asked.store._db.reading() as run,  # type: ignore[attr-defined]
    ):
        run.all("WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")


def test_everything_given_out_is_plain_json(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        (cable,) = {c.article for c in carriers(made, FIVE) if c.outlet == "Kysttelegraf"}
        given: list[Any] = [
            made.facets(), *made.articles(), *made.copies_of(cable), *made.claims_of_article(cable).values(),
            *made.news(), *made.speech("Ola Dal"), *made.speakers(),
        ]  # fmt: skip
        kinds = {type(x).__name__ for x in given}
        assert kinds == {"Facets", "ArticleHead", "CopyOf", "ClaimBrief", "News", "Utterance", "Speech"}
        for x in given:
            assert json.loads(json.dumps(x.to_dict())) == x.to_dict()
        assert asked_for("og", {}) is None


def test_heard_tells_where_and_when_without_what(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        heard = made.heard("Ola Dal")
        told = made.speech("Ola Dal")
        assert sum(n for *_, n in heard) == len(told)
        times = {u.article: u.published or "" for u in told}
        assert [when for when, *_ in heard] == sorted(times.values(), reverse=True)
        assert {outlet for _, outlet, _ in heard} == {u.outlet for u in told}
        assert len(made.heard("Ola Dal", 1)) == 1
        assert made.heard("nobody") == []
