"""What a hand is, by its name: unnamed, a document, a person, a body. Closed sets of nouns in the five languages."""

from __future__ import annotations

import re

from belegg.types import SourceKind

_UNNAMED = re.compile(
    r"\b(?:kilde\w*|kjelde\w*|källa\w*|källor\w*|sources?|officials?|anonym\w*|unnamed|vitne\w*|vittne\w*|witness\w*|insider\w*|"
    r"vedkommende|vedkomande|ekspert\w*|experts?|person(?:en|er|ar|s)?|ansatt\w*|tilsett\w*|anställd\w*|employees?)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:\w*rapport\w*|\w*reports?|presse?me(?:l+d|dd)\w*|press releases?|\w*gransking\w*|\w*gransk?ning\w*|"
    r"notat\w*|memo\w*|"
    r"analyse\w*|analysis|analys\w*|brev\w*|letters?|dokument\w*|documents?|undersøk\w*|undersök\w*|survey\w*|"
    r"måling\w*|mätning\w*|statsbudsjett\w*|budget\w*|protokoll\w*|video\w*|statements?|uttalelse\w*|fråsegn\w*)\b",
    re.IGNORECASE,
)
_AT_LARGE = re.compile(
    r"^(?:(?:både|flere|fleire|flera|andre|andra|norske?|svenske?|danske?|britiske?|engelske?|nordiske?|"
    r"utenlandske?|lokale?|both|several|"
    r"other|local|norwegian|swedish|danish|british|scandinavian|foreign|international|internasjonale?|og|och|and|,)\s*)*"
    r"(?:medier|medium|media|aviser|avisar|tidningar|newspapers|papers|outlets|titles|nettaviser)"
    r"(?:,? (?:led by|anført av|med)\b.*)?$",
    re.IGNORECASE,
)
_TITLED_NAME = re.compile(
    r"(?:^|\s)[A-ZÆØÅÄÖÉ][\w’'-]+(?:\s+(?:[A-ZÆØÅÄÖÉ][\w’'.-]*|av|von|van|de))*\s+[A-ZÆØÅÄÖÉ][\w’'-]+$"
)
_DEFINITE = re.compile(
    r"^(?:(?:the|den|det|de|dei|denne|samme|same|that)\s+)?[\w-]+(?:en|et|a|ene|ane|n|t|ren|aren|eren)?$", re.IGNORECASE
)


def is_unnamed(name: str) -> bool:
    """Whether the name is a description of somebody who is not named."""
    return bool(_UNNAMED.search(name)) and not _TITLED_NAME.search(name)


def is_document(name: str) -> bool:
    """Whether the name is a document's."""
    return bool(_DOCUMENT.search(name))


def hand_kind(name: str) -> SourceKind:
    """The kind of a hand that only its name tells of."""
    if is_unnamed(name):
        return "anonymous"
    if is_document(name):
        return "document"
    return "person" if _TITLED_NAME.search(name) else "organisation"


def is_role(name: str) -> bool:
    """Whether the name is a bare role or description (*kilden*, *rederiet*): one word, perhaps with an
    article, that the same article may well say more of."""
    words = name.split()
    return len(words) <= 2 and bool(_DEFINITE.fullmatch(name)) and not _TITLED_NAME.search(name)


def person_key(name: str) -> str:
    """The last capitalised word of a person's name, titles in small letters left out: what it is compared by."""
    capital = [w.strip(".,«»\"'") for w in name.split() if w[:1].isupper()]
    return capital[-1].casefold() if capital else ""


def is_media_at_large(name: str) -> bool:
    """Whether the name is of no outlet but of many (*norske og svenske medier*)."""
    return bool(_AT_LARGE.match(name.strip()))
