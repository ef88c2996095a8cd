"""Pages that are given again: only as they would be made now, and only to those they were made for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from desk_world import client
from follow_story import changed_first
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from belegg.desk._access import LOCAL, PUBLIC, Principal
from belegg.desk._alerts import Alerts, Looks
from belegg.desk._kept import KeptPages, passing
from belegg.desk._query import Query

PAGES = ("/today", "/search", "/articles", "/speakers")


def count(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of the pages that are made from here on."""
    made: list[str] = []
    page = desk.pages.page

    def counted(request: Request, template: str, **values: Any) -> Response:
        made.append(template)
        return cast(Response, page(request, template, **values))

    monkeypatch.setattr(desk.pages, "page", counted)
    return made


def test_a_page_is_made_once_until_the_ledger_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path) as (browser, desk):
        claim = desk.ledger.claims()[0]
        article, speaker = claim.statements[0].article, desk.ledger.speakers()[0].name
        places = [*PAGES, f"/claim/{claim.id}", f"/article/{article}", f"/speaker?name={speaker}"]
        made = count(desk, monkeypatch)
        first = [browser.get(place) for place in places]
        assert [a.status_code for a in first] == [200] * 7
        assert len(made) == 7
        again = [browser.get(place) for place in places]
        assert len(made) == 7
        assert [(a.content, dict(a.headers)) for a in again] == [(a.content, dict(a.headers)) for a in first]
        done = desk.writer.do(lambda ledger: ledger.add(changed_first()))
        assert done.changed == 1
        for place in places:
            browser.get(place)
        assert len(made) == 14


def test_decisions_looks_and_alerts_show_at_once(tmp_path: Path) -> None:
    with client(tmp_path) as (browser, desk):
        claim = desk.ledger.claims()[0]
        statement = claim.statements[0].id
        before = browser.get(f"/claim/{claim.id}").text
        rated = desk.writer.do(lambda ledger: ledger.decide("rate", statement, value="B2", match=False))
        assert browser.get(f"/claim/{claim.id}").text != before
        desk.writer.do(lambda ledger: ledger.undo(rated.id, match=False))
        assert browser.get(f"/claim/{claim.id}").text == before
        news = browser.get("/today").text
        Alerts(desk.state, "me").add("Kabelen i alt", Query(), 0)
        assert "Kabelen i alt" in browser.get("/today").text
        assert "Kabelen i alt" not in news
        Looks(desk.state).keep("me", desk.ledger.store.cursor())
        assert browser.get("/today").text.count("data-item") < news.count("data-item")


def request(path: str = "/search", who: Principal = LOCAL, **headers: str) -> Request:
    query = path.partition("?")[2].encode()
    scope = {
        "type": "http", "method": "GET", "path": path.partition("?")[0], "query_string": query, "state": {},
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    made = Request(scope)
    made.state.principal = who
    return made


def test_nobody_is_given_a_page_made_for_another() -> None:
    kept = KeptPages(lambda: 0)
    asked = [
        request(),
        request("/search?page=2"),
        request("/articles"),
        request(accept_language="en"),
        request(cookie="belegg_language=nn"),
        request(cookie="belegg_theme=dark"),
        request(who=PUBLIC),
        request(who=Principal("me", PUBLIC.scopes, "local")),
        request(who=Principal("me", LOCAL.scopes, "session")),
        request(who=Principal("you", LOCAL.scopes, "local")),
    ]

    def pages(made: str) -> list[bytes]:
        return [bytes(kept.page(r, maker(f"{made} {n}")).body) for n, r in enumerate(asked)]

    def maker(text: str) -> Callable[[], Response]:
        return lambda: HTMLResponse(text)

    first = pages("first")
    assert len(set(first)) == len(asked)
    assert pages("second") == first


def test_errors_and_what_sets_a_cookie_are_made_anew() -> None:
    kept = KeptPages(lambda: 0)
    cookie = HTMLResponse("x")
    cookie.set_cookie("a", "b")
    for answer in (HTMLResponse("x", 404), cookie):
        assert kept.page(request(), lambda answer=answer: answer).status_code == answer.status_code  # type: ignore[misc]
        assert len(kept) == 0
    with pytest.raises(ZeroDivisionError):
        kept.page(request(), lambda: HTMLResponse(str(1 // 0)))
    assert len(kept) == 0


def test_a_page_that_is_to_be_another_the_next_time_is_not_kept() -> None:
    kept = KeptPages(lambda: 0)
    asked = request()

    def make() -> Response:
        passing(asked)
        return HTMLResponse("so far")

    assert kept.page(asked, make).body == b"so far"
    assert len(kept) == 0
    assert kept.page(request(), lambda: HTMLResponse("all")).body == b"all"
    assert len(kept) == 1


def test_what_changes_while_a_page_is_made_is_not_lost() -> None:
    world = SimpleNamespace(mark=0)
    kept = KeptPages(lambda: world.mark)

    def while_writing() -> Response:
        world.mark += 1
        return HTMLResponse("of before")

    kept.page(request(), while_writing)
    assert kept.page(request(), lambda: HTMLResponse("of now")).body == b"of now"


def test_pages_are_held_up_to_a_number_of_bytes() -> None:
    kept = KeptPages(lambda: 0, most=20_000)
    for number in range(100):
        kept.page(request(f"/search?page={number}"), lambda: HTMLResponse("x" * 1000))
    assert len(kept) == 10
    kept.page(request("/large"), lambda: HTMLResponse("x" * 10_000))
    assert kept.page(request("/large"), lambda: HTMLResponse("another")).body == b"another"


def test_what_is_done_to_an_answer_is_not_done_to_the_next() -> None:
    kept = KeptPages(lambda: 0)
    kept.page(request(), lambda: HTMLResponse("x")).headers["x-once"] = "1"
    assert "x-once" not in kept.page(request(), lambda: HTMLResponse("y")).headers
