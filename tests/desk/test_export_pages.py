"""Any list as a file, with the filters of its page; the same through the API."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from desk_world import client
from starlette.testclient import TestClient

from belegg.desk import _whole
from belegg.desk._desk import Desk
from belegg.export import FORMATS, LISTS

World = tuple[TestClient, Desk]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with client(tmp_path_factory.mktemp("export")) as (pages, desk):
        pages.headers["accept-language"] = "en"
        one, other = (c.statements[0].id for c in desk.ledger.claims()[:2])
        desk.writer.do(lambda ledger: ledger.decide("join", one, other))
        made = desk.writer.do(lambda ledger: ledger.decide("rate", one, value="B2"))
        desk.writer.do(lambda ledger: ledger.undo(made.id))
        pages.post("/alerts", data={"name": "Kabel", "query": "q=kabel&mode=words", "seq": 0})
        yield pages, desk


def lines(world: World, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = world[0].get(path, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["content-disposition"].startswith('attachment; filename="belegg-')
    return [json.loads(line) for line in answer.text.splitlines()]


def taken(world: World, page: str) -> dict[str, list[str]]:
    """The links to files of a page: for each path the formats."""
    found: dict[str, list[str]] = {}
    for href in re.findall(r'<a href="([^"]+)" hx-boost="false" download>', world[0].get(page).text):
        form = re.search(r"form=(\w+)", href)
        assert form
        found.setdefault(urlsplit(href).path, []).append(form[1])
        assert world[0].get(href.replace("&amp;", "&")).status_code == 200, href
    return found


def an_alert(world: World) -> str:
    return str(world[0].get("/api/v1/alerts").json()["items"][0]["id"])


def test_every_list_offers_what_fits_it(world: World) -> None:
    four = ["csv", "jsonl", "jsonld", "bibtex"]
    id, article = an_alert(world), world[1].ledger.articles()[0].id
    assert taken(world, "/articles") == {"/articles/export": four}
    assert taken(world, "/speakers") == {"/speakers/export": four[:3]}
    assert taken(world, "/decisions") == {"/decisions/export": four[:2]}
    assert taken(world, f"/article/{article}") == {f"/article/{article}/export": four}
    assert taken(world, "/speaker?name=Ola Dal")["/speaker/export"] == four
    assert taken(world, "/today?after=0") == {"/today/export": four}
    assert taken(world, "/today?section=new&after=0") == {"/today/export": four}
    # What is new, and where there is more than that, all.
    assert set(taken(world, f"/alerts/{id}")) == {f"/alerts/{id}/export"}


def test_a_list_that_a_format_does_not_fit_says_which_do(world: World) -> None:
    for path, forms in (("/speakers/export", LISTS["speakers"]), ("/decisions/export", LISTS["decisions"])):
        answer = world[0].get(path, params={"form": "bibtex"})
        assert answer.status_code == 400
        assert ", ".join(forms) in answer.text
    body = world[0].get("/api/v1/speakers?format=bibtex").json()["error"]
    assert body["remedy"] == "choose one of csv, jsonl, jsonld"
    for path in ("/articles/export", "/today/export", f"/alerts/{an_alert(world)}/export"):
        assert world[0].get(path, params={"form": "docx"}).status_code == 400
    told = world[0].get("/speakers/export?form=bibtex", headers={"accept-language": "nn"}).text
    assert "denne lista kan ikkje eksporterast i det formatet" in told
    assert "vel csv, jsonl eller jsonld" in told


def test_articles_with_their_filters(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = world[1].ledger
    every = [head.to_dict() for head in ledger.articles()]
    monkeypatch.setattr(_whole, "_STEP", 2)
    assert lines(world, "/articles/export", form="jsonl") == every
    assert lines(world, "/api/v1/articles", format="jsonl") == every
    outlet = every[0]["outlet"]
    some = [a for a in every if a["outlet"] == outlet]
    assert 0 < len(some) < len(every)
    assert lines(world, "/articles/export", form="jsonl", outlet=outlet) == some
    assert lines(world, "/api/v1/articles", format="jsonl", outlet=outlet) == some
    monkeypatch.setattr(_whole, "EXPORTED", 3)
    assert lines(world, "/articles/export", form="jsonl") == every[:3]


def test_speakers_and_what_they_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = world[1].ledger
    monkeypatch.setattr(_whole, "_STEP", 2)
    for path, form in (("/speakers/export", "form"), ("/api/v1/speakers", "format")):
        assert lines(world, path, **{form: "jsonl"}) == [s.to_dict() for s in ledger.speakers()]
        assert [s["name"] for s in lines(world, path, **{form: "jsonl", "q": "dal"})] == ["Ola Dal"]
    told = [u.to_dict() for u in ledger.speech("Ola Dal")]
    assert len(told) > 3
    for path, params in (
        ("/speaker/export", {"name": "ola dal", "form": "jsonl"}),
        ("/api/v1/speakers/ola dal/statements", {"format": "jsonl"}),
    ):
        found = lines(world, path, **params)
        assert [{k: s[k] for k in told[0]} for s in found] == told
        assert {s["speaker"] for s in found} == {"Ola Dal"}
    about = lines(world, "/speaker/about/export", name="Ola Dal", form="jsonl")
    assert [c["id"] for c in about] == [b.claim for b in ledger.about("Ola Dal")]
    for path in ("/speaker/export", "/speaker/about/export", "/api/v1/speakers/nobody/statements?format=csv"):
        assert world[0].get(path).status_code == 404


def test_the_statements_of_an_article(world: World) -> None:
    ledger = world[1].ledger
    head = max(ledger.articles(), key=lambda a: a.statements)
    reading = ledger.reading(head.id)
    assert reading is not None
    found = lines(world, f"/article/{head.id}/export", form="jsonl")
    assert [s["statement"] for s in found] == [s.id for s in reading.statements]
    claims = ledger.claims_of_article(head.id)
    assert [s["claim"] for s in found] == [claims[s.id].claim if s.id in claims else None for s in reading.statements]
    first = reading.statements[0]
    assert found[0]["content"] == [reading.article.text[a:b] for a, b in first.content]
    assert found[0]["confidence"] == first.confidence
    assert found[0]["chain"] == [hop.to_dict() for hop in first.chain]
    name = next(s.speaker for s in reading.statements if s.speaker)
    wanted = [s.id for s in reading.statements if s.speaker == name]
    assert 0 < len(wanted) < len(reading.statements)
    one = lines(world, f"/article/{head.id}/export", form="jsonl", speaker=name)
    assert [s["statement"] for s in one] == wanted
    link = world[0].get(f"/article/{head.id}", params={"speaker": name, "version": head.version}).text
    assert re.search(rf"/article/{head.id}/export\?form=csv&amp;version={head.version}&amp;speaker=", link)
    assert world[0].get(f"/article/{head.id}/export?version=0").status_code == 404
    assert world[0].get("/article/0/export").status_code == 404


def test_what_is_new_and_what_an_alert_finds(world: World) -> None:
    ledger, id = world[1].ledger, an_alert(world)
    for section in ("new", "contradicted"):
        ids = list(dict.fromkeys(n.claim.claim for n in ledger.news(0, [section], 1000)))
        assert ids
        assert [c["id"] for c in lines(world, "/today/export", form="jsonl", section=section, after=0)] == ids
    every = list(dict.fromkeys(n.claim.claim for n in ledger.news(0, limit=1000)))
    assert [c["id"] for c in lines(world, "/today/export", form="jsonl", after=0)] == every
    assert [c["id"] for c in lines(world, "/api/v1/news", format="jsonl")] == every
    assert lines(world, "/today/export", form="jsonl", after=ledger.last_change()) == []
    assert world[0].get("/today/export?section=old").status_code == 400
    wanted = [c.to_dict() for c in ledger.claims("kabel")]
    assert lines(world, f"/alerts/{id}/export", form="jsonl") == wanted
    new = lines(world, f"/alerts/{id}/export", form="jsonl", new="1")
    assert {c["id"] for c in new} == {c["id"] for c in wanted}
    assert lines(world, f"/api/v1/alerts/{id}", format="jsonl") == new
    assert world[0].get("/alerts/0/export").status_code == 404


def test_decisions_are_all_there_with_those_undone(world: World) -> None:
    found = lines(world, "/decisions/export", form="jsonl")
    assert [(d["kind"], d["undone"] is None) for d in found] == [("rate", False), ("join", True)]
    assert [d["kind"] for d in lines(world, "/api/v1/decisions", format="jsonl")] == ["join"]
    rows = list(csv.DictReader(io.StringIO(world[0].get("/decisions/export").text)))
    assert [row["value"] for row in rows] == ["B2", ""]


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "parquet"])
def test_lists_of_claims_of_the_api_come_in_every_format(world: World, form: str) -> None:
    for path, params in (("/claims", {"q": "kabel"}), ("/search", {"q": "kabel"}), ("/news", {"since": "0"})):
        answer = world[0].get(f"/api/v1{path}", params={**params, "format": form})
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f'{FORMATS[form].suffix}"')
        assert int(answer.headers["content-length"]) == len(answer.content) > 0
        assert answer.headers["etag"]


def test_a_file_is_never_a_part(world: World) -> None:
    for path in ("/articles", "/claims", "/search?q=a", "/news", "/speakers", "/speakers/Ola Dal/statements",
                 "/decisions"):  # fmt: skip
        for part in ("limit=1", "cursor=x"):
            if part == "cursor=x" and path in ("/search?q=a", "/news"):
                continue
            answer = world[0].get(f"/api/v1{path}{'&' if '?' in path else '?'}format=csv&{part}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "usage"), (path, part)


def test_the_description_tells_of_the_files(world: World) -> None:
    described = world[0].get("/api/v1/openapi.json").json()["paths"]
    content = described["/api/v1/speakers"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/csv", "application/x-ndjson", "application/ld+json"}
    assert "application/x-bibtex" in described["/api/v1/articles"]["get"]["responses"]["200"]["content"]


def test_a_list_that_takes_too_long_is_an_error_and_no_half_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from belegg.errors import LedgerTimeoutError

    asked = []
    original = world[1].ledger.articles

    def late(**more: Any) -> Any:
        asked.append(more)
        if len(asked) > 1:
            raise LedgerTimeoutError("the question takes too long")
        return original(**more)

    monkeypatch.setattr(world[1].ledger, "articles", late)
    monkeypatch.setattr(_whole, "_STEP", 2)
    answer = world[0].get("/articles/export")
    assert answer.status_code == 503
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_nobody_else_has_my_alert(tmp_path: Path) -> None:
    from access_world import as_role, guarded

    with guarded(tmp_path) as (pages, desk):
        mine = as_role(desk, "user")
        made = pages.post("/alerts", data={"name": "A", "query": "q=a"}, headers=mine, follow_redirects=False)
        id = made.headers["location"].partition("?")[0].rsplit("/", 1)[-1]
        pages.cookies.clear()
        assert pages.get(f"/alerts/{id}/export", headers=mine).status_code == 200
        pages.cookies.clear()
        assert pages.get(f"/alerts/{id}/export", headers=as_role(desk, "admin")).status_code == 404
