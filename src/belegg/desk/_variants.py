"""The wordings of a claim side by side, and what changed from the first: words, figures, how surely it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from belegg.claims import Carrier, Claim
from belegg.desk._shown import PASSAGE, line
from belegg.match._numbers import find_numbers

__all__ = ["Piece", "Shift", "Variant", "compared", "variants"]

Shift: TypeAlias = Literal["same", "harder", "softer", "denied", "unclaimed"]
Look: TypeAlias = Literal["same", "other", "figure"]
MOST = 40
_CANDIDATES = 4
_LEAST_ALIKE = 0.35
"""Of the words, for two wordings to be compared word by word."""
_LONGEST = 200
"""Words and blanks that are compared; the time grows with the square."""
_TOKEN = re.compile(r"\d+(?:[ \u00a0\u2009\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|\w+|\s+|[^\w\s]")
_DEGREES = {"certain": 3, "probable": 2, "possible": 1}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a wording: ``same`` as in the first, ``other`` words, or another ``figure``."""

    text: str
    look: Look


@dataclass(slots=True)
class Variant:
    """One wording with all statements that have it.

    `shift` is how surely it is said beside the first; `figures` are those that the first does not have, `missing` those
    of the first that it lacks. `comparable` is False where no comparison word by word is worth while (another language,
    other words altogether).
    """

    carriers: list[Carrier]
    pieces: tuple[Piece, ...] = ()
    first: bool = False
    shift: Shift = "same"
    comparable: bool = True
    figures: tuple[float, ...] = ()
    missing: tuple[float, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    @property
    def carrier(self) -> Carrier:
        return self.carriers[0]


def variants(claim: Claim) -> tuple[list[Variant], int]:
    """The wordings, the first before the others in order of time, and how many statements are not among them."""
    shown = claim.statements[:MOST]
    if not shown:
        return [], 0
    base = _base(shown)
    groups: dict[tuple[str, str, bool], Variant] = {}
    for carrier in (base, *(c for c in shown if c is not base)):
        key = (_words(carrier).casefold().strip(' .«»"”'), carrier.certainty, carrier.hearsay)
        if key in groups:
            groups[key].carriers.append(carrier)
        else:
            groups[key] = _variant(carrier, base)
    return list(groups.values()), len(claim.statements) - len(shown)


def _base(carriers: Sequence[Carrier]) -> Carrier:
    """What the others are measured by: of the earliest article that states it, the wording that most others can be
    compared with; a headline or a denial only where there is nothing else."""
    standing = [c for c in carriers if c.certainty != "denied"] or list(carriers)
    own = [c for c in standing if c.form is not None] or standing
    first = [c for c in own if c.article == own[0].article][:_CANDIDATES]
    return max(first, key=lambda c: sum(_alike(c, other) for other in standing)) if len(first) > 1 else first[0]


def _alike(a: Carrier, b: Carrier) -> bool:
    return a.article != b.article and a.language == b.language and _near(_words(a), _words(b))


def _near(a: str, b: str) -> bool:
    """Whether two wordings have enough words in common to be compared; cheap, for it is asked of many pairs."""
    one, other = (set(re.findall(r"\w+", text.casefold())) for text in (a, b))
    shared = sum(map(len, one & other))
    return shared >= _LEAST_ALIKE * max(1, min(sum(map(len, one)), sum(map(len, other))))


def _words(carrier: Carrier) -> str:
    return line(" … ".join(carrier.content), PASSAGE)


def _variant(carrier: Carrier, base: Carrier) -> Variant:
    text = _words(carrier)
    if carrier is base:
        return Variant([carrier], (Piece(text, "same"),), first=True)
    before = _words(base)
    pieces, left_out = compared(before, text)
    alike = carrier.language == base.language and pieces is not None
    ours, theirs = _figures(carrier), _figures(base)
    return Variant(
        [carrier],
        pieces if alike and pieces else (Piece(text, "same"),),
        shift=_shift(base, carrier),
        comparable=alike,
        figures=tuple(sorted(ours - theirs)) if theirs else (),
        missing=tuple(sorted(theirs - ours)) if ours else (),
        left_out=left_out if alike else (),
    )


def compared(before: str, after: str) -> tuple[tuple[Piece, ...] | None, tuple[str, ...]]:
    """`after` in pieces, by what it has that `before` has not; and what it leaves out. None where they have too few
    words in common for that to tell anything."""
    old, new = (_TOKEN.findall(t)[:_LONGEST] for t in (before, after))
    if not _near(before, after):
        return None, ()
    matcher = SequenceMatcher(None, [w.casefold() for w in old], [w.casefold() for w in new], autojunk=False)
    out: list[Piece] = []
    left: list[str] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            out.append(Piece("".join(new[k:m]), "same"))
            continue
        if gone := "".join(old[i:j]).strip():
            left.append(gone)
        out += _marked(new[k:m])
    tail = after[sum(len(w) for w in new) :] if len(new) == _LONGEST else ""
    if tail:
        out.append(Piece(tail, "same"))
    return tuple(out), tuple(left)


def _marked(words: Sequence[str]) -> list[Piece]:
    """New words as pieces: figures apart from other words, blanks and stops at the edges as they were."""
    out: list[Piece] = []
    for word in words:
        plain = not any(c.isalnum() for c in word)
        look: Look = "figure" if any(c.isdecimal() for c in word) else "same" if plain else "other"
        if len(out) > 1 and look == out[-2].look == "other" and out[-1].look == "same":
            # A blank between two words is marked with them.
            out[-2:] = [Piece(out[-2].text + out[-1].text + word, look)]
        elif out and out[-1].look == look != "figure":
            out[-1] = Piece(out[-1].text + word, look)
        else:
            out.append(Piece(word, look))
    return out


def _shift(base: Carrier, carrier: Carrier) -> Shift:
    if carrier.certainty == "denied":
        return "same" if base.certainty == "denied" else "denied"
    if carrier.certainty == "unclaimed":
        return "same" if base.certainty == "unclaimed" else "unclaimed"
    one, other = _DEGREES.get(base.certainty), _DEGREES.get(carrier.certainty)
    if one is None or other is None or one == other:
        return "same"
    return "harder" if other > one else "softer"


def _figures(carrier: Carrier) -> frozenset[float]:
    values, years = find_numbers(_words(carrier), carrier.language)
    return values | {float(y) for y in years}
