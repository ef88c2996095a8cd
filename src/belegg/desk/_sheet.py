"""An article as the desk shows it: text with marks, cards, what can be filtered. Pure; used by Read and Article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from belegg.claims import ClaimBrief
from belegg.desk._cards import Card, Choice, Speaking, card_of, speaking
from belegg.desk._marks import Paragraph, paragraphs
from belegg.desk._shown import line, shown, web_address
from belegg.match import bare_statements
from belegg.render import _summary as say
from belegg.types import Reading, Statement

__all__ = ["Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the template draws of one reading.

    `cards` are by index of the statement, as in the runs; `title` is for the tab and for a heading where the text has
    none (`titled`).
    """

    paragraphs: tuple[Paragraph, ...]
    cards: tuple[Card, ...]
    counts: say.Counts
    choice: Choice
    speakers: tuple[Speaking, ...]
    title: str
    titled: bool
    meta: tuple[Markup, ...]
    published: str | None
    link: str | None
    language: str | None
    empty: str
    """Why there is no statement: ``text``, ``language`` or ``none``; empty where there is one."""

    @property
    def statements(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if not card.own)

    @property
    def kept(self) -> int:
        return sum(not card.off for card in self.statements)


def sheet_of(
    reading: Reading,
    choice: Choice | None = None,
    *,
    id: str | None = None,
    at: str = "",
    claims: Mapping[str, ClaimBrief] | None = None,
    ratings: Mapping[str, str] | None = None,
) -> Sheet:
    """The sheet of a reading.

    Parameters
    ----------
    id
        Of the article in the ledger; with it the parts of the headline that carry one of `claims` get cards too.
    at
        The statement that somebody was sent to: lit without any script.
    claims, ratings
        By the ids of the statements.
    """
    claims, ratings, choice = claims or {}, ratings or {}, choice or Choice()
    article, said = reading.article, len(reading.statements)
    own = _own(reading, id, claims) if id else ()
    whole = replace(reading, statements=(*reading.statements, *own))
    numbers = {s.id: n for n, s in enumerate(reading.statements, start=1)}
    cards = tuple(
        card_of(
            whole,
            index,
            choice,
            numbers,
            own=index >= said,
            lit=bool(at) and statement.id == at,
            claim=claims.get(statement.id),
            rating=ratings.get(statement.id),
        )
        for index, statement in enumerate(whole.statements)
    )
    return Sheet(
        paragraphs=tuple(paragraphs(whole)),
        cards=cards,
        counts=say.count(reading),
        choice=choice,
        speakers=tuple(speaking(reading)),
        title=line(article.title or article.outlet or article.url, 120),
        titled=any(b.kind == "title" and b.end > b.start for b in article.blocks),
        meta=tuple(dict.fromkeys(shown(p) for p in (article.outlet, article.byline, *article.wire) if p)),
        published=article.published,
        link=web_address(article.url),
        language=article.language,
        empty="" if said else "text" if not article.text.strip() else "none" if article.language else "language",
    )


def _own(reading: Reading, id: str, claims: Mapping[str, ClaimBrief]) -> tuple[Statement, ...]:
    """The parts of the headline with which the outlet itself states one of `claims`."""
    found = (s for s in bare_statements(reading.to_dict(), id) if s["id"] in claims)
    return tuple(Statement.from_dict({k: v for k, v in s.items() if k != "bare"}) for s in found)
