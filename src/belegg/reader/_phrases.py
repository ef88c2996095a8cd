"""Noun phrases that a pronoun or a definite noun may stand for: *en bekymret kvinne* … *kvinnen*, *hun*."""

from __future__ import annotations

import numpy as np

from belegg._passage import one_line
from belegg.reader._candidates import DESCRIBED, LONGER, OTHER, Candidate, source_sort
from belegg.reader._decode import Draft
from belegg.reader._network import Encoded, Floats

_BEST = 3
_LEAST = -1.0
_NOUN = "subst|appell"
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
    nouns = [i for i in range(draft.source[0]) if tags[i].startswith(_NOUN) and before[i] > _LEAST]
    out: list[Candidate] = []
    for i in sorted(nouns, key=lambda i: (-float(before[i]), -i))[:_BEST]:
        first = i
        while first and tags[first - 1].split("|")[0] in _BEFORE_NOUN and encoded.words.gaps[first] == 1:
            first -= 1
        reach = tuple(range(first, i + 1))
        near = frozenset(forms[w].casefold() for w in reach)
        out.append(
            Candidate(
                DESCRIBED, one_line(" ".join(forms[first : i + 1])), "NOUN", ((first, i),), ("noun", i), reach, near
            )
        )
    return out


def tag_names(encoded: Encoded, labels: list[str]) -> list[str]:
    """The likeliest part of speech of each word."""
    return [labels[int(i)] for i in np.asarray(encoded.tag.argmax(1))]
