"""Speaker: said by, said about, over time; and all speakers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from belegg.desk import _claim_words as words
from belegg.desk._access import Scope, need
from belegg.desk._count import origins_word
from belegg.desk._decided import notice
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._errors import NotFound
from belegg.desk._pages import language_for
from belegg.desk._shown import line, shown
from belegg.desk._speaker_view import grouped, speaker_view
from belegg.desk._timeline import timeline_svg

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_LISTED = 100

Name = Annotated[str, Query(max_length=300)]


@router.get("/speakers", dependencies=[Depends(need(Scope.READ))])
def speakers(request: Request, desk: DeskNow, q: Name = "") -> Response:
    """Who speaks most, or whose names hold `q`."""
    return desk.kept.page(request, lambda: _speakers(request, desk, q))


def _speakers(request: Request, desk: Desk, q: str) -> Response:
    asked = line(q, 300)
    found = desk.ledger.speakers(asked or None, _LISTED + 1)
    language = language_for(request)
    return desk.pages.page(
        request,
        "speakers.html",
        found=found[:_LISTED],
        more=len(found) > _LISTED,
        empty=not found and desk.ledger.last_change() == 0,
        q=asked,
        shown=shown,
        source=lambda k: words.source_word(k, language),
    )


@router.get("/speaker", dependencies=[Depends(need(Scope.READ))])
def speaker(
    request: Request,
    desk: DeskNow,
    name: Name = "",
    before: Annotated[str, Query(max_length=80)] = "",
    done: Annotated[str, Query(max_length=80)] = "",
    undone: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """One speaker, under all names that were merged."""
    return desk.kept.page(request, lambda: _speaker(request, desk, name, before, done, undone))


def _speaker(request: Request, desk: Desk, name: str, before: str, done: str, undone: str) -> Response:
    asked = name.strip()
    found = speaker_view(desk, asked, before or None) if asked else None
    if found is None:
        raise NotFound("speaker")
    language = language_for(request)
    return desk.pages.page(
        request,
        "speaker.html",
        v=found,
        asked=asked,
        before=before,
        certainty=lambda c: words.certainty_word(c, language),
        counts=lambda b: origins_word(b.min, b.max, language),
        decision_word=lambda d: words.decision_word(d, language),
        form=lambda f: words.form_word(f, language),
        groups=grouped(found.said, language),
        notice=notice(desk, done, undone),
        shown=shown,
        source=words.source_word(found.speech.kind, language),
        timeline=timeline_svg(found.times, language),
    )
