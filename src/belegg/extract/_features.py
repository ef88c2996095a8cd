"""What can be seen of a single line: length, final stop, verbs, dates, photo words. No decisions here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from belegg.extract._lexicon import (
    AUXILIARIES,
    CAPTION_LABELS,
    MONTHS,
    PHOTO_DEIXIS,
    PREPOSITIONS,
    PRONOUNS,
    WEEKDAYS,
    words_of,
)

__all__ = ["Features", "features_of"]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+")
_FINITE_ENDING = re.compile(r"(?:er|ar|te|dde|et|ast|est|ade)$")
_NOT_VERBS = words_of("""
    der her hver kvar hvor eller etter under over men for ikke ikkje selv dette ute inne bare berre siden sidan
    samme same mer meir ofte måte neste siste første fyrste andre dermed seks ellers langs fleste beste største
    dessuten og at som om enn så da då når hvis viss til tids dags årets
""")
_DEIXIS = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, PHOTO_DEIXIS))})(?!\w)", re.IGNORECASE)
_CAPTION_LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, CAPTION_LABELS))})\s*[:.]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s+[–—\-«“\"(]?\s*[A-ZÆØÅÄÖÉ0-9])")
_FINAL = re.compile(r"[.!?…:;][»”\"')\]]*$")
_FULL_STOP = re.compile(r"[.…][»”\"')\]]*$")
_DASH = re.compile(r"[–—―-]\s*\S")
_BULLET = re.compile(r"(?:[•*·▪◦‣]|\d{1,2}[.)])\s+\S")
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_MANY_WORDS = 120


@dataclass(frozen=True, slots=True)
class Features:
    """`verb` is 0 where no finite verb can be seen, 1 where a word may be one, 2 where one surely is.

    `pronoun`: the first word is a subject pronoun, so there must be a verb somewhere.
    """

    words: int
    sentences: int
    final_stop: bool
    full_stop: bool
    question: bool
    dash: bool
    bullet: bool
    quote_marks: bool
    verb: int
    weekday_date: bool
    ends_in_date: bool
    deixis: bool
    caption_label: bool
    capitalised: bool
    pronoun: bool


def _verb(words: list[str]) -> int:
    # «i går» is a time, «går» a verb.
    if any(
        w.lower() in AUXILIARIES and [v.lower() for v in words[max(0, i - 1) : i + 1]] != ["i", "går"]
        for i, w in enumerate(words)
    ):
        return 2
    for i, w in enumerate(words):
        low = w.lower()
        if i == 0 or not w[0].islower() or len(low) < 4 or low in _NOT_VERBS or low in PREPOSITIONS:
            continue
        if not _FINITE_ENDING.search(low):
            continue
        before = words[i - 1].lower()
        after = words[i + 1].lower() if i + 1 < len(words) else ""
        if before[-1] == "e" and i > 1 and words[i - 2].lower() in PREPOSITIONS:
            continue  # «det russiske systemet»: article, adjective, noun
        # «med raketter», «to soldater», «ukrainske soldater i»: a noun, not a verb.
        if before in PREPOSITIONS or before.isdigit() or (before[-1] == "e" and (after in PREPOSITIONS or not after)):
            continue
        return 1
    return 0


def features_of(line: str) -> Features:
    """Features of one trimmed line; a very long one is judged by its first words and its end."""
    words = _WORD.findall(line[: 12 * _MANY_WORDS])
    low = [w.lower() for w in words]
    weekday = any(w in WEEKDAYS for w in low)
    month = any(w in MONTHS for w in low)
    year = _YEAR.search(line) is not None
    return Features(
        words=len(words) if len(line) <= 12 * _MANY_WORDS else max(len(words), _MANY_WORDS),
        sentences=1 + sum(1 for _ in _SENTENCE_END.finditer(line[: 12 * _MANY_WORDS])),
        final_stop=_FINAL.search(line[-8:]) is not None,
        full_stop=_FULL_STOP.search(line[-8:]) is not None,
        question=line.rstrip("»”\"' ").endswith(("?", "!")),
        dash=_DASH.match(line) is not None,
        bullet=_BULLET.match(line) is not None,
        quote_marks=any(c in line for c in '«»“”"'),
        verb=_verb(words[:_MANY_WORDS]),
        weekday_date=weekday and month and year,
        ends_in_date=bool(low) and (_YEAR.fullmatch(low[-1]) is not None or low[-1] in MONTHS or low[-1] in WEEKDAYS),
        deixis=_DEIXIS.search(line[: 12 * _MANY_WORDS]) is not None,
        caption_label=_CAPTION_LABEL.match(line) is not None,
        pronoun=bool(low) and low[0] in PRONOUNS,
        capitalised=line[:1].isupper() or line[:1].isdigit() or line[:1] in '«“"',
    )
