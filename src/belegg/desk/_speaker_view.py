"""All that the page of a speaker shows, asked of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from belegg.claims import Claim, ClaimBrief, Speech, Utterance
from belegg.desk._desk import Desk
from belegg.desk._i18n import Language
from belegg.desk._sentences import Snippet, plain_runs, snippet
from belegg.desk._timeline import month
from belegg.ledger import Decision, fold

__all__ = ["Move", "Said", "SpeakerView", "grouped", "speaker_view"]

PAGE = 20
_LOOKED_AT = 250
"""Articles that outlets and time are counted over."""
_ABOUT = 20
_SHIFTS = 60
"""Claims of his that are looked through for shifts of position."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in its sentence."""

    told: Utterance
    passage: Snippet


@dataclass(frozen=True, slots=True)
class Move:
    """A shift of position: what was said `before`, and what `now`."""

    now: Claim
    before: Claim
    confidence: float


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """`times` and `outlets` are of the latest `counted` statements; `after` is the mark of the next page, if any.

    `names` are all that are merged with this one, itself left out; `merges` the decisions that made them so.
    """

    speech: Speech
    said: tuple[Said, ...]
    after: str | None
    about: tuple[ClaimBrief, ...]
    outlets: tuple[tuple[str, int], ...]
    times: tuple[str | None, ...]
    counted: int
    moves: tuple[Move, ...]
    names: tuple[str, ...]
    merges: tuple[Decision, ...]


def speaker_view(desk: Desk, name: str, before: str | None) -> SpeakerView | None:
    """The view; None where nobody of this name speaks."""
    speech = desk.ledger.speaker(name)
    if speech is None:
        return None
    part = desk.ledger.speech(name, limit=PAGE + 1, before=before)
    heard = desk.ledger.heard(name, _LOOKED_AT)
    outlets: Counter[str] = Counter()
    for _, outlet, statements in heard:
        if outlet:
            outlets[outlet] += statements
    return SpeakerView(
        speech=speech,
        said=tuple(_in_sentences(desk, part[:PAGE])),
        after=part[PAGE - 1].statement if len(part) > PAGE else None,
        about=tuple(desk.ledger.about(name, limit=_ABOUT)),
        outlets=tuple(sorted(outlets.items(), key=lambda o: (-o[1], o[0]))),
        times=tuple(published for published, _, statements in heard for _ in range(statements)),
        counted=sum(statements for *_, statements in heard),
        moves=tuple(_moves(desk, name)),
        names=speech.also,
        merges=_merges(desk, (name, speech.name, *speech.also)),
    )


def _in_sentences(desk: Desk, part: Sequence[Utterance]) -> Iterator[Said]:
    texts = desk.ledger.texts(list(dict.fromkeys(told.article for told in part)))
    for told in part:
        whole = texts.get(told.article)
        spans = whole.spans.get(told.statement) if whole else None
        if whole is not None and spans is not None:
            yield Said(told, snippet(whole.text, spans))
        else:
            yield Said(told, plain_runs(" … ".join(told.content)))


def _moves(desk: Desk, name: str) -> Iterator[Move]:
    claims = {claim.id: claim for claim in desk.ledger.claims(speaker=name, limit=_SHIFTS)}
    for claim in claims.values():
        for r in claim.relations:
            # A position of his own before: of claims that somebody else carries, nothing shifts.
            if r.type == "shifts" and r.claim in claims:
                yield Move(claim, claims[r.claim], r.confidence)


def _merges(desk: Desk, names: Sequence[str]) -> tuple[Decision, ...]:
    keys = {fold(n) for n in names}
    about = [
        d
        # Names are the same in any case, so that the ledger cannot look them up as they are written.
        for d in desk.ledger.store.decisions(kinds=("merge", "unmerge"))
        if fold(d.a) in keys or fold(d.b or "") in keys
    ]
    return tuple(sorted(about, key=lambda d: (d.when, d.id), reverse=True))


def grouped(said: Sequence[Said], language: Language) -> list[tuple[str, list[Said]]]:
    """The statements under their months; what has no time comes under an empty heading."""
    return [(key, list(group)) for key, group in groupby(said, lambda s: _month(s.told.published, language))]


def _month(when: str | None, language: Language) -> str:
    try:
        return month(date.fromisoformat((when or "")[:10]), language)
    except ValueError:
        return ""
