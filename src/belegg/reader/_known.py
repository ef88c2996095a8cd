"""Closed sets about channels: the news agencies, and words for media and for things one speaks through."""

from __future__ import annotations

import re

from belegg.types import SourceKind

AGENCIES = frozenset(
    {
        "afp", "ap", "associated press", "reuters", "ntb", "npk", "tt", "ritzau", "dpa", "efe", "ansa", "itar-tass",
        "tass", "interfax", "xinhua", "bloomberg", "stt", "upi", "belga", "apa", "kyodo", "nyhetsbyrået ntb",
        "nynorsk pressekontor", "direkt", "tdn direkt", "ria novosti", "unian", "ukrinform", "anp", "pa",
    }
)  # fmt: skip

# The parties of Norway's parliament under their full names and short ones: a closed set, and no rule of spelling
# leads from Arbeiderpartiet to Ap. The case counts: AP is an agency.
PARTIES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("arbeiderpartiet",): ("party", "ap"),
    ("arbeidarpartiet",): ("party", "ap"),
    ("senterpartiet",): ("party", "sp"),
    ("sosialistisk", "venstreparti"): ("party", "sv"),
    ("fremskrittspartiet",): ("party", "frp"),
    ("framstegspartiet",): ("party", "frp"),
    ("kristelig", "folkeparti"): ("party", "krf"),
    ("kristeleg", "folkeparti"): ("party", "krf"),
    ("miljøpartiet", "de", "grønne"): ("party", "mdg"),
    ("miljøpartiet", "dei", "grøne"): ("party", "mdg"),
}
_SHORT = ("Ap", "Sp", "SV", "Frp", "FrP", "FRP", "KrF", "Krf", "KRF", "MDG")
PARTIES_SHORT = {short: ("party", short.casefold()) for short in _SHORT}

# Things through which somebody speaks of his own: they carry no hand of their own. Common nouns are lower case in
# all five languages, so a capital (Daily Mail, Brevik Avis) makes it an outlet's name; platforms are names themselves.
_THING = re.compile(
    r"\b(?:presse?me(?:l+d|dd)\w*|pressekonf\w*|presskonf\w*|pressträff\w*|press release|(?:press|news) conference|"
    r"statement\w*|uttalelse\w*|uttalande\w*|udtalelse\w*|fråsegn\w*|e-?mail\w*|e-?post\w*|mejl\w*|mail(?:en|s)?|sms\w*|"
    r"tekstmelding\w*|brev(?:et|a|ene)?|letters?|blogg?\w*|hjemmesid\w*|heimesid\w*|nettsid\w*|nettsted\w*|websites?|"
    r"webbplats\w*|hemsid\w*|tale[nr]?|tal(?:et)?|speech|telefon\w*|melding\w*|innlegg\w*|kronikk\w*|notat\w*|rapport\w*|"
    r"reports?|bok[ae]?n?|books?|intervju\w*|interviews?|høringssvar\w*|høyring\w*|møte[rt]?|debatt\w*)\b"
)
_PLATFORM = re.compile(
    r"\b(?:twitter|facebook|instagram|telegram|truth social|linkedin|youtube|tiktok|snapchat|sms)\b", re.IGNORECASE
)
_FIRST_NOUN = re.compile(r"(?:Press|Uttal|Udtal|E-post|Epost|Rapport|Fråsegn)")


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency."""
    return name.casefold().strip() in AGENCIES


def is_channel(name: str) -> bool:
    """Whether a `via` is a hand of its own: an outlet or agency, not a letter, a web page or a press conference."""
    thing = _THING.search(name) or _PLATFORM.search(name) or _FIRST_NOUN.match(name)
    return is_agency(name) or thing is None


def media_kind(name: str) -> SourceKind:
    """Kind of a channel that is a hand."""
    return "media" if is_channel(name) else "document"
