"""The article view in a real browser: keys, taps, filters, links, with and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_world import Running, running, tab
from reading_story import TEXT, ferry


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("desk"), ferry()) as made:
        yield made


def article(desk: Running) -> tuple[str, list[str]]:
    (head,) = desk.desk.ledger.articles()
    reading = desk.desk.ledger.reading(head.id)
    assert reading is not None
    return f"/article/{head.id}", [s.id for s in reading.statements]


def test_keys_walk_open_and_close(opened: Any, desk: Running) -> None:
    path, ids = article(desk)
    with tab(opened, desk.url) as here:
        here.go(path)
        more = here.page.locator(".card.open .more")
        here.page.keyboard.press("j")
        # In the order of the text, the inner one ends first or together with the outer.
        assert here.page.evaluate("document.activeElement.className").startswith("ref")
        here.page.keyboard.press("Enter")
        assert more.count() == 1
        assert more.is_visible()
        here.page.keyboard.press("Escape")
        assert more.count() == 0
        assert here.page.locator(f"#c-{ids[2]} .more").is_hidden()
        here.quiet()


def test_filters_at_once_and_by_address(opened: Any, desk: Running) -> None:
    path, ids = article(desk)
    with tab(opened, desk.url) as here:
        here.go(path)
        asked: list[str] = []
        here.page.on("request", lambda request: asked.append(request.url))
        here.page.locator('[data-only="unnamed"]').click()
        assert [c.get_attribute("data-s") for c in here.page.locator(".card:visible").all()] == [ids[2]]
        assert here.page.url.endswith("?only=unnamed")
        here.page.locator("#voice").select_option("ola dal")
        assert here.page.locator(".card:visible").count() == 0
        assert here.page.locator(".none").is_visible()
        # What is taken along is what is looked at.
        files = [a.get_attribute("href") or "" for a in here.page.locator(".take a").all()]
        assert len(files) == 4
        assert all(f.endswith("&only=unnamed&speaker=ola+dal") for f in files), files
        # The browser may ask for the page's icon again; the page itself it does not.
        assert [url for url in asked if "/static/" not in url] == []
        here.quiet()
    with tab(opened, desk.url, java_script_enabled=False) as plain:
        plain.go(path)
        plain.page.locator('[data-only="unnamed"]').click()
        assert plain.page.locator(".card:visible").count() == 1
        plain.page.locator("#voice").select_option("ola dal")
        plain.page.locator(".voice button").click()
        assert plain.page.locator(".none").is_visible()


def test_a_link_lands_on_every_stretch(opened: Any, desk: Running) -> None:
    path, ids = article(desk)
    for script in (True, False):
        with tab(opened, desk.url, java_script_enabled=script) as here:
            here.go(f"/statement/{ids[2]}")
            assert here.page.url == f"{desk.url}{path}?s={ids[2]}#{ids[2]}"
            words = here.page.locator(f'.text [data-s="{ids[2]}"].s')
            assert words.all_inner_texts() == ["Vi venter på en del", "Den kommer kanskje fredag"]
            assert all("lit" in (w.get_attribute("class") or "") for w in words.all())


def test_a_tap_opens_a_sheet_on_a_phone(opened: Any, desk: Running) -> None:
    path, ids = article(desk)
    with tab(opened, desk.url, wide=390, high=844, has_touch=True, is_mobile=True) as phone:
        phone.go(path)
        phone.page.locator(f'.ref[data-s="{ids[2]}"]').tap()
        card = phone.page.locator(f"#c-{ids[2]}")
        box = card.bounding_box()
        assert box is not None
        assert round(box["y"] + box["height"]) == 844
        card.locator(".close").tap()
        assert card.locator(".more").is_hidden()
        phone.quiet()


def test_what_is_copied_is_the_text(opened: Any, desk: Running) -> None:
    path, _ = article(desk)
    with tab(opened, desk.url) as here:
        here.go(path)
        copied = here.page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('article')), String(getSelection())"
        )
        assert copied.split() == TEXT.split()


def test_a_pasted_text_is_read(opened: Any, desk: Running) -> None:
    with tab(opened, desk.url) as here:
        here.go("/read")
        here.page.fill("#text", "Ferja står\n\nKari Vik sier at ferja ikke går i dag.")
        here.page.locator(".give button").click()
        here.page.wait_for_url(f"{desk.url}/read/*")
        assert here.page.locator(".text .s").inner_text() == "ferja ikke går i dag"
        here.page.locator(".deeds button.main").click()
        here.page.wait_for_url(f"{desk.url}/article/*")
        here.quiet()
