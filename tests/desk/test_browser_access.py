"""The pages that the first test of the browser does not see: accounts, jobs, versions, alerts; axe, dark, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from access_world import CHEAP, PASSWORD
from add_world import lines, wait
from browser_world import Running, Tab, running, tab
from follow_story import CUT, changed_first, claim_of, everything

from belegg.desk import _accounts, _secrets
from belegg.desk._door import setup_link

# In the order in which they are made.
PAGES = (
    "login",
    "login refused",
    "setup",
    "setup refused",
    "access",
    "access with a link and a token",
    "account",
    "account refused",
    "logout",
    "job done",
    "job with failures",
    "diff",
    "older version",
    "read_one",
    "alert",
    "alert to delete",
    "alert deleted",
    "claim with notice",
    "claim to join",
    "speaker with notice",
    "decisions",
    "speakers found",
    "speakers not found",
    "section of today",
    "today marked",
)

AT_ONCE = ("login refused", "setup", "access with a link and a token", "job with failures", "diff", "claim with notice")
"""Those that are looked at in the quick run too."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_secrets, "COST", CHEAP)
        with running(tmp_path_factory.mktemp("desk"), *everything(), changed_first(), login=True, secure=False) as made:
            yield made


@pytest.fixture(scope="module")
def kari(opened: Any, desk: Running) -> Iterator[Tab]:
    """The browser of somebody who made the first account by the printed link."""
    link = setup_link(desk.desk)
    assert link is not None
    with tab(opened, desk.url, locale="en") as here:
        here.go("/setup/" + link.rpartition("/")[2])
        fill(here, name="Kari Vik", password=PASSWORD, again=PASSWORD)
        press(here, "Make the account")
        here.page.wait_for_url(f"{desk.url}/today")
        assert "Kari Vik" in here.text(".foot")
        yield here


def fill(here: Tab, **values: str) -> None:
    for id, value in values.items():
        here.page.fill(f"main #{id}", value)


def press(here: Tab, label: str) -> None:
    here.page.locator(f'main button:text-is("{label}")').first.click()


def outside(desk: Running, here: Tab, name: str) -> None:
    """A page for those who have not logged in."""
    if name.startswith("login"):
        here.go("/login")
        if "refused" in name:
            fill(here, name="Nobody", password="not the password")
            press(here, "Log in")
            here.page.wait_for_selector('[role="alert"]')
    else:
        good = _accounts.invite(desk.desk.state, _accounts.ROLES["editor"])
        here.go("/setup/" + ("none" if "refused" in name else good))


def access(_: Running, here: Tab, name: str) -> None:
    here.go("/access")
    if "link" in name:
        press(here, "Make a link")
        here.page.wait_for_selector("#made")
        fill(here, **{"for": "A program"})
        press(here, "Make a token")
        here.page.wait_for_selector("#made")


def account(_: Running, here: Tab, name: str) -> None:
    here.go("/account")
    if "refused" in name:
        fill(here, old="not the password", new=PASSWORD + "x", again=PASSWORD + "y")
        press(here, "Change the password")
        here.page.wait_for_selector('[role="alert"]')


def job(desk: Running, here: Tab, name: str) -> None:
    more = b"no article\n" if "failures" in name else b""
    here.go("/add")
    here.page.set_input_files(
        "#files", {"name": "saker.jsonl", "mimeType": "application/json", "buffer": lines(2) + more}
    )
    press(here, "Add to the ledger")
    here.page.wait_for_url(f"{desk.url}/jobs/*")
    wait(desk.desk, here.page.url.rpartition("/")[2])
    here.page.wait_for_selector(".state.done")


def versions(desk: Running, here: Tab, name: str) -> None:
    ledger = desk.desk.ledger
    article = next(a for a in ledger.articles(limit=50) if len(ledger.versions(a.id)) > 1)
    old, new = (v.id for v in ledger.versions(article.id))
    here.go(f"/article/{article.id}" + (f"/diff?from={old}&to={new}" if name == "diff" else f"?version={old}"))


def read_one(desk: Running, here: Tab, name: str) -> None:
    here.go("/read")
    here.page.fill("#text", "Ferja står\n\nKari Vik sier at ferja ikke går i dag.")
    press(here, "Read it")
    here.page.wait_for_url(f"{desk.url}/read/*")


def alert(desk: Running, here: Tab, name: str) -> None:
    here.go("/search?q=kabel&mode=words")
    here.page.click('.keep button:has-text("Keep")')
    here.page.wait_for_url(f"{desk.url}/alerts/*")
    if "to delete" in name or "deleted" in name:
        here.page.click('a:has-text("Delete")')
        here.page.wait_for_url(f"{desk.url}/alerts/*/delete")
    if "deleted" in name:
        press(here, "Delete")
        here.page.wait_for_selector("h1:text-is('Deleted')")


def claim(desk: Running, here: Tab, name: str) -> None:
    found = claim_of(desk.desk.ledger, "Kysttelegraf", CUT)
    if "join" in name:
        here.go(f"/claim/{found.id}?join=skolen")
        return
    here.go(f"/claim/{found.id}")
    here.page.locator(".c-carrier summary").first.click()
    press(here, "It belongs here")
    here.page.wait_for_selector(".c-notice")
    for box in here.page.locator("main summary").all():
        if box.is_visible():
            box.click()


def speaker(_: Running, here: Tab, name: str) -> None:
    here.go("/speaker?name=Ola+Dal")
    fill(here, **{"merge-a": "Kari Vik"})
    press(here, "Merge")
    here.page.wait_for_selector(".c-notice")


def today(_: Running, here: Tab, name: str) -> None:
    here.go("/today")
    press(here, "Mark all as seen")
    here.page.wait_for_selector(".notice")


def simple(_: Running, here: Tab, name: str) -> None:
    paths = {
        "logout": "/logout",
        "decisions": "/decisions",
        "speakers found": "/speakers?q=dal",
        "speakers not found": "/speakers?q=ingen",
        "section of today": "/today?section=new&after=0",
    }
    here.go(paths[name])


MAKERS = {
    **{f.__name__: f for f in (access, account, job, read_one, alert, claim, speaker, today)},
    **dict.fromkeys(("diff", "older"), versions),
    **dict.fromkeys(("logout", "decisions", "speakers", "section"), simple),
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in AT_ONCE else pytest.mark.slow) for n in PAGES])
def test_axe_finds_nothing_in_light_dark_and_on_a_phone(opened: Any, desk: Running, kari: Tab, name: str) -> None:
    if name.startswith(("login", "setup")):
        with tab(opened, desk.url, locale="en") as here:
            outside(desk, here, name)
            look(here)
        return
    MAKERS[name.partition(" ")[0]](desk, kari, name)
    look(kari)


def look(here: Tab) -> None:
    assert here.page.locator("h1").count() == 1
    assert here.faults() == []
    here.page.set_viewport_size({"width": 360, "height": 740})
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 360
    here.page.set_viewport_size({"width": 1280, "height": 900})
    here.quiet()


def test_somebody_comes_by_a_link_leaves_and_comes_back(opened: Any, desk: Running, kari: Tab) -> None:
    kari.go("/access")
    kari.page.select_option("#role", "reader")
    press(kari, "Make a link")
    link = kari.page.input_value("#made")
    with tab(opened, desk.url, locale="en") as here:
        here.go("/search?q=kabel")
        here.page.wait_for_url(f"{desk.url}/login*")
        here.go("/setup/" + link.rpartition("/")[2])
        fill(here, name="Ola Dal", password=PASSWORD, again=PASSWORD)
        press(here, "Make the account")
        here.page.wait_for_url(f"{desk.url}/today")
        # Who may only look is shown nothing else.
        assert here.page.locator(".masthead nav a").all_inner_texts() == ["Today", "Search", "Speakers"]
        here.page.click('.foot a:text-is("Log out")')
        here.lands("/logout")
        press(here, "Log out")
        here.page.wait_for_url(f"{desk.url}/login*")
        fill(here, name="Ola Dal", password="not the password")
        press(here, "Log in")
        here.page.wait_for_selector('[role="alert"]')
        here.go("/search?q=kabel")
        fill(here, name="Ola Dal", password=PASSWORD)
        press(here, "Log in")
        here.page.wait_for_url(f"{desk.url}/search?q=kabel")
        here.quiet()
    kari.go("/access")
    kari.page.click('button[aria-label="Remove Ola Dal"]')
    kari.page.wait_for_url(f"{desk.url}/access")
    assert "Ola Dal" not in kari.text("table >> nth=0")
    kari.quiet()
