"""From one argument, whatever it names, to the articles in it.

::

    address ───────> fetch ──────────┐
    page, text, - ─> bytes ──────────┼─> extract_bytes ─> Article | BeleggError
    .warc, .warc.gz > captures ──────┘
    .jsonl ────────> lines ─> iter_jsonl ─────────────────> Article | BeleggError
    folder ────────> each of these, by name
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from belegg.errors import BeleggError, EmptyInputError, MissingInputError
from belegg.extract._bytes import extract_bytes
from belegg.extract._records import iter_jsonl
from belegg.types import Article

if TYPE_CHECKING:
    from belegg.fetch import Capture, Fetched

__all__ = ["articles_in", "label_of"]

_HEAD = 4096


def articles_in(
    name: str | os.PathLike[str],
    *,
    jsonl: bool = False,
    max_bytes: int | None = None,
    fetch: Callable[[str], Fetched] | None = None,
    skip: Callable[[str], bool] = lambda label: False,
    passed: Callable[[str], None] = lambda name: None,
) -> Iterator[Article | BeleggError]:
    """The articles in whatever `name` names, one at a time and in the same order always.

    ``PATH`` is a page, a text or JSON; ``FILE.jsonl`` and ``FILE.warc`` (also ``.gz``, or told by their first bytes)
    are streamed, whatever their size; ``DIR`` is walked with all below it; ``URL`` is fetched; ``-`` is standard input:
    one page or text, or JSON lines with `jsonl`, or a web archive.

    What cannot be read is yielded as the `BeleggError` that names it; nothing is raised, and the rest goes on.

    Parameters
    ----------
    jsonl
        Files are JSON lines whatever their names say.
    max_bytes
        Largest page, line or record; by default 50 MB.
    fetch
        Gets pages: a `Fetcher`'s method, so that all pages share its settings and what it knows of robots.txt.
    skip
        Asked with the label of each page, line and record before it is taken apart; True passes over it in silence.
        Labels (see `label_of`) are the same whenever the same argument is read again, so an interrupted run can pass
        over what it has done.
    passed
        Told the name of each file of a folder that is no page, text, JSON or web archive.
    """
    from belegg.fetch import is_url
    from belegg.fetch.files import STDIN

    shown = os.fspath(name)
    if not shown.strip():
        # As a path it would be the current folder.
        yield MissingInputError("the name is empty", resource="''", remedy="name a file, a folder or an address")
        return
    source = _Source(jsonl, max_bytes, fetch, skip, passed)
    try:
        if shown != STDIN and isinstance(name, str) and is_url(name):
            items = source.from_url(name)
        elif shown == STDIN:
            items = source.from_stdin()
        else:
            items = source.from_folder(name) if Path(name).is_dir() else source.from_file(name)
        yield from items
    except BeleggError as error:
        yield _named(error, shown)
    except ValueError as error:
        # A name with a NUL in it is refused by the system's calls in this way.
        if "null" not in str(error):
            raise
        yield MissingInputError("this is not a file name", resource=ascii(shown), remedy="check the name")


def label_of(item: Article | BeleggError) -> str | None:
    """Where an item came from: a file's name, ``FILE:LINE``, ``FILE:RECORD n``, an address, or ``-``."""
    return (item.path or item.url) if isinstance(item, Article) else item.resource


class _Source:
    def __init__(
        self,
        jsonl: bool,
        max_bytes: int | None,
        fetch: Callable[[str], Fetched] | None,
        skip: Callable[[str], bool],
        passed: Callable[[str], None],
    ) -> None:
        from belegg.fetch.files import MAX_FILE

        self._jsonl = jsonl
        self._max_bytes = MAX_FILE if max_bytes is None else max_bytes
        self._fetch = fetch
        self._skip = skip
        self._passed = passed

    def from_url(self, url: str) -> Iterator[Article | BeleggError]:
        if self._skip(url):
            return
        from belegg.fetch import fetch

        page = (self._fetch or fetch)(url)
        for item in extract_bytes(page.data, url=page.url, content_type=page.content_type):
            # What was asked for is the label: a redirect can end elsewhere the next time.
            yield replace(item, path=url) if isinstance(item, Article) and item.path is None else item

    def from_folder(self, folder: str | os.PathLike[str]) -> Iterator[Article | BeleggError]:
        from belegg.fetch import files_under
        from belegg.fetch.files import shown_name

        empty = True
        for path in files_under(folder, passed=lambda path: self._passed(shown_name(path))):
            empty = False
            if isinstance(path, BeleggError):
                yield path
                continue
            try:
                yield from self.from_file(path)
            except BeleggError as error:
                yield _named(error, shown_name(path))
        if empty:
            raise EmptyInputError(
                "no page, text, JSON or web archive is in this folder",
                resource=shown_name(folder),
                remedy="name the folder that the files are in",
            )

    def from_file(self, path: str | os.PathLike[str]) -> Iterator[Article | BeleggError]:
        from belegg.fetch import is_jsonl, is_warc, open_lines, read_file, read_warc, starts_warc
        from belegg.fetch.files import open_binary, shown_name

        shown = shown_name(path)
        if self._jsonl or is_jsonl(path):
            with open_lines(path, max_line=self._max_bytes) as lines:
                yield from self._lines(lines, shown)
            return
        with open_binary(path) as file:
            archive = is_warc(path) or starts_warc(file.peek(_HEAD))
        if archive:
            yield from self._pages(read_warc(path, max_bytes=self._max_bytes, wanted=self._wanted))
        elif not self._skip(shown):
            yield from extract_bytes(read_file(path, max_bytes=self._max_bytes), path=shown)

    def from_stdin(self) -> Iterator[Article | BeleggError]:
        from belegg.fetch import captures, open_lines, read_stdin, starts_warc
        from belegg.fetch.files import STDIN, open_stdin

        stdin = open_stdin()
        peek = getattr(stdin, "peek", None)
        if self._jsonl:
            yield from self._lines(open_lines(STDIN, max_line=self._max_bytes), STDIN)
        elif peek is not None and starts_warc(peek(_HEAD)):
            yield from self._pages(captures(stdin, STDIN, max_bytes=self._max_bytes, wanted=self._wanted))
        elif not self._skip(STDIN):
            yield from extract_bytes(read_stdin(max_bytes=self._max_bytes), path=STDIN)

    def _wanted(self, label: str) -> bool:
        return not self._skip(label)

    def _lines(self, lines: Iterator[bytes], shown: str) -> Iterator[Article | BeleggError]:
        return iter_jsonl(_Blanked(lines, lambda number: self._skip(f"{shown}:{number}")), path=shown)

    def _pages(self, pages: Iterable[Capture | BeleggError]) -> Iterator[Article | BeleggError]:
        for page in pages:
            if isinstance(page, BeleggError):
                yield page
                continue
            for item in extract_bytes(page.data, path=page.resource, url=page.url, content_type=page.content_type):
                if isinstance(item, Article) and item.published is None:
                    # At the latest then; news is mostly crawled within hours.
                    yield replace(item, published=page.date)
                else:
                    yield item


class _Blanked(Iterator[bytes]):
    """Lines with those to be passed over left blank, so that the others keep their numbers.

    No generator, since one ends with the first error, and `Lines` goes on behind a line that is too long.
    """

    def __init__(self, lines: Iterator[bytes], skip: Callable[[int], bool]) -> None:
        self._lines = lines
        self._skip = skip
        self._number = 0

    def __next__(self) -> bytes:
        self._number += 1
        line = next(self._lines)
        return b"" if self._skip(self._number) else line


def _named(error: BeleggError, name: str) -> BeleggError:
    if error.resource is None:
        error.resource = name
    return error
