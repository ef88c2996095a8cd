"""Claims in words: how many outlets and origins, when, who, and how one claim stands to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from belegg.claims import Carrier, Claim, RelationType
from belegg.render import _summary as say
from belegg.types import Hop

__all__ = [
    "RELATIONS",
    "SHORT",
    "UNNAMED",
    "counted",
    "denials",
    "hop_words",
    "moment",
    "number",
    "origins",
    "outlets",
    "period",
    "plural",
    "short_id",
    "signs",
    "voices",
]

SHORT = 10
RELATIONS: dict[RelationType, str] = {
    "contradicts": "contradicts",
    "updates": "gives a later figure than",
    "refines": "says more exactly than",
    "hardens": "states as fact what was only possible in",
    "shifts": "is by the same speaker, and another position than",
}
UNNAMED = ("anonymous", "group")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_LONGEST_TIME = 25


def number(n: int) -> str:
    """A small number as a word."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else str(n)


def counted(n: int, word: str) -> str:
    """Such as ``one outlet``, ``12 statements``."""
    return f"{number(n)} {word}{'' if n == 1 else 's'}"


def plural(n: int, word: str) -> str:
    """Such as ``1 article``, ``12 articles``."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def outlets(claim: Claim) -> int:
    """How many outlets carry the claim, denials left out; 0 where no article tells its outlet."""
    return len({c.outlet.casefold() for c in claim.statements if c.outlet and c.certainty != "denied"})


def origins(claim: Claim) -> str:
    """Such as ``four outlets, one origin``: what the ledger can say about the independence of a claim."""
    least, most = claim.origins.min, claim.origins.max
    if most == 0:
        return "nobody states it here, it is only denied" if claim.statements else "no statement"
    told = outlets(claim)
    head = f"{counted(told, 'outlet')}, " if told else ""
    if least == 0:
        return f"{head}no established origin" + (f" (at most {number(most)})" if most > 1 else "")
    if least == most:
        return head + counted(least, "origin")
    joint = "or" if most == least + 1 else "to"
    return f"{head}{number(least)} {joint} {number(most)} origins"


def moment(published: str | None) -> str:
    """Date, hour and minute of an ISO 8601 time, as the article gives them."""
    if not published:
        return "no date"
    found = _MOMENT.match(published)
    if found is None:
        return published[:_LONGEST_TIME]
    return f"{found[1]} {found[2]}" if found[2] else found[1]


def period(first: str | None, last: str | None) -> str:
    """From the first to the last time."""
    if not first and not last:
        return "no date"
    start, end = moment(first or last), moment(last or first)
    return start if start == end else f"{start} – {end}"


def short_id(id: str) -> str:
    """The beginning of an id, enough to ask for it by hand."""
    return id[:SHORT]


def hop_words(hop: Hop) -> str:
    """A hand by its name, with a word where it has none of its own."""
    if hop.kind in UNNAMED:
        return f"{hop.name} (unnamed)" if hop.name else "an unnamed source"
    return hop.name or "not named"


def voices(claim: Claim, most: int = 3) -> str:
    """Who says it, in order of time: such as ``Kari Vik; en kilde (unnamed); and 2 more``."""
    return _listed((_voice(c) for c in claim.statements if c.certainty != "denied"), most)


def denials(claim: Claim, most: int = 2) -> str:
    """Who says that it is not so; empty where nobody does."""
    return _listed((_voice(c) for c in claim.statements if c.certainty == "denied"), most)


def _voice(carrier: Carrier) -> str:
    return hop_words(Hop(carrier.speaker, carrier.kind)) if carrier.speaker else ""


def _listed(names: Iterable[str], most: int) -> str:
    found: dict[str, str] = {}
    nobody = False
    for name in names:
        if name:
            found.setdefault(name.casefold(), name)
        else:
            nobody = True
    shown = list(found.values())[:most]
    if len(found) > most:
        shown.append(f"and {len(found) - most} more")
    return "; ".join(shown) or ("nobody named" if nobody else "")


def signs(carrier: Carrier) -> Iterator[str]:
    """What is to be known of one statement: certainty, hearsay, how sure the reader and the matcher are."""
    yield say.CERTAINTIES[carrier.certainty]
    if carrier.hearsay:
        yield "≈ hearsay"
    yield f"read {say.percent(carrier.confidence)}"
    yield f"same claim {say.percent(carrier.match)}"
