"""Claims as a list for the terminal: one paragraph a claim."""

from __future__ import annotations

from collections.abc import Mapping

from belegg.claims import Claim, Relation
from belegg.render import _claim_words as say
from belegg.render._sheet import BOLD, DIM, PLAIN, Sheet, Style

__all__ = ["add_relation", "render_claim_item"]

_ROOMY = 60
_RELATION_COLOURS = {"contradicts": "red", "hardens": "yellow", "updates": "cyan", "shifts": "yellow"}


def render_claim_item(claim: Claim, wordings: Mapping[str, str], *, width: int = 80, colour: bool = False) -> str:
    """One claim of a list: its wording, how many outlets and origins, when, who, and how it stands to others.

    Parameters
    ----------
    wordings
        Of the claims that it has relations to, by id; those that are not there are shown by id alone.
    width, colour
        In columns; whether ANSI styles are allowed. No other control characters but line ends come out.
    """
    sheet = Sheet(width, colour)
    mark = say.short_id(claim.id) if claim.id.isascii() and claim.id.isprintable() else "?"
    beside = width >= _ROOMY
    left = " " * (say.SHORT + 2) if beside else "  "
    if beside:
        sheet.add((claim.text or "(no wording)", BOLD), first=mark.ljust(len(left)), rest=left)
    else:
        sheet.add((mark, DIM))
        sheet.add((claim.text or "(no wording)", BOLD), first=left)
    sheet.add(say.origins(claim), (f" · {say.period(claim.first, claim.last)}", DIM), first=left)
    who, against = say.voices(claim), say.denials(claim)
    told = " · ".join(part for part in (who, f"denied by {against}" if against else "") if part)
    sheet.add((told, DIM), first=left)
    for relation in claim.relations:
        add_relation(sheet, relation, wordings, left)
    return sheet.text()


def add_relation(sheet: Sheet, relation: Relation, wordings: Mapping[str, str], left: str) -> None:
    """A line for how a claim stands to another one, with that one's wording."""
    wording = wordings.get(relation.claim)
    style = Style(fg=_RELATION_COLOURS.get(relation.type))
    words = f": {wording}" if wording else ""
    sheet.add(
        (say.RELATIONS[relation.type], style),
        (f" {say.short_id(relation.claim)}", DIM),
        (words, PLAIN),
        first=f"{left}↔ " if relation.type == "contradicts" else f"{left}→ ",
        rest=left + "  ",
    )
