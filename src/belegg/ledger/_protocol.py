"""What a store of the ledger can do, whichever database is behind it.

Primary data (articles, versions, statements, decisions) is only ever added to. Derived data (signatures, edges,
claims, copies, the words to search) hangs on the change log and can be thrown away and made again at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, TypeAlias

from belegg.claims import ArticleHead, ClaimBrief, CopyOf, Facets, News, NewsKind, Utterance, VersionHead
from belegg.ledger._failures import NOT_OURS
from belegg.types import Reading

ChangeKind: TypeAlias = Literal["article", "decision"]
DecisionKind: TypeAlias = Literal["join", "split", "accept", "reject", "rate", "merge", "unmerge"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a reading: `status` is ``new`` (a new article), ``version`` (a changed one) or ``same``;
    `statements` is how many the reading has."""

    article: str
    version: str
    status: Literal["new", "version", "same"]
    statements: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article in its current version: the one published last (`published`, then the version's id, decides; never
    the order of arrival). `reading` is the JSON contract ``belegg.reading/1``; `wire` the agencies credited."""

    id: str
    version: str
    url: str | None
    outlet: str | None
    published: str | None
    language: str | None
    title: str | None
    wire: tuple[str, ...]
    reading: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a ledger: `what` is wrong `where` (a row or a table; empty: the whole of it). With `derived`
    it lies in derived data, which can be made again."""

    where: str
    what: str
    derived: bool = False

    @property
    def harmless(self) -> bool:
        """Whether it is in nobody's way: a table or an index that somebody else made."""
        return self.what == NOT_OURS

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Change:
    """Something that derived data must follow: an article that came or changed, a decision made or undone."""

    seq: int
    kind: ChangeKind
    id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; `undone` decisions are kept but not applied.

    `kind` with `a` and `b` (ids of statements, claims or names): ``join``/``split`` two statements,
    ``accept``/``reject`` statement `a` as carrier of what statement `b` says, ``rate`` a statement (`value`: the
    Admiralty code), ``merge``/``unmerge`` two speakers' names.
    """

    id: str
    kind: DecisionKind
    a: str
    b: str | None
    value: str | None
    who: str
    when: str
    undone: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What matching knows of one statement. `vector` is 384 float16 as bytes; `body` plain JSON; `day` the day of
    publication as days since 1970, None where it is unknown."""

    statement: str
    article: str
    day: int | None
    vector: bytes
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """Two statements (a < b) that may carry one claim, with the matcher's probability."""

    a: str
    b: str
    score: float


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as it is kept: its document and what it can be sought by. `terms` are the folded, stemmed words.

    A statement is member of one claim: written as member of another, it leaves the one before. `members` come back
    in the order given, `outlets` and `speakers` as written; they are sought by their folded forms.

    `facets` are (field, value) of its carriers, where field is ``kind``, ``certainty`` or ``language``; they come back
    in alphabetical order, each once. `text` is the wording, `articles` how many carry it, `hardens` whether it states
    as fact what another claim holds possible.
    """

    id: str
    body: dict[str, Any]
    members: tuple[str, ...]
    terms: str
    first: str | None
    last: str | None
    min_origins: int
    max_origins: int
    contradicted: bool
    hearsay: bool
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]
    facets: tuple[tuple[str, str], ...] = ()
    text: str = ""
    articles: int = 0
    hardens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilters:
    """What narrows claims down; all that is None or False does not matter.

    `since` and `until` are ISO 8601 and keep the claims that were stated within them; a day alone as `until` takes that
    day in. `outlet` is a whole name, `speaker` one or more whole words of a name, or of one merged with it; case and
    accents do not matter. `kind`, `certainty` and `language` keep the claims of which any carrier has it.
    """

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    kind: str | None = None
    certainty: str | None = None
    language: str | None = None
    min_origins: int | None = None
    max_origins: int | None = None
    min_outlets: int | None = None
    contradicted: bool = False
    hearsay: bool = False


@dataclass(frozen=True, slots=True)
class ClaimQuery(ClaimFilters):
    """Which claims are asked for.

    `terms` are folded, stemmed words that must all be there, best match first (the latest first where very many claims
    match); without them the latest claims come first, then by id.
    """

    terms: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0


class Store(Protocol):
    """A ledger's storage. Every method that writes is one transaction, durable when it returns."""

    # primary data
    def add(self, reading: Reading) -> Added: ...
    def add_many(self, readings: Sequence[Reading]) -> list[Added]: ...
    def article(self, id: str) -> StoredArticle | None: ...
    def articles(self, after: str = "", limit: int = 1000) -> list[StoredArticle]: ...
    def versions(self, article: str) -> list[StoredArticle]: ...
    def version_heads(self, article: str) -> list[VersionHead]: ...
    def version(self, article: str, version: str) -> StoredArticle | None: ...
    def article_of_url(self, url: str) -> str | None: ...
    def has(self, reading: Reading) -> bool: ...
    def decide(self, *decisions: Decision) -> None: ...
    def undo(self, *decisions: str, when: str) -> int: ...
    def decision(self, id: str) -> Decision | None: ...
    def decisions(
        self, *, undone: bool = False, about: Sequence[str] | None = None, kinds: Sequence[DecisionKind] | None = None
    ) -> list[Decision]: ...

    # the change log
    def changes(self, after: int, limit: int = 1000) -> list[Change]: ...
    def last_change(self) -> int: ...
    def cursor(self) -> int: ...
    def stale(self) -> int: ...

    # derived data
    def signatures(self, statements: Sequence[str]) -> list[Signature]: ...
    def signatures_of(self, article: str) -> list[Signature]: ...
    def signatures_between(self, first: int, last: int) -> Iterator[Signature]: ...
    def signatures_undated(self) -> Iterator[Signature]: ...
    def heads(self, first: int, last: int) -> list[Signature]: ...
    def heads_undated(self) -> list[Signature]: ...
    def edges(self, statements: Sequence[str]) -> list[Edge]: ...
    def bands(self, bands: Sequence[bytes]) -> list[str]: ...
    def sketch(self, article: str) -> bytes | None: ...
    def copies(self, articles: Sequence[str]) -> list[tuple[str, str, float]]: ...
    def claims(self, ids: Sequence[str]) -> list[ClaimRow]: ...
    def claim_members(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]: ...
    def claims_of(self, statements: Sequence[str]) -> dict[str, str]: ...
    def ids_beginning(self, prefix: str, limit: int = 10) -> list[str]: ...
    def find_claims(self, query: ClaimQuery) -> list[ClaimRow]: ...
    def find_ids(self, query: ClaimQuery) -> list[str]: ...
    def count_claims(self, query: ClaimQuery) -> int: ...
    def documents(self, ids: Sequence[str]) -> list[str]: ...
    def current(self, articles: Sequence[str]) -> dict[str, str]: ...
    def readings(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]: ...
    def speakers(self, query: str | None = None, limit: int = 100) -> list[dict[str, Any]]: ...
    def facets(self, query: ClaimQuery, bound: int) -> Facets: ...
    def briefs(self, ids: Sequence[str]) -> list[ClaimBrief]: ...
    def claims_of_article(self, article: str) -> dict[str, ClaimBrief]: ...
    def listed(
        self,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        words: str | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> list[ArticleHead]: ...
    def count_articles(self) -> int: ...
    def copies_of(self, article: str) -> list[CopyOf]: ...
    def place_of(self, statement: str) -> tuple[str, str] | None: ...
    def speaker(self, name: str) -> dict[str, Any] | None: ...
    def names_of(self, name: str) -> list[str]: ...
    def speech(self, name: str, limit: int = 100, before: str | None = None) -> list[Utterance]: ...
    def heard(self, name: str, limit: int = 1000) -> list[tuple[str | None, str | None, int]]: ...
    def about(self, name: str, terms: Sequence[Sequence[str]], limit: int = 50) -> list[ClaimBrief]: ...
    def news(self, after: int = 0, kinds: Sequence[NewsKind] | None = None, limit: int = 200) -> list[News]: ...
    def news_counts(self, after: int = 0) -> dict[NewsKind, int]: ...
    def apply(self, update: Update) -> None: ...
    def recipe(self) -> int | None: ...
    def drop_derived(self) -> None: ...

    # care
    def problems(self) -> list[Problem]: ...
    def check(self) -> list[str]: ...
    def info(self) -> dict[str, Any]: ...
    def summary(self) -> dict[str, Any]: ...
    def dump(self, *, derived: bool = True) -> Iterator[str]: ...
    def mark(self) -> str: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Update:
    """What derived data becomes, applied in one transaction together with the cursor.

    Attributes
    ----------
    cursor
        The last change that is now taken in.
    after
        The cursor that the update was worked out from. Where another process has moved it meanwhile, nothing is
        written and `LedgerBusyError` is raised; None: not checked.
    gone
        Statements whose signature, edges and membership go.
    signatures, edges
        To be written; an edge replaces one between the same two.
    sketches
        (article, MinHash sketch, its bands) of articles that are new or changed; those before them go.
    copies
        (article, original, share); all former copies of the articles named in `copied` go first.
    copied
        Articles whose copies are told anew.
    dropped, claims
        Ids of claims that go, then claims to be written.
    recipe
        What stands for the rules and networks it was worked out by, above 0; None: not told.
    """

    cursor: int
    gone: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    edges: tuple[Edge, ...] = ()
    sketches: tuple[tuple[str, bytes, tuple[bytes, ...]], ...] = ()
    copies: tuple[tuple[str, str, float], ...] = ()
    copied: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    after: int | None = None
    recipe: int | None = None
