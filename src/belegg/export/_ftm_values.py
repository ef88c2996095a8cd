"""Values as FollowTheMoney keeps them: cleaned and of the lengths its types allow for, and the ids of statements."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, datetime

__all__ = ["DATASET", "as_name", "as_string", "as_text", "as_time", "statement_id"]

DATASET = "belegg"

# Its own cleaning deletes these: controls, marks without width, lone surrogates.
_DELETED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2060-\u2064\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile("[\u2000-\u200a\u2028\u2029\u0a00\u1680\u202f\u205f\u3000]")
_QUOTED = re.compile(r"""^["'](.*)["']$""")
_NAME, _STRING, _TEXT = 384, 1024, 65_000


def as_text(text: str | None) -> str | None:
    """For properties of type text; None where nothing is left."""
    return _cut(_cleaned(text), _TEXT) or None


def as_string(text: str | None) -> str | None:
    """For properties of type string: on one line."""
    return _cut(" ".join(_cleaned(text).split()), _STRING) or None


def as_name(text: str | None) -> str | None:
    """For names: on one line, without quote marks around the whole."""
    name = " ".join(_cleaned(text).split())
    while match := _QUOTED.match(name):
        name = " ".join(match[1].split())
    return _cut(name, _NAME) or None


def as_time(when: date | datetime | None) -> str | None:
    """A day, or a time to the second without its zone (it must be in UTC); the library knows years 1000 to 2999."""
    if when is None or not 1000 <= when.year <= 2999:
        return None
    return when.replace(tzinfo=None, microsecond=0).isoformat() if isinstance(when, datetime) else when.isoformat()


def statement_id(entity: str, prop: str, value: str, lang: str | None) -> str:
    """The id that the library gives to a statement of these fields."""
    key = f"{DATASET}.{entity}.{prop}.{value}" + (f"@{lang}" if lang else "")
    return hashlib.sha1(key.encode("utf-8"), usedforsecurity=False).hexdigest()


def _cleaned(text: str | None) -> str:
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _DELETED.sub("", text or ""))).strip()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
