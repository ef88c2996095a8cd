"""``POST /read``: a text, a page or an address, read at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from belegg.desk._access import Scope, need
from belegg.desk._desk import LONGEST_READ, DeskNow, principal_of
from belegg.desk._errors import Forbidden, Refused
from belegg.desk._given import new_fetch
from belegg.desk.api._models import ReadingOut
from belegg.desk.api._tagged import errors
from belegg.errors import BeleggError, NoArticleError
from belegg.extract import articles_in, extract_html, extract_text
from belegg.fetch import is_url
from belegg.types import Article, Language

__all__ = ["ArticleIn", "router"]

router = APIRouter(prefix="/api/v1", tags=["read"], responses=errors(413, 415))


class ArticleIn(BaseModel):
    """An article: its `text`, or the `html` of its page, or only the `url` where it is, which is then fetched.

    With a text or a page, `url` is where it came from; what is not told is taken from the text where it shows.
    """

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, max_length=LONGEST_READ, description="Offsets of the answer count its code points.")
    html: str | None = Field(None, max_length=10_000_000, description="A web page.")
    url: str | None = Field(None, max_length=4096, description="Its address.")
    outlet: str | None = Field(None, max_length=200, description="Who published it.")
    title: str | None = Field(None, max_length=1000, description="Its title.")
    byline: str | None = Field(None, max_length=1000, description="Who wrote it.")
    published: str | None = Field(None, max_length=40, description="ISO 8601, with its zone.")
    language: Language | None = Field(None, description="Decided by the text where it is not given.")

    def known(self) -> dict[str, Any]:
        """What is told of the article, apart from its words and its address."""
        names = {"outlet", "title", "byline", "published", "language"}
        return self.model_dump(include=names, exclude_none=True)

    def article(self) -> Article | None:
        """The article; None where it has to be fetched. Raises InputError and Refused."""
        if self.text is not None and self.html is not None:
            raise Refused(422, "validation", "`text` and `html` are both given", "give one of them")
        if self.text is not None:
            return extract_text(self.text, url=self.url, **self.known())
        if self.html is not None:
            return _with(extract_html(self.html, url=self.url), self.known())
        if self.url is None:
            raise Refused(422, "validation", "there is nothing to read", "give `text`, `html` or `url`")
        return None


def _with(article: Article, known: dict[str, Any]) -> Article:
    return replace(article, **known)


@router.post("/read", dependencies=[Depends(need(Scope.USE))], response_model=ReadingOut)
def read(request: Request, desk: DeskNow, given: ArticleIn) -> dict[str, Any]:
    """Read an article and answer with its statements (`belegg.reading/1`); nothing is kept.

    Fetching an address needs the right to add.
    """
    article = given.article()
    if article is None:
        if not principal_of(request).may(Scope.ADD):
            raise Forbidden(Scope.ADD.value)
        article = _with(_fetched(given.url or ""), given.known())
    return desk.read(article).to_dict()


def _fetched(url: str) -> Article:
    if not is_url(url):
        raise Refused(422, "no_address", "this is no address of a page", "give a whole one: https://avis.example/sak")
    found = next(iter(articles_in(url, fetch=new_fetch())), None)
    if isinstance(found, BeleggError):
        raise found
    if found is None:
        raise NoArticleError("there is no article in it", resource=url)
    return found
