from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from claim_world import undo_in
from desk_world import client
from follow_story import CUT, claim_of, denial, everything, first, own, story
from starlette.testclient import TestClient

from belegg.claims import Claim
from belegg.desk._desk import Desk

World = tuple[TestClient, Desk]
EN = {"accept-language": "en"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with client(tmp_path) as made:
        made[0].headers.update(EN)
        yield made


def cut(desk: Desk) -> Claim:
    return claim_of(desk.ledger, "Kysttelegraf", CUT)


def count(desk: Desk) -> Claim:
    return next(c for c in desk.ledger.claims() if "5 800" in c.text or "5.800" in c.text)


def test_a_claim_says_its_count_its_path_and_its_variants(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    page = pages.get(f"/claim/{claim.id}")
    assert page.status_code == 200
    assert "Four outlets, " in page.text or "Five outlets, " in page.text
    assert 'role="img"' in page.text and "The path as a list" in page.text
    assert "Østposten" in page.text and "Denies what the first says" in page.text
    assert page.text.count("<h1") == 1
    assert 'style="' not in page.text and "<script>" not in page.text
    svg = re.search(r'<svg class="path" xmlns.*?</svg>', page.text, re.DOTALL)
    assert svg
    ElementTree.fromstring(svg[0])
    assert "shared with Kysttelegraf" in svg[0]


def test_a_statement_leads_to_its_claim(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    page = pages.get(f"/claim/{claim.statements[-1].id}").text
    assert f"/claim/{claim.id}/export" in page
    assert 'class="c-carrier on"' in page


def test_the_three_languages(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    for code, words in (("nb", "Veien den gikk"), ("nn", "Vegen han gjekk"), ("en", "The path it took")):
        assert words in pages.get(f"/claim/{claim.id}", headers={"accept-language": code}).text


@pytest.mark.parametrize("id", ["nope", "0" * 16, "0" * 64, "%00", "..%2f..", "<script>", "a" * 3000, "🦊", "%ff"])
def test_odd_ids_are_not_found(world: World, id: str) -> None:
    pages, _ = world
    for path in (f"/claim/{id}", f"/claim/{id}/export", f"/speaker?name={id}", f"/speaker?name={id}&before={id}"):
        assert pages.get(path).status_code in (400, 404, 414, 422), path
    for data in ({"kind": "join", "a": id, "b": id}, {"kind": id, "a": id}, {"kind": "rate", "a": id, "letter": "A"}):
        assert pages.post("/decide", data=data).status_code in (400, 404, 422)
    assert pages.post(f"/decisions/{id}/undo").status_code in (400, 404, 414)
    assert pages.get("/decisions?page=0").status_code == 422
    assert pages.get("/speaker").status_code == 404


def test_related_claims_are_shown_both_ways(world: World) -> None:
    pages, desk = world
    late = next(c for c in claim_of(desk.ledger, "Nordavisa", "1 200").statements if "1 200" in c.content[0])
    early = next(c for c in claim_of(desk.ledger, "Kysttelegraf", "5 800").statements if c.outlet == "Kysttelegraf")
    desk.writer.do(lambda ledger: ledger.decide("split", late.id, early.id))
    now, then = (desk.ledger.claim(c.id) for c in (late, early))
    assert now and then
    assert {(r.type, r.claim) for r in now.relations} == {("updates", then.id), ("shifts", then.id)}
    page = pages.get(f"/claim/{now.id}").text
    assert "Gives a later figure than" in page and f'href="/claim/{then.id}"' in page
    page = pages.get(f"/claim/{then.id}").text
    assert "Has a later figure in" in page and f'href="/claim/{now.id}"' in page
    moves = pages.get("/speaker", params={"name": "Ola Dal"}).text.split('id="moves-head"')[1]
    assert moves.index(f"/claim/{then.id}") < moves.index(f"/claim/{now.id}")


def test_the_reasons_for_the_match_are_told(world: World) -> None:
    pages, desk = world
    page = pages.get(f"/claim/{cut(desk).id}").text
    assert "Names shared" in page and "skarvsundet" in page.casefold()
    assert re.search(r"\d+% sure that it is the same claim", page)


def test_join_by_search_and_undo_it(world: World) -> None:
    pages, desk = world
    one = cut(desk)
    other = next(c for c in desk.ledger.claims() if "Skolen" in c.text)
    found = pages.get(f"/claim/{one.id}", params={"join": "skolen på Lia"}).text
    assert f'name="b" value="{other.id}"' in found
    by_address = pages.get(f"/claim/{one.id}", params={"join": f"http://127.0.0.1:8017/claim/{other.id}"}).text
    assert f'name="b" value="{other.id}"' in by_address
    after = pages.post("/decide", data={"kind": "join", "a": one.id, "b": other.id})
    assert (after.status_code, after.history[0].status_code) == (200, 303)
    assert "Joined as one claim" in after.text and "Innlandet" in after.text
    assert desk.ledger.claim(one.statements[0].id) == desk.ledger.claim(other.statements[0].id)
    undone = pages.post(undo_in(after.text), data={"back": "claim", "at": one.statements[0].id})
    assert "Undone:" in undone.text
    assert desk.ledger.claim(one.statements[0].id) == one
    listed = pages.get("/decisions").text
    assert "Joined as one claim" in listed and "undone" in listed and "me, " in listed
    assert "/undo" not in listed


@pytest.mark.parametrize("kind", ["split", "reject"])
def test_a_statement_is_split_out_and_comes_back(world: World, kind: str) -> None:
    pages, desk = world
    claim = cut(desk)
    away = next(c for c in claim.statements if c.outlet == "Vestposten" and c.form is not None)
    after = pages.post("/decide", data={"kind": kind, "a": away.id})
    assert after.status_code == 200
    made = desk.ledger.decisions()
    assert {(d.kind, d.a, d.who) for d in made} == {(kind, away.id, "me")}
    alone = desk.ledger.claim(away.id)
    assert alone and [c.id for c in alone.statements] == [away.id]
    # The others stay together, whatever the one was parted from.
    rest = desk.ledger.claim(made[0].b or "")
    assert rest and {c.id for c in rest.statements} == {c.id for c in claim.statements} - {away.id}
    listed = pages.get("/decisions").text
    assert listed.count("/undo") == 1
    undone = pages.post(undo_in(after.text), data={"back": "claim", "at": away.id})
    assert undone.status_code == 200
    assert desk.ledger.claim(away.id) == claim
    assert desk.ledger.decisions() == []


def test_accepting_keeps_the_statement_where_it_is(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    after = pages.post("/decide", data={"kind": "accept", "a": claim.statements[1].id}).text
    assert "Confirmed as the same claim" in after
    now = desk.ledger.claim(claim.statements[1].id)
    assert now and {c.id for c in now.statements} == {c.id for c in claim.statements}


def test_a_rating_stands_beside_what_the_text_says(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    before = claim.to_dict()
    at = claim.statements[0].id
    page = pages.post("/decide", data={"kind": "rate", "a": at, "letter": "B", "figure": "3"}).text
    assert "B3: usually reliable, possibly true" in page and "by hand" in page
    now = desk.ledger.claim(at)
    assert now and now.to_dict() == before
    for letter, figure in (("G", "1"), ("A", "7"), ("", ""), ("AB", "1"), ("A", "1<b>")):
        bad = pages.post("/decide", data={"kind": "rate", "a": at, "letter": letter, "figure": figure})
        assert bad.status_code == 400
    assert len(desk.ledger.decisions()) == 1


def test_who_may_only_read_sees_no_forms_and_is_refused(tmp_path: Path) -> None:
    with client(tmp_path):
        pass
    with client(tmp_path, public=True) as (pages, desk):
        claim = cut(desk)
        page = pages.get(f"/claim/{claim.id}", params={"join": "skolen"}).text
        assert "/decide" not in page and "/undo" not in page and 'id="join"' not in page
        assert "/decide" not in pages.get("/speaker", params={"name": "Ola Dal"}).text
        for path in ("/decide", "/decisions/abc/undo"):
            assert pages.post(path, data={"kind": "accept", "a": claim.statements[0].id}).status_code in (401, 403)
        assert desk.ledger.decisions() == []


def test_the_claim_as_a_file(world: World) -> None:
    pages, desk = world
    claim = cut(desk)
    for form, end in (("csv", ".csv"), ("jsonl", ".jsonl"), ("jsonld", ".jsonld"), ("bibtex", ".bib")):
        got = pages.get(f"/claim/{claim.id}/export", params={"form": form})
        assert got.status_code == 200
        assert got.headers["content-disposition"] == f'attachment; filename="claim-{claim.id[:16]}{end}"'
        assert got.content
    assert json.loads(pages.get(f"/claim/{claim.id}/export?form=jsonl").text)["id"] == claim.id
    assert pages.get(f"/claim/{claim.id}/export?form=nope").status_code == 400
    assert pages.get(f"/claim/{claim.id}/export?form={'x' * 99}").status_code == 422


def test_nothing_decided_teaches(world: World) -> None:
    assert "Nothing has been decided yet." in world[0].get("/decisions").text
    assert "no more decisions" not in world[0].get("/decisions").text


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e"


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    who = "Siv <script>alert(3)</script> Ås"
    bad = story(f"Avisa {HOSTILE}", "Tittel", f"{who} sier at {CUT} {HOSTILE} i går.", (f"{CUT} {HOSTILE}", who))
    with client(tmp_path, bad, first(), own(), denial()) as (pages, desk):
        name = next(s.name for s in desk.ledger.speakers("siv"))
        pages.post("/decide", data={"kind": "merge", "a": f"x{HOSTILE}", "b": name})
        for claim in desk.ledger.claims():
            assert_harmless(pages.get(f"/claim/{claim.id}", params={"join": HOSTILE}).text)
        assert_harmless(pages.get("/speakers").text)
        assert_harmless(pages.get("/speakers", params={"q": HOSTILE}).text)
        assert_harmless(pages.get("/speaker", params={"name": name}).text)
        assert_harmless(pages.get("/decisions").text)


class Tags(HTMLParser):
    """What a browser would find on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert all(attrs.get("src", "").startswith("/static/") for tag, attrs in tags.found if tag == "script")  # type: ignore[union-attr]
    assert not {"img", "iframe", "style"} & {tag for tag, _ in tags.found}
    assert not [name for _, attrs in tags.found for name in attrs if name.startswith("on") or name == "style"]
    assert not [h for _, attrs in tags.found if (h := attrs.get("href")) and not h.startswith(("/", "#", "https://"))]
    assert "\u202e" not in page


def test_everything_has_a_page(world: World) -> None:
    pages, desk = world
    assert len(everything()) == desk.ledger.count_articles()
    for claim in desk.ledger.claims():
        assert pages.get(f"/claim/{claim.id}").status_code == 200
