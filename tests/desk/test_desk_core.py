from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from desk_world import BASE, client, open_ledger
from fastapi import APIRouter
from starlette.testclient import TestClient

from belegg.desk import DeskOptions, create_app
from belegg.desk._access import scope_of, unlisted, walk
from belegg.desk._guard import HEADERS
from belegg.desk._i18n import language_of
from belegg.desk._state import State
from belegg.desk._writer import Writer
from belegg.desk.pages.home import safe_path
from belegg.errors import LedgerBusyError, LedgerError, LedgerFormatError


def test_every_answer_carries_the_headers_errors_included(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, _):
        for path in ("/help", "/nope", "/static/desk.css", "/static/nope.js", "/api/v1/nope"):
            answer = desk.get(path)
            assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS, path
        assert desk.put("/help").status_code == 405
        assert desk.put("/help").headers["x-frame-options"] == "DENY"


def test_another_name_or_site_is_refused(tmp_path: Path) -> None:
    with client(tmp_path, hosts=("desk.example",)) as (desk, _):
        assert desk.get("/help", headers={"host": "evil.example"}).status_code == 421
        assert desk.get("/help", headers={"host": "desk.example"}).status_code == 200
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            assert desk.post("/preferences", data={"theme": "dark"}, headers=headers).status_code == 403
        kept = desk.post("/preferences", data={"theme": "dark"}, headers={"origin": BASE}, follow_redirects=False)
        assert (kept.status_code, kept.cookies["belegg_theme"]) == (303, "dark")


def test_a_body_over_the_limit_is_cut_off_however_it_comes(tmp_path: Path) -> None:
    with client(tmp_path, max_body=1000) as (desk, _):
        assert desk.post("/preferences", data={"back": "/" + "x" * 2000}).status_code == 413
        chunks = (b"language=nb&back=" + b"x" * 500 for _ in range(9))
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert desk.post("/preferences", content=chunks, headers=form).status_code == 413


def test_the_three_languages(tmp_path: Path) -> None:
    assert language_of(None, "nn-NO,nn;q=0.9,en;q=0.3").code == "nn"
    assert language_of(None, "no;q=0.8,en;q=0.9").code == "en"
    assert language_of(None, "de, fr;q=x").code == "nb"
    assert language_of("en", "nn").code == "en"
    assert language_of("nn").time("2026-03-01T08:05:00+01:00") == "1. mars 2026 08:05"
    assert language_of("nb").day("2026-03-01") == "1. mars 2026"
    assert language_of("nb").day("i går") == "i går"
    with client(tmp_path) as (desk, _):
        for code in ("nb", "nn", "en"):
            desk.post("/preferences", data={"language": code})
            assert f'<html lang="{code}"' in desk.get("/help").text


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil", "https://evil.example", "javascript:1", "", "/a\nb"])
def test_a_form_never_leads_to_another_site(path: str) -> None:
    assert safe_path(path) == "/"


def test_a_route_without_a_scope_fails_the_build(tmp_path: Path) -> None:
    app = create_app(DeskOptions(tmp_path / "a.db"))
    assert unlisted(app.routes) == []
    assert len([r for r in walk(app.routes) if scope_of(r) is not None]) > 4  # type: ignore[arg-type]
    router = APIRouter()
    router.add_api_route("/open-door", lambda: "x")
    assert unlisted(router.routes) == ["/open-door"]
    app.state.desk.close()


def test_under_a_prefix_all_links_carry_it(tmp_path: Path) -> None:
    with client(tmp_path, prefix="/belegg") as (desk, _):
        page = desk.get("/belegg/help").text
        assert 'href="/belegg/help"' in page
        assert 'href="/help"' not in page
        assert desk.get("/belegg/static/desk.css").status_code == 200


def test_a_bug_is_told_without_its_words(tmp_path: Path) -> None:
    with client(tmp_path) as (desk, made):
        made.ledger.last_change = lambda: 1 // 0  # type: ignore[method-assign]
        answer = desk.get("/")
        assert (answer.status_code, "ZeroDivision" in answer.text) == (500, False)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_state_is_private_and_refuses_what_is_not_its_own(tmp_path: Path) -> None:
    made = State(tmp_path / "a.desk")
    assert (tmp_path / "a.desk").stat().st_mode & 0o077 == 0
    made.run("INSERT INTO looks (user, seq, at) VALUES ('me', 3, 'now')")
    made.close()
    assert [tuple(r) for r in State(tmp_path / "a.desk").all("SELECT user, seq FROM looks")] == [("me", 3)]
    (tmp_path / "b.desk").write_bytes(b"this is no database" * 100)
    with pytest.raises(LedgerFormatError):
        State(tmp_path / "b.desk")
    with pytest.raises(LedgerError):
        State(tmp_path / "nowhere" / "c.desk")


def test_decisions_come_between_the_steps_of_a_job(tmp_path: Path) -> None:
    writer = Writer(lambda: open_ledger(tmp_path / "a.db"))
    begun, go_on, order = threading.Event(), threading.Event(), []

    def job(_: object, breathe: object) -> None:
        begun.set()
        go_on.wait(10)
        breathe()  # type: ignore[operator]
        order.append("job")

    writer.later(job)
    assert begun.wait(10)
    waiting = threading.Thread(target=lambda: order.append(writer.do(lambda ledger: "decision")))
    waiting.start()
    while writer._urgent.empty():
        threading.Event().wait(0.01)
    go_on.set()
    waiting.join(10)
    writer.later(lambda *_: None)
    writer.do(lambda ledger: None)
    assert sorted(order) == ["decision", "job"]
    writer.close()


def test_who_waits_too_long_is_told_and_nothing_is_done(tmp_path: Path) -> None:
    writer = Writer(lambda: open_ledger(tmp_path / "a.db"))
    begun, hold, done = threading.Event(), threading.Event(), []

    def job(*_: object) -> None:
        begun.set()
        hold.wait(10)

    writer.later(job)
    assert begun.wait(10)
    with pytest.raises(LedgerBusyError):
        writer.do(lambda ledger: done.append(1), seconds=0.05)
    hold.set()
    assert writer.do(lambda ledger: 5) == 5
    assert done == []
    with pytest.raises(ZeroDivisionError):
        writer.do(lambda ledger: 1 // 0)
    writer.close()


def test_a_ledger_that_cannot_be_opened_is_told_to_who_asks() -> None:
    def broken() -> object:
        raise LedgerError("the disk is full")

    writer = Writer(broken)  # type: ignore[arg-type]
    with pytest.raises(LedgerError):
        writer.do(lambda ledger: None)
    writer.close()


def test_a_job_stops_at_its_next_step_when_the_desk_closes(tmp_path: Path) -> None:
    writer = Writer(lambda: open_ledger(tmp_path / "a.db"))
    begun, seen = threading.Event(), []

    def job(_: object, breathe: object) -> None:
        begun.set()
        try:
            while True:
                breathe()  # type: ignore[operator]
        except CancelledError:
            seen.append("stopped")
            raise

    writer.later(job)
    assert begun.wait(10)
    writer.close()
    assert seen == ["stopped"]


def test_the_desk_serves_without_the_test_client_too(tmp_path: Path) -> None:
    app = create_app(DeskOptions(tmp_path / "a.db"))
    with TestClient(app, base_url=BASE) as made:
        assert made.get("/", follow_redirects=False).headers["location"] == "/read"
