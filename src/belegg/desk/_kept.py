"""Pages that were made lately, given again as long as nothing that they are made of has changed.

A desk is mostly read, and much of the reading is of the same few pages. What a page depends on is whoever asks (name,
rights, language, look), the address, the ledger and the desk's own file; all of it is in the key, so that nothing has
to be told of changes and nobody is shown a page made for another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from fastapi import Request
from starlette.responses import Response

from belegg._held import Held
from belegg.desk._pages import language_for

__all__ = ["KeptPages", "passing"]

_BYTES: Final = 16_000_000
"""So much of pages is held: some five hundred."""
_ENTRY: Final = 1000
"""What a page counts beside its own bytes."""


class KeptPages:
    """Pages by all that they depend on, the least lately asked for given up first. For many threads.

    `marks` tells what state the ledger and the desk's file are in: another value whenever something was written.
    """

    def __init__(self, marks: Callable[[], Hashable], most: int = _BYTES) -> None:
        self._marks, self._most = marks, most
        self._state: Hashable = None
        self._held: Held[Response] = Held(most, _ENTRY)
        self._lock = Lock()

    def page(self, request: Request, make: Callable[[], Response]) -> Response:
        """The page of a GET request, made by `make` unless it is held. What `make` reads of the request may be the
        address, the principal, the language and the theme alone. A page that would be another the next time, with all
        as it is, is told by `passing`, and not kept."""
        # Read first: a page that is made while something changes is kept as one of before, and not given again.
        state = self._marks()
        key = _key(request)
        with self._lock:
            if state != self._state:
                self._state, self._held = state, Held(self._most, _ENTRY)
            held = self._held.get(key)
        made = held or make()
        if held is None and not getattr(request.state, "passing", False):
            self._keep(state, key, made)
        return _again(made)

    def _keep(self, state: Hashable, key: Hashable, made: Response) -> None:
        if made.status_code != 200 or "set-cookie" in made.headers:
            return
        with self._lock:
            if state == self._state:
                self._held.put(key, made, len(made.body))

    def __len__(self) -> int:
        return len(self._held)


def passing(request: Request) -> None:
    """Say that the page which is made for this request is not to be given again."""
    request.state.passing = True


def _key(request: Request) -> Hashable:
    who = request.state.principal
    return (
        request.method,
        request.scope["path"],
        request.scope.get("query_string", b""),
        language_for(request).code,
        request.cookies.get("belegg_theme", ""),
        who.name,
        who.kind,
        who.scopes,
    )


def _again(page: Response) -> Response:
    """A copy to send, since those who send it add headers of their own."""
    out = Response(page.body, page.status_code)
    out.raw_headers = list(page.raw_headers)
    return out
