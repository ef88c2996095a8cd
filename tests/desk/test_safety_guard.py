from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access_world import SAFE, as_role, guarded
from desk_world import client
from fastapi import APIRouter, Depends, Request
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from belegg.desk import DeskOptions, create_app, pages
from belegg.desk._access import Scope, need
from belegg.desk._accounts import cookie_name, session_cookie
from belegg.desk._errors import Refused
from belegg.desk._guard import HEADERS, STRANGERS_BODY
from belegg.desk._request import refusal
from belegg.desk.pages.home import safe_path
from belegg.errors import BeleggError, UsageError

HERE = "127.0.0.1:8017"
LOCAL = DeskOptions("a.db")


def ask(options: Any = LOCAL, method: str = "GET", path: str = "/", query: Any = b"", **headers: str) -> Any:
    """The status of the refusal; 0 where a request is taken."""
    given = [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in {"host": HERE, **headers}.items()]
    found = refusal(method, Headers(raw=given), path, query, options)
    return found.status if found else 0


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "127.0.0.1.evil.example", "127.0.0.1:8017@evil.example", "evil.example:8017", "127.0.0.1 ",
        "[::1", "::1", "[::1]x", "[::1]:", "127.0.0.1:port", "127.0.0.1:999999", "localhost.", "localhost/",
        "/localhost",
        "localhost\\", "localhost#", "localhost?", "0.0.0.0", "2130706433", "127.1", "[::ffff:127.0.0.1]",
        "[fe80::1%25x]",
        "LOCALHOST.evil", "lo­calhost", "xn--localhost", "127.0.0.1,evil.example", "127.0.0.1\tx", "[]",
        "]", ":", ":80", "*",
    ],
)  # fmt: skip
def test_a_host_that_is_not_ours_is_refused(host: str) -> None:
    assert ask(host=host) == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LocalHost:8017", "[::1]", "[::1]:8017", "127.0.0.1:80"])
def test_a_host_of_ours_is_taken(host: str) -> None:
    assert ask(host=host) == 0


def test_two_hosts_or_none_are_refused() -> None:
    for raw in ([], [(b"host", HERE.encode()), (b"host", b"evil.example")], [(b"host", HERE.encode())] * 2):
        found = refusal("GET", Headers(raw=raw), "/", b"", LOCAL)
        assert found is not None
        assert found.status == 421


@given(st.text(max_size=40, alphabet=st.characters(max_codepoint=255)))
def test_no_host_breaks_the_guard(host: str) -> None:
    assert ask(host=host) in (0, 421)


@given(
    st.text(max_size=30, alphabet=st.characters(max_codepoint=255)),
    st.sampled_from(["origin", "referer", "content_length"]),
)
def test_no_header_breaks_the_guard(value: str, name: str) -> None:
    assert ask(method="POST", **{name: value}) in (0, 400, 403, 413)


def test_every_name_only_where_a_name_keeps_nobody_out() -> None:
    assert ask(DeskOptions("a.db", hosts=("*",), login=False), host="evil.example") == 421
    assert ask(DeskOptions("a.db", hosts=("*",), login=True), host="desk.example") == 0
    assert ask(DeskOptions("a.db", hosts=("*",), public=True), host="desk.example") == 0
    assert ask(DeskOptions("a.db", hosts=("*",), public=True), host="desk.example", method="GET", path="/") == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 0),
        ({"origin": f"http://{HERE}"}, 0),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, 0),
        ({"origin": f"http://{HERE}", "sec_fetch_site": "same-origin"}, 0),
        ({"referer": f"http://{HERE}/search?q=x"}, 0),
        ({"sec_fetch_site": "none"}, 0),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "Same-Origin"}, 403),
        ({"sec_fetch_site": ""}, 403),
        ({"sec_fetch_site": "same-origin, cross-site"}, 403),
        ({"origin": "https://evil.example", "sec_fetch_site": "same-origin"}, 403),
        ({"origin": f"http://{HERE}.evil.example"}, 403),
        ({"origin": f"http://evil.example@{HERE}"}, 403),
        ({"origin": f"ftp://{HERE}"}, 403),
        ({"origin": HERE}, 403),
        ({"origin": f"http://{HERE}/"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"origin": "http://localhost:8017"}, 403),
        ({"referer": "https://evil.example/x"}, 403),
        ({"referer": f"http://evil.example/http://{HERE}/"}, 403),
        ({"referer": "about:blank"}, 403),
    ],
)
def test_who_may_change_something(headers: dict[str, str], status: int) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "post", "X"):
        assert ask(method=method, **headers) == status, method


def test_behind_a_proxy_that_changes_the_host_the_named_site_is_ours() -> None:
    desk = DeskOptions("a.db", hosts=("desk.example",))
    assert ask(desk, "POST", origin="https://desk.example", sec_fetch_site="same-origin") == 0
    assert ask(desk, "POST", host="desk.example", origin="https://desk.example") == 0
    assert ask(desk, "POST", host="desk.example", origin="http://desk.example") == 403
    assert ask(desk, "POST", origin="https://desk.example:9000") == 403
    assert ask(DeskOptions("a.db", hosts=("desk.example",), secure=False), "POST", host="desk.example",
               origin="http://desk.example") == 0  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"query": b"q=" + b"x" * 5000}, 414),
        ({"path": "/" + "x" * 5000}, 414),
        ({"path": "/article/a\0b"}, 400),
        ({"query": b"q=a%00b"}, 400),
        ({"query": "q=å".encode()}, 400),
        ({"content_length": "-1"}, 400),
        ({"content_length": "²"}, 400),
        ({"content_length": "1" * 5000}, 400),
        ({"content_length": "1e3"}, 400),
        ({"content_length": "+5"}, 400),
        ({"content_length": "99999999999"}, 413),
        ({"cookie": "x" * 40_000}, 431),
        ({"x" * 40_000: "y"}, 431),
    ],
)
def test_sizes(changed: dict[str, Any], status: int) -> None:
    assert ask(**changed) == status


def test_many_headers_and_two_lengths_are_refused() -> None:
    many = [(b"host", HERE.encode()), *[(b"x-a", b"y" * 100)] * 500]
    two = [(b"host", HERE.encode()), (b"content-length", b"1"), (b"content-length", b"2")]
    for raw, status in ((many, 431), (two, 400)):
        found = refusal("GET", Headers(raw=raw), "/", b"", LOCAL)
        assert found is not None
        assert found.status == status


def test_who_has_not_logged_in_may_send_little(tmp_path: Path) -> None:
    def drops(size: int) -> Iterator[bytes]:
        yield b"name=x&password="
        for _ in range(size // 1000):
            yield b"x" * 1000

    form = {"content-type": "application/x-www-form-urlencoded"}
    with guarded(tmp_path) as (made, desk):
        for body in (b"x" * (STRANGERS_BODY + 1), drops(STRANGERS_BODY + 5000)):
            answer = made.post("/login", content=body, headers=form)
            assert (answer.status_code, answer.headers["x-frame-options"]) == (413, "DENY")
        known = made.post(
            "/access/tokens", content=drops(STRANGERS_BODY + 5000), headers={**form, **as_role(desk, "admin")}
        )
        assert known.status_code != 413


@pytest.mark.parametrize("kind", ["files", "fields", "a field", "no boundary", "headers", "urlencoded"])
def test_forms_beyond_reason_are_refused_not_broken(tmp_path: Path, kind: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="back"%s\r\n\r\n%s\r\n'
    bodies = {
        "files": (part % (b'; filename="x"', b"y")) * 1500,
        "fields": (part % (b"", b"y")) * 1500,
        "a field": part % (b"", b"y" * 2_000_000),
        "headers": b"--b\r\n" + b"x-a: y\r\n" * 20_000 + b"\r\n\r\n",
        "no boundary": b"--b\r\n\r\n",
        "urlencoded": b"a=b&" * 20_000,
    }
    types = {"no boundary": "multipart/form-data", "urlencoded": "application/x-www-form-urlencoded"}
    with client(tmp_path, empty=True) as (made, _):
        headers = {"content-type": types.get(kind, "multipart/form-data; boundary=b")}
        answer = made.post("/preferences", content=bodies[kind] + b"--b--\r\n", headers=headers)
        assert 400 <= answer.status_code < 500, answer.status_code
        assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS


def test_a_session_cookie_beside_ours_is_no_session() -> None:
    options = DeskOptions("a.db", login=True, prefix="/belegg")
    name = cookie_name(options)
    assert name == "belegg-8017-belegg"
    assert cookie_name(DeskOptions("a.db", host="0.0.0.0")) == "__Host-belegg-8017"
    for line, found in (
        (f"{name}=a", "a"), (f"x=y; {name}=a; z", "a"), (f"{name}=a; {name}=b", None), ("", None), (f"x{name}=a", None),
    ):  # fmt: skip
        assert session_cookie(options, Headers({"cookie": line})) == found
    assert (
        session_cookie(options, Headers(raw=[(b"cookie", f"{name}=a".encode()), (b"cookie", f"{name}=b".encode())]))
        is None
    )


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"]
)
def test_a_proxy_before_a_desk_without_login_is_noticed(tmp_path: Path, header: str) -> None:
    with client(tmp_path, empty=True) as (made, _):
        answer = made.get("/help", headers={header: "203.0.113.9"})
        assert answer.status_code == 403
        assert "--login" in answer.text
    with guarded(tmp_path) as (made, _):
        assert made.get("/help", headers={header: "203.0.113.9"}).status_code == 200


def test_a_name_on_the_net_or_another_address_asks_for_a_login() -> None:
    assert not LOCAL.needs_login
    assert not LOCAL.secure_cookies
    for changed in ({"host": "0.0.0.0"}, {"host": "192.168.1.2"}, {"host": "::"}, {"hosts": ("desk.example",)}):
        options = DeskOptions("a.db", **changed)
        assert (options.needs_login, options.secure_cookies) == (True, True), changed
    assert not DeskOptions("a.db", host="::1", hosts=("localhost",)).needs_login
    with pytest.raises(UsageError):
        DeskOptions("a.db", host="0.0.0.0", login=False)
    for prefix in ("belegg", "/belegg/", "//evil.example", "/a b", "/", "/<x>", "/a//b"):
        with pytest.raises(UsageError):
            DeskOptions("a.db", prefix=prefix)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)", "evil", "",
        "/\t/evil.example", "/\n//evil.example", " //evil.example", "/ok\\..\\x", "///evil.example",
        "/\x00", "/\u202ex",
        "http:/evil", "data:text/html,x", "//evil.example/%2f..", "\u2028//evil", "?x", "#x",
        "@evil.example", ".", "/\x7f",
    ],
)  # fmt: skip
def test_no_way_on_leads_to_another_site(path: str) -> None:
    assert safe_path(path) == "/"


@given(st.text(max_size=60))
def test_a_safe_path_stays_on_this_host(path: str) -> None:
    got = safe_path(path)
    assert got.startswith("/")
    assert got[1:2] not in ("/", "\\")
    assert not set(got) & set("\\\r\n\t\0")


def test_the_guard_answers_even_when_it_fails_itself(tmp_path: Path) -> None:
    app = create_app(DeskOptions(tmp_path / "a.db", login=True))

    def broken(_: Headers) -> Any:
        raise ZeroDivisionError("secret words")

    def dumb(_: Request, __: BeleggError) -> Any:
        raise ZeroDivisionError("secret words")

    guard: Any = app.guard
    guard._identify = broken
    with TestClient(app, base_url=SAFE, raise_server_exceptions=False) as made:
        for _ in range(2):
            answer = made.get("/help")
            assert (answer.status_code, "secret" in answer.text) == (500, False)
            assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS
            guard._answer = dumb


def test_a_socket_is_closed_at_the_door(tmp_path: Path) -> None:
    app = create_app(DeskOptions(tmp_path / "a.db"))
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
    app.state.desk.close()


@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "100 % of %(it)s", "{{ 7*7 }}", "%s" * 9, ""])
def test_the_words_of_an_error_are_words(tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter()

    @router.get("/fails", dependencies=[Depends(need(Scope.OPEN))])
    def fails() -> None:
        raise Refused(400, "bad_request", words, words)

    monkeypatch.setattr("belegg.desk._app.PAGE_ROUTERS", (*pages.ROUTERS, router))
    with client(tmp_path, empty=True) as (made, _):
        answer = made.get("/fails")
        assert answer.status_code == 400
        assert "<img" not in answer.text
        assert words.replace("<", "&lt;").replace(">", "&gt;") in answer.text


def test_over_plain_http_in_a_network_our_pages_name_themselves(tmp_path: Path) -> None:
    with client(tmp_path, empty=True, host="192.168.1.2", secure=False) as (made, _):
        answer = made.get("/login", headers={"host": "192.168.1.2:8017"})
        assert answer.headers["referrer-policy"] == "same-origin"
    with client(tmp_path, empty=True) as (made, _):
        assert made.get("/help").headers["referrer-policy"] == "no-referrer"
