"""Decisions: made from a claim or a speaker, listed, undone."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from belegg.desk import _claim_words as words
from belegg.desk._access import Principal, Scope, need
from belegg.desk._decided import carriers_of, notice
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._errors import NotFound
from belegg.desk._pages import language_for
from belegg.desk._shown import line, shown
from belegg.errors import UsageError
from belegg.follow import Ledger
from belegg.follow._asked import RATING
from belegg.follow._parting import PARTING, collapsed, partner
from belegg.ledger import Decision

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_ID = re.compile(r"[0-9a-f]{1,64}")
_KINDS = ("join", "split", "accept", "reject", "rate", "merge", "unmerge")
_NAMES = ("merge", "unmerge")
_PAGE = 50

Text = Annotated[str, Form(max_length=300)]
Short = Annotated[str, Form(max_length=20)]


@router.post("/decide", dependencies=[Depends(need(Scope.DECIDE))])
def decide(
    request: Request,
    desk: DeskNow,
    kind: Short = "",
    a: Text = "",
    b: Text = "",
    letter: Short = "",
    figure: Short = "",
) -> Response:
    """Remember a decision, and show what became of it.

    `a` is a statement (for ``join`` also a claim, for ``merge`` and ``unmerge`` a name), `b` what it is joined with;
    for the others another statement of the claim is taken.
    """
    who: Principal = request.state.principal
    if kind not in _KINDS:
        raise UsageError("there is no such decision", remedy=f"one of {', '.join(_KINDS)}")
    if kind in _NAMES:
        one, other = line(a, 300), line(b, 300)
        if not one or not other or one.casefold() == other.casefold():
            raise UsageError("two different names are needed", remedy="give the other name as the articles write it")
        if kind == "merge" and desk.ledger.speaker(one) is None:
            raise UsageError(
                "nobody of this name speaks in the ledger", remedy="give the other name as the articles write it"
            )
        made = desk.writer.do(lambda ledger: ledger.decide(kind, one, other, who=who.name))
        return desk.pages.go("/speaker", name=one if kind == "unmerge" else other, done=made.id)
    if not _ID.fullmatch(a) or (b and not _ID.fullmatch(b)):
        raise UsageError("that is no statement or claim", remedy="decide from the page of the claim")
    value = f"{letter}{figure}" if kind == "rate" else None
    if value is not None and not RATING.fullmatch(value):
        raise UsageError("there is no such rating", remedy="a letter from A to F and a figure from 1 to 6")
    if kind == "join" and not b:
        raise UsageError("choose the claim to join it with", remedy="search for it on the page of the claim")

    def work(ledger: Ledger) -> tuple[Decision, str]:
        claim = ledger.claim(a)
        if claim is None:
            raise NotFound("claim")
        if kind == "rate":
            if all(c.id != a for c in claim.statements):
                raise NotFound("statement")
            return ledger.decide("rate", a, value=value, who=who.name), a
        if kind == "join":
            # The claim's own id may be gone afterwards.
            return ledger.decide("join", a, b, who=who.name), claim.statements[0].id
        if kind in PARTING:
            first = ledger.part(a, kind=kind, who=who.name)[0]
            return first, first.b or a
        beside = partner(ledger.store, claim, a)
        return ledger.decide(kind, a, beside, who=who.name), beside

    done, at = desk.writer.do(work)
    return desk.pages.go(_home(desk, at), done=done.id)


@router.get("/decisions", dependencies=[Depends(need(Scope.READ))])
def decisions(
    request: Request,
    desk: DeskNow,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    done: Annotated[str, Query(max_length=80)] = "",
    undone: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """All decisions, the latest first, with those that were undone."""
    every = collapsed(sorted(desk.ledger.store.decisions(undone=True), key=lambda d: (d.when, d.id), reverse=True))
    shown_here = every[(page - 1) * _PAGE : page * _PAGE]
    language = language_for(request)
    ids = [x for d in shown_here if d.kind not in _NAMES for x in (d.a, d.b) if x]
    return desk.pages.page(
        request,
        "decisions.html",
        decisions=shown_here,
        total=len(every),
        page=page,
        more=len(every) > page * _PAGE,
        about=carriers_of(desk, ids),
        decision_word=lambda d: words.decision_word(d, language),
        line=line,
        notice=notice(desk, done, undone),
        shown=shown,
    )


@router.post("/decisions/{id}/undo", dependencies=[Depends(need(Scope.DECIDE))])
def undo(desk: DeskNow, id: str, back: Short = "", at: Text = "") -> Response:
    """Undo a decision and go back to the claim or the speaker that it was undone from."""
    if desk.ledger.store.decision(id) is None:
        raise NotFound("decision")
    desk.writer.do(lambda ledger: ledger.undo(id))
    if back == "claim" and _ID.fullmatch(at):
        return desk.pages.go(_home(desk, at), undone=id)
    if back == "speaker" and line(at, 300):
        return desk.pages.go("/speaker", name=line(at, 300), undone=id)
    return desk.pages.go("/decisions", undone=id)


def _home(desk: Desk, statement: str) -> str:
    """The page of the claim that a statement is in now; the decisions where it is in none."""
    claim = desk.ledger.claim(statement)
    return f"/claim/{claim.id}" if claim else "/decisions"
