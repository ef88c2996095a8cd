"""Add: files, addresses and archives into the ledger; its jobs; the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from belegg.desk._access import Scope, need
from belegg.desk._desk import DeskNow, principal_of
from belegg.desk._jobs import MOST_INPUTS, Job
from belegg.desk._pages import language_for

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_LISTED: Final = 20
_INPUTS: Final = 12
_MOST_TEXT: Final = 1_000_000
_ADD = [Depends(need(Scope.ADD))]

Id = Annotated[str, Path(max_length=64)]


@router.get("/add", dependencies=_ADD)
def add_page(request: Request, desk: DeskNow) -> Response:
    """The form, and the jobs."""
    jobs = desk.jobs.all(_LISTED)
    return desk.pages.page(
        request,
        "add.html",
        jobs=[(job, titled(job, request), _here(job.made)) for job in jobs],
        running=any(not job.over for job in jobs),
        empty=desk.ledger.last_change() == 0,
        most=desk.options.max_body // 1_000_000,
    )


@router.post("/add", dependencies=_ADD)
async def add(request: Request, desk: DeskNow) -> Response:
    """Begin a job over what was sent.

    The body is read here, behind the check of who asks, and not by the framework, which reads it before that.
    """
    async with request.form(max_files=MOST_INPUTS, max_fields=20, max_part_size=_MOST_TEXT) as form:
        job = await run_in_threadpool(_begin, desk, principal_of(request).name, form)
    return desk.pages.go(f"/jobs/{job.id}")


def _begin(desk: DeskNow, user: str, form: FormData) -> Job:
    # A browser sends an empty file where none was chosen.
    sent = [f for f in form.getlist("files") if isinstance(f, UploadFile) and (f.filename or f.size)]
    text = form.get("addresses")
    urls = text.split() if isinstance(text, str) else []
    return desk.jobs.add(user, files=[(f.filename or "", f.file) for f in sent], urls=urls)


@router.post("/demo", dependencies=_ADD)
def demo(request: Request, desk: DeskNow) -> Response:
    """Add the demo's articles."""
    return desk.pages.go(f"/jobs/{desk.jobs.add_demo(principal_of(request).name).id}")


@router.get("/jobs/{id}", dependencies=_ADD)
def job_page(request: Request, desk: DeskNow, id: Id) -> Response:
    """How far a job is; asks for itself again until it is over."""
    job = desk.jobs.get(id)
    more = max(0, len(job.inputs) - _INPUTS)
    problem = job.tally.problem
    answer = desk.pages.page(
        request,
        "job.html",
        job=job,
        tally=job.tally,
        name=titled(job, request),
        made=_here(job.made),
        inputs=[name for kind, name, _ in job.inputs[:_INPUTS] if kind != "demo"],
        more=more,
        share=_share(job),
        failures=[_told(failure, request) for failure in job.tally.failures],
        problem=_told(problem, request) if problem else None,
    )
    if job.over and request.headers.get("hx-target") == "job-now":
        # While it runs only the figures are changed, so that no button is lost under a finger.
        answer.headers["hx-retarget"] = answer.headers["hx-reselect"] = "#job"
    return answer


def _told(failure: tuple[str, str, str], request: Request) -> tuple[str, str, str]:
    """A failure in the language of whoever asks. A template would take its words for markup."""
    what, *words = failure
    message, remedy = (word and language_for(request).gettext(word) for word in words)
    return what, message, remedy


def _here(when: str) -> str:
    """A time in the zone of this machine."""
    return datetime.fromisoformat(when).astimezone().isoformat()


def _share(job: Job) -> float | None:
    """How much of a job is done, 0 to 1; None where that cannot be known."""
    tally = job.tally
    if job.status == "done":
        return 1.0
    return min(1.0, tally.passed / tally.total) if tally.total else None


def titled(job: Job, request: Request) -> str:
    """What a job is called: its first file or address, and how many more."""
    language = language_for(request)
    if job.kind == "demo":
        return language.gettext("The demo stories")
    first = job.inputs[0][1]
    rest = len(job.inputs) - 1
    if not rest:
        return first
    told = language.ngettext("%(name)s and %(num)s more", "%(name)s and %(num)s more", rest)
    return told % {"name": first, "num": rest}


@router.post("/jobs/{id}/stop", dependencies=_ADD)
def stop(desk: DeskNow, id: Id) -> Response:
    """Stop a job; what it has added stays."""
    return desk.pages.go(f"/jobs/{desk.jobs.stop(id).id}")


@router.post("/jobs/{id}/again", dependencies=_ADD)
def again(desk: DeskNow, id: Id) -> Response:
    """Go on with a job that was stopped or failed."""
    return desk.pages.go(f"/jobs/{desk.jobs.again(id).id}")


@router.post("/jobs/{id}/remove", dependencies=_ADD)
def remove(desk: DeskNow, id: Id) -> Response:
    """Forget a job, and delete what was sent for it."""
    desk.jobs.remove(id)
    return desk.pages.go("/add")
