"""One request over one connection to one checked address; the only module that opens a socket.

Built on urllib3's connection and response (framing, decoding, certificate matching) without its pools: a connection
belongs to one request, so its address, its deadline and its bytes are those of that request. Nothing is read from
the environment (no proxy, which would go round the address check; no .netrc), nothing is sent that was not asked
for (no cookies, no Authorization, no Referer), and nothing is tried twice.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.response import HTTPResponse

from belegg.errors import FetchError, TooLargeError
from belegg.fetch._deadline import Deadline
from belegg.fetch._sockets import Meter, TimedSocket, TimedTLSSocket
from belegg.fetch._url import Address, Target, show

__all__ = ["Connector", "Reply", "open_reply", "system_connector", "tls_context"]

Connector: TypeAlias = Callable[[Address, int, float], socket.socket]

CHUNK = 64 * 1024
MAX_TRIED = 8
# What a reply may cost on the wire beyond its body: headers, chunk marks.
OVERHEAD = 1024 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# br and zstd are not asked for: a page that comes in them all the same is refused unread.
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5"
SAVE_IT = "try again later, or save the page and give the file"


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer; `read` gives the body while the connection is open."""

    status: int
    content_type: str | None
    location: str | None
    read: Callable[[bool], bytes]


def system_connector(address: Address, port: int, timeout: float) -> socket.socket:
    """A TCP connection to `address`, which is an address and not a name: nothing is resolved here."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect((str(address), port))
    except BaseException:
        sock.close()
        raise
    return sock


def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """Certificates and names verified, TLS 1.2 or later; `ca_file` in place of the system's authorities."""
    context = ssl.create_default_context(cafile=ca_file)
    context.sslsocket_class = TimedTLSSocket
    return context


class _Plain(HTTPConnection):
    def __init__(self, host: str, port: int, dial: Callable[[], socket.socket]) -> None:
        super().__init__(host, port)
        self._dial = dial

    def _new_conn(self) -> socket.socket:
        return self._dial()


class _Secure(HTTPSConnection):
    def __init__(self, host: str, port: int, dial: Callable[[], socket.socket], context: ssl.SSLContext) -> None:
        super().__init__(host, port, ssl_context=context, cert_reqs=ssl.CERT_REQUIRED)
        self._dial = dial

    def _new_conn(self) -> socket.socket:
        return self._dial()


@contextmanager
def open_reply(
    target: Target,
    addresses: Sequence[Address],
    *,
    connector: Connector,
    context: Callable[[], ssl.SSLContext],
    deadline: Deadline,
    max_bytes: int,
    user_agent: str,
) -> Iterator[Reply]:
    """Send a GET to one of `addresses`, tried in order, and yield the head of the answer.

    Errors of the network, inside the block as well, come out as FetchError or TooLargeError; the connection is
    closed on the way out, whatever is left unread.
    """
    meter = Meter(deadline, max_bytes + OVERHEAD)

    def dial() -> socket.socket:
        sock = _connect(addresses, target.port, connector, deadline)
        timed = TimedSocket(sock.family, sock.type, sock.proto, fileno=sock.detach())
        timed.settimeout(deadline.left())  # a TLS handshake runs under this one
        timed.meter = meter
        return timed

    shown = show(target.url)
    connection: HTTPConnection
    if target.scheme == "https":
        connection = _Secure(target.host, target.port, dial, context())
    else:
        connection = _Plain(target.host, target.port, dial)
    try:
        connection.connect()
        if isinstance(connection.sock, TimedTLSSocket):
            connection.sock.meter = meter
        headers = {
            "User-Agent": user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        connection.request("GET", target.path, headers=headers, preload_content=False)
        response = _response(connection)
        try:
            yield _reply(response, max_bytes, shown)
        finally:
            response.close()
    except (HTTPError, http.client.HTTPException, OSError) as error:
        raise _told(error, shown, deadline) from error
    except TooLargeError as error:
        error.resource = error.resource or shown
        raise
    finally:
        connection.close()


def _connect(addresses: Sequence[Address], port: int, connector: Connector, deadline: Deadline) -> socket.socket:
    tried = addresses[:MAX_TRIED]
    for n, address in enumerate(tried):
        try:
            # An address that swallows packets must leave time for the next one.
            return connector(address, port, deadline.left() / (len(tried) - n))
        except OSError:
            if n == len(tried) - 1:
                raise
    raise AssertionError("no address to connect to")


def _response(connection: HTTPConnection) -> HTTPResponse:
    try:
        return connection.getresponse()
    except ValueError as error:
        raise http.client.HTTPException("malformed reply") from error


def _reply(response: HTTPResponse, max_bytes: int, shown: str) -> Reply:
    def read(cut: bool) -> bytes:
        return _body(response, max_bytes, cut, shown)

    location = response.headers.get("location") if response.status in REDIRECTS else None
    content_type = response.headers.get("content-type")
    return Reply(response.status, content_type.strip()[:200] if content_type else None, location, read)


def _body(response: HTTPResponse, max_bytes: int, cut: bool, shown: str) -> bytes:
    """The decoded body, decoded by and by so that no bomb gets further than `max_bytes`; `cut`: without complaint."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise FetchError(
            f"the page comes compressed as {encoding[:40]!r}, which belegg did not ask for",
            resource=shown,
            remedy="save the page and give the file",
        )
    announced = response.headers.get("content-length", "")
    if not cut and announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > max_bytes):
        raise _too_large(max_bytes, shown)
    body = bytearray()
    try:
        while chunk := response.read(CHUNK, decode_content=True):
            body += chunk
            if len(body) > max_bytes:
                if cut:
                    break
                raise _too_large(max_bytes, shown)
    except ValueError as error:
        raise http.client.HTTPException("malformed body") from error
    return bytes(body[:max_bytes])


def _too_large(max_bytes: int, shown: str) -> TooLargeError:
    return TooLargeError(
        f"the page is larger than {max_bytes / 2**20:.3g} MiB", resource=shown, remedy="give the address of one article"
    )


def _told(error: Exception, shown: str, deadline: Deadline) -> FetchError:
    """What went wrong on the wire, in words for the user."""
    causes = _causes(error)
    certificate = next((c for c in causes if isinstance(c, ssl.SSLCertVerificationError)), None)
    if certificate is not None:
        return FetchError(
            f"the site's certificate is not valid: {certificate.verify_message.rstrip('.')}",
            resource=shown,
            remedy="belegg never reads on without one; check the clock and the system's certificates (SSL_CERT_FILE)",
        )
    if any(isinstance(c, TimeoutError) for c in causes):
        return FetchError(f"no whole answer within {deadline.seconds:g} s", resource=shown, remedy=SAVE_IT)
    if any(isinstance(c, ssl.SSLError) for c in causes):
        return FetchError("no safe connection (TLS) could be made", resource=shown, remedy=SAVE_IT)
    if any(isinstance(c, DecodeError) for c in causes):
        return FetchError("the page's compression is damaged", resource=shown, remedy=SAVE_IT)
    system = next((c for c in causes if isinstance(c, OSError) and c.strerror), None)
    if system is not None:
        return FetchError(f"the site does not answer: {system.strerror}", resource=shown, remedy=SAVE_IT)
    return FetchError("the site broke off or does not speak HTTP", resource=shown, remedy=SAVE_IT)


def _causes(error: BaseException | None) -> list[BaseException]:
    """`error` and what it came from; urllib3 carries causes as arguments as well."""
    found: list[BaseException] = []
    todo = [error]
    while todo:
        one = todo.pop()
        if one is None or one in found:
            continue
        found.append(one)
        todo += [one.__cause__, one.__context__, *(a for a in one.args if isinstance(a, BaseException))]
    return found
