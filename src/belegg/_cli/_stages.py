"""The seam between the command line and the stages it drives: tests put their own behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from belegg import settings

if TYPE_CHECKING:
    from belegg.errors import BeleggError
    from belegg.fetch import Fetched, Fetcher
    from belegg.follow import Ledger
    from belegg.types import Article, Reading

__all__ = ["ReaderLike", "Stages", "real_stages"]


class ReaderLike(Protocol):
    """What the command line asks of a reader."""

    def pipe(self, articles: Iterable[Article], *, batch_size: int) -> Iterator[Reading]: ...


def _articles_in(name: str, jsonl: bool, passed: Callable[[str], None]) -> Iterable[Article | BeleggError]:
    from belegg.extract import articles_in

    def fetch(url: str) -> Fetched:
        return _fetcher().fetch(url)

    return articles_in(name, jsonl=jsonl, fetch=fetch, max_bytes=settings.MAX_BYTES.get(), passed=passed)


def _open_ledger(path: str, readonly: bool) -> Ledger:
    from belegg.follow import Ledger

    return Ledger(path, readonly=readonly)


@dataclass(frozen=True, slots=True)
class Stages:
    """Where articles come from, who reads them, and where they are kept.

    Attributes
    ----------
    is_url, is_jsonl
        What an argument is.
    from_url, from_file, from_stdin, from_jsonl
        The articles in it, and an error for each part that holds none; may raise BeleggError themselves.
    make_reader
        Called once, when there is something to read.
    articles_in
        The articles in whatever a name names, a folder or a web archive too; with True its files are JSON lines.
        The last is told the files of a folder that are of no kind it knows.
    open_ledger
        The ledger at a path or address; with True it is only read, and must be there.
    """

    is_url: Callable[[str], bool]
    is_jsonl: Callable[[str], bool]
    from_url: Callable[[str], Iterable[Article | BeleggError]]
    from_file: Callable[[str], Iterable[Article | BeleggError]]
    from_stdin: Callable[[], Iterable[Article | BeleggError]]
    from_jsonl: Callable[[str], Iterable[Article | BeleggError]]
    make_reader: Callable[[], ReaderLike]
    articles_in: Callable[[str, bool, Callable[[str], None]], Iterable[Article | BeleggError]] = _articles_in
    open_ledger: Callable[[str, bool], Ledger] = _open_ledger


def real_stages() -> Stages:
    """The stages of belegg, each imported when first used: a start must not pay for what it does not need."""
    return Stages(_is_url, _is_jsonl, _from_url, _from_file, _from_stdin, _from_jsonl, _make_reader)


def _is_url(name: str) -> bool:
    if ":" not in name:
        return False
    from belegg.fetch import is_url

    return is_url(name)


def _is_jsonl(name: str) -> bool:
    from belegg.fetch.files import is_jsonl

    return is_jsonl(name)


@cache
def _fetcher() -> Fetcher:
    from belegg.fetch import Fetcher

    # One for all pages, so that the rules of a site are asked for once.
    return Fetcher(
        timeout=settings.FETCH_TIMEOUT.get(),
        max_bytes=settings.FETCH_MAX_BYTES.get(),
        user_agent=settings.USER_AGENT.get(),
    )


def _from_url(url: str) -> Iterable[Article | BeleggError]:
    from belegg.extract import extract_bytes

    page = _fetcher().fetch(url)
    return extract_bytes(page.data, url=page.url, content_type=page.content_type)


def _from_file(path: str) -> Iterable[Article | BeleggError]:
    from belegg.extract import extract_bytes
    from belegg.fetch.files import read_file

    return extract_bytes(read_file(path, max_bytes=settings.MAX_BYTES.get()), path=path)


def _from_stdin() -> Iterable[Article | BeleggError]:
    from belegg.extract import extract_bytes
    from belegg.fetch.files import read_stdin

    return extract_bytes(read_stdin(max_bytes=settings.MAX_BYTES.get()), path="-")


def _from_jsonl(path: str) -> Iterable[Article | BeleggError]:
    from belegg.extract import iter_jsonl
    from belegg.fetch.files import open_lines

    return iter_jsonl(open_lines(path, max_line=settings.MAX_BYTES.get()), path=path)


def _make_reader() -> ReaderLike:
    from belegg.reader import Reader

    return Reader(model_path=settings.MODEL.get(), threads=settings.THREADS.get())
