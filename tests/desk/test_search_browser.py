"""Search, alerts and today in a real browser: no flicker with a script, all of it without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser_world import Running, tab


def test_a_choice_changes_the_results_in_place(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        here.go("/search?q=kabel")
        here.page.evaluate("document.querySelector('h1').dataset.same = '1'")
        here.page.check("#f-kind-person")
        here.page.wait_for_url("**/search?q=kabel&kind=person")
        assert here.page.evaluate("document.activeElement.id") == "f-kind-person"
        assert here.page.locator("h1").get_attribute("data-same") == "1"
        assert here.page.locator(".tags .tag").count() == 1
        here.page.fill("#q", "skole")
        here.page.press("#q", "Enter")
        here.page.wait_for_url("**/search?q=skole&kind=person")
        here.page.check("#mode-words")
        here.page.wait_for_url("**mode=words**")
        here.page.click(".tags .tag")
        here.page.wait_for_url("**/search?q=skole&mode=words")
        assert here.page.is_checked("#mode-words")
        here.quiet()


@pytest.mark.parametrize("script", [True, False])
def test_an_alert_from_search_to_deletion_and_back(opened: Any, desk: Running, script: bool) -> None:
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/search?q=kabel&mode=words")
        name = f"<b>Kabel {script}</b>"
        here.page.fill("#alert-name", name)
        here.page.click("text=Keep >> nth=-1")
        here.page.wait_for_url("**/alerts/*")
        assert here.page.locator("h1").inner_text() == name
        here.page.click("text=Delete …")
        here.page.click("main button:has-text('Delete')")
        here.page.click("text=Keep it after all")
        here.page.wait_for_url("**/alerts/*kept*")
        assert here.page.locator("h1").inner_text() == name
        here.quiet()


def test_without_a_script_the_form_filters_and_exports(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en", java_script_enabled=False) as here:
        here.go("/search?q=kabel")
        here.page.check("#f-kind-person")
        here.page.click("text=Apply")
        assert "kind=person" in here.page.url
        assert here.page.locator(".tags .tag").count() == 1
        here.page.select_option("#export-form", "csv")
        with here.page.expect_download() as got:
            here.page.click("text=Export")
        assert got.value.suggested_filename == "belegg-claims.csv"
        assert Path(got.value.path()).read_bytes()
        here.quiet()


def test_today_is_marked_and_shown_again(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url, locale="en") as here:
        here.go("/today")
        items = here.page.locator("#main [data-item]").count()
        assert items
        here.page.click("text=Mark all as seen")
        here.page.wait_for_selector(".notice")
        assert here.page.locator("#main [data-item]").count() == 0
        here.page.click("text=Show it again")
        here.page.wait_for_selector("[data-item]")
        assert here.page.locator("#main [data-item]").count() == items
        here.quiet()
