"""Headlines as statements: what an outlet says in its title, where the reader found nobody behind it.

A headline is a retelling of the article's own matter, so it is matched like a statement; whom it has it from is taken
from the statement of the same article that carries the same claim.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

_PARTS = re.compile(r"\s+[–—-]\s+[–—-]?\s*|(?<=[^\W\d_]):\s+[–—-]?\s*|\?\s+")
_FEWEST_WORDS = 2


def title_parts(title: str) -> list[tuple[int, int]]:
    """The clauses of a headline, which dashes, colons and question marks part."""
    out: list[tuple[int, int]] = []
    at = 0
    for match in _PARTS.finditer(title):
        out.append((at, match.start()))
        at = match.end()
    out.append((at, len(title)))
    return [(a, b) for a, b in out if len(title[a:b].split()) >= _FEWEST_WORDS]


def bare_statements(reading: dict[str, Any], article: str) -> list[dict[str, Any]]:
    """Statements, in the shape of the contract, for the parts of the title that no statement covers by half."""
    about = reading["article"]
    text, title = about["text"], about["title"] or ""
    start = next((b["start"] for b in about["blocks"] if b["kind"] == "title"), -1)
    if start < 0 or not title or not text.startswith(title, start):
        return []
    taken = {i for s in reading["statements"] for a, b in s["content"] for i in range(a, b)}
    out = []
    for a, b in title_parts(title):
        span = range(start + a, start + b)
        if 2 * sum(i in taken for i in span) >= len(span):
            continue
        words = text[span.start : span.stop]
        id = hashlib.sha256("\x1f".join((article, "title", words)).encode()).hexdigest()[:32]
        outlet = about["outlet"]
        out.append(
            {
                "id": id,
                "content": [[span.start, span.stop]],
                "cue": [],
                "source": [],
                "via": [],
                "hedges": [],
                "form": "indirect",
                "kind": "media",
                "speaker": None,
                "certainty": "certain",
                "hearsay": False,
                "nested_in": None,
                "chain": [{"name": outlet, "kind": "media"}] if outlet else [],
                "confidence": 0.5,
                "bare": True,
            }
        )
    return out
