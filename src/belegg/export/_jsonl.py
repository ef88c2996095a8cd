"""JSON Lines: ``Claim.to_dict()``, one a line; `Claim.from_dict` reads it back.

Nothing is changed: what cannot be encoded (lone surrogates) stands as an escape.
"""

from __future__ import annotations

from collections.abc import Iterable

from belegg.claims import Claim
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import dump

__all__ = ["write"]


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    count = 0
    for claim in claims:
        out.text(dump(claim.to_dict()) + "\n")
        count += 1
    return count
