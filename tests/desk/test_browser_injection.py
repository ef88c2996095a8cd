"""Hostile texts in every field, in a real browser: no script of theirs runs, and nothing leaves the host."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pytest
from browser_world import Running, Tab, running, tab
from safety_pages import Hostile, hostile
from safety_vectors import mark, vectors

from belegg.reader import Reader

# Every name that a vector calls is there to be called, in both cases, and says so: a call that a script error or
# a missing name would hide is seen too.
_TRAP = "for (let n = 0; n < 300; n++) for (const m of [`zq${n}qz`, `ZQ${n}QZ`]) window[m] = () => toldOfCall(m);"


class Watched:
    """A tab that is told of every call that a vector makes."""

    def __init__(self, here: Tab) -> None:
        self.here, self.calls, self.pages, self.told = here, list[str](), 0, set[str]()
        here.page.expose_binding("toldOfCall", lambda _, name: self.calls.append(name))
        here.page.add_init_script(_TRAP)

    def look(self, path: str | None = None) -> None:
        """Go to a page, do what a reader may do, and see that nothing came of it."""
        page = self.here.page
        if path is not None:
            page.goto(self.here.base + path, wait_until="load")
        self.pages += 1
        page.evaluate(
            """() => {
              for (const el of document.querySelectorAll("details")) el.open = true;
              for (const el of document.querySelectorAll("main *")) {
                for (const kind of ["mouseover", "focus", "error", "load", "toggle"]) el.dispatchEvent(new Event(kind));
              }
            }"""
        )
        self.told |= {m.lower() for m in page.evaluate("document.documentElement.outerHTML.match(/zq\\d+qz/gi) || []")}
        assert page.evaluate("document.querySelectorAll('main script, main iframe, main style, base').length") == 0
        assert self.calls == [], path
        self.here.quiet()


def desk_of(folder: Path, texts: dict[int, str]) -> Any:
    return running(folder, *[hostile(n, text) for n, text in texts.items()])


def _walk(opened: Any, folder: Path, texts: dict[int, str], *, singly: int) -> None:
    """Lists hold all of them at once; pages of one thing are looked at for every `singly`-th text."""
    with desk_of(folder, texts) as desk, tab(opened, desk.url, locale="en") as here:
        desk.desk.ledger.engines._reader = cast(Reader, Hostile())
        seen = Watched(here)
        _lists(seen, desk, len(texts))
        some = list(texts.items())[::singly]
        for at, (n, text) in enumerate(some):
            _asked(seen, text, all_ways=at % 5 == 0)
            _given(seen, n, text)
        heads = desk.desk.ledger.articles(limit=len(texts))
        for head in heads[::singly]:
            seen.look(f"/article/{head.id}")
            for claim in list(desk.desk.ledger.claims_of_article(head.id).values())[:1]:
                seen.look(f"/claim/{claim.claim}?join=i+saken")
        for path in ("/alerts", "/today", "/read", "/add", "/decisions"):
            seen.look(path)
        assert {mark(n) for n, _ in some} <= seen.told
        assert seen.pages > 5 * len(some)


def _lists(seen: Watched, desk: Running, size: int) -> None:
    for page in range(1, 2 + 2 * size // 20):
        seen.look(f"/search?page={page}")
    for path in ("/today", "/today?section=new&after=0", "/articles", "/speakers", "/search?q=saken", "/help"):
        seen.look(path)


def _asked(seen: Watched, text: str, *, all_ways: bool) -> None:
    plain = quote(text.replace("\0", ""), safe="")
    seen.look(f"/search?q={plain}&speaker={plain}&outlet={plain}")
    if not all_ways:
        return
    seen.look(f"/speakers?q={plain}")
    seen.look(f"/speaker?name={plain}")
    seen.look(f"/login?next={plain}")
    seen.look(f"/{plain}")


def _given(seen: Watched, number: int, text: str) -> None:
    """Typed or pasted into the forms: with the script of the desk, as somebody would."""
    page = seen.here.page
    page.goto(f"{seen.here.base}/search?q=saken")
    page.fill("#alert-name", f"{mark(number)} {text}"[:120])
    page.locator(".keep button").first.click()
    seen.here.lands("/alerts/*")
    seen.look()
    line = " ".join(text.split())
    page.goto(f"{seen.here.base}/read")
    page.fill("#text", f"{line}\n\n{line}\n\nOg mer tekst om {line}.")
    page.locator(".about summary").click()
    page.fill("#outlet", line[:100])
    page.locator(".give button.main").click()
    page.wait_for_selector(".reading, [role=alert]")
    seen.look()


def test_the_trap_catches(opened: Any, tmp_path: Path) -> None:
    """What would be seen of a vector that came through, policy or not."""
    with desk_of(tmp_path, {0: vectors()[2]}) as desk, tab(opened, desk.url, bypass_csp=True) as here:
        seen = Watched(here)
        here.go("/help")
        here.page.evaluate("t => { document.querySelector('main').innerHTML = t }", vectors()[2])
        here.page.wait_for_timeout(300)
        assert seen.calls == [mark(2)]
    with desk_of(tmp_path, {}) as desk, tab(opened, desk.url) as here:
        here.go("/help")
        here.page.evaluate("t => { document.querySelector('main').innerHTML = t }", vectors()[2])
        here.page.wait_for_timeout(300)
        assert any("policy: script-src" in told for told in here.errors)


def test_some_hostile_texts_in_a_browser(opened: Any, tmp_path: Path) -> None:
    _walk(opened, tmp_path, dict(list(enumerate(vectors()))[::37]), singly=5)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(6))
def test_all_hostile_texts_in_a_browser(opened: Any, tmp_path: Path, part: int) -> None:
    _walk(opened, tmp_path, dict(list(enumerate(vectors()))[part::6]), singly=1)


@pytest.mark.long
def test_without_a_script_of_ours_nothing_runs_either(opened: Any, tmp_path: Path) -> None:
    texts = dict(list(enumerate(vectors()))[::6])
    with desk_of(tmp_path, texts) as desk, tab(opened, desk.url, java_script_enabled=False) as here:
        for head in desk.desk.ledger.articles(limit=len(texts)):
            here.go(f"/article/{head.id}")
        for path in ("/search", "/today", "/speakers", "/articles"):
            here.go(path)
        here.quiet()
