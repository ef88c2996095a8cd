"""Alerts: kept, looked at, renamed, deleted and kept after all; exact about what is new."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from desk_world import client
from follow_story import copied, denial, first, other, own, retold
from starlette.testclient import TestClient

from belegg.claims import Claim
from belegg.desk import _alerts, _watch
from belegg.desk._access import LOCAL
from belegg.desk._alerts import Alerts, tidy
from belegg.desk._desk import Desk
from belegg.desk._errors import NotFound
from belegg.desk._found import ranked
from belegg.desk._query import Query
from belegg.desk._watch import fresh, watch
from belegg.errors import UsageError
from belegg.follow import Ledger
from belegg.types import Reading


def keep(desk: TestClient, name: str = "Kabelen", query: str = "q=kuttet+anker&mode=words", seq: int = 10**6) -> str:
    answer = desk.post("/alerts", data={"name": name, "query": query, "seq": seq}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"].split("?")[0].rsplit("/", 1)[1]


def add(desk: Desk, *readings: Reading) -> None:
    desk.writer.do(lambda ledger: ledger.add(*readings))


def test_the_life_of_an_alert(tmp_path: Path) -> None:
    with client(tmp_path, other()) as (desk, made):
        desk.headers["accept-language"] = "en"
        id = keep(desk)
        assert "nothing new" in desk.get("/alerts").text
        add(made, first())
        assert "1 claim with news" in desk.get("/alerts").text
        assert 'Kabelen</a> <span class="count">1</span>' in desk.get("/today").text
        page = desk.get(f"/alerts/{id}").text
        assert "kuttet" in page[page.index("New since") :]
        seq = re.search(r'name="seq" value="(\d+)"', page)
        assert seq
        add(made, copied(), own(), retold(), denial())
        desk.post(f"/alerts/{id}/seen", data={"seq": seq[1]})
        assert "1 claim with news" in desk.get("/alerts").text, "what came after it was shown is new"
        page = desk.get(f"/alerts/{id}").text
        desk.post(f"/alerts/{id}/seen", data={"seq": re.search(r'name="seq" value="(\d+)"', page)[1]})  # type: ignore[index]
        assert "nothing new" in desk.get("/alerts").text
        assert "Seen before" in desk.get(f"/alerts/{id}").text

        desk.post(f"/alerts/{id}/name", data={"name": "  Anker\n\u202e  "})
        assert "<h1>Anker" in desk.get(f"/alerts/{id}").text
        assert desk.post(f"/alerts/{id}/name", data={"name": " \u200b "}).status_code == 400

        asked = desk.get(f"/alerts/{id}/delete").text
        assert 'method="post"' in asked
        assert desk.get(f"/alerts/{id}").status_code == 200, "asking deletes nothing"
        before = Alerts(made.state, "me").get(id)
        gone = desk.post(f"/alerts/{id}/delete").text
        assert desk.get(f"/alerts/{id}").status_code == 404
        form = dict(re.findall(r'type="hidden" name="(name|query|seq)" value="([^"]*)"', gone))
        form["query"] = form["query"].replace("&amp;", "&")
        again = keep(desk, form["name"], form["query"], int(form["seq"]))
        after = Alerts(made.state, "me").get(again)
        assert (after.name, after.query, after.seq) == (before.name, before.query, before.seq)


def test_somebody_elses_alert_is_none(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        theirs = Alerts(made.state, "kari").add("Hennes", Query(q="x"), 0)
        assert "Hennes" not in desk.get("/alerts").text
        assert desk.get(f"/alerts/{theirs.id}").status_code == 404
        for what, data in (("seen", {"seq": "1"}), ("name", {"name": "x"}), ("delete", {})):
            assert desk.post(f"/alerts/{theirs.id}/{what}", data=data).status_code == 404
        assert Alerts(made.state, "kari").all() == [theirs]
        for id in ("nope", "%ed%a0%80", "x" * 900):
            assert desk.get(f"/alerts/{id}").status_code == 404
        with pytest.raises(NotFound):
            Alerts(made.state, LOCAL.name).get("\ud800")


def test_names_are_bounded_and_clean(tmp_path: Path) -> None:
    assert tidy("a\0b\u202ec\n" + "x" * 500) == "a\u2400b\ufffdc " + "x" * 114
    with client(tmp_path, first()) as (desk, made):
        keep(desk, name="\u200b \n", query="q=anker")
        keep(desk, name="", query="kind=person&nonsense=1&since=%ff")
        assert {a.name for a in Alerts(made.state, "me").all()} == {"anker", "…"}
        assert desk.post("/alerts", data={"name": "x" * 3000}).status_code == 422
        assert desk.post("/alerts", data={"name": "x", "query": "q=" + "x" * 5000}).status_code == 422
        assert desk.post("/alerts", data={"name": "x", "seq": "-4"}).status_code == 422
        keep(desk, name="hva", query="=&&%zz=%ff;;&q=%00")
        assert desk.get("/alerts").status_code == 200


def test_so_many_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_alerts, "MANY", 2)
    with client(tmp_path, first()) as (desk, made):
        keep(desk)
        keep(desk)
        assert desk.post("/alerts", data={"name": "x"}).status_code == 400
        Alerts(made.state, "kari").add("x", Query(), 0)
        with pytest.raises(UsageError):
            Alerts(made.state, "me").add("x", Query(), 0)


QUERIES = [
    Query(), Query(q="anker kuttet", mode="words"), Query(q="husstander", mode="words", kind="person"),
    Query(speaker="Ola Dal"), Query(hearsay=True), Query(contradicted=True), Query(q="finnesikke", mode="words"),
    Query(q="på", mode="words"),
]  # fmt: skip


@pytest.mark.parametrize("bound", [1, 2000])
def test_what_is_new_is_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: int) -> None:
    with client(tmp_path, other(), first()) as (_, made):
        seqs = [0, made.ledger.store.cursor()]
        add(made, copied(), own(), retold(), denial())
        monkeypatch.setattr(_watch, "BOUND", bound)
        for after in (*seqs, made.ledger.store.cursor()):
            happened = {n.claim.claim for n in made.ledger.news(after, limit=1000)}
            for query in QUERIES:
                alert = _alerts.Alert("a", "a", query, after, "")
                wanted = happened & {c.id for c in made.ledger.claims(query.q or None, **query.asked())}
                found = fresh(made.ledger, alert)
                if found.bounded:
                    assert set(found.claims) <= wanted
                    assert bound == 1
                else:
                    assert set(found.claims) == wanted, (query, after)
                assert len(found.claims) == len(set(found.claims))
                assert found.seq == made.ledger.store.cursor()
            _watch._WATCHES.clear()


def test_by_meaning_what_is_new_is_among_the_nearest(tmp_path: Path) -> None:
    with client(tmp_path, other()) as (desk, made):
        desk.headers["accept-language"] = "en"
        id = keep(desk, query="q=kabelen+ble+kuttet")
        add(made, first())
        found = fresh(made.ledger, Alerts(made.state, "me").get(id))
        nearest = {c.id for c in made.ledger.search("kabelen ble kuttet", 100)}
        happened = {n.claim.claim for n in made.ledger.news(found.seq - 1)}
        assert set(found.claims) == nearest & happened != set()
        assert "Searched by meaning" in desk.get(f"/alerts/{id}").text


def test_searches_by_meaning_take_a_bounded_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[str] = []
    with client(tmp_path, other()) as (desk, made):

        def counted(ledger: Ledger, query: Query) -> list[Claim]:
            sought.append(query.q)
            return ranked(ledger, query)

        monkeypatch.setattr(_watch, "ranked", counted)
        words = ["kabelen ble kuttet", "et anker", "havna"]
        for n, text in enumerate(words):
            keep(desk, str(n), f"q={text}", seq=0)
        # A second alert of one search, which costs nothing more; and one by words, which is no such search.
        keep(desk, "again", f"q={words[0]}", seq=1)
        keep(desk, "words", "q=kuttet&mode=words", seq=0)
        monkeypatch.setattr(_watch, "SECONDS", 60.0)
        made_now = Alerts(made.state, "me").all()
        exact = watch(made.ledger)(made_now)
        assert sorted(sought) == sorted(words)
        assert not any(f.bounded for f in exact)
        assert watch(made.ledger)(made_now) == exact
        assert len(sought) == len(words)

        add(made, first(), denial())
        monkeypatch.setattr(_watch, "SECONDS", 0.0)
        seen: list[str] = []
        for asked in range(1, len(words) + 1):
            sought.clear()
            told = watch(made.ledger)(made_now)
            # One an answer, another each time; the others are told by what is known, and said to be more.
            assert len(sought) == 1
            seen += sought
            late = {a.query.q for a, f in zip(made_now, told, strict=True) if f.bounded}
            assert late == set(words) - set(seen), asked
        assert sorted(seen) == sorted(words)
        sought.clear()
        by_turns = watch(made.ledger)(made_now)
        assert sought == []
        # In the end it is what it would have been at once.
        _watch._WATCHES.clear()
        monkeypatch.setattr(_watch, "SECONDS", 60.0)
        assert by_turns == watch(made.ledger)(made_now)
        assert any(f.claims for f in by_turns)


def test_of_one_alert_all_is_exact_however_long_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_watch, "SECONDS", 0.0)
    with client(tmp_path, other()) as (desk, made):
        desk.headers["accept-language"] = "en"
        for text in ("kabelen ble kuttet", "et anker"):
            keep(desk, text, f"q={text}", seq=0)
        add(made, first())
        one, two = Alerts(made.state, "me").all()
        assert "much has happened: open it to see" in desk.get("/alerts").text
        for alert in (one, two):
            found = fresh(made.ledger, alert)
            assert not found.bounded
            nearest = {c.id for c in made.ledger.search(alert.query.q, 100)}
            assert set(found.claims) == nearest & {n.claim.claim for n in made.ledger.news(0)} != set()
        add(made, denial())
        # What is known of it is told on Today, with a sign that there may be more.
        assert desk.get("/today").text.count("+</span>") == 1


def test_an_alert_of_another_ledger_does_not_break(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        alert = Alerts(made.state, "me").add("x", Query(q="anker"), 10**9)
        assert fresh(made.ledger, alert).claims == ()
        assert fresh(made.ledger, replace(alert, seq=0)).claims
        assert desk.get("/alerts").status_code == 200


def test_alerts_are_for_those_who_may_use(tmp_path: Path) -> None:
    with client(tmp_path, first()):
        pass
    with client(tmp_path, public=True) as (desk, _):
        assert desk.get("/alerts").status_code == 403
        assert desk.post("/alerts", data={"name": "x"}).status_code == 403
