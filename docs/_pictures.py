"""Draw the pictures of the docs again: pages of the desk over the demo ledger, as a real browser shows them.

make pictures          needs Chromium; writes docs/img/desk-*.png
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from belegg.follow import Ledger

OUT = Path(__file__).parent / "img"
PORT = 8493


def main() -> int:
    """Make the demo ledger, serve it, and take the pictures."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        print("pictures: no Chromium here", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "demo.db"
        belegg = [sys.executable, "-m", "belegg"]
        subprocess.run([*belegg, "demo", "--ledger", str(ledger)], check=True, stdout=subprocess.DEVNULL)
        with Ledger(ledger, readonly=True) as asked:
            claim = max(asked.claims(max_origins=1), key=lambda c: len({s.outlet for s in c.statements}))
            article = max(asked.articles(limit=50), key=lambda a: a.statements)
            speaker = asked.speakers(limit=1)[0]
        with subprocess.Popen([*belegg, "serve", "--ledger", str(ledger), "--port", str(PORT)]) as server:
            try:
                _wait(f"http://127.0.0.1:{PORT}/healthz")
                _shoot(
                    program,
                    {
                        "today": "/today",
                        "claim": f"/claim/{claim.id}",
                        "article": f"/article/{article.id}",
                        "speaker": f"/speaker?name={speaker.name.replace(' ', '+')}",
                        "search": "/search",
                    },
                )
            finally:
                server.terminate()
    return 0


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("pictures: the desk did not start")


def _shoot(program: str, pages: dict[str, str]) -> None:
    with sync_playwright() as made:
        browser = made.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for width, height, look, suffix in ((1280, 960, "light", ""), (390, 844, "dark", "-phone")):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=look, locale="nb-NO", device_scale_factor=1
            )
            page = context.new_page()
            for name, path in pages.items():
                if suffix and name not in ("claim", "article"):
                    continue
                page.goto(f"http://127.0.0.1:{PORT}{path}", wait_until="load")
                page.wait_for_timeout(400)
                page.screenshot(path=str(OUT / f"desk-{name}{suffix}.png"))
            context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
