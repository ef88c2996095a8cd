from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from claim_world import undo_in
from desk_world import client
from follow_story import everything, story
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from belegg.desk._desk import Desk
from belegg.desk._i18n import language_of
from belegg.desk._speaker_view import PAGE
from belegg.desk._timeline import MOST, bins, timeline_svg
from belegg.ledger import Decision

World = tuple[TestClient, Desk]
NB = language_of("nb")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with client(tmp_path) as made:
        made[0].headers.update({"accept-language": "en"})
        yield made


def test_the_list_the_search_and_the_empty_states(world: World, tmp_path: Path) -> None:
    pages, _ = world
    page = pages.get("/speakers").text
    assert page.index("Ola Dal") < page.index("Kari Vik")
    assert "Siv Ås" not in pages.get("/speakers", params={"q": "kari"}).text
    assert "Nobody of this name" in pages.get("/speakers", params={"q": "finnes ikke"}).text
    (tmp_path / "empty").mkdir()
    with client(tmp_path / "empty", empty=True) as (bare, _):
        assert "the ledger is empty" in bare.get("/speakers", headers={"accept-language": "en"}).text


def test_a_speaker_with_sentences_outlets_and_claims(world: World) -> None:
    pages, desk = world
    page = pages.get("/speaker", params={"name": "Ola Dal"}).text
    told = desk.ledger.speech("Ola Dal")
    assert f"{len(told)} statements" in page
    for u in told:
        assert f"/statement/{u.statement}" in page
        assert f"/claim/{u.claim}" in page
    # The words around a statement are there, and apart from it.
    assert '<span class="c-around">Det går framover, og </span>' in page
    assert "March 2026" in page and 'class="timeline"' in page and "Through which outlets" in page
    assert pages.get("/speaker", params={"name": "ola dal"}).status_code == 200


def test_said_about_are_the_claims_of_others(tmp_path: Path) -> None:
    about = story(
        "Avisa", "Om Dal", "Ola Dal må gå av i vår, sier Siv Ås.", ("Ola Dal må gå av i vår", "Siv Ås"), day=7
    )
    with client(tmp_path, *everything(), about) as (pages, _):
        page = pages.get("/speaker", params={"name": "Ola Dal"}, headers={"accept-language": "en"}).text
        assert "Ola Dal må gå av i vår" in page.split('id="about-head"')[1]


def test_pages_of_statements_lead_on_and_end(tmp_path: Path) -> None:
    many = [
        story("Avisa", f"Sak {n}", f"Vei {n} stenges, sier Ola Dal.", (f"Vei {n} stenges", "Ola Dal"), day=1 + n % 28)
        for n in range(34)
    ]
    with client(tmp_path, *many) as (pages, desk):
        told = [u.statement for u in desk.ledger.speech("Ola Dal", limit=100)]
        one = pages.get("/speaker", params={"name": "Ola Dal"}).text
        two = pages.get("/speaker", params={"name": "Ola Dal", "before": told[PAGE - 1]}).text
        assert f"before={told[PAGE - 1]}" in one
        assert [f"/statement/{s}" in one for s in told] == [n < PAGE for n in range(34)]
        assert [f"/statement/{s}" in two for s in told] == [n >= PAGE for n in range(34)]
        assert "before=" not in two.partition("</main>")[0]
        assert pages.get("/speaker", params={"name": "Ola Dal", "before": told[-1]}).status_code == 200


def test_merge_is_remembered_and_undone(world: World) -> None:
    pages, desk = world
    page = pages.post("/decide", data={"kind": "merge", "a": "Kari Vik", "b": "Ola Dal"}).text
    assert "Two names of one speaker" in page and "Also as" in page
    speech = desk.ledger.speaker("Kari Vik")
    assert speech and speech.name == "Ola Dal"
    assert "CUT" not in page and "sjøkabelen" in page
    undone = pages.post(undo_in(page), data={"back": "speaker", "at": "Ola Dal"}).text
    assert "Undone:" in undone and "Also as" not in undone
    alone = desk.ledger.speaker("Kari Vik")
    assert alone and alone.name == "Kari Vik"


def test_split_off_a_merged_name(world: World) -> None:
    pages, desk = world
    earlier = Decision("e" * 32, "merge", "Kari Vik", "Ola Dal", None, "me", "2026-01-01T08:00:00+00:00")
    desk.writer.do(lambda ledger: ledger.store.decide(earlier))
    page = pages.get("/speaker", params={"name": "Kari Vik"}).text
    assert 'value="unmerge"' in page and "Split off «Kari Vik»" in page
    after = pages.post("/decide", data={"kind": "unmerge", "a": "Kari Vik", "b": "Ola Dal"})
    assert after.status_code == 200 and "Names of two speakers" in after.text
    alone = desk.ledger.speaker("Kari Vik")
    assert alone and alone.name == "Kari Vik"
    assert [d.kind for d in desk.ledger.decisions()] == ["unmerge"]


@pytest.mark.parametrize(("a", "b"), [("", "Ola Dal"), ("Ola Dal", ""), ("ola dal", "Ola Dal"), ("\u200b", "Ola Dal")])
def test_a_merge_needs_two_names(world: World, a: str, b: str) -> None:
    pages, desk = world
    assert pages.post("/decide", data={"kind": "merge", "a": a, "b": b}).status_code == 400
    assert desk.ledger.decisions() == []


DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(str)


@given(st.lists(st.one_of(DAYS, st.sampled_from(["", "i går", "9999-99-99"]), st.none()), max_size=40))
def test_every_time_that_is_one_is_in_a_bin(times: list[str | None]) -> None:
    unit, found = bins(times)
    known = [t for t in times if t and t[0] in "12"]
    assert len(found) <= MOST
    if unit != "year":
        assert sum(b.count for b in found) == len(known)
    assert [b.start for b in found] == sorted(b.start for b in found)
    if svg := str(timeline_svg(times, NB)):
        assert ElementTree.fromstring(svg).get("role") == "img"


def test_the_unit_follows_the_span() -> None:
    assert bins(["2026-03-01", "2026-03-03T08:00:00+01:00"])[0] == "day"
    assert bins(["2026-03-01", "2027-03-01"])[0] == "month"
    assert bins(["2006-03-01", "2027-03-01"])[0] == "year"
    assert bins([None]) == ("day", [])
    assert timeline_svg(["2026-03-01"], NB) == ""
    assert "mars" in timeline_svg(["2026-03-01", "2026-03-02"], NB)
