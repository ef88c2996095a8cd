"""Desks with accounts of every role, and the routes of a desk with what they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desk_world import client
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from belegg.desk import _accounts, _tokens
from belegg.desk._access import Principal, Scope, scope_of, walk
from belegg.desk._desk import Desk
from belegg.desk._door import setup_link
from belegg.desk._secrets import Cost

SAFE = "https://127.0.0.1:8017"
PASSWORD = "fire ville elger"
CHEAP = Cost(2**4, 8, 1)
_PARAMETER = re.compile(r"\{([^}:]+)(:[^}]+)?\}")


@contextmanager
def guarded(folder: Path, **options: Any) -> Iterator[tuple[TestClient, Desk]]:
    """A desk where people must log in, reached by https."""
    with client(folder, empty=True, **{"login": True, "secure": True, **options}) as (made, desk):
        made.base_url = SAFE
        made.headers["accept-language"] = "en"
        yield made, desk


def enroll(desk: Desk, role: str) -> str:
    """An account of a role, which is its name too; its password is no password."""
    words = _accounts.words_of(_accounts.ROLES[role])
    desk.state.run(
        "INSERT OR IGNORE INTO users (name, secret, scopes, made) VALUES (?, 'x', ?, '2026-01-01T00:00:00+00:00')",
        (role, words),
    )
    return role


def as_role(desk: Desk, role: str) -> dict[str, str]:
    """The headers of somebody of a role, with a session of their own."""
    return {"cookie": f"{_accounts.cookie_name(desk.options)}={_accounts.begin(desk.state, enroll(desk, role))}"}


def as_token(desk: Desk, role: str, *scopes: Scope) -> dict[str, str]:
    """The headers of a program with a token of somebody of a role."""
    given = frozenset(scopes) or _accounts.ROLES[role]
    owner = Principal(enroll(desk, role), _accounts.ROLES[role] | {Scope.OPEN}, "session")
    return {"authorization": f"Bearer {_tokens.make(desk.state, owner, 'a program', given, 1)}"}


def set_up(made: TestClient, desk: Desk, name: str = "Kari Vik") -> None:
    """The first account by the printed link, as somebody makes it; the client is logged in afterwards."""
    link = setup_link(desk)
    assert link is not None
    answer = made.post(link, data={"name": name, "password": PASSWORD, "again": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def doors(app: FastAPI) -> list[tuple[APIRoute, str, str, Scope]]:
    """Every route and method: (route, method, a path of it with made-up parameters, scope)."""
    found = []
    for route in walk(app.routes):
        assert isinstance(route, APIRoute)
        scope = scope_of(route)
        assert scope is not None
        path = _PARAMETER.sub("0", route.path)
        methods = route.methods or set()
        # What can be got is answered to HEAD as well, by the same route.
        methods = methods | {"HEAD"} if "GET" in methods else methods
        found += [(route, method, path, scope) for method in sorted(methods)]
    return found


def kept_out(answer: Any) -> bool:
    """Whether an answer says that one may not."""
    if answer.status_code == 303:
        return bool(re.match(r"/login(\?|$)", answer.headers["location"]))
    # HEAD has no words; whoever may is refused nothing here, so that the number says it as well.
    told = answer.request.method == "HEAD" or "this needs the right to" in answer.text
    return answer.status_code == 401 or (answer.status_code == 403 and told)
