"""Pages are made a few at a time, in the order in which they were asked for.

Python computes one thing at a time. Forty pages that are made at once share that time out among themselves, so that all
of them come as late as the last, and a question to the ledger runs into its time limit while its thread waits. In a
queue each page takes as long as it takes alone, and nobody is passed over.
"""

from __future__ import annotations

import asyncio
import os
from typing import Final
from weakref import WeakKeyDictionary

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["AT_ONCE", "Turns"]

AT_ONCE: Final = max(4, 2 * (os.cpu_count() or 1))
"""So many pages are made at a time: more than there are processors, since a slow question to the ledger, which leaves
Python to others, is not to hold up everybody."""
_FREE = ("/static/", "/healthz", "/metrics")
"""What costs next to nothing, or has to answer whatever else is asked."""


class Turns:
    """Middleware: GET requests wait for their turn, and give it back when the answer begins to be sent.

    Nobody is sent away: what waits holds a connection and no thread. Other methods do not wait: they are few, and have
    bounds of their own.
    """

    def __init__(self, app: ASGIApp, prefix: str, at_once: int = AT_ONCE) -> None:
        self._app, self._prefix, self._at_once = app, prefix, at_once
        # A queue belongs to one event loop.
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or self._free(scope["path"]):
            await self._app(scope, receive, send)
            return
        gate = self._gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
        await gate.acquire()
        mine = True

        async def sent(message: Message) -> None:
            nonlocal mine
            if mine:
                mine = False
                gate.release()
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            if mine:
                gate.release()

    def _free(self, path: str) -> bool:
        return path.removeprefix(self._prefix).startswith(_FREE)
