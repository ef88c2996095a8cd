"""Alerts, decisions, jobs."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from belegg.desk._access import Scope, need
from belegg.desk._alerts import Alerts
from belegg.desk._desk import DeskNow, principal_of
from belegg.desk._errors import NotFound, Refused
from belegg.desk._exported import exported, exported_list
from belegg.desk._found import EXPORTED
from belegg.desk._jobs import MOST_INPUTS, Job
from belegg.desk._watch import fresh
from belegg.desk._whole import claims_of
from belegg.desk.api._as_file import CLAIMS, Format, alone, listed
from belegg.desk.api._asked import Id
from belegg.desk.api._models import Page
from belegg.desk.api._paging import Cursor, Limit, after, cut, cut_after, offset_of
from belegg.desk.api._tagged import errors
from belegg.desk.api._work_models import (
    AlertIn,
    AlertOut,
    DecisionIn,
    DecisionOut,
    FreshOut,
    JobIn,
    JobOut,
    SeenIn,
    alert_of,
    job_of,
)
from belegg.follow import Ledger
from belegg.follow._parting import PARTING

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", responses=errors())
_USE: Final = [Depends(need(Scope.USE))]
_ADD: Final = [Depends(need(Scope.ADD))]
_DECIDE: Final = [Depends(need(Scope.DECIDE))]
_FILES: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}
Answer = dict[str, Any]


# -- decisions


@router.get(
    "/decisions",
    tags=["decisions"],
    dependencies=[Depends(need(Scope.READ))],
    response_model=Page[DecisionOut],
    responses=listed("decisions"),
)
def decisions(
    request: Request, desk: DeskNow, limit: Limit = 50, cursor: Cursor = None, format: Format = None
) -> Answer | Response:
    """The decisions that hold."""
    if format is not None:
        alone(request)
        return exported_list(desk.ledger.decisions()[:EXPORTED], "decisions", format, "belegg-decisions")
    offset = offset_of(cursor, "decisions")
    rows = desk.ledger.decisions()[offset : offset + limit + 1]
    items, following = cut(rows, limit, offset, "decisions")
    return {"items": [asdict(decision) for decision in items], "next": following}


@router.post(
    "/decisions",
    tags=["decisions"],
    dependencies=_DECIDE,
    status_code=201,
    response_model=DecisionOut,
    responses=errors(404),
)
def decide(request: Request, desk: DeskNow, given: DecisionIn) -> Answer:
    """Decide; it goes before what is found by itself, outlives rebuilds, and can be undone."""
    given.check()
    who = principal_of(request).name

    def work(ledger: Ledger) -> Answer:
        names = given.kind in ("merge", "unmerge")
        if names and ledger.speaker(given.a) is None:
            raise NotFound("speaker")
        if given.kind == "rate" and ledger.statement(given.a) is None:
            raise NotFound("statement")
        if given.kind in PARTING and given.b is None:
            if ledger.statement(given.a) is None:
                raise NotFound("statement")
            return asdict(ledger.part(given.a, kind=given.kind, who=who)[0])
        if given.b is not None and not names and None in (ledger.claim(given.a), ledger.claim(given.b)):
            raise NotFound("statement")
        return asdict(ledger.decide(given.kind, given.a, given.b, value=given.value, who=who))

    return desk.writer.do(work)


@router.post(
    "/decisions/{id}/undo",
    tags=["decisions"],
    dependencies=_DECIDE,
    status_code=204,
    responses=errors(404),
)
def undo(desk: DeskNow, id: Id) -> None:
    """Undo a decision, with those that were made with it; they are kept, and no longer applied."""
    if not desk.writer.do(lambda ledger: ledger.undo(id)):
        raise NotFound("decision")


# -- alerts


def _alerts(request: Request, desk: DeskNow) -> Alerts:
    return Alerts(desk.state, principal_of(request).name)


@router.get("/alerts", tags=["alerts"], dependencies=_USE, response_model=Page[AlertOut])
def alerts(request: Request, desk: DeskNow) -> Answer:
    """One's own searches that are kept, the latest first."""
    return {"items": [alert_of(alert) for alert in _alerts(request, desk).all()], "next": None}


@router.post("/alerts", tags=["alerts"], dependencies=_USE, status_code=201, response_model=AlertOut)
def keep(request: Request, desk: DeskNow, given: AlertIn) -> Answer:
    """Keep a search; what happened until now counts as seen."""
    query = given.query.query(given.query.mode)
    return alert_of(_alerts(request, desk).add(given.name, query, desk.ledger.store.cursor()))


@router.get("/alerts/{id}", tags=["alerts"], dependencies=_USE, response_model=FreshOut, responses=errors(404) | CLAIMS)
def alert(request: Request, desk: DeskNow, id: Id, format: Format = None) -> Answer | Response:
    """An alert and what is new in it; it stays new until `seen` is told. A file has the claims that are new."""
    found = _alerts(request, desk).get(id)
    new = fresh(desk.ledger, found)
    if format is not None:
        return exported(claims_of(desk.ledger, new.claims), format, "belegg-alert")
    return {
        "alert": alert_of(found),
        "claims": [claim.to_dict() for claim in desk.ledger.store.briefs(new.claims[:200])],
        "seq": new.seq,
        "bounded": new.bounded or len(new.claims) > 200,
    }


@router.post("/alerts/{id}/seen", tags=["alerts"], dependencies=_USE, status_code=204, responses=errors(404))
def seen(request: Request, desk: DeskNow, id: Id, given: SeenIn) -> None:
    """What happened up to the change `seq` has been seen."""
    # Never beyond what the claims have taken in: what is to come would be lost.
    _alerts(request, desk).seen(id, min(given.seq, desk.ledger.store.cursor()))


@router.delete("/alerts/{id}", tags=["alerts"], dependencies=_USE, status_code=204, responses=errors(404))
def forget(request: Request, desk: DeskNow, id: Id) -> None:
    """Delete an alert."""
    _alerts(request, desk).delete(id)


# -- jobs


@router.get("/jobs", tags=["jobs"], dependencies=_ADD, response_model=Page[JobOut])
def jobs(desk: DeskNow, limit: Limit = 20, cursor: Cursor = None) -> Answer:
    """Jobs, the latest first."""
    rows = desk.jobs.all(limit + 1, after(cursor, "jobs"))
    items, following = cut_after(rows, limit, lambda job: job.id, "jobs")
    return {"items": [job_of(job) for job in items], "next": following}


@router.post(
    "/jobs", tags=["jobs"], dependencies=_ADD, status_code=202, response_model=JobOut, responses=errors(413, 429)
)
def add(request: Request, response: Response, desk: DeskNow, given: JobIn) -> Answer:
    """Begin to add addresses, articles, or the demo; the answer says where to ask how far it is."""
    user = principal_of(request).name
    if given.demo:
        if given.urls or given.articles:
            raise Refused(422, "validation", "`demo` goes with nothing else")
        return _begun(desk, response, desk.jobs.add_demo(user))
    lines = "".join(json.dumps(record.model_dump(exclude_none=True)) + "\n" for record in given.articles)
    files = [("articles.jsonl", io.BytesIO(lines.encode()))] if lines else []
    return _begun(desk, response, desk.jobs.add(user, files=files, urls=given.urls))


@router.post(
    "/jobs/files",
    tags=["jobs"],
    dependencies=_ADD,
    status_code=202,
    response_model=JobOut,
    responses=errors(413, 429),
    openapi_extra=_FILES,
)
async def add_files(request: Request, response: Response, desk: DeskNow) -> Answer:
    """Begin to add files (field `files`, as often as needed): pages, texts, JSON lines, web archives."""
    # Read behind the check of who asks; the framework would read the body before it.
    async with request.form(max_files=MOST_INPUTS, max_fields=0) as form:
        sent = [(f.filename or "", f.file) for f in form.getlist("files") if isinstance(f, UploadFile)]
        job = await run_in_threadpool(lambda: desk.jobs.add(principal_of(request).name, files=sent))
    return _begun(desk, response, job)


def _begun(desk: DeskNow, response: Response, job: Job) -> Answer:
    response.headers["location"] = desk.pages.url(f"/api/v1/jobs/{job.id}")
    return job_of(job)


@router.get("/jobs/{id}", tags=["jobs"], dependencies=_ADD, response_model=JobOut, responses=errors(404))
def job(desk: DeskNow, id: Id) -> Answer:
    """How far a job is."""
    return job_of(desk.jobs.get(id))


@router.post("/jobs/{id}/stop", tags=["jobs"], dependencies=_ADD, response_model=JobOut, responses=errors(404))
def stop(desk: DeskNow, id: Id) -> Answer:
    """Stop a job at its next step; what it has added stays."""
    return job_of(desk.jobs.stop(id))


@router.post(
    "/jobs/{id}/again", tags=["jobs"], dependencies=_ADD, response_model=JobOut, responses=errors(404, 409, 410, 429)
)
def again(desk: DeskNow, id: Id) -> Answer:
    """Go on with a job that was stopped or failed."""
    return job_of(desk.jobs.again(id))


@router.delete("/jobs/{id}", tags=["jobs"], dependencies=_ADD, status_code=204, responses=errors(404, 409))
def remove(desk: DeskNow, id: Id) -> None:
    """Forget a job that is over, and delete what was sent for it."""
    desk.jobs.remove(id)
