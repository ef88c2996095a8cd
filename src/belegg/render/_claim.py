"""One claim for the terminal: its origins with reasons, its hands as a tree, its statements in time, its relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from belegg.claims import Carrier, Claim
from belegg.render import _claim_words as say
from belegg.render._claims import add_relation
from belegg.render._sheet import BOLD, DIM, PLAIN, Sheet, Style
from belegg.render._tree import branches

__all__ = ["render_claim_text"]

_CERTAINTY_COLOURS = {"probable": "cyan", "possible": "yellow", "unclaimed": "blue", "denied": "red"}
_DASHED = "╌"


def render_claim_text(
    claim: Claim,
    wordings: Mapping[str, str],
    *,
    ratings: Mapping[str, Sequence[str]] | None = None,
    width: int = 80,
    colour: bool = False,
) -> str:
    """All that the ledger knows of one claim.

    `wordings` are those of the claims that it has relations to, by id; `ratings` what people gave its statements, by
    the statement's id, each as it is to be shown; `width` is in columns; `colour` allows ANSI
    styles. No other control characters but line ends come out, whatever the articles hold.
    """
    sheet = Sheet(width, colour)
    sheet.add((claim.text or "(no wording)", BOLD))
    sheet.add((f"{claim.id} · {say.period(claim.first, claim.last)}", DIM))
    _add_origins(sheet, claim)
    _add_hands(sheet, claim)
    _add_statements(sheet, claim, ratings or {})
    if claim.relations:
        _head(sheet, "Other claims")
        for relation in claim.relations:
            add_relation(sheet, relation, wordings, "  ")
    return sheet.text()


def _head(sheet: Sheet, text: str) -> None:
    sheet.gap()
    sheet.add((text, BOLD))


def _add_origins(sheet: Sheet, claim: Claim) -> None:
    told = say.origins(claim)
    _head(sheet, told[:1].upper() + told[1:])
    for why in claim.origins.why:
        sheet.add(why, first="  - ", rest="    ")


def _add_hands(sheet: Sheet, claim: Claim) -> None:
    if not claim.statements:
        return
    _head(sheet, "Hands")
    dashed = False
    for branch in branches(claim.statements, deepest=sheet.width // 10):
        dashed |= _DASHED in branch.margin
        marks = " ".join(f"[{n}{_sign(claim.statements[n - 1])}]" for n in branch.carriers)
        sheet.add(
            (say.hop_words(branch.hop), BOLD if branch.root else PLAIN),
            (f" {marks}" if marks else "", DIM),
            first=f"  {branch.margin}",
            rest=f"  {branch.further}",
        )
    notes = [f"{_DASHED} joined from another article"] if dashed else []
    if any(c.hearsay for c in claim.statements):
        notes.append("≈ hearsay")
    if any(c.certainty == "denied" for c in claim.statements):
        notes.append("× denies it")
    sheet.add((" · ".join(notes), DIM), first="  ")


def _sign(carrier: Carrier) -> str:
    return ("≈" if carrier.hearsay else "") + ("×" if carrier.certainty == "denied" else "")


def _add_statements(sheet: Sheet, claim: Claim, ratings: Mapping[str, Sequence[str]]) -> None:
    if not claim.statements:
        return
    _head(sheet, f"{say.plural(len(claim.statements), 'statement')}, in order of time")
    digits = len(str(len(claim.statements)))
    for number, carrier in enumerate(claim.statements, start=1):
        left = " " * (digits + 4)
        where = " · ".join(part for part in (carrier.outlet or "outlet not known", carrier.title) if part)
        sheet.add(
            (say.moment(carrier.published), PLAIN),
            (f"  {where}", DIM),
            first=f"  {number:>{digits}}  ",
            rest=left,
        )
        hops = [say.hop_words(hop) for hop in carrier.chain]
        sheet.add((" → ".join(hops) or "no lineage told", BOLD), first=left)
        sheet.add(" … ".join(carrier.content), first=left)
        sheet.add(
            (" · ".join(say.signs(carrier)), Style(dim=True, fg=_CERTAINTY_COLOURS.get(carrier.certainty))),
            (f" · {say.short_id(carrier.id)}", DIM),
            first=left,
        )
        for rating in ratings.get(carrier.id, ()):
            sheet.add((f"rated {rating}", BOLD), first=left)
        if carrier.url:
            sheet.add((carrier.url, DIM), first=left)
