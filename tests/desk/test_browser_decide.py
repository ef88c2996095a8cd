"""Decisions in a real browser, each with its undo, with and without a script: the claim is then as it was."""

from __future__ import annotations

from typing import Any

import pytest
from browser_world import Running, Tab, tab
from follow_story import CUT, claim_of

from belegg.claims import Claim

BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


def cut(desk: Running) -> Claim:
    return claim_of(desk.desk.ledger, "Kysttelegraf", CUT)


def seen(here: Tab) -> list[str]:
    """What a page of a claim says of it."""
    return [here.text("h1"), here.text(".c-count"), *here.page.locator(".c-variants .c-who").all_inner_texts()]


def everything(desk: Running) -> dict[str, Any]:
    return {c.id: c.to_dict() for c in desk.desk.ledger.claims()}


def decide(here: Tab, statement: str, label: str) -> None:
    box = here.page.locator(f'.c-carrier:has(input[name="a"][value="{statement}"])')
    box.locator("summary").first.click()
    box.locator(f'button:text-is("{label}")').click()
    here.lands("/claim/*done=*")


def undo(here: Tab) -> None:
    here.page.click('.c-notice button:text-is("Undo")')
    here.lands("/claim/*undone=*")
    assert here.text(".c-notice").startswith("Undone:")


@pytest.mark.parametrize(
    ("label", "parts", "script"),
    [
        ("Split it out", True, True),
        ("Split it out", True, False),
        ("It does not belong here", True, True),
        pytest.param("It does not belong here", True, False, marks=pytest.mark.slow),
        ("It belongs here", False, True),
        pytest.param("It belongs here", False, False, marks=pytest.mark.slow),
    ],
)
def test_a_decision_on_a_statement_and_its_undo(
    opened: Any, desk: Running, script: bool, label: str, parts: bool
) -> None:
    claim, before = cut(desk), everything(desk)
    chosen = next(c for c in claim.statements if c.outlet == "Vestposten")
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go(f"/claim/{claim.id}")
        told = seen(here)
        decide(here, chosen.id, label)
        after = cut(desk)
        assert (chosen.id in {c.id for c in after.statements}) != parts
        assert (here.page.locator(f'.c-carrier input[name="a"][value="{chosen.id}"]').count() > 0) != parts
        assert here.page.locator("#decided-head").count() == 1
        undo(here)
        assert seen(here) == told
        assert here.page.locator("#decided-head").count() == 0
        here.quiet()
    assert everything(desk) == before


@BOTH
def test_a_join_and_its_undo(opened: Any, desk: Running, script: bool) -> None:
    claim, before = cut(desk), everything(desk)
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go(f"/claim/{claim.id}")
        told = seen(here)
        here.page.fill("#join", "skolen på Lia")
        here.page.click('#decide button:text-is("Search")')
        here.lands("/claim/*join=*")
        here.page.locator(".c-candidate button").first.click()
        here.lands("/claim/*done=*")
        assert {c.outlet for c in cut(desk).statements} >= {"Innlandet", "Kysttelegraf"}
        assert here.page.locator(".c-who:has-text('Innlandet')").count() == 1
        undo(here)
        assert seen(here) == told
        here.quiet()
    assert everything(desk) == before


@BOTH
def test_a_rating_stands_beside_what_the_text_says(opened: Any, desk: Running, script: bool) -> None:
    claim, before = cut(desk), everything(desk)
    first = claim.statements[0].id
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go(f"/claim/{claim.id}")
        told = seen(here)
        here.page.locator(f'.c-carrier:has(input[value="{first}"]) summary').first.click()
        here.page.select_option(f"#l-{first}", "B")
        here.page.select_option(f"#f-{first}", "3")
        here.page.locator(f'.c-carrier:has(input[value="{first}"]) button:text-is("Rate")').click()
        here.lands("/claim/*done=*")
        assert "by hand" in here.text(".c-rating")
        assert "B3" in here.text(".c-rating")
        assert seen(here) == told
        undo(here)
        assert here.page.locator(".c-rating").count() == 0
        here.quiet()
    assert everything(desk) == before


@BOTH
def test_two_names_are_merged_and_parted(opened: Any, desk: Running, script: bool) -> None:
    before = everything(desk)
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/speaker?name=Ola+Dal")
        alone = here.text("header .lead")
        here.page.fill("#merge-a", "Kari Vik")
        here.page.click('button:text-is("Merge")')
        here.lands("/speaker?*done=*")
        assert "Kari Vik" in here.text(".c-head")
        assert here.text("header .lead") != alone
        here.go("/speaker?name=Kari+Vik")
        assert here.text("h1") == "Ola Dal"
        here.go("/speaker?name=Ola+Dal")
        here.page.click('.c-decided button:text-is("Undo")')
        here.lands("/speaker?*undone=*")
        assert here.text("header .lead") == alone
        here.go("/speaker?name=Kari+Vik")
        assert here.text("h1") == "Kari Vik"
        here.quiet()
    assert everything(desk) == before


@BOTH
def test_all_that_was_decided_can_be_undone_from_one_list(opened: Any, desk: Running, script: bool) -> None:
    claim, before = cut(desk), everything(desk)
    chosen = claim.statements[-1].id
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go(f"/claim/{claim.id}")
        decide(here, chosen, "Split it out")
        here.page.click('.foot a:text-is("Decisions")')
        here.lands("/decisions")
        here.page.locator('.c-decision:not(.undone) button:text-is("Undo")').first.click()
        here.lands("/decisions?undone=*")
        assert here.page.locator(".c-decision:not(.undone)").count() == 0
        here.quiet()
    assert everything(desk) == before


@BOTH
def test_what_the_browser_says_of_a_form_of_ours_is_taken(opened: Any, desk: Running, script: bool) -> None:
    """No page of ours says where it was, so that a form alone comes from nowhere; that it is ours is told besides."""
    with tab(opened, desk.url, locale="en", java_script_enabled=script) as here:
        here.go("/today")
        with here.page.expect_response(lambda r: r.url.endswith("/preferences")) as answered:
            here.page.click('.foot button[value="dark"]')
        assert answered.value.status == 303
        sent = answered.value.request.all_headers()
        assert (sent["origin"], sent["sec-fetch-site"], sent.get("referer")) == ("null", "same-origin", None)
        here.page.wait_for_selector("html[data-theme=dark]")
        here.go("/speaker?name=Ola+Dal")
        with here.page.expect_response(lambda r: r.url.endswith("/decide")) as answered:
            here.page.fill("#merge-a", "Kari Vik")
            here.page.click('button:text-is("Merge")')
        assert answered.value.status == 303
        assert answered.value.request.all_headers()["sec-fetch-site"] == "same-origin"
        here.lands("/speaker?*done=*")
        here.page.click('.c-notice button:text-is("Undo")')
        here.lands("/speaker?*undone=*")
        here.quiet()
