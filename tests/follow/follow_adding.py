"""A ledger that reads with a fake, and the stages around it, for `belegg add`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from belegg._cli._stages import Stages, real_stages
from belegg.errors import BeleggError, MissingInputError
from belegg.follow import Report
from belegg.ledger import Store, open_store
from belegg.types import Article, Reading, Statement


def article(number: int, text: str = "Brua er stengt, sier Vik.") -> Article:
    return Article(text, url=f"https://avis.example/{number}", outlet="Avisa", title=f"Sak {number}", language="nb")


def read(found: Article) -> Reading:
    return Reading(found, statements=(Statement("s1", ((0, 4),), cue=((0, 1),), speaker="Vik", kind="person"),))


class FakeLedger:
    """As much of `belegg.follow.Ledger` as `add` needs; `before` is called with each article before it is kept."""

    def __init__(self, path: str, readonly: bool, before: Callable[[Article], None]) -> None:
        self.store: Store = open_store(path, readonly=readonly)
        self.chunks: list[int] = []
        self.matched: list[bool] = []
        self._before = before

    def add(
        self,
        *inputs: Article,
        progress: Callable[[Report], None] = lambda report: None,
        dry_run: bool = False,
        match: bool = True,
    ) -> Report:
        self.chunks.append(len(inputs))
        self.matched.append(match)
        report = Report()
        for found in inputs:
            self._before(found)
            reading = read(found)
            known = dry_run and self.store.has(reading)
            status = ("same" if known else "new") if dry_run else self.store.add(reading).status
            name = {"version": "changed"}.get(status, status)
            setattr(report, name, getattr(report, name) + 1)
            report.statements += (status != "same") * len(reading.statements)
            progress(report)
        return report

    def outdated(self) -> bool:
        return False

    def close(self) -> None:
        self.store.close()


class Desk:
    """Stages over a dict from name to what is found there, and the ledgers that were opened."""

    def __init__(self, found: dict[str, Sequence[Article | BaseException]] | None = None) -> None:
        self.found = found or {}
        self.ledgers: list[FakeLedger] = []
        self.asked: list[tuple[str, bool]] = []
        self.passed: list[str] = []
        self.before: Callable[[Article], None] = lambda found: None

    def stages(self) -> Stages:
        return replace(real_stages(), articles_in=self._articles, open_ledger=self._open)

    def _open(self, path: str, readonly: bool) -> Any:
        self.ledgers.append(FakeLedger(path, readonly, self.before))
        return self.ledgers[-1]

    def _articles(self, name: str, jsonl: bool, passed: Callable[[str], None]) -> Iterator[Article | BeleggError]:
        self.asked.append((name, jsonl))
        for other in self.passed:
            passed(other)
        gone: Iterable[Article | BaseException] = (MissingInputError("no such file", remedy="check the name"),)
        for item in self.found.get(name, gone):
            if isinstance(item, Article | BeleggError):
                yield item
            else:
                raise item
