"""robots.txt as RFC 9309 has it: what a site asks programs not to read.

A file of 4xx (but 429) means that all is allowed; one of 5xx or 429, or one that cannot be reached, that nothing is.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from belegg.errors import FetchError, RobotsError
from belegg.fetch._url import Target, show

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["MAX_ROBOTS", "TOKEN", "Robots", "Verdict", "judge"]

TOKEN = "belegg"
MAX_ROBOTS = 500_000
MAX_HOSTS = 1000
KEEP_RULES = 24 * 3600.0
KEEP_FAILURE = 300.0

_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s)\s*(?P<agent>[^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one site's robots.txt says. No `rules` and no `error`: everything may be read."""

    rules: Protego | None = None
    error: FetchError | None = None

    def check(self, target: Target) -> None:
        """Raise RobotsError, or the error that kept the file from being read, if `target` must not be fetched."""
        if self.error is not None:
            raise type(self.error)(self.error.message, resource=show(target.url), remedy=self.error.remedy)
        if self.rules is not None and not self.rules.can_fetch(target.url, TOKEN):
            raise RobotsError(
                "the site's robots.txt asks programs not to read this page",
                resource=show(target.url),
                remedy="read it in a browser, save it and give the file",
            )


class Robots:
    """The verdicts of the sites met so far, the latest `MAX_HOSTS` of them; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, Verdict]] = OrderedDict()

    def get(self, origin: str) -> Verdict | None:
        with self._lock:
            until, verdict = self._known.get(origin, (0.0, None))
            return verdict if time.monotonic() < until else None

    def put(self, origin: str, verdict: Verdict) -> None:
        keep = KEEP_RULES if verdict.error is None else KEEP_FAILURE
        with self._lock:
            self._known[origin] = (time.monotonic() + keep, verdict)
            self._known.move_to_end(origin)
            while len(self._known) > MAX_HOSTS:
                self._known.popitem(last=False)


def judge(status: int, body: bytes) -> Verdict:
    """The verdict of a robots.txt that was answered with `status` and `body`."""
    if 200 <= status < 300:
        return Verdict(rules=_rules(body))
    if 400 <= status < 500 and status != 429:
        return Verdict()
    return Verdict(
        error=RobotsError(
            f"the site's robots.txt cannot be read (status {status}), so nothing may be fetched",
            remedy="try again later, or save the page and give the file",
        )
    )


def _rules(body: bytes) -> Protego:
    from protego import Protego

    if len(body) >= MAX_ROBOTS:
        body = body[: body.rfind(b"\n") + 1]  # half a rule would be another rule
    text = body.decode("utf-8", errors="replace").removeprefix("\ufeff")
    return Protego.parse("\n".join(_agent_named(line) for line in text.splitlines()))


def _agent_named(line: str) -> str:
    """`line`, with every agent that is not us called ``other``.

    Protego repeats each rule for each agent of its group and would take ``User-agent: b`` for ours; a file of
    20,000 agents and as many rules would keep it busy for minutes.
    """
    match = _AGENT_LINE.match(line)
    if match is None:
        return line
    agent = match["agent"].strip()
    if agent != "*":
        product = _PRODUCT.match(agent)
        agent = TOKEN if product is not None and product[0].lower() == TOKEN else "other"
    return f"User-agent: {agent}"
