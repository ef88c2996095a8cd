"""What is asked of the claims: one value for search, alerts, export and the API, made from GET parameters. Pure.

::

    parameters ──► parse ──► Query ──► asked() ──► Ledger.claims
                                  └──► Fit ──► the same filters over claims that were ranked elsewhere
                                  └──► params() ──► a link that asks the same
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, TypeAlias, cast

from belegg.claims import Carrier, Claim
from belegg.errors import UsageError
from belegg.ledger import ClaimFilters, fold, instant
from belegg.ledger._text import instant_until
from belegg.ledger._traits import FIELDS
from belegg.match import stems
from belegg.render._clean import one_line

__all__ = ["LONGEST", "MODES", "ORIGINS", "Fit", "Mode", "Query", "parse"]

Mode: TypeAlias = Literal["meaning", "words"]
MODES: Final[tuple[Mode, ...]] = ("meaning", "words")
LONGEST: Final = {"q": 300, "outlet": 200, "speaker": 200, "since": 40, "until": 40}
"""Characters of a parameter; what is longer is cut off (times: not taken)."""
HIGHEST: Final = 1000
ORIGINS: Final[dict[str, dict[str, int]]] = {
    "one": {"max_origins": 1},
    "2": {"min_origins": 2},
    "3": {"min_origins": 3},
}
"""What the choices of the page's form stand for."""

_TEXTS: Final = ("q", "outlet", "speaker")
_NUMBERS: Final = ("min_origins", "max_origins", "min_outlets")
_FLAGS: Final = ("contradicted", "hearsay")
_YES: Final = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "": False}


@dataclass(frozen=True, slots=True)
class Query(ClaimFilters):
    """Which claims are asked for.

    `q` are words; `mode` says whether they are sought as words alone or by their meaning too. What is empty does not
    matter. A value of this class is always valid: `parse` makes it.
    """

    q: str = ""
    mode: Mode = "meaning"

    @property
    def by_meaning(self) -> bool:
        """Whether the claims are ranked by words and meaning: without words there is nothing to rank by."""
        return self.mode == "meaning" and bool(self.q)

    @property
    def origins(self) -> str:
        """The choice of `ORIGINS` that the numbers of origins are; empty where they are none of them."""
        own = {k: v for k in ("min_origins", "max_origins") if (v := getattr(self, k)) is not None}
        return next((name for name, value in ORIGINS.items() if value == own), "")

    def asked(self) -> dict[str, Any]:
        """The filters as arguments of `Ledger.claims`, `count` and `facets`; the words go before them."""
        return {k: v for k in _FILTERS if (v := getattr(self, k)) is not None and v is not False}

    def active(self) -> list[tuple[str, Any]]:
        """The filters that matter, as (field, value)."""
        return list(self.asked().items())

    def without(self, *names: str) -> Query:
        """The same query with these fields as if never given."""
        return replace(self, **{f.name: f.default for f in fields(self) if f.name in names})  # type: ignore[arg-type]

    def narrowed(self, **changed: Any) -> Query:
        """The same query with other values; they must be valid."""
        return replace(self, **changed)

    def params(self) -> dict[str, str]:
        """The parameters that `parse` makes this query from; what does not matter is left out."""
        out = {"q": self.q} if self.q else {}
        if self.mode != "meaning":
            out["mode"] = self.mode
        out.update((k, "1" if v is True else str(v)) for k, v in self.active())
        return out


_FILTERS: Final = tuple(f.name for f in fields(ClaimFilters))


def parse(params: Mapping[str, str], *, strict: bool = False) -> tuple[Query, tuple[str, ...]]:
    """The query of GET parameters (or of a form), and the names of those that made no sense and were left out.

    ``origins`` stands for what `ORIGINS` says. Parameters that are no field of a query are not looked at.

    Raises
    ------
    UsageError
        With `strict`, where one makes no sense.
    """
    taken: dict[str, Any] = {}
    bad: list[str] = []
    for name in ("q", "mode", *_FILTERS):
        raw = params.get(name, "")
        if not (text := _clean(raw)):
            continue
        value = _value(name, text)
        if value is None or (strict and len(text) > LONGEST.get(name, len(text))):
            bad.append(name)
        else:
            taken[name] = value
    if "since" in taken and "until" in taken and instant(taken["since"]) > instant_until(taken["until"]):
        # Nothing could be found.
        del taken["until"]
        bad.append("until")
    choice = params.get("origins", "")
    if choice in ORIGINS:
        taken = {k: v for k, v in taken.items() if k not in ("min_origins", "max_origins")} | ORIGINS[choice]
    elif choice:
        bad.append("origins")
    if strict and bad:
        raise UsageError(f"`{bad[0]}` has no value that makes sense", remedy=_remedy(bad[0]))
    return Query(**taken), tuple(bad)


def _clean(raw: str) -> str:
    return one_line(raw)


def _value(name: str, text: str) -> Any:
    """A field's value; None where the text is none."""
    if name in _TEXTS:
        cut = text[: LONGEST[name]].rstrip()
        # A name of marks alone is folded to nothing, and could be nobody's.
        return cut if name == "q" or fold(cut) else None
    if name in ("since", "until"):
        return text if len(text) <= LONGEST[name] and instant(text) else None
    if name in _NUMBERS:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= HIGHEST else None
    if name in _FLAGS:
        return _YES.get(text.lower())
    known: Collection[str] = MODES if name == "mode" else FIELDS[name]
    return text if text in known else None


def _remedy(name: str) -> str:
    if name in FIELDS:
        return f"one of {', '.join(FIELDS[name])}"
    known = {
        "mode": "meaning or words",
        "since": "a day such as 2026-03-01, or an ISO time",
        "until": "a day such as 2026-03-01, or an ISO time",
        "origins": f"one of {', '.join(ORIGINS)}",
        "contradicted": "1 or 0",
        "hearsay": "1 or 0",
    }
    return known.get(name, f"0 to {HIGHEST}" if name in _NUMBERS else f"{LONGEST.get(name)} characters at most")


@dataclass(frozen=True)
class Fit:
    """Whether a claim is among those that the ledger would give for a query's filters (its words apart).

    `names` are all names that are one with the speaker asked for (`Store.names_of`).
    """

    query: Query
    names: Iterable[str] = ()
    _same: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_same", frozenset(map(fold, self.names)))

    def __call__(self, claim: Claim) -> bool:
        q = self.query
        return (
            (q.since is None or instant(claim.last) >= instant(q.since))
            and (q.until is None or "" < instant(claim.first) <= instant_until(q.until))
            and (q.min_origins is None or claim.origins.min >= q.min_origins)
            and (q.max_origins is None or claim.origins.max <= q.max_origins)
            and (q.min_outlets is None or len(_outlets(claim)) >= q.min_outlets)
            and (q.outlet is None or fold(q.outlet) in _outlets(claim))
            and (q.speaker is None or any(self._speaks(c, fold(q.speaker)) for c in claim.statements))
            and all(self._has(claim, name) for name in FIELDS)
            and (not q.hearsay or any(c.hearsay for c in claim.statements))
            and (not q.contradicted or claim.contradicted)
        )

    def worded(self, claim: Claim) -> bool:
        """Whether all words of the query are among the claim's."""
        wanted = set(stems(self.query.q))
        own = stems(" ".join([claim.text, *(part for c in claim.statements for part in c.content)]))
        return wanted.issubset(own) and (bool(wanted) or not self.query.q)

    def by(self, carrier: Carrier) -> int:
        """How many of the filters that one statement can fit this one fits."""
        q = self.query
        fitting = [getattr(q, n) is not None and getattr(carrier, n) == getattr(q, n) for n in FIELDS]
        fitting.append(q.outlet is not None and fold(carrier.outlet or "") == fold(q.outlet))
        fitting.append(q.speaker is not None and self._speaks(carrier, fold(q.speaker)))
        fitting.append(q.hearsay and carrier.hearsay)
        return sum(fitting)

    def _speaks(self, carrier: Carrier, asked: str) -> bool:
        name = fold(carrier.speaker or "")
        # Blanks around both, so that whole words are compared.
        return bool(name) and (name in self._same or f" {asked} " in f" {name} ")

    def _has(self, claim: Claim, name: str) -> bool:
        value = cast(str | None, getattr(self.query, name))
        return value is None or any(getattr(c, name) == value for c in claim.statements)


def _outlets(claim: Claim) -> set[str]:
    return {fold(c.outlet) for c in claim.statements if c.outlet}
