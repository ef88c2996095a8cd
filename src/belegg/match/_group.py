"""A claim in the making: the statements that were found to carry it, and what they have in common."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from belegg.ledger import instant
from belegg.match._signature import AGENCIES, Floats, Sign, bare_name
from belegg.match._words import tokens
from belegg.types import Hop

_COMMON = 0.4
_PRONOUNS = frozenset(
    {"han", "hun", "ho", "hon", "he", "she", "hen", "det", "den", "de", "dei", "dem", "they", "it", "vi", "oss", "we",
     "us", "jeg", "eg", "jag", "i", "ham", "henne", "him", "her", "dette", "denne", "detta", "denna", "disse",
     "dissa", "desse", "this", "that", "these", "those", "sin", "sitt", "sine", "min", "mitt", "mine", "vår", "vårt",
     "våre", "our", "my", "his", "their", "deres", "deira", "hans", "hennes", "hennar"}
)  # fmt: skip
_FIRST = frozenset(
    {"jeg", "eg", "jag", "i", "vi", "oss", "we", "us", "our", "my", "min", "mitt", "vår", "vårt", "våre"}
)
_FEW, _MANY = 4, 28
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Member:
    """A statement of a group: its sign, itself (contract ``belegg.reading/1``), and its article.

    `article` has the keys ``id url outlet published title language``; `told` is the chain as the article tells it.
    """

    sign: Sign
    statement: dict[str, Any]
    article: dict[str, Any]
    match: float = 1.0
    told: tuple[Hop, ...] = ()

    @property
    def denied(self) -> bool:
        return bool(self.statement["certainty"] == "denied")


@dataclass(frozen=True, slots=True)
class Group:
    """Members in order of time. `numbers` and `years` are those that the members share; `maybe` the share of
    members that hold it possible only; `voices` who is behind it; `vector` [D] the mean of their words' vectors, of
    length 1; `words` and `wide` [members, D] their vectors, to be held against those of many other groups."""

    id: str
    members: tuple[Member, ...]
    numbers: frozenset[float]
    years: frozenset[int]
    maybe: float
    negated: float
    hands: frozenset[str]
    names: frozenset[str]
    vector: Floats
    voices: frozenset[str]
    first: str | None
    last: str | None
    words: Floats
    wide: Floats


def make_group(members: Sequence[Member]) -> Group:
    """The group of some members, the same whatever their order."""
    # What has no time comes last: it cannot be said to have been first.
    ordered = tuple(sorted(members, key=lambda m: (instant(m.article["published"]) or "9", m.sign.statement)))
    standing = [m for m in ordered if not m.denied] or list(ordered)
    own = [m for m in standing if not m.sign.bare] or standing
    times = [m.article["published"] for m in ordered if instant(m.article["published"])]
    mean = np.mean([m.sign.vectors[0] for m in standing], axis=0)
    each = np.stack([m.sign.vectors[:2] for m in ordered])
    name = hashlib.sha256(f"claim\x1f{ordered[0].sign.statement}".encode()).hexdigest()[:16]
    return Group(
        id=name,
        members=ordered,
        numbers=_shared([m.sign.numbers for m in standing]),
        years=_shared([m.sign.years for m in standing]),
        maybe=sum(m.sign.maybe for m in own) / len(own),
        negated=sum(m.sign.negated for m in standing) / len(standing),
        hands=frozenset(h for m in standing for h in (*m.sign.hands, m.sign.speaker) if h),
        names=_shared([m.sign.names for m in standing]),
        vector=(mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32),
        voices=_voices(ordered),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        words=each[:, 0],
        wide=each[:, 1],
    )


def _voices(members: Sequence[Member]) -> frozenset[str]:
    """Who is behind a claim, with the body that a speaker is of; outlets that hand it on are not behind it."""
    standing = [m for m in members if not m.denied]
    handed = {bare_name(h.name) for m in standing for h in m.told if h.kind == "media"}
    handed |= AGENCIES | {bare_name(m.article["outlet"] or "") for m in standing}
    out: set[str] = set()
    for m in standing:
        if m.told:
            later = {bare_name(h.name) for h in m.told[1:]}
            out |= {bare_name(m.told[0].name)} | (m.sign.hands - later if len(m.told) == 1 else set())
        elif m.sign.speaker:
            out |= {m.sign.speaker, *m.sign.hands}
    return frozenset(out - handed - {""})


def _shared(sets: Sequence[frozenset[Any]]) -> frozenset[Any]:
    """What at least two fifths of the sets that are not empty hold."""
    full = [s for s in sets if s]
    counts = Counter(x for s in full for x in s)
    return frozenset(x for x, n in counts.items() if n >= _COMMON * len(full))


def wording(group: Group) -> str:
    """The clearest statement's words: a whole clause without pronouns, near to what the others say.

    A first-person quote is led by its speaker, so that nobody has to guess who *we* are.
    """
    standing = [m for m in group.members if not m.denied] or list(group.members)
    best = min(standing, key=lambda m: (-_clarity(m, group), m.sign.statement))
    text = _bare(" ".join(best.sign.text.split()))
    if _FIRST & set(_own_tokens(text, best)) and best.statement["speaker"]:
        return f"{best.statement['speaker']}: «{text}»"
    return text[:1].upper() + text[1:]


def _own_tokens(text: str, member: Member) -> list[str]:
    """The words of a text; *i* is a pronoun in English alone, elsewhere a preposition that says nothing here."""
    return [w for w in tokens(text) if w != "i" or member.article["language"] == "en"]


def _bare(text: str) -> str:
    """Without marks at its ends; quote marks only where they hold the whole."""
    text = text.strip(" .,;:–—-")
    for left, right in (("«", "»"), ("“", "”"), ('"', '"')):
        if text.startswith(left) and text.endswith(right) and left not in text[1:] and right not in text[:-1]:
            text = text[1:-1].strip()
    return text


def _clarity(member: Member, group: Group) -> float:
    words = _own_tokens(member.sign.text, member)
    score = 6.0 * float(member.sign.vectors[0] @ group.vector)
    score -= 0.12 * max(0, _FEW - len(words)) + 0.03 * max(0, len(words) - _MANY)
    score -= 0.25 * sum(w in _PRONOUNS for w in words[:12])
    score += 0.1 * min(2, len(member.sign.names)) + 0.1 * bool(member.sign.numbers & group.numbers)
    score += 0.15 * (member.article["language"] in ("nb", "nn")) - 0.1 * (" … " in member.sign.text)
    # Where most say that something is so, a denial that was taken for one of them would turn the claim round.
    score -= 1.0 * (member.sign.negated and group.negated < _HALF)
    return score - 0.3 * member.sign.bare * (len(words) < _FEW)
