"""What may be asked of the API's lists: every parameter with its bounds."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from belegg.desk._errors import Refused
from belegg.desk._query import Mode, Query, parse
from belegg.desk.api._as_file import SAYS
from belegg.ledger import instant
from belegg.types import Certainty, Language, SourceKind

__all__ = ["ArticlesAsked", "ClaimsAsked", "Filters", "Id", "Name", "SearchAsked"]

_TIME = "ISO 8601: a day, or a time with its zone."
Id = Annotated[str, Path(min_length=1, max_length=64, description="The id.")]
Name = Annotated[str, Path(min_length=1, max_length=200, description="The name, as a whole, in any case.")]


class Filters(BaseModel):
    """The fields of `belegg.ledger.ClaimQuery`, and words."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(None, max_length=300, description="Words that must all be there.")
    since: str | None = Field(None, max_length=40, description=f"Stated then or later. {_TIME}")
    until: str | None = Field(None, max_length=40, description=f"Stated then or before; a day is counted in. {_TIME}")
    outlet: str | None = Field(None, max_length=200, description="The whole name of an outlet that carries it.")
    speaker: str | None = Field(None, max_length=200, description="Whole words of the name of somebody who says it.")
    kind: SourceKind | None = Field(None, description="Of whoever says it.")
    certainty: Certainty | None = Field(None, description="That somebody states it with.")
    language: Language | None = Field(None, description="Of an article that carries it.")
    min_origins: int | None = Field(None, ge=0, le=1000, description="So many origins are established.")
    max_origins: int | None = Field(None, ge=0, le=1000, description="No more origins are possible.")
    min_outlets: int | None = Field(None, ge=0, le=1000, description="So many outlets carry it.")
    contradicted: bool = Field(False, description="It is denied, or another claim stands against it.")
    hearsay: bool = Field(False, description="Somebody tells it as hearsay.")

    def query(self, mode: Mode = "words") -> Query:
        """As it is asked. Raises UsageError."""
        given = self.model_dump(exclude_none=True, include=set(Filters.model_fields))
        params = {k: ("1" if v else "0") if isinstance(v, bool) else str(v) for k, v in given.items()}
        return parse(params | {"mode": mode}, strict=True)[0]


class ClaimsAsked(Filters):
    """A part of a list of claims."""

    limit: int = Field(20, ge=1, le=100, description="So many at most.")
    cursor: str | None = Field(None, max_length=300, description="`next` of the part before.")
    format: str | None = Field(None, max_length=20, description=SAYS)


class SearchAsked(Filters):
    """Words to be sought by their meaning too."""

    q: str = Field(min_length=1, max_length=300, description="What is sought, in any of the languages.")
    limit: int = Field(20, ge=1, le=100, description="So many at most.")
    format: str | None = Field(None, max_length=20, description=SAYS)


class ArticlesAsked(BaseModel):
    """A part of the list of articles."""

    model_config = ConfigDict(extra="forbid")

    outlet: str | None = Field(None, max_length=200, description="The whole name of the outlet.")
    since: str | None = Field(None, max_length=40, description=f"Published then or later. {_TIME}")
    until: str | None = Field(None, max_length=40, description=f"Published then or before. {_TIME}")
    words: str | None = Field(None, max_length=300, description="All of them begin words of the title.")
    limit: int = Field(20, ge=1, le=100, description="So many at most.")
    cursor: str | None = Field(None, max_length=300, description="`next` of the part before.")
    format: str | None = Field(None, max_length=20, description=SAYS)

    def asked(self) -> dict[str, str | None]:
        """As arguments of `Ledger.articles`. Raises Refused."""
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and not instant(value):
                raise Refused(400, "usage", f"`{name}` is no time", "a day such as 2026-03-01, or an ISO time")
        return {name: getattr(self, name) or None for name in ("outlet", "since", "until", "words")}
