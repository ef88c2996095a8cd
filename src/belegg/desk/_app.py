"""The application: guard, whoever asks, routes, errors. `create_app` refuses a route that says no scope."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from belegg import __version__
from belegg.desk._access import NOBODY, unlisted
from belegg.desk._accounts import identify
from belegg.desk._desk import Desk, desk_of
from belegg.desk._door import Door
from belegg.desk._errors import NotFound, Problem, problem_of
from belegg.desk._guard import Guard
from belegg.desk._metrics import Metrics
from belegg.desk._options import DeskOptions
from belegg.desk._pages import language_for
from belegg.desk._turns import Turns
from belegg.desk.api import ROUTERS as API_ROUTERS
from belegg.desk.pages import ROUTERS as PAGE_ROUTERS
from belegg.errors import BeleggError

__all__ = ["DeskApp", "create_app"]

_log = logging.getLogger("belegg.desk")


class DeskApp(FastAPI):
    """FastAPI behind the guard, so that its answers to errors pass the guard too."""

    guard: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.guard(scope, receive, send)

    async def unguarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Whether the proxy leaves the prefix in the path or takes it away.
            scope["root_path"] = self.state.desk.options.prefix
            if scope["method"] == "HEAD":
                # Answered as GET is, by the same route with the same check; the guard keeps the body back.
                scope["method"] = "GET"
                try:
                    await super().__call__(scope, receive, send)
                finally:
                    scope["method"] = "HEAD"
                return
        await super().__call__(scope, receive, send)


def create_app(options: DeskOptions) -> DeskApp:
    """The desk over a ledger, as an ASGI application.

    Raises
    ------
    LedgerError
        The ledger or the desk's own file cannot be opened.
    """
    desk = Desk(options)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        if not options.public:
            desk.jobs.resume()
        yield
        desk.close()

    app = DeskApp(
        title="belegg",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=life,
        redirect_slashes=False,
    )
    app.state.desk = desk
    app.state.door = Door()
    app.state.metrics = metrics = Metrics(desk.ledger.info)
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        # Flat, so that each route can be looked at: FastAPI wraps included routers.
        app.router.routes.extend(router.routes)
    if bad := unlisted(app.routes):
        desk.close()
        raise AssertionError(f"routes without a scope: {bad}")
    app.add_exception_handler(BeleggError, _failed)
    app.add_exception_handler(HTTPException, _refused_by_framework)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _broke)

    def answer(request: Request, refused: BeleggError) -> Response:
        request.scope["app"] = app
        return _tell(request, problem_of(refused))

    app.guard = Guard(
        Turns(app.unguarded, options.prefix),
        options,
        lambda headers: identify(desk.state, options, headers),
        answer,
        metrics.seen,
    )
    return app


def _tell(request: Request, problem: Problem) -> Response:
    """JSON for programs, a page for people."""
    request.scope.setdefault("state", {}).setdefault("principal", NOBODY)
    desk = desk_of(request)
    path = request.scope["path"].removeprefix(desk.options.prefix)
    extra = {"www-authenticate": "Bearer"} if problem.status == 401 else {}
    if path.startswith("/api/"):
        return JSONResponse(problem.to_dict(), problem.status, extra)
    if problem.code == "not_logged_in" and desk.options.needs_login:
        query = request.scope.get("query_string", b"").decode("ascii", "replace")
        back = quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
        return desk.pages.go("/login", next=back if request.method == "GET" and back != "/" else None)
    told = problem.told(language_for(request).gettext)
    answer = desk.pages.page(request, "error.html", status=problem.status, problem=told)
    answer.headers.update(extra)
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, BeleggError)
    problem = problem_of(error)
    if problem.status >= 500:
        _log.error("%s %s: %s", request.method, request.url.path, error)
    return _tell(request, problem)


async def _refused_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _tell(request, problem_of(NotFound()))
    codes = {405: "method_not_allowed", 413: "too_large", 400: "bad_request"}
    answer = _tell(request, Problem(error.status_code, codes.get(error.status_code, "http"), str(error.detail)))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = f"{value}, HEAD" if name.lower() == "allow" and "GET" in value.split(", ") else value
    return answer


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _tell(request, Problem(422, "validation", f"{where}: {first['msg']}" if where else str(first["msg"])))


async def _broke(request: Request, error: Exception) -> Response:
    _log.error("%s %s broke", request.method, request.url.path, exc_info=error)
    return _tell(request, problem_of(BeleggError("bug")))
