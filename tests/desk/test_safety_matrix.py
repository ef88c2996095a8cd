"""Who is let in where: each route times each role, generated from the route table."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from access_world import as_role, as_token, doors, guarded, kept_out
from desk_world import client
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from belegg.desk import DeskOptions, create_app, pages
from belegg.desk._access import ALL, PUBLIC, Scope, need, unlisted
from belegg.desk._accounts import ROLES
from belegg.desk._guard import HEADERS


def _app(made: TestClient) -> FastAPI:
    assert isinstance(made.app, FastAPI)
    return made.app


def _ask(made: TestClient, method: str, path: str, headers: dict[str, str]) -> Any:
    made.cookies.clear()
    return made.request(method, path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("role", [*ROLES, "nobody", "token", "token of all"])
def test_a_route_lets_in_who_has_its_scope_and_nobody_else(tmp_path: Path, role: str) -> None:
    with guarded(tmp_path) as (made, desk):
        may = {**ROLES, "nobody": frozenset(), "token": {Scope.READ}, "token of all": ROLES["admin"]}[role] | {
            Scope.OPEN
        }
        seen: Counter[tuple[Scope, bool]] = Counter()
        for _, method, path, scope in doors(_app(made)):
            # A session of its own for each: some routes end it.
            if role == "nobody":
                headers = {}
            elif role == "token":
                headers = as_token(desk, "editor", Scope.READ)
            else:
                headers = as_token(desk, "admin") if role == "token of all" else as_role(desk, role)
            answer = _ask(made, method, path, headers)
            assert kept_out(answer) == (scope not in may), (role, method, path, answer.status_code, answer.text[:300])
            assert answer.status_code < 500, (role, method, path)
            desk.state.run("DELETE FROM tokens")
            seen[scope, kept_out(answer)] += 1
        assert sum(seen.values()) == len(doors(_app(made))) > 25
        assert {s for s, out in seen if out} == {s for s, _ in seen} - may
        assert {s for s, _ in seen} >= {Scope.OPEN, Scope.READ, Scope.ADMIN}


def test_in_public_one_may_read_and_nothing_else(tmp_path: Path) -> None:
    with client(tmp_path, empty=True):
        pass
    (tmp_path / "news.db").touch()
    create_app(DeskOptions(tmp_path / "news.db")).state.desk.close()
    with client(tmp_path, public=True, empty=True) as (made, _):
        made.headers["accept-language"] = "en"
        out = {True: 0, False: 0}
        for _, method, path, scope in doors(_app(made)):
            answer = _ask(made, method, path, {})
            assert kept_out(answer) == (scope not in PUBLIC.scopes), (method, path, answer.status_code)
            out[kept_out(answer)] += 1
        assert min(out.values()) > 3


def test_on_loopback_without_accounts_everything_is_open(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        made.headers["accept-language"] = "en"
        answers = [_ask(made, method, path, {}) for _, method, path, _ in doors(_app(made))]
        assert len(answers) > 25
        assert not any(kept_out(a) for a in answers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "https://127.0.0.1:9000"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8017.evil.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"referer": "https://evil.example/page"},
    ],
)
def test_no_other_site_changes_anything_even_for_who_may(tmp_path: Path, headers: dict[str, str]) -> None:
    with guarded(tmp_path) as (made, desk):
        changing = [d for d in doors(_app(made)) if d[1] not in ("GET", "HEAD", "OPTIONS")]
        assert len(changing) > 8
        for _, method, path, _ in changing:
            for who in (as_role(desk, "admin"), as_token(desk, "admin")):
                answer = _ask(made, method, path, {**who, **headers})
                assert (answer.status_code, "another site" in answer.text) == (403, True), (method, path)


def test_other_sites_may_link_here_but_load_nothing(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        looking = [d for d in doors(_app(made)) if d[1] == "GET"]
        assert len(looking) > 10
        load = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
        frame = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
        link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
        for _, method, path, _ in looking:
            assert _ask(made, method, path, load).status_code == 403, path
            assert _ask(made, method, path, frame).status_code == 403, path
            assert _ask(made, method, path, link).status_code != 403, path


@pytest.mark.parametrize("token", ["", "belegg_x", "belegg_" + "A" * 43, "x" * 5000, "belegg_" + "A" * 42 + "é", "a b"])
def test_a_bad_token_is_refused_wherever_it_comes(tmp_path: Path, token: str) -> None:
    given = b"Bearer " + token.encode()
    for options in ({"login": True, "secure": True}, {}):
        with client(tmp_path, empty=True, **options) as (made, desk):
            ways = [d for d in doors(_app(made)) if d[1] == "GET"]
            for _, method, path, _ in ways:
                session = as_role(desk, "admin") if options else {}
                raw = [(b"authorization", given), *((k.encode(), v.encode()) for k, v in session.items())]
                answer = made.request(method, path, headers=raw, follow_redirects=False)
                assert (answer.status_code, answer.headers.get("www-authenticate")) == (401, "Bearer"), path


def test_every_answer_of_every_route_carries_the_headers(tmp_path: Path) -> None:
    asked = 0
    with guarded(tmp_path) as (made, desk):
        for role in ("admin", "nobody"):
            for _, method, path, _ in doors(_app(made)):
                for one in (method, "PUT", "NONSENSE") if role == "admin" else (method,):
                    answer = _ask(made, one, path, as_role(desk, "admin") if role == "admin" else {})
                    assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS, (one, path)
                    assert answer.headers.get_list("content-security-policy") == [HEADERS["content-security-policy"]]
                    kept = answer.headers["cache-control"]
                    assert path.startswith("/static/") or "public" not in kept, (one, path, kept)
                    assert "server" not in answer.headers
                    assert "access-control-allow-origin" not in answer.headers
                    for cookie in answer.headers.get_list("set-cookie"):
                        assert {"HttpOnly", "Secure", "SameSite=lax"} <= set(cookie.split("; ")), cookie
                    asked += 1
    assert asked > 5 * len(Scope) * 8


def _raw(made: TestClient, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[bytes, bytes], bytes]:
    """An answer as it goes to the server, which the test client does not show of HEAD."""
    sent: list[Any] = []

    bodies = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        if (body := next(bodies, None)) is None:
            await asyncio.Event().wait()
        return body or {}

    async def send(message: Any) -> None:
        sent.append(message)

    plain, _, query = path.partition("?")
    raw = [(b"host", b"127.0.0.1:8017"), *((k.lower().encode(), v.encode()) for k, v in headers.items())]
    scope = {
        "type": "http", "method": method, "path": plain, "raw_path": plain.encode(), "query_string": query.encode(),
        "headers": raw, "scheme": "https", "http_version": "1.1", "server": ("127.0.0.1", 8017),
        "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    asyncio.run(_app(made)(scope, receive, send))
    told = dict(sent[0]["headers"])
    return sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:])


def test_head_is_answered_as_get_is_without_a_body(tmp_path: Path) -> None:
    asked = 0
    with guarded(tmp_path) as (made, desk):
        for _, method, path, scope in doors(_app(made)):
            if method != "GET" or path in ("/metrics", "/login"):
                continue  # these two count or make something new at each look
            for headers in ({}, as_role(desk, "reader"), as_role(desk, "admin")):
                status, told, body = _raw(made, "GET", path, {**headers, "accept-language": "en"})
                head_status, head_told, head_body = _raw(made, "HEAD", path, {**headers, "accept-language": "en"})
                assert (head_status, head_body) == (status, b""), path
                assert head_told == told, path
                assert status == 405 or int(told[b"content-length"]) == len(body), path
                asked += status == 200 and len(body) > 0
            assert scope in Scope
    assert asked > 20


def test_head_changes_nothing_and_is_refused_where_get_is(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        admin = as_role(desk, "admin")
        only = [d for d in doors(_app(made)) if d[1] == "POST" and not _gets(made, d[0].path)]
        assert len(only) > 5
        for _, _, path, _ in only:
            status, told, body = _raw(made, "HEAD", path, admin)
            # «files» is a job that there is none of, where «0» stands for no parameter.
            assert (status, body) == (404 if path.endswith("/jobs/files") else 405, b""), path
            assert b"GET" not in told.get(b"allow", b"")
        assert _raw(made, "PUT", "/today", admin)[1][b"allow"] == b"GET, HEAD"
        assert _raw(made, "HEAD", "/today", {**admin, "sec-fetch-site": "cross-site"})[0] == 403
        count = b'belegg_requests_total{method="HEAD",route="/today",status="200"} 1.0'
        _raw(made, "HEAD", "/today", admin)
        assert count in _raw(made, "GET", "/metrics", admin)[2]


def _gets(made: TestClient, path: str) -> bool:
    return any(route.path == path and method == "GET" for route, method, _, _ in doors(_app(made)))


def test_a_route_that_nobody_gave_a_scope_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()
    router.add_api_route("/open-door", lambda: "x")
    monkeypatch.setattr("belegg.desk._app.PAGE_ROUTERS", (*pages.ROUTERS, router))
    with pytest.raises(AssertionError, match="/open-door"):
        create_app(DeskOptions(tmp_path / "a.db"))
    two = APIRouter()
    two.add_api_route("/two", lambda: "x", dependencies=[Depends(need(Scope.OPEN)), Depends(need(Scope.ADMIN))])
    assert unlisted(two.routes) == ["/two"]
    files = Mount("/files", StaticFiles(directory=tmp_path))
    assert unlisted([files]) == ["/files"]
    assert unlisted([Mount("/m", routes=[Route("/n", lambda r: r)])]) == ["/n"]


def test_scopes_of_roles_grow() -> None:
    assert ROLES["reader"] < ROLES["user"] < ROLES["editor"] < ROLES["admin"] == ALL - {Scope.OPEN}
