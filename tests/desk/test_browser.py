"""The desk in a real browser: every page, three languages, phone width, no script, keys, axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_world import Running, Tab, tab

PAGES = {
    "today": "/today",
    "search": "/search?q=kabel",
    "search without hits": "/search?q=finnesikke",
    "speakers": "/speakers",
    "speaker": "/speaker?name=Ola+Dal",
    "claim": "/claim/{claim}",
    "articles": "/articles",
    "article": "/article/{article}",
    "read": "/read",
    "add": "/add",
    "alerts": "/alerts",
    "decisions": "/decisions",
    "access": "/access",
    "help": "/help",
    "api": "/api",
    "error": "/nowhere",
}


@pytest.fixture(scope="module")
def here(opened: Any, desk: Running) -> Iterator[Tab]:
    with tab(opened, desk.url) as made:
        yield made


@pytest.fixture(scope="module")
def phone(opened: Any, desk: Running) -> Iterator[Tab]:
    with tab(opened, desk.url, wide=360, high=740, has_touch=True, is_mobile=True) as made:
        yield made


@pytest.fixture(scope="module")
def plain(opened: Any, desk: Running) -> Iterator[Tab]:
    with tab(opened, desk.url, java_script_enabled=False) as made:
        yield made


def path_of(desk: Running, name: str) -> str:
    claim = max(desk.desk.ledger.claims(), key=lambda c: len(c.statements))
    return PAGES[name].format(claim=claim.id, article=claim.statements[0].article)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(here: Tab, desk: Running, name: str) -> None:
    here.go(path_of(desk, name))
    assert here.faults() == []
    here.quiet()


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_sticks_out(phone: Tab, desk: Running, name: str) -> None:
    phone.go(path_of(desk, name))
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.quiet()


@pytest.mark.parametrize("name", PAGES)
def test_without_a_script_the_page_is_whole_in_three_languages(plain: Tab, desk: Running, name: str) -> None:
    seen = set()
    for code in ("nb", "nn", "en"):
        plain.page.context.add_cookies([{"name": "belegg_language", "value": code, "url": desk.url}])
        plain.go(path_of(desk, name))
        assert plain.page.locator("html").get_attribute("lang") == code
        assert plain.page.locator("h1").count() == 1
        assert plain.page.locator(".masthead nav a").count() == 5
        seen.add(plain.page.locator(".masthead nav").inner_text())
    assert len(seen) == 3
    plain.quiet()


def test_keys_lead_from_page_to_page(here: Tab, desk: Running) -> None:
    here.go("/today")
    for key, path in (("s", "/search"), ("p", "/speakers"), ("r", "/read"), ("a", "/add"), ("t", "/today")):
        here.page.keyboard.press("g")
        here.page.keyboard.press(key)
        here.page.wait_for_url(f"{desk.url}{path}*")
    here.page.keyboard.press("/")
    here.page.keyboard.type("kabel")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url(f"{desk.url}/search?q=kabel*")
    here.page.keyboard.press("Escape")
    here.page.keyboard.press("?")
    here.page.wait_for_url(f"{desk.url}/help")
    here.quiet()
