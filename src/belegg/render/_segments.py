"""An article cut at every boundary: nested and discontinuous spans become one flat run of segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from belegg.render._summary import depths
from belegg.types import Article, Block, Reading, Span, Statement

__all__ = ["PARTS", "Segment", "stretches"]

PARTS = ("cue", "source", "via", "hedges")


@dataclass(frozen=True, slots=True)
class Segment:
    """``text[start:end]``, within which nothing begins or ends.

    Attributes
    ----------
    covers
        Indices of the statements whose content this is, outermost first.
    parts
        Such as ``(3, "cue")``: what else it is, by statement.
    ends
        Indices of the statements whose content ends here for good.
    """

    start: int
    end: int
    covers: tuple[int, ...] = ()
    parts: tuple[tuple[int, str], ...] = ()
    ends: tuple[int, ...] = ()


def stretches(reading: Reading) -> Iterator[tuple[Block | None, list[Segment]]]:
    """The whole text in order, by block; None for what lies outside every block (often only white space)."""
    pieces = _pieces(reading.article)
    cuts = [edge for _, start, end in pieces for edge in (start, end)]
    segments = iter(_segments(reading, cuts))
    held: Segment | None = None
    for block, _, end in pieces:
        inside: list[Segment] = []
        while (segment := held or next(segments, None)) is not None:
            held = None
            if segment.start >= end:
                held = segment
                break
            inside.append(segment)
        yield block, inside


def _pieces(article: Article) -> list[tuple[Block | None, int, int]]:
    pieces: list[tuple[Block | None, int, int]] = []
    at = 0
    for block in article.blocks:
        if block.start > at:
            pieces.append((None, at, block.start))
        if block.end > block.start:
            pieces.append((block, block.start, block.end))
        at = max(at, block.end)
    if len(article.text) > at:
        pieces.append((None, at, len(article.text)))
    return pieces


def _segments(reading: Reading, cuts: list[int]) -> list[Segment]:
    statements = reading.statements
    rank = _ranks(statements)
    opening: dict[int, list[tuple[int, str]]] = {}
    closing: dict[int, list[tuple[int, str]]] = {}

    def mark(spans: tuple[Span, ...], what: tuple[int, str]) -> None:
        for start, end in spans:
            if start < end:
                opening.setdefault(start, []).append(what)
                closing.setdefault(end, []).append(what)

    last: dict[int, list[int]] = {}
    for index, statement in enumerate(statements):
        mark(statement.content, (index, "content"))
        for part in PARTS:
            mark(getattr(statement, part), (index, part))
        ends = [end for _, end in statement.content or statement.cue]
        if ends:
            last.setdefault(max(ends), []).append(index)

    edges = sorted({0, *cuts, *opening, *closing, *last, len(reading.article.text)})
    # Counted, since spans of one statement may overlap.
    open_now: dict[tuple[int, str], int] = {}
    segments: list[Segment] = []
    for start, end in pairwise(edges):
        for what in closing.get(start, ()):
            open_now[what] -= 1
            if not open_now[what]:
                del open_now[what]
        for what in opening.get(start, ()):
            open_now[what] = open_now.get(what, 0) + 1
        covers = sorted((i for i, part in open_now if part == "content"), key=rank.__getitem__)
        parts = sorted((i, part) for i, part in open_now if part != "content")
        segments.append(Segment(start, end, tuple(covers), tuple(parts), tuple(last.get(end, ()))))
    return segments


def _ranks(statements: tuple[Statement, ...]) -> list[tuple[int, int, int]]:
    """Sort keys, outermost first: by nesting; where that is equal the longer holds the shorter."""
    depth = depths(statements)
    return [(depth[s.id], -sum(b - a for a, b in s.content), i) for i, s in enumerate(statements)]
