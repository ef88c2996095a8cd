"""Nothing but the keyboard: everything is reached, in order, and one sees where one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_world import Running, Tab, tab

PAGES = (
    "/today",
    "/search?q=kabel",
    "/speakers",
    "/speaker?name=Ola+Dal",
    "/claim/{claim}",
    "/articles",
    "/article/{article}",
    "/read",
    "/add",
    "/alerts",
    "/decisions",
    "/access",
    "/help",
)
# What can be reached: radio buttons of one name are one stop, and what is not drawn is none.
STOPS = """() => {
  const names = new Set();
  return [...document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex]")].filter(el => {
    if (el.tabIndex < 0 || el.disabled || el.type === "hidden") return false;
    if (!el.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
    if (el.type !== "radio") return true;
    if (names.has(el.name)) return false;
    names.add(el.name);
    return true;
  }).length;
}"""
# Where one is: its place in the tree, and whether it is drawn otherwise than without the focus, and within the window.
HERE = """() => {
  const el = document.activeElement;
  if (el === document.body || el === document.documentElement) return null;
  const all = [...document.querySelectorAll("*")];
  const s = getComputedStyle(el), r = el.getBoundingClientRect();
  return {
    at: all.indexOf(el),
    what: el.outerHTML.slice(0, 100),
    ring: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 && s.outlineColor !== "rgba(0, 0, 0, 0)",
    seen: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
  };
}"""


@pytest.fixture(scope="module")
def here(opened: Any, desk: Running) -> Iterator[Tab]:
    with tab(opened, desk.url, locale="en") as made:
        yield made


def filled(desk: Running, path: str) -> str:
    claim = max(desk.desk.ledger.claims(), key=lambda c: len(c.statements))
    return path.format(claim=claim.id, article=claim.statements[0].article)


def tabbed(here: Tab) -> list[dict[str, Any]]:
    """The stops of the tabulator from the top to the end of the page."""
    out: list[dict[str, Any]] = []
    for _ in range(400):
        here.page.keyboard.press("Tab")
        now = here.page.evaluate(HERE)
        if now is None or (out and now["at"] == out[0]["at"]):
            return out
        out.append(now)
    raise AssertionError("the tabulator never comes to an end")


@pytest.mark.parametrize("path", PAGES)
def test_the_tabulator_reaches_all_in_order_and_shows_where_it_is(here: Tab, desk: Running, path: str) -> None:
    here.go(filled(desk, path))
    least = here.page.evaluate(STOPS)
    stops = tabbed(here)
    assert [s["what"] for s in stops if not s["ring"]] == []
    assert [s["what"] for s in stops if not s["seen"]] == []
    places = [s["at"] for s in stops]
    assert places == sorted(places), "not in the order of the page"
    # Some that are not drawn at first open under the focus.
    assert len(set(places)) >= least
    assert 'class="skip"' in stops[0]["what"]
    here.quiet()


def test_the_way_past_the_head(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        here.go("/speakers")
        here.page.keyboard.press("Tab")
        skip = here.page.locator(".skip").bounding_box()
        assert skip is not None
        assert skip["x"] >= 0
        here.page.keyboard.press("Enter")
        here.page.keyboard.press("Tab")
        assert here.page.evaluate("document.activeElement.id") == "speaker-q"
        here.quiet()


def test_one_finds_reads_and_decides_by_keys_alone(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        key = here.page.keyboard.press
        here.go("/today")
        key("/")
        here.page.keyboard.type("kabelen")
        key("Enter")
        here.lands("/search?q=kabelen")
        key("j")
        key("j")
        key("k")
        assert here.page.evaluate("document.activeElement === document.querySelector('.result a')")
        assert here.page.evaluate(HERE)["ring"]
        key("Enter")
        here.lands("/claim/*")
        key("j")
        key("j")
        assert here.page.evaluate("document.activeElement.closest('[data-item]').matches('.c-variant.on')")
        # On from there: the box of the statement, its buttons, and back with undo.
        for _ in range(12):
            key("Tab")
            if here.page.evaluate("document.activeElement.tagName") == "SUMMARY":
                break
        key("Enter")
        for _ in range(12):
            key("Tab")
            if here.page.evaluate("document.activeElement.textContent") == "Split it out":
                break
        key("Enter")
        here.lands("/claim/*done=*")
        assert here.page.evaluate("document.activeElement.id") == "main"
        for _ in range(4):
            key("Tab")
            if here.page.evaluate("document.activeElement.textContent") == "Undo":
                break
        key("Enter")
        here.lands("/claim/*undone=*")
        assert desk.desk.ledger.store.decisions() == []
        key("g")
        key("r")
        here.lands("/read")
        key("j")
        here.quiet()
