"""From scores to drafts: which words anchor a statement, and which words are its parts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from belegg.reader._crf import best_roles
from belegg.reader._evidentials import is_evidential
from belegg.reader._layout import CLOSING, DASHES, OPENING, STRAIGHT, Ints
from belegg.reader._network import Encoded, Floats, Network
from belegg.reader._odds import logistic, softmax
from belegg.reader._words import BREAK, Words
from belegg.types import Span

CONTENT, SOURCE, VIA, CUE = 1, 2, 3, 4
_HEDGE_THRESHOLD = 0.5
_SLACK = 2
_EDGE_SIGNS = CLOSING | DASHES | OPENING | STRAIGHT | frozenset(".,:;…'’‘·•*|")
_CLOSERS = [[c] for c in sorted(CLOSING | STRAIGHT)]
_OPENING_EDGE = _EDGE_SIGNS | frozenset(")]!?")


@dataclass(slots=True)
class Draft:
    """A statement in the making; parts are word numbers, in order."""

    anchor: int
    quote: bool
    content: list[int]
    cue: list[int]
    source: list[int]
    via: list[int]
    hedges: list[int]
    form: Floats
    kind: Floats
    certainty: Floats
    features: list[float] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Decisions:
    """Numbers fixed on held-out documents: see ``training.calibrate``.

    weights: of the logistic model over a draft's features, the constant first; threshold: on its probability;
    indirect: the number of that form among the network's, None where it has none.
    """

    weights: tuple[float, ...] = (0.0, 0.5, 0.5, 0.0, 0.0, 0.0)
    threshold: float = 0.4
    anchor_floor: float = 0.08
    indirect: int | None = None

    @classmethod
    def from_meta(cls, meta: dict[str, Any]) -> Decisions:
        forms = meta.get("labels", {}).get("form", [])
        indirect = forms.index("indirect") if "indirect" in forms else None
        known = meta.get("decisions", {}).get("found", {})
        if not known:
            return cls(indirect=indirect)
        return cls(tuple(known["weights"]), float(known["threshold"]), float(known["anchor_floor"]), indirect)


def draft_statements(network: Network, encoded: Encoded, transition: Floats, decisions: Decisions) -> list[Draft]:
    """All drafts over the threshold, doubles removed, in the order of their anchors."""
    drafts = propose(network, encoded, transition, decisions)
    return without_doubles([d for d in drafts if d.score >= decisions.threshold], encoded.words)


def propose(network: Network, encoded: Encoded, transition: Floats, decisions: Decisions) -> list[Draft]:
    """A draft for every word that may anchor one, scored but not yet chosen among."""
    p = softmax(encoded.anchor)
    anchors = np.flatnonzero(1 - p[:, 0] >= decisions.anchor_floor)
    if not len(anchors):
        return []
    kinds = p[anchors, 1:].argmax(1) + 1
    roles = network.roles(encoded, anchors.tolist(), kinds.tolist())
    tags, sureness = best_roles(roles, transition)
    hedged = roles.hedge > math.log(_HEDGE_THRESHOLD / (1 - _HEDGE_THRESHOLD))
    drafts: list[Draft] = []
    for row, anchor in enumerate(anchors.tolist()):
        inside = roles.mask[row] > 0
        words = roles.index[row]
        part = [words[(tags[row] == r) & inside].tolist() for r in range(5)]
        quote = bool(kinds[row] == 2)
        if not quote:
            # The word that makes the statement is its cue, whatever else it was decoded as.
            part = [p if r == CUE else [i for i in p if i != anchor] for r, p in enumerate(part)]
        content = _phrase(part[CONTENT], encoded.words)
        if int(roles.form[row].argmax()) == decisions.indirect:
            content = _one_paragraph(content, anchor, encoded.layout.paragraph)
        if not content or not (quote or lettered(encoded.words.forms[anchor])):
            continue
        odds = float(np.log(1 - p[anchor, 0] + 1e-6) - np.log(p[anchor, 0] + 1e-6))
        features = [
            odds,
            float(roles.valid[row]),
            float(max(sureness[row], -12.0)),
            float(quote),
            float(sum(b > a + 1 for a, b in itertools.pairwise(content))),
        ]
        drafts.append(
            Draft(
                anchor=anchor,
                quote=quote,
                content=content,
                cue=[] if quote else sorted({anchor, *_lettered_only(part[CUE], encoded.words)}),
                source=_nearest_run(_phrase(part[SOURCE], encoded.words), anchor, encoded.words),
                via=_phrase(part[VIA], encoded.words),
                hedges=_lettered_only(words[hedged[row] & inside].tolist(), encoded.words),
                form=roles.form[row],
                kind=roles.kind[row],
                certainty=roles.certainty[row],
                features=features,
                score=logistic(decisions.weights, [1.0, *features]),
            )
        )
    return drafts


def _one_paragraph(content: list[int], anchor: int, paragraph: Ints) -> list[int]:
    """What is retold stands in one paragraph, that of its cue where it has words there: of 3,410 gold ones 25 reach
    over two, and what stands before a cue on a page is often somebody else's words."""
    found = {int(paragraph[i]) for i in content}
    if len(found) < 2:
        return content
    here = int(paragraph[anchor])
    if here not in found:
        here = max(sorted(found), key=lambda p: sum(int(paragraph[i]) == p for i in content))
    return [i for i in content if paragraph[i] == here]


def without_doubles(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Of drafts for one and the same statement (the same words, and no cue or the same cue), the likelier."""
    kept: list[Draft] = []
    for d in sorted(drafts, key=lambda d: (-d.score, d.anchor)):
        if not any(_same(d, k) for k in kept):
            kept.append(d)
    kept = [d for d in kept if not any(_told_by(d, k, words) for k in kept)]
    return sorted(kept, key=lambda d: (min(d.content + d.cue), d.anchor))


def _told_by(hearsay: Draft, other: Draft, words: Words) -> bool:
    """Whether an evidential stands in a clause that another statement gives a source for: *ifølge X skal Y ha …*."""
    if hearsay.source or not other.source or not hearsay.cue:
        return False
    own, whole = {*hearsay.content, *hearsay.cue}, set(other.content)
    near = own <= whole and len(whole - own) <= _SLACK
    return near and is_evidential(" ".join(words.forms[i] for i in hearsay.cue))


def _same(a: Draft, b: Draft) -> bool:
    x, y = set(a.content), set(b.content)
    overlap = len(x & y) / len(x | y)
    if a.quote or b.quote:
        return overlap > 0.5
    if set(a.cue) & set(b.cue):
        return overlap > 0.5
    return overlap > 0.9 and (a.source == b.source or not a.source or not b.source)


def _phrase(part: list[int], words: Words) -> list[int]:
    """The trimmed stretches that hold a word and not only signs."""
    return [i for run in runs_of(trim(part, words), words) if _lettered_only(run, words) for i in run]


def _nearest_run(part: list[int], anchor: int, words: Words) -> list[int]:
    """The stretch nearest the anchor: a source is one phrase."""
    return min(runs_of(part, words), key=lambda r: min(abs(r[0] - anchor), abs(r[-1] - anchor)), default=[])


def lettered(form: str) -> bool:
    """Whether a word has a letter or digit, and is no mere sign."""
    return any(c.isalnum() for c in form)


def _lettered_only(part: list[int], words: Words) -> list[int]:
    return [i for i in part if lettered(words.forms[i])]


def trim(part: list[int], words: Words) -> list[int]:
    """Without the quote marks, dashes and stops at the edges of each stretch; a quoted word there keeps its marks."""
    out: list[int] = []
    for run in runs_of(part, words):
        forms = [words.forms[i] for i in run]
        a, b = 0, len(run)
        while a < b and forms[a] in _OPENING_EDGE and not _opens_inner_quote(forms[a:b]):
            a += 1
        while b > a and forms[b - 1] in _EDGE_SIGNS and not _opens_inner_quote(forms[a:b][::-1]):
            b -= 1
        out.extend(run[a:b])
        if a < b and _leaves_quote_open(forms[a:b]) and words.forms[run[b - 1] + 1 : run[b - 1] + 2] in _CLOSERS:
            out.append(run[b - 1] + 1)
    return out


def _leaves_quote_open(forms: list[str]) -> bool:
    """Whether a quote mark inside, after the first words, has no fellow."""
    opened = False
    for form in forms[1:]:
        if form in OPENING or form in CLOSING or form in STRAIGHT:
            opened = not opened
    return opened


def _opens_inner_quote(forms: list[str]) -> bool:
    """Whether the first form is a quote mark whose fellow stands inside, with words after it (from either end)."""
    if forms[0] in STRAIGHT:
        fellows = STRAIGHT
    elif forms[0] in OPENING | CLOSING:
        fellows = (OPENING | CLOSING) - {forms[0]}
    else:
        return False
    at = next((i for i in range(1, len(forms)) if forms[i] in fellows), None)
    return at is not None and any(lettered(f) for f in forms[at:])


def runs_of(part: list[int], words: Words) -> list[list[int]]:
    """Stretches of neighbouring words; a paragraph break parts two stretches."""
    runs: list[list[int]] = []
    for i in part:
        if runs and i == runs[-1][-1] + 1 and words.gaps[i] != BREAK:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def spans_of(part: list[int], words: Words) -> tuple[Span, ...]:
    """Character spans of a part, a span a stretch."""
    return tuple((words.spans[r[0]][0], words.spans[r[-1]][1]) for r in runs_of(part, words))
