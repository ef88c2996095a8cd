"""What a job does: articles taken from files, addresses or the demo and added, a few at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from belegg import settings
from belegg.desk._demo import demo_articles, demo_size
from belegg.desk._given import fetcher
from belegg.errors import BeleggError
from belegg.extract import articles_in
from belegg.fetch import is_jsonl, is_warc
from belegg.follow import Ledger, Report
from belegg.render._clean import one_line
from belegg.types import Article

__all__ = ["Addition", "Stopped", "Tally"]

_Item: TypeAlias = tuple[str, Article | BeleggError]
_AT_ONCE: Final = 4
"""So many articles are read together: a decision waits for them."""
_MATCHED: Final = 32
_PATIENCE: Final = 0.2
_LISTED: Final = 50
_LONGEST: Final = 300


class Stopped(Exception):  # noqa: N818  # somebody's wish, not an error
    """Somebody stopped the job."""


@dataclass(slots=True)
class Tally:
    """What a job has done.

    `total` is how many articles there will be, None where that is not known; `at` the input that is being read, or
    ``""``; `failures` the first of those that failed, as (what, message, remedy); `problem` what ended the job;
    `matching` whether claims are being worked out.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    statements: int = 0
    failed: int = 0
    total: int | None = None
    at: str = ""
    matching: bool = False
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    problem: tuple[str, str, str] | None = None

    @property
    def articles(self) -> int:
        return self.new + self.changed + self.same

    @property
    def passed(self) -> int:
        """How many of `total` are behind it."""
        return self.articles + self.failed

    def fail(self, error: BeleggError, name: str) -> None:
        """Count something that could not be read."""
        self.failed += 1
        if len(self.failures) < _LISTED:
            self.failures.append(_told(error, name))

    def end(self, error: BeleggError) -> None:
        """Remember what ended the job."""
        self.problem = _told(error, error.resource or "")

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Tally:
        """The tally that `dataclasses.asdict` gave."""
        made = cls(**body)
        made.failures = [(a, b, c) for a, b, c in made.failures]
        made.problem = (made.problem[0], made.problem[1], made.problem[2]) if made.problem else None
        return made


def _told(error: BeleggError, name: str) -> tuple[str, str, str]:
    what, message, remedy = (one_line(text)[:_LONGEST] for text in (name, error.message, error.remedy or ""))
    return what, message, remedy


class Addition:
    """Inputs are (kind, shown name, path of the file that was sent); the path is never shown."""

    def __init__(self, inputs: Sequence[tuple[str, str, Path]]) -> None:
        self._inputs = inputs
        self.tally = Tally()

    def run(self, ledger: Ledger, step: Callable[[], None]) -> None:
        """Add everything and bring the claims up to date; `step` is called between what cannot be parted, and may
        raise.

        Raises
        ------
        LedgerError
            The ledger took it no longer.
        Stopped
            `step` did; what was added is matched.
        """
        self.tally.total = self._count()
        step()
        waiting: list[Article] = []
        try:
            with _Ahead(self._articles()) as items:
                for item in items:
                    if item is not None:
                        self.tally.at, found = item
                        if isinstance(found, Article):
                            waiting.append(found)
                        else:
                            self.tally.fail(found, self.tally.at)
                    if len(waiting) >= _AT_ONCE or (waiting and item is None):
                        self._add(ledger, waiting, step)
                        waiting = []
                    step()
            if waiting:
                self._add(ledger, waiting, step)
        except Stopped:
            self._match(ledger, lambda: None)
            raise
        self.tally.at = ""
        self._match(ledger, step)

    def _add(self, ledger: Ledger, articles: Sequence[Article], step: Callable[[], None]) -> None:
        tally = self.tally
        before = (tally.new, tally.changed, tally.same, tally.statements)

        def grown(report: Report) -> None:
            now = (report.new, report.changed, report.same, report.statements)
            tally.new, tally.changed, tally.same, tally.statements = (a + b for a, b in zip(before, now, strict=True))
            step()

        ledger.add(*articles, progress=grown, match=False)
        if ledger.stale() >= _MATCHED:
            self._match(ledger, step)

    def _match(self, ledger: Ledger, step: Callable[[], None]) -> None:
        self.tally.matching = True
        try:
            ledger.update(lambda _: step())
        finally:
            self.tally.matching = False

    def _count(self) -> int | None:
        total = 0
        for kind, _, path in self._inputs:
            if kind == "demo":
                total += demo_size()
            elif kind == "url":
                total += 1
            elif is_warc(path) or (is_jsonl(path) and path.suffix == ".gz"):
                return None
            else:
                total += _lines(path) if is_jsonl(path) else 1
        return total

    def _articles(self) -> Iterator[_Item]:
        fetch = fetcher().fetch
        for kind, name, path in self._inputs:
            if kind == "demo":
                yield from (("", article) for article in demo_articles())
                continue
            source: str | Path = name if kind == "url" else path
            for item in articles_in(source, fetch=fetch, max_bytes=settings.MAX_BYTES.get()):
                if isinstance(item, BeleggError):
                    yield _renamed(item.resource, str(path), name), item
                else:
                    yield name, item


def _renamed(resource: str | None, path: str, name: str) -> str:
    """What failed, under the name that it was sent with: ``archive.jsonl:17``."""
    if resource is None or not resource.startswith(path):
        # The address after a redirect, or a part of an archive.
        return resource if resource and "://" in resource else name
    return name + resource.removeprefix(path)


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 1


class _Ahead:
    """Takes items in a thread of its own, a few ahead, so that the writer never waits for the network.

    Iterating gives None where nothing came for a while.
    """

    def __init__(self, items: Iterator[_Item]) -> None:
        self._items = items
        self._queue: queue.Queue[Any] = queue.Queue(2 * _AT_ONCE)
        self._over = threading.Event()

    def __enter__(self) -> Iterator[_Item | None]:
        threading.Thread(target=self._take, name="belegg-taking", daemon=True).start()
        return self._given()

    def __exit__(self, *exc: object) -> None:
        self._over.set()

    def _take(self) -> None:
        last: BaseException | None = None
        try:
            for item in self._items:
                if not self._put(item):
                    return
        except Exception as error:
            last = error
        self._put(_End(last))

    def _put(self, item: object) -> bool:
        while not self._over.is_set():
            try:
                self._queue.put(item, timeout=_PATIENCE)
                return True
            except queue.Full:
                continue
        return False

    def _given(self) -> Iterator[_Item | None]:
        while True:
            try:
                item = self._queue.get(timeout=_PATIENCE)
            except queue.Empty:
                yield None
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None
