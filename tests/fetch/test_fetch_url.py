"""Addresses: what is one, how it is normalised, and how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.errors import FetchError
from belegg.fetch import is_url
from belegg.fetch._url import Target, join, parse, show


@pytest.mark.parametrize("text", ["http://a.no", "https://a.no/b?c#d", " HTTPS://A.no\n", "file:///x", "ftp://a"])
def test_is_url(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize(
    "text", ["", "-", "sak.html", "C:\\sak.html", "a.no/sak", "http:sak", "http://", "http://a.no er et sted", "//a.no"]
)
def test_is_no_url(text: str) -> None:
    assert not is_url(text)


def test_text_that_begins_with_an_address_is_no_address() -> None:
    assert not is_url("https://a.no\n\nMinisteren sier nei.")
    assert not is_url("http://" + "a" * 5000)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Avis.Example", "http://avis.example/"),
        ("http://avis.example:80/a", "http://avis.example/a"),
        ("https://avis.example:443/a", "https://avis.example/a"),
        ("http://avis.example:443/a", "http://avis.example:443/a"),
        ("http://avis.example./", "http://avis.example/"),
        ("http://blåbær.example/blå?bær=æ#å", "http://xn--blbr-roah.example/bl%C3%A5?b%C3%A6r=%C3%A6"),
        ("http://avis.example?q=/../", "http://avis.example/?q=/../"),
        ("http://avis.example/a/./b/../c/", "http://avis.example/a/c/"),
        ("http://avis.example/a/..", "http://avis.example/"),
        ("http://avis.example/../../a", "http://avis.example/a"),
        ("http://avis.example/a%2Fb%20c", "http://avis.example/a%2Fb%20c"),
        ("http://avis.example//a//b", "http://avis.example//a//b"),
        ("http://[2606:2800::0001]/a", "http://[2606:2800::1]/a"),
        ("http://under_strek.avis.example/", "http://under_strek.avis.example/"),
        ("http://avis.example/a b", "http://avis.example/a%20b"),
        ("http://avis.example/@ola/1", "http://avis.example/@ola/1"),
    ],
)
def test_normal_form(url: str, normal: str) -> None:
    assert parse(url).url == normal
    assert parse(normal).url == normal


@pytest.mark.parametrize(
    "url", ["http://a..b/", "http://.a/", "http://" + "a" * 64 + "/", "http://a b/", "http://a,b/", "http://a.no:x/"]
)
def test_malformed_host_is_no_address(url: str) -> None:
    with pytest.raises(FetchError):
        parse(url)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://avis.example/b"),
        ("b", "https://avis.example/x/b"),
        ("?q=1", "https://avis.example/x/a?q=1"),
        ("//ny.example/b", "https://ny.example/b"),
        ("https://ny.example", "https://ny.example/"),
        ("/bl\xc3\xa5", "https://avis.example/bl%C3%A5"),
        ("/bl\xe5", "https://avis.example/bl%C3%A5"),
    ],
)
def test_redirects_are_relative_to_the_page(location: str, url: str) -> None:
    assert join(parse("https://avis.example/x/a"), location).url == url


def test_shown_address_hides_passwords_and_controls() -> None:
    assert show("http://ola:hem@melig@a.no/x") == "http://a.no/x"
    assert show("http://a.no/\x1b[2J\n\u202e") == "http://a.no/%1B[2J%0A%E2%80%AE"
    assert len(show("http://a.no/" + "æ" * 900)) == 300


@given(
    st.text(max_size=60) | st.text(max_size=60).map("http://".__add__) | st.text(max_size=40).map("http://a.no".__add__)
)
def test_any_text_is_a_target_or_an_error(text: str) -> None:
    try:
        target = parse(text)
    except FetchError as error:
        assert str(error).isprintable()
        return
    assert isinstance(target, Target)
    assert target.url.isascii()
    assert target.url.isprintable()
    assert " " not in target.url
    assert parse(target.url) == target


@given(st.text(alphabet="/.%2eE25a?#@:\\", max_size=30))
def test_no_path_keeps_dot_segments(text: str) -> None:
    try:
        path = parse("http://a.no/" + text).path.partition("?")[0]
    except FetchError:
        return
    assert not {".", ".."} & {part.lower().replace("%2e", ".") for part in path.split("/")}
