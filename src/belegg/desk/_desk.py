"""`Desk`: what the routes work with; one a running desk, reached as ``request.app.state.desk``."""

from __future__ import annotations

import logging
import threading
from typing import Annotated, cast

from fastapi import Depends, Request

from belegg.desk._access import Principal
from belegg.desk._errors import Refused
from belegg.desk._jobs import Jobs
from belegg.desk._kept import KeptPages
from belegg.desk._options import DeskOptions
from belegg.desk._pages import Pages
from belegg.desk._state import State
from belegg.desk._writer import Job, Writer
from belegg.errors import BeleggError, UsageError
from belegg.follow import Ledger
from belegg.types import Article, Reading

__all__ = ["Desk", "DeskNow", "desk_of"]

_log = logging.getLogger("belegg.desk")
LONGEST_READ = 200_000
"""Characters of a text that is read while somebody waits."""
_AT_A_TIME = 2
_WAITING = 8
_PATIENCE = 30.0


class Desk:
    """The ledger to ask, the one writer, the reader, the desk's own file, and the pages.

    Attributes
    ----------
    ledger
        Read-only; may be used by every thread.
    writer
        The only way to change the ledger.
    jobs
        What is being added to it.
    kept
        Pages over the ledger that were made lately.
    """

    def __init__(self, options: DeskOptions) -> None:
        self.options = options
        if not options.public:
            # Made, or brought to this version, before the first question.
            Ledger(options.ledger).close()
        self.ledger = Ledger(options.ledger, readonly=True, query_seconds=options.query_seconds)
        self.state = State(options.state_path)
        self.writer = Writer(lambda: Ledger(options.ledger, engines=self.ledger.engines))
        # Through `self`: the writer may be another by then.
        self.jobs = Jobs(self.state, self._later, owner=not options.public)
        self.pages = Pages(options)
        self.kept = KeptPages(lambda: (self.ledger.store.mark(), self.state.mark()))
        self._warming: threading.Thread | None = None
        # More at a time would only make each of them later, and more that wait would hold all threads of the server.
        self._reading = threading.BoundedSemaphore(_AT_A_TIME)
        self._crowd = threading.BoundedSemaphore(_AT_A_TIME + _WAITING)

    def _later(self, work: Job) -> None:
        self.writer.later(work)

    def read(self, article: Article) -> Reading:
        """Read an article while somebody waits for it.

        Raises
        ------
        UsageError
            It is longer than `LONGEST_READ`.
        Refused
            Too many wait already.
        """
        if len(article.text) > LONGEST_READ:
            raise UsageError(
                f"a text may have {LONGEST_READ:,} characters here",
                remedy="add it to the ledger, which takes any length",
            )
        if not self._crowd.acquire(blocking=False):
            raise Refused(503, "busy", "too many texts are being read", "try again shortly")
        try:
            reader = self.ledger.engines.reader
            with self._reading:
                return reader.read(article)
        finally:
            self._crowd.release()

    def warm(self) -> None:
        """Load the reader and what search by meaning needs, ahead of the first who asks, so that nobody waits."""
        self._warming = threading.Thread(target=self._warm, name="belegg-warm", daemon=True)
        self._warming.start()

    def _warm(self) -> None:
        try:
            self.pages.warm()
            if not self.options.public:
                self.read(Article("", language="nb"))
            if self.ledger.last_change():
                self.ledger.search("belegg", limit=1)
        except BeleggError as error:
            # Whoever needs it is told at the time.
            _log.warning("%s", error)

    def stamp(self, *more: object) -> str:
        """Changes whenever the ledger does: what an ETag of a page is made from, with `more` that it depends on."""
        return ".".join(map(str, (self.ledger.last_change(), self.ledger.store.cursor(), *more)))

    def close(self) -> None:
        """Give everything back."""
        self.writer.close()
        if self._warming is not None:
            # A process that ends while a network is being loaded is torn down by the system.
            self._warming.join(_PATIENCE)
        self.jobs.close()
        self.ledger.close()
        self.state.close()


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    return cast(Desk, request.app.state.desk)


def principal_of(request: Request) -> Principal:
    """Whoever asks."""
    return cast(Principal, request.state.principal)


async def _desk(request: Request) -> Desk:
    # A coroutine, since anything else would be sent to another thread and back.
    return desk_of(request)


DeskNow = Annotated[Desk, Depends(_desk)]
"""The type of a route's parameter that is given the desk."""
