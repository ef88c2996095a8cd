"""Article: one of the ledger, with its versions, copies and what its claims rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from belegg.claims import ArticleHead, CopyOf, VersionHead
from belegg.desk._access import Scope, need
from belegg.desk._cards import Choice
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._diff import Change, diff, folded
from belegg.desk._errors import NotFound
from belegg.desk._pages import marks
from belegg.desk._sheet import sheet_of
from belegg.desk._shown import line, shown
from belegg.ledger import StoredArticle
from belegg.render._clean import for_html
from belegg.types import Reading

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_READ = [Depends(need(Scope.READ))]
_AT_ONCE = 50


@router.get("/articles", dependencies=_READ)
def articles(
    request: Request,
    desk: DeskNow,
    q: Annotated[str, Query(max_length=300)] = "",
    outlet: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The articles of the ledger, the latest first."""
    return desk.kept.page(request, lambda: _articles(request, desk, q, outlet, before))


def _articles(request: Request, desk: Desk, q: str, outlet: str, before: str) -> Response:
    found = desk.ledger.articles(
        outlet=outlet.strip() or None, words=q.strip() or None, limit=_AT_ONCE + 1, before=before or None
    )
    return desk.pages.page(
        request,
        "articles.html",
        clean=shown,
        articles=[_head(a) for a in found[:_AT_ONCE]],
        total=desk.ledger.count_articles(),
        q=line(q, 300),
        outlet=line(outlet, 200),
        before=before,
        more=found[_AT_ONCE - 1].id if len(found) > _AT_ONCE else "",
    )


def _head(head: ArticleHead) -> dict[str, Any]:
    return {
        "id": head.id,
        "title": line(head.title, 200),
        "outlet": line(head.outlet),
        "published": head.published,
        "statements": head.statements,
    }


@router.get("/article/{id}", dependencies=_READ)
def article(
    request: Request,
    desk: DeskNow,
    id: str,
    version: Annotated[str, Query(max_length=80)] = "",
    only: Annotated[str, Query(max_length=20)] = "",
    speaker: Annotated[str, Query(max_length=400)] = "",
    s: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """An article, in its current version or another one."""
    return desk.kept.page(request, lambda: _article(request, desk, id, version, only, speaker, s))


def _article(request: Request, desk: Desk, id: str, version: str, only: str, speaker: str, s: str) -> Response:
    versions, shown_now = _versions(desk, id, version)
    reading = Reading.from_dict(shown_now.reading, shown_now.wire)
    claims = desk.ledger.claims_of_article(id)
    sheet = sheet_of(
        reading, Choice(only, speaker), id=id, at=s, claims=claims, ratings=_ratings(desk, reading)
    )  # fmt: skip
    carded = {card.key for card in sheet.cards}
    return desk.pages.page(
        request,
        "article.html",
        id=id,
        here=f"/article/{id}",
        kept={"version": version} if version else {},
        notes="_notes.html",
        clean=shown,
        sheet=sheet,
        versions=[_told(v) for v in versions],
        shown_version=shown_now.version,
        current=versions[-1].version,
        copies=[_copy(c) for c in desk.ledger.copies_of(id)],
        further=[] if shown_now.version != versions[-1].version else [c for k, c in claims.items() if k not in carded],
    )


@router.get("/article/{id}/diff", dependencies=_READ)
def compare(
    request: Request,
    desk: DeskNow,
    id: str,
    old: Annotated[str, Query(alias="from", max_length=80)] = "",
    new: Annotated[str, Query(alias="to", max_length=80)] = "",
) -> Response:
    """What changed from one version to another, by default from the last but one to the last."""
    versions, after = _versions(desk, id, new)
    ids = [v.version for v in versions]
    before = _version(desk, id, old or ids[max(0, ids.index(after.version) - 1)])
    one, other = (v.reading["article"] for v in (before, after))
    changes = diff(one["text"], other["text"])
    known = [{s["id"]: s for s in v.reading["statements"]} for v in (before, after)]
    return desk.pages.page(
        request,
        "diff.html",
        clean=shown,
        id=id,
        title=line(after.title, 160),
        versions=[_told(v) for v in versions],
        before=_told(versions[ids.index(before.version)]),
        after=_told(versions[ids.index(after.version)]),
        same=all(c.kind == "same" for c in changes),
        stretches=[(s.hidden, s.words, [_drawn(c) for c in s.changes]) for s in folded(changes)],
        fields=[
            (name, line(one[name], 300), line(other[name], 300))
            for name in ("title", "byline", "published")
            if one[name] != other[name]
        ],
        gone=[_said(before, s) for key, s in known[0].items() if key not in known[1]],
        come=[_said(after, s) for key, s in known[1].items() if key not in known[0]],
    )


@router.get("/statement/{id}", dependencies=_READ)
def statement(desk: DeskNow, id: str) -> Response:
    """The exact words of a statement, in its article."""
    place = desk.ledger.statement(id)
    if place is None:
        raise NotFound("statement")
    article_id, version = place
    versions = desk.ledger.version_heads(article_id)
    older = version if versions and versions[-1].version != version else None
    going = desk.pages.go(f"/article/{article_id}", version=older, s=id)
    # The words are lit by the query too: a fragment alone reaches but one stretch of a statement.
    going.headers["location"] += f"#{id}"
    return going


def _versions(desk: Desk, id: str, version: str) -> tuple[list[VersionHead], StoredArticle]:
    """All versions, the current one last, and the one asked for (or the current one) whole."""
    versions = desk.ledger.version_heads(id)
    if not versions:
        raise NotFound("article")
    return versions, _version(desk, id, version or versions[-1].version)


def _version(desk: Desk, id: str, version: str) -> StoredArticle:
    found = desk.ledger.store.version(id, version)
    if found is None:
        raise NotFound("version of the article")
    return found


def _ratings(desk: Desk, reading: Reading) -> Mapping[str, str]:
    return {id: ", ".join(d.value or "" for d in own) for id, own in desk.ledger.ratings(reading).items()}


def _told(head: VersionHead) -> dict[str, Any]:
    return {"id": head.version, "published": head.published, "statements": head.statements}


def _copy(copy: CopyOf) -> dict[str, Any]:
    return {
        "id": copy.other,
        "share": copy.share,
        "outlet": shown(copy.outlet),
        "title": shown(copy.title),
        "published": copy.published,
        "first": copy.is_original,
    }


def _drawn(change: Change) -> tuple[str, Markup]:
    return change.kind, marks(for_html(change.text))


def _said(stored: StoredArticle, body: dict[str, Any]) -> dict[str, Any]:
    words = " … ".join(stored.reading["article"]["text"][a:b] for a, b in body["content"])
    return {"id": body["id"], "who": shown(body["speaker"]), "words": shown(words, 300)}
