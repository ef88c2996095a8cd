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
# leads from Arbeiderpartiet to Ap.
PARTIES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("arbeiderpartiet",): ("ap",),
    ("arbeidarpartiet",): ("ap",),
    ("senterpartiet",): ("sp",),
    ("sosialistisk", "venstreparti"): ("sv",),
    ("fremskrittspartiet",): ("frp",),
    ("framstegspartiet",): ("frp",),
    ("kristelig", "folkeparti"): ("krf",),
    ("kristeleg", "folkeparti"): ("krf",),
    ("miljøpartiet", "de", "grønne"): ("mdg",),
    ("miljøpartiet", "dei", "grøne"): ("mdg",),
}

# Things through which somebody speaks of his own: they carry no hand of their own.
_OWN_CHANNEL = re.compile(
    r"\b(presse?mel+d|pressemed|pressekonf|press release|press conference|presskonf|pressträff|statement|uttalelse|"
    r"uttalande|udtalelse|fråsegn|e-?post|mail|sms|tekstmelding|brev|letter|twitter|facebook|instagram|telegram|"
    r"truth social|linkedin|youtube|tiktok|snapchat|blogg|hjemmeside|heimeside|nettside|nettsted|website|webbplats|"
    r"hemsida|tale|tal|speech|telefon|melding|innlegg|kronikk|notat|rapport|report|bok|book|intervju|interview|"
    r"høringssvar|høyring|møte|debatt)\w*",
    re.IGNORECASE,
)


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency."""
    return name.casefold().strip() in AGENCIES


def is_channel(name: str) -> bool:
    """Whether a `via` is a hand of its own: an outlet or agency, not a letter, a web page or a press conference."""
    return is_agency(name) or _OWN_CHANNEL.search(name) is None


def media_kind(name: str) -> SourceKind:
    """Kind of a channel that is a hand."""
    return "media" if is_channel(name) else "document"
