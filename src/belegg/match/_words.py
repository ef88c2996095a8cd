"""Words as they are compared and sought: folded, without common endings; closed sets of negation and small words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# Norwegian folding: å/aa, and the neighbours' letters onto each other, so that søk, sök and sok meet.
_FOLD = str.maketrans({"ø": "o", "ö": "o", "æ": "a", "ä": "a", "å": "a", "ð": "d", "þ": "t", "ß": "s", "ł": "l"})
_ENDINGS = (
    "ingene", "ingane", "ingen", "inga", "inger", "ingar", "heten", "elsen", "elser", "ene", "ane", "arna", "erna",
    "orna", "ande", "ende", "ade", "ene", "ert", "ens", "ets", "ets", "en", "et", "er", "ar", "or", "na", "te", "de",
    "es", "ed", "ing", "s", "a", "e", "t", "n",
)  # fmt: skip
NEGATIONS = frozenset(
    {"ikke", "ikkje", "inte", "not", "no", "never", "aldri", "aldrig", "ingen", "inga", "inkje", "intet", "inget",
    "ingenting", "nothing", "neppe", "ei", "uten", "utan", "without", "verken", "varken", "neither", "nor", "falsk",
    "usant", "usann", "feil", "untrue", "false", "wrong", "forkert", "osant", "ej", "ikk"}
)  # fmt: skip
MAYBE = frozenset(
    {"kan", "kunne", "kunna", "kanskje", "kanske", "måske", "mulig", "muligens", "muleg", "mogleg", "may", "might",
    "could", "possibly", "perhaps", "trolig", "truleg", "troligen", "sannsynligvis", "probably", "utelukke",
    "utelukker", "utelukka", "udelukke", "utesluta", "utesluter", "suspected", "mistenker", "mistanke", "frykter"}
)  # fmt: skip
SMALL = frozenset(
    {"og", "i", "på", "av", "til", "for", "med", "som", "at", "det", "den", "de", "er", "var", "en", "et", "ei",
     "har", "ha", "om", "fra", "ved", "å", "han", "hun", "ho", "seg", "sin", "ble", "vart", "blir", "vil", "skal",
     "men", "eller", "så", "da", "når", "etter", "over", "mot", "under", "vi", "jeg", "eg", "dei", "ein", "eit",
     "ikkje", "ikke", "frå", "der", "her", "også", "ut", "opp", "inn", "ned", "och", "är", "att", "ett", "för",
     "från", "vid", "hon", "sig", "blev", "vill", "ska", "när", "efter", "över", "jag", "inte", "där", "här",
     "också", "upp", "in", "ner", "the", "a", "an", "of", "to", "on", "and", "is", "was", "were", "be",
     "been", "has", "have", "had", "that", "it", "its", "with", "as", "by", "from", "or", "but", "not",
     "he", "she", "they", "we", "will", "would", "which", "who", "this", "these", "those", "there", "here", "their",
     "his", "af", "bliver", "ud", "op", "ind", "hvad"}
)  # fmt: skip

_LONGEST = 40
"""Letters of a word that is remembered with its stem."""


def fold(text: str) -> str:
    """Lower case, without marks over letters; å, ä, æ as a and ø, ö as o."""
    lowered = text.casefold().translate(_FOLD)
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [m[0].casefold() for m in _WORD.finditer(text)]


def stem(word: str) -> str:
    """A folded word without its ending, roughly; at least four letters stay."""
    return _stem(word) if len(word) <= _LONGEST else _cut(word)


@lru_cache(32_768)
def _stem(word: str) -> str:
    # A few thousand words make up most of every text.
    return _cut(word)


def _cut(word: str) -> str:
    folded = fold(word)
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 4:
            return folded[: -len(ending)]
    return folded


def stems(text: str) -> list[str]:
    """Stems of the words that say something, in order."""
    return [stem(w) for w in tokens(text) if w not in SMALL and (len(w) > 1 or w.isdigit())]


def grams(words: list[str], size: int = 4) -> frozenset[str]:
    """Letter groups of the words: *sabotasje*, *sabotage* and *sabotører* share *sabo* and *abot*."""
    return frozenset(w[i : i + size] for w in words for i in range(max(1, len(w) - size + 1)))
