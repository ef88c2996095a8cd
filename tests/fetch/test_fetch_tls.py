"""Certificates: verified against the name, against the clock, and never gone round."""

from __future__ import annotations

from typing import Any

import pytest
from webserver import DATA, PUBLIC, redirect, reply, web

from belegg.errors import FetchError, UsageError

PAGES: dict[str, Any] = {"/": reply(b"hei")}
TRUSTED = str(DATA / "valid.pem")


def test_valid_certificate_is_taken_and_the_name_sent() -> None:
    with web({}, secure=PAGES) as net:
        net.hosts["news.example"] = [PUBLIC]
        fetched = net.fetcher(ca_file=TRUSTED).fetch("https://News.Example./")
        assert fetched.data == b"hei"
        assert fetched.url == "https://news.example/"
        assert set(net.servers[443].names) == {"news.example"}


@pytest.mark.parametrize(
    ("certificate", "trusted", "host"),
    [
        ("valid.pem", None, "news.example"),  # signed by nobody we know
        ("valid.pem", "future.pem", "news.example"),  # signed by somebody else
        ("expired.pem", "expired.pem", "news.example"),
        ("expired.pem", None, "news.example"),
        ("future.pem", "future.pem", "news.example"),
        ("valid.pem", "valid.pem", "tredje.example"),  # another name
        ("valid.pem", "valid.pem", "www.news.example"),
        ("valid.pem", "valid.pem", "example"),
        ("valid.pem", "valid.pem", PUBLIC),  # an address that the certificate does not have
    ],
)
def test_bad_certificate_is_refused_before_anything_is_sent(certificate: str, trusted: str | None, host: str) -> None:
    with web({}, secure=PAGES, certificate=certificate) as net:
        net.hosts |= {name: [PUBLIC] for name in ("tredje.example", "www.news.example", "example")}
        ca_file = str(DATA / trusted) if trusted else None
        with pytest.raises(FetchError, match="certificate is not valid") as caught:
            net.fetcher(ca_file=ca_file).fetch(f"https://{host}/")
        assert type(caught.value) is FetchError
        assert net.servers[443].heads == []
        assert net.servers[443].connections == 1  # not tried again


def test_plain_server_on_the_secure_port_is_refused() -> None:
    with web(PAGES) as net:
        net.servers[443] = net.servers[80]
        with pytest.raises(FetchError):
            net.fetcher(ca_file=TRUSTED, timeout=0.3).fetch("https://news.example/")
        assert net.servers[80].heads == []


def test_http_may_lead_to_https_but_not_back() -> None:
    with web({"/": redirect("https://news.example/"), "/ned": reply(b"ned")}, secure=PAGES) as net:
        assert net.fetcher(ca_file=TRUSTED).fetch("http://news.example/").url == "https://news.example/"
        net.servers[443].pages["/"] = redirect("http://news.example/ned")
        with pytest.raises(FetchError, match="from https to http"):
            net.fetcher(ca_file=TRUSTED).fetch("https://news.example/")
        assert "/ned" not in net.servers[80].paths


def test_robots_of_a_secure_site_is_not_read_without_tls() -> None:
    secure = PAGES | {"/robots.txt": redirect("http://news.example/robots.txt")}
    with web({"/robots.txt": reply(b"")}, secure=secure) as net:
        with pytest.raises(FetchError, match=r"robots\.txt cannot be read"):
            net.fetcher(ca_file=TRUSTED).fetch("https://news.example/")
        assert net.servers[80].connections == 0


def test_missing_ca_file_is_told() -> None:
    with web({}) as net, pytest.raises(UsageError, match="certificates"):
        net.fetcher(ca_file=str(DATA / "ingen.pem")).fetch("https://news.example/")
