"""How fast the reader is, how soon it starts and how much memory it takes, in one run beside spaCy.

    python -m benchmarks.speed [--json] [--check]

Articles of 500 words are made from the examples: Norwegian ones for the reader, English ones with as many words for
spaCy's ``en_core_web_sm`` with all its parts. Each side runs in processes of its own, one after the other. spaCy is
measured with one process and with as many as the reader has threads. The tasks differ: spaCy tags and parses, the
reader finds statements. So the ratio tells what a user waits for, not which engine is better.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks._measure import ChildFailedError, median_wall, run_job
from benchmarks._texts import english_paragraphs, make_articles, norwegian_paragraphs

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
# What the project promises on two cores: articles a second, seconds, bytes.
TARGETS = {"articles_a_second": 8.0, "cold_start": 1.5, "peak_memory": 700e6}
LABELS = {
    "articles_a_second": ("articles a second", 1.0, "{:.2f}"),
    "cold_start": ("start to end, one article, s", 1.0, "{:.2f}"),
    "peak_memory": ("peak memory, MB", 1e6, "{:.0f}"),
}

Figures = dict[str, float]


def _figures(result: Figures, articles: int, wall: float) -> Figures:
    return {"articles_a_second": articles / result["read"], "cold_start": wall, "peak_memory": result["peak"]}


def measure_reader(args: argparse.Namespace) -> Figures:
    """The figures of belegg; `cold_start` is the command reading a file."""
    texts = make_articles(norwegian_paragraphs(), args.articles, args.words)
    job = {"texts": texts, "threads": args.threads, "batch": args.batch}
    result = run_job([sys.executable, "-m", "benchmarks._child"], job, cwd=ROOT)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "article.txt"
        page.write_text(texts[0], encoding="utf-8")
        command = str(Path(sys.executable).with_name("belegg"))
        wall = median_wall([command, "read", str(page)], args.starts)
    return _figures(result, args.articles, wall)


def measure_peer(args: argparse.Namespace, processes: int) -> Figures:
    """The same figures of spaCy; `cold_start` is a script that loads it and reads one article."""
    texts = make_articles(english_paragraphs(), args.articles, args.words)
    command = [str(PEER_PYTHON), str(ROOT / "benchmarks" / "_peer.py")]
    job: dict[str, Any] = {"texts": texts, "processes": processes, "batch": args.batch}
    result = run_job(command, job)
    wall = median_wall(command, args.starts, {**job, "texts": texts[:1], "processes": 1})
    return _figures(result, args.articles, wall)


def meets(name: str, value: float) -> bool:
    """Whether a figure is as good as promised."""
    return value >= TARGETS[name] if name == "articles_a_second" else value <= TARGETS[name]


def table(reader: Figures, peers: dict[str, Figures]) -> str:
    """The figures side by side; the ratio is the reader's figure over the peer's."""
    heads = ["", "belegg", "target", "", *(head for name in peers for head in (name, "ratio"))]
    rows = [heads]
    for name, (label, unit, form) in LABELS.items():
        sign = "≥" if name == "articles_a_second" else "≤"
        row = [label, form.format(reader[name] / unit), f"{sign} {TARGETS[name] / unit:g}"]
        row.append("ok" if meets(name, reader[name]) else "MISSED")
        for peer in peers.values():
            row += [form.format(peer[name] / unit), f"{reader[name] / peer[name]:.2f}"]
        rows.append(row)
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def main(argv: list[str] | None = None) -> int:
    """Command line; exit code 1 where a process failed, or with --check where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=64)
    parser.add_argument("--words", type=int, default=500, help="words of an article")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16, help="articles read together")
    parser.add_argument("--starts", type=int, default=5, help="runs of which the start's median is taken")
    parser.add_argument("--no-peer", action="store_true", help="leave spaCy out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="fail where a target is missed")
    args = parser.parse_args(argv)
    peers: dict[str, Figures] = {}
    try:
        reader = measure_reader(args)
        if not args.no_peer and PEER_PYTHON.exists():
            for processes in sorted({1, args.threads}):
                peers[f"spaCy, {processes} proc."] = measure_peer(args, processes)
    except ChildFailedError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    if args.json:
        setup = {k: getattr(args, k) for k in ("articles", "words", "threads", "batch", "starts")}
        print(json.dumps({"setup": setup, "belegg": reader, "peers": peers, "targets": TARGETS}, indent=2))
    else:
        print(f"{args.articles} articles of {args.words} words, {args.threads} threads, batches of {args.batch}\n")
        print(table(reader, peers))
        if not peers:
            print("\nspaCy was left out: " + ("as asked" if args.no_peer else "it is not in .venv-bench"))
    return 1 if args.check and not all(meets(name, reader[name]) for name in TARGETS) else 0


if __name__ == "__main__":
    sys.exit(main())
