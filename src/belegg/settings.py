"""Everything that can be set from outside, in one tuple: `SETTINGS`.

Each setting is read from the environment variable ``BELEGG_`` + its name in capitals; where the variable is absent
or empty the default holds. `check` refuses variables that start with ``BELEGG_`` and are no setting, so that
a misspelled one is not silently without effect.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from belegg.errors import UsageError

__all__ = [
    "BATCH_SIZE",
    "FETCH_MAX_BYTES",
    "FETCH_TIMEOUT",
    "LEDGER",
    "MAX_BYTES",
    "MODEL",
    "OUTLETS",
    "PREFIX",
    "SETTINGS",
    "THREADS",
    "USER_AGENT",
    "Setting",
    "check",
]

PREFIX = "BELEGG_"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One thing that can be set.

    Attributes
    ----------
    name
        In small letters; the variable is ``BELEGG_`` + `name` in capitals.
    default
        What holds where nothing is set; None: the stage that uses it decides.
    help
        One line for the reference.
    parse
        Turns the variable's text into a value; raises ValueError, whose text completes "must be …".
    """

    name: str
    default: T
    help: str
    parse: Callable[[str], T]

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    def get(self, environ: Mapping[str, str] | None = None) -> T:
        """The value in `environ` (by default the process's environment); UsageError where it is malformed."""
        raw = (os.environ if environ is None else environ).get(self.variable, "").strip()
        if not raw:
            return self.default
        try:
            return self.parse(raw)
        except ValueError as error:
            raise UsageError(
                f"{raw!r} must be {error}", resource=self.variable, remedy="correct the variable or unset it"
            ) from None


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        value = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else -1
        if not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return parse


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def parse(raw: str) -> float:
        try:
            value = float(raw)
        except ValueError:
            value = -1.0
        if not low <= value <= high:  # also refuses NaN
            raise ValueError(f"a number of seconds from {low:g} to {high:g}")
        return value

    return parse


def _header(raw: str) -> str:
    if not (raw.isascii() and raw.isprintable() and len(raw) <= 256):
        raise ValueError("at most 256 printable ASCII characters")
    return raw


MODEL: Setting[Path | None] = Setting("model", None, "File with the weights, instead of the one that ships.", Path)
THREADS: Setting[int | None] = Setting(
    "threads", None, "Threads that texts are read and compared with; unset: one for each core.", _whole(1, 1024)
)
BATCH_SIZE: Setting[int] = Setting("batch_size", 16, "Articles read together where there are many.", _whole(1, 1024))
FETCH_TIMEOUT: Setting[float] = Setting(
    "fetch_timeout", 30.0, "Seconds that fetching one page may take in all.", _seconds(0.1, 600)
)
FETCH_MAX_BYTES: Setting[int] = Setting(
    "fetch_max_bytes", 10 * 1024 * 1024, "Largest page fetched, in bytes, once decompressed.", _whole(1, 2**31)
)
MAX_BYTES: Setting[int] = Setting(
    "max_bytes", 50 * 1000 * 1000, "Largest file, standard input or JSONL line, in bytes.", _whole(1, 2**31)
)
USER_AGENT: Setting[str | None] = Setting(
    "user_agent", None, "How the fetcher names itself to sites; unset: belegg and its version.", _header
)
LEDGER: Setting[str] = Setting(
    "ledger", "belegg.db", "The ledger: a file, or postgresql://… (a password is better kept in ~/.pgpass).", str
)
OUTLETS: Setting[Path | None] = Setting(
    "outlets", None, "File with outlets of your own, of the form of the table that ships; adds to it.", Path
)

SETTINGS: tuple[
    Setting[Path | None] | Setting[int | None] | Setting[int] | Setting[float] | Setting[str | None] | Setting[str], ...
]
SETTINGS = (MODEL, THREADS, BATCH_SIZE, FETCH_TIMEOUT, FETCH_MAX_BYTES, USER_AGENT, MAX_BYTES, LEDGER, OUTLETS)


def check(environ: Mapping[str, str] | None = None) -> None:
    """Raise UsageError if a ``BELEGG_`` variable in `environ` is unknown or malformed."""
    environ = os.environ if environ is None else environ
    known = [setting.variable for setting in SETTINGS]
    for variable in sorted(v for v in environ if v.startswith(PREFIX)):
        if variable not in known:
            close = difflib.get_close_matches(variable, known, n=1)
            raise UsageError(
                "no such setting",
                resource=variable,
                remedy=f"did you mean {close[0]}?" if close else "the settings are " + ", ".join(known),
            )
    for setting in SETTINGS:
        setting.get(environ)
