"""Statements in their sentence: the passage of an article around the words of a statement, bounded. Pure.

Offsets are those of the article's text, as everywhere; what comes out is cut into runs for a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from belegg.claims import Carrier, Claim
from belegg.desk._pages import marks
from belegg.match import stems
from belegg.render._clean import for_html
from belegg.types import Span

__all__ = ["MOST", "Run", "Snippet", "best_carrier", "clean", "found_in", "plain_runs", "snippet"]

MOST = 300
"""Characters of a passage, about."""
_END = re.compile(r"[.!?…]['\"»”’)\]]*\s+(?=['\"«“‘(\[–—-]*\s*[^\W\d_a-zæøåäö])")
_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"\s")
_EDGE = 24


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a passage: whether it belongs to the statement, and its parts with whether they were sought."""

    content: bool
    parts: tuple[tuple[Markup, bool], ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage; `before` and `after` tell whether the sentence goes on beyond it."""

    runs: tuple[Run, ...]
    before: bool = False
    after: bool = False


def clean(text: str | None) -> Markup:
    """Text of articles for a page: escaped, without characters that would reorder or break what is shown."""
    return marks(for_html(text or ""))


def best_carrier(claim: Claim, terms: Collection[str], fits: Callable[[Carrier], int] = lambda c: 0) -> Carrier:
    """The statement to show for a claim: the one that fits best what was asked for, with most of the words sought,
    ascribed to somebody, earliest."""

    sought = frozenset(terms)

    def rank(carrier: Carrier) -> tuple[int, int, bool, bool]:
        hits = len(sought & set(stems(" ".join(carrier.content)))) if sought else 0
        return fits(carrier), hits, carrier.form is not None, carrier.certainty != "denied"

    return max(claim.statements, key=rank)


def snippet(text: str, spans: Sequence[Span], terms: Collection[str] = (), most: int = MOST) -> Snippet:
    """The sentence or sentences around `spans`, about `most` characters of them."""
    spans = sorted((max(0, a), min(len(text), b)) for a, b in spans if a < b)
    if not spans:
        return Snippet(())
    first, last = spans[0][0], max(b for _, b in spans)
    start, end = _sentence(text, first, last)
    low, high = _window(text, start, end, first, last, most)
    runs = []
    at = low
    for a, b in _joined([(max(a, low), min(b, high)) for a, b in spans]):
        if a >= b:
            continue
        if at < a:
            runs.append(Run(False, _parts(text[at:a], terms)))
        runs.append(Run(True, _parts(text[a:b], terms)))
        at = b
    if at < high:
        runs.append(Run(False, _parts(text[at:high], terms)))
    return Snippet(tuple(runs), low > start, high < end)


def plain_runs(text: str, terms: Collection[str] = (), most: int = MOST) -> Snippet:
    """Words that stand for themselves, such as those of a headline."""
    return snippet(text, [(0, len(text))], terms, most)


def found_in(text: str, content: Sequence[str]) -> list[Span]:
    """Where the stretches of a carrier's words stand in an article, one after another; those that do not are left
    out."""
    out: list[Span] = []
    at = 0
    for part in content:
        place = text.find(part, at) if part else -1
        if place >= 0:
            at = place + len(part)
            out.append((place, at))
    return out


def _sentence(text: str, first: int, last: int) -> Span:
    """The bounds of the sentences that hold a stretch; a line end is one too."""
    start = max(text.rfind("\n", 0, first), -1) + 1
    for match in _END.finditer(text, start, first + 1):
        if match.end() <= first:
            start = match.end()
    stop = text.find("\n", last)
    stop = len(text) if stop < 0 else stop
    # The statement may hold the stop of its sentence, or end before it.
    ends = (m for m in _END.finditer(text, max(first, last - 2), stop) if m.end() > last)
    found = next(ends, None)
    return start, len(text[: found.end()].rstrip()) if found else stop


def _window(text: str, start: int, end: int, first: int, last: int, most: int) -> Span:
    """At most `most` characters of a sentence: all of the statement if it can be, with as much beside it as fits."""
    if end - start <= most:
        return start, end
    if last - first >= most:
        lead = min(first - start, _EDGE)
        return _word_after(text, first - lead, start), _word_before(text, first - lead + most, end)
    room = most - (last - first)
    low = max(start, first - room // 2)
    high = min(end, low + most)
    low = max(start, high - most)
    return min(first, _word_after(text, low, start)), max(last, _word_before(text, high, end))


def _word_after(text: str, at: int, start: int) -> int:
    """The beginning of the first whole word from `at` on, near by."""
    if at <= start:
        return start
    blank = _BLANK.search(text, at - 1, at + _EDGE)
    return blank.end() if blank else at


def _word_before(text: str, at: int, end: int) -> int:
    if at >= end:
        return end
    found = [m.start() for m in _BLANK.finditer(text, at - _EDGE, at + 1)]
    return found[-1] if found else at


def _joined(spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for a, b in spans:
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def _parts(text: str, terms: Collection[str]) -> tuple[tuple[Markup, bool], ...]:
    if not terms:
        return ((clean(text), False),)
    out: list[tuple[str, bool]] = []
    at = 0
    for match in _WORD.finditer(text):
        if any(stem in terms for stem in stems(match[0])):
            out += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    out.append((text[at:], False))
    return tuple((clean(part), hit) for part, hit in out if part)
