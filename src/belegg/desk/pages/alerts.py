"""Alerts: searches that are kept, and what is new in them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from belegg.desk._access import Scope, need
from belegg.desk._alerts import NAME, Alerts
from belegg.desk._desk import Desk, DeskNow, principal_of
from belegg.desk._found import BEST, find, hits
from belegg.desk._query import parse
from belegg.desk._sentences import clean
from belegg.desk._watch import fresh, watch

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
PAGE = 20
_NEW = 50
Seq = Annotated[int, Form(ge=0, lt=2**62)]
Name = Annotated[str, Form(max_length=2000)]


def _mine(request: Request, desk: Desk) -> Alerts:
    return Alerts(desk.state, principal_of(request).name)


@router.get("/alerts", dependencies=[Depends(need(Scope.USE))])
def alerts(request: Request, desk: DeskNow) -> Response:
    """All alerts of whoever asks, with how much is new in each."""
    kept = _mine(request, desk).all()
    told = list(zip(kept, watch(desk.ledger)(kept), strict=True))
    return desk.pages.page(request, "alerts.html", alerts=told, best=BEST, clean=clean)


@router.post("/alerts", dependencies=[Depends(need(Scope.USE))])
def keep(
    request: Request,
    desk: DeskNow,
    query: Annotated[str, Form(max_length=4000)] = "",
    name: Name = "",
    seq: Seq = 0,
) -> Response:
    """Keep a search; `query` is as in an address, `seq` the change up to which its claims were seen."""
    asked, _ = parse(dict(parse_qsl(query)))
    made = _mine(request, desk).add(name, asked, min(seq, desk.ledger.store.cursor()))
    return desk.pages.go(f"/alerts/{made.id}", kept=True)


@router.get("/alerts/{id}", dependencies=[Depends(need(Scope.USE))])
def alert(request: Request, desk: DeskNow, id: str) -> Response:
    """One alert: what is new first, then the rest."""
    ledger, found = desk.ledger, _mine(request, desk).get(id)
    news = fresh(ledger, found)
    new = ledger.claims_by_id(news.claims[:_NEW])
    told = find(ledger, found.query, PAGE)
    shown = set(news.claims)
    return desk.pages.page(
        request,
        "alert.html",
        alert=found,
        best=BEST,
        clean=clean,
        fresh=news,
        kept="kept" in request.query_params,
        longest=NAME,
        new=hits(ledger, new, found.query),
        rest=hits(ledger, [c for c in told.claims if c.id not in shown], found.query),
        total=told.total,
    )


@router.post("/alerts/{id}/seen", dependencies=[Depends(need(Scope.USE))])
def seen(request: Request, desk: DeskNow, id: str, seq: Seq) -> Response:
    """What was shown, up to the change `seq`, has been seen."""
    _mine(request, desk).seen(id, min(seq, desk.ledger.store.cursor()))
    return desk.pages.go("/alerts")


@router.post("/alerts/{id}/name", dependencies=[Depends(need(Scope.USE))])
def rename(request: Request, desk: DeskNow, id: str, name: Name = "") -> Response:
    """Give an alert another name."""
    _mine(request, desk).rename(id, name)
    return desk.pages.go(f"/alerts/{id}")


@router.get("/alerts/{id}/delete", dependencies=[Depends(need(Scope.USE))])
def ask(request: Request, desk: DeskNow, id: str) -> Response:
    """Ask before an alert is deleted."""
    found = _mine(request, desk).get(id)
    return desk.pages.page(request, "alert_delete.html", alert=found, clean=clean, gone=False, query="")


@router.post("/alerts/{id}/delete", dependencies=[Depends(need(Scope.USE))])
def delete(request: Request, desk: DeskNow, id: str) -> Response:
    """Delete an alert; the page offers to keep it after all, with all that was new in it."""
    gone = _mine(request, desk).delete(id)
    query = urlencode(gone.query.params())
    return desk.pages.page(request, "alert_delete.html", alert=gone, clean=clean, gone=True, query=query)
