"""Page noise: buttons, share lists, teasers of other articles, date lines, separators."""

from __future__ import annotations

import re

from belegg.extract._lexicon import FURNITURE, MONTHS, PUBLISHED_LABELS, PUBLISHED_WORDS, TEASER_LABELS, WEEKDAYS

__all__ = ["furniture_tail", "is_furniture", "is_teaser_label", "published_line"]


def _alternation(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases)


_PHRASE = re.compile(rf"(?:{_alternation(FURNITURE)})(?!\w)", re.IGNORECASE)
_TAIL_PHRASE = re.compile(rf"(?:^|(?<=[\s)\]»”\"]))(?:{_alternation(FURNITURE)})(?!\w)[\s›»→>↓↗+]*$", re.IGNORECASE)
_TAIL_WINDOW = 90
_TAIL_MARKS = " \t\u00a0›»→>↓↗+"
_LAST_WORDS = frozenset(p.split()[-1] for p in FURNITURE)
_SEPARATORS = re.compile(r"[\s|·•,;:/›»→>↓↗+\-–—*.…]*(?:\(?\d{1,6}\)?(?!\w)[\s|·•,;:/›»→>]*)?")
_TEASER = re.compile(rf"(?:{_alternation(TEASER_LABELS)})(?!\w)\s*(?P<mark>[:›»→>]|[-–—](?=\s))?\s*", re.IGNORECASE)
_TEASER_WORDS = 25
_PUBLISHED = re.compile(rf"(?:{_alternation(PUBLISHED_LABELS)})(?!\w)[\s:]*", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]", re.UNICODE)
_DATE_MARKS = frozenset(".,:;-–/|()·•+")
_READING_TIME = re.compile(
    r"(?:lesetid|læsetid|lästid|reading time)?[\s:]*(?:ca\.?\s*)?\d{1,3}\s*(?:min\.?|minutt(?:er)?|minuter|minutes?)"
    r"\s*(?:å lesa?|lesetid|læsetid|läsning|lästid|read|to read)?\W*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\d{1,6}\s+(?:kommentarer?|kommentarar|comments?|delinger|delingar|shares|visninger)", re.IGNORECASE
)
# «Copyright er viktig» is a sentence: a bare word must be followed by an owner.
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?!\d)|copyright)|copyright\s+(?:©|\(c\)|by\s|(?-i:[A-ZÆØÅÄÖ]))", re.IGNORECASE
)
_COPYRIGHT_WORDS = 10
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a whole line is page noise. A line with running prose in it never is."""
    if not any(c.isalpha() for c in line):
        return True
    if len(line) > 400:
        return False
    return (
        _is_phrases(line)
        or published_line(line) is not None
        or _is_dates(line)
        or _READING_TIME.fullmatch(line) is not None
        or _COUNT.fullmatch(line) is not None
        or _URL.fullmatch(line) is not None
        or (_COPYRIGHT.match(line) is not None and len(line.split()) <= _COPYRIGHT_WORDS)
        or _is_teaser(line)
    )


def _is_phrases(line: str) -> bool:
    """Nothing but phrases of the closed set, with separators and counts between them."""
    pos, found = 0, False
    while True:
        sep = _SEPARATORS.match(line, pos)
        pos = sep.end() if sep else pos
        if pos >= len(line):
            return found
        phrase = _PHRASE.match(line, pos)
        if phrase is None:
            return False
        found, pos = True, phrase.end()


def _is_teaser(line: str) -> bool:
    label = _TEASER.match(line)
    if label is None or label.end() == len(line):
        return label is not None
    if len(line.split()) > _TEASER_WORDS:
        return False
    if label["mark"]:
        return True
    # Without a colon only a bare title can follow; «Les også boka, sier hun.» is prose.
    return line[label.end()] in '–—«"“' or (line[label.end()].isupper() and line[-1] not in ".!?:…")


def is_teaser_label(line: str) -> bool:
    """A bare «Les også:», whose title stands on the next line."""
    label = _TEASER.fullmatch(line)
    return label is not None and label["mark"] == ":"


def _is_date_tokens(tokens: list[str]) -> bool:
    known = sum(t.isdigit() or t in MONTHS or t in WEEKDAYS for t in tokens)
    return known > 0 and all(
        t.isdigit() or t in _DATE_MARKS or t in MONTHS or t in WEEKDAYS or t in PUBLISHED_WORDS for t in tokens
    )


def _is_dates(line: str) -> bool:
    tokens = [t.lower() for t in _TOKEN.findall(line)]
    # A bare weekday or year can be a heading; a date line has digits and at least two parts.
    return len(tokens) >= 3 and any(t.isdigit() for t in tokens) and _is_date_tokens(tokens)


def published_line(line: str) -> str | None:
    """What follows the first label of a line such as «Publisert 12. mars 2024 Oppdatert …»; None for any other line."""
    label = _PUBLISHED.match(line)
    if label is None:
        return None
    parts = _PUBLISHED.split(line[label.end() :])
    tokens = [t.lower() for p in parts for t in _TOKEN.findall(p)]
    if tokens and not _is_date_tokens(tokens) and not all(t in PUBLISHED_WORDS for t in tokens):
        return None
    return parts[0].strip()


def furniture_tail(text: str, start: int, end: int) -> int | None:
    """Where a button's words begin that stand at the end of ``text[start:end]``; None if there are none."""
    lo = max(start, end - _TAIL_WINDOW)
    words = text[lo:end].rstrip(_TAIL_MARKS).rsplit(None, 1)
    if not words or words[-1].lower() not in _LAST_WORDS:
        return None
    m = _TAIL_PHRASE.search(text[lo:end])
    return lo + m.start() if m and text[lo + m.start()].isupper() and lo + m.start() > start else None
