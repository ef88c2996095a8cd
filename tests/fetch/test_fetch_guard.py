"""No connection is ever made to an address that is not public, whichever way it is written or reached."""

from __future__ import annotations

import ipaddress
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import PUBLIC, PUBLIC_TOO, Server, redirect, reply, web

from belegg.errors import BlockedAddressError, FetchError, RobotsError
from belegg.fetch import Fetcher, fetch, is_public

# What a resolver may answer, and what must not be contacted.
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

OPEN = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    PUBLIC,
    PUBLIC_TOO,
    "2001:67c:21e0::16",
    "2a00:1450:400f::1",
    "::ffff:93.184.215.14",
    "64:ff9b::5db8:d70e",
]

# Ways to write such an address, or what else must not be fetched, into a URL.
FORMS = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://127.0.1/",
    "http://127/",
    "http://0/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0X7F.0X0.0X0.0X1/",
    "http://127.0.0.0x1/",
    "http://127.000.000.001/",
    "http://4294967297/",
    "http://127.0.0.257/",
    "http://2852039166/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://0.0.0.0/",
    "http://255.255.255.255/",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::1]:80/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[v1.127.0.0.1]/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://www.localhost/",
    "http://ⓛocalhost/",
    "http://localhost.localdomain/",
    "http://skriver.local/",
    "http://metadata.google.internal/",
    "http://ruter.home.arpa/",
    "https://127.0.0.1/",
    "https://localhost/",
    "http://news.example@127.0.0.1/",
    "http://news.example:80@127.0.0.1/",
    "http://ola:hemmelig@news.example/",
    "http://127.0.0.1#@news.example/",
    "http://127.0.0.1?@news.example/",
    "http://news.example\\@127.0.0.1/",
    "http://127.0.0.1\\.news.example/",
    "http://127.0.0.1\t.news.example/",
    "http://news.example:22/",
    "http://news.example:6379/",
    "http://news.example:8080/",
    "http://news.example:99999/",
    "http://news.example:0/",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:2628/",
    "javascript:alert(1)",
    "data:text/html,hei",
    "unix:///run/docker.sock",
    "jar:http://127.0.0.1!/",
]

# Written like an address, but after a redirect a path on the same site.
HOSTLESS = ["http:///127.0.0.1/", "http:127.0.0.1/", "127.0.0.1/", "", "   ", "nyheter"]


@pytest.mark.parametrize("address", PRIVATE)
def test_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_public_agrees_with_the_standard_library_where_that_says_no(address: ipaddress.IPv4Address) -> None:
    if not address.is_global:
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_ipv4_in_ipv6_is_judged_as_ipv4(address: ipaddress.IPv4Address) -> None:
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        inside = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address))
        assert is_public(inside) == is_public(address)


@given(st.ip_addresses(v=6))
def test_no_ipv6_outside_global_unicast_is_public(address: ipaddress.IPv6Address) -> None:
    if is_public(address) and address.ipv4_mapped is None and int(address) >> 32 != 0x64FF9B << 64:
        assert int(address) >> 125 == 0b001


@pytest.mark.parametrize("url", FORMS + HOSTLESS)
def test_form_is_never_contacted_directly(url: str) -> None:
    with web({"/": reply(b"hei")}) as net:
        with pytest.raises(FetchError) as caught:
            net.fetcher().fetch(url)
        assert net.dialled == []
        assert net.canary.connections == 0
        assert "hemmelig" not in str(caught.value)


@pytest.mark.parametrize("url", FORMS)
def test_form_is_never_contacted_by_redirect(url: str) -> None:
    with web({"/": redirect(url)}) as net:
        with pytest.raises(FetchError):
            net.fetcher().fetch("http://news.example/")
        assert set(net.dialled) == {PUBLIC}
        assert net.servers[80].paths == ["/robots.txt", "/"]
        assert net.canary.connections == 0


@pytest.mark.parametrize("url", FORMS)
def test_form_is_never_contacted_by_redirect_of_robots(url: str) -> None:
    with web({"/robots.txt": redirect(url), "/": reply(b"hei")}) as net:
        with pytest.raises(FetchError):
            net.fetcher().fetch("http://news.example/")
        assert net.servers[80].paths == ["/robots.txt"]
        assert net.canary.connections == 0


@pytest.mark.parametrize("location", HOSTLESS)
def test_hostless_redirect_stays_on_the_site(location: str) -> None:
    with web({"/": redirect(location)}) as net:
        with pytest.raises(FetchError):
            net.fetcher().fetch("http://news.example/")
        assert set(net.dialled) == {PUBLIC}


@pytest.mark.parametrize("address", PRIVATE)
def test_name_with_a_private_address_is_never_contacted(address: str) -> None:
    with web({"/": reply(b"hei")}) as net:
        net.hosts["intern.example"] = [address]
        net.hosts["blandet.example"] = [PUBLIC, PUBLIC_TOO, address]
        for host in ("intern.example", "blandet.example"):
            with pytest.raises(BlockedAddressError):
                net.fetcher().fetch(f"http://{host}/")
        assert net.dialled == []


def test_the_canary_sings_when_the_guard_is_off() -> None:
    with web({}) as net:
        with pytest.raises(FetchError, match="404"):
            net.fetcher(allow=lambda address: True).fetch("http://127.0.0.1/")
        assert net.canary.connections == 2  # robots.txt and the page


def test_defaults_refuse_a_listening_loopback() -> None:
    with Server({"/": reply(b"hei")}) as server:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            with pytest.raises(BlockedAddressError):
                fetch(f"http://{host}/")
            with pytest.raises(BlockedAddressError):
                Fetcher(ports={server.port}).fetch(f"http://{host}:{server.port}/")
        assert server.connections == 0


def test_default_connector_reaches_what_is_allowed() -> None:
    with Server({"/": reply(b"hei")}) as server:
        fetcher = Fetcher(ports={server.port}, allow=lambda address: True, timeout=5)
        assert fetcher.fetch(f"http://127.0.0.1:{server.port}/").data == b"hei"


def test_rebinding_never_reaches_the_canary() -> None:
    answers = [[PUBLIC], ["127.0.0.1"], [PUBLIC], [PUBLIC, "::1"], [PUBLIC, PUBLIC_TOO], ["169.254.169.254"]]
    draw = random.Random(7).choice
    with web({"/": reply(b"hei")}) as net:
        net.hosts["news.example"] = lambda: draw(answers)
        fetched = refused = 0
        for _ in range(150):
            try:
                fetched += net.fetcher().fetch("http://news.example/").data == b"hei"
            except BlockedAddressError:
                refused += 1
        assert fetched + refused == 150
        assert fetched > 10
        assert refused > 10
        assert set(net.dialled) <= {PUBLIC, PUBLIC_TOO}
        assert net.canary.connections == 0


def test_each_request_resolves_once_and_connects_to_that() -> None:
    with web({"/": reply(b"hei")}) as net:
        net.fetcher().fetch("http://news.example/")
        assert len(net.asked) == len(net.dialled) == 2  # the page and robots.txt


def test_mapped_address_is_connected_to_as_ipv4() -> None:
    with web({"/": reply(b"hei")}) as net:
        net.hosts["news.example"] = [f"::ffff:{PUBLIC}"]
        net.fetcher().fetch("http://news.example/")
        assert set(net.dialled) == {PUBLIC}


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with web({"/": reply(b"hei")}) as net:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{net.canary.port}")
        assert net.fetcher().fetch("http://news.example/").data == b"hei"
        assert net.canary.connections == 0


def test_address_with_credentials_in_robots_redirect_is_not_shown() -> None:
    with web({"/robots.txt": redirect("http://ola:hemmelig@news.example/r")}) as net:
        with pytest.raises(FetchError) as caught:
            net.fetcher().fetch("http://news.example/")
        assert "hemmelig" not in str(caught.value)
        assert not isinstance(caught.value, RobotsError)


def test_unknown_name_is_told() -> None:
    with web({}) as net, pytest.raises(FetchError, match="cannot be resolved"):
        net.fetcher().fetch("http://ukjent.example/")
