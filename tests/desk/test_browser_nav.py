"""From page to page with a script, where only the content is swapped: each is then as it is when loaded by itself."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from browser_world import Running, Tab, tab

# What the head and the foot of every page lead to, by the words of its link.
PLACES = {
    "Today": "/today",
    "Search": "/search",
    "Speakers": "/speakers",
    "Read": "/read",
    "Add": "/add",
    "Signs and keys": "/help",
    "Alerts": "/alerts",
    "Decisions": "/decisions",
    "Access": "/access",
    "API": "/api",
}
INSIDE = ("/claim/{claim}", "/article/{article}", "/speaker?name=Ola+Dal", "/articles", "/search?q=kabel")
# All that the eye sees of the content: what each element is, how it is drawn, where it stands.
SHAPE = """() => [...document.querySelectorAll("#main, #main *")].map(el => {
  const s = getComputedStyle(el), r = el.getBoundingClientRect();
  return [el.tagName, el.className.baseVal ?? el.className, s.display, s.color, s.fontSize, s.fontFamily, s.fontWeight,
    s.borderTopWidth, s.backgroundColor, Math.round(r.x), Math.round(r.width), Math.round(r.height)].join(" ");
})"""


def shape(here: Tab) -> dict[str, Any]:
    page = here.page
    page.mouse.move(0, 0)
    current = page.evaluate("[...document.querySelectorAll('.masthead [aria-current]')].map(a => a.textContent)")
    return {
        "title": page.title(),
        "class": page.get_attribute("#main", "class"),
        "current": current,
        "drawn": page.evaluate(SHAPE),
    }


def walk(opened: Any, desk: Running, steps: list[tuple[str, str]]) -> None:
    """Go each step by a click on its link, and compare with the page as it is loaded."""
    with tab(opened, desk.url, locale="en") as fresh, tab(opened, desk.url, locale="en") as here:
        loaded: dict[str, dict[str, Any]] = {}
        for path in {path for _, path in steps}:
            fresh.go(path)
            loaded[path] = shape(fresh)
        here.go(steps[0][1])
        here.page.evaluate("document.querySelector('.masthead').dataset.same = '1'")
        for words, path in steps[1:]:
            selector = f'a:text-is("{words}")' if words else f'#main a[href="{path}"]'
            if words == "":
                # No page has links to all: one is put where anybody's would be.
                here.page.evaluate(
                    "path => { const a = document.createElement('a'); a.href = path; a.textContent = path;"
                    " document.querySelector('#main').append(a); htmx.process(a) }",
                    path,
                )
                here.page.locator(selector).last.click()
            else:
                here.page.locator(f".masthead {selector}, .foot {selector}").click()
            here.lands(path)
            assert here.page.evaluate("document.activeElement.id") == "main", path
            assert here.page.evaluate("scrollY") == 0, path
            now = shape(here)
            assert now == loaded[path], (path, [x for x in zip(now["drawn"], loaded[path]["drawn"], strict=False)][:1])
        assert here.page.get_attribute(".masthead", "data-same") == "1", "a page was loaded anew"
        here.quiet()
        fresh.quiet()


def paths(desk: Running) -> list[str]:
    claim = max(desk.desk.ledger.claims(), key=lambda c: len(c.statements))
    return [p.format(claim=claim.id, article=claim.statements[0].article) for p in INSIDE]


def test_each_page_is_the_same_come_to_or_loaded(opened: Any, desk: Running) -> None:
    outer, inner = list(PLACES.items()), [("", p) for p in paths(desk)]
    mixed = [s for pair in itertools.zip_longest(outer, inner) for s in pair if s]
    walk(opened, desk, mixed)


@pytest.mark.slow
def test_each_page_leads_to_each_other(opened: Any, desk: Running) -> None:
    places = list(PLACES.items())
    # Round after round with longer strides, so that every page follows every other.
    n = len(places)
    steps = [places[0]]
    for stride in range(1, n):
        for at in range(n):
            pair = [places[at], places[(at + stride) % n]]
            steps += pair if steps[-1] != pair[0] else pair[1:]
    walk(opened, desk, steps)


def test_back_and_forward_bring_the_page_with_its_title_and_styles(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        here.go("/today")
        before = shape(here)
        here.page.click('.masthead a:text-is("Speakers")')
        here.lands("/speakers")
        here.page.click('#main a:text-is("Ola Dal")')
        here.lands("/speaker?name=Ola*")
        assert here.page.title().startswith("Ola Dal")
        here.back("/speakers")
        assert here.page.title() == "Speakers · belegg"
        assert here.text('.masthead [aria-current="page"]') == "Speakers"
        here.back("/today")
        assert shape(here) == before
        here.page.click('.masthead a:text-is("Speakers")')
        here.lands("/speakers")
        here.quiet()
