"""What the rest of the page tells of a speaker: headings, what is said twice, and whom the page lets speak.

A heading says in fewer words what somebody further down is quoted with (*- Må hive meg uti det*), or leaves out who
wants or fears something (*Vil ha svar*): whom it means stands below it, where the same words come again. And a page
often has several pieces under headings of their own, whose people are not the same.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from belegg._pronouns import WE, I
from belegg.reader._candidates import DESCRIBED, NAMED, Candidate, Past
from belegg.reader._decode import Draft
from belegg.reader._layout import CLOSING, OPENING, STOPS, STRAIGHT
from belegg.reader._names import Mention
from belegg.reader._network import Encoded, Floats

_LONGEST_HEADING = 15
_STEM = 5
_FAR, _MOST, _SOON = 4.0, 3, 6
_QUESTION = "?"
_STOPS = STOPS | {":"}
_CLOSING = CLOSING | OPENING | STRAIGHT | {")", "'", "’", "‘"}
"""What may stand behind the stop of a paragraph; Danish closes its quotes with what opens them elsewhere."""
COLUMNS = (
    "echo beside the best", "echo as source", "echo as speaker", "echo as later source", "headings back",
    "headings ahead", "source of", "source of soon", "under the same heading", "rank ahead", "spoke last here",
    "mentions beside the most", "most mentioned", "asks", "to hearer", "of speaker", "asked before", "to hearer before",
    "of speaker before", "asks after", "in one paragraph", "heading", "length of paragraph", "how far down",
    "heading after", "best echo",
)  # fmt: skip
"""What the columns of `Page.evidence` are; those from "asks" on are the same for every candidate."""
_OWN = COLUMNS.index("rank ahead")
# Words that are common ones in another of the languages are left out: *i*, *dit*, *er*.
_OF_SPEAKER = WE | (I - {"i"}) | frozenset({"mig", "my", "min", "mi", "mitt", "mine", "mit", "mina", "vår", "vårt",
                                            "våre", "våra", "vores", "our"})  # fmt: skip
_OF_HEARER = frozenset({"du", "deg", "dere", "dykk", "dokker", "dykkar", "din", "ditt", "dine", "you", "your", "dig",
                        "jer", "jeres", "dina", "ni"})  # fmt: skip


class Page:
    """An article's statements, and where its headings stand. Lays out once what `evidence` asks for each statement."""

    def __init__(self, drafts: Sequence[Draft], encoded: Encoded) -> None:
        forms, self._paragraph = encoded.words.forms, encoded.layout.paragraph
        self._drafts = drafts
        count = int(self._paragraph[-1]) + 1 if len(forms) else 0
        first = np.searchsorted(self._paragraph, np.arange(count + 1))
        self._length = np.diff(first)
        self._heading = [_is_heading(forms[a:b]) for a, b in pairwise(first)]
        self._headings = np.concatenate([[0], np.cumsum(self._heading)])
        often = Counter(s for s in map(_stem, forms) if s)
        self._weight = {s: 1 / (1 + math.log(n)) for s, n in often.items()}
        self._stems = [{s for i in d.content if (s := _stem(forms[i]))} for d in drafts]
        self._with_stem: dict[str, list[int]] = defaultdict(list)
        self._with_source: dict[int, list[int]] = defaultdict(list)
        for j, draft in enumerate(drafts):
            for s in sorted(self._stems[j]):
                self._with_stem[s].append(j)
            for i in draft.source:
                self._with_source[i].append(j)
        self._said = [_said(forms, d) for d in drafts]
        self._known: dict[tuple[Mention, ...], tuple[list[int], list[int]]] = {}

    def evidence(self, i: int, candidates: Sequence[Candidate], past: Past) -> Floats:
        """What speaks for each candidate of statement `i`: [C, F]. `past` tells whom the statements before were by."""
        draft, echo = self._drafts[i], self.echo(i)
        head = draft.source[0] if draft.source else draft.anchor
        first = min(draft.content)
        p = int(self._paragraph[first])
        same = i > 0 and self._paragraph[max(self._drafts[i - 1].content)] == self._paragraph[first]
        before = self._said[i - 1] if i else (False, False, False)
        after = self._said[i + 1] if i + 1 < len(self._drafts) else (False, False, False)
        shared = [
            *map(float, (*self._said[i], *before, after[0], same, self._heading[p])),
            math.log1p(int(self._length[p])),
            p / len(self._length),
            float(p + 1 < len(self._length) and self._heading[p + 1]),
            float(echo.max(initial=0.0)),
        ]
        spoken: dict[object, list[int]] = defaultdict(list)
        for j, key in enumerate(past.by):
            spoken[key].append(j)
        later = [_first_after(self._places(c)[0], head) for c in candidates]
        people = sorted({a for c, a in zip(candidates, later, strict=True) if c.type == "PER" and a is not None})
        rank = {a: float(min(_FAR, k)) for k, a in enumerate(people)}
        most = max((len(c.mentions) for c in candidates if c.type == "PER"), default=0)
        rows: list[list[float]] = []
        for c, ahead in zip(candidates, later, strict=True):
            known = c.sort in (NAMED, DESCRIBED)
            row = self._of(c, i, head, ahead, echo, spoken[c.key]) if known else [0.0] * _OWN
            person = c.type == "PER"
            row += [
                rank.get(ahead, _FAR) if known and ahead is not None else _FAR * known,
                float(same and bool(past.by) and past.by[-1] == c.key),
                len(c.mentions) / most if person else 0.0,
                float(person and len(c.mentions) == most),
            ]
            rows.append(row + shared)
        out = np.asarray(rows, np.float32)
        best = out[:, 1:3].max(1)
        out[:, 0] = best - best.max(initial=0.0)
        return out

    def _places(self, c: Candidate) -> tuple[list[int], list[int]]:
        """Where the mentions of a candidate begin, and the statements that have one in their source."""
        if c.mentions not in self._known:
            starts = sorted(a for a, _ in c.mentions)
            self._known[c.mentions] = starts, sorted({j for a in starts for j in self._with_source.get(a, ())})
        return self._known[c.mentions]

    def _of(
        self, c: Candidate, i: int, head: int, ahead: int | None, echo: Floats, spoken: Sequence[int]
    ) -> list[float]:
        """Of a candidate: how much a statement that has it as source, one that was found to be by it, and a later one
        say the same; how many headings stand between; how often it is a source, and soon."""
        starts, named = self._places(c)
        named = [j for j in named if j != i]
        last = bisect_left(starts, head)
        soon = [j for j in named if i < j <= i + _SOON]
        back = self._headings_between(starts[last - 1] if last else None, head)
        return [
            0.0,
            max((float(echo[j]) for j in named), default=0.0),
            max((float(echo[j]) for j in spoken), default=0.0),
            max((float(echo[j]) for j in named if j > i), default=0.0),
            back,
            self._headings_between(head, ahead),
            math.log1p(len(named)),
            math.log1p(len(soon)),
            float(back == 0),
        ]

    def echo(self, i: int) -> Floats:
        """How much of what statement `i` says every other one says too, by stems; rare ones count more: [N]."""
        out = np.zeros(len(self._drafts), np.float32)
        whole = sum(self._weight[s] for s in sorted(self._stems[i]))
        for s in sorted(self._stems[i]):
            out[self._with_stem[s]] += self._weight[s] / max(whole, 1.0)
        out[i] = 0
        return out

    def _headings_between(self, one: int | None, other: int | None) -> float:
        """How many headings the second word stands under that the first does not, `_MOST` at most; `_FAR` where there
        is no such word."""
        if one is None or other is None:
            return _FAR
        a, b = int(self._paragraph[one]), int(self._paragraph[other])
        return float(min(_MOST, self._headings[b + 1] - self._headings[a + 1]))


def _first_after(starts: Sequence[int], word: int) -> int | None:
    at = bisect_right(starts, word)
    return starts[at] if at < len(starts) else None


def _is_heading(forms: Sequence[str]) -> bool:
    """Whether a paragraph is short and ends without a stop."""
    end = len(forms)
    while end > 1 and forms[end - 1] in _CLOSING:
        end -= 1
    return len(forms) <= _LONGEST_HEADING and forms[end - 1] not in _STOPS


def _stem(form: str) -> str:
    """The beginning of a longer word, empty for a short one."""
    return form.casefold()[:_STEM] if len(form) >= _STEM - 1 and form[0].isalpha() else ""


def _said(forms: Sequence[str], draft: Draft) -> tuple[bool, bool, bool]:
    """Whether what is said has a question, speaks to somebody, and of the speaker."""
    words = {forms[i].casefold() for i in draft.content}
    asks = any(_QUESTION in forms[j] for i in draft.content for j in (i, i + 1) if j < len(forms))
    return asks, not words.isdisjoint(_OF_HEARER), not words.isdisjoint(_OF_SPEAKER)
