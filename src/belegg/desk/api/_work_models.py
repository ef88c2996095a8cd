"""What the API takes and gives of decisions, alerts and jobs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from belegg.desk._alerts import Alert
from belegg.desk._errors import Refused
from belegg.desk._jobs import Job, Status
from belegg.desk._query import Mode
from belegg.desk.api._asked import Filters
from belegg.desk.api._models import ClaimBriefOut
from belegg.follow._parting import PARTING
from belegg.types import Language

__all__ = [
    "AlertIn",
    "AlertOut",
    "DecisionIn",
    "DecisionOut",
    "FreshOut",
    "JobIn",
    "JobOut",
    "SeenIn",
    "alert_of",
    "job_of",
]

DecisionKind = Literal["join", "split", "accept", "reject", "rate", "merge", "unmerge"]


class DecisionIn(BaseModel):
    """A decision. `a` and `b` are ids of statements or claims (``join``, ``split``, ``accept``, ``reject``), or names
    (``merge``, ``unmerge``); ``rate`` takes a statement and a `value`. ``split`` and ``reject`` without `b` take the
    statement `a` out of its claim: from each of the others, as one action."""

    model_config = ConfigDict(extra="forbid")

    kind: DecisionKind
    a: str = Field(min_length=1, max_length=300)
    b: str | None = Field(None, min_length=1, max_length=300)
    value: str | None = Field(None, pattern=r"^[A-F][1-6]$", description="The Admiralty code.")

    def check(self) -> None:
        """Raises Refused where its parts do not go together."""
        if (self.kind == "rate") is (self.value is None):
            raise Refused(422, "validation", "`value` goes with `rate`, and with nothing else")
        if self.kind == "rate" and self.b is not None:
            raise Refused(422, "validation", "`b` goes with everything but `rate`")
        if self.b is None and self.kind not in ("rate", *PARTING):
            raise Refused(422, "validation", "`b` goes with everything but `rate`")
        if self.b is not None and self.a.casefold() == self.b.casefold():
            raise Refused(422, "validation", "`a` and `b` are the same")


class DecisionOut(BaseModel):
    """A decision that was made."""

    id: str
    kind: DecisionKind
    a: str
    b: str | None
    value: str | None
    who: str
    when: str
    undone: str | None


class _Search(Filters):
    """A search that is kept."""

    mode: Mode = Field("meaning", description="Whether the words are sought by their meaning too.")


class AlertIn(BaseModel):
    """A search to be kept."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=200)
    query: _Search


class AlertOut(BaseModel):
    """A search that is kept; what happened up to the change `seq` has been seen."""

    id: str
    name: str
    query: dict[str, str]
    seq: int
    made: str


class FreshOut(BaseModel):
    """An alert and the claims that something happened to since; `seq` is what will have been seen then."""

    alert: AlertOut
    claims: list[ClaimBriefOut]
    seq: int
    bounded: bool = Field(description="Whether there may be more.")


class SeenIn(BaseModel):
    """Up to which change an alert has been looked at."""

    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=0, le=2**53)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=1_000_000)
    url: str | None = Field(None, max_length=4096)
    outlet: str | None = Field(None, max_length=200)
    title: str | None = Field(None, max_length=1000)
    byline: str | None = Field(None, max_length=1000)
    published: str | None = Field(None, max_length=40)
    language: Language | None = None


class JobIn(BaseModel):
    """What to add: addresses, articles, or the demo."""

    model_config = ConfigDict(extra="forbid")

    urls: list[str] = Field(default=[], max_length=1000, description="Addresses of pages.")
    articles: list[_Record] = Field(
        default=[], max_length=1000, description="Articles, as a line of JSON lines has them."
    )
    demo: bool = Field(False, description="The demo's articles, and nothing else.")


class _Input(BaseModel):
    kind: Literal["file", "url", "demo"]
    name: str


class _Failure(BaseModel):
    what: str
    message: str
    remedy: str


class JobOut(BaseModel):
    """A job that adds to the ledger, and how far it is."""

    id: str
    user: str
    kind: Literal["add", "demo"]
    status: Status
    stopping: bool
    inputs: list[_Input]
    made: str
    ended: str | None
    new: int
    changed: int
    same: int
    statements: int
    failed: int
    total: int | None = Field(description="How many articles there will be, where that is known.")
    at: str = Field(description="What is being read.")
    matching: bool = Field(description="Whether claims are being worked out.")
    failures: list[_Failure] = Field(description="The first of those that failed.")
    problem: _Failure | None = Field(description="What ended it.")


def job_of(job: Job) -> dict[str, Any]:
    """A job as `JobOut`."""
    tally = job.tally
    told = [dict(zip(("what", "message", "remedy"), f, strict=True)) for f in (*tally.failures, tally.problem) if f]
    figures = ("new", "changed", "same", "statements", "failed", "total", "at", "matching")
    return {
        **{name: getattr(job, name) for name in ("id", "user", "kind", "status", "stopping", "made", "ended")},
        **{name: getattr(tally, name) for name in figures},
        "inputs": [{"kind": kind, "name": name} for kind, name, _ in job.inputs],
        "failures": told[: len(tally.failures)],
        "problem": told[-1] if tally.problem else None,
    }


def alert_of(alert: Alert) -> dict[str, Any]:
    """An alert as `AlertOut`."""
    return {
        "id": alert.id,
        "name": alert.name,
        "query": alert.query.params(),
        "seq": alert.seq,
        "made": alert.made,
    }
