"""An article as runs of text with marks: what is opened and closed where, and what each stretch is a part of. Pure.

Every run keeps its offsets into `Article.text`; the words that are drawn are escaped, and no text of the article is
left out, so that what is copied from the page is the article.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from belegg.desk._pages import marks
from belegg.render._clean import for_html
from belegg.render._segments import Segment, stretches
from belegg.types import Reading

__all__ = ["Opening", "Paragraph", "Run", "paragraphs"]

_TAGS = {"heading": "h2"}


@dataclass(frozen=True, slots=True)
class Opening:
    """Content of statement `index` begins; `first` where it does so for the first time, which is where links land."""

    index: int
    first: bool


@dataclass(frozen=True, slots=True)
class Run:
    """``text[start:end]``, within which nothing begins or ends.

    Attributes
    ----------
    text
        The words, escaped.
    opens, closes
        The marks that open before them, outermost first, and how many close after them.
    inner
        Index of the innermost statement whose content this is; None outside all.
    parts
        (statement, name of its part) of what else it is.
    ends
        Indices of the statements whose content ends here for good: their numbers stand here.
    """

    start: int
    end: int
    text: Markup
    opens: tuple[Opening, ...] = ()
    closes: int = 0
    inner: int | None = None
    parts: tuple[tuple[int, str], ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the article: its kind (``outside`` for text in no block, ``gap`` for white space between two), the
    HTML element for it, and its runs."""

    kind: str
    tag: str
    runs: tuple[Run, ...]


def paragraphs(reading: Reading, landed: Container[int] = ()) -> Iterator[Paragraph]:
    """The whole text in order. The first title is an ``h1``, any further one a paragraph.

    `landed`: statements that have been opened already, so that no place to land at is made twice.
    """
    seen = {i for i in range(len(reading.statements)) if i in landed}
    titled = False
    for block, segments in stretches(reading):
        if not segments:
            continue
        runs = tuple(_runs(reading, segments, seen))
        kind: str = block.kind if block else "outside"
        if block is None and not reading.article.text[runs[0].start : runs[-1].end].strip():
            kind = "gap"
        tag = _TAGS.get(kind, "p")
        if kind == "title":
            tag, titled = ("p" if titled else "h1"), True
        yield Paragraph(kind, tag, runs)


def _runs(reading: Reading, segments: Sequence[Segment], seen: set[int]) -> Iterator[Run]:
    text = reading.article.text
    is_open: tuple[int, ...] = ()
    for n, segment in enumerate(segments):
        after = segments[n + 1].covers if n + 1 < len(segments) else ()
        opens = []
        for index in segment.covers[len(is_open) :]:
            opens.append(Opening(index, index not in seen))
            seen.add(index)
        is_open = segment.covers[: _common(segment.covers, after)]
        yield Run(
            segment.start,
            segment.end,
            marks(for_html(text[segment.start : segment.end])),
            tuple(opens),
            len(segment.covers) - len(is_open),
            segment.covers[-1] if segment.covers else None,
            segment.parts,
            segment.ends,
        )


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n
