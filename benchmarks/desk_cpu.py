"""What a page of the desk costs in processor time: it does not change with what else the machine does.

    python -m benchmarks.desk_cpu --ledger build/large.db [--asks 60 --at-once 1 --only today --fresh]

Asks the application in this process, without a network, and prints the milliseconds of processor time that all threads
together took for a page of each kind of `benchmarks.desk`. Pages that were made lately are not made again; with
`--fresh` they are. The ledger is opened read-only (a public desk).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from belegg.desk._app import create_app
from belegg.desk._options import DeskOptions
from benchmarks.desk import pages


def main(argv: Sequence[str] | None = None) -> int:
    """Command line of the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--asks", type=int, default=60, help="requests a page kind")
    parser.add_argument("--at-once", type=int, default=1, help="requests that are under way at a time")
    parser.add_argument("--only", default="", help="the page kinds whose names begin so")
    parser.add_argument("--fresh", action="store_true", help="make every page, as after a change of the ledger")
    args = parser.parse_args(argv)
    kinds = {name: path for name, path in pages(args.ledger).items() if name.startswith(args.only)}
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "cpu.desk"
        app = create_app(DeskOptions(ledger=args.ledger, state=state, public=True, query_seconds=60))
        desk = app.state.desk
        desk.pages.warm()
        if args.fresh:
            desk.kept.page = lambda request, make: make()
        print(f"{'page':<16} {'ms':>7}   kB")
        for name, path in kinds.items():
            chance = random.Random(1)
            asyncio.run(asked(app, [path(chance) for _ in range(10)], args.at_once))
            addresses = [path(chance) for _ in range(args.asks)]
            begun = time.process_time()
            got = asyncio.run(asked(app, addresses, args.at_once))
            took = time.process_time() - begun
            odd = Counter(status for status, _ in got if status != 200)
            size = max(size for _, size in got) / 1000
            print(f"{name:<16} {1000 * took / len(got):>7.2f}  {size:>4.0f}  {dict(odd) or ''}", flush=True)
        desk.close()
    return 0


async def asked(app: Any, addresses: Sequence[str], at_once: int) -> list[tuple[int, int]]:
    """(status, bytes) of each address; `at_once` are under way at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(address: str) -> tuple[int, int]:
        async with gate:
            return await ask(app, address)

    return await asyncio.gather(*map(one, addresses))


async def ask(app: Any, address: str) -> tuple[int, int]:
    """One request, as uvicorn would pass it on."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8017"), (b"accept-language", b"nb")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8017),
    }  # fmt: skip
    status = size = 0
    asking = True

    async def receive() -> dict[str, Any]:
        nonlocal asking
        if not asking:
            await asyncio.Event().wait()  # whoever asked waits for the answer
        asking = False
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, size
        status = message.get("status", status)
        size += len(message.get("body", b""))

    await app(scope, receive, send)
    return status, size


if __name__ == "__main__":
    sys.exit(main())
