"""Who made the picture and who wrote the text: credit and byline lines, and credits at the end of a caption."""

from __future__ import annotations

import re

from belegg.extract._lexicon import (
    AGENCIES,
    AUXILIARIES,
    BYLINE_LABELS,
    BYLINE_ROLES,
    CREDIT_LABELS,
    HEADLINE_WORDS,
    NAME_PARTICLES,
    OWNER_WORDS,
    PHOTO_AGENCIES,
    ROLE_PREFIXES,
)

__all__ = ["byline_names", "credit_tail", "is_agency", "is_byline", "is_credit", "is_email", "is_names", "is_role"]


def _alternation(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases)


_LABEL = _alternation(CREDIT_LABELS)
_LABELLED = re.compile(
    rf"(?:{_LABEL})(?:\s*(?:/|og|och|&|,)\s*(?:{_LABEL}))?\s*(?P<mark>[:/©])?\s*(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)
# Only these are common enough as bare labels («Foto Kari Nordmann»); «Kart Oslo» is not a credit.
_BARE_LABEL = re.compile(
    r"(?:ark[ií]v|illustrasjons|presse)?(?:foto(?:graf)?|photo(?:graph)?)(?:\s+(?:av|af|by))?\s", re.IGNORECASE
)
_AGENCY = "|".join(re.escape(a) for a in sorted({*AGENCIES, *PHOTO_AGENCIES}, key=lambda a: (-len(a), a)))
_IS_AGENCY = re.compile(rf"(?:{_AGENCY})")
_TEXT_AGENCY = re.compile(
    r"[(\[/]?\s*©?\s*(?:{a})(?:\s*[-–/,&+]\s*(?:{a}))*\s*[)\]/]?\.?".format(
        a="|".join(re.escape(a) for a in sorted(AGENCIES, key=lambda a: (-len(a), a)))
    )
)
_CREDIT_START = re.compile(
    rf"(?<![\w])(?:[(\[]\s*)?(?:{_LABEL})\s*:|(?<![\w])(?:{_AGENCY})\s*/|[(\[]|©|(?<=[.!?»”\")…])\s+(?=\S)"
    rf"|(?<=[.!?»”\")…]\s)(?:{_BARE_LABEL.pattern})",
    re.IGNORECASE,
)
_TAIL_WINDOW = 140
_MAX_WORDS = 14
_MAX_PLAIN_WORDS = 5
_BYLINE_LABEL = re.compile(rf"(?:{_alternation(BYLINE_LABELS)})(?P<mark>\s*:)?\s+", re.IGNORECASE)
_EMAIL = re.compile(r"(?:e-?post:?\s*)?[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,64}){1,4}", re.IGNORECASE)
_PARTS = re.compile(r"\s*[/|,]\s*|\s+[-–—]\s+|\s+via\s+")


def is_names(text: str) -> bool:
    """Nothing but capitalised words with particles between them: «Kari Nordmann og Ole van der Berg»."""
    words = [w.strip(".,;()[]") for w in re.split(r"[\s/|]+", text)]
    words = [w for w in words if w]
    return (
        bool(words)
        and words[0][0].isupper()
        and all(w[0].isupper() or w.lower() in NAME_PARTICLES for w in words)
        and HEADLINE_WORDS.isdisjoint(words[1:])
    )


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_agency(text: str) -> bool:
    """A bare «NTB», «(NTB-AFP)», «©NTB» or «/ritzau/»: the mark of a text taken from an agency."""
    return _TEXT_AGENCY.fullmatch(text.strip()) is not None


def is_credit(line: str) -> bool:
    """Whether a whole line names the maker or owner of a picture."""
    text = line.strip()
    if text[:1] in "([" and text[-1:] in ")]":
        text = text[1:-1].strip()
    if not text or len(text) > 200:
        return False
    labelled = _LABELLED.fullmatch(text)
    if labelled and labelled["mark"]:
        return _is_owner(labelled["rest"])
    bare = _BARE_LABEL.match(text)
    if bare and len(text.split()) <= _MAX_WORDS // 2:
        return is_names(text[bare.end() :])
    if text[0] == "©":
        return len(text.split()) <= _MAX_WORDS // 2 and _is_owner(text[1:])
    return _is_signature(text)


def _is_signature(text: str) -> bool:
    """«REUTERS/Kari Nordmann», «Kari Nordmann / NTB», «NTB scanpix»: no label, but an agency."""
    parts = [p for p in _PARTS.split(text.rstrip(".")) if p]
    if not any(_IS_AGENCY.fullmatch(p) for p in parts):
        return False
    if len(parts) == 1:
        return text in PHOTO_AGENCIES and text[0].isupper() and text != "Handout"
    return all(_IS_AGENCY.fullmatch(p) or (is_names(p) and len(p.split()) <= 5) for p in parts) and "/" in text


def _is_owner(text: str) -> bool:
    """Names, with a few plain words: «skjermdump fra NRK», «Kari Nordmann, arkiv». Never a clause."""
    words = [w.strip(".,;()[]") for w in text.split()]
    words = [w for w in words if w]
    if not 0 < len(words) <= _MAX_WORDS or not HEADLINE_WORDS.isdisjoint(words[1:]):
        return False
    plain = [w.lower() for w in words if w[0].islower() and w.lower() not in NAME_PARTICLES | OWNER_WORDS]
    if not plain:
        return True
    # A plain word behind a name may be the verb of a headline, so only a description may have them: «privat samling».
    described = words[0][0].islower() and len(words) <= _MAX_WORDS // 2
    return described and len(plain) <= _MAX_PLAIN_WORDS and not AUXILIARIES.intersection(plain)


def credit_tail(text: str, start: int, end: int) -> int | None:
    """Where a credit begins that ends ``text[start:end]``, behind the words of a caption; None if there is none."""
    lo = max(start, end - _TAIL_WINDOW)
    for m in _CREDIT_START.finditer(text, lo, end):
        at = m.start()
        while at < end and text[at].isspace():
            at += 1
        if at > start and is_credit(text[at:end]):
            return at
    return None


def is_byline(line: str) -> bool:
    """Whether a whole line names who wrote the text, and says nothing else."""
    return byline_names(line) is not None


def byline_names(line: str) -> str | None:
    """The writers that a byline names, its label taken away; None where the line is no byline."""
    text = line.strip()
    if len(text) > 160 or not text:
        return None
    if is_agency(text):
        return text.strip("()[]/.© ")
    label = _BYLINE_LABEL.match(text)
    rest = text[label.end() :] if label else text
    parts = [p.strip() for p in re.split(r"[,|•·]|\s[-–—]\s|/", rest) if p.strip()]
    if not parts or len(rest.split()) > 12 or (text[-1] in ".!?:" and not label):
        return None
    if not all(_is_writer(p) for p in parts):
        return None
    marked = label is not None or any(is_role(p) or is_email(p) or is_agency(p) for p in parts[1:])
    names = [p for p in parts if is_names(p) and not is_role(p)]
    if not marked or not (names or label):
        return None
    return ", ".join(p for p in parts if not is_email(p) and not is_role(p)) or None


def is_role(part: str) -> bool:
    """«Journalist», «politisk redaktør i Bladet»: what a writer is, in a few words."""
    words = part.lower().split()
    role = words[1:] if words and words[0] in ROLE_PREFIXES else words
    return bool(role) and len(words) <= 4 and role[0] in BYLINE_ROLES


def _is_writer(part: str) -> bool:
    return (
        is_email(part)
        or is_role(part)
        or is_agency(part)
        or (is_names(part) and part[-1] not in "!?:" and len(part.split()) <= 8)
    )
