"""What can be asked of a ledger beside its claims: articles, what somebody said, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from belegg.claims import ArticleHead, ClaimBrief, CopyOf, Facets, News, NewsKind, Speech, Utterance, VersionHead
from belegg.errors import ModelError
from belegg.follow._asked import asked_for, check_number, check_times
from belegg.follow._engines import Engines
from belegg.ledger import Store, StoredArticle
from belegg.match import stems
from belegg.types import Reading

__all__ = ["Asking", "spoken"]


def spoken(found: dict[str, Any]) -> Speech:
    """A row of `Store.speakers` as what is given out."""
    lists = {key: tuple(found[key]) for key in ("outlets", "also")}
    return Speech(**{**found, **lists})


class Asking:
    """The part of `Ledger` that only reads. May be used by several threads at a time."""

    store: Store
    engines: Engines

    # -- claims

    def count(self, query: str | None = None, **asked: Any) -> int:
        """How many claims `claims` would give without a limit."""
        found = asked_for(query, asked)
        return self.store.count_claims(found) if found else 0

    def facets(self, query: str | None = None, *, bound: int = 2000, **asked: Any) -> Facets:
        """By what the claims of `claims` can be narrowed down, counted over `bound` of them at most."""
        found = asked_for(query, asked)
        return self.store.facets(found, bound) if found else Facets(0, False)

    def claims_of_article(self, id: str) -> dict[str, ClaimBrief]:
        """The claims that an article carries, by the ids of the statements (and of the parts of its headline) that
        carry them."""
        return self.store.claims_of_article(id)

    # -- articles

    def article(self, id: str) -> StoredArticle | None:
        """The article in its current version; None where there is none of this id."""
        return self.store.article(id)

    def reading(self, id: str, version: str | None = None) -> Reading | None:
        """What was read in an article, in its current version or in `version`; None where there is none."""
        found = self.store.article(id) if version is None else self.store.version(id, version)
        return Reading.from_dict(found.reading, found.wire) if found else None

    def versions(self, id: str) -> list[StoredArticle]:
        """All versions of an article, the oldest first."""
        return self.store.versions(id)

    def version_heads(self, id: str) -> list[VersionHead]:
        """All versions of an article, the oldest first, without what was read in them."""
        return self.store.version_heads(id)

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        words: str | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> list[ArticleHead]:
        """Articles, the latest published first, those of no known time last.

        Parameters
        ----------
        outlet
            The whole name, in any case.
        since, until
            ISO 8601, or a `date` or `datetime`; a day alone as `until` is counted in.
        words
            All of them begin words of the title.
        before
            The id of the last article of the page before.
        """
        times = check_times({"since": since, "until": until})
        check_number("limit", limit, least=0)
        return self.store.listed(
            outlet=outlet, since=times["since"], until=times["until"], words=words, limit=limit, before=before
        )

    def count_articles(self) -> int:
        """How many articles there are."""
        return self.store.count_articles()

    def copies_of(self, article: str) -> list[CopyOf]:
        """The articles that this one repeats, and those that repeat it; the largest share first."""
        return self.store.copies_of(article)

    def statement(self, id: str) -> tuple[str, str] | None:
        """The article that has a statement (or a part of a headline) of this id, and its latest version that has it."""
        return self.store.place_of(id)

    # -- who speaks

    def speaker(self, name: str) -> Speech | None:
        """Who speaks under this name, in any case, with the names merged with it; None where nobody does."""
        found = self.store.speaker(name)
        return spoken(found) if found else None

    def speech(self, name: str, *, limit: int = 100, before: str | None = None) -> list[Utterance]:
        """What somebody said, under all names merged with `name`, the latest first.

        `before` is the id of the last statement of the page before.
        """
        return self.store.speech(name, limit, before)

    def heard(self, name: str, limit: int = 1000) -> list[tuple[str | None, str | None, int]]:
        """When and where somebody spoke: (published, outlet, statements) an article, the latest first. Far cheaper than
        `speech`, which tells what was said."""
        return self.store.heard(name, limit)

    def about(self, name: str, limit: int = 50) -> list[ClaimBrief]:
        """Claims in whose words the whole name (or one merged with it) stands and that its bearer does not carry, the
        latest first."""
        return self.store.about(name, [tuple(stems(n)) for n in self.store.names_of(name)], limit)

    # -- what is new

    def news(self, after: int = 0, kinds: Sequence[NewsKind] | None = None, limit: int = 200) -> list[News]:
        """What happened to claims after the change of the number `after`, the newest first; of claims that are gone
        nothing is told."""
        return self.store.news(after, kinds, limit)

    def news_counts(self, after: int = 0) -> dict[NewsKind, int]:
        """How much of each kind `news` would give without a limit."""
        return self.store.news_counts(after)

    def last_change(self) -> int:
        """The number of the last change; 0 where nothing ever changed."""
        return self.store.last_change()

    def stale(self) -> int:
        """How many changes the claims have not taken in yet: `Ledger.update` does."""
        return self.store.stale()

    def outdated(self) -> bool:
        """Whether any of its claims were made by other rules or networks than this belegg has: `Ledger.rebuild` makes
        them again. False where there are none yet, or where nobody can tell, since the weights cannot be read."""
        made = self.store.recipe()
        try:
            return made is not None and made != self.engines.recipe
        except ModelError:
            return False

    def info(self) -> dict[str, Any]:
        """What is in the ledger: ``articles``, ``statements`` (of their current versions), ``claims``, ``decisions``
        that hold, ``size`` in bytes, ``database`` (``sqlite`` or ``postgresql``)."""
        return self.store.summary()
