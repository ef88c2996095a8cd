"""What speaks for each candidate speaker: the feature rows of the speaker scorer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from belegg.reader._candidates import (
    AS_HE,
    AS_SHE,
    DESCRIBED,
    ITSELF,
    LONGER,
    NAMED,
    NOBODY,
    TYPES,
    Candidate,
    Past,
    source_sort,
)
from belegg.reader._decode import Draft
from belegg.reader._network import Encoded, Floats
from belegg.reader._pointing import LEAST, Pointed, distance_bucket

POINTED = 9
"""How many features, the last ones of a candidate's row, come of the pointing head."""
_FAR = 8.0
_NO_SCORE = -6.0
_QUERY_WORDS = 6
_ENDINGS = ("ene", "ane", "arna", "erna", "ens", "ets", "en", "et", "er", "ar", "a", "n", "t")


def evidence(
    draft: Draft,
    candidates: Sequence[Candidate],
    encoded: Encoded,
    past: Past,
    neighbours: tuple[Draft | None, Draft | None],
    coreference: tuple[Floats, Floats],
    genders: Sequence[float],
) -> Floats:
    """Feature rows [C, F]. `neighbours` are the statements before and after, `coreference` the scores of
    `coreference_scores`, `genders` each candidate's log odds of being *he*."""
    words, layout = encoded.words, encoded.layout
    forms = [words.forms[i] for i in draft.source]
    sort = source_sort(forms)
    head = draft.source[0] if draft.source else draft.anchor
    tail = draft.source[-1] if draft.source else -1
    previous, following = neighbours
    source, content = set(draft.source), set(draft.content)
    ahead = set(following.source) if following else set()
    stem = noun_stem(forms[-1]) if sort == LONGER else ""
    sentence, paragraph = layout.sentence[head], layout.paragraph[head]
    before, after = coreference
    agrees = {AS_HE: 1.0, AS_SHE: -1.0}.get(sort, 0.0)
    elsewhere = [c.sort in (NAMED, DESCRIBED) for c in candidates]
    pairs = list(zip(candidates, elsewhere, strict=True))
    distances = [
        min((head - b for _, b in c.mentions if b < head), default=math.inf) if e else math.inf for c, e in pairs
    ]
    nearest = min((d for d, c in zip(distances, candidates, strict=True) if c.type == "PER"), default=math.inf)
    ranks = {d: float(i) for i, d in enumerate(sorted(set(distances)))}
    coref = [
        _best(c, before, after) if e else (_NO_SCORE, _NO_SCORE) for c, e in zip(candidates, elsewhere, strict=True)
    ]
    best_before = max((b for b, _ in coref), default=0.0)
    shared = [float(sort == s) for s in range(LONGER + 1)]
    shared += [
        float(draft.quote),
        math.log1p(len(source)),
        float(any(f[:1].isupper() for f in forms)),
        float(len(forms) > 1 and forms[0][:1].isupper()),
        _gap(previous, draft),
        _gap(draft, following),
        float(previous is not None and previous.quote),
        float(previous is not None and not previous.source),
        *_setting(draft, previous, following, encoded),
    ]
    # The network's own kinds and tags are left out: on the texts it was trained on they give the answer away, and the
    # scorer then leans on them (right speakers on dev 78.5 % with them, 81.4 % without). The kind weighs beside the
    # scorer instead (`_kinds.fit`).
    rows: list[list[float]] = []
    for k, c in enumerate(candidates):
        inside = [(a, b) for a, b in c.mentions if a in source and b in source] if c.sort == NAMED else []
        later = [a - head for a, _ in c.mentions if a > head] if elsewhere[k] else []
        row = [float(c.sort == s) for s in (NOBODY, ITSELF, NAMED, DESCRIBED)]
        row += [float(c.type == t) for t in TYPES]
        row += [
            float(bool(inside)),
            float(any(b == tail for _, b in inside)),
            float(any(b != tail and words.forms[b].casefold().endswith("s") for _, b in inside)),
            max((b - a + 1 for a, b in inside), default=0) / max(1, len(source)),
            math.log1p(distances[k]) if distances[k] < math.inf else _FAR,
            float(distances[k] == nearest and nearest < math.inf),
            min(ranks[distances[k]], _FAR),
            math.log1p(min(later)) if later else _FAR,
            float(any(layout.sentence[b] == sentence for _, b in c.mentions)),
            float(any(layout.paragraph[b] == paragraph for _, b in c.mentions)),
            float(bool(past.keys) and past.keys[0] == c.key),
            float(len(past.keys) > 1 and past.keys[1] == c.key),
            float(c.key in past.keys[:6]),
            float(any(a in ahead for a, _ in c.mentions)),
            math.log1p(len(c.mentions)),
            float(bool(c.mentions) and c.mentions[0][0] < 40),
            float(c.sort == NAMED and any(a in content for a, _ in c.mentions)),
            float(bool(stem) and elsewhere[k] and any(stem in form for form in c.near)),
            coref[k][0],
            coref[k][1],
            coref[k][0] - best_before,
            agrees * genders[k],
            float(agrees * genders[k] < -1),
        ]
        rows.append(row + shared)
    return np.asarray(rows, np.float32)


def _setting(draft: Draft, previous: Draft | None, following: Draft | None, encoded: Encoded) -> list[float]:
    """How the statement stands on the page: in a quote or dash line, how deep in its paragraph, how many paragraphs
    from the statements beside it."""
    paragraph = encoded.layout.paragraph
    first, last = min(draft.content), max(draft.content)
    flags = int(encoded.layout.flags[first])
    opening = int(np.searchsorted(paragraph, paragraph[first]))
    before = paragraph[first] - paragraph[max(previous.content)] if previous else _FAR
    after = paragraph[min(following.content)] - paragraph[last] if following else _FAR
    apart = [min(_FAR, max(0.0, float(d))) for d in (before, after)]
    return [float(flags & 1), float(flags >> 1 & 1), math.log1p(first - opening), *apart]


def pointing_evidence(candidates: Sequence[Candidate], pointed: Pointed) -> Floats:
    """What the pointing head says of each candidate: [C, POINTED]."""
    mass = np.array(
        [
            max(LEAST, pointed.nobody)
            if c.sort == NOBODY
            else pointed.of([w for a, b in c.mentions for w in range(a, b + 1)])
            for c in candidates
        ],
        np.float32,
    )
    reach = np.array([pointed.of(c.reach) for c in candidates], np.float32)
    peak = np.array([pointed.peak(c.reach) for c in candidates], np.float32)
    order = np.sort(mass)[::-1]
    best, second = order[0], order[1] if len(order) > 1 else LEAST
    others = np.where(mass == best, second, best)
    rank = (mass[None] > mass[:, None]).sum(1)
    columns = [
        mass,
        np.exp(mass),
        mass - best,
        np.maximum(mass - others, LEAST),
        np.minimum(rank, _FAR),
        reach,
        peak,
        np.full(len(mass), max(LEAST, pointed.nobody)),
        np.full(len(mass), best),
    ]
    return np.stack(columns, 1).astype(np.float32)


def _gap(one: Draft | None, other: Draft | None) -> float:
    """How many words lie between two statements, as a logarithm."""
    if one is None or other is None:
        return _FAR
    end = max(*one.content, *one.cue, *one.source, one.anchor)
    start = min(*other.content, *other.cue, *other.source, other.anchor)
    return math.log1p(max(0, start - end))


def noun_stem(word: str) -> str:
    """A noun without its inflection, roughly; empty where what is left says little."""
    word = word.casefold()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word if len(word) >= 4 else ""


def coreference_scores(draft: Draft, encoded: Encoded, gap_scores: Floats) -> tuple[Floats, Floats]:
    """For every word the best score of the source's words going back to it, and of it going back to the source."""
    n = len(encoded.words)
    before, after = np.full(n, _NO_SCORE, np.float32), np.full(n, _NO_SCORE, np.float32)
    query = np.asarray(draft.source[:_QUERY_WORDS], np.int64)
    if not len(query):
        return before, after
    first, last = int(query[0]), int(query[-1])
    scale = math.sqrt(encoded.ante_from.shape[1])
    if first:
        at = np.arange(first)
        score = encoded.ante_from[query] @ encoded.ante_to[:first].T / scale
        before[:first] = (score + _gaps(query[:, None] - at[None], gap_scores)).max(0)
    if last + 1 < n:
        at = np.arange(last + 1, n)
        score = encoded.ante_from[last + 1 :] @ encoded.ante_to[query].T / scale
        after[last + 1 :] = (score + _gaps(at[:, None] - query[None], gap_scores)).max(1)
    return before, after


def _gaps(distance: np.ndarray[tuple[int, ...], np.dtype[np.int64]], gap_scores: Floats) -> Floats:
    out: Floats = gap_scores[distance_bucket(distance, len(gap_scores))]
    return out


def _best(c: Candidate, before: Floats, after: Floats) -> tuple[float, float]:
    reach = np.asarray(c.reach, np.int64)
    return float(before[reach].max(initial=_NO_SCORE)), float(after[reach].max(initial=_NO_SCORE))
