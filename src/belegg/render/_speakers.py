"""Who speaks in the ledger, for the terminal: one line a name where it fits."""

from __future__ import annotations

from collections.abc import Sequence

from belegg.claims import Speech
from belegg.render import _claim_words as words
from belegg.render import _summary as say
from belegg.render._sheet import BOLD, DIM, PLAIN, Sheet

__all__ = ["render_speakers_text"]

_OUTLETS = 4


def render_speakers_text(speakers: Sequence[Speech], *, width: int = 80, colour: bool = False) -> str:
    """Names with how much they say, where, and when first and last."""
    sheet = Sheet(width, colour)
    digits = max((len(str(s.statements)) for s in speakers), default=1)
    for speech in speakers:
        kind = say.KINDS[speech.kind]
        shown = list(speech.outlets[:_OUTLETS])
        if len(speech.outlets) > _OUTLETS:
            shown.append(f"and {len(speech.outlets) - _OUTLETS} more")
        where = ", ".join(shown) or "outlet not known"
        sheet.add(
            (speech.name or "not named", BOLD),
            (f" ({kind})" if kind else "", PLAIN),
            (f" · {where} · {words.period(speech.first, speech.last)}", DIM),
            first=f"{speech.statements:>{digits}}  ",
            rest=" " * (digits + 2),
        )
    return sheet.text()
