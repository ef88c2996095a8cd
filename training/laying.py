"""Lay spans of characters on the words of a document, and read tags of words as spans."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Any

from belegg.reader._words import Words

Record = dict[str, Any]


def words_of(record: Record) -> Words:
    """The words of a prepared document."""
    return Words(record["forms"], record["spans"], record["gaps"])


class WordIndex:
    """Finds the words under a character span."""

    def __init__(self, words: Words) -> None:
        self.starts = [a for a, _ in words.spans]
        self.spans = words.spans

    def under(self, start: int, end: int) -> list[int]:
        """Words of which at least half lies in [start, end)."""
        first = max(0, bisect.bisect_right(self.starts, start) - 1)
        out = []
        for i in range(first, len(self.spans)):
            a, b = self.spans[i]
            if a >= end:
                break
            if 2 * (min(b, end) - max(a, start)) >= b - a:
                out.append(i)
        return out


def lay_statements(record: Record, gold: list[Record]) -> list[Record]:
    """Statements with character spans (as gold has them, or a reading) laid on the words of `record`."""
    index = WordIndex(words_of(record))
    out: list[Record] = []
    taken: set[int] = set()
    for s in gold:
        content = sorted({i for a, b in s["content"] for i in index.under(a, b)})
        parts = {k: [index.under(a, b) for a, b in s[k]] for k in ("cue", "source", "via", "hedges")}
        cue = sorted({i for p in parts["cue"] for i in p})
        if not content:
            continue
        anchor = cue[0] if cue else content[0]
        if anchor in taken:
            continue
        taken.add(anchor)
        out.append(
            {
                "anchor": anchor,
                "quote": not cue,
                "content": _close_gaps(content, record["forms"]),
                "cue": cue,
                "source": sorted({i for p in parts["source"] for i in p}),
                "via": sorted({i for p in parts["via"] for i in p}),
                "hedges": sorted({i for p in parts["hedges"] for i in p}),
                "form": s["form"],
                "kind": s["kind"],
                "certainty": s["certainty"],
                "speaker": s["speaker"],
            }
        )
    return out


def _close_gaps(content: list[int], forms: list[str]) -> list[int]:
    """Join stretches parted by signs only: quote marks, dashes and stops between lines are no boundary."""
    out: list[int] = []
    for i in content:
        if out and not any(any(c.isalnum() for c in forms[k]) for k in range(out[-1] + 1, i)):
            out.extend(range(out[-1] + 1, i))
        out.append(i)
    return out


def tagged_spans(tags: Sequence[str]) -> list[tuple[int, int]]:
    """First and last word of each passage that is tagged `B…`, `I…`; a passage that no `B…` opens is none."""
    out: list[tuple[int, int]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("B"):
            out.append((i, i))
        elif tag.startswith("I") and out and out[-1][1] == i - 1:
            out[-1] = (out[-1][0], i)
    return out
