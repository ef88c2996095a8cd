"""The demo: the articles of three made-up stories, written for this program and shipped with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from belegg.errors import BeleggError
from belegg.extract import articles_in
from belegg.types import Article

__all__ = ["DEMO", "demo_articles", "demo_size"]

DEMO = Path(__file__).parent / "demo"


def demo_articles() -> Iterator[Article]:
    """The articles, story after story, in the order they were published."""
    for path in sorted(DEMO.glob("*.jsonl")):
        for item in articles_in(str(path)):
            if isinstance(item, BeleggError):
                raise item
            yield item


def demo_size() -> int:
    """How many articles there are."""
    return sum(path.read_bytes().count(b"\n") for path in DEMO.glob("*.jsonl"))
