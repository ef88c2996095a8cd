"""Fill a large ledger at once, to measure what reads it: the desk, and the calls behind its pages.

    python -m benchmarks.desk_ledger --articles 100000 --out build/large.db
    python -m benchmarks.desk_ledger --measure build/large.db

The news are those of the made-up world (``_world``), but nothing is read or matched: which statements carry one claim
is known from how they were made, so that a hundred thousand articles take minutes. Such a ledger has no signatures, so
that it cannot be searched by meaning, and is never to be brought up to date.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from belegg.claims import Carrier, Claim, Origins, Relation
from belegg.follow import Ledger
from belegg.ledger import ClaimRow, Decision, Store, Update, decision_id, fold, instant, open_store
from belegg.ledger._ids import article_id, statement_ids
from belegg.match import stems
from belegg.types import Reading
from benchmarks import _world
from benchmarks._wording import Claim as Said
from benchmarks._wording import Namer, Person

_AT_ONCE = 100
_CLAIMS_AT_ONCE = 500
_ASKS = 100


@dataclass
class Filler:
    """Writes stories, and the claims of each when it has been told to its end."""

    store: Store
    rng: random.Random
    articles: int = 0
    statements: int = 0
    claims: int = 0
    _waiting: list[Reading] = field(default_factory=list)
    _rows: list[ClaimRow] = field(default_factory=list)
    _copies: list[tuple[str, str, float]] = field(default_factory=list)

    def story(self, told: Sequence[tuple[Reading, Sequence[Said]]]) -> None:
        """Take in a story: its readings, with the claims that their statements carry."""
        found: dict[Said, list[Carrier]] = {}
        first: str | None = None
        anybody = Person("", "person")
        for reading, said in told:
            article = article_id(reading.article)
            self._waiting.append(reading)
            self.articles += 1
            self.statements += len(said)
            if first is not None and self.rng.random() < 0.3:
                self._copies.append((article, first, round(self.rng.uniform(0.3, 1), 3)))
            first = first or article
            for claim, carrier in zip(said, _carriers(reading, article), strict=True):
                # Whoever says it and however surely: a denial stands against what it denies.
                same = replace(claim, certainty="certain", speaker=anybody, hearsay=False)
                found.setdefault(same, []).append(carrier)
        self._rows += [_row(carriers) for carriers in found.values()]

    def write(self, *, last: bool = False) -> None:
        """Write what waits, if it is enough or the last."""
        if last or len(self._waiting) >= _AT_ONCE:
            for start in range(0, len(self._waiting), _AT_ONCE):
                self.store.add_many(self._waiting[start : start + _AT_ONCE])
            self._waiting = []
        if last or len(self._rows) >= _CLAIMS_AT_ONCE:
            if self._waiting:
                self.write(last=True)
                return
            known = {row.id: row for row in self._rows}
            self.claims += len(known)
            copies = tuple(self._copies)
            self.store.apply(Update(self.store.last_change(), copies=copies, claims=tuple(known.values())))
            self._rows, self._copies = [], []


def stories(seed: int = 7) -> Iterator[list[tuple[Reading, list[Said]]]]:
    """Stories of the made-up world without end, about sixty articles a day."""
    rng = random.Random(seed)
    namer = Namer(rng)
    outlets = [place + _world._PAPERS[i % len(_world._PAPERS)] for i, place in enumerate(namer.places[:40])]
    day, today, number = _world.START, 0, 0
    while True:
        story = _world._begin(rng, namer)
        size = min(_world._LARGEST_STORY, int(rng.paretovariate(_world._TAIL)))
        at, told = day + timedelta(minutes=rng.randrange(1440)), []
        for nth in range(size):
            when = at + timedelta(days=rng.expovariate(1 / (0.7 + size / 8)) if nth else 0.0)
            reading = _world._write(rng, namer, outlets, story, when, number)
            told.append((reading, [p.claim for p in story.told[-1].parts if p.claim is not None]))
            number += 1
        yield told
        today += size
        if today >= _world.A_DAY:
            day, today = day + timedelta(days=1), 0


def _carriers(reading: Reading, article: str) -> Iterator[Carrier]:
    page = reading.article
    numbered = statement_ids(article, page.text, ((s.content, s.cue, s.source) for s in reading.statements))
    for s, (id, _) in zip(reading.statements, numbered, strict=True):
        yield Carrier(
            id=id,
            article=article,
            url=page.url,
            outlet=page.outlet,
            published=page.published,
            content=tuple(page.text[a:b] for a, b in s.content),
            speaker=s.speaker,
            kind=s.kind,
            certainty=s.certainty,
            hearsay=s.hearsay,
            chain=s.chain,
            confidence=s.confidence,
            title=page.title,
            language=page.language,
            form=s.form,
        )


def _row(found: Sequence[Carrier]) -> ClaimRow:
    carriers = tuple(sorted(found, key=lambda c: (instant(c.published), c.id)))
    voices = {hop.name for c in carriers if c.speaker for hop in c.chain[:1]}
    denied = {c.certainty == "denied" for c in carriers}
    least = len(voices)
    origins = Origins(least, max(least, 1) + (not least), ("made up",))
    hardens = len(carriers) > 1 and carriers[0].certainty == "possible"
    id = carriers[0].id[:16]
    claim = Claim(
        id=id,
        text=carriers[0].content[0][:1].upper() + carriers[0].content[0][1:],
        origins=origins,
        relations=(Relation("hardens", id, 0.9),) if hardens else (),
        first=carriers[0].published,
        last=carriers[-1].published,
        statements=carriers,
    )
    contents = " ".join(part for c in carriers for part in c.content)
    facets = {(name, getattr(c, name)) for c in carriers for name in ("kind", "certainty", "language")}
    return ClaimRow(
        id=id,
        body={"claim": claim.to_dict(), "retold": []},
        members=tuple(dict.fromkeys(c.id for c in carriers)),
        terms=" ".join(sorted(set(stems(f"{claim.text} {contents}")))),
        first=claim.first,
        last=claim.last,
        min_origins=origins.min,
        max_origins=origins.max,
        contradicted=len(denied) == 2,
        hearsay=any(c.hearsay for c in carriers),
        outlets=tuple(sorted({c.outlet for c in carriers if c.outlet})),
        speakers=tuple(sorted({c.speaker for c in carriers if c.speaker})),
        facets=tuple(sorted(facets)),
        text=claim.text,
        articles=len({c.article for c in carriers}),
        hardens=hardens,
    )


def fill(
    place: str | Path, articles: int, *, seed: int = 7, progress: Callable[[Filler], None] | None = None
) -> Filler:
    """Fill a new ledger with about so many articles."""
    with open_store(place) as store:
        filler = Filler(store, random.Random(seed))
        for told in stories(seed):
            filler.story(told)
            filler.write()
            if progress and filler.articles // 1000 > (filler.articles - len(told)) // 1000:
                progress(filler)
            if filler.articles >= articles:
                break
        filler.write(last=True)
        # Some names that are one, as an editor would have it.
        names = [s["name"] for s in store.speakers(limit=40)]
        for a, b in zip(names[0:20:2], names[1:20:2], strict=True):
            when = "2026-01-01T00:00:00+00:00"
            store.decide(Decision(decision_id("merge", a, b, None, "me", when), "merge", a, b, None, "me", when))
        store.apply(Update(store.last_change()))
    return filler


def measure(place: str | Path, asks: int = _ASKS) -> dict[str, tuple[float, float, float]]:
    """Median, 95th percentile and longest of the calls of the desk, in milliseconds."""
    rng = random.Random(3)
    with Ledger(place, readonly=True) as ledger:
        sample = [a.id for a in ledger.store.articles(limit=300)]
        heads = [h.id for h in ledger.articles(limit=200)]
        speakers = [s.name for s in ledger.speakers(limit=300)]
        titles = [h.title or "" for h in ledger.articles(limit=200)]
        outlets = sorted({h.outlet or "" for h in ledger.articles(limit=200)})
        texts = [w for c in ledger.claims(limit=300) for w in c.text.split() if len(w) > 5]
        statements = [s for id in sample for s in ledger.claims_of_article(id)]
        last = ledger.last_change()
        pick = rng.choice
        calls: dict[str, Callable[[], Any]] = {
            "article": lambda: ledger.article(pick(sample)),
            "reading": lambda: ledger.reading(pick(sample)),
            "versions": lambda: ledger.versions(pick(sample)),
            "statement": lambda: ledger.statement(pick(statements)),
            "claims_of_article": lambda: ledger.claims_of_article(pick(sample)),
            "copies_of": lambda: ledger.copies_of(pick(sample)),
            "articles": ledger.articles,
            "articles before": lambda: ledger.articles(before=pick(sample)),
            "articles outlet": lambda: ledger.articles(outlet=pick(outlets)),
            "articles words": lambda: ledger.articles(words=pick(pick(titles).split())),
            "articles letter": lambda: ledger.articles(words=pick("abdefghiklmnoprstuv")),
            "articles since": lambda: ledger.articles(since="2020-01-01", until="2020-01-03"),
            "count_articles": ledger.count_articles,
            "claims": lambda: ledger.claims(limit=20),
            "claims word": lambda: ledger.claims(pick(texts), limit=20),
            "claims kind": lambda: ledger.claims(kind=pick(("person", "implicit", "media")), limit=20),
            "claims language": lambda: ledger.claims(language=pick(("nb", "da")), limit=20),
            "claims denied": lambda: ledger.claims(certainty="denied", min_origins=2, limit=20),
            "count": ledger.count,
            "count word": lambda: ledger.count(pick(texts)),
            "count word kind": lambda: ledger.count(pick(texts), kind="person"),
            "count outlet": lambda: ledger.count(outlet=pick(outlets)),
            "count speaker": lambda: ledger.count(speaker=pick(speakers)),
            "count kind": lambda: ledger.count(kind="person"),
            "count origins": lambda: ledger.count(max_origins=1, min_outlets=3),
            "facets": ledger.facets,
            "facets word": lambda: ledger.facets(pick(texts)),
            "facets outlet": lambda: ledger.facets(outlet=pick(outlets)),
            "facets speaker": lambda: ledger.facets(speaker=pick(speakers)),
            "facets kind": lambda: ledger.facets(kind="implicit", min_origins=1),
            "facets language": lambda: ledger.facets(language="da"),
            "speakers": ledger.speakers,
            "speakers word": lambda: ledger.speakers(fold(pick(speakers)).split()[-1]),
            "speaker": lambda: ledger.speaker(pick(speakers)),
            "speech": lambda: ledger.speech(pick(speakers)),
            "about": lambda: ledger.about(pick(speakers)),
            "news": ledger.news,
            "news late": lambda: ledger.news(last - 200, ("second", "carried")),
            "news_counts": ledger.news_counts,
            "news_counts late": lambda: ledger.news_counts(last - 200),
            "last_change": ledger.last_change,
            "stale": ledger.stale,
            "info": ledger.info,
        }
        assert heads
        return {name: _timed(call, asks) for name, call in calls.items()}


def _timed(call: Callable[[], Any], asks: int) -> tuple[float, float, float]:
    call()
    took = []
    for _ in range(asks):
        start = time.perf_counter()
        call()
        took.append(1e3 * (time.perf_counter() - start))
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, len(took) * 95 // 100)], took[-1]


def main(argv: list[str] | None = None) -> int:
    """Command line of the filler."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--out", help="the ledger to be made: a new file, or postgresql://…")
    parser.add_argument("--measure", metavar="LEDGER", help="time the calls over a ledger made before")
    parser.add_argument("--asks", type=int, default=_ASKS, help="how often each is called")
    args = parser.parse_args(argv)
    if args.out:
        start = time.monotonic()

        def progress(filler: Filler) -> None:
            took = time.monotonic() - start
            print(f"\r{filler.articles:,} articles, {took:.0f} s", end="", file=sys.stderr, flush=True)

        done = fill(args.out, args.articles, progress=progress)
        took = time.monotonic() - start
        print(f"\r{done.articles:,} articles, {done.statements:,} statements, {done.claims:,} claims, {took:.0f} s")
    if args.measure:
        for name, (median, late, longest) in measure(args.measure, args.asks).items():
            print(f"{name:20} p50 {median:8.2f} ms   p95 {late:8.2f} ms   max {longest:8.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
