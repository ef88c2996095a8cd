"""What an article may cost."""

from __future__ import annotations

__all__ = [
    "MAX_ARTICLE_BYTES",
    "MAX_BLOCKS",
    "MAX_BYLINE",
    "MAX_GUIDED_BYTES",
    "MAX_GUIDED_ELEMENTS",
    "MAX_TITLE",
    "MAX_URL",
]

MAX_ARTICLE_BYTES = 50 * 1024 * 1024
"""Bytes of one text or page; a JSONL file is read line by line and may be longer, each line obeys the limit."""

MAX_GUIDED_BYTES = 5 * 1024 * 1024
MAX_GUIDED_ELEMENTS = 15_000
"""Above either, the body of a page is found by structure alone: trafilatura's time grows faster than the page."""

MAX_BLOCKS = 20_000
"""Blocks taken from one HTML page."""

MAX_TITLE = 1024
MAX_BYLINE = 512
MAX_URL = 2048
"""Characters of the metadata fields."""
