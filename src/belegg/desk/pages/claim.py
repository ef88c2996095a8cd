"""Claim: the wording, the path it took, its origins, variants and decisions."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from belegg.claims import Claim
from belegg.desk import _claim_words as words
from belegg.desk._access import Scope, need
from belegg.desk._claim_view import candidates, hands, view
from belegg.desk._count import count_sentence, origins_word
from belegg.desk._decided import notice
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._errors import NotFound
from belegg.desk._exported import exported
from belegg.desk._i18n import Language
from belegg.desk._pages import language_for
from belegg.desk._path_svg import path_svg
from belegg.desk._path_words import steps
from belegg.desk._shown import line, shown, web_address
from belegg.desk._why import reasons, say_reason

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_ID = re.compile(r"[0-9a-f]{1,64}")


@router.get("/claim/{id}", dependencies=[Depends(need(Scope.READ))])
def claim_page(
    request: Request,
    desk: DeskNow,
    id: str,
    join: Annotated[str, Query(max_length=300)] = "",
    done: Annotated[str, Query(max_length=80)] = "",
    undone: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """A claim by its id, or by that of a statement that carries it."""
    if join:
        # What is found by meaning depends on the encoder too.
        return _claim_page(request, desk, id, join, done, undone)
    return desk.kept.page(request, lambda: _claim_page(request, desk, id, join, done, undone))


def _claim_page(request: Request, desk: Desk, id: str, join: str, done: str, undone: str) -> Response:
    claim = _claim(desk, id)
    language = language_for(request)
    values = view(desk, claim)
    graph = values["graph"]
    told = reasons(claim.origins.why)
    wanted = join.strip() if request.state.principal.may(Scope.DECIDE) else ""
    letters, figures = words.admiralty(language)
    return desk.pages.page(
        request,
        "claim.html",
        **values,
        asked=id if id != claim.id else "",
        candidates=candidates(desk, claim, wanted) if wanted else [],
        certainty=lambda c: words.certainty_word(c, language),
        count=count_sentence(claim, language),
        counts=lambda c: origins_word(c.origins.min, c.origins.max, language),
        denied=" ".join(say_reason(r, language) for r in told if r.kind == "denied"),
        decision_word=lambda d: words.decision_word(d, language),
        figure=lambda n: _figure(n, language),
        figures=figures,
        form=lambda f: words.form_word(f, language),
        hands=hands,
        join=wanted,
        letters=letters,
        line=line,
        link=web_address,
        notice=notice(desk, done, undone),
        picture=path_svg(graph, language),
        rating=lambda v: words.rating_word(v, language),
        relation=lambda r: words.relation_word(r.type, r.outgoing, language),
        shift=lambda v, first: words.shift_word(
            v.shift,
            words.certainty_word(first.carrier.certainty, language),
            words.certainty_word(v.carrier.certainty, language),
            language,
        ),
        shown=shown,
        source=lambda k: words.source_word(k, language),
        steps=steps(graph, language),
        why=[say_reason(r, language) for r in told],
    )


@router.get("/claim/{id}/export", dependencies=[Depends(need(Scope.READ))])
def claim_export(desk: DeskNow, id: str, form: Annotated[str, Query(max_length=20)] = "csv") -> Response:
    """The claim as a file, in one of the formats of `belegg export`."""
    claim = _claim(desk, id)
    return exported([claim], form, f"claim-{claim.id[:16]}")


def _figure(value: float, language: Language) -> str:
    # Years are among them, and have no thousands.
    return f"{value:.0f}" if value < 10_000 and value.is_integer() else language.number(value)


def _claim(desk: Desk, id: str) -> Claim:
    found = desk.ledger.claim(id) if _ID.fullmatch(id) else None
    if found is None:
        raise NotFound("claim")
    return found
