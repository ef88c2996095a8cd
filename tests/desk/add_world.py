"""Jobs of a desk in tests: made, waited for, held in the middle."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from belegg.desk import _adding
from belegg.desk._desk import Desk
from belegg.desk._jobs import Job
from belegg.extract import articles_in
from belegg.types import Article

__all__ = ["Hold", "held", "lines", "until", "wait"]

NAMES = ("Kari Vik", "Ola Dal", "Per Li", "Siri Moe", "Nils Berg")


def lines(n: int, word: str = "havna") -> bytes:
    """JSON lines with `n` articles, each with one statement."""
    records = (
        {
            "title": f"Sak {i} om {word}",
            "outlet": "Kystbladet",
            "published": f"2026-03-{1 + i % 28:02}T08:00:00+01:00",
            "text": f"{NAMES[i % 5]} sier at {word} er stengt for båt nummer {i}. Det er kaldt.",
        }
        for i in range(n)
    )
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def until(true: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait until something is true, and give it."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)
    return value


def wait(desk: Desk, id: str, *status: str) -> Job:
    """Wait until a job is over, or has one of these statuses."""
    found: Job = until(lambda: (j := desk.jobs.get(id)) and (j.status in status if status else j.over) and j)
    return found


class Hold:
    """Holds jobs before their next article: `reached` when one waits there, `go` lets one through, `free` all."""

    def __init__(self) -> None:
        self.reached, self._gate = threading.Semaphore(0), threading.Semaphore(0)
        self._open = False

    def __call__(self) -> None:
        if not self._open:
            self.reached.release()
            assert self._gate.acquire(timeout=20)

    def go(self) -> None:
        self._gate.release()

    def free(self) -> None:
        self._open = True
        for _ in range(100):
            self._gate.release()


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """Every article that jobs take is held; one article is added at a time."""
    hold = Hold()
    real = articles_in

    def slow(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for item in real(*args, **kwargs):
            if isinstance(item, Article):
                hold()
            yield item

    monkeypatch.setattr(_adding, "articles_in", slow)
    monkeypatch.setattr(_adding, "_AT_ONCE", 1)
    try:
        yield hold
    finally:
        hold.free()
