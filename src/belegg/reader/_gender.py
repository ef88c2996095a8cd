"""Whether *han* or *hun* is said of a name or a noun: *Solveig*, *Eilev*, *kvinnen*.

A logistic model over the word and its letter groups, hashed (Weinberger et al. 2009); ``training.genders`` learns it
from the pronouns of the corpus.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from belegg.reader._candidates import DESCRIBED, ITSELF, NAMED, Candidate
from belegg.reader._network import Floats

SLOTS = 4096
NAME, NOUN = "name", "noun"
_LIMIT = 4.0
_LONGEST = 100
"""Letters of a word that are looked at; no word of the corpus has as many."""
_SIZES = (2, 3, 4)


@lru_cache(20_000)
def slots(sort: str, word: str) -> tuple[int, ...]:
    """The slots of a word: the whole of it, its groups of two to four letters, and its endings."""
    whole = f"^{word.casefold()}$"
    parts = {whole}
    for size in _SIZES:
        parts.update(whole[i : i + size] for i in range(len(whole) - size + 1))
    return tuple(sorted({zlib.crc32(f"{sort}\x1f{p}".encode()) % SLOTS for p in parts}))


class Genders:
    """Log odds that a candidate is *he*; 0 where nothing is known of it.

    `parameters`: ``gender_weights`` [SLOTS], ``gender_bias`` [2] (of names, of nouns); without them all is 0.
    """

    def __init__(self, parameters: Mapping[str, Floats]) -> None:
        self._weights: Floats | None = parameters.get("gender_weights")
        self._bias: Floats | None = parameters.get("gender_bias")

    def of_word(self, sort: str, word: str) -> float:
        """The log odds of a first name, or of a noun."""
        if self._weights is None or self._bias is None:
            return 0.0
        # A page can have a word of a million letters.
        total = float(self._weights[list(slots(sort, word[:_LONGEST]))].sum()) + float(self._bias[int(sort == NOUN)])
        return max(-_LIMIT, min(_LIMIT, total))

    def of(self, candidate: Candidate, forms: Sequence[str]) -> float:
        """The log odds of a candidate: of a person's first name, of a description's noun."""
        if candidate.sort == NAMED:
            first = (candidate.name or "").split()
            return self.of_word(NAME, first[0]) if first and candidate.type == "PER" else 0.0
        if candidate.sort in (DESCRIBED, ITSELF) and candidate.mentions:
            last = forms[candidate.mentions[0][1]]
            return self.of_word(NAME if last[:1].isupper() else NOUN, last)
        return 0.0
