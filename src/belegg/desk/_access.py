"""Who may do what: five scopes, one principal a request, one scope a route. Pure.

Every route says which scope it needs (`need`); `unlisted` finds those that do not, and `create_app` refuses them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from belegg.desk._errors import Forbidden, NotLoggedIn

__all__ = ["ALL", "LOCAL", "NOBODY", "PUBLIC", "Principal", "Scope", "need", "scope_of", "unlisted", "walk"]


class Scope(StrEnum):
    """What a route is for. `OPEN` needs nothing: the log-in, static files, health."""

    OPEN = "open"
    READ = "read"
    """Look at what is in the ledger."""
    USE = "use"
    """Have texts read, which costs computing time, and keep searches and looks of one's own."""
    DECIDE = "decide"
    """Join, split, accept, reject, rate, merge; undo."""
    ADD = "add"
    """Add articles: files and addresses, which makes the desk fetch them."""
    ADMIN = "admin"
    """Accounts, tokens, rebuilds."""


ALL = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: `name` as decisions are signed with it, `scopes` what is allowed, `kind` how it is known.

    `kind` is ``local`` (loopback without accounts), ``session`` (logged in), ``token``, ``public`` or ``nobody``.
    """

    name: str
    scopes: frozenset[Scope]
    kind: str

    def may(self, scope: Scope | str) -> bool:
        return Scope(scope) in self.scopes


LOCAL = Principal("me", ALL, "local")
PUBLIC = Principal("reader", frozenset({Scope.OPEN, Scope.READ}), "public")
NOBODY = Principal("nobody", frozenset({Scope.OPEN}), "nobody")


class _Need:
    """A dependency that lets a request pass if its principal has the scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    # A coroutine, since anything else would be sent to another thread and back.
    async def __call__(self, request: Request) -> Principal:
        principal: Principal = request.state.principal
        if principal.may(self.scope):
            return principal
        if principal.kind == "nobody":
            raise NotLoggedIn()
        raise Forbidden(self.scope.value)


def need(scope: Scope) -> Callable[[Request], Awaitable[Principal]]:
    """The dependency for ``Depends(need(Scope.READ))``: gives the `Principal`, or refuses."""
    return _Need(scope)


def scope_of(route: APIRoute) -> Scope | None:
    """The scope that a route asks for; None where it names none or several."""
    found = {d.call.scope for d in _dependants(route.dependant.dependencies) if isinstance(d.call, _Need)}
    return found.pop() if len(found) == 1 else None


def _dependants(dependants: Sequence[Any]) -> Iterator[Any]:
    for d in dependants:
        yield d
        yield from _dependants(d.dependencies)


def walk(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes, those of included and mounted routers too."""
    for route in routes:
        inner = getattr(route, "routes", None)
        if inner and not isinstance(route, APIRoute):
            yield from walk(inner)
        else:
            yield route


def unlisted(routes: Sequence[BaseRoute]) -> list[str]:
    """The paths of routes that nobody said a scope for."""
    bad = []
    for route in walk(routes):
        # A mount that shows no routes of its own, such as a folder of files, is a door without a scope as well.
        if not isinstance(route, APIRoute) or scope_of(route) is None:
            bad.append(getattr(route, "path", repr(route)))
    return bad
