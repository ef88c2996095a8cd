"""The queue: so many pages at a time, in the order asked for, and none lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from belegg.desk._turns import Turns


class Work:
    """An application that says when it begins, and answers when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go: dict[str, asyncio.Event] = {}
        self.finish = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(scope["path"])
        await self.go.setdefault(scope["path"], asyncio.Event()).wait()
        if scope["path"] == "/broken":
            raise RuntimeError
        await send({"type": "http.response.start"})
        await self.finish.wait()

    def end(self, path: str) -> None:
        self.go.setdefault(path, asyncio.Event()).set()


def ask(turns: Turns, path: str, method: str = "GET") -> asyncio.Task[None]:
    async def nothing(*_: Any) -> Any:
        return None

    async def one() -> None:
        await turns({"type": "http", "method": method, "path": path}, nothing, nothing)

    return asyncio.create_task(one())


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_pages_wait_for_their_turn_in_order() -> None:
    async def told() -> None:
        work = Work()
        turns = Turns(work, "", 2)
        tasks = [ask(turns, f"/{n}") for n in range(5)]
        await settle()
        assert work.begun == ["/0", "/1"]
        # A turn ends when the answer begins: whoever reads it slowly holds up nobody.
        work.end("/1")
        await settle()
        assert work.begun == ["/0", "/1", "/2"]
        for number in (0, 2, 3, 4):
            work.end(f"/{number}")
        await settle()
        assert work.begun == ["/0", "/1", "/2", "/3", "/4"]
        work.finish.set()
        await asyncio.gather(*tasks)

    asyncio.run(told())


def test_a_page_that_breaks_or_is_given_up_gives_its_turn_back() -> None:
    async def told() -> None:
        work = Work()
        turns = Turns(work, "", 1)
        broken = ask(turns, "/broken")
        gone, waits, last = ask(turns, "/gone"), ask(turns, "/waits"), ask(turns, "/last")
        work.end("/broken")
        await settle()
        with pytest.raises(RuntimeError):
            await broken
        assert work.begun == ["/broken", "/gone"]
        waits.cancel()
        gone.cancel()
        await settle()
        assert work.begun == ["/broken", "/gone", "/last"]
        work.end("/last")
        work.finish.set()
        await last

    asyncio.run(told())


def test_forms_files_and_health_do_not_wait() -> None:
    async def told() -> None:
        work = Work()
        turns = Turns(work, "/belegg", 1)
        tasks = [
            ask(turns, "/belegg/search"),
            ask(turns, "/belegg/read", "POST"),
            ask(turns, "/belegg/static/desk.css"),
            ask(turns, "/healthz"),
            ask(turns, "/metrics"),
            ask(turns, "/belegg/articles"),
        ]
        await settle()
        assert work.begun == ["/belegg/search", "/belegg/read", "/belegg/static/desk.css", "/healthz", "/metrics"]
        for task in tasks:
            task.cancel()

    asyncio.run(told())
