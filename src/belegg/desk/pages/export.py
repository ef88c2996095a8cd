"""Lists as files: each with the filters of its page, in the formats that fit it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from belegg.claims import NewsKind, Speech
from belegg.desk._access import Scope, need
from belegg.desk._alerts import Alerts
from belegg.desk._cards import Choice
from belegg.desk._desk import Desk, DeskNow, principal_of
from belegg.desk._errors import NotFound
from belegg.desk._exported import exported, exported_list
from belegg.desk._found import EXPORTED, every
from belegg.desk._shown import line
from belegg.desk._watch import fresh
from belegg.desk._whole import claims_of, every_article, every_news, every_said, every_speaker, stated_in
from belegg.desk.pages.today import SECTIONS, after_of
from belegg.errors import UsageError
from belegg.types import Reading

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_READ: Final = [Depends(need(Scope.READ))]
Form = Annotated[str, Query(max_length=20)]
Name = Annotated[str, Query(max_length=300)]


@router.get("/articles/export", dependencies=_READ)
def articles(
    desk: DeskNow, q: Name = "", outlet: Annotated[str, Query(max_length=200)] = "", form: Form = "csv"
) -> Response:
    """The list of articles."""
    heads = every_article(desk.ledger, outlet=outlet.strip() or None, words=q.strip() or None)
    return exported_list(heads, "articles", form, "belegg-articles")


@router.get("/article/{id}/export", dependencies=_READ)
def statements(
    desk: DeskNow,
    id: str,
    version: Annotated[str, Query(max_length=80)] = "",
    only: Annotated[str, Query(max_length=20)] = "",
    speaker: Annotated[str, Query(max_length=400)] = "",
    form: Form = "csv",
) -> Response:
    """The statements of an article, in its current version or another one."""
    ledger = desk.ledger
    found = ledger.store.version(id, version) if version else ledger.article(id)
    if found is None:
        raise NotFound("version of the article" if version else "article")
    told = stated_in(ledger, id, Reading.from_dict(found.reading, found.wire), Choice(only, speaker))
    return exported_list(told, "statements", form, "belegg-statements")


@router.get("/speakers/export", dependencies=_READ)
def speakers(desk: DeskNow, q: Name = "", form: Form = "csv") -> Response:
    """The list of speakers."""
    return exported_list(every_speaker(desk.ledger, line(q, 300) or None), "speakers", form, "belegg-speakers")


@router.get("/speaker/export", dependencies=_READ)
def said(desk: DeskNow, name: Name = "", form: Form = "csv") -> Response:
    """What somebody said."""
    told = every_said(desk.ledger, _speaker(desk, name), name.strip())
    return exported_list(told, "statements", form, "belegg-said")


@router.get("/speaker/about/export", dependencies=_READ)
def about(desk: DeskNow, name: Name = "", form: Form = "csv") -> Response:
    """The claims of others that name somebody."""
    _speaker(desk, name)
    found = desk.ledger.about(name.strip(), limit=EXPORTED)
    return exported(claims_of(desk.ledger, (b.claim for b in found)), form, "belegg-about")


def _speaker(desk: Desk, name: str) -> Speech:
    found = desk.ledger.speaker(name.strip()) if name.strip() else None
    if found is None:
        raise NotFound("speaker")
    return found


@router.get("/today/export", dependencies=_READ)
def today(request: Request, desk: DeskNow, section: Form = "", form: Form = "csv") -> Response:
    """The claims that something happened to since the last look, or those of one section."""
    kinds: list[NewsKind] = [kind for kind in SECTIONS if kind == section]
    if section and not kinds:
        raise UsageError("there is no such section", remedy=f"one of {', '.join(SECTIONS)}")
    news = every_news(desk.ledger, after_of(request, desk), kinds or None)
    return exported(news, form, "belegg-today")


@router.get("/alerts/{id}/export", dependencies=[Depends(need(Scope.USE))])
def alert(request: Request, desk: DeskNow, id: str, new: bool = False, form: Form = "csv") -> Response:
    """The claims of an alert: all of them, or with `new` those that something happened to since."""
    ledger, found = desk.ledger, Alerts(desk.state, principal_of(request).name).get(id)
    claims = claims_of(ledger, fresh(ledger, found).claims) if new else every(ledger, found.query)
    return exported(claims, form, "belegg-alert")


@router.get("/decisions/export", dependencies=_READ)
def decisions(desk: DeskNow, form: Form = "csv") -> Response:
    """All decisions, the latest first, with those that were undone."""
    known = sorted(desk.ledger.store.decisions(undone=True), key=lambda d: (d.when, d.id), reverse=True)
    return exported_list(known[:EXPORTED], "decisions", form, "belegg-decisions")
