"""Lists of the API as files: with `format` the answer is the whole list, in a format that fits it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query, Request

from belegg.desk._errors import Refused
from belegg.desk._exported import TYPES
from belegg.desk._found import EXPORTED
from belegg.export import FORMATS, LISTS, ListKind

__all__ = ["CLAIMS", "SAYS", "Format", "alone", "listed"]

SAYS: Final = (
    f"The whole list as a file in this format, {EXPORTED:,} rows at most; `limit` and `cursor` do not go with it."
)
Format = Annotated[str | None, Query(max_length=20, description=SAYS)]


def _files(*forms: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {TYPES[form].partition(";")[0]: {} for form in forms}}}


def listed(kind: ListKind) -> dict[int | str, dict[str, Any]]:
    """What a list of `belegg.export.LISTS` may answer with instead of JSON, for ``responses=``."""
    return _files(*LISTS[kind])


CLAIMS: Final = _files(*FORMATS)
"""The same for lists of claims."""


def alone(request: Request) -> None:
    """Raises Refused where a part of a list is asked for as a file: who gets it would take it for the whole."""
    for name in ("limit", "cursor"):
        if name in request.query_params:
            raise Refused(400, "usage", f"`{name}` does not go with `format`", "a file has the whole list")
