"""Reads articles in a process of its own: texts as JSON on standard input, times as JSON on standard output."""

from __future__ import annotations

import json
import sys
import time

from belegg import Reader
from belegg.extract import extract_text


def main() -> None:
    """Load, warm up on the first article, then read all of them, timed."""
    job = json.load(sys.stdin)
    started = time.perf_counter()
    reader = Reader(threads=job["threads"])
    loaded = time.perf_counter()
    articles = [extract_text(text) for text in job["texts"]]
    list(reader.pipe(articles[:1], batch_size=1))
    begun = time.perf_counter()
    statements = sum(len(reading.statements) for reading in reader.pipe(articles, batch_size=job["batch"]))
    ended = time.perf_counter()
    print(json.dumps({"load": loaded - started, "read": ended - begun, "found": statements}))


if __name__ == "__main__":
    main()
