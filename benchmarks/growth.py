"""What one more article costs a ledger as it grows, and how long its claims take to be found.

    python -m benchmarks.growth [--articles N | --full] [--onto LEDGER] [--json] [--check]

A made-up world of news (``_world``) is added article by article, with everything matched and traced, to 1,000, 10,000
and, with ``--full``, 100,000 articles. At each size the next 200 articles are timed one by one. Readings and statement
vectors are made directly: what the reader and the encoder cost does not depend on the ledger, and the encoder's
milliseconds a statement are told apart.

What is compared is what was published some weeks apart, so that a ledger's cost is level once these weeks are full.
With ``--onto`` the world goes on where a large ledger ends (``benchmarks.desk_ledger`` fills one in minutes), in a copy
of it: sizes are then articles added to it, and what they cost is what they cost a ledger of that size, without the
hours that matching all of it would take.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from belegg import settings
from belegg.errors import BeleggError
from belegg.follow import Ledger
from belegg.ledger import ClaimQuery
from belegg.types import Reading
from benchmarks._embed import embed
from benchmarks._world import START, news

FIRST = 1_000
PROBES, QUERIES = 200, 200
LATER = datetime(2030, 1, 7, tzinfo=START.tzinfo)
"""When the news begin that come to a ledger that is there already: after all that it has."""
LIMIT = 20
"""Claims shown in a terminal."""
_CHUNK = 32
TARGETS = {"ratio": 2.0, "query_p95_ms": 100.0}

Figures = dict[str, float]


def spread(seconds: Sequence[float]) -> Figures:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return {
        "p50": 1e3 * statistics.median(ordered),
        "p95": 1e3 * ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
    }


def peak_memory() -> float:
    """The most memory that this process has held, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024)


def open_ledger(path: Path) -> Ledger:
    """A ledger whose vectors cost next to nothing."""
    ledger = Ledger(path)
    ledger.engines._vectors = embed  # type: ignore[assignment]
    return ledger


def grow(
    path: Path, sizes: Sequence[int], probes: int = PROBES, seed: int = 7, begins: datetime = START
) -> list[Figures]:
    """Fill a ledger by each of `sizes` articles, and time the `probes` that come next, each added alone.

    Times are split into keeping the article (``store``) and matching it (``match``).
    """
    world = news(seed, start=begins)
    out = []
    with open_ledger(path) as ledger:
        there = 0
        for size in sizes:
            begun = time.perf_counter()
            for part in _parts(world, size - there):
                ledger.add(*part)
            filled = time.perf_counter() - begun
            kept, whole, busy = [], [], []
            for reading in islice(world, probes):
                start, worked = time.perf_counter(), time.process_time()
                ledger.add(reading, match=False)
                kept.append(time.perf_counter() - start)
                ledger.update()
                whole.append(time.perf_counter() - start)
                busy.append(time.process_time() - worked)
            out.append(_figures(ledger, path, size, filled / max(1, size - there), kept, whole, busy))
            there = size + probes
            _say(out[-1])
    return out


def _parts(world: Iterator[Reading], missing: int) -> Iterator[list[Reading]]:
    while missing > 0:
        part = list(islice(world, min(_CHUNK, missing)))
        missing -= len(part)
        yield part


def _figures(
    ledger: Ledger,
    path: Path,
    size: int,
    bulk: float,
    kept: Sequence[float],
    whole: Sequence[float],
    busy: Sequence[float],
) -> Figures:
    info = ledger.store.info()
    add = spread(whole)
    return {
        "articles": size,
        "statements": info["statements"],
        "claims": info["claims"],
        "add_p50_ms": add["p50"],
        "add_p95_ms": add["p95"],
        "add_mean_ms": 1e3 * statistics.fmean(whole),
        "cpu_p50_ms": spread(busy)["p50"],
        "store_p50_ms": spread(kept)["p50"],
        "bulk_ms": 1e3 * bulk,
        "file_bytes": float(sum(f.stat().st_size for f in path.parent.glob(f"{path.name}*"))),
        "peak_bytes": peak_memory(),
    }


def ask(path: Path, queries: int = QUERIES, seed: int = 11) -> dict[str, Figures]:
    """Times of `Ledger.claims` for queries of one and of two words, each first asked then; `LIMIT` claims are wanted.

    The words are those of claims drawn at random, so common words are asked for as often as they are said.
    """
    rng = random.Random(seed)
    out: dict[str, Figures] = {}
    with Ledger(path, readonly=True) as ledger:
        known = ledger.store.count_claims(ClaimQuery())
        asked: dict[str, list[str]] = {"one word": [], "two words": []}
        for _ in range(queries):
            words = _long_words(ledger.claims(limit=1, offset=rng.randrange(known))[0].text)
            asked["one word"].append(rng.choice(words))
            asked["two words"].append(" ".join(rng.sample(words, min(2, len(words)))))
        for kind, texts in asked.items():
            times, hits = [], []
            for text in texts:
                start = time.perf_counter()
                found = ledger.claims(text, limit=LIMIT)
                times.append(time.perf_counter() - start)
                hits.append(len(found))
            out[kind] = {**spread(times), "found": statistics.fmean(hits)}
    return out


def _long_words(text: str) -> list[str]:
    words = [w.strip(".,") for w in text.split()]
    return [w for w in words if len(w) > 3] or words


def encoder_cost(articles: int = 30) -> float | None:
    """Milliseconds a statement that signing articles takes on one core; None where the weights carry no encoder."""
    from belegg.match import Vectors, sign_article
    from belegg.reader._weights import load_weights

    try:
        vectors = Vectors(load_weights(settings.MODEL.get(), vectors=True), threads=1)
    except BeleggError:
        return None
    readings = [r.to_dict() for r in islice(news(), articles)]
    start = time.perf_counter()
    signed = [sign_article(r, str(i), vectors) for i, r in enumerate(readings)]
    return 1e3 * (time.perf_counter() - start) / sum(len(a.statements) for a in signed if a)


def _say(f: Figures) -> None:
    print(
        f"{f['articles']:>9,.0f} articles, {f['statements']:>9,.0f} statements: one more {f['add_p50_ms']:.1f} ms "
        f"(p95 {f['add_p95_ms']:.1f}, processor {f['cpu_p50_ms']:.1f}, to keep it {f['store_p50_ms']:.1f}), "
        f"in bulk {f['bulk_ms']:.1f}; "
        f"file {f['file_bytes'] / 1e6:,.0f} MB, memory {f['peak_bytes'] / 1e6:,.0f} MB",
        file=sys.stderr,
        flush=True,
    )


def table(sizes: Sequence[Figures], queries: dict[str, Figures], encoder: float | None) -> str:
    """The figures as Markdown, to be put into the README."""
    heads = (
        "articles",
        "statements",
        "claims",
        "one more, p50 ms",
        "p95 ms",
        "mean ms",
        "p50 of the processor alone, ms",
        "bulk ms",
        "file MB",
        "memory MB",
    )
    lines = [f"| {' | '.join(heads)} |", "|" + " ---: |" * len(heads)]
    for f in sizes:
        cells = [f"{f[k]:,.0f}" for k in ("articles", "statements", "claims")]
        cells += [f"{f[k]:.1f}" for k in ("add_p50_ms", "add_p95_ms", "add_mean_ms", "cpu_p50_ms", "bulk_ms")]
        cells += [f"{f[k] / 1e6:,.0f}" for k in ("file_bytes", "peak_bytes")]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    lines.append(f"One more article at the end over at {sizes[0]['articles']:,.0f}: {ratio(sizes):.2f} times (p50)")
    lines += [f"claims, {kind}: p50 {f['p50']:.1f} ms, p95 {f['p95']:.1f} ms" for kind, f in queries.items()]
    if encoder is not None:
        lines.append(f"the encoder, on one core: {encoder:.1f} ms a statement, not in the above")
    return "\n".join(lines)


def ratio(sizes: Sequence[Figures]) -> float:
    """What one more article costs at the last size, over what it costs at the first."""
    return sizes[-1]["add_p50_ms"] / sizes[0]["add_p50_ms"]


def main(argv: list[str] | None = None) -> int:
    """Command line; exit code 1 with --check where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--articles", type=int, nargs="+", help=f"the sizes  [default: {FIRST} {10 * FIRST}]")
    size.add_argument("--full", action="store_true", help=f"up to {100 * FIRST} articles")
    parser.add_argument("--probes", type=int, default=PROBES, help="articles timed at each size")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--folder", type=Path, help="make the ledger there and keep it")
    parser.add_argument("--onto", type=Path, help="a ledger to go on from, in a copy")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="fail where a target is missed")
    args = parser.parse_args(argv)
    sizes = args.articles or [FIRST, 10 * FIRST, *([100 * FIRST] if args.full else [])]
    with tempfile.TemporaryDirectory() as temporary:
        path = (args.folder or Path(temporary)) / "growth.db"
        if path.exists():
            parser.error(f"{path} is there already")
        if args.onto:
            if not args.onto.is_file():
                parser.error(f"there is no ledger at {args.onto}")
            # By SQLite: what was written last may stand in a file beside it.
            with closing(sqlite3.connect(args.onto)) as old, closing(sqlite3.connect(path)) as copy:
                old.backup(copy)
        figures = grow(path, sorted(sizes), args.probes, begins=LATER if args.onto else START)
        queries = ask(path, args.queries)
    encoder = encoder_cost()
    if args.json:
        made: dict[str, Any] = {"sizes": figures, "queries": queries, "encoder_ms": encoder, "targets": TARGETS}
        print(json.dumps(made, indent=2))
    else:
        print(table(figures, queries, encoder))
    met = ratio(figures) <= TARGETS["ratio"] and all(q["p95"] < TARGETS["query_p95_ms"] for q in queries.values())
    return 1 if args.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
