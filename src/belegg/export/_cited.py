"""What a bibliography and a linked document need of an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Cited", "Source"]


class Cited(Protocol):
    """Anything that tells of an article: a `Carrier` does."""

    @property
    def article(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Source:
    """An article alone; `article` is its id."""

    article: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    language: str | None = None
