"""Lists as files to take along."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, Final

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from belegg.claims import Claim
from belegg.errors import UsageError
from belegg.export import FORMATS, ListKind, export_claims, export_list

__all__ = ["TYPES", "exported", "exported_list"]

_IN_MEMORY: Final = 4_000_000
_CHUNK: Final = 65_536
TYPES: Final = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "ftm": "application/x-ndjson",
    "jsonld": "application/ld+json",
    "prov": "application/json",
    "bibtex": "application/x-bibtex; charset=utf-8",
}
"""The media type of each format."""


def exported(claims: Iterable[Claim], form: str, name: str) -> Response:
    """`claims` in one of the formats of `belegg.export`, as a file called `name` (plain letters, no ending).

    Raises
    ------
    UsageError
        There is no such format, or it needs an extra that is not installed.
    """
    if form not in FORMATS:
        raise UsageError("there is no such export format", remedy=f"choose one of {', '.join(FORMATS)}")

    def write(file: IO[bytes]) -> None:
        export_claims(claims, form, file, quoted=lambda c: c.form == "direct")  # type: ignore[arg-type]

    return _file(write, form, name)


def exported_list(records: Iterable[Any], kind: ListKind, form: str, name: str) -> Response:
    """The records of a list of `belegg.export.LISTS`, in the same way.

    Raises
    ------
    UsageError
        The list is not given in this format.
    """
    return _file(lambda file: export_list(records, kind, form, file), form, name)  # type: ignore[arg-type]


def _file(write: Callable[[IO[bytes]], object], form: str, name: str) -> Response:
    # Written out before the answer begins, so that what fails is told and nobody gets half a file.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed when it is sent)
    try:
        write(file)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {
        "content-disposition": f'attachment; filename="{name}{FORMATS[form].suffix}"',
        "content-length": str(size),
    }
    return StreamingResponse(
        _chunks(file), headers=headers, media_type=TYPES[form], background=BackgroundTask(file.close)
    )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
