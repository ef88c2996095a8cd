"""What the ledger answers: claims, the statements that carry them, their hands and their independent origins.

``to_dict()`` of a `Claim` is one line of ``belegg claims --format jsonl``; its field names are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from belegg.types import Certainty, Form, Hop, SourceKind

__all__ = [
    "ArticleHead",
    "Carrier",
    "Claim",
    "ClaimBrief",
    "Copy",
    "CopyOf",
    "Facets",
    "News",
    "NewsKind",
    "Origins",
    "Relation",
    "RelationType",
    "Speech",
    "Utterance",
    "VersionHead",
]

RelationType: TypeAlias = Literal["contradicts", "updates", "refines", "hardens", "shifts"]
NewsKind: TypeAlias = Literal["new", "second", "carried", "contradicted", "hardened"]
Counts: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins stand behind a claim.

    `min` is what the texts establish, `max` what they allow; `why` says so in sentences. Statements without lineage
    add to `max` only.
    """

    min: int
    max: int
    why: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"min": self.min, "max": self.max, "why": list(self.why)}


@dataclass(frozen=True, slots=True)
class Relation:
    """This claim `type` that `claim` (an id): it contradicts it, is its later figure, states it harder …

    `confidence` is how sure the matcher is, 0 to 1.
    """

    type: RelationType
    claim: str
    confidence: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.type, "claim": self.claim, "confidence": round(self.confidence, 3)}


@dataclass(frozen=True, slots=True)
class Carrier:
    """A statement that carries a claim, as an article of the ledger has it.

    Attributes
    ----------
    id
        Of the statement (of the headline or sentence, where the outlet itself states the claim).
    article
        Id of the article in the ledger.
    content
        The words, a string a stretch.
    chain
        The hands as far as this article tells, origin first, publishing outlet last.
    confidence, match
        How sure the reader is of the statement, and the matcher that it carries this claim; 0 to 1.
    lineage
        The chain continued through the other articles of the ledger («skriver B» joined with B's own article).
    form
        As the statement has it; None where the outlet itself states the claim.
    """

    id: str
    article: str
    url: str | None
    outlet: str | None
    published: str | None
    content: tuple[str, ...]
    speaker: str | None
    kind: SourceKind
    certainty: Certainty
    hearsay: bool
    chain: tuple[Hop, ...]
    confidence: float
    match: float = 1.0
    title: str | None = None
    language: str | None = None
    lineage: tuple[Hop, ...] = ()
    form: Form | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "outlet": self.outlet,
            "published": self.published,
            "content": list(self.content),
            "speaker": self.speaker,
            "kind": self.kind,
            "certainty": self.certainty,
            "hearsay": self.hearsay,
            "chain": [h.to_dict() for h in self.chain],
            "confidence": self.confidence,
            "article": self.article,
            "title": self.title,
            "language": self.language,
            "match": round(self.match, 3),
            "lineage": [h.to_dict() for h in self.lineage],
            "form": self.form,
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Carrier:
        """The carrier that `to_dict` wrote."""
        hops = {key: tuple(Hop(h["name"], h["kind"]) for h in body[key]) for key in ("chain", "lineage")}
        return cls(**{**body, "content": tuple(body["content"]), **hops})


@dataclass(frozen=True, slots=True)
class Claim:
    """The proposition that statements of several articles share: a reversible grouping.

    `statements` are in order of time; `first` and `last` are the times of the earliest and the latest (None where no
    article tells when it was published).
    """

    id: str
    text: str
    origins: Origins
    relations: tuple[Relation, ...]
    first: str | None
    last: str | None
    statements: tuple[Carrier, ...]

    @property
    def disputed(self) -> bool:
        """Whether some state it and some deny it."""
        return {c.certainty == "denied" for c in self.statements} == {True, False}

    @property
    def contradicted(self) -> bool:
        """Whether something stands against it: it is disputed, or another claim contradicts it."""
        return self.disputed or any(r.type == "contradicts" for r in self.relations)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "text": self.text,
            "origins": self.origins.to_dict(),
            "relations": [r.to_dict() for r in self.relations],
            "first": self.first,
            "last": self.last,
            "statements": [s.to_dict() for s in self.statements],
        }

    @classmethod
    def from_dict(cls, body: dict[str, Any]) -> Claim:
        """The claim that `to_dict` wrote."""
        origins = body["origins"]
        return cls(
            id=body["id"],
            text=body["text"],
            origins=Origins(origins["min"], origins["max"], tuple(origins["why"])),
            relations=tuple(Relation(r["type"], r["claim"], r["confidence"]) for r in body["relations"]),
            first=body["first"],
            last=body["last"],
            statements=tuple(Carrier.from_dict(s) for s in body["statements"]),
        )


@dataclass(frozen=True, slots=True)
class Copy:
    """`article` repeats text of `original`, which was there first; `share` of its words, 0 to 1."""

    article: str
    original: str
    share: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody who speaks in the ledger: how often, in which outlets, when first and last; `also` are the other names
    that were merged with this one."""

    name: str
    kind: SourceKind
    statements: int
    outlets: tuple[str, ...]
    first: str | None
    last: str | None
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "statements": self.statements,
            "outlets": list(self.outlets),
            "first": self.first,
            "last": self.last,
            "also": list(self.also),
        }


@dataclass(frozen=True, slots=True)
class ClaimBrief:
    """A claim in one line, for lists and margins; `Ledger.claim` gives it whole.

    `claim` is its id, `min` and `max` its origins; `articles` and `outlets` are how many carry it; `first` and `last`
    as in `Claim`.
    """

    claim: str
    text: str
    min: int
    max: int
    articles: int
    outlets: int
    contradicted: bool
    hearsay: bool
    first: str | None = None
    last: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "claim": self.claim,
            "text": self.text,
            "min": self.min,
            "max": self.max,
            "articles": self.articles,
            "outlets": self.outlets,
            "contradicted": self.contradicted,
            "hearsay": self.hearsay,
            "first": self.first,
            "last": self.last,
        }


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article in a list: its current version without text and statements.

    `statements` is how many that version has; `added` the number of the change that brought it or changed it last.
    """

    id: str
    version: str
    url: str | None
    outlet: str | None
    published: str | None
    language: str | None
    title: str | None
    statements: int
    added: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "url": self.url,
            "outlet": self.outlet,
            "published": self.published,
            "language": self.language,
            "title": self.title,
            "statements": self.statements,
            "added": self.added,
        }


@dataclass(frozen=True, slots=True)
class VersionHead:
    """A version of an article without text and statements, of which it has so many. `url` is the article's."""

    version: str
    url: str | None
    outlet: str | None
    published: str | None
    language: str | None
    title: str | None
    statements: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "url": self.url,
            "outlet": self.outlet,
            "published": self.published,
            "language": self.language,
            "title": self.title,
            "statements": self.statements,
        }


@dataclass(frozen=True, slots=True)
class CopyOf:
    """Another article that shares text with the one asked about: `article` repeats `share` (0 to 1) of `original`.

    `outlet`, `published`, `title` and `url` are those of the other one, which is `original` where `is_original`.
    """

    article: str
    original: str
    share: float
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    is_original: bool

    @property
    def other(self) -> str:
        """The id of the other article."""
        return self.original if self.is_original else self.article

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "original": self.original,
            "share": round(self.share, 3),
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "url": self.url,
            "is_original": self.is_original,
        }


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that somebody said, as one article has it.

    `content` are the words, a string a stretch; `claim` and `claim_text` what it carries, None where it was not
    matched.
    """

    statement: str
    article: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    content: tuple[str, ...]
    certainty: Certainty
    form: Form | None
    kind: SourceKind
    hearsay: bool
    claim: str | None = None
    claim_text: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "statement": self.statement,
            "article": self.article,
            "outlet": self.outlet,
            "published": self.published,
            "title": self.title,
            "url": self.url,
            "content": list(self.content),
            "certainty": self.certainty,
            "form": self.form,
            "kind": self.kind,
            "hearsay": self.hearsay,
            "claim": self.claim,
            "claim_text": self.claim_text,
        }


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a claim, at the change of the number `seq`.

    `kind` is ``new`` (not known before), ``second`` (a second established origin), ``carried`` (one origin at most,
    and four outlets or more carry it), ``contradicted``, or ``hardened`` (it states as fact what was only possible).
    """

    seq: int
    kind: NewsKind
    claim: ClaimBrief

    def to_dict(self) -> dict[str, Any]:
        return {"seq": self.seq, "kind": self.kind, "claim": self.claim.to_dict()}


@dataclass(frozen=True, slots=True)
class Facets:
    """By what a list of claims can be narrowed down, and how many claims each choice keeps; the most frequent first.

    `total` claims were counted; with `bounded` there are more, and the figures are those of the best or latest of them.
    `outlets` and `speakers` are names as they are written; `origins` are ``1``, ``2`` and ``3+`` established ones.
    """

    total: int
    bounded: bool
    outlets: Counts = ()
    speakers: Counts = ()
    kinds: Counts = ()
    certainties: Counts = ()
    languages: Counts = ()
    origins: Counts = ()
    hearsay: int = 0
    contradicted: int = 0

    def to_dict(self) -> dict[str, Any]:
        lists = ("outlets", "speakers", "kinds", "certainties", "languages", "origins")
        return {
            "total": self.total,
            "bounded": self.bounded,
            **{name: [{"value": value, "count": n} for value, n in getattr(self, name)] for name in lists},
            "hearsay": self.hearsay,
            "contradicted": self.contradicted,
        }
