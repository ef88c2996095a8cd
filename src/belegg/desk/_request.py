"""Whether a request is taken at all, by what it says of itself: host, origin, sizes. Pure."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers

from belegg.desk._errors import Refused
from belegg.desk._options import DeskOptions

__all__ = ["LONGEST_HEADERS", "LONGEST_QUERY", "host_of", "refusal"]

LONGEST_QUERY: Final = 4096
"""Bytes of an address' query, and characters of its path."""
LONGEST_HEADERS: Final = 32_768
"""Bytes of all headers."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?P<port>:[0-9]{1,5})?")
_LENGTH = re.compile(r"[0-9]{1,15}")


def host_of(headers: Headers) -> str | None:
    """The name that a request is for, in small letters, without port and brackets; None where it makes no sense."""
    given = headers.getlist("host")
    found = _HOST.fullmatch(given[0].lower()) if len(given) == 1 else None
    return None if found is None else found["name"].strip("[]")


def refusal(method: str, headers: Headers, path: str, query: bytes, options: DeskOptions) -> Refused | None:
    """Why a request is not taken at all; None where it is.

    A host that is not ours is refused since a page elsewhere could reach a desk on loopback by a name that it makes
    point here. An unsafe method is taken from our own pages, and from programs, which send neither ``Origin`` nor
    ``Sec-Fetch-Site`` nor ``Referer``. Of other sites, only somebody who follows a link is let in.
    """
    host = host_of(headers)
    if host is None or (host not in options.names and not options.any_name):
        return Refused(421, "wrong_host", "this desk does not answer to that name", "see `belegg serve --allow-host`")
    return _sizes(headers, path, query, options) or _origin(method, headers, options)


def _sizes(headers: Headers, path: str, query: bytes, options: DeskOptions) -> Refused | None:
    if len(query) > LONGEST_QUERY or len(path) > LONGEST_QUERY:
        return Refused(414, "too_long", "the address is too long")
    if sum(len(name) + len(value) for name, value in headers.raw) > LONGEST_HEADERS:
        return Refused(431, "headers_too_long", "the headers are too long", "delete the cookies of this site")
    # No text has a NUL in it, and a database may choke on one.
    if "\0" in path or b"%00" in query or b"\0" in query or not query.isascii():
        return Refused(400, "bad_request", "the address makes no sense")
    lengths = set(headers.getlist("content-length")) or {"0"}
    if len(lengths) > 1 or not all(_LENGTH.fullmatch(length) for length in lengths):
        return Refused(400, "bad_request", "the length of the request makes no sense")
    if int(lengths.pop()) > options.max_body:
        return Refused(413, "too_large", f"a request may have {options.max_body} bytes at most")
    return None


def _origin(method: str, headers: Headers, options: DeskOptions) -> Refused | None:
    sites = set(headers.getlist("sec-fetch-site"))
    if method in _SAFE:
        # Pages elsewhere may link here, but not load from here: they could measure what there is.
        follows = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
        fine = sites <= {"same-origin", "none"} or (follows and method == "GET")
    elif sites:
        # Our own forms come with `Origin: null`, since no page of ours says where it was.
        fine = sites <= {"same-origin", "none"} and all(
            o == "null" or _ours(o, headers, options) for o in headers.getlist("origin")
        )
    else:
        said = [*headers.getlist("origin"), *("/".join(r.split("/", 3)[:3]) for r in headers.getlist("referer"))]
        fine = all(_ours(o, headers, options) for o in said)
    return (
        None if fine else Refused(403, "cross_site", "a page of another site sent this", "do it from the desk itself")
    )


def _ours(origin: str, headers: Headers, options: DeskOptions) -> bool:
    scheme, _, rest = origin.lower().partition("://")
    if scheme not in ("http", "https"):
        return False
    if scheme == "http" and options.secure_cookies and host_of(headers) not in ("localhost", "127.0.0.1", "::1"):
        # Anybody on the way can make a page of the same name without https.
        return False
    return rest == headers.get("host", "").lower() or rest in {name.lower() for name in options.hosts}
