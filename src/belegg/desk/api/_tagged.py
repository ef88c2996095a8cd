"""Routes of the API: errors as they are documented, and ETags of what only the ledger decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from belegg import __version__
from belegg.desk._access import Principal, Scope, scope_of
from belegg.desk._desk import desk_of
from belegg.desk.api._models import Errors

__all__ = ["ERRORS", "Tagged", "errors"]

_MEANINGS: Final = {
    400: "A parameter makes no sense.",
    401: "Nobody is logged in, and no token was sent.",
    403: "Whoever asks may not do this.",
    404: "There is no such thing.",
    409: "Not in the state that it is in.",
    410: "It was deleted.",
    413: "The request is too large.",
    415: "What was sent is no text.",
    422: "A parameter or what was sent cannot be taken.",
    429: "Too much at a time.",
    503: "The ledger is busy, or the question takes too long: try again.",
}


def errors(*more: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route may answer with, for ``responses=``: those of all routes, and `more`."""
    return {
        status: {"model": Errors, "description": _MEANINGS[status]}
        for status in sorted({400, 401, 403, 422, 503, *more})
    }


ERRORS: Final = errors()


class Tagged(APIRoute):
    """A GET that only the ledger and the address decide: it has an ETag, and answers 304 where that is known."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        scope = scope_of(self)

        async def tagged(request: Request) -> Response:
            principal: Principal = request.state.principal
            if request.method != "GET" or scope is None or not principal.may(Scope(scope)):
                return await answer(request)
            stamp = await run_in_threadpool(desk_of(request).stamp)
            asked = f"{__version__}\n{stamp}\n{request.url.path}\n{request.url.query}"
            tag = f'W/"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:24]}"'
            headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "Authorization, Cookie"}
            known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
            if tag in known or tag.removeprefix("W/") in known or known == ["*"]:
                return Response(status_code=304, headers=headers)
            made = await answer(request)
            made.headers.update(headers)
            return made

        return tagged
