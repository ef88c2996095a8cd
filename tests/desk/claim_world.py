"""Claims and their carriers, made by hand."""

from __future__ import annotations

import re
from typing import Any

from belegg.claims import Carrier, Claim, Origins
from belegg.types import Hop


def carrier(outlet: str, *hops: tuple[str, str], **changed: Any) -> Carrier:
    chain = (*(Hop(n, k) for n, k in hops), Hop(outlet, "media"))  # type: ignore[arg-type]
    name = outlet.encode("utf-8", "replace").hex()
    values: dict[str, Any] = {
        "id": name.ljust(32, "0")[:32], "article": name, "url": None,
        "outlet": outlet, "published": "2026-03-01T08:00:00+01:00", "content": ("ferja er innstilt",),
        "speaker": hops[0][0] if hops else None, "kind": hops[0][1] if hops else "implicit",
        "certainty": "certain", "hearsay": False, "chain": chain, "confidence": 0.9, "form": "indirect",
        "language": "nb",
    }  # fmt: skip
    return Carrier(**{**values, **changed})


def claim(*carriers: Carrier, least: int = 1, most: int = 1, why: tuple[str, ...] = ()) -> Claim:
    return Claim("c" * 16, "Ferja er innstilt", Origins(least, most, why), (), None, None, carriers)


def undo_in(page: str) -> str:
    """The address that the first button to undo leads to."""
    found = re.search(r'action="(/decisions/[0-9a-f]+/undo)"', page)
    assert found
    return found[1]
