"""Noun phrases that may be meant by a pronoun, a definite noun or a bare quote: *en kvinne* … *kvinnen*, *hun*."""

from __future__ import annotations

import numpy as np

from belegg._passage import one_line
from belegg.reader._candidates import DESCRIBED, LONGER, OTHER, Candidate, source_sort
from belegg.reader._decode import Draft
from belegg.reader._network import Encoded, Floats

_BEST = 3
_LEAST = -1.0
_LEAST_POINTED = -4.0
NOUN = "subst|appell"
"""How the tag of a common noun begins."""
_BEFORE_NOUN = ("det", "adj")


def phrases_before(draft: Draft, encoded: Encoded, tags: list[str], before: Floats) -> list[Candidate]:
    """The phrases whose noun the coreference head likes best as antecedent of the source; `before` is its score for
    every word, `tags` the parts of speech."""
    forms = encoded.words.forms
    source = [forms[i] for i in draft.source]
    sort = source_sort(source)
    plain = sort == LONGER and not any(f[:1].isupper() for f in source[1:])
    if not source or source[-1].casefold() in OTHER or not (plain or 0 < sort < LONGER):
        return []
    nouns = [i for i in range(draft.source[0]) if tags[i].startswith(NOUN) and before[i] > _LEAST]
    return _best(nouns, before, encoded, tags)


def phrases_pointed_at(draft: Draft, encoded: Encoded, tags: list[str], pointed: Floats) -> list[Candidate]:
    """The phrases whose noun the pointing head likes best, for a statement without a source; `pointed` is its log
    probability for every word."""
    if draft.source:
        return []
    nouns = [i for i in np.flatnonzero(pointed > _LEAST_POINTED).tolist() if tags[i].startswith(NOUN)]
    return _best(nouns, pointed, encoded, tags)


def _best(nouns: list[int], score: Floats, encoded: Encoded, tags: list[str]) -> list[Candidate]:
    """A candidate for each of the likeliest nouns, with what stands before it; of those that read alike for one."""
    forms = encoded.words.forms
    out: dict[str, Candidate] = {}
    for i in sorted(nouns, key=lambda i: (-float(score[i]), -i)):
        if len(out) == _BEST:
            break
        first = i
        while first and tags[first - 1].split("|")[0] in _BEFORE_NOUN and encoded.words.gaps[first] == 1:
            first -= 1
        reach = tuple(range(first, i + 1))
        near = frozenset(forms[w].casefold() for w in reach)
        name = one_line(" ".join(forms[first : i + 1]))
        known = Candidate(DESCRIBED, name, "NOUN", ((first, i),), ("noun", i), reach, near)
        out.setdefault(name.casefold(), known)
    return list(out.values())


def tag_names(encoded: Encoded, labels: list[str]) -> list[str]:
    """The likeliest part of speech of each word."""
    return [labels[int(i)] for i in np.asarray(encoded.tag.argmax(1))]
