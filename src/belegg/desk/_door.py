"""The door of the desk: its cookies, how often somebody may knock, and the one-time links."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar

from fastapi import Request
from starlette.responses import Response

from belegg.desk import _accounts
from belegg.desk._options import DeskOptions
from belegg.desk._throttle import Throttle

if TYPE_CHECKING:
    from belegg.desk._desk import Desk

__all__ = ["Door", "fresh_link", "keep", "let_go", "probe", "probed", "setup_link"]

_QUARTER: Final = 900.0
A = TypeVar("A", bound=Response)


class Door:
    """Counts wrong passwords by name and by address.

    A name is locked for a while sooner than an address, since many may come from one, through one proxy.
    """

    def __init__(self) -> None:
        self.names = Throttle(10, _QUARTER)
        self.addresses = Throttle(100, _QUARTER)

    def knock(self, name: str, address: str) -> int:
        """Count a try; gives 0 where it may be made, else the seconds to wait."""
        return (self.addresses.take(address) if address else 0) or self.names.take(_short(name))

    def welcome(self, name: str) -> None:
        """It was right."""
        self.names.forget(_short(name))


def _short(name: str) -> str:
    # Names are as long as a stranger likes; what is kept of them is not.
    # One name may be written in several ways, and is found by each.
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    return hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _set(answer: A, options: DeskOptions, name: str, value: str, seconds: int) -> A:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        # `__Host-` asks for the whole host; a path would keep nobody out who is on it anyway.
        path="/" if options.secure_cookies else options.prefix or "/",
        secure=options.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer


def keep(answer: A, options: DeskOptions, secret: str) -> A:
    """Give the browser its session."""
    return _set(answer, options, _accounts.cookie_name(options), secret, int(_accounts.ABSOLUTE))


def let_go(answer: A, options: DeskOptions) -> A:
    """Take it away again."""
    return _set(answer, options, _accounts.cookie_name(options), "", 0)


def probe(answer: Response, options: DeskOptions) -> None:
    """See whether the browser keeps cookies: over http it throws those away that are for https."""
    if options.secure_cookies:
        _set(answer, options, f"{_accounts.cookie_name(options)}-try", "1", 3600)


def probed(request: Request, options: DeskOptions) -> bool:
    """Whether it has kept the one of `probe`."""
    return not options.secure_cookies or f"{_accounts.cookie_name(options)}-try" in request.cookies


def fresh_link(options: DeskOptions, host: str, secret: str) -> str:
    """The address of a one-time link."""
    return f"{'https' if options.secure_cookies else 'http'}://{host}{options.prefix}/setup/{secret}"


def setup_link(desk: Desk) -> str | None:
    """The link that makes the first account, valid once and for an hour; None where there is one or none is needed.

    A link that was given before is void.
    """
    options = desk.options
    if not options.needs_login:
        return None
    secret = _accounts.setup_secret(desk.state)
    if secret is None:
        return None
    named = [h for h in options.hosts if h != "*"]
    host = options.host if options.host not in ("0.0.0.0", "::") else "localhost"
    if ":" in host:
        host = f"[{host}]"
    return fresh_link(options, named[0] if named else f"{host}:{options.port}", secret)
