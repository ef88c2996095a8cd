"""Read the dev split with the shipped weights and score it: the figures of the README and the model card.

python -m training.evaluate --corpus ../shared/corpus [--model FILE] [--predictions OUT.jsonl] [--errors 40]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from belegg.errors import BeleggError
from belegg.extract import extract_text
from belegg.reader import Reader
from belegg.types import Article, Reading
from training.judge import Judge, slices


def main(argv: list[str] | None = None) -> int:
    """Command line of the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        figures = evaluate(args.corpus, Reader(args.model), args.split, args.predictions, args.errors)
    except FileNotFoundError as error:
        # The corpus is no part of the repository.
        print(f"evaluate: {error.filename} is not there; give the corpus with --corpus", file=sys.stderr)
        return 66
    except BeleggError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures, ensure_ascii=False) if args.json else table(figures))
    return 0


def evaluate(
    corpus: Path, reader: Reader, split: str = "dev", predictions: Path | None = None, errors: int = 0
) -> dict[str, dict[str, Any]]:
    """Figures of the statements (all, by language, by sort), the speakers and the reliability of the confidence."""
    judge = Judge(corpus / "score.py")
    lines = (corpus / "statements" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {d["doc"]: d for d in map(json.loads, lines)}
    readings = {doc: reader.read(as_article(d["text"])) for doc, d in gold.items()}
    predicted = {doc: {"doc": doc, **as_dict(r)} for doc, r in readings.items()}
    if predictions:
        predictions.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in predicted.values()), "utf-8")
    figures: dict[str, dict[str, Any]] = {"all": judge.score(gold, predicted, errors)}
    figures |= slices(judge, gold, predicted)
    return figures


def as_article(text: str) -> Article:
    """The text as the program takes it, blocks and all."""
    return extract_text(text)


def as_dict(reading: Reading) -> dict[str, Any]:
    """The statements of a reading as the judge wants them."""
    return {"statements": [s.to_dict() for s in reading.statements]}


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Figures as text, a section a slice."""
    out: list[str] = []
    for name, section in figures.items():
        cells = "  ".join(f"{k} {v}" for k, v in section.items())
        out.append(f"{name:14} {cells}")
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main())
