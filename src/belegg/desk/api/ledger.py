"""Articles, statements, claims, speakers, search."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from belegg.desk._access import Scope, need
from belegg.desk._desk import DeskNow
from belegg.desk._errors import NotFound
from belegg.desk._exported import exported, exported_list
from belegg.desk._found import every, find
from belegg.desk._whole import every_article, every_news, every_said, every_speaker
from belegg.desk.api._as_file import CLAIMS, Format, alone, listed
from belegg.desk.api._asked import ArticlesAsked, ClaimsAsked, Filters, Id, Name, SearchAsked
from belegg.desk.api._models import (
    ArticleHeadOut,
    ArticleOut,
    ClaimOut,
    FacetsOut,
    NewsOut,
    Page,
    SpeakerOut,
    StatementOut,
    UtteranceOut,
    VersionOut,
)
from belegg.desk.api._paging import Cursor, Limit, after, cut, cut_after, offset_of
from belegg.desk.api._tagged import Tagged, errors
from belegg.ledger import StoredArticle

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", route_class=Tagged, responses=errors())
_READ: Final = [Depends(need(Scope.READ))]
_ONE: Final = errors(404)
Answer = dict[str, Any]


@router.get(
    "/articles",
    tags=["articles"],
    dependencies=_READ,
    response_model=Page[ArticleHeadOut],
    responses=listed("articles"),
)
def articles(request: Request, desk: DeskNow, asked: Annotated[ArticlesAsked, Query()]) -> Answer | Response:
    """Articles, the latest published first; those of no known time last."""
    filters = asked.asked()
    if asked.format is not None:
        alone(request)
        return exported_list(every_article(desk.ledger, **filters), "articles", asked.format, "belegg-articles")
    question = ("articles", *filters.values())
    before = after(asked.cursor, *question)
    rows = desk.ledger.articles(**filters, limit=asked.limit + 1, before=before)
    items, following = cut_after(rows, asked.limit, lambda row: row.id, *question)
    return {"items": [row.to_dict() for row in items], "next": following}


@router.get("/articles/{id}", tags=["articles"], dependencies=_READ, response_model=ArticleOut, responses=_ONE)
def article(desk: DeskNow, id: Id, version: Annotated[str | None, Query(max_length=64)] = None) -> Answer:
    """An article: what was read in it, the claims that it carries, and with which others it shares text."""
    found = desk.ledger.article(id) if version is None else desk.ledger.store.version(id, version)
    if found is None:
        raise NotFound("article")
    claims = desk.ledger.claims_of_article(id)
    return {
        "id": found.id,
        "version": found.version,
        "reading": found.reading,
        "claims": {statement: claim.to_dict() for statement, claim in claims.items()},
        "copies": [copy.to_dict() for copy in desk.ledger.copies_of(id)],
    }


@router.get(
    "/articles/{id}/versions",
    tags=["articles"],
    dependencies=_READ,
    response_model=Page[VersionOut],
    responses=_ONE,
)
def versions(desk: DeskNow, id: Id) -> Answer:
    """All versions of an article, the oldest first."""
    found = desk.ledger.version_heads(id)
    if not found:
        raise NotFound("article")
    return {"items": [head.to_dict() for head in found], "next": None}


def _head(article: StoredArticle) -> Answer:
    names = ("version", "url", "outlet", "published", "language", "title")
    return {name: getattr(article, name) for name in names}


@router.get("/statements/{id}", tags=["statements"], dependencies=_READ, response_model=StatementOut, responses=_ONE)
def statement(desk: DeskNow, id: Id) -> Answer:
    """A statement with the words it consists of, its article and its claim."""
    ledger = desk.ledger
    place = ledger.statement(id)
    found = ledger.store.version(*place) if place else None
    if place is None or found is None:
        raise NotFound("statement")
    claim = ledger.claims_of_article(place[0]).get(id)
    read = next((s for s in found.reading["statements"] if s["id"] == id), None)
    content: list[str] | None = None
    if read is not None:
        text = found.reading["article"]["text"]
        content = [text[start:end] for start, end in read["content"]]
    elif claim is not None and (whole := ledger.claim(claim.claim)) is not None:
        content = next((list(c.content) for c in whole.statements if c.id == id), None)
    return _head(found) | {
        "id": id,
        "article": place[0],
        "content": content,
        "statement": read,
        "claim": claim.to_dict() if claim else None,
    }


@router.get("/claims", tags=["claims"], dependencies=_READ, response_model=Page[ClaimOut], responses=CLAIMS)
def claims(request: Request, desk: DeskNow, asked: Annotated[ClaimsAsked, Query()]) -> Answer | Response:
    """Claims, the latest first; with `q` those in which all its words are, the best match first."""
    query = asked.query()
    if asked.format is not None:
        alone(request)
        return exported(every(desk.ledger, query), asked.format, "belegg-claims")
    question = ("claims", *query.params().items())
    offset = offset_of(asked.cursor, *question)
    rows = desk.ledger.claims(query.q or None, limit=asked.limit + 1, offset=offset, **query.asked())
    items, following = cut(rows, asked.limit, offset, *question)
    return {"items": [claim.to_dict() for claim in items], "next": following}


@router.get("/claims/{id}", tags=["claims"], dependencies=_READ, response_model=ClaimOut, responses=_ONE)
def claim(desk: DeskNow, id: Id) -> Answer:
    """A claim, by its id or by that of a statement that carries it."""
    found = desk.ledger.claim(id)
    if found is None:
        raise NotFound("claim")
    return found.to_dict()


@router.get("/search", tags=["claims"], dependencies=_READ, response_model=Page[ClaimOut], responses=CLAIMS)
def search(request: Request, desk: DeskNow, asked: Annotated[SearchAsked, Query()]) -> Answer | Response:
    """Claims by words and meaning together, the best first: those of the best 100 that the filters keep."""
    query = asked.query("meaning")
    if asked.format is not None:
        alone(request)
        return exported(every(desk.ledger, query), asked.format, "belegg-claims")
    found = find(desk.ledger, query, asked.limit)
    return {"items": [claim.to_dict() for claim in found.claims], "next": None}


@router.get("/facets", tags=["claims"], dependencies=_READ, response_model=FacetsOut)
def facets(desk: DeskNow, asked: Annotated[Filters, Query()]) -> Answer:
    """By what the claims of a query can be narrowed down, and how many claims each choice keeps."""
    query = asked.query()
    return desk.ledger.facets(query.q or None, **query.asked()).to_dict()


@router.get("/news", tags=["claims"], dependencies=_READ, response_model=Page[NewsOut], responses=CLAIMS)
def news(
    request: Request,
    desk: DeskNow,
    limit: Limit = 50,
    since: Annotated[int, Query(ge=0, le=2**53)] = 0,
    format: Format = None,
) -> Answer | Response:
    """What happened to claims after the change of the number `since`, the newest first; the `seq` of the first one is
    the `since` of the next question. A file has the claims, each once."""
    if format is not None:
        alone(request)
        return exported(every_news(desk.ledger, since), format, "belegg-news")
    return {"items": [n.to_dict() for n in desk.ledger.news(since, limit=limit)], "next": None}


@router.get(
    "/speakers", tags=["speakers"], dependencies=_READ, response_model=Page[SpeakerOut], responses=listed("speakers")
)
def speakers(
    request: Request,
    desk: DeskNow,
    q: Annotated[str | None, Query(max_length=200, description="Stands in the name.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    format: Format = None,
) -> Answer | Response:
    """Who speaks, the most heard first; merged names are one."""
    if format is not None:
        alone(request)
        return exported_list(every_speaker(desk.ledger, q or None), "speakers", format, "belegg-speakers")
    question = ("speakers", q)
    offset = offset_of(cursor, *question)
    rows = desk.ledger.speakers(q or None, offset + limit + 1)[offset:]
    items, following = cut(rows, limit, offset, *question)
    return {"items": [speaker.to_dict() for speaker in items], "next": following}


@router.get("/speakers/{name}", tags=["speakers"], dependencies=_READ, response_model=SpeakerOut, responses=_ONE)
def speaker(desk: DeskNow, name: Name) -> Answer:
    """Who speaks under a name."""
    found = desk.ledger.speaker(name)
    if found is None:
        raise NotFound("speaker")
    return found.to_dict()


@router.get(
    "/speakers/{name}/statements",
    tags=["speakers"],
    dependencies=_READ,
    response_model=Page[UtteranceOut],
    responses=_ONE | listed("statements"),
)
def said(
    request: Request, desk: DeskNow, name: Name, limit: Limit = 50, cursor: Cursor = None, format: Format = None
) -> Answer | Response:
    """What somebody said, under all names merged with this one, the latest first."""
    if format is not None:
        alone(request)
        if (found := desk.ledger.speaker(name)) is None:
            raise NotFound("speaker")
        return exported_list(every_said(desk.ledger, found, name), "statements", format, "belegg-said")
    question = ("said", name)
    rows = desk.ledger.speech(name, limit=limit + 1, before=after(cursor, *question))
    if not rows and desk.ledger.speaker(name) is None:
        raise NotFound("speaker")
    items, following = cut_after(rows, limit, lambda row: row.statement, *question)
    return {"items": [row.to_dict() for row in items], "next": following}
