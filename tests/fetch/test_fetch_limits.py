"""Bombs, endless answers and slow servers are given up, in memory and time that do not depend on them."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from webserver import DATA, Web, redirect, reply, web

from belegg.errors import FetchError, RobotsError, TooLargeError

LIMIT = 256 * 1024
ZEROS = bytes(24 * 1024 * 1024)


def deflated(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush()


GZIP_BOMB = gzip.compress(ZEROS)
BOMBS = {
    "gzip": (GZIP_BOMB, "gzip"),
    "x-gzip": (GZIP_BOMB, "x-gzip"),
    "gzip in members": (gzip.compress(ZEROS[: 1024 * 1024]) * 24, "gzip"),
    "zlib": (deflated(ZEROS, 15), "deflate"),
    "raw deflate": (deflated(ZEROS, -15), "deflate"),
    "plain": (ZEROS[: 2 * LIMIT], "identity"),
}
NESTED = {
    "gzip in gzip": (gzip.compress(GZIP_BOMB), "gzip, gzip"),
    "deflate in gzip": (gzip.compress(deflated(ZEROS, 15)), "deflate, gzip"),
    "br": (b"\x5b\xff\xff\x03", "br"),
    "zstd": (b"\x28\xb5\x2f\xfd", "zstd"),
    "unknown": (b"hei", "snappy"),
}


@contextlib.contextmanager
def little_memory(limit: int = 8 * 1024 * 1024) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


@contextlib.contextmanager
def soon(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("chunked", [False, True])
def test_bomb_is_stopped_at_the_limit(name: str, chunked: bool) -> None:
    body, encoding = BOMBS[name]
    page = reply(body, f"Content-Encoding: {encoding}")
    if chunked:
        page = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: %b\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (
            encoding.encode(),
            len(body),
            body,
        )
    with web({"/": page}) as net, little_memory(), soon(2), pytest.raises(TooLargeError, match="larger than"):
        net.fetcher(max_bytes=LIMIT).fetch("http://news.example/")


@pytest.mark.parametrize("name", NESTED)
def test_encoding_that_was_not_asked_for_is_refused_unread(name: str) -> None:
    body, encoding = NESTED[name]
    page = reply(body, f"Content-Encoding: {encoding}")
    with web({"/": page}) as net, little_memory(), pytest.raises(FetchError, match="compressed as"):
        net.fetcher(max_bytes=LIMIT).fetch("http://news.example/")


@pytest.mark.parametrize("name", BOMBS | NESTED)
def test_bomb_on_a_redirect_is_not_read(name: str) -> None:
    body, encoding = (BOMBS | NESTED)[name]
    page = redirect("/b").replace(b"moved", b"") + body
    page = page.replace(
        b"Content-Length: 5", b"Content-Encoding: %b\r\nContent-Length: 99999999999" % encoding.encode()
    )
    with web({"/": page, "/b": reply(b"hei")}) as net, little_memory(), soon(2):
        assert net.fetcher(max_bytes=LIMIT).fetch("http://news.example/").data == b"hei"


def test_bomb_on_an_error_page_is_not_read() -> None:
    page = reply(GZIP_BOMB, "Content-Encoding: gzip", status="500 Oops")
    with web({"/": page}) as net, little_memory(), pytest.raises(FetchError, match="500"):
        net.fetcher(max_bytes=LIMIT).fetch("http://news.example/")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_exactly_the_limit_is_read(encoding: str) -> None:
    data = ZEROS[:LIMIT]
    body = {"gzip": gzip.compress(data), "deflate": zlib.compress(data), "identity": data}[encoding]
    with web({"/": reply(body, f"Content-Encoding: {encoding}")}) as net:
        assert net.fetcher(max_bytes=LIMIT).fetch("http://news.example/").data == data
        with pytest.raises(TooLargeError):
            net.fetcher(max_bytes=LIMIT - 1).fetch("http://news.example/")


@pytest.mark.parametrize("size", [b"99999999", b"9" * 5000])
def test_announced_size_is_believed_before_reading(size: bytes) -> None:
    with web({"/": b"HTTP/1.1 200 OK\r\nContent-Length: %b\r\n\r\n" % size}) as net, pytest.raises(TooLargeError):
        net.fetcher(max_bytes=LIMIT).fetch("http://news.example/")


def endless(head: bytes, again: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """A page that begins with `head` and goes on with `again` until the other side hangs up."""

    def page(sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            time.sleep(pause)
            sock.sendall(again)

    return page


OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "body": endless(OK + b"\r\n", b"x" * 65536),
    "chunks": endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
    "negative chunk": endless(OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", b"x" * 65536),
    "trailers": endless(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n" * 10000),
    "empty gzip blocks": endless(
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0\0\0\xff\xff" * 10000
    ),
    "continues": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 3000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_answer_is_stopped_by_its_bytes(name: str) -> None:
    with web({"/": ENDLESS[name]}) as net, little_memory(), soon(4), pytest.raises(TooLargeError):
        net.fetcher(timeout=20, max_bytes=LIMIT).fetch("http://news.example/")


def silent(sock: socket.socket) -> None:
    sock.recv(1)


SLOW = {
    "silent": silent,
    "status line": endless(b"", b"H", 0.02),
    "headers": endless(OK, b"A: b\r\n", 0.02),
    "one header": endless(OK + b"A: ", b"b", 0.02),
    "body": endless(OK + b"Content-Length: 10000\r\n\r\n", b"x", 0.02),
    "body without length": endless(OK + b"\r\n", b"x", 0.02),
    "chunks": endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.02),
    "chunk size": endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0", 0.02),
    "continues": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
    "gzip": endless(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0\0\0\xff\xff", 0.02),
}


def late(net: Web, url: str = "http://news.example/", timeout: float = 0.25) -> FetchError:
    with soon(timeout + 1), pytest.raises(FetchError, match=f"within {timeout:g} s") as caught:
        net.fetcher(timeout=timeout).fetch(url)
    return caught.value


@pytest.mark.parametrize("name", SLOW)
def test_slow_server_is_given_up_at_the_deadline(name: str) -> None:
    with web({"/": SLOW[name]}) as net:
        late(net)


@pytest.mark.parametrize("name", ["silent", "headers", "body"])
def test_slow_server_is_given_up_under_tls(name: str) -> None:
    with web({}, secure={"/": SLOW[name]}) as net, soon(1.5), pytest.raises(FetchError, match=r"within 0\.4 s"):
        net.fetcher(timeout=0.4, ca_file=str(DATA / "valid.pem")).fetch("https://news.example/")


def test_slow_robots_count_too() -> None:
    with web({"/robots.txt": SLOW["body"], "/": reply(b"hei")}) as net:
        assert not isinstance(late(net), RobotsError)
        assert net.servers[80].paths == ["/robots.txt"]


def test_slow_hops_add_up() -> None:
    def hop(to: str) -> Callable[[socket.socket], None]:
        def page(sock: socket.socket) -> None:
            time.sleep(0.15)
            sock.sendall(redirect(to))

        return page

    with web({"/": hop("/1"), "/1": hop("/2"), "/2": hop("/3"), "/3": reply(b"hei")}) as net:
        late(net)


def test_handshake_that_never_comes_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, web({}) as net:

        def connector(address: object, port: int, timeout: float) -> socket.socket:
            return socket.create_connection(listener.getsockname(), timeout=timeout)

        with soon(1.5), pytest.raises(FetchError, match=r"within 0\.25 s"):
            net.fetcher(timeout=0.25, connector=connector).fetch("https://news.example/")


def test_slow_resolver_is_given_up() -> None:
    with web({}) as net:

        def resolver(host: str, port: int) -> list[str]:
            time.sleep(0.6)
            return []

        with soon(0.55), pytest.raises(FetchError, match="not resolved within"):
            net.fetcher(timeout=0.1, resolver=resolver).fetch("http://news.example/")


def test_address_that_swallows_packets_leaves_time_for_the_next() -> None:
    with web({"/": reply(b"hei")}) as net:
        net.hosts["news.example"] = ["1.1.1.1", "93.184.215.14"]
        connect = net.connector

        def connector(address: object, port: int, timeout: float) -> socket.socket:
            if str(address) == "1.1.1.1":
                time.sleep(timeout)
                raise TimeoutError("timed out")
            return connect(address, port, timeout)  # type: ignore[arg-type]

        assert net.fetcher(timeout=1, connector=connector).fetch("http://news.example/").data == b"hei"
