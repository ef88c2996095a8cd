"""Search: words and meaning, facets, export of the list."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from belegg.desk._access import Scope, need
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._exported import exported
from belegg.desk._found import BEST, EXPORTED, FARTHEST, every, find, hits, wider
from belegg.desk._query import ORIGINS, parse
from belegg.desk._sentences import clean
from belegg.export import FORMATS

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
PAGE: Final = 20
_NEEDS: Final = {"parquet": "pyarrow"}


@router.get("/search", dependencies=[Depends(need(Scope.READ))])
def search(request: Request, desk: DeskNow) -> Response:
    """Claims by words and meaning, narrowed down by what they are."""
    return desk.kept.page(request, lambda: _search(request, desk))


def _search(request: Request, desk: Desk) -> Response:
    query, ignored = parse(request.query_params)
    page = page_of(request)
    # Read first: what an alert made from this page has seen.
    cursor = desk.ledger.store.cursor()
    found = find(desk.ledger, query, PAGE, (page - 1) * PAGE)
    return desk.pages.page(
        request,
        "search.html",
        best=BEST,
        clean=clean,
        cursor=cursor,
        empty=not found.total and not query.asked() and desk.ledger.last_change() == 0,
        exported=EXPORTED,
        facets=found.facets,
        formats=[f for f in FORMATS.values() if f.name not in _NEEDS or find_spec(_NEEDS[f.name])],
        hits=hits(desk.ledger, found.claims, query),
        ignored=ignored,
        origins=ORIGINS,
        page=page,
        last=min(-(-found.total // PAGE), FARTHEST // PAGE),
        query=query,
        saved=urlencode(query.params()),
        start=(page - 1) * PAGE,
        total=found.total,
        wider=wider(desk.ledger, query) if not found.total else [],
    )


@router.get("/search/export", dependencies=[Depends(need(Scope.READ))])
def export(request: Request, desk: DeskNow) -> Response:
    """The claims of a search in one of the formats of `belegg.export`, as a file."""
    query, _ = parse(request.query_params, strict=True)
    return exported(every(desk.ledger, query), request.query_params.get("form", ""), "belegg-claims")


def page_of(request: Request) -> int:
    """The number of the page of a list that is asked for; the first where it makes no sense."""
    text = request.query_params.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return max(1, min(number, FARTHEST // PAGE))
