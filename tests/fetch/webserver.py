"""A small web of our own: servers in threads on 127.0.0.1, and a resolver and connector that lead to them.

The fetcher under test keeps its guard: it resolves fictional names to public addresses, checks those, and asks for a
connection to them; only then is the connection laid to a local server. Whatever asks for an address that is not
one of the web's ends at the canary.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from belegg.fetch import Fetcher
from belegg.fetch._url import Address

DATA = Path(__file__).parent / "data"
PUBLIC = "93.184.215.14"
PUBLIC_TOO = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

Page: TypeAlias = bytes | Callable[[socket.socket], None]


def reply(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(b"moved", f"Location: {location}", status=status)


class Server:
    """Answers GET by path from `pages`; what is not there is a 404."""

    def __init__(self, pages: Mapping[str, Page] | None = None, certificate: str | None = None) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.heads: list[str] = []
        self.names: list[str | None] = []
        self.connections = 0
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(DATA / certificate)
            self._context.sni_callback = self._note_name
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    def __enter__(self) -> Server:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)
            assert not thread.is_alive(), "a connection was left open"

    def _note_name(self, sock: Any, name: str | None, context: ssl.SSLContext) -> None:
        self.names.append(name)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        sock = raw
        sock.settimeout(5)
        with contextlib.suppress(OSError):
            try:
                if self._context is not None:
                    sock = self._context.wrap_socket(raw, server_side=True)
                head = b""
                while b"\r\n\r\n" not in head:
                    more = sock.recv(65536)
                    if not more:
                        return
                    head += more
                self.heads.append(head.decode("latin-1"))
                page = self.pages.get(self.paths[-1], reply(status="404 Not Found"))
                if callable(page):
                    page(sock)
                else:
                    sock.sendall(page)
            finally:
                sock.close()


class Web:
    """Names, addresses and what stands behind them.

    Attributes
    ----------
    hosts
        Name to the addresses it resolves to, or to a function that gives them.
    servers
        By port.
    dialled
        Every address that a connection was asked for.
    """

    def __init__(self, servers: dict[int, Server], canary: Server) -> None:
        self.hosts: dict[str, list[str] | Callable[[], list[str]]] = {"news.example": [PUBLIC]}
        self.servers = servers
        self.canary = canary
        self.asked: list[str] = []
        self.dialled: list[str] = []

    def resolver(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.hosts[host]
        return answers() if callable(answers) else answers

    def connector(self, address: Address, port: int, timeout: float) -> socket.socket:
        self.dialled.append(str(address))
        server = self.servers.get(port, self.canary) if str(address) in {PUBLIC, PUBLIC_TOO} else self.canary
        return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)

    def fetcher(self, **settings: Any) -> Fetcher:
        defaults: dict[str, Any] = {"timeout": 5.0, "resolver": self.resolver, "connector": self.connector}
        return Fetcher(**(defaults | settings))


@contextlib.contextmanager
def web(
    pages: Mapping[str, Page], secure: Mapping[str, Page] | None = None, certificate: str = "valid.pem"
) -> Iterator[Web]:
    """A web with one site, news.example, and a canary that nothing may ever reach."""
    with contextlib.ExitStack() as stack:
        servers = {80: stack.enter_context(Server(pages))}
        if secure is not None:
            servers[443] = stack.enter_context(Server(secure, certificate))
        yield Web(servers, stack.enter_context(Server()))
