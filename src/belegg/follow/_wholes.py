"""Claims and texts of articles that were asked for lately, so that they are not taken apart anew for every page.

Found by what they hold, never by their ids: what has changed in the ledger is another document, and nothing has to be
told of changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from belegg._held import Held
from belegg.claims import Claim
from belegg.ledger import ClaimQuery, Store
from belegg.ledger._failures import parsed, taken_from
from belegg.types import Span

__all__ = ["Text", "Wholes"]

_CHARACTERS: Final = 8_000_000
"""Characters of the documents whose contents are held: some sixty megabytes, of claims and of texts each."""
_LISTS: Final = 1_000_000
_LONGEST: Final = 200
"""Claims of a list that is held."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article in its current version, and where its statements stand in it."""

    text: str
    spans: Mapping[str, tuple[Span, ...]]


class Wholes:
    """Claims and texts of one store; `name` is what it is called in messages."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._claims: Held[Claim] = Held(_CHARACTERS)
        self._texts: Held[Text] = Held(_CHARACTERS)
        self._lists: Held[list[str]] = Held(_LISTS)

    def ids(self, query: ClaimQuery) -> list[str]:
        """The ids of the claims that `query` asks for. To rank all that have a word takes long, and what is asked for
        once is asked for again: by the page and by programs; held while nothing is written."""
        if query.limit is None or query.limit > _LONGEST:
            return self._store.find_ids(query)
        # Read first: what comes meanwhile belongs to another mark.
        key = f"{self._store.mark()} {query!r}"
        held = self._lists.get(key)
        if held is None:
            held = self._store.find_ids(query)
            self._lists.put(key, held, len(key) + 64 * len(held))
        return held

    def claims(self, documents: Sequence[str]) -> list[Claim]:
        """The claims of these documents."""
        return [self._claims.get(document) or self._claim(document) for document in documents]

    def _claim(self, document: str) -> Claim:
        with taken_from(self._name):
            made = Claim.from_dict(parsed(document, self._name)["claim"])
        self._claims.put(document, made, len(document))
        return made

    def texts(self, articles: Sequence[str]) -> dict[str, Text]:
        """The texts of these articles; unknown ones are left out."""
        current = self._store.current(articles)
        found = {id: text for id in set(current.values()) if (text := self._texts.get(id)) is not None}
        missing = [id for id in dict.fromkeys(current.values()) if id not in found]
        for id, body in self._store.readings(missing).items() if missing else ():
            spans = {s["id"]: tuple((a, b) for a, b in s["content"]) for s in body["statements"]}
            found[id] = Text(body["article"]["text"], spans)
            self._texts.put(id, found[id], len(found[id].text) + 100 * len(spans))
        return {article: found[id] for article, id in current.items() if id in found}
