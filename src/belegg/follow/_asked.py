"""What a caller asks a ledger for, checked: what can find nothing by mistake is refused, not answered with nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from belegg.errors import UsageError
from belegg.ledger import ClaimQuery, fold, instant
from belegg.ledger._text import instant_until
from belegg.ledger._traits import FIELDS
from belegg.match import stems

__all__ = [
    "RATING",
    "asked_for",
    "check_names",
    "check_number",
    "check_place",
    "check_seconds",
    "check_times",
    "rating",
]

_NUMBERS: Final = ("min_origins", "max_origins", "min_outlets", "limit", "offset")
_FLAGS: Final = ("contradicted", "hearsay")
RATING: Final = re.compile(r"[A-F][1-6]")
"""The Admiralty code: how reliable a source is, and how credible what it says."""


def asked_for(query: str | None, asked: Mapping[str, Any]) -> ClaimQuery | None:
    """The query of `Ledger.claims`; None where its words can find nothing. Raises UsageError."""
    _text("query", query)
    given = dict(asked)
    for name, value in asked.items():
        if name in _NUMBERS:
            check_number(name, value, least=0, optional=name != "offset")
        elif name in _FLAGS:
            if not isinstance(value, bool):
                raise UsageError(f"{name} is no {_shown(value)}", remedy="True or False")
        elif name in FIELDS and value is not None and value not in FIELDS[name]:
            raise UsageError(f"there is no {name} {_shown(value)}", remedy=f"one of {', '.join(FIELDS[name])}")
        elif name in ("outlet", "speaker"):
            _text(name, value)
    given.update(check_times({k: given[k] for k in ("since", "until") if k in given}))
    terms = tuple(stems(query)) if query else ()
    found = ClaimQuery(terms=terms, **given)
    return None if query and not terms else found


def check_times(times: Mapping[str, Any]) -> dict[str, str | None]:
    """`since` and `until`, whichever are given, as ISO 8601; a `date` or `datetime` is as good. Raises UsageError."""
    out: dict[str, str | None] = {}
    for name, value in times.items():
        out[name] = value.isoformat() if isinstance(value, date) else value
        if value is not None and (not isinstance(out[name], str) or not instant(out[name])):
            raise UsageError(f"{name}: {_shown(value)} is no time", remedy="a day such as 2026-03-01, or an ISO time")
    since, until = out.get("since"), out.get("until")
    if since and until and instant(since) > instant_until(until):
        raise UsageError("since is later than until", remedy="exchange them")
    return out


def check_number(name: str, value: object, *, least: int, optional: bool = False) -> None:
    """Raises UsageError where `value` is no whole number of `least` or more (or None, where it is optional)."""
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise UsageError(f"{name} is no {_shown(value)}", remedy=f"a whole number, {least} or more")


def check_seconds(value: Any) -> None:
    """Raises UsageError where `query_seconds` is no time to wait."""
    if value is None:
        return
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and 0 < value < math.inf):
        raise UsageError(f"query_seconds is no {_shown(value)}", remedy="a number above 0, or None")


def check_place(path: object) -> None:
    """Raises UsageError where `path` is nothing that a ledger can be at."""
    if not isinstance(path, str | Path):
        raise UsageError(f"a ledger is at no {_shown(path)}", remedy="the path of a file, or postgresql://…")


def check_names(kind: str, a: str, b: str | None) -> None:
    """Raises UsageError where `a` and `b` are not two names that a decision can be about."""
    if not isinstance(b, str) or not fold(a) or not fold(b) or fold(a) == fold(b):
        raise UsageError(f"{kind} takes two different names")


def rating(value: object) -> str:
    """A rating by the Admiralty code, as it is kept. Raises UsageError."""
    code = value.strip().upper() if isinstance(value, str) else ""
    if not RATING.fullmatch(code):
        given = value if isinstance(value, str) else _shown(value)
        raise UsageError("this is no rating", resource=given, remedy="a letter from A to F and a figure from 1 to 6")
    return code


def _text(name: str, value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name} is no {_shown(value)}", remedy="a text")


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
