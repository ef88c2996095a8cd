"""The cards in the margin: of each statement who, through whom, in which words, how surely. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from belegg._passage import passage
from belegg.claims import ClaimBrief
from belegg.desk._shown import line, shown
from belegg.render import _summary as say
from belegg.types import Certainty, Form, Hop, Reading, SourceKind, Statement

__all__ = ["Card", "Choice", "Hand", "Speaking", "card_of", "speaking"]

_EXCERPT = 200
_UNNAMED = ("anonymous", "group")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which statements are looked at: ``unnamed``, ``hearsay`` or all, of one speaker or of all."""

    only: str = ""
    speaker: str = ""

    def keeps(self, statement: Statement) -> bool:
        if self.only == "unnamed" and not say.is_unnamed(statement):
            return False
        if self.only == "hearsay" and not statement.hearsay:
            return False
        return not self.speaker or speaker_key(statement) == self.speaker.casefold()

    def __bool__(self) -> bool:
        return bool(self.only or self.speaker)


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand after the source; `name` is empty where it has none."""

    name: Markup
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One statement for the margin.

    Attributes
    ----------
    key
        Id of the statement: where links to it land.
    number
        Its place in the text, from 1; 0 where the outlet says it itself, in its headline.
    who
        Empty where nobody is named.
    parts
        (``source``, ``cue``, ``via``, ``hedges``: the words).
    within
        Key and number of the statement that holds this one.
    off
        Not among those that are looked at.
    certainty, confidence, rating
        What the source expressed; how sure the reader is, 0 to 1; what an analyst rated by hand. Never mixed.
    """

    key: str
    number: int
    sign: str
    who: Markup
    speaker: str
    kind: SourceKind
    hands: tuple[Hand, ...]
    form: Form
    certainty: Certainty
    hearsay: bool
    unnamed: bool
    off: bool
    lit: bool
    quote: Markup
    parts: tuple[tuple[str, Markup], ...]
    within: tuple[str, int] | None
    confidence: float
    rating: str | None
    claim: ClaimBrief | None

    @property
    def own(self) -> bool:
        return self.number == 0


@dataclass(frozen=True, slots=True)
class Speaking:
    """A speaker to choose, and how many statements are his."""

    key: str
    name: str
    statements: int


def speaker_key(statement: Statement) -> str:
    """What speakers are told apart by."""
    return (statement.speaker or "").casefold()


def speaking(reading: Reading) -> list[Speaking]:
    """The speakers of an article, those with most statements first."""
    counts = Counter(speaker_key(s) for s in reading.statements if s.speaker)
    names: dict[str, str] = {}
    for statement in reading.statements:
        names.setdefault(speaker_key(statement), line(statement.speaker, 60))
    return [Speaking(key, names[key], n) for key, n in counts.most_common()]


def card_of(
    reading: Reading,
    index: int,
    choice: Choice,
    numbers: Mapping[str, int],
    *,
    own: bool = False,
    lit: bool = False,
    claim: ClaimBrief | None = None,
    rating: str | None = None,
) -> Card:
    """The card of statement `index`; `numbers` are those of all statements by id."""
    statement, text = reading.statements[index], reading.article.text
    parts = tuple(
        (name, shown(passage(text, spans), _EXCERPT))
        for name in ("source", "cue", "via", "hedges")
        if (spans := getattr(statement, name))
    )
    within = statement.nested_in
    return Card(
        key=statement.id,
        number=0 if own else index + 1,
        sign="" if own else say.sign(statement),
        who=shown(reading.article.outlet if own else statement.speaker),
        speaker=speaker_key(statement),
        kind=statement.kind,
        hands=() if own else _hands(reading, statement),
        form=statement.form,
        certainty=statement.certainty,
        hearsay=statement.hearsay,
        unnamed=not own and say.is_unnamed(statement),
        off=bool(choice) if own else not choice.keeps(statement),
        lit=lit,
        quote=shown(passage(text, statement.content), _EXCERPT),
        parts=parts,
        within=(within, numbers[within]) if within is not None and within in numbers else None,
        confidence=statement.confidence,
        rating=rating,
        claim=claim,
    )


def _hands(reading: Reading, statement: Statement) -> tuple[Hand, ...]:
    """The hands after the speaker, publishing outlet last; a channel that the chain lacks comes before the outlet."""
    hops = list(statement.chain)
    if hops and statement.speaker and hops[0].name.casefold() == statement.speaker.casefold():
        hops = hops[1:]
    # The chain has names, the text its own wording: either may hold the other.
    known = [hop.name.casefold() for hop in statement.chain if hop.name]
    words = [reading.article.text[a:b] for a, b in statement.via]
    hops[-1:-1] = [Hop(w, "media") for w in words if not any(k in w.casefold() or w.casefold() in k for k in known)]
    return tuple(Hand(shown(hop.name), hop.kind in _UNNAMED) for hop in hops)
