"""What the views have in common: counts, labels, the chain as words, the quoted passage."""

from __future__ import annotations

from dataclasses import dataclass

from belegg.types import Hop, Reading, Statement

__all__ = [
    "CERTAINTIES",
    "FORMS",
    "KINDS",
    "Counts",
    "count",
    "depths",
    "describe_counts",
    "empty_notice",
    "hands",
    "headline",
    "is_unnamed",
    "meta",
    "percent",
    "sign",
    "speaker_name",
]

KINDS = {
    "person": "",
    "anonymous": "unnamed",
    "organisation": "organisation",
    "media": "media",
    "document": "document",
    "group": "group, unnamed",
    "implicit": "not named",
}
FORMS = {"direct": "direct quote", "indirect": "retold", "mixed": "retold, partly quoted"}
CERTAINTIES = {
    "certain": "certain",
    "probable": "probable",
    "possible": "possible",
    "unclaimed": "not claimed as fact",
    "denied": "denied",
}
_LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "da": "Danish", "sv": "Swedish", "en": "English"}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one reading: statements, distinct sources behind them, statements whose source has no name, hearsay."""

    statements: int
    sources: int
    unnamed: int
    hearsay: int


def is_unnamed(statement: Statement) -> bool:
    """Whether somebody stands behind the statement but nobody whom the text names; hearsay is counted apart."""
    return not statement.hearsay and (statement.speaker is None or statement.kind in ("anonymous", "group"))


def count(reading: Reading) -> Counts:
    statements = reading.statements
    return Counts(
        statements=len(statements),
        sources=len({s.speaker.casefold() for s in statements if s.speaker is not None}),
        unnamed=sum(map(is_unnamed, statements)),
        hearsay=sum(s.hearsay for s in statements),
    )


def describe_counts(counts: Counts) -> str:
    """Such as ``18 statements by 9 sources; 3 unnamed; 2 hearsay``."""
    head = _plural(counts.statements, "statement")
    if counts.sources:
        head += " by " + _plural(counts.sources, "source")
    tail = [f"{n} {word}" for n, word in ((counts.unnamed, "unnamed"), (counts.hearsay, "hearsay")) if n]
    return "; ".join([head, *tail])


def _plural(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def headline(reading: Reading) -> str:
    """The title, or what else the article can be told by."""
    article = reading.article
    return article.title or article.url or (article.path if article.path != "-" else None) or "Untitled"


def meta(reading: Reading) -> list[str]:
    """Outlet, byline, agencies, time and language, as far as they are known."""
    article = reading.article
    language = _LANGUAGES[article.language] if article.language else None
    return [part for part in (article.outlet, article.byline, *article.wire, article.published, language) if part]


def empty_notice(reading: Reading) -> str:
    """What to say where the article has no statement."""
    if not reading.article.text.strip():
        return "There is no text here."
    if reading.article.language is None:
        return "No statement found. The text is in none of the languages that belegg reads: nb, nn, da, sv, en."
    return "No statement found: this text ascribes nothing to anybody but its writer."


def speaker_name(statement: Statement) -> str:
    if statement.speaker:
        return statement.speaker
    return "Nobody named"


def _hop_name(hop: Hop) -> str:
    if hop.kind in ("anonymous", "group"):
        return f"{hop.name} (unnamed)" if hop.name else "unnamed source"
    return hop.name or "not named"


def hands(reading: Reading, statement: Statement) -> list[str]:
    """The hands after the speaker, publishing outlet last; a channel that the chain lacks comes before the outlet."""
    hops = [_hop_name(hop) for hop in statement.chain]
    if hops and statement.speaker and statement.chain[0].name.casefold() == statement.speaker.casefold():
        hops = hops[1:]
    hops[-1:-1] = _via_not_in_chain(reading, statement)
    return hops


def sign(statement: Statement) -> str:
    """What stands behind the number of a passage: hearsay, a source without a name, a denial."""
    who = "≈" if statement.hearsay else "○" if is_unnamed(statement) else ""
    return who + ("×" if statement.certainty == "denied" else "")


def _via_not_in_chain(reading: Reading, statement: Statement) -> list[str]:
    # The chain has names, the text its own wording: either may hold the other.
    hops = [hop.name.casefold() for hop in statement.chain]
    words = [reading.article.text[a:b] for a, b in statement.via]
    return [w for w in words if not any(h and (h in w.casefold() or w.casefold() in h) for h in hops)]


def percent(confidence: float) -> str:
    return f"{round(100 * confidence)} %"


def depths(statements: tuple[Statement, ...]) -> dict[str, int]:
    """Of each statement by id: how many others hold it. A parent that is not there counts as none."""
    parent = {s.id: s.nested_in for s in statements}
    depth: dict[str, int] = {}
    for start in parent:
        path: list[str] = []
        at: str | None = start
        while at in parent and at not in depth and at not in path:
            path.append(at)
            at = parent[at]
        base = depth.get(at, -1) if at is not None else -1
        for back, known in enumerate(reversed(path), start=1):
            depth[known] = base + back
    return depth
