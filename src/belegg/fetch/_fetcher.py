"""From the address of a page to its bytes.

::

    parse ─> check form ─> resolve, once ─> every address public? ─> robots.txt ─> connect to that address ─> read
      ^                                                                                      │
      └────────────────────────────── a redirect starts all over ───────────────────────────┘
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from belegg.errors import FetchError, TooLargeError, UsageError
from belegg.fetch import _guard
from belegg.fetch._deadline import Deadline
from belegg.fetch._robots import MAX_ROBOTS, Robots, Verdict, judge
from belegg.fetch._url import Target, join, parse, show

if TYPE_CHECKING:
    import ssl

    from belegg.fetch._guard import Allow, Resolver
    from belegg.fetch._transport import Connector

__all__ = ["MAX_BYTES", "MAX_REDIRECTS", "PORTS", "TIMEOUT", "Fetched", "Fetcher", "fetch"]

MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 5
PORTS = frozenset({80, 443})
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: `data` decompressed but not decoded, `url` the one that the redirects ended at."""

    data: bytes
    url: str
    content_type: str | None
    status: int


class Fetcher:
    """Fetches pages, public ones only, and remembers what each site's robots.txt says; safe to share between threads.

    Parameters
    ----------
    timeout
        Seconds for one page in all: names, connections, TLS, robots.txt, redirects and the body.
    max_bytes
        Largest body, decompressed.
    user_agent
        What to call ourselves; by default ``belegg/VERSION``. Whatever it is, the rules that robots.txt has for
        ``belegg`` are followed.
    ca_file
        PEM file with the authorities to trust in place of the system's.
    resolver, connector, allow, ports
        The seams, for tests and closed networks: how a host becomes addresses, how an address becomes a connected
        socket, which addresses may be contacted, and on which ports. By default the system's resolver, TCP, public
        addresses (`is_public`), 80 and 443: pages live there, and what listens elsewhere is not a page.

    Proxies of the environment are ignored: behind a proxy the address that is contacted could not be checked.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT,
        max_bytes: int = MAX_BYTES,
        user_agent: str | None = None,
        ca_file: str | None = None,
        resolver: Resolver = _guard.system_resolver,
        connector: Connector | None = None,
        allow: Allow = _guard.is_public,
        ports: Collection[int] = PORTS,
    ) -> None:
        if not (0 < timeout < math.inf):
            raise UsageError("the time for fetching must be above zero", remedy="give seconds, such as 30")
        if max_bytes < 1:
            raise UsageError("the limit in bytes must be above zero", remedy="give bytes, such as 10000000")
        if user_agent is not None and not (user_agent.isascii() and user_agent.isprintable() and user_agent.strip()):
            raise UsageError("the user agent must be printable ASCII", remedy="leave it unset")
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._user_agent = user_agent
        self._ca_file = ca_file
        self._resolver = resolver
        self._connector = connector
        self._allow = allow
        self._ports = frozenset(ports)
        self._robots = Robots()
        self._context: ssl.SSLContext | None = None

    def fetch(self, url: str) -> Fetched:
        """The page at `url`.

        Raises
        ------
        FetchError
            No such name, no answer in time, a certificate that is not valid, a status other than 2xx, redirects
            that go on, round in a circle or from https to http. Nothing is tried twice.
        BlockedAddressError
            `url`, or where it redirects to, is not public, not http or https, on another port, or with a password.
        RobotsError
            robots.txt says no, or cannot be read.
        TooLargeError
            More than `max_bytes`.
        """
        deadline = Deadline(self._timeout)
        fetched = self._follow(parse(url), deadline, page=True)
        if not 200 <= fetched.status < 300:
            raise _refused(fetched)
        return fetched

    def _follow(self, target: Target, deadline: Deadline, *, page: bool) -> Fetched:
        """Go where the redirects lead; of an answer other than 2xx the body stays unread.

        `page`: robots.txt is asked and too much is an error; robots.txt itself is cut instead.
        """
        from belegg.fetch._transport import open_reply, system_connector

        seen: set[str] = set()
        while True:
            _check_hops(target, seen)
            _guard.check_form(target, self._ports)
            try:
                addresses = _guard.public_addresses(target, self._resolver, self._allow, deadline)
            except TimeoutError as error:
                raise FetchError(
                    f"the site's name was not resolved within {self._timeout:g} s",
                    resource=show(target.url),
                    remedy="check the network connection",
                ) from error
            if page:
                self._verdict(target, deadline).check(target)
            with open_reply(
                target,
                addresses,
                connector=self._connector or system_connector,
                context=self._tls,
                deadline=deadline,
                max_bytes=self._max_bytes if page else MAX_ROBOTS,
                user_agent=self._user_agent or _own_name(),
            ) as reply:
                if reply.location is None:
                    good = 200 <= reply.status < 300
                    body = reply.read(not page) if good else b""
                    return Fetched(body, target.url, reply.content_type, reply.status)
                location = reply.location
            target = _redirected(target, location)

    def _verdict(self, target: Target, deadline: Deadline) -> Verdict:
        verdict = self._robots.get(target.origin)
        if verdict is None:
            try:
                answer = self._follow(parse(f"{target.origin}/robots.txt"), deadline, page=False)
                verdict = judge(answer.status, answer.data)
            except TooLargeError:
                verdict = judge(500, b"")
            except FetchError as error:
                verdict = Verdict(error=type(error)(f"robots.txt cannot be read: {error.message}", remedy=error.remedy))
            self._robots.put(target.origin, verdict)
        return verdict

    def _tls(self) -> ssl.SSLContext:
        from belegg.fetch._transport import tls_context

        if self._context is None:
            try:
                self._context = tls_context(self._ca_file)
            except OSError as error:
                raise UsageError(
                    "the file with certificates cannot be read",
                    resource=self._ca_file,
                    remedy="give a PEM file with certificates",
                ) from error
        return self._context


def fetch(url: str, *, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES, user_agent: str | None = None) -> Fetched:
    """The page at `url`, by a `Fetcher` of its own; for many pages share one, which asks each robots.txt once.

    Settings and errors are those of `Fetcher` and `Fetcher.fetch`.
    """
    return Fetcher(timeout=timeout, max_bytes=max_bytes, user_agent=user_agent).fetch(url)


def _check_hops(target: Target, seen: set[str]) -> None:
    if target.url in seen:
        raise FetchError(
            "the page redirects in a circle",
            resource=show(target.url),
            remedy="it may want cookies; save it in a browser and give the file",
        )
    seen.add(target.url)
    if len(seen) > MAX_REDIRECTS + 1:
        raise FetchError(
            f"the page redirects more than {MAX_REDIRECTS} times",
            resource=show(target.url),
            remedy="save it in a browser and give the file",
        )


def _redirected(target: Target, location: str) -> Target:
    new = join(target, location)
    if target.scheme == "https" and new.scheme == "http":
        raise FetchError(
            "the page redirects from https to http, where anybody could change it",
            resource=show(target.url),
            remedy="save it in a browser and give the file",
        )
    return new


def _refused(answer: Fetched) -> FetchError:
    if answer.status in {401, 402, 403, 451}:
        remedy = "open it in a browser, save it and give the file"
    elif answer.status in {404, 410}:
        remedy = "check the address"
    else:
        remedy = "try again later, or save the page and give the file"
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    return FetchError(f"the site answers {answer.status} {phrase}".rstrip(), resource=show(answer.url), remedy=remedy)


@cache
def _own_name() -> str:
    try:
        number = version("belegg")
    except PackageNotFoundError:
        number = "0"
    return f"belegg/{number}"
