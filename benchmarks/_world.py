"""A made-up world of news, to fill large ledgers: events over years, told by several outlets, copied and retold.

`news` makes readings directly, as the reader would give them, so that a hundred thousand articles take minutes.
Everything in it is invented; the same seed gives the same news.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from belegg.types import Article, Block, Certainty, Entity, Hop, Reading, SourceKind, Speaker, Statement
from benchmarks._wording import FIGURES, Claim, Namer, Person, narrative, worded

A_DAY = 60
START = datetime(2019, 1, 7, tzinfo=UTC)
AGENCY = "Kysttelegram"
_PAPERS = ("avisa", "posten", "nytt", "bladet")
_LARGEST_STORY = 150
_TAIL = 1.1
_STORIES_A_DAY = 0.24
"""Stories begun for each article of a day: with their sizes the days come to as many articles as asked for."""
_FRESH, _COPIED, _RETOLD = 0.35, 0.2, 0.2
_UNCREDITED = 0.5
_TOPIC = 12
"""Things that a story is about. A claim is about one of them and two of its own, so that two statements of a story
that say different things are linked about as often as in the story packs: see the README."""


@dataclass(frozen=True)
class _Part:
    """A paragraph: a claim and the hands it went through before the outlet, or narrative where the claim is None.
    `names` are (name, type) of what is named in it."""

    claim: Claim | None
    words: str
    names: tuple[tuple[str, str], ...]
    hops: tuple[Hop, ...] = ()


@dataclass
class _Told:
    """An article that was written, with what it takes to copy or to retell it."""

    outlet: str
    title: str
    parts: list[_Part]


@dataclass
class _Story:
    people: list[Person]
    places: list[str]
    bodies: list[str]
    topic: list[int]
    claims: list[Claim] = field(default_factory=list)
    told: list[_Told] = field(default_factory=list)


def news(seed: int = 7, a_day: int = A_DAY, start: datetime = START) -> Iterator[Reading]:
    """Readings in order of publication from `start` on, without end, about `a_day` of them a day.

    Of five articles three are an outlet's own, one repeats the text of another (half of these credit the agency), one
    tells what another outlet has written. Stories have from one to 150 articles, most of them few; an article has
    some ten statements, of which a third are new to its story.
    """
    rng = random.Random(seed)
    namer = Namer(rng)
    outlets = [place + _PAPERS[i % len(_PAPERS)] for i, place in enumerate(namer.places[:40])]
    due: list[tuple[datetime, int, _Story]] = []
    numbers = count()
    for day in count():
        morning = start + timedelta(days=day)
        begun = int(a_day * _STORIES_A_DAY + rng.random())
        for _ in range(begun):
            story = _begin(rng, namer)
            size = min(_LARGEST_STORY, int(rng.paretovariate(_TAIL)))
            at = morning + timedelta(minutes=rng.randrange(1440))
            for nth in range(size):
                # Large stories go on for weeks, small ones for days.
                lag = rng.expovariate(1 / (0.7 + size / 8)) if nth else 0.0
                heapq.heappush(due, (at + timedelta(days=lag), next(numbers), story))
        while due and due[0][0] < morning + timedelta(days=1):
            when, number, story = heapq.heappop(due)
            yield _write(rng, namer, outlets, story, when, number)


def _begin(rng: random.Random, namer: Namer) -> _Story:
    topic = [namer.concept() for _ in range(_TOPIC)]
    people = [namer.person() for _ in range(rng.randint(3, 9))]
    return _Story(people, [namer.place() for _ in range(4)], [namer.body() for _ in range(3)], topic)


def _write(rng: random.Random, namer: Namer, outlets: list[str], story: _Story, when: datetime, number: int) -> Reading:
    outlet = AGENCY if rng.random() < 0.15 else outlets[min(len(outlets) - 1, int(rng.paretovariate(0.7)) - 1)]
    others = [t for t in story.told[-8:] if t.outlet != outlet]
    chance = rng.random()
    wire: tuple[str, ...] = ()
    if others and chance < _COPIED:
        source = rng.choice(others)
        kept = [p for p in source.parts if rng.random() < 0.92] or source.parts
        told = _Told(outlet, source.title, list(kept))
        if source.outlet == AGENCY and rng.random() > _UNCREDITED:
            wire = (AGENCY,)
    elif others and chance < _COPIED + _RETOLD:
        source = rng.choice(others)
        parts = [
            _part(rng, namer, p.claim, tuple(dict.fromkeys((*p.hops, Hop(source.outlet, "media")))))
            for p in source.parts
            if p.claim is not None and rng.random() < 0.85
        ]
        told = _Told(outlet, namer.title(rng, story.topic, story.places), _padded(rng, namer, story, parts))
    else:
        chosen = [_claim(rng, namer, story, when) for _ in range(rng.randint(10, 22))]
        own = [_part(rng, namer, c, _origin(c)) for c in dict.fromkeys(chosen)]
        told = _Told(outlet, namer.title(rng, story.topic, story.places), _padded(rng, namer, story, own))
    story.told.append(told)
    return _reading(told, when, number, wire)


def _claim(rng: random.Random, namer: Namer, story: _Story, when: datetime) -> Claim:
    """One of the story's claims, the latest most often, or a new one: also a denial, or a later figure, of an old."""
    if story.claims and rng.random() > _FRESH:
        return story.claims[-1 - min(len(story.claims) - 1, int(rng.expovariate(0.15)))]
    speaker = rng.choice(story.people)
    kind = rng.random()
    if story.claims and kind < 0.15:
        made = rng.choice(story.claims).retold(speaker, rng)
    else:
        first, second, detail = rng.choice(story.topic), namer.concept(), namer.concept()
        verb = rng.randrange(namer.verbs)
        figure = rng.choice(FIGURES) if rng.random() < 0.3 else None
        year = when.year - rng.randrange(4) if rng.random() < 0.04 else None
        certainties: tuple[Certainty, ...] = ("certain", "possible", "probable")
        certainty = rng.choices(certainties, (8, 1, 1))[0]
        place = rng.choice(story.places) if rng.random() < 0.5 else None
        made = Claim(first, verb, second, detail, place, figure, year, certainty, speaker, rng.random() < 0.08)
    story.claims.append(made)
    return made


def _origin(claim: Claim) -> tuple[Hop, ...]:
    return () if claim.hearsay else (Hop(claim.speaker.name, claim.speaker.kind),)


def _part(rng: random.Random, namer: Namer, claim: Claim, hops: tuple[Hop, ...]) -> _Part:
    place = ((claim.place, "GPE_LOC"),) if claim.place else ()
    speaker = () if claim.hearsay else ((claim.speaker.name, "PER"),)
    return _Part(claim, worded(rng, claim, namer), (*place, *speaker), hops)


def _padded(rng: random.Random, namer: Namer, story: _Story, parts: list[_Part]) -> list[_Part]:
    """Statements, each after narrative of twice as many words."""
    out: list[_Part] = []
    for part in (*parts, None):
        body = rng.choice(story.bodies)
        words, where = narrative(rng, namer, story.topic, story.places, body)
        out.append(_Part(None, words, ((where, "GPE_LOC"), (body, "ORG"))))
        out += [part] if part else []
    return out


class _Page:
    """Text that grows, with the places of what is in it."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []
        self.found: dict[tuple[str, str], list[tuple[int, int]]] = {}

    def put(self, words: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += words
        return start, len(self.text)

    def name(self, name: str, kind: str, start: int) -> None:
        at = self.text.find(name, start)
        while at >= 0:
            self.found.setdefault((name, kind), []).append((at, at + len(name)))
            at = self.text.find(name, at + len(name))


def _reading(told: _Told, when: datetime, number: int, wire: tuple[str, ...]) -> Reading:
    page = _Page()
    page.blocks.append(Block("title", *page.put(told.title)))
    statements: list[Statement] = []
    speakers: dict[tuple[str, SourceKind], list[tuple[int, int]]] = {}
    for nth, part in enumerate(told.parts):
        claim = part.claim
        page.put("\n\n")
        start = len(page.text)
        if claim is None:
            page.put(part.words)
        else:
            statements.append(_state(page, claim, part, told.outlet, len(statements)))
            if not claim.hearsay:
                key = (claim.speaker.name, claim.speaker.kind)
                speakers.setdefault(key, []).append(statements[-1].source[0])
        page.blocks.append(Block("lede" if nth == 0 else "paragraph", start, len(page.text)))
        for name, kind in part.names:
            page.name(name, kind, start)
    entities = sorted(
        (Entity(a, b, kind, f"e{i}") for i, ((_, kind), spans) in enumerate(page.found.items()) for a, b in spans),
        key=lambda e: (e.start, e.end),
    )
    article = Article(
        page.text,
        tuple(page.blocks),
        url=f"https://{told.outlet.casefold()}.example/{when:%Y/%m/%d}/{number}",
        outlet=told.outlet,
        title=told.title,
        published=when.isoformat(timespec="seconds"),
        language="nb",
        wire=wire,
    )
    heard = tuple(Speaker(f"p{i}", n, k, tuple(spans)) for i, ((n, k), spans) in enumerate(speakers.items()))
    return Reading(article, tuple(entities), heard, tuple(statements))


def _state(page: _Page, claim: Claim, part: _Part, outlet: str, nth: int) -> Statement:
    """Write a statement into the page: content, cue, source, and the outlet it is had from."""
    content = page.put(part.words)
    source: tuple[tuple[int, int], ...] = ()
    via: tuple[tuple[int, int], ...] = ()
    cue: tuple[tuple[int, int], ...] = ()
    if not claim.hearsay:
        page.put(", ")
        cue = (page.put("sier" if claim.certainty != "denied" else "avviser"),)
        page.put(" ")
        source = (page.put(claim.speaker.name),)
    media = [h for h in part.hops if h.kind == "media"]
    if media:
        page.put(", skriver ")
        via = (page.put(media[0].name),)
    page.put(".")
    return Statement(
        id=f"s{nth}",
        content=(content,),
        cue=cue,
        source=source,
        via=via,
        form="indirect",
        kind="implicit" if claim.hearsay else claim.speaker.kind,
        speaker=None if claim.hearsay else claim.speaker.name,
        certainty=claim.certainty,
        hearsay=claim.hearsay,
        chain=(*part.hops, Hop(outlet, "media")),
        confidence=0.9,
    )
