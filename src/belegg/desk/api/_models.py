"""What the API gives: the field names of ``belegg read --format json`` and ``belegg claims --format jsonl``."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from belegg.claims import NewsKind, RelationType
from belegg.types import BlockKind, Certainty, Form, Language, SourceKind

__all__ = [
    "ArticleHeadOut",
    "ArticleOut",
    "ClaimBriefOut",
    "ClaimOut",
    "CopyOut",
    "Errors",
    "FacetsOut",
    "NewsOut",
    "Page",
    "ReadingOut",
    "SpeakerOut",
    "StatementOut",
    "UtteranceOut",
    "VersionOut",
]

T = TypeVar("T")
Span = tuple[int, int]


class _Error(BaseModel):
    code: str = Field(description="A word for programs.")
    message: str = Field(description="What went wrong, one line.")
    remedy: str | None = Field(description="What can be done about it.")


class Errors(BaseModel):
    """Every answer that is not what was asked for, whatever its status."""

    error: _Error


class Page(BaseModel, Generic[T]):
    """A part of a list. `next` is given as `cursor` to get the part behind it; null at the end."""

    items: list[T]
    next: str | None


class _Block(BaseModel):
    kind: BlockKind
    start: int
    end: int


class _Article(BaseModel):
    url: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    published: str | None
    language: Language | None
    text: str = Field(description="What every offset points into, counted in Unicode code points.")
    blocks: list[_Block]


class _Entity(BaseModel):
    start: int
    end: int
    type: str
    id: str


class _Speaker(BaseModel):
    id: str
    name: str
    kind: SourceKind
    mentions: list[Span]


class _Hop(BaseModel):
    name: str
    kind: SourceKind


class ReadStatement(BaseModel):
    """A statement as the reader found it; spans are half open offsets into the article's text."""

    id: str
    cue: list[Span]
    source: list[Span]
    content: list[Span]
    via: list[Span]
    hedges: list[Span]
    form: Form
    kind: SourceKind
    speaker: str | None
    certainty: Certainty
    hearsay: bool
    nested_in: str | None
    chain: list[_Hop]
    confidence: float


class ReadingOut(BaseModel):
    """``belegg.reading/1``."""

    schema_: Literal["belegg.reading/1"] = Field(alias="schema")
    article: _Article
    entities: list[_Entity]
    speakers: list[_Speaker]
    statements: list[ReadStatement]


class _Origins(BaseModel):
    min: int
    max: int
    why: list[str]


class _Relation(BaseModel):
    type: RelationType
    claim: str
    confidence: float


class _Carrier(BaseModel):
    id: str
    url: str | None
    outlet: str | None
    published: str | None
    content: list[str]
    speaker: str | None
    kind: SourceKind
    certainty: Certainty
    hearsay: bool
    chain: list[_Hop]
    confidence: float
    article: str
    title: str | None
    language: str | None
    match: float
    lineage: list[_Hop]
    form: Form | None


class ClaimOut(BaseModel):
    """A claim: a line of ``belegg claims --format jsonl``."""

    id: str
    text: str
    origins: _Origins
    relations: list[_Relation]
    first: str | None
    last: str | None
    statements: list[_Carrier]


class ClaimBriefOut(BaseModel):
    """A claim in one line."""

    claim: str
    text: str
    min: int
    max: int
    articles: int
    outlets: int
    contradicted: bool
    hearsay: bool
    first: str | None
    last: str | None


class ArticleHeadOut(BaseModel):
    """An article in a list."""

    id: str
    version: str
    url: str | None
    outlet: str | None
    published: str | None
    language: str | None
    title: str | None
    statements: int
    added: int


class CopyOut(BaseModel):
    """Another article with which text is shared; `original` was there first."""

    article: str
    original: str
    share: float
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    is_original: bool


class ArticleOut(BaseModel):
    """An article of the ledger: `claims` by the ids of the statements that carry them."""

    id: str
    version: str
    reading: ReadingOut
    claims: dict[str, ClaimBriefOut]
    copies: list[CopyOut]


class VersionOut(BaseModel):
    """One version of an article."""

    version: str
    url: str | None
    outlet: str | None
    published: str | None
    language: str | None
    title: str | None
    statements: int


class StatementOut(BaseModel):
    """A statement with its article and its claim. `statement` is null where the outlet itself states the claim (in a
    headline); `content` are the words, null where they are in no current version."""

    id: str
    article: str
    version: str
    url: str | None
    outlet: str | None
    published: str | None
    title: str | None
    content: list[str] | None
    statement: ReadStatement | None
    claim: ClaimBriefOut | None


class SpeakerOut(BaseModel):
    """Somebody who speaks in the ledger."""

    name: str
    kind: SourceKind
    statements: int
    outlets: list[str]
    first: str | None
    last: str | None
    also: list[str]


class UtteranceOut(BaseModel):
    """Something that somebody said, as one article has it."""

    statement: str
    article: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    content: list[str]
    certainty: Certainty
    form: Form | None
    kind: SourceKind
    hearsay: bool
    claim: str | None
    claim_text: str | None


class _Count(BaseModel):
    value: str
    count: int


class FacetsOut(BaseModel):
    """By what the claims of a query can be narrowed down."""

    total: int
    bounded: bool = Field(description="Whether there are more claims than were counted.")
    outlets: list[_Count]
    speakers: list[_Count]
    kinds: list[_Count]
    certainties: list[_Count]
    languages: list[_Count]
    origins: list[_Count]
    hearsay: int
    contradicted: int


class NewsOut(BaseModel):
    """What happened to a claim."""

    seq: int
    kind: NewsKind
    claim: ClaimBriefOut
