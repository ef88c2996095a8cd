"""Who may be behind a statement, and what speaks for each: the features of the speaker scorer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from belegg.reader._decode import Draft
from belegg.reader._names import Mention, Name
from belegg.reader._network import Encoded, Floats

NOBODY, ITSELF, NAMED, DESCRIBED = 0, 1, 2, 3
_TITLE_REACH = 3

HE = frozenset({"han", "ham", "he", "him"})
SHE = frozenset({"hun", "henne", "ho", "hon", "she", "her"})
THEY = frozenset({"de", "dem", "dei", "deim", "they", "them", "begge", "båe", "båda"})
WE = frozenset({"jeg", "eg", "vi", "meg", "oss", "jag", "i", "we", "me", "us"})
OTHER = frozenset({"man", "en", "ein", "det", "den", "dette", "denne", "som", "hvem", "kven", "noen", "nokon", "alle",
                   "mange", "ingen", "flere", "fleire", "andre", "it", "who", "one", "der", "nogen"})  # fmt: skip
_TYPES = ("PER", "ORG", "GPE", "OTHER")
PRONOUNS = HE | SHE | THEY | WE | OTHER


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a statement may be by. `mentions` are empty for NOBODY and for ITSELF (the source as it stands)."""

    sort: int
    name: str | None
    type: str
    mentions: tuple[Mention, ...]
    key: object


@dataclass(slots=True)
class Past:
    """Whom the statements before were by (keys of candidates), latest first, and the descriptions among them."""

    keys: list[object]
    described: list[Candidate]


def candidates_for(draft: Draft, own: str | None, names: Sequence[Name], past: Past) -> list[Candidate]:
    """NOBODY, the source itself, every name of the article, and descriptions that spoke before."""
    out = [Candidate(NOBODY, None, "", (), None)]
    if own is not None:
        span = ((draft.source[0], draft.source[-1]),)
        out.append(Candidate(ITSELF, own, "", span, ("itself", draft.anchor)))
    out += [Candidate(NAMED, n.text, _coarse(n.type), tuple(n.mentions), ("name", n.keys)) for n in names]
    out += past.described[:4]
    return out


def _coarse(kind: str) -> str:
    return "GPE" if kind.startswith("GPE") else kind if kind in {"PER", "ORG"} else "OTHER"


def source_sort(forms: Sequence[str]) -> int:
    """0 no source, 1 he, 2 she, 3 they, 4 I or we, 5 another pronoun, 6 a longer phrase or name."""
    if not forms:
        return 0
    if len(forms) <= 2:
        first = forms[-1].casefold()
        for i, group in enumerate((HE, SHE, THEY, WE, OTHER), 1):
            if first in group:
                return i
    return 6


def features_of(
    draft: Draft,
    candidates: Sequence[Candidate],
    encoded: Encoded,
    past: Past,
    upcoming: Sequence[int],
    gap_scores: Floats,
) -> Floats:
    """Feature rows [C, F]. `upcoming` are the source words of the next statement."""
    words, layout = encoded.words, encoded.layout
    forms = [words.forms[i] for i in draft.source]
    sort = source_sort(forms)
    head = draft.source[0] if draft.source else draft.anchor
    source = set(draft.source)
    ahead = set(upcoming)
    attributes = np.concatenate([_softmax(draft.kind), _softmax(draft.form)])
    tag = _softmax(encoded.tag[draft.source[-1]]) if draft.source else np.zeros(encoded.tag.shape[1], np.float32)
    noun = float(tag.max()) if draft.source else 0.0
    coref = np.array([_coref(c, draft, encoded, gap_scores) for c in candidates], np.float32)
    best_before = float(max((b for b, _ in coref), default=0.0))
    rows: list[list[float]] = []
    nearest = math.inf
    distances: list[float] = []
    for c in candidates:
        before = [head - b for a, b in c.mentions if b < head and c.sort in (NAMED, DESCRIBED)]
        distances.append(float(min(before)) if before else math.inf)
        if c.type == "PER" and before:
            nearest = min(nearest, *before)
    for k, c in enumerate(candidates):
        inside = [m for m in c.mentions if c.sort == NAMED and m[0] in source and m[1] in source]
        after = [a - head for a, b in c.mentions if a > head and c.sort in (NAMED, DESCRIBED)]
        d = distances[k]
        same_sentence = any(layout.sentence[b] == layout.sentence[head] for a, b in c.mentions)
        same_paragraph = any(layout.paragraph[b] == layout.paragraph[head] for a, b in c.mentions)
        genitive = any(words.forms[b].casefold().endswith("s") and b != draft.source[-1] for _, b in inside)
        in_content = any(a in set(draft.content) for a, _ in c.mentions) if c.sort == NAMED else False
        row = [float(c.sort == s) for s in (NOBODY, ITSELF, NAMED, DESCRIBED)]
        row += [float(c.type == t) for t in _TYPES]
        row += [float(sort == s) for s in range(7)]
        row += [
            float(draft.quote),
            float(bool(inside)),
            float(any(b == draft.source[-1] for _, b in inside)) if inside else 0.0,
            float(genitive),
            len(inside) and max(b - a + 1 for a, b in inside) / max(1, len(source)),
            math.log1p(len(source)),
            math.log1p(d) if d < math.inf else 8.0,
            float(d == nearest),
            math.log1p(min(after)) if after else 8.0,
            float(same_sentence),
            float(same_paragraph),
            float(bool(past.keys) and past.keys[0] == c.key),
            float(len(past.keys) > 1 and past.keys[1] == c.key),
            float(c.key in past.keys[:6]),
            float(any(a in ahead for a, _ in c.mentions)),
            math.log1p(len(c.mentions)),
            float(bool(c.mentions) and c.mentions[0][0] < 40),
            float(in_content),
            float(coref[k, 0]),
            float(coref[k, 1]),
            float(coref[k, 0] - best_before),
            noun,
            float(any(f[:1].isupper() for f in forms)),
            float(bool(forms) and forms[0][:1].isupper() and len(forms) > 1),
        ]
        row += attributes.tolist()
        rows.append(row)
    return np.asarray(rows, np.float32)


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max())
    out: Floats = e / e.sum()
    return out


def _coref(c: Candidate, draft: Draft, encoded: Encoded, gap_scores: Floats) -> tuple[float, float]:
    """Best coreference score between the source and a mention of `c` before it, and after it."""
    if c.sort in (NOBODY, ITSELF) or not draft.source:
        return -6.0, -6.0
    queries = np.asarray(draft.source[:6])
    scale = math.sqrt(encoded.ante_from.shape[1])
    best = [-6.0, -6.0]
    words = [w for a, b in c.mentions for w in range(max(0, a - _TITLE_REACH), b + 1) if w not in draft.source]
    if not words:
        return -6.0, -6.0
    at = np.asarray(words)
    for side, (later, earlier) in enumerate(((queries, at[at < queries[0]]), (at[at > queries[-1]], queries))):
        if not len(later) or not len(earlier):
            continue
        score = encoded.ante_from[later] @ encoded.ante_to[earlier].T / scale
        gap = np.log2(np.maximum(1, later[:, None] - earlier[None])) * 1.5
        score = score + gap_scores[np.minimum(gap.astype(np.int64), len(gap_scores) - 1)]
        best[side] = float(score.max())
    return best[0], best[1]
