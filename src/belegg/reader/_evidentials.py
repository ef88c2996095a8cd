"""Hearsay: the closed set of expressions by which a text passes on what it has from nobody it names."""

from __future__ import annotations

import re

# Norwegian (both), Danish, Swedish, English. The words of a cue that stand apart in the text ("skal … ha")
# are joined by single spaces here.
_EXPRESSIONS = (
    r"ska(l|ll|lle)? ((angivelig|angiveleg|visstnok|etter sigende|efter sigende) )?"
    r"(ha|have|hava|være|vere|vara|bli|verta|verte)",
    r"sku(lle)? (ha|have|være|vere|vara)",
    r"visstnok|visst nok|angivelig|angiveleg|angiveligt|etter sigende|etter seiande|eftersigende|efter sigende",
    r"(det )?(sies|seiast|seiest|siges|sägs)|vert sagt|det heter seg|det heiter seg|forlyder",
    r"ryktes|ryktast|ryktas|rygtes|rykte[rt]?|rykta|påstås|påstått|påstods",
    r"lär|enligt uppgift|efter uppgift|uppges|förmodas|etter det .*(opplyst|kjent)",
    r"reportedly|allegedly|supposedly|apparently|said to|is said|are said|reported|alleged|rumou?red",
)
_HEARSAY = re.compile("|".join(f"(?:{e})" for e in _EXPRESSIONS), re.IGNORECASE)


def is_evidential(cue: str) -> bool:
    """Whether `cue` (its words joined by single spaces) is an evidential."""
    return _HEARSAY.fullmatch(cue.strip()) is not None
