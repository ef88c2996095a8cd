from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from desk_world import client
from fastapi.routing import APIRoute

from belegg.desk._access import Scope
from belegg.desk.api import ROUTERS
from belegg.desk.api._paging import after, cut, cut_after, offset_of

API = "/api/v1"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "reading.schema.json").read_text(encoding="utf-8"))


def pages(desk: Any, path: str, limit: int, **params: Any) -> list[dict[str, Any]]:
    """All items of a list, part by part."""
    found: list[dict[str, Any]] = []
    cursor = None
    for _ in range(100):
        asked = {"limit": limit, **params, **({"cursor": cursor} if cursor else {})}
        body = desk.get(f"{API}{path}", params=asked).raise_for_status().json()
        assert len(body["items"]) <= limit
        found += body["items"]
        cursor = body["next"]
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_parts_of_a_list_are_the_list(tmp_path: Path, limit: int) -> None:
    with client(tmp_path) as (desk, made):
        ledger = made.ledger
        assert pages(desk, "/claims", limit) == [c.to_dict() for c in ledger.claims()]
        worded = [c.to_dict() for c in ledger.claims("Nesvik")]
        assert len(worded) > 1
        assert pages(desk, "/claims", limit, q="Nesvik", min_origins=0) == worded
        assert pages(desk, "/articles", limit) == [a.to_dict() for a in ledger.articles()]
        assert pages(desk, "/speakers", limit) == [s.to_dict() for s in ledger.speakers()]
        said = [u.to_dict() for u in ledger.speech("Ola Dal")]
        assert len(said) > 3
        assert pages(desk, "/speakers/Ola Dal/statements", limit) == said


def test_a_claim_is_that_of_the_command_line(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        for claim in made.ledger.claims():
            assert desk.get(f"{API}/claims/{claim.id}").json() == claim.to_dict()
            assert desk.get(f"{API}/claims/{claim.statements[-1].id}").json() == claim.to_dict()


def test_an_article_is_its_reading_with_claims_and_copies(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        heads = made.ledger.articles()
        copied = 0
        for head in heads:
            body = desk.get(f"{API}/articles/{head.id}").json()
            found = made.ledger.article(head.id)
            assert found is not None
            assert body["reading"] == found.reading
            jsonschema.validate(body["reading"], SCHEMA)
            assert body["claims"].keys() == made.ledger.claims_of_article(head.id).keys()
            copied += len(body["copies"])
            versions = desk.get(f"{API}/articles/{head.id}/versions").json()["items"]
            assert [v["version"] for v in versions] == [head.version]
            assert desk.get(f"{API}/articles/{head.id}", params={"version": head.version}).json() == body
            assert desk.get(f"{API}/articles/{head.id}", params={"version": "0" * 32}).status_code == 404
        assert copied > 0


def test_a_statement_gives_its_exact_words(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        seen = set()
        for claim in made.ledger.claims():
            for carrier in claim.statements:
                body = desk.get(f"{API}/statements/{carrier.id}").json()
                assert (body["id"], body["article"], body["url"]) == (carrier.id, carrier.article, carrier.url)
                assert body["content"] == list(carrier.content)
                assert body["claim"]["claim"] == claim.id
                seen.add(body["statement"] is None)
        # Headlines state claims too, and are no statements of the reader.
        assert seen == {True, False}


def test_search_and_facets_take_the_same_filters(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        found = desk.get(f"{API}/search", params={"q": "kuttet av anker", "limit": 3}).json()["items"]
        assert [c["id"] for c in found] == [c.id for c in made.ledger.search("kuttet av anker", 100)[:3]]
        kept = desk.get(f"{API}/search", params={"q": "kuttet av anker", "hearsay": "true"}).json()["items"]
        assert kept
        assert all(any(s["hearsay"] for s in c["statements"]) for c in kept)
        facets = desk.get(f"{API}/facets", params={"speaker": "Ola Dal"}).json()
        assert facets == made.ledger.facets(speaker="Ola Dal").to_dict()
        assert facets["total"] == len(desk.get(f"{API}/claims", params={"speaker": "Ola Dal"}).json()["items"])


def test_news_tells_what_happened_since(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        items = desk.get(f"{API}/news").json()["items"]
        assert items == [n.to_dict() for n in made.ledger.news(limit=50)]
        assert desk.get(f"{API}/news", params={"since": items[0]["seq"]}).json()["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/claims",
        "/claims?q=kabel",
        "/articles",
        "/speakers",
        "/facets",
        "/search?q=anker",
        "/speakers/Ola%20Dal",
        "/news",
    ],
)
def test_what_did_not_change_is_not_sent_again(tmp_path: Path, path: str) -> None:
    with client(tmp_path) as (desk, made):
        first = desk.get(API + path)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "private, no-cache"
        for known in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
            again = desk.get(API + path, headers={"if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert desk.get(API + path, headers={"if-none-match": '"other"'}).content == first.content
        other = path + ("&" if "?" in path else "?") + "limit=1"
        assert desk.get(API + other, headers={"if-none-match": tag}).status_code != 304
        claim = made.ledger.claims()[0]
        made.writer.do(lambda ledger: ledger.decide("rate", claim.statements[0].id, value="A1"))
        assert desk.get(API + path, headers={"if-none-match": tag}).status_code == 200


def test_who_may_not_read_is_not_told_whether_it_changed(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, _):
        tag = desk.get(f"{API}/claims").headers["etag"]
    with client(tmp_path, login=True) as (desk, _):
        for known in (tag, "*"):
            answer = desk.get(f"{API}/claims", headers={"if-none-match": known})
            assert (answer.status_code, "etag" in answer.headers) == (401, False)


@pytest.mark.parametrize(
    "path",
    [
        "/claims?limit=0", "/claims?limit=101", "/claims?limit=x", "/claims?since=yesterday", "/claims?kind=ghost",
        "/claims?language=de", "/claims?min_origins=-1", "/claims?min_origins=99999999999999999999", "/claims?nope=1",
        "/claims?cursor=x", "/claims?cursor=%22", "/claims?cursor=W10", "/claims?offset=1", "/claims?q=" + "x" * 301,
        "/claims?hearsay=maybe", "/claims?q=%00", "/claims?cursor=eyJhIjogMX0", "/articles?until=2026-13-45",
        "/articles?cursor=x", "/search", "/search?q=", "/search?q=%20", "/search?q=.", "/speakers?limit=-1",
        "/speakers?q=" + "x" * 201, "/news?since=-1", "/news?since=1e400", "/facets?outlet=" + "x" * 201,
        "/claims?since=%ff%fe", "/claims?limit=5&limit=7&limit=x",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_shape(tmp_path: Path, path: str) -> None:
    with client(tmp_path) as (desk, _):
        answer = desk.get(API + path)
        if path in ("/search?q=.", "/search?q=%20"):
            assert answer.status_code < 500
            return
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json().keys() == {"error"}
        assert answer.json()["error"].keys() == {"code", "message", "remedy"}


@pytest.mark.parametrize("id", ["0", "0" * 32, "%2e%2e", "a%00b", "%ff", "æ", "'", "x" * 65, "x" * 3000])
@pytest.mark.parametrize(
    "path", ["/articles/{}", "/articles/{}/versions", "/statements/{}", "/claims/{}", "/speakers/{}"]
)
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str, id: str) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        answer = desk.get(API + path.format(id))
        assert answer.status_code in (400, 404, 422)
        assert answer.json()["error"]["message"]


def test_of_words_that_are_no_text_nothing_is_found(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, _):
        for q in ("\ud800".encode("utf-8", "surrogatepass"), b"\xff", "\u202e".encode(), b"' OR 1=1 --", b'"*NEAR('):
            assert desk.get(f"{API}/claims?q=" + "".join(f"%{b:02x}" for b in q)).status_code in (200, 400)


def test_a_cursor_belongs_to_its_list(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, _):
        cursor = desk.get(f"{API}/claims", params={"limit": 1}).json()["next"]
        assert desk.get(f"{API}/claims", params={"limit": 1, "cursor": cursor}).status_code == 200
        for path, more in (("/claims", {"q": "kabel"}), ("/speakers", {}), ("/articles", {}), ("/decisions", {})):
            answer = desk.get(API + path, params={"cursor": cursor, **more})
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_cursor")


def test_cursors_come_back_as_they_were_given() -> None:
    rows, cursor = cut(list(range(4)), 3, 6, "list", "q")
    assert (list(rows), offset_of(cursor, "list", "q")) == ([0, 1, 2], 9)
    assert cut([1, 2, 3], 3, 0, "list")[1] is None
    # There is an end to leafing through.
    assert cut([1, 2], 1, 10_000, "list")[1] is None
    names, cursor = cut_after(["a", "b", "c"], 2, str, "list")
    assert (list(names), after(cursor, "list")) == (["a", "b"], "b")
    assert (after(None, "list"), offset_of(None, "list")) == (None, 0)


def test_a_public_desk_is_read_by_everybody(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, _):
        claims = desk.get(f"{API}/claims").json()
    with client(tmp_path, public=True) as (desk, _):
        assert desk.get(f"{API}/claims").json() == claims
        assert desk.post(f"{API}/read", json={"text": "x y"}).status_code == 403
        assert desk.get(f"{API}/alerts").status_code == 403
        assert desk.get(f"{API}/jobs").status_code == 403


def test_every_route_of_the_api_is_described(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        described = desk.get(f"{API}/openapi.json").json()["paths"]
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.include_in_schema and route.path.startswith(API):
                for method in route.methods or ():
                    one = described[route.path_format][method.lower()]
                    assert one["tags"]
                    assert one["description"]
                    assert one["x-scope"] in set(Scope)
                    assert "default" in one["responses"] or "400" in one["responses"]
