"""Today: nothing is lost between showing and marking, and what is new is told in its section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from desk_world import client, open_ledger
from follow_story import copied, denial, everything, first, other, own, retold
from starlette.testclient import TestClient

from belegg.desk._alerts import Looks
from belegg.desk._desk import Desk
from belegg.desk.pages import today
from belegg.follow import Ledger
from belegg.types import Reading


def shown(desk: TestClient) -> int:
    found = re.search(r'name="seq" value="(\d+)"', desk.get("/today").text)
    assert found
    return int(found[1])


def add(desk: Desk, *readings: Reading) -> None:
    desk.writer.do(lambda ledger: ledger.add(*readings))


def test_sections_hold_what_the_ledger_tells(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        desk.headers["accept-language"] = "en"
        page = desk.get("/today").text
        counts = made.ledger.news_counts(0)
        assert counts["new"]
        assert counts["contradicted"]
        for kind, n in counts.items():
            section = desk.get(f"/today?section={kind}&after=0").text
            assert len(re.findall("<li data-item>", section)) == n
            assert (f'id="{kind}"' in page) == (n > 0)
        assert "Latest articles" in page
        assert page.count("<time") > 3
        assert " style=" not in page


def test_what_comes_between_showing_and_marking_is_new_the_next_time(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        seq = shown(desk)
        add(made, other())
        desk.post("/today/seen", data={"seq": seq})
        page = desk.get("/today").text
        assert "Skolen på Lia" in page[: page.index('class="side"')]
        assert Looks(made.state).of("me").seq == seq  # type: ignore[union-attr]
        desk.post("/today/seen", data={"seq": shown(desk)})
        page = desk.get("/today").text
        assert "data-item" not in page
        assert 'name="seq"' not in page


def test_changes_that_are_not_taken_in_are_said_and_not_marked_as_seen(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        desk.headers["accept-language"] = "en"
        desk.post("/today/seen", data={"seq": shown(desk)})
        made.writer.do(lambda ledger: ledger.add(other(), match=False))
        assert "1 change is not taken in yet" in desk.get("/today").text
        desk.post("/today/seen", data={"seq": made.ledger.last_change()})
        made.writer.do(lambda ledger: ledger.update())
        page = desk.get("/today").text
        assert "not taken in" not in page
        assert "Skolen på Lia" in page[: page.index('class="side"')]


@pytest.mark.parametrize("old", [True, False])
def test_claims_of_another_version_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool) -> None:
    with client(tmp_path, first()) as (desk, _):
        desk.headers["accept-language"] = "nb"
        if old:
            monkeypatch.setattr(Ledger, "outdated", lambda self: True)
        assert ("Kommandoen «belegg rebuild» lager dem på nytt." in desk.get("/today").text) == old


def test_a_mark_can_be_looked_behind(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        before = shown(desk)
        desk.post("/today/seen", data={"seq": before})
        add(made, other())
        answer = desk.post("/today/seen", data={"seq": shown(desk)})
        assert answer.url.query.decode() == f"marked={before}"
        link = re.search(r'href="/today\?after=(\d+)"', answer.text)
        assert link
        assert int(link[1]) == before
        assert "Skolen på Lia" in desk.get(f"/today?after={before}").text
        assert Looks(made.state).of("me").seq > before  # type: ignore[union-attr]


def test_a_ledger_put_back_to_an_earlier_state_is_shown_anew(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        Looks(made.state).keep("me", 10_000)
        assert "data-item" in desk.get("/today").text
        assert shown(desk) == made.ledger.store.cursor()


@pytest.mark.parametrize("seq", ["", "x", "-1", str(2**70), "1.5"])
def test_a_mark_that_makes_no_sense_is_refused(tmp_path: Path, seq: str) -> None:
    with client(tmp_path, first()) as (desk, made):
        assert desk.post("/today/seen", data={"seq": seq}).status_code == 422
        assert Looks(made.state).of("me") is None


def test_nobody_marks_what_is_to_come(tmp_path: Path) -> None:
    with client(tmp_path, first()) as (desk, made):
        desk.post("/today/seen", data={"seq": 2**61})
        add(made, other())
        assert "Skolen på Lia" in desk.get("/today").text


def test_the_public_reads_and_marks_nothing(tmp_path: Path) -> None:
    with client(tmp_path, *everything()):
        pass
    with client(tmp_path, public=True) as (desk, made):
        made.state.run("INSERT INTO looks (user, seq, at) VALUES ('reader', 99, '2026-01-01T00:00:00+00:00')")
        page = desk.get("/today").text
        assert "data-item" in page
        assert "/today/seen" not in page
        assert "/alerts" not in page
        assert desk.post("/today/seen", data={"seq": 1}).status_code == 403
        assert 'action="/alerts"' not in desk.get("/search?q=kabel").text


def test_at_first_only_the_latest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "LATEST", 1)
    with client(tmp_path, first()) as (desk, made):
        add(made, other())
        page = desk.get("/today").text
        news = page[: page.index('class="side"')]
        assert "Skolen på Lia" in news
        assert "kuttet" not in news


def test_a_long_section_is_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "PAGE", 2)
    monkeypatch.setattr(today, "FIRST", 1)
    with client(tmp_path) as (desk, made):
        n = made.ledger.news_counts(0)["new"]
        assert n > 2
        assert "/today?section=new&amp;after=0" in desk.get("/today?after=0").text
        told = [
            re.findall(r'class="wording"><a href="([^"]+)"', desk.get(f"/today?section=new&after=0&page={p}").text)
            for p in range(1, n)
        ]
        flat = [x for page in told for x in page]
        assert len(flat) == len(set(flat)) == n


def test_an_empty_ledger_teaches(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        page = desk.get("/today").text
        for link in ('href="/read"', 'href="/add"', 'action="/demo"'):
            assert link in page
        assert 'name="seq"' not in page


def test_what_stands_against_a_claim_is_named(tmp_path: Path) -> None:
    with client(tmp_path, first(), copied(), own(), retold(), denial()) as (desk, made):
        desk.headers["accept-language"] = "en"
        page = desk.get("/today?section=contradicted&after=0").text
        assert "others deny it" in page
        with open_ledger(tmp_path / "news.db") as ledger:
            assert any(c.certainty == "denied" for c in ledger.claims(contradicted=True)[0].statements)
        assert made.ledger.count(contradicted=True) == page.count("data-item")
