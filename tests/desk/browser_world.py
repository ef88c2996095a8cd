"""A real browser on a running desk. Needs playwright and a Chromium; tests say so where they are skipped."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from desk_world import make_desk

from belegg.desk._desk import Desk
from belegg.types import Reading

# What the policy refuses is told in the page itself too, where a page of ours must never have tried it.
_TELL = "addEventListener('securitypolicyviolation', e => toldOfPolicy(`${e.violatedDirective} ${e.blockedURI}`), true)"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str:
    """The path of a Chromium; skips the test where there is none."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if not found:
        pytest.skip("no Chromium here: install one (apt install chromium) to test the desk in a real browser")
    return found


@dataclass
class Running:
    """A desk that listens: where, and what it works with."""

    url: str
    desk: Desk


@contextmanager
def running(folder: Path, *readings: Reading, **options: Any) -> Iterator[Running]:
    """Serve a desk over the made-up ledger on a free port."""
    app = make_desk(folder, *readings, **options)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        threading.Event().wait(0.02)
    (port,) = (s.getsockname()[1] for s in server.servers[0].sockets)
    try:
        yield Running(f"http://127.0.0.1:{port}", app.state.desk)
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass
class Tab:
    """A page of the browser, and all it did: requests to other hosts, script errors, dialogs."""

    page: Any
    base: str
    away: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        return self.page.goto(self.base + path, wait_until="load")

    def lands(self, path: str) -> None:
        """Wait until the page is at an address that matches `path`, and swapped in."""
        self.page.wait_for_url(f"{self.base}{path}")
        self.settle()

    def back(self, path: str) -> None:
        """Go back; the page is asked for anew."""
        with self.page.expect_event("load"):
            self.page.go_back()
        assert self.page.url == self.base + path

    def settle(self) -> None:
        """Wait until htmx has nothing under way."""
        # Asked of the tree and not by a script: the policy lets none be evaluated.
        self.page.locator(".htmx-request,.htmx-swapping,.htmx-settling").first.wait_for(state="detached")

    def faults(self) -> list[tuple[str, str]]:
        """What axe finds in the page, in light and in dark: the rule, and the first element that breaks it."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.emulate_media(color_scheme="light")
        found = Axe().run(self.page).response["violations"]
        # In the dark only the colours are others.
        self.page.emulate_media(color_scheme="dark")
        found += self.page.evaluate("axe.run({runOnly: ['color-contrast']})")["violations"]
        self.page.emulate_media(color_scheme="light")
        return [(v["id"], v["nodes"][0]["html"][:200]) for v in found]

    def text(self, selector: str) -> str:
        found: str = self.page.locator(selector).inner_text()
        return found

    def quiet(self) -> None:
        """Nothing left the host, no script failed, nothing was blocked by the policy, no dialog opened."""
        told = [*self.away, *self.errors, *self.dialogs]
        assert not told, told


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    program = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as made:
        opened = made.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@contextmanager
def tab(opened: Any, base: str, *, wide: int = 1280, high: int = 900, **context: Any) -> Iterator[Tab]:
    """A fresh context with one page that is watched."""
    inside = opened.new_context(viewport={"width": wide, "height": high}, **context)
    page = inside.new_page()
    made = Tab(page, base)
    page.expose_binding("toldOfPolicy", lambda _, told: made.errors.append(f"policy: {told}"))
    page.add_init_script(_TELL)
    page.on("request", lambda r: None if r.url.startswith((base, "data:")) else made.away.append(r.url))
    page.on("pageerror", lambda e: made.errors.append(str(e)))

    def heard(message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            made.errors.append(message.text)

    def asked(dialog: Any) -> None:
        made.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("console", heard)
    page.on("dialog", asked)
    page.set_default_timeout(10_000)
    try:
        yield made
    finally:
        inside.close()
