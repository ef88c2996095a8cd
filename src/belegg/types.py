"""The values that pass between the stages: an `Article` goes into the reader, a `Reading` comes out.

Every span is a half-open ``(start, end)`` pair of character offsets into ``Article.text``, which no stage
rewrites. All types are frozen and slotted; ``to_dict()`` gives the JSON contract ``belegg.reading/1``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from belegg._passage import passage

__all__ = [
    "SCHEMA",
    "Article",
    "Block",
    "BlockKind",
    "Certainty",
    "Entity",
    "Form",
    "Hop",
    "Language",
    "Reading",
    "SourceKind",
    "Span",
    "Speaker",
    "Statement",
]

SCHEMA = "belegg.reading/1"

Span: TypeAlias = tuple[int, int]
Language: TypeAlias = Literal["nb", "nn", "da", "sv", "en"]
BlockKind: TypeAlias = Literal["title", "lede", "heading", "paragraph", "caption", "credit", "byline", "furniture"]
Form: TypeAlias = Literal["direct", "indirect", "mixed"]
SourceKind: TypeAlias = Literal["person", "anonymous", "organisation", "media", "document", "group", "implicit"]
Certainty: TypeAlias = Literal["certain", "probable", "possible", "unclaimed", "denied"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article: ``text[start:end]`` is a title, a paragraph, a caption …"""

    kind: BlockKind
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "start": self.start, "end": self.end}

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Block:
        """The block that `to_dict` wrote."""
        return cls(body["kind"], body["start"], body["end"])


@dataclass(frozen=True, slots=True)
class Article:
    """One page of one outlet.

    Attributes
    ----------
    text
        What every offset points into; never rewritten after the article is made.
    blocks
        In text order, not overlapping. Text outside every block is not read.
    language
        Decided for the article as a whole; None where it is none of the five.
    published
        ISO 8601, with the zone where the page tells it.
    wire
        News agencies credited for the text (byline, tag or last line), in the order found; in the contract they
        appear as hops of the chains.
    path
        Where the bytes came from (a file name or ``-``), for messages; not part of the contract.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: Language | None = None
    wire: tuple[str, ...] = ()
    path: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "url": self.url,
            "outlet": self.outlet,
            "title": self.title,
            "byline": self.byline,
            "published": self.published,
            "language": self.language,
            "text": self.text,
            "blocks": [b.to_dict() for b in self.blocks],
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any], wire: tuple[str, ...] = ()) -> Article:
        """The article that `to_dict` wrote; the contract leaves `wire` out."""
        blocks = tuple(Block.from_dict(b) for b in body["blocks"])
        return cls(**{**body, "blocks": blocks, "wire": wire})


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity: ``type`` is one of NorNE's PER, ORG, LOC, GPE_LOC, GPE_ORG, PROD, EVT, DRV.

    ``id`` is shared by the mentions of one name within the article.
    """

    start: int
    end: int
    type: str
    id: str

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "type": self.type, "id": self.id}

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Entity:
        """The entity that `to_dict` wrote."""
        return cls(body["start"], body["end"], body["type"], body["id"])


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in the article, under the fullest name (or description) that the text gives."""

    id: str
    name: str
    kind: SourceKind
    mentions: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "kind": self.kind, "mentions": [list(m) for m in self.mentions]}

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Speaker:
        """The speaker that `to_dict` wrote."""
        return cls(body["id"], body["name"], body["kind"], _spans(body["mentions"]))


@dataclass(frozen=True, slots=True)
class Hop:
    """One hand a statement went through."""

    name: str
    kind: SourceKind

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind}

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Hop:
        """The hop that `to_dict` wrote."""
        return cls(body["name"], body["kind"])


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage that the text ascribes to somebody other than its narrator.

    Attributes
    ----------
    id
        Content hash, stable for the same passage of the same text.
    cue, source, content, via, hedges
        Spans in text order; empty where the text has none.
    speaker
        The source's fullest name in the article, or its description; None where nobody can be told.
    hearsay
        An evidential (``skal ha``, ``visstnok``, ``angivelig``) with nobody behind it.
    nested_in
        The id of the statement whose content holds this one, if any.
    chain
        The hands from the origin outwards to the publishing outlet, as far as this article alone tells.
    confidence
        Calibrated probability, 0 to 1, that passage and speaker are right.
    """

    id: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    via: tuple[Span, ...] = ()
    hedges: tuple[Span, ...] = ()
    form: Form = "indirect"
    kind: SourceKind = "implicit"
    speaker: str | None = None
    certainty: Certainty = "certain"
    hearsay: bool = False
    nested_in: str | None = None
    chain: tuple[Hop, ...] = ()
    confidence: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "cue": [list(s) for s in self.cue],
            "source": [list(s) for s in self.source],
            "content": [list(s) for s in self.content],
            "via": [list(s) for s in self.via],
            "hedges": [list(s) for s in self.hedges],
            "form": self.form,
            "kind": self.kind,
            "speaker": self.speaker,
            "certainty": self.certainty,
            "hearsay": self.hearsay,
            "nested_in": self.nested_in,
            "chain": [h.to_dict() for h in self.chain],
            "confidence": self.confidence,
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Statement:
        """The statement that `to_dict` wrote."""
        spans = {key: _spans(body[key]) for key in ("cue", "source", "content", "via", "hedges")}
        return cls(**{**body, **spans, "chain": tuple(Hop.from_dict(h) for h in body["chain"])})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one article. `statements` are in the order of the text."""

    article: Article
    entities: tuple[Entity, ...] = field(default=())
    speakers: tuple[Speaker, ...] = field(default=())
    statements: tuple[Statement, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The contract ``belegg.reading/1``: plain dicts and lists, ready for JSON."""
        return {
            "schema": SCHEMA,
            "article": self.article.to_dict(),
            "entities": [e.to_dict() for e in self.entities],
            "speakers": [s.to_dict() for s in self.speakers],
            "statements": [s.to_dict() for s in self.statements],
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any], wire: tuple[str, ...] = ()) -> Reading:
        """The reading that `to_dict` wrote; the contract leaves the article's `wire` out."""
        return cls(
            Article.from_dict(body["article"], wire),
            tuple(Entity.from_dict(e) for e in body["entities"]),
            tuple(Speaker.from_dict(s) for s in body["speakers"]),
            tuple(Statement.from_dict(s) for s in body["statements"]),
        )

    def quote(self, spans: tuple[Span, ...]) -> str:
        """The words under `spans`; `` … `` stands where words between them are left out."""
        return passage(self.article.text, spans)

    def _repr_html_(self) -> str:
        """The article with its statements marked, for notebooks; every text is escaped."""
        from belegg.render import render_html_fragment

        return render_html_fragment(self)


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
