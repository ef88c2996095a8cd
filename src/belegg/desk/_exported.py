"""Claims as a file to take along."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Final

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from belegg.claims import Claim
from belegg.errors import UsageError
from belegg.export import FORMATS, export_claims

__all__ = ["exported"]

_IN_MEMORY: Final = 4_000_000
_CHUNK: Final = 65_536
_TYPES: Final = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "ftm": "application/x-ndjson",
    "jsonld": "application/ld+json",
    "prov": "application/json",
    "bibtex": "application/x-bibtex; charset=utf-8",
}


def exported(claims: Iterable[Claim], form: str, name: str) -> Response:
    """`claims` in one of the formats of `belegg.export`, as a file called `name` (plain letters, no ending).

    Raises
    ------
    UsageError
        There is no such format, or it needs an extra that is not installed.
    """
    if form not in FORMATS:
        raise UsageError("there is no such export format", remedy=f"choose one of {', '.join(FORMATS)}")
    # Written out before the answer begins, so that what fails is told and nobody gets half a file.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed when it is sent)
    try:
        export_claims(claims, form, file, quoted=lambda c: c.form == "direct")  # type: ignore[arg-type]
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
        _chunks(file), headers=headers, media_type=_TYPES[form], background=BackgroundTask(file.close)
    )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
