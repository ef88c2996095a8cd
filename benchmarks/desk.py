"""How fast the desk answers over a large ledger, alone and with many readers.

    python -m benchmarks.desk_ledger --articles 100000 --out build/large.db
    python -m benchmarks.desk --ledger build/large.db [--readers 50 --seconds 60 --pause 1]

Starts ``belegg serve`` in a process of its own and asks it over HTTP. Prints, a page kind: the median and 95th
percentile of the time to the whole answer, and the size as sent (gzip is not used, so this is what a browser gets).
Then `readers` threads read at random, each with `pause` seconds between two pages, while one writer adds articles;
prints the median and 99th percentile, and every answer that was no 200. With a Chromium here, the first paint too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from belegg.follow import Ledger

TEXT = "Kari Vik sier at brua over Lomma blir stengt i {0} uker. Ordføreren vil ikke svare på hvorfor. " * 8


def main(argv: list[str] | None = None) -> int:
    """Command line of the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--asks", type=int, default=100, help="requests a page kind")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds a reader looks at a page")
    args = parser.parse_args(argv)
    kinds = pages(args.ledger)
    with served(args.ledger) as base:
        alone(base, kinds, args.asks)
        reading(base)
        together(base, kinds, args.readers, args.seconds, args.pause)
        paint(base, kinds)
    return 0


def pages(ledger: Path) -> dict[str, Callable[[random.Random], str]]:
    """A page kind: gives a path of it, another at each call."""
    with Ledger(ledger, readonly=True) as asked:
        claims = [c.id for c in asked.claims(limit=400)]
        heads = asked.articles(limit=400)
        speakers = [s.name for s in asked.speakers(limit=200)]
        words = [w for c in asked.claims(limit=100) for w in c.text.split() if len(w) > 4] or ["kabel"]
    q = urllib.parse.quote
    return {
        "today": lambda r: "/today",
        "search": lambda r: f"/search?mode=words&q={q(r.choice(words))}",
        "search, meaning": lambda r: f"/search?q={q(r.choice(words))}",
        "search, all": lambda r: "/search",
        "claim": lambda r: f"/claim/{r.choice(claims)}",
        "article": lambda r: f"/article/{r.choice(heads).id}",
        "articles": lambda r: "/articles",
        "speaker": lambda r: f"/speaker?name={q(r.choice(speakers))}",
        "speakers": lambda r: "/speakers",
        "API claims": lambda r: f"/api/v1/claims?q={q(r.choice(words))}",
    }


@contextlib.contextmanager
def served(ledger: Path) -> Iterator[str]:
    """A desk in a process of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "belegg", "serve", "--ledger", str(ledger), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{base}/healthz", timeout=5).close()
                    break
                time.sleep(0.1)
            yield base
        finally:
            server.terminate()


def ask(url: str, data: bytes | None = None, kind: str = "") -> tuple[int, float, int]:
    """(status, seconds, bytes) of one request."""
    begun = time.perf_counter()
    request = urllib.request.Request(url, data=data, headers={"content-type": kind} if kind else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        body, status = error.read(), error.code
    except OSError:
        body, status = b"", 0
    return status, time.perf_counter() - begun, len(body)


def share(values: list[float], part: float) -> float:
    """The percentile, such as 0.95, in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def alone(base: str, kinds: dict[str, Callable[[random.Random], str]], asks: int) -> None:
    """One reader, page kind by page kind."""
    chance = random.Random(1)
    print(f"{'page':<16} {'median':>8} {'p95':>8} {'largest':>9}   (one reader, {asks} requests each)")
    for name, path in kinds.items():
        got = [ask(base + path(chance)) for _ in range(asks)]
        times = [seconds for _, seconds, _ in got]
        odd = Counter(status for status, _, _ in got if status != 200)
        print(
            f"{name:<16} {1000 * statistics.median(times):>6.0f} ms {share(times, 0.95):>5.0f} ms "
            f"{max(size for *_, size in got) / 1000:>6.0f} kB   {dict(odd) or ''}"
        )


def reading(base: str) -> None:
    """From paste to marked article, 800 words; the second text, since the first waits for the weights."""
    for number in (1, 2):
        body = urllib.parse.urlencode({"text": (TEXT * 12).format(number)[:5200]}).encode()
        status, seconds, _ = ask(f"{base}/read", body, "application/x-www-form-urlencoded")
    print(f"paste of 800 words to the marked article: {seconds:.2f} s ({status})")


def together(
    base: str, kinds: dict[str, Callable[[random.Random], str]], readers: int, seconds: float, pause: float
) -> None:
    """Many readers and one writer."""
    end = time.monotonic() + seconds
    times: dict[str, list[float]] = defaultdict(list)
    odd: Counter[str] = Counter()
    lock = threading.Lock()

    def read(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.random() * pause)
        while time.monotonic() < end:
            name = chance.choice(list(kinds))
            status, took, _ = ask(base + kinds[name](chance))
            with lock:
                times[name].append(took)
                if status != 200:
                    odd[f"{name} {status}"] += 1
            time.sleep(pause)

    def write() -> None:
        number = 0
        while time.monotonic() < end:
            number += 1
            about = {"title": f"Bru {number}", "outlet": "Lommaavisa", "published": "2026-05-01"}
            body = {"text": TEXT.format(number), **about}
            status, _, _ = ask(f"{base}/api/v1/jobs", json.dumps({"articles": [body]}).encode(), "application/json")
            if status not in (200, 201, 202):
                odd[f"write {status}"] += 1
            time.sleep(2)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [t for part in times.values() for t in part]
    print(
        f"{readers} readers ({pause:g} s between pages) and one writer, {seconds:g} s: {len(every)} pages, "
        f"median {share(every, 0.5):.0f} ms, p99 {share(every, 0.99):.0f} ms, other than 200: {dict(odd) or 'none'}"
    )


def paint(base: str, kinds: dict[str, Callable[[random.Random], str]]) -> None:
    """First contentful paint of each page in a real browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if not program:
        print("first paint: not measured (no playwright or no Chromium here)")
        return
    chance = random.Random(2)
    find = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    with sync_playwright() as made:
        browser = made.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, path in kinds.items():
            if name.startswith("API"):
                continue
            page = browser.new_page()
            page.goto(base + path(chance), wait_until="load")
            page.wait_for_timeout(300)
            print(f"first paint, {name}: {page.evaluate(find) or float('nan'):.0f} ms")
            page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
