from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from add_world import lines, wait
from desk_world import client
from test_api_ledger import API, SCHEMA, pages

from belegg.desk.api import reading
from belegg.errors import BlockedAddressError
from belegg.types import Article

TEXT = "Havna er stengt\n\nKari Vik sier at havna er stengt i natt. Det er kaldt."


def test_a_text_is_read_and_nothing_is_kept(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        body = desk.post(f"{API}/read", json={"text": TEXT, "outlet": "Kystbladet", "published": "2026-03-01"}).json()
        jsonschema.validate(body, SCHEMA)
        assert (body["article"]["text"], body["article"]["outlet"]) == (TEXT, "Kystbladet")
        (statement,) = body["statements"]
        ((start, end),) = statement["content"]
        assert (statement["speaker"], TEXT[start:end]) == ("Kari Vik", "havna er stengt i natt")
        assert made.ledger.last_change() == 0


def test_a_page_is_read(tmp_path: Path) -> None:
    words = "Kari Vik sier at havna er stengt i natt. " + "Det er kaldt, og det snør over hele byen i dag. " * 6
    html = f"<html><head><title>Havna er stengt</title></head><article><h1>Havna er stengt</h1><p>{words}</p></article>"
    with client(tmp_path, empty=True) as (desk, _):
        body = desk.post(
            f"{API}/read", json={"html": html, "url": "https://a.example/1", "outlet": "Kystbladet"}
        ).json()
        assert (body["article"]["title"], body["article"]["outlet"]) == ("Havna er stengt", "Kystbladet")
        assert body["statements"][0]["speaker"] == "Kari Vik"


def test_an_address_is_fetched_for_who_may_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def found(url: str, **_: object) -> list[Any]:
        asked.append(url)
        if "local" in url:
            return [BlockedAddressError("the name is a local one", resource=url)]
        return [] if "empty" in url else [Article(TEXT, url=url, language="nb")]

    monkeypatch.setattr(reading, "articles_in", found)
    with client(tmp_path, empty=True) as (desk, _):
        body = desk.post(f"{API}/read", json={"url": "https://a.example/1", "title": "T"}).json()
        assert (body["article"]["url"], body["article"]["title"]) == ("https://a.example/1", "T")
        assert desk.post(f"{API}/read", json={"url": "http://local/"}).json()["error"]["code"] == "blocked_address"
        assert desk.post(f"{API}/read", json={"url": "http://empty.example/"}).status_code == 422
        before = len(asked)
        for bad in ("/etc/passwd", "x", ""):
            assert desk.post(f"{API}/read", json={"url": bad}).status_code == 422
        assert len(asked) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"text": 5}', b'{"text": ""}', b'{"text": "\\ud800 x"}', b'{"text": "..."}',
        b'{"text": "a b", "html": "<p>"}', b'{"text": "a b", "nope": 1}', b'{"text": "a b", "language": "de"}',
        b"\xff\xfe",
        b'{"html": ""}', b'{"html": "<p>x"}', b"[" * 100_000, b'{"text": "' + b"x " * 150_000 + b'"}',
    ],
    ids=lambda body: str(body[:24]),
)  # fmt: skip
def test_what_cannot_be_read_is_refused(tmp_path: Path, body: bytes) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        answer = desk.post(f"{API}/read", content=body, headers={"content-type": "application/json"})
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["error"]["message"]


def test_decisions_are_made_listed_and_undone(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        claims = sorted(made.ledger.claims(), key=lambda c: -len(c.statements))
        one, other = claims[0].id, claims[1].id
        answer = desk.post(f"{API}/decisions", json={"kind": "join", "a": one, "b": other})
        assert (answer.status_code, answer.json()["who"], answer.json()["undone"]) == (201, "me", None)
        homes = [desk.get(f"{API}/claims/{answer.json()[side]}").json() for side in ("a", "b")]
        assert homes[0] == homes[1]
        assert {answer.json()["a"], answer.json()["b"]} <= {s["id"] for s in homes[0]["statements"]}
        first = claims[0].statements[0].id
        rated = desk.post(f"{API}/decisions", json={"kind": "rate", "a": first, "value": "B2"}).json()
        merged = desk.post(f"{API}/decisions", json={"kind": "merge", "a": "Kari Vik", "b": "Ola Dal"}).json()
        listed = pages(desk, "/decisions", 1)
        assert {d["id"] for d in listed} == {answer.json()["id"], rated["id"], merged["id"]}
        assert len(listed) == 3
        for made_one in (answer.json(), rated, merged):
            assert desk.post(f"{API}/decisions/{made_one['id']}/undo").status_code == 204
            assert desk.post(f"{API}/decisions/{made_one['id']}/undo").status_code == 404
        assert pages(desk, "/decisions", 10) == []
        assert {c.id for c in made.ledger.claims()} == {c.id for c in claims}


@pytest.mark.parametrize("kind", ["split", "reject"])
def test_a_statement_is_taken_out_and_put_back_as_one_action(tmp_path: Path, kind: str) -> None:
    with client(tmp_path) as (desk, made):
        before = made.ledger.claims()
        claim = max(before, key=lambda c: len(c.statements))
        away = claim.statements[1].id
        answer = desk.post(f"{API}/decisions", json={"kind": kind, "a": away})
        assert (answer.status_code, answer.json()["a"]) == (201, away)
        assert [s["id"] for s in desk.get(f"{API}/claims/{away}").json()["statements"]] == [away]
        assert len(made.ledger.decisions()) == len(claim.statements) - 1 > 3
        assert desk.post(f"{API}/decisions/{answer.json()['id']}/undo").status_code == 204
        assert made.ledger.decisions() == []
        assert made.ledger.claims() == before
        # What the page decides is undone through the API as a whole, and the other way round.
        desk.post("/decide", data={"kind": kind, "a": away})
        assert desk.post(f"{API}/decisions/{made.ledger.decisions()[0].id}/undo").status_code == 204
        assert made.ledger.decisions() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "join", "a": "0", "b": "1"}, 404),
        ({"kind": "join", "a": "0"}, 422),
        ({"kind": "split", "a": "0"}, 404),
        ({"kind": "split", "a": "0", "value": "B2"}, 422),
        ({"kind": "join", "a": "x", "b": "X"}, 422),
        ({"kind": "rate", "a": "0", "value": "B2"}, 404),
        ({"kind": "rate", "a": "0", "value": "G7"}, 422),
        ({"kind": "rate", "a": "0"}, 422),
        ({"kind": "rate", "a": "0", "b": "1", "value": "A1"}, 422),
        ({"kind": "merge", "a": "Nobody", "b": "Ola Dal"}, 404),
        ({"kind": "merge", "a": "Ola Dal", "b": "x" * 301}, 422),
        ({"kind": "burn", "a": "0"}, 422),
        ({"kind": "merge", "a": "Ola Dal", "b": "\0"}, 201),
        ({}, 422),
    ],
)
def test_decisions_that_make_no_sense_are_refused(tmp_path: Path, body: dict[str, str], status: int) -> None:
    with client(tmp_path) as (desk, made):
        assert desk.post(f"{API}/decisions", json=body).status_code == status
        assert len(made.ledger.decisions()) == (status == 201)


def test_alerts_are_kept_told_and_deleted(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        asked = {"name": "Kabelen", "query": {"q": "Nesvik", "mode": "words", "min_outlets": 2}}
        answer = desk.post(f"{API}/alerts", json=asked)
        alert = answer.json()
        assert (answer.status_code, alert["query"]) == (201, {"q": "Nesvik", "mode": "words", "min_outlets": "2"})
        assert desk.get(f"{API}/alerts").json()["items"] == [alert]
        path = f"{API}/alerts/{alert['id']}"
        assert desk.get(path).json()["claims"] == []
        made.state.run("UPDATE alerts SET seq = 0")
        fresh = desk.get(path).json()
        expected = {c.id for c in made.ledger.claims("Nesvik", min_outlets=2)}
        assert {c["claim"] for c in fresh["claims"]} == expected != set()
        assert desk.post(f"{path}/seen", json={"seq": fresh["seq"]}).status_code == 204
        assert desk.get(path).json()["claims"] == []
        assert desk.delete(path).status_code == 204
        assert [desk.delete(path).status_code, desk.get(path).status_code] == [404, 404]
        for bad in (
            {},
            {"query": {"since": "x"}},
            {"query": {"nope": 1}},
            {"query": {"q": "x" * 301}},
            {"query": None},
        ):
            assert desk.post(f"{API}/alerts", json=bad).status_code in (400, 422)


def test_articles_addresses_and_the_demo_are_added_as_jobs(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        article = {
            "text": "Kari Vik sier at havna er stengt.",
            "title": "Havna",
            "outlet": "Kystbladet",
            "language": "nb",
        }
        answer = desk.post(f"{API}/jobs", json={"articles": [article, {"text": "..."}]})
        assert answer.status_code == 202
        assert answer.headers["location"] == f"{API}/jobs/{answer.json()['id']}"
        wait(made, answer.json()["id"])
        job = desk.get(answer.headers["location"]).json()
        assert (job["status"], job["new"], job["failed"], job["total"]) == ("done", 1, 1, 2)
        assert job["failures"][0]["what"] == "articles.jsonl:2"
        assert job["inputs"] == [{"kind": "file", "name": "articles.jsonl"}]
        sent = desk.post(f"{API}/jobs/files", files=[("files", ("a.jsonl", lines(2)))])
        assert sent.status_code == 202
        wait(made, sent.json()["id"])
        demo = desk.post(f"{API}/jobs", json={"demo": True}).json()
        assert wait(made, demo["id"]).tally.new == 27
        assert [j["id"] for j in pages(desk, "/jobs", 1)] == [demo["id"], sent.json()["id"], job["id"]]
        assert desk.post(f"{API}/jobs/{demo['id']}/again").status_code == 409
        assert desk.post(f"{API}/jobs/{demo['id']}/stop").json()["status"] == "done"
        assert desk.delete(f"{API}/jobs/{demo['id']}").status_code == 204
        assert desk.get(f"{API}/jobs/{demo['id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {}, {"urls": []}, {"urls": ["/etc/passwd"]}, {"urls": ["https://a.example/" + "x" * 5000]}, {"urls": [5]},
        {"urls": ["https://a.example/1"] * 1001}, {"demo": True, "urls": ["https://a.example/1"]},
        {"path": "/etc/passwd"}, {"articles": [{}]}, {"articles": [{"text": ""}]},
    ],
)  # fmt: skip
def test_jobs_that_make_no_sense_are_refused(tmp_path: Path, body: dict[str, Any]) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        assert desk.post(f"{API}/jobs", json=body).status_code == 422
        assert desk.post(f"{API}/jobs/files", json=body).status_code == 422
        assert made.jobs.all() == []
