"""In which of the five languages an article is written."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

from belegg.extract._language_words import FIVE, OTHER, SPELLING
from belegg.types import Language

__all__ = ["decide_language", "language_of_tag"]

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-öø-ÿāăąćčđęěłńňŋőœřśšťŧůűźżž]+")

# An article longer than this is judged by its beginning; the answer has long settled by then.
_ENOUGH_CHARS = 40_000
_ENOUGH_WORDS = 60
_SPELLING_WEIGHT = 0.5
# Running text of the five languages has 35-55 % of its words in its own list; a language without a list of its own
# here covers far less of any list, which is how it is told from them.
_MIN_COVERAGE = 0.22
# Titles and captions leave function words out.
_MIN_COVERAGE_SHORT = 0.15
# Under `_ENOUGH_WORDS` the winner must lead by as much as this many words of its own.
_SHORT_MARGIN = 1.0

_TAGS: dict[str, Language] = {
    "nb": "nb", "nob": "nb", "nn": "nn", "nno": "nn", "da": "da", "dan": "da",
    "sv": "sv", "swe": "sv", "en": "en", "eng": "en",
}  # fmt: skip


def language_of_tag(tag: str | None) -> Language | None:
    """One of the five for a tag such as ``nb-NO``, ``en_GB`` or ``nno``.

    ``no`` names both Norwegian written languages, so it gives None: the text has to tell.
    """
    return _TAGS.get(re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]) if tag else None


def _scores(text: str) -> tuple[dict[str, float], dict[str, float], int]:
    """Evidence per language, share of the words in its list, and how many words there are."""
    low = text.lower()
    counts = Counter(_WORD.findall(low))
    total = sum(counts.values())
    hits: dict[str, float] = {}
    for lang, words in (FIVE | OTHER).items():
        hits[lang] = float(sum(n for w, n in counts.items() if w in words))
    coverage = {lang: h / total if total else 0.0 for lang, h in hits.items()}
    scores = {lang: h + _SPELLING_WEIGHT * sum(1 for _ in SPELLING[lang].finditer(low)) for lang, h in hits.items()}
    return scores, coverage, total


def decide_language(text: str) -> Language | None:
    """The language of an article: ``nb``, ``nn``, ``da``, ``sv`` or ``en``; None for any other or where it is unclear.

    Closed-class words and spelling vote over the whole text; sixty words are enough for a sure answer. A shorter
    text gets an answer only where one language leads clearly. Deterministic; reads at most the first 40,000
    characters.
    """
    sample = text[:_ENOUGH_CHARS]
    words = _WORD.findall(sample.lower())
    if not words or sum(1 for w in words if _LATIN.fullmatch(w)) < 0.7 * len(words):
        return None
    scores, coverage, total = _scores(sample)
    # sorted() is stable: on a tie the order of FIVE decides, Bokmål first, as the commoner one.
    ranked = sorted(scores, key=lambda lang: -scores[lang])
    best, second = ranked[0], ranked[1]
    short = total < _ENOUGH_WORDS
    if best not in get_args(Language) or coverage[best] < (_MIN_COVERAGE_SHORT if short else _MIN_COVERAGE):
        return None
    if short and scores[best] - scores[second] < _SHORT_MARGIN:
        return None
    return _TAGS[best]
