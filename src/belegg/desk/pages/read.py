"""Read: a text, a file or an address, read at once, with its statements marked."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from starlette.responses import Response

from belegg.desk._access import Scope, need
from belegg.desk._cards import Choice
from belegg.desk._desk import LONGEST_READ, Desk, DeskNow, principal_of
from belegg.desk._drafts import DAYS, Drafts
from belegg.desk._errors import Forbidden, NotFound, problem_of
from belegg.desk._given import described, from_address, from_file, from_text, new_fetch
from belegg.desk._pages import language_for
from belegg.desk._sheet import sheet_of
from belegg.desk._shown import line, shown
from belegg.errors import BeleggError, EmptyInputError, LedgerBusyError
from belegg.follow import Ledger
from belegg.ledger import Added
from belegg.types import Article, Reading

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_USE = [Depends(need(Scope.USE))]
_ADD = [Depends(need(Scope.ADD))]
_MATCHING_SECONDS = 8.0


@router.get("/read", dependencies=_USE)
def read_form(request: Request, desk: DeskNow) -> Response:
    """Where a text is given, and the latest that were."""
    return _form(request, desk)


@router.post("/read", dependencies=_USE)
def read(
    request: Request,
    desk: DeskNow,
    text: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    outlet: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """Read it, keep the reading some days, and show it. What goes wrong is told on the form, and nothing is lost."""
    try:
        article = described(_given(request, text, address, file), outlet, published)
        reading = desk.read(article)
    except BeleggError as error:
        status = problem_of(error).status
        if status in (401, 403) or status >= 500:
            raise
        return _form(request, desk, error=error, text=text, address=address, outlet=outlet, published=published)
    id = Drafts(desk.state).keep(principal_of(request).name, reading)
    return desk.pages.go(f"/read/{id}")


def _given(request: Request, text: str, address: str, file: UploadFile | None) -> Article:
    if file is not None and file.filename:
        return from_file(file.filename, file.file.read())
    if address.strip():
        if not principal_of(request).may(Scope.ADD):
            raise Forbidden(Scope.ADD)
        return from_address(address, new_fetch())
    if not text.strip():
        raise EmptyInputError("there is nothing to read", remedy="paste a text, choose a file or give an address")
    return from_text(text)


def _form(
    request: Request,
    desk: Desk,
    *,
    error: BeleggError | None = None,
    text: str = "",
    address: str = "",
    outlet: str = "",
    published: str = "",
) -> Response:
    problem = problem_of(error).told(language_for(request).gettext) if error else None
    latest = [
        {
            "id": d.id,
            "title": line(d.title, 90),
            "statements": d.statements,
            "made": datetime.fromtimestamp(d.made, UTC).astimezone().isoformat(timespec="seconds"),
        }
        for d in Drafts(desk.state).recent(principal_of(request).name)
    ]
    return desk.pages.page(
        request,
        "read.html",
        status=problem.status if problem else 200,
        problem=problem,
        text=text if len(text) <= LONGEST_READ else text[:LONGEST_READ],
        address=line(address, 2000),
        outlet=line(outlet),
        published=line(published, 20),
        latest=latest,
        days=DAYS,
    )


@router.get("/read/{id}", dependencies=_USE)
def read_one(
    request: Request,
    desk: DeskNow,
    id: str,
    only: Annotated[str, Query(max_length=20)] = "",
    speaker: Annotated[str, Query(max_length=400)] = "",
    s: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """A reading that was kept."""
    reading = _kept(request, desk, id)
    return desk.pages.page(
        request,
        "read_one.html",
        id=id,
        here=f"/read/{id}",
        kept={},
        known=desk.ledger.store.has(Reading(reading.article)),
        notes="_draft.html",
        clean=shown,
        sheet=sheet_of(reading, Choice(only, speaker), at=s),
    )


@router.post("/read/{id}/add", dependencies=_ADD)
def add(request: Request, desk: DeskNow, id: str) -> Response:
    """Add the reading to the ledger and go to its article there."""
    reading = _kept(request, desk, id)
    added: Added = desk.writer.do(lambda ledger: ledger.store.add(reading))
    # The article is safe by now; its claims come when the writer gets to them.
    with suppress(LedgerBusyError):
        desk.writer.do(_update, seconds=_MATCHING_SECONDS)
    return desk.pages.go(f"/article/{added.article}")


def _update(ledger: Ledger) -> None:
    ledger.update()


@router.post("/read/{id}/forget", dependencies=_USE)
def forget(request: Request, desk: DeskNow, id: str) -> Response:
    """Throw a kept reading away."""
    Drafts(desk.state).forget(principal_of(request).name, id)
    return desk.pages.go("/read")


def _kept(request: Request, desk: Desk, id: str) -> Reading:
    reading = Drafts(desk.state).get(principal_of(request).name, id)
    if reading is None:
        raise NotFound("text")
    return reading
