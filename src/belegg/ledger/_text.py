"""Text as the ledger keeps and compares it: folded names, moments in UTC, JSON. Pure functions."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from belegg._passage import one_line

__all__ = ["fold", "instant", "instant_until", "plain", "to_json"]

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
# Letters of their own in the Nordic languages, whose marks are no accents; Swedish and Danish/Norwegian twins are one.
_LETTERS = frozenset("åæøü")
_TWINS = str.maketrans({"ä": "æ", "ö": "ø"})
_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}(-?\d)?")

_LONGEST = 120
"""Characters of a name that is remembered as it is folded."""


def plain(text: str) -> str:
    """`text` as every database can keep it: NUL and lone surrogates become U+FFFD."""
    return _UNKEEPABLE.sub("\ufffd", text)


def fold(name: str) -> str:
    """A name as it is compared: small letters, without accents (é is e), one blank between words.

    The letters å, æ, ø and ü stay; ä and ö are æ and ø, as Swedish and Danish or Norwegian write one name.
    """
    # The same outlets and speakers stand in every claim.
    return _remembered(name) if len(name) <= _LONGEST else _folded(name)


@lru_cache(16_384)
def _remembered(name: str) -> str:
    return _folded(name)


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", one_line(plain(name))).casefold()
    text = unicodedata.normalize("NFC", text).translate(_TWINS)
    bare = "".join(c if c.isascii() or c in _LETTERS else _without_marks(c) for c in text)
    return " ".join(bare.split())


def _without_marks(char: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


def instant(published: str | None) -> str:
    """A moment as text that sorts by time: ``2026-01-31T17:05:00.000000Z``; empty where there is none to tell.

    A time with a zone is turned into UTC; one without is taken as it stands; a day is its first moment.
    """
    if not published:
        return ""
    try:
        when = datetime.fromisoformat(published.strip())
        when = when.astimezone(UTC) if when.tzinfo is not None else when
    except (ValueError, OverflowError):
        return ""
    return when.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_until(until: str | None) -> str:
    """Like `instant`, but a day alone is its last moment: «until the 5th» takes the 5th in."""
    found = instant(until)
    if found and until and _DATE_ONLY.fullmatch(until.strip()):
        return found[:10] + "T23:59:59.999999Z"
    return found


def to_json(value: Any) -> str:
    """Compact JSON that encodes to UTF-8 whatever strings are in it; the same value gives the same text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if _UNKEEPABLE.search(text):
        return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text
