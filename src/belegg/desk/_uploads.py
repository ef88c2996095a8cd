"""Files that were sent to be added: kept in a private folder beside the desk's own file until their job is done."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from belegg.errors import OutputError

__all__ = ["Uploads", "ending_of"]

_ENDINGS: Final = re.compile(r"\.(?:txt|text|md|html?|xhtml|json|(?:jsonl|ndjson|warc)(?:\.gz)?|gz)$", re.IGNORECASE)
_PIECE: Final = 1 << 20


def ending_of(name: str) -> str:
    """The ending of a file's name if it is one that says what is in the file, in small letters; else ``.txt``."""
    found = _ENDINGS.search(name)
    return found[0].lower() if found else ".txt"


class Uploads:
    """A folder a job, files numbered: nothing of the names that were sent gets into a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # One job's end may not take the folder away while the next one makes its own in it.
        self._making = threading.Lock()

    def keep(self, job: str, number: int, name: str, source: IO[bytes]) -> str:
        """Copy `source` to the folder of `job`; gives what the file is called there.

        Raises
        ------
        OutputError
            The disk is full, or the folder cannot be made.
        """
        kept = f"{number:04}{ending_of(name)}"
        try:
            home = self._folder / job
            with self._making:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                home.mkdir(mode=0o700, exist_ok=True)
            with (home / kept).open("xb") as file:
                shutil.copyfileobj(source, file, _PIECE)
        except OSError as error:
            raise OutputError(
                f"what was sent cannot be kept: {error.strerror}",
                remedy="is the disk full, or the folder of the desk's file read-only?",
            ) from error
        return kept

    def path(self, job: str, kept: str) -> Path:
        """Where a kept file is."""
        return self._folder / job / kept

    def has(self, job: str) -> bool:
        """Whether there is anything of a job."""
        return (self._folder / job).is_dir()

    def drop(self, job: str) -> None:
        """Delete what was sent for a job."""
        shutil.rmtree(self._folder / job, ignore_errors=True)
        # Gone with the last job, if empty.
        with self._making, suppress(OSError):
            self._folder.rmdir()

    def sweep(self, wanted: Collection[str]) -> None:
        """Delete what belongs to no job of these."""
        if self._folder.is_dir():
            for home in self._folder.iterdir():
                if home.name not in wanted:
                    self.drop(home.name)
