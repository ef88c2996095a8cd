"""Today: what is new since the last look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from belegg.claims import Claim, ClaimBrief, News, NewsKind
from belegg.desk._access import Scope, need
from belegg.desk._alerts import Alerts, Look, Looks
from belegg.desk._desk import Desk, DeskNow, principal_of
from belegg.desk._kept import passing
from belegg.desk._sentences import clean
from belegg.desk._watch import watch
from belegg.desk.pages.search import page_of
from belegg.follow import Ledger
from belegg.ledger import fold

__all__ = ["SECTIONS", "after_of", "router"]

router = APIRouter(include_in_schema=False)
SECTIONS: Final[tuple[NewsKind, ...]] = ("new", "second", "carried", "contradicted", "hardened")
FIRST: Final = 10
"""So many of a section stand on the page."""
PAGE: Final = 50
FARTHEST: Final = 1000
"""So far a section can be paged through."""
LATEST: Final = 200
"""So much is shown where nobody has looked yet."""
_TOLD: Final = {"contradicted": "contradicts", "hardened": "hardens"}


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of news in a list: the claim, the outlets that carry it, the claim that it stands against, and whether
    some carry what others deny."""

    seq: int
    claim: ClaimBrief
    outlets: tuple[str, ...]
    other: ClaimBrief | None
    denied: bool


@router.get("/today", dependencies=[Depends(need(Scope.READ))])
def today(request: Request, desk: DeskNow, section: str = "") -> Response:
    """What happened to claims since the last look, or in one section of it, page by page."""
    return desk.kept.page(request, lambda: _today(request, desk, section))


def _today(request: Request, desk: Desk, section: str) -> Response:
    ledger, user = desk.ledger, principal_of(request)
    # Read first: what happens while the page is made is new the next time too.
    cursor = ledger.store.cursor()
    look = _look(request, desk)
    after, chosen = _after(request, ledger, look)
    counts = ledger.news_counts(after)
    values: dict[str, Any] = {
        "after": after,
        "chosen": chosen,
        "clean": clean,
        "counts": counts,
        "cursor": cursor,
        "look": look,
        "since": _local(look.at) if look and not chosen else None,
        "outdated": ledger.outdated(),
        "stale": ledger.stale(),
    }
    if section in SECTIONS:
        page = page_of(request)
        told = ledger.news(after, [section], min(page * PAGE, FARTHEST))[(page - 1) * PAGE :]
        last = min(-(-counts[section] // PAGE), FARTHEST // PAGE)
        lines = _lines(ledger, told)
        more: dict[str, Any] = {
            "page": page,
            "last": last,
            "section": section,
            "farthest": FARTHEST,
            "start": (page - 1) * PAGE,
        }
        return desk.pages.page(request, "today_section.html", lines=lines, **more, **values)
    alerts = _alerts(desk, user.name) if user.may(Scope.USE) else []
    if any(found.bounded for _, found in alerts):
        # Searches by meaning that there was no time for are made up for the next time.
        passing(request)
    told = [n for kind in SECTIONS for n in ledger.news(after, [kind], FIRST)]
    lines = _lines(ledger, told)
    sections = {kind: [ln for n, ln in zip(told, lines, strict=True) if n.kind == kind] for kind in SECTIONS}
    return desk.pages.page(
        request,
        "today.html",
        alerts=alerts,
        articles=ledger.articles(limit=8),
        empty=ledger.last_change() == 0,
        first=FIRST,
        marked=_marked(request, look),
        sections=sections,
        **values,
    )


@router.post("/today/seen", dependencies=[Depends(need(Scope.USE))])
def seen(
    request: Request,
    desk: DeskNow,
    seq: Annotated[int, Form(ge=0, lt=2**62)],
) -> Response:
    """What was shown, up to the change `seq`, has been seen."""
    user = principal_of(request).name
    before = Looks(desk.state).of(user)
    # Never beyond what the claims have taken in: what is to come would be lost.
    cursor = desk.ledger.store.cursor()
    seq = min(seq, cursor)
    # Nor back, where the page had stood open in another window; a look beyond the ledger is of another one.
    if before is None or before.seq < seq or before.seq > cursor:
        Looks(desk.state).keep(user, seq)
    return desk.pages.go("/today", marked=str(before.seq if before and before.seq <= seq else 0))


def after_of(request: Request, desk: Desk) -> int:
    """The change after which whoever asks is told of news."""
    return _after(request, desk.ledger, _look(request, desk))[0]


def _look(request: Request, desk: Desk) -> Look | None:
    user = principal_of(request)
    look = Looks(desk.state).of(user.name) if user.may(Scope.USE) else None
    # One beyond the ledger is of another one, or of a later state of it.
    return None if look is not None and look.seq > desk.ledger.last_change() else look


def _after(request: Request, ledger: Ledger, look: Look | None) -> tuple[int, bool]:
    """The change after which news are told, and whether the address says so."""
    text = request.query_params.get("after", "")
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text), True
    if look is not None:
        return look.seq, False
    told = ledger.news(0, limit=LATEST)
    return (max(0, told[-1].seq - 1) if len(told) == LATEST else 0), False


def _marked(request: Request, look: Look | None) -> int | None:
    """Where the look was before it was moved just now; None where it was not."""
    text = request.query_params.get("marked", "")
    fine = look is not None and text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if fine else None


def _local(when: str) -> str:
    return datetime.fromisoformat(when).astimezone().isoformat(timespec="minutes")


def _alerts(desk: Desk, user: str) -> list[tuple[Any, Any]]:
    kept = Alerts(desk.state, user).all()
    return [(a, f) for a, f in zip(kept, watch(desk.ledger)(kept), strict=True) if f.claims or f.bounded]


def _lines(ledger: Ledger, told: Sequence[News]) -> list[Line]:
    """News with the names of outlets, and with what they contradict or harden."""
    claims = {c.id: c for c in ledger.claims_by_id(list(dict.fromkeys(n.claim.claim for n in told)))}
    against = dict.fromkeys(id for n in told if (id := _against(claims.get(n.claim.claim), n.kind)))
    others = {b.claim: b for b in ledger.store.briefs(list(against))}
    out = []
    for n in told:
        claim = claims.get(n.claim.claim)
        other = others.get(_against(claim, n.kind) or "")
        denied = claim.disputed if claim else False
        out.append(Line(n.seq, n.claim, _outlets(claim) if claim else (), other, denied))
    return out


def _against(claim: Claim | None, kind: NewsKind) -> str | None:
    relations = claim.relations if claim and kind in _TOLD else ()
    return next((r.claim for r in relations if r.type == _TOLD[kind]), None)


def _outlets(claim: Claim) -> tuple[str, ...]:
    """The outlets in order of time, each once."""
    names: dict[str, str] = {}
    for carrier in claim.statements:
        if carrier.outlet:
            names.setdefault(fold(carrier.outlet), carrier.outlet)
    return tuple(names.values())
