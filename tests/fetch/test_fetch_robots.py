"""robots.txt is asked first, once a site, and obeyed."""

from __future__ import annotations

import gzip
import time

import pytest
from webserver import PUBLIC, redirect, reply, web

from belegg.errors import FetchError, RobotsError
from belegg.fetch._robots import MAX_ROBOTS, Robots, Verdict, judge
from belegg.fetch._url import parse

URL = "http://news.example/sak/1"


def allowed(robots: str, url: str = URL) -> bool:
    try:
        judge(200, robots.encode()).check(parse(url))
    except RobotsError:
        return False
    return True


@pytest.mark.parametrize(
    "robots",
    [
        "",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /annet",
        "User-agent: *\nDisallow: /\nAllow: /sak",
        "User-agent: *\nDisallow: /\n\nUser-agent: belegg\nAllow: /",
        "User-agent: beleggbot\nDisallow: /",
        "User-agent: b\nDisallow: /",
        "User-agent: bel*\nDisallow: /",
        "User-agent: other\nDisallow: /",
        "<html><body>Ingen robots her</body></html>",
        "Disallow: /",
        "\x00\xff\x00",
    ],
)
def test_page_may_be_read(robots: str) -> None:
    assert allowed(robots)


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /",
        "\ufeffUser-agent: *\nDisallow: /sak",
        "user-AGENT:belegg\ndisallow:/sak/",
        "User-agent: belegg/1.0\nDisallow: /sak",
        "User-agent: BELEGG # oss\nDisallow: /sak",
        "User-agent: annen\nUser-agent: belegg\nDisallow: /sak",
        "User agent belegg\nDisallow: /sak",
        "User-agent: *\nAllow: /\n\nUser-agent: belegg\nDisallow: /",
        "User-agent: *\nDisallow: /*/1$",
        "User-agent: *\r\rDisallow: /sak",
    ],
)
def test_page_may_not_be_read(robots: str) -> None:
    assert not allowed(robots)


def test_dots_in_the_path_do_not_go_round_a_rule() -> None:
    for path in ("/apen/../sak/1", "/./sak/1", "/apen/%2e%2E/sak/1", "/x/../../sak/1", "/%73ak/1"):
        assert not allowed("User-agent: *\nDisallow: /sak", f"http://news.example{path}")


def test_refusal_is_told_and_nothing_fetched() -> None:
    with web({"/robots.txt": reply(b"User-agent: *\nDisallow: /sak"), "/sak/1": reply(b"hei")}) as net:
        with pytest.raises(RobotsError) as caught:
            net.fetcher().fetch(URL)
        assert caught.value.exit_code == 77
        assert caught.value.resource == URL
        assert caught.value.remedy
        assert net.servers[80].paths == ["/robots.txt"]


def test_robots_is_asked_once_a_site_and_its_redirects_followed() -> None:
    pages = {"/robots.txt": redirect("/r1"), "/r1": reply(b"User-agent: *\nDisallow: /nei"), "/sak/1": reply(b"hei")}
    with web(pages) as net:
        net.hosts["annen.example"] = [PUBLIC]
        fetcher = net.fetcher()
        for _ in range(3):
            assert fetcher.fetch(URL).data == b"hei"
        with pytest.raises(RobotsError):
            fetcher.fetch("http://news.example/nei")
        assert net.servers[80].paths == ["/robots.txt", "/r1", "/sak/1", "/sak/1", "/sak/1"]
        fetcher.fetch("http://annen.example/sak/1")
        assert net.servers[80].paths[5:] == ["/robots.txt", "/r1", "/sak/1"]


def test_rules_hold_behind_a_redirect() -> None:
    pages = {"/robots.txt": reply(b"User-agent: *\nDisallow: /sak"), "/": redirect("/sak/1"), "/sak/1": reply(b"hei")}
    with web(pages) as net:
        with pytest.raises(RobotsError):
            net.fetcher().fetch("http://news.example/")
        assert net.servers[80].paths == ["/robots.txt", "/"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_means_yes(status: int) -> None:
    with web({"/robots.txt": reply(b"User-agent: *\nDisallow: /", status=f"{status} X"), "/": reply(b"hei")}) as net:
        assert net.fetcher().fetch("http://news.example/").data == b"hei"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_with_robots_means_no(status: int) -> None:
    with web({"/robots.txt": reply(b"", status=f"{status} X"), "/": reply(b"hei")}) as net:
        fetcher = net.fetcher()
        for _ in range(2):
            with pytest.raises(RobotsError, match=str(status)):
                fetcher.fetch("http://news.example/")
        assert net.servers[80].paths == ["/robots.txt"]


def test_robots_that_redirects_for_ever_means_no() -> None:
    with web({"/robots.txt": redirect("/robots.txt"), "/": reply(b"hei")}) as net:
        with pytest.raises(FetchError, match=r"robots\.txt cannot be read"):
            net.fetcher().fetch("http://news.example/")
        assert "/" not in net.servers[80].paths


def test_large_robots_is_cut_at_a_whole_line() -> None:
    line = b"Disallow: /nei\n"
    head = b"User-agent: *\n"
    body = head + line * ((MAX_ROBOTS - len(head)) // len(line) - 1)
    body += b"Disallow: /sak-og-mer" + b"x" * 100 + b"\nDisallow: /\n"
    assert body.index(b"/sak-og-mer") < MAX_ROBOTS < len(body)
    for page in (reply(body), reply(gzip.compress(body), "Content-Encoding: gzip")):
        with web({"/robots.txt": page, "/sak/1": reply(b"hei")}) as net:
            fetcher = net.fetcher()
            assert fetcher.fetch(URL).data == b"hei"
            with pytest.raises(RobotsError):
                fetcher.fetch("http://news.example/nei")


def test_many_agents_with_many_rules_are_read_in_time() -> None:
    half = MAX_ROBOTS // 2
    agents = "".join(f"User-agent: {n:x}\n" for n in range(half // 18))
    rules = "".join(f"Disallow: /{n:x}*a*$\n" for n in range(half // 20))
    start = time.monotonic()
    assert allowed(agents + rules + "\nUser-agent: *\nDisallow: /nei\n")
    assert time.monotonic() - start < 3


def test_verdicts_are_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    robots = Robots()
    robots.put("http://a.example", Verdict())
    robots.put("http://b.example", Verdict(error=RobotsError("nei")))
    assert robots.get("http://a.example") == Verdict()
    now += 3600
    assert robots.get("http://a.example") is not None
    assert robots.get("http://b.example") is None
    now += 24 * 3600
    assert robots.get("http://a.example") is None


def test_verdicts_do_not_pile_up() -> None:
    robots = Robots()
    for n in range(1200):
        robots.put(f"http://{n}.example", Verdict())
    assert robots.get("http://0.example") is None
    assert robots.get("http://199.example") is None
    assert robots.get("http://200.example") is not None
