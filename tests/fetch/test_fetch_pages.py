"""What a fetch gives, and what it says when the web does not play along."""

from __future__ import annotations

import pickle
from importlib.metadata import version

import pytest
from webserver import PUBLIC, PUBLIC_TOO, redirect, reply, web

from belegg.errors import BlockedAddressError, FetchError, UsageError
from belegg.fetch import Fetched, Fetcher


def test_page_comes_as_it_is() -> None:
    body = "<p>Blåbær sier hei</p>".encode("latin-1")
    with web({"/sak?id=1&q=%C3%A6": reply(body, "Content-Type: text/html; charset=iso-8859-1")}) as net:
        fetched = net.fetcher().fetch("  HTTP://News.Example:80/a/../sak?id=1&q=æ#del  ")
        assert fetched == Fetched(body, "http://news.example/sak?id=1&q=%C3%A6", "text/html; charset=iso-8859-1", 200)


def test_request_says_who_asks_and_carries_nothing_else() -> None:
    with web({"/": reply(b"hei", "Set-Cookie: a=b")}) as net:
        fetcher = net.fetcher()
        fetcher.fetch("http://news.example/")
        fetcher.fetch("http://news.example/")
        names = set()
        for head in net.servers[80].heads:
            lines = head.strip().split("\r\n")[1:]
            names |= {line.split(":")[0].lower() for line in lines}
            assert "Host: news.example" in lines
            assert f"User-Agent: belegg/{version('belegg')}" in lines
        assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_user_agent_can_be_set() -> None:
    with web({"/": reply(b"hei")}) as net:
        net.fetcher(user_agent="arkiv/1").fetch("http://news.example/")
        assert all("User-Agent: arkiv/1\r\n" in head for head in net.servers[80].heads)


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_redirects_are_followed(status: str) -> None:
    with web({"/": redirect("/b/../ny side?æ", status=status), "/ny%20side?%C3%A6": reply(b"hei")}) as net:
        fetched = net.fetcher().fetch("http://news.example/")
        assert fetched.url == "http://news.example/ny%20side?%C3%A6"
        assert fetched.data == b"hei"


def test_five_redirects_are_followed_and_six_are_not() -> None:
    pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}
    with web({**pages, "/6": reply(b"hei")}) as net:
        assert net.fetcher().fetch("http://news.example/1").data == b"hei"
        with pytest.raises(FetchError, match="more than 5 times"):
            net.fetcher().fetch("http://news.example/0")
        assert net.servers[80].paths.count("/6") == 1


def test_redirect_in_a_circle_ends_at_once() -> None:
    with web({"/a": redirect("/b"), "/b": redirect("//news.example/a#del")}) as net:
        with pytest.raises(FetchError, match="circle"):
            net.fetcher().fetch("http://news.example/a")
        assert net.servers[80].paths == ["/robots.txt", "/a", "/b"]


def test_redirect_to_another_site_asks_its_robots() -> None:
    with web({"/": redirect("http://annen.example/x"), "/x": reply(b"hei")}) as net:
        net.hosts["annen.example"] = [PUBLIC]
        net.fetcher().fetch("http://news.example/")
        hosts = [head.split("Host: ")[1].split("\r\n")[0] for head in net.servers[80].heads]
        assert hosts == ["news.example", "news.example", "annen.example", "annen.example"]
        assert net.servers[80].paths == ["/robots.txt", "/", "/robots.txt", "/x"]


def test_redirect_without_a_place_is_an_answer_like_others() -> None:
    with web({"/": reply(status="302 Found")}) as net, pytest.raises(FetchError, match="302"):
        net.fetcher().fetch("http://news.example/")


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 599])
def test_status_is_told_with_a_remedy(status: int) -> None:
    with web({"/": reply(b"x", status=f"{status} X")}) as net:
        with pytest.raises(FetchError, match=rf"the site answers {status}\b") as caught:
            net.fetcher().fetch("http://news.example/")
        assert type(caught.value) is FetchError
        assert caught.value.exit_code == 69
        assert caught.value.resource == "http://news.example/"
        assert caught.value.remedy
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_second_address_is_tried_when_the_first_does_not_answer() -> None:
    with web({"/": reply(b"hei")}) as net:
        net.hosts["news.example"] = [PUBLIC_TOO, PUBLIC]
        connect = net.connector

        def half_dead(address: object, port: int, timeout: float) -> object:
            if str(address) == PUBLIC_TOO:
                raise ConnectionRefusedError(111, "Connection refused")
            return connect(address, port, timeout)  # type: ignore[arg-type]

        assert net.fetcher(connector=half_dead).fetch("http://news.example/").data == b"hei"


def test_no_answer_is_told() -> None:
    def dead(address: object, port: int, timeout: float) -> object:
        raise ConnectionRefusedError(111, "Connection refused")

    with web({}) as net, pytest.raises(FetchError, match="does not answer: Connection refused"):
        net.fetcher(connector=dead).fetch("http://news.example/")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hei",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nkort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nkort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhei",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhei",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhei",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nikke gzip",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70000 + b"\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
    ],
)
def test_broken_answers_are_errors_of_the_network(answer: bytes) -> None:
    with web({"/": answer}) as net, pytest.raises(FetchError) as caught:
        net.fetcher().fetch("http://news.example/")
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_message_stays_on_one_line_and_is_safe_for_a_terminal() -> None:
    with web({"/": redirect("ftp://x/\x1b[31m" + "a" * 900)}) as net, pytest.raises(BlockedAddressError) as caught:
        net.fetcher().fetch("http://news.example/")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "settings",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"max_bytes": 0},
        {"user_agent": "a\r\nb: c"},
        {"user_agent": " "},
        {"user_agent": "blå"},
    ],
)
def test_settings_without_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Fetcher(**settings)  # type: ignore[arg-type]
