"""Figures in a text, as values that can be compared over five languages: *5 800*, *5,800*, *1,5 millioner*, *to*."""

from __future__ import annotations

import math
import re

# Closed sets: the cardinals under thirteen, the multipliers. One and *en*/*ein*/*ett* are left out: they are articles.
_WORDS = {
    "to": 2, "två": 2, "two": 2, "tre": 3, "three": 3, "fire": 4, "fyra": 4, "four": 4, "fem": 5, "five": 5,
    "seks": 6, "sex": 6, "six": 6, "sju": 7, "syv": 7, "seven": 7, "åtte": 8, "åtta": 8, "otte": 8, "eight": 8,
    "ni": 9, "nio": 9, "nine": 9, "ti": 10, "tio": 10, "ten": 10, "elleve": 11, "elva": 11, "eleven": 11,
    "tolv": 12, "twelve": 12, "begge": 2, "båe": 2, "båda": 2, "both": 2, "twice": 2, "halvparten": 0.5,
    "hälften": 0.5, "half": 0.5, "halvdelen": 0.5,
}  # fmt: skip
_ENGLISH_TO = "to"
_METRE = "m"
"""*5m* is five million, *5 m* is five metres."""
_TIMES = {
    "hundre": 1e2, "hundra": 1e2, "hundred": 1e2, "tusen": 1e3, "tusind": 1e3, "thousand": 1e3, "million": 1e6,
    "millioner": 1e6, "millionar": 1e6, "miljon": 1e6, "miljoner": 1e6, "mill": 1e6, "millions": 1e6,
    "milliard": 1e9, "milliarder": 1e9, "milliardar": 1e9, "miljard": 1e9, "miljarder": 1e9, "mrd": 1e9,
    "billion": 1e9, "bn": 1e9, "m": 1e6,
}  # fmt: skip
# Thousands are parted by points, commas and blanks: plain, unbreakable, thin, narrow unbreakable.
_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u2009\u202f.,]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d+(?:[.,]\d+)?|[^\W\d_]+", re.UNICODE
)
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:[ \u00a0\u2009\u202f.,]\d{3})+)(?:[.,](?P<part>\d{1,2}))?")
_NO_FIGURE = re.compile(r"\D")
_CLOCK = re.compile(r"\b(?:klokk[ae]n?|kl\.?|klockan)\s+\d{1,2}(?:[.:]\d{2})?\b|\b\d{1,2}:\d{2}\b", re.IGNORECASE)
# Not *at 1.1 billion*, nor *at 12 %*.
_AT = re.compile(
    r"\bat\s+\d{1,2}(?:[.:]\d{2})?(?![.,:]?\d)(?!\s*(?:%|per\s?cent|hundred|thousand|[mb]illion|bn\b))", re.IGNORECASE
)


def find_numbers(text: str, language: str | None = None) -> tuple[frozenset[float], frozenset[int]]:
    """(values, years). Clock times are neither; in English *to* is no number, and only there *at* leads a time."""
    values: set[float] = set()
    years: set[int] = set()
    last: float | None = None
    text = _CLOCK.sub(" ", text)
    if language == "en":
        text = _AT.sub(" ", text)
    end = -1
    for match in _TOKEN.finditer(text):
        token, joined = match[0].casefold(), match.start() == end
        end = match.end()
        if token[0].isdecimal():
            value = _value(token)
            if 1800 <= value <= 2100 and token.isdigit():
                years.add(int(value))
                last = None
                continue
            values.add(value)
            last = value
        elif token in _TIMES and (token != _METRE or joined):
            times = _TIMES[token]
            if last is not None:
                values.discard(last)
                values.add(last * times)
                last = last * times
        elif token in _WORDS and not (token == _ENGLISH_TO and language == "en"):
            last = float(_WORDS[token])
            values.add(last)
        else:
            last = None
    # What is beyond a float is no figure that could be compared, nor kept.
    return frozenset(v for v in values if math.isfinite(v)), frozenset(years)


def _value(token: str) -> float:
    """*5 800*, *5,800*, *5.8*, *1.234.567,50*: a mark before three figures parts thousands, else decimals."""
    if not (grouped := _GROUPED.fullmatch(token)):
        return float(token.replace(",", "."))
    return float(f"{re.sub(_NO_FIGURE, '', grouped['whole'])}.{grouped['part'] or 0}")
