"""Label documents that have no gold statements with what two trained readers agree on: silver to train on.

    python -m training.label --corpus ../shared/corpus --models FIRST SECOND --work build/training

The method is the noisy student of Xie et al. (2020): a network learns from its forebears' labels of fresh text, under
noise (varied layouts, unknown pieces). What both readers find is taken from the first; what only one of them finds is
marked unsure, and teaches neither for nor against. Kinds and certainties they do not agree on are left out, and so are
the speakers. No document held out for calibration is labelled. Writes ``silver.jsonl.gz`` into the work folder, which
``training.train --silver`` takes. A model is a weights file, or a file of readings by another version (JSONL:
``doc``, ``statements``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from belegg.reader import Reader
from training.data import load_records
from training.evaluate import as_article, as_dict
from training.judge import Judge
from training.laying import lay_statements

Record = dict[str, Any]
AGREED = ("form", "kind", "certainty")


def main(argv: list[str] | None = None) -> int:
    """Command line of the labelling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, nargs=2, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    args = parser.parse_args(argv)
    records = [r for r in load_records(args.work / "train.jsonl.gz") if "statements" not in r]
    first, second = (read_all(path, records) for path in args.models)
    judge = Judge(args.corpus / "score.py")
    sure = unsure = 0
    with gzip.open(args.work / "silver.jsonl.gz", "wt", encoding="utf-8") as out:
        for record in records:
            silver = label(record, first[record["doc"]], second[record["doc"]], judge)
            sure += len(silver["statements"])
            unsure += len(silver["unsure"])
            out.write(json.dumps(silver, ensure_ascii=False) + "\n")
    print(f"{len(records)} documents: {sure} statements that both found, {unsure} that one did", file=sys.stderr)
    return 0


def read_all(model: Path, records: list[Record]) -> dict[str, Record]:
    """What a model reads in each document, as the judge wants it."""
    if model.suffix == ".jsonl":
        lines = model.read_text(encoding="utf-8").splitlines()
        return {d["doc"]: d for d in map(json.loads, lines)}
    readings = Reader(model).pipe(as_article(r["text"]) for r in records)
    return {r["doc"]: as_dict(reading) for r, reading in zip(records, readings, strict=True)}


def label(record: Record, first: Record, second: Record, judge: Judge) -> Record:
    """The document as silver: `statements` both found, and the anchors (word numbers) of the others as `unsure`."""
    found = dict(judge.pairs({"text": record["text"], **first}, second))
    both: list[Record] = []
    for i, s in enumerate(first["statements"]):
        if i in found:
            other = second["statements"][found[i]]
            both.append(s | {k: s[k] if s[k] == other[k] else None for k in AGREED})
    alone = [s for i, s in enumerate(first["statements"]) if i not in found]
    alone += [s for j, s in enumerate(second["statements"]) if j not in set(found.values())]
    statements = lay_statements(record, both)
    anchors = {s["anchor"] for s in statements}
    unsure = sorted({s["anchor"] for s in lay_statements(record, alone)} - anchors)
    return record | {"statements": statements, "unsure": unsure}


if __name__ == "__main__":
    sys.exit(main())
