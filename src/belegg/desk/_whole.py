"""Lists as a whole, for exports: up to `EXPORTED` rows, read a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from belegg.claims import ArticleHead, Claim, NewsKind, Speech, Utterance
from belegg.desk._cards import Choice
from belegg.desk._found import EXPORTED
from belegg.export import Stated
from belegg.follow import Ledger
from belegg.types import Reading

__all__ = ["claims_of", "every_article", "every_news", "every_said", "every_speaker", "stated_in"]

_STEP = 200


def claims_of(ledger: Ledger, ids: Iterable[str]) -> Iterator[Claim]:
    """These claims, each once; what is gone meanwhile is left out."""
    wanted = list(dict.fromkeys(ids))[:EXPORTED]
    for start in range(0, len(wanted), _STEP):
        yield from ledger.claims_by_id(wanted[start : start + _STEP])


def every_news(ledger: Ledger, after: int, kinds: Sequence[NewsKind] | None = None) -> Iterator[Claim]:
    """The claims that something happened to after a change."""
    yield from claims_of(ledger, (n.claim.claim for n in ledger.news(after, kinds, EXPORTED)))


def every_article(ledger: Ledger, **filters: str | None) -> Iterator[ArticleHead]:
    """The articles of a list; the filters are those of `Ledger.articles`."""
    seen: set[str] = set()
    before: str | None = None
    while len(seen) < EXPORTED:
        part = ledger.articles(**filters, limit=min(_STEP, EXPORTED - len(seen)), before=before)
        # An article that changes while this goes on moves, and would be told of twice.
        new = [head for head in part if head.id not in seen]
        seen.update(head.id for head in new)
        yield from new
        if not new:
            return
        before = part[-1].id


def every_speaker(ledger: Ledger, query: str | None) -> list[Speech]:
    """Who speaks most, or whose names hold `query`."""
    return ledger.speakers(query, EXPORTED)


def every_said(ledger: Ledger, speech: Speech, name: str) -> Iterator[Stated]:
    """What somebody said, under all names merged with `name`, with the name that they go by."""
    before: str | None = None
    left = EXPORTED
    while left > 0 and (part := ledger.speech(name, limit=min(_STEP, left), before=before)):
        yield from (Stated(told, speech.name) for told in part)
        left -= len(part)
        before = part[-1].statement


def stated_in(ledger: Ledger, id: str, reading: Reading, choice: Choice) -> Iterator[Stated]:
    """The statements of an article that are looked at, in the order of its text."""
    article, claims = reading.article, ledger.claims_of_article(id)
    for s in reading.statements:
        if not choice.keeps(s):
            continue
        claim = claims.get(s.id)
        told = Utterance(
            statement=s.id,
            article=id,
            outlet=article.outlet,
            published=article.published,
            title=article.title,
            url=article.url,
            content=tuple(article.text[start:end] for start, end in s.content),
            certainty=s.certainty,
            form=s.form,
            kind=s.kind,
            hearsay=s.hearsay,
            claim=claim.claim if claim else None,
            claim_text=claim.text if claim else None,
        )
        yield Stated(told, s.speaker, article.language, s.chain, s.confidence)
