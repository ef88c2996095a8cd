"""Hearsay: the closed set of expressions by which a text passes on what it has from nobody it names."""

from __future__ import annotations

import re

# Norwegian (both), Danish, Swedish, English. Word groups may stand apart ("skal … ha"), so spaces match anything.
_EXPRESSIONS = (
    r"ska(l|ll|lle)? (ha|have|hava|være|vere|vara|bli|verta|verte)",
    r"sku(lle)? (ha|have|være|vere|vara)",
    r"visstnok|visst nok|angivelig|angiveleg|angiveligt|etter sigende|etter seiande|eftersigende|efter sigende",
    r"det sies|sies|seiast|det heter seg|det heiter seg|ryktes|ryktast|rykte[rt]?|rykta|påstås|påstått|påstods",
    r"lär|enligt uppgift|efter uppgift|förmodas|etter det .*(opplyst|kjent)",
    r"reportedly|allegedly|supposedly|apparently|said to|is said|are said|reported|alleged|rumou?red",
)
_HEARSAY = re.compile("|".join(f"(?:{e})" for e in _EXPRESSIONS), re.IGNORECASE)


def is_evidential(cue: str) -> bool:
    """Whether `cue` (its words joined by single spaces) is an evidential."""
    return _HEARSAY.fullmatch(cue.strip()) is not None
