from __future__ import annotations

import re
from pathlib import Path

import pytest
from access_world import CHEAP, PASSWORD, SAFE, as_role, as_token, guarded, set_up
from desk_world import client
from starlette.testclient import TestClient

from belegg.desk import DeskOptions, _accounts, _secrets, create_app
from belegg.desk._access import Scope
from belegg.desk._door import setup_link

LOGIN = {"name": "Kari Vik", "password": PASSWORD}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_secrets, "COST", CHEAP)


def again(made: TestClient) -> None:
    """Forget who is logged in, and come to the door."""
    made.cookies.clear()
    assert made.get("/login").status_code == 200


def test_from_the_printed_link_to_the_first_page_and_out_again(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        assert made.get("/access?x=1", follow_redirects=False).headers["location"] == "/login?next=%2Faccess%3Fx%3D1"
        link = setup_link(desk)
        assert link is not None
        assert re.fullmatch(r"https://127\.0\.0\.1:8017/setup/[\w-]{43}", link)
        assert "give access" in made.get(link).text
        assert made.post(link, data={"name": "Kari Vik", "password": PASSWORD, "again": "x"}).status_code == 400
        assert made.post(link, data={"name": "me", "password": PASSWORD, "again": PASSWORD}).status_code == 400
        done = made.post(
            link, data={"name": "Kari Vik", "password": PASSWORD, "again": PASSWORD}, follow_redirects=False
        )
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert done.headers["set-cookie"].startswith("__Host-belegg-8017=")
        assert made.get("/access").status_code == 200
        assert made.get(link).status_code == 404
        assert made.post(link, data={"name": "Ola", "password": PASSWORD, "again": PASSWORD}).status_code == 404
        assert setup_link(desk) is None
        assert "Kari Vik" in made.get("/logout").text
        assert made.get("/access").status_code == 200
        secret = made.cookies["__Host-belegg-8017"]
        assert made.post("/logout", follow_redirects=False).status_code == 303
        back = made.get("/access", headers={"cookie": f"__Host-belegg-8017={secret}"}, follow_redirects=False)
        assert back.status_code == 303


def test_log_in_and_go_on_to_where_one_was(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        again(made)
        wrong = made.post("/login", data={**LOGIN, "password": "x"})
        assert (wrong.status_code, "name or password is wrong" in wrong.text) == (403, True)
        former = as_role(desk, "reader")["cookie"].partition("=")[2]
        made.cookies.set("__Host-belegg-8017", former)
        for onward, to in (
            ("/search?q=%C3%A5&x=1", "/search?q=%C3%A5&x=1"), ("//evil.example", "/"), ("/\\evil.example", "/"),
            ("https://evil.example", "/"), ("/%5Cevil", "/%5Cevil"), ("/\r\nset-cookie: a=b", "/"), ("/\tevil", "/"),
        ):  # fmt: skip
            answer = made.post("/login", data={**LOGIN, "next": onward}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, to)
        assert _accounts._session(desk.state, former) is None


def test_a_wrong_password_is_not_tried_for_ever(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        again(made)
        tried = [made.post("/login", data={**LOGIN, "password": str(n)}).status_code for n in range(10)]
        assert tried == [403] * 10
        late = made.post("/login", data={**LOGIN, "name": " KARI  vik"})
        assert (late.status_code, int(late.headers["retry-after"]) > 800) == (429, True)
        others = [made.post("/login", data={"name": str(n), "password": "x"}).status_code for n in range(100)]
        assert others[:50] == [403] * 50
        assert others[-1] == 429
        assert len(made.app.state.door.names) <= 100  # type: ignore[attr-defined]


def test_right_passwords_do_not_count(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        for _ in range(15):
            again(made)
            assert made.post("/login", data=LOGIN, follow_redirects=False).status_code == 303


def test_a_browser_that_keeps_no_cookie_is_told(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, _):
        answer = made.post("/login", data=LOGIN)
        assert (answer.status_code, "https" in answer.text) == (400, True)


def test_an_invited_editor_may_not_give_access(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        page = made.post("/access/invitations", data={"role": "editor"})
        link = re.search(r'value="(https://127[^"]+/setup/[^"]+)"', page.text)
        assert link is not None
        assert link[1] not in made.get("/access").text
        assert made.post("/access/invitations", data={"role": "king"}).status_code == 400
        made.cookies.clear()
        made.post(link[1], data={"name": "Ola", "password": PASSWORD, "again": PASSWORD})
        assert made.get("/account").status_code == 200
        assert made.get("/access").status_code == 403
        assert 'href="/access"' not in made.get("/account").text
        ola = {"cookie": f"__Host-belegg-8017={made.cookies['__Host-belegg-8017']}"}
        again(made)
        made.post("/login", data=LOGIN)
        assert made.post("/access/users/remove", data={"name": "Kari Vik"}).status_code == 400
        assert made.post("/access/users/remove", data={"name": "Ola"}).status_code == 200
        made.cookies.clear()
        assert made.get("/account", headers=ola, follow_redirects=False).headers["location"].startswith("/login")


def test_an_invitation_can_be_withdrawn(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        secret = _accounts.invite(desk.state, _accounts.ROLES["reader"])
        made.post("/access/invitations/withdraw", data={"key": _secrets.digest(secret)})
        assert made.get(f"/setup/{secret}").status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        page = made.post("/access/tokens", data={"name": "<b>bot</b>", "scope": ["read", "nonsense"], "days": 7})
        token = re.search(r'value="(belegg_[\w-]{43})"', page.text)
        assert token is not None
        assert "<b>" not in page.text
        assert token[1] not in made.get("/access").text
        assert page.headers["cache-control"] == "no-store"
        given = {"authorization": f"Bearer {token[1]}"}
        key = re.search(r'name="key" value="(\w+)"', page.text)
        made.cookies.clear()
        assert made.get("/metrics", headers=given).status_code == 200
        assert made.get("/access", headers=given).status_code == 403
        # A program has no password, and does not log in or out.
        assert made.get("/account", headers=given).status_code == 404
        assert key is not None
        assert (
            made.post("/access/tokens/revoke", data={"key": key[1]}, headers=as_role(desk, "admin")).status_code == 200
        )
        assert made.get("/metrics", headers=given).status_code == 401
        for bad in ({"name": "", "scope": "read"}, {"name": "x"}, {"name": "x", "scope": "read", "days": 9999}):
            assert made.post("/access/tokens", data=bad, headers=as_role(desk, "admin")).status_code in (400, 422)


def test_change_the_password_and_leave_elsewhere(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        other = {"cookie": f"__Host-belegg-8017={_accounts.begin(desk.state, 'Kari Vik')}"}
        assert made.post("/account/sessions").status_code == 200
        assert made.get("/account").status_code == 200
        new = "nye fire elger"
        for data in (
            {"old": "x", "new": new, "again": new}, {"old": PASSWORD, "new": new, "again": "y"},
            {"old": PASSWORD, "new": "short", "again": "short"},
        ):  # fmt: skip
            assert made.post("/account", data=data).status_code == 400
        assert "is changed" in made.post("/account", data={"old": PASSWORD, "new": new, "again": new}).text
        assert made.get("/account").status_code == 200
        made.cookies.clear()
        assert made.get("/account", headers=other, follow_redirects=False).status_code == 303


def test_where_nobody_logs_in_the_doors_lead_on(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        for path in ("/login", "/logout"):
            assert made.get(path, follow_redirects=False).headers["location"] == "/"
        assert made.post("/login", data=LOGIN, follow_redirects=False).headers["location"] == "/"
        assert setup_link(desk) is None
        secret = _accounts.invite(desk.state, frozenset({Scope.READ}))
        assert made.get(f"/setup/{secret}").status_code == 404
        assert made.post("/access/invitations", data={"role": "admin"}).status_code == 400
        assert made.post("/access/tokens", data={"name": "bot", "scope": "read"}).status_code == 200
        assert made.get("/account").status_code == 404


def test_links_carry_name_and_prefix(tmp_path: Path) -> None:
    for options, start in (
        ({"host": "0.0.0.0"}, "https://localhost:8017/setup/"),
        ({"host": "::", "secure": False}, "http://localhost:8017/setup/"),
        ({"host": "fd00::1"}, "https://[fd00::1]:8017/setup/"),
        ({"hosts": ("*", "desk.example"), "prefix": "/belegg"}, "https://desk.example/belegg/setup/"),
    ):
        app = create_app(DeskOptions(tmp_path / "a.db", **options))
        link = setup_link(app.state.desk)
        assert link is not None
        assert link.startswith(start)
        app.state.desk.close()


def test_under_a_prefix_one_is_sent_on_under_it(tmp_path: Path) -> None:
    with guarded(tmp_path, prefix="/belegg") as (made, desk):
        set_up(made, desk)
        assert "__Host-belegg-8017-belegg" in made.cookies
        assert made.get("/belegg/access").status_code == 200
        made.cookies.clear()
        asked = made.get("/belegg/access", follow_redirects=False)
        assert asked.headers["location"] == "/belegg/login?next=%2Faccess"
        made.get("/belegg/login")
        done = made.post("/belegg/login", data={**LOGIN, "next": "/access"}, follow_redirects=False)
        assert done.headers["location"] == "/belegg/access"


def test_health_metrics_and_the_description(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        assert made.get("/healthz").json() == made.get("/readyz").json() == {"status": "ok"}
        assert made.get("/metrics", follow_redirects=False).status_code == 303
        made.get("/nowhere/at/all")
        text = made.get("/metrics", headers=as_token(desk, "reader")).text
        assert 'belegg_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
        assert 'route="none",status="404"' in text
        assert 'belegg_request_seconds_bucket{le="0.15",route="/healthz"}' in text
        assert "belegg_ledger_articles 0.0" in text
        assert "nowhere" not in text
        described = made.get("/api/v1/openapi.json").json()
        assert described["openapi"].startswith("3.1")
        assert "HTTPValidationError" not in str(described)
        for path, item in described["paths"].items():
            assert path.startswith("/api/v1/")
            for one in item.values():
                assert one["x-scope"] in set(Scope)
                assert one["responses"]["default"]
        page = made.get("/api").text
        for path in described["paths"]:
            assert path in page


def test_unready_is_told(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        desk.state.close()
        desk.state.path = tmp_path / "gone" / "a.desk"
        assert made.get("/readyz").status_code == 503
        assert made.get("/healthz").json() == {"status": "ok"}


def test_pages_do_not_say_who_has_an_account(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        set_up(made, desk)
        again(made)
        one, two = (
            made.post("/login", data={"name": n, "password": "x"}).text.replace(n, "") for n in ("Kari Vik", "Per Moe")
        )
        assert one == two
        assert SAFE not in one
