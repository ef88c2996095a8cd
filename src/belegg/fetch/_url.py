"""Addresses of pages: one strict parse, and everything later uses its parts.

Server-side request forgery lives on two parsers reading one address differently. Here the address is taken apart
once; the host that is checked, resolved, named in TLS and sent as ``Host`` is the same string.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from belegg.errors import BlockedAddressError, FetchError

__all__ = ["Address", "Target", "is_url", "join", "parse", "show"]

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL = 4096
MAX_SHOWN = 300
DEFAULT_PORTS = {"http": 80, "https": 443}
WHOLE_ADDRESS = "give the whole address of a page, such as https://avis.example/sak"

_LOOKS_LIKE_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_USERINFO = re.compile(r"//[^/?#]*@")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]|[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_PATH_SAFE = "%/:@!$&'()*+,;=~[]|"
_QUERY_SAFE = _PATH_SAFE + "?"


@dataclass(frozen=True, slots=True)
class Target:
    """One request: where to, and for what.

    Attributes
    ----------
    host
        Lower-case ASCII without a final dot; an IPv6 address stands without brackets.
    address
        Set where the host is written as an address: then nothing is resolved.
    path
        Path and query as they go into the request line; dot segments removed.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        return self.origin + self.path


def is_url(text: str) -> bool:
    """Whether `text` is an address (``scheme://…``) and not a file name; of any scheme, `fetch` refuses most."""
    return len(text) <= MAX_URL and _LOOKS_LIKE_URL.fullmatch(text.strip()) is not None


def show(url: str) -> str:
    """`url` for a message: on one line, without a password, not longer than a few lines."""
    shown = _USERINFO.sub("//", url.strip(), count=1)
    shown = _UNPRINTABLE.sub(lambda m: quote(m[0], safe="", errors="replace"), shown)
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


def parse(url: str) -> Target:
    """Take `url` apart.

    Raises
    ------
    FetchError
        It is no address at all.
    BlockedAddressError
        It is one that is not contacted whatever stands behind it: another scheme than http and https, a user name
        or password, a number in place of a host.
    """
    text = url.strip()
    shown = show(text)
    if len(text) > MAX_URL:
        raise FetchError(f"the address is longer than {MAX_URL} characters", resource=shown, remedy=WHOLE_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise FetchError("this is not an address", resource=shown, remedy=WHOLE_ADDRESS) from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise BlockedAddressError(
            "only http and https are fetched", resource=shown, remedy="save the page and give the file"
        )
    if "@" in parts.netloc:
        raise BlockedAddressError(
            "the address holds a user name or password, which belegg never sends",
            resource=shown,
            remedy="leave out what stands before the @, or save the page and give the file",
        )
    # urlsplit drops tabs and line ends silently, and other readers take a backslash for a slash.
    if _CONTROL.search(text.partition("://")[2].partition("/")[0]) or not parts.hostname:
        raise FetchError("this is not an address", resource=shown, remedy=WHOLE_ADDRESS)
    host, address = _host(parts.hostname, shown)
    path = quote(_without_dots(parts.path), safe=_PATH_SAFE, errors="replace")
    if parts.query:
        path += "?" + quote(parts.query, safe=_QUERY_SAFE, errors="replace")
    return Target(scheme, host, DEFAULT_PORTS[scheme] if port is None else port, path, address)


def join(base: Target, location: str) -> Target:
    """The target of a redirect from `base`; `location` may be relative. Raises as `parse`."""
    with contextlib.suppress(UnicodeError):
        # A header arrives as Latin-1, and sites put bare UTF-8 into it.
        location = location.encode("latin-1").decode("utf-8")
    try:
        url = urljoin(base.url, location.strip())
    except ValueError as error:
        raise FetchError("the page redirects to something that is not an address", resource=show(base.url)) from error
    return parse(url)


def _host(name: str, shown: str) -> tuple[str, Address | None]:
    if ":" in name or "%" in name:
        try:
            six = ipaddress.IPv6Address(name)
        except ValueError as error:
            raise FetchError("this is not an address", resource=shown, remedy=WHOLE_ADDRESS) from error
        return str(six), six
    host = _ascii(name, shown)
    if _NUMERIC.fullmatch(host.rpartition(".")[2]) is None:
        return host, None
    # Programs disagree on 127.1, 0177.0.0.1 and 2130706433, so no form but the plain one is taken.
    try:
        four = ipaddress.IPv4Address(host)
    except ValueError as error:
        raise BlockedAddressError(
            "the host is a number and not a name", resource=shown, remedy="give the site's name"
        ) from error
    return host, four


def _ascii(name: str, shown: str) -> str:
    try:
        # The codec folds full-width digits and dots, so what follows sees the host that the net would see.
        host = (name.encode("idna") if len(name) < 254 else name.encode("ascii")).decode("ascii").lower()
    except UnicodeError as error:
        raise FetchError("the host's name is not a name", resource=shown, remedy=WHOLE_ADDRESS) from error
    host = host.removesuffix(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise FetchError("the host's name is not a name", resource=shown, remedy=WHOLE_ADDRESS)
    return host


def _without_dots(path: str) -> str:
    """Dot segments resolved (RFC 3986, 5.2.4), so that robots.txt is asked about the page that the server will see."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for n, segment in enumerate(segments):
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            if kept:
                kept.pop()
        elif dots != ".":
            kept.append(segment)
        if dots in {".", ".."} and n == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)
