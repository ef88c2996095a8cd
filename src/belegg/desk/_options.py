"""How a desk is run: where it listens, what it serves, who may do what."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from belegg.errors import UsageError

__all__ = ["DeskOptions"]

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What `belegg serve` was told.

    Attributes
    ----------
    ledger
        Path of the ledger or ``postgresql://…``; made where there is none, unless `public`.
    state
        The desk's own small file (accounts, sessions, alerts, jobs); by default ``NAME.desk`` beside the ledger.
    host, port
        Where it listens.
    hosts
        Further names it answers to (those a reverse proxy passes on); any other ``Host`` is refused. ``*`` is any name,
        which counts only where people log in or may only read.
    prefix
        Path under which a reverse proxy shows it, such as ``/belegg``; no slash at the end.
    public
        Anybody may read; nobody can change anything, have texts read or log in.
    login
        Whether people must log in. Where None, they must unless only this machine can reach the desk: it listens on
        loopback, and under no further name.
    secure
        Whether cookies are for https only; where None, unless only this machine can reach the desk.
    query_seconds
        Longest that a question to the ledger may take.
    max_body
        Largest request, in bytes.
    """

    ledger: str | Path
    state: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8017
    hosts: tuple[str, ...] = ()
    prefix: str = ""
    public: bool = False
    login: bool | None = None
    secure: bool | None = None
    query_seconds: float = 5.0
    max_body: int = 50_000_000

    def __post_init__(self) -> None:
        if self.login is False and not self.public and not self.loopback:
            raise UsageError(
                "a desk that others can reach needs a login",
                remedy="leave --no-login out, or let it listen on 127.0.0.1",
            )
        if self.prefix and not _PREFIX.fullmatch(self.prefix):
            raise UsageError(
                "a prefix begins with a slash and does not end with one", resource=self.prefix, remedy="such as /belegg"
            )

    @property
    def loopback(self) -> bool:
        """Whether it listens where only this machine can reach it."""
        return _is_loopback(self.host)

    @property
    def needs_login(self) -> bool:
        return not self.public and (self.login if self.login is not None else not self._near)

    @property
    def secure_cookies(self) -> bool:
        return self.secure if self.secure is not None else not self._near

    @property
    def any_name(self) -> bool:
        """Whether it answers to every name. Where nobody logs in, the name is what keeps pages elsewhere out."""
        return "*" in self.hosts and (self.needs_login or self.public)

    @property
    def _near(self) -> bool:
        return self.loopback and all(_is_loopback(name.lower().strip("[]")) for name in self.hosts)

    @property
    def names(self) -> frozenset[str]:
        """The hosts it answers to, in small letters, without ports."""
        own = {self.host} if self.host not in ("0.0.0.0", "::") else set()
        near = {"localhost", "127.0.0.1", "::1"}
        return frozenset(name.lower().strip("[]") for name in (own | near | set(self.hosts)) if name)

    @property
    def state_path(self) -> Path:
        if self.state is not None:
            return self.state
        text = str(self.ledger)
        return Path("belegg.desk" if "://" in text else f"{text.removesuffix('.db')}.desk")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
