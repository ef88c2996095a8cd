"""The files of a folder that can hold articles."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from belegg.errors import MissingInputError
from belegg.fetch.files import open_binary, shown_name, unreadable

__all__ = ["files_under"]

_NAMES = re.compile(r".+\.(?:html?|xhtml|te?xt|json|(?:jsonl|ndjson|warc)(?:\.gz)?)", re.IGNORECASE)
_HEAD = 1024
_STARTS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)\b|WARC/", re.IGNORECASE | re.DOTALL
)


def files_under(
    folder: str | os.PathLike[str], *, passed: Callable[[Path], None] = lambda path: None
) -> Iterator[Path | MissingInputError]:
    """The files in `folder` and the folders in it whose name or first bytes say page, text, JSON or web archive.

    By name, the same order always. Hidden files and folders are passed over, and so is a folder that was walked
    already under another name, which ends loops of links. A folder that cannot be listed comes as the error. `passed`
    hears of each file that is of none of these kinds.
    """
    walked: set[tuple[int, int]] = set()
    waiting = [Path(folder)]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                status = path.stat()
                if (status.st_dev, status.st_ino) not in walked:
                    walked.add((status.st_dev, status.st_ino))
                    waiting.extend(sorted((p for p in path.iterdir() if not p.name.startswith(".")), reverse=True))
            elif path.is_file():
                if _NAMES.fullmatch(path.name) or _begins_well(path):
                    yield path
                else:
                    passed(path)
        except OSError as error:
            yield unreadable(error, shown_name(path))


def _begins_well(path: Path) -> bool:
    """Crawlers save pages under the last part of their address, with any ending or none."""
    try:
        with open_binary(path) as file:
            return _STARTS.match(file.read(_HEAD)) is not None
    except MissingInputError:
        return False
