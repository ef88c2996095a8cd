"""What stands before every route: host, origin, sizes; and the headers that go with every answer, errors included.

Plain ASGI, so that nothing can be sent past it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from belegg.desk._access import NOBODY, Principal
from belegg.desk._errors import Refused
from belegg.desk._options import DeskOptions
from belegg.desk._request import refusal
from belegg.errors import BeleggError

__all__ = ["CSP", "HEADERS", "STRANGERS_BODY", "Guard", "headers_for", "refusal"]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
STRANGERS_BODY = 65_536
"""Bytes that somebody may send who has not logged in: enough for a name and a password."""
Seen = Callable[[str, str, int, float], None]
_log = logging.getLogger("belegg.desk")


def headers_for(options: DeskOptions) -> dict[str, str]:
    """`HEADERS` as this desk sends them.

    With ``no-referrer`` a browser says ``Origin: null`` of our own forms. It is told apart by ``Sec-Fetch-Site``, which
    browsers send over https and on loopback only: over plain http in a network our own pages get to see themselves.
    """
    if options.secure_cookies or options.loopback:
        return HEADERS
    return {**HEADERS, "referrer-policy": "same-origin"}


class Guard:
    """Middleware: refuses what `refusal` refuses, cuts bodies off at the limit, sets `HEADERS` on every answer, and
    sends no body to ``HEAD``.

    `seen` is told of every answer: method, route as written in code, status, seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        options: DeskOptions,
        identify: Callable[[Headers], Principal],
        answer: Callable[[Request, BeleggError], Response],
        seen: Seen = lambda *_: None,
    ) -> None:
        self._app, self._options, self._identify, self._answer, self._seen = app, options, identify, answer, seen
        self._headers = headers_for(options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            elif scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return
        begun, status, bodiless = time.perf_counter(), 0, scope["method"] == "HEAD"

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message))
            elif bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._serve(scope, receive, dressed)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._seen(scope["method"], route, status, time.perf_counter() - begun)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refused, who = await self._look(scope, headers)
        scope.setdefault("state", {})["principal"] = who
        most = self._options.max_body if who.kind not in ("nobody", "public") else STRANGERS_BODY
        most = min(most, self._options.max_body)
        if refused is None and int(headers.get("content-length", "0")) > most:
            refused = _too_large(most)
        if refused is not None:
            await self._tell(scope, receive, send, refused)
            return
        left = most

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            if message["type"] == "http.request":
                left -= len(message.get("body", b""))
                if left < 0:
                    # FastAPI lets its own exceptions alone through when it reads a body.
                    raise HTTPException(413, _too_large(most).message)
            return message

        await self._app(scope, counted, send)

    async def _look(self, scope: Scope, headers: Headers) -> tuple[BeleggError | None, Principal]:
        refused: BeleggError | None = refusal(
            scope["method"], headers, scope["path"], scope.get("query_string", b""), self._options
        )
        if refused is not None:
            return refused, NOBODY
        try:
            if not self._options.needs_login and "authorization" not in headers:
                # Nothing has to be looked up, so it need not be sent to another thread and back.
                return None, self._identify(headers)
            return None, await run_in_threadpool(self._identify, headers)
        except BeleggError as error:
            return error, NOBODY
        except Exception:
            _log.exception("who asks could not be told")
            return BeleggError("bug"), NOBODY

    async def _tell(self, scope: Scope, receive: Receive, send: Send, refused: BeleggError) -> None:
        try:
            answer = self._answer(Request(scope, receive), refused)
        except Exception:
            # What the server would send in our place has no headers of ours.
            _log.exception("a refusal could not be told")
            answer = PlainTextResponse("something went wrong here", 500)
        await answer(scope, receive, send)

    def _dress(self, out: MutableHeaders) -> None:
        for name, value in self._headers.items():
            out[name] = value
        if "cache-control" not in out:
            out["cache-control"] = "no-store"
        if "server" in out:
            del out["server"]


def _too_large(most: int) -> Refused:
    return Refused(413, "too_large", f"a request may have {most} bytes at most")
