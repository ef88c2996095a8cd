"""Members of a claim by the hands that told them, in articles of invented outlets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from match_samples import member

from belegg.claims import Origins
from belegg.match import Member, bare_name, make_group
from belegg.trace import Traced, count_origins, trace_group
from belegg.types import Hop

EARLY, LATE, LAST = (f"2026-03-0{d}T08:00:00+01:00" for d in (1, 2, 3))
CONTENT = "kabelen ved Nesvik ble kuttet"


def person(name: str) -> Hop:
    return Hop(name, "person")


def unnamed(name: str = "en kilde") -> Hop:
    return Hop(name, "anonymous")


def paper(name: str) -> Hop:
    return Hop(name, "media")


def told(outlet: str, *hops: Hop, id: str | None = None, content: str = CONTENT, **changed: Any) -> Member:
    """What `outlet` carries, through `hops`, origin first; hearsay where there are none."""
    first = hops[0] if hops else None
    given: dict[str, Any] = {
        "published": EARLY,
        "kind": first.kind if first else "implicit",
        "hearsay": not hops,
        "chain": (*hops, paper(outlet)),
        "form": "direct",
    }
    return member(content, first.name if first else None, id, outlet=outlet, **{**given, **changed})


def same_outlet(name: str, outlet: str | None) -> bool:
    return bool(outlet) and bare_name(name) == bare_name(outlet or "")


def traced(*members: Member, copies: Mapping[str, str] | None = None) -> list[Traced]:
    return trace_group(make_group(members), copies or {}, same_outlet)


def origins(*members: Member, copies: Mapping[str, str] | None = None) -> Origins:
    return count_origins(traced(*members, copies=copies))


def interval(*members: Member, copies: Mapping[str, str] | None = None) -> tuple[int, int]:
    found = origins(*members, copies=copies)
    return found.min, found.max


def names(hops: Sequence[Hop]) -> list[str]:
    return [h.name for h in hops]
