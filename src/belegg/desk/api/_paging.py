"""Lists in parts: an opaque cursor says where the next part begins, and belongs to one question only. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query

from belegg.desk._errors import Refused

__all__ = ["FARTHEST", "Cursor", "Limit", "after", "cut", "cut_after", "offset_of"]

T = TypeVar("T")
FARTHEST: Final = 10_000
"""So far a list without a key can be paged through."""
_FORM: Final = re.compile(r"[A-Za-z0-9_-]+={0,2}")

Limit = Annotated[int, Query(ge=1, le=100, description="So many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=300, description="`next` of the part before; the other parameters as they were there.")
]


def cut(rows: Sequence[T], limit: int, offset: int, *question: object) -> tuple[Sequence[T], str | None]:
    """The part of a list that counts, of `limit` + 1 rows from `offset` on, and the cursor of the part behind."""
    there = len(rows) > limit and offset + limit <= FARTHEST
    return rows[:limit], _encode(offset + limit, question) if there else None


def offset_of(cursor: str | None, *question: object) -> int:
    """Where the part begins. Raises Refused."""
    found = _decode(cursor, question) if cursor else 0
    if not isinstance(found, int) or not 0 <= found <= FARTHEST:
        raise _bad()
    return found


def cut_after(
    rows: Sequence[T], limit: int, key: Callable[[T], str], *question: object
) -> tuple[Sequence[T], str | None]:
    """The same for a list that goes on behind its last row, told by `key`."""
    return rows[:limit], _encode(key(rows[limit - 1]), question) if len(rows) > limit else None


def after(cursor: str | None, *question: object) -> str | None:
    """Behind which row the part begins. Raises Refused."""
    if not cursor:
        return None
    found = _decode(cursor, question)
    if not isinstance(found, str):
        raise _bad()
    return found


def _mark(question: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([str(part) for part in question]).encode()).hexdigest()[:8]


def _encode(where: int | str, question: Sequence[object]) -> str:
    return urlsafe_b64encode(json.dumps([_mark(question), where]).encode()).decode().rstrip("=")


def _decode(cursor: str, question: Sequence[object]) -> Any:
    try:
        if not _FORM.fullmatch(cursor):
            raise ValueError
        mark, where = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise _bad() from None
    if mark != _mark(question):
        raise _bad()
    return where


def _bad() -> Refused:
    return Refused(400, "bad_cursor", "this cursor belongs to no such list", "begin again, without a cursor")
