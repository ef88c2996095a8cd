"""From reading to adding, searching and keeping, as somebody does it in a browser, with and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from add_world import held, lines
from browser_world import Running, Tab, running, tab

# The second way of the longer journeys is for the slow run.
LONG = pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["script", "plain"])
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
PASTED = "Ferja {} står\n\nKari Vik sier at ferja {} ikke går i dag. Per Li sier at den går fredag."
TOP = "document.querySelector('#main').getBoundingClientRect().top"


def paste(here: Tab, name: str) -> None:
    here.page.click('.masthead a:text-is("Read")')
    here.lands("/read")
    here.page.fill("#text", PASTED.format(name, name))
    here.page.click(".give button.main")
    here.lands("/read/*")


@BOTH
def test_a_pasted_text_is_read_linked_and_added(opened: Any, desk: Running, script: bool) -> None:
    name = f"Havørn{script}"
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/today")
        paste(here, name)
        assert here.page.locator(".text .s").all_inner_texts() == [f"ferja {name} ikke går i dag", "den går fredag"]
        if script:
            # Pointing at the words opens what is said of them, and so does the key.
            here.page.locator(".text .s").first.hover()
            assert here.page.locator(".card.open .more").is_visible()
            here.page.keyboard.press("j")
            here.page.keyboard.press("Enter")
            assert here.page.locator(".card.open b").inner_text() == "Kari Vik"
            here.page.keyboard.press("Escape")
            assert here.page.locator(".card.open").count() == 0
        here.page.click(".deeds button.main")
        here.lands("/article/*")
        assert here.page.locator(".text .s").count() == 2
        assert here.page.locator(".card:not(.own) .claim").count() == 2
        here.page.locator(".card:not(.own)").last.click()
        here.page.locator(".card:not(.own) >> nth=-1 >> text=Link to these words").click()
        here.page.wait_for_url(f"{here.base}/article/*?s=*")
        here.page.locator(".text .s.lit", has_text="den går fredag").wait_for()
        assert here.page.locator(".text .lit:not(.ref)").all_inner_texts() == ["den går fredag"]
        here.quiet()


@LONG
def test_a_hit_leads_to_its_words_in_a_long_article(opened: Any, tmp_path: Path, script: bool) -> None:
    long = "\n\n".join(
        ["Overskrift", *["Det regner og blåser ved kaia." * 9] * 30, "Kari Vik sier at terna er kommet."]
    )
    with running(tmp_path) as desk, tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/read")
        here.page.fill("#text", long)
        here.page.click(".give button.main")
        here.lands("/read/*")
        here.page.click(".deeds button.main")
        here.lands("/article/*")
        here.page.fill("#find", "terna")
        here.page.press("#find", "Enter")
        here.lands("/search?q=terna")
        here.page.locator(".result .words", has_text="terna").click()
        here.page.wait_for_url(f"{here.base}/article/*?s=*")
        words = here.page.locator(".text .s.lit")
        words.wait_for()
        assert words.inner_text() == "terna er kommet"
        for _ in range(2):
            box = words.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 880, "one does not see the words"
            here.page.reload()
        here.quiet()


@BOTH
def test_nothing_pasted_is_told_and_nothing_is_lost(opened: Any, desk: Running, script: bool) -> None:
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/read")
        here.page.locator(".about summary").click()
        here.page.fill("#outlet", "Kystposten")
        here.page.click(".give button.main")
        here.page.wait_for_selector('[role="alert"]')
        assert "nothing to read" in here.text('[role="alert"]')
        assert here.page.input_value("#outlet") == "Kystposten"
        here.quiet()


@BOTH
def test_what_is_refused_is_told_in_place(opened: Any, desk: Running, script: bool) -> None:
    """An answer of 4xx: htmx would leave the page as it is, were it not told to show it."""
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/speaker?name=Ola+Dal")
        here.page.fill("#merge-a", "ola dal")
        here.page.click('button:text-is("Merge")')
        here.page.wait_for_selector("h1:has-text('That did not work')")
        assert "two different names" in here.text("main")
        here.go("/add")
        here.page.click(".adding button.main")
        here.page.wait_for_selector("h1:has-text('That did not work')")
        assert here.page.title().startswith("That did not work")
        here.quiet()


def test_search_narrows_in_place_and_goes_back(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        here.go("/today")
        here.page.evaluate("document.querySelector('.masthead').dataset.same = '1'")
        here.page.fill("#find", "kabelen")
        here.page.press("#find", "Enter")
        here.lands("/search?q=kabelen")
        every = here.page.locator(".result").count()
        here.page.check("#f-kind-person")
        here.lands("/search?q=kabelen&kind=person")
        here.page.locator("#f-contradicted").scroll_into_view_if_needed()
        top = here.page.evaluate(TOP)
        here.page.check("#f-contradicted")
        here.lands("/search?q=kabelen&contradicted=1&kind=person")
        fewer = here.page.locator(".result").count()
        assert 0 < fewer <= every
        assert here.page.evaluate(TOP) == top
        here.page.locator(".result .wording a").first.click()
        here.lands("/claim/*")
        assert here.page.get_attribute(".masthead", "data-same") == "1", "the page was loaded anew"
        here.back("/search?q=kabelen&contradicted=1&kind=person")
        assert here.page.locator(".result").count() == fewer
        assert here.page.is_checked("#f-kind-person")
        assert here.page.title().startswith("kabelen")
        here.back("/search?q=kabelen&kind=person")
        here.back("/search?q=kabelen")
        assert here.page.locator(".result").count() == every
        assert here.page.locator(".tags .tag").count() == 0
        # What was gone back to works as it did.
        here.page.check("#f-kind-person")
        here.lands("/search?q=kabelen&kind=person")
        here.back("/search?q=kabelen")
        here.back("/today")
        assert here.page.title() == "Today · belegg"
        here.quiet()


@BOTH
def test_a_search_is_kept_and_tells_what_is_new(opened: Any, tmp_path: Path, script: bool) -> None:
    with running(tmp_path) as desk, tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/search?q=ferja&mode=words")
        here.page.fill("#alert-name", "Ferja")
        here.page.click('.keep button:has-text("Keep")')
        here.lands("/alerts/*")
        paste(here, "Terna")
        here.page.click(".deeds button.main")
        here.lands("/article/*")
        here.page.click('.masthead a:text-is("Today")')
        here.lands("/today")
        here.page.click('.side a:text-is("Ferja")')
        here.lands("/alerts/*")
        assert here.page.locator(".result").count() == 1
        here.page.click('button:text-is("Mark as seen")')
        here.lands("/alerts")
        assert "nothing new" in here.text(".alerts")
        here.page.click('.masthead a:text-is("Today")')
        here.lands("/today")
        assert here.page.locator(".side a:text-is('Ferja')").count() == 0
        here.page.click('button:text-is("Mark all as seen")')
        here.lands("/today?marked=*")
        assert "Nothing is new" in here.text("main")
        here.go("/today")
        assert "Nothing is new" in here.text("main")
        here.quiet()


@LONG
def test_adding_shows_how_far_it_is(opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: bool) -> None:
    sent = {"name": "saker.jsonl", "mimeType": "application/json", "buffer": lines(3)}
    with (
        running(tmp_path) as desk,
        held(monkeypatch) as hold,
        tab(opened, desk.url, locale="en", java_script_enabled=script) as here,
    ):
        here.go("/add")
        here.page.set_input_files("#files", sent)
        here.page.click(".adding button.main")
        here.lands("/jobs/*")
        assert hold.reached.acquire(timeout=20)
        at = here.page.url
        hold.go()
        assert hold.reached.acquire(timeout=20)
        here.page.reload()
        assert here.page.url == at
        assert here.page.locator("progress").count() == 1
        here.page.click('main a:text-is("Add")')
        here.lands("/add")
        assert here.text(".jobs .state") == "under way"
        here.page.click('.jobs a:text-is("saker.jsonl")')
        here.lands("/jobs/*")
        hold.free()
        # With a script the page asks again by itself; without one the browser does, being told to refresh.
        here.page.wait_for_selector(".state.done", timeout=20_000)
        assert here.text(".tally dd >> nth=0") == "3"
        here.page.click('main a:text-is("Search")')
        here.lands("/search")
        assert here.page.locator(".result").count() > 0
        here.quiet()
