"""What the ledger makes of the story packs, by their own judge, beside its baseline.

    python -m training.ledger ../shared/stories/*.json [--gold] [--folds build/folds.json] [--model FILE]

All packs go into one ledger, through `Ledger.add` and `Ledger.claims`. With ``--gold`` the gold statements are put in
as readings: what is lost then is lost in matching and tracing. With ``--folds`` (by ``training.matcher --folds``)
each pack is judged in a ledger whose matcher was never trained on it, and the figures are the packs' mean: the honest
ones for stories that nobody has seen.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from belegg.follow import Ledger
from belegg.follow._claims import Composer
from belegg.follow._index import Index
from belegg.match import Scorer, shipped_scorer
from belegg.reader import Reader
from belegg.types import Reading
from training.judge import load_judge
from training.packs import gold_reading, load_packs, pack_articles


def claims_of(readings: Sequence[Reading], scorer: Scorer, model: Path | None, gold: bool) -> list[dict[str, Any]]:
    """The claims of a fresh ledger, as ``belegg claims --format jsonl`` gives them."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "packs.db", model_path=model) as ledger:
        composer = Composer(ledger.outlets, read_chains=not gold)
        ledger._index = Index(ledger.store, lambda: ledger.engines.vectors, scorer, composer)
        ledger.add(*readings)
        return [claim.to_dict() for claim in ledger.claims()]


def main(argv: list[str] | None = None) -> int:
    """Command line of the measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--judge", type=Path, help="score.py, where it does not lie beside the packs")
    parser.add_argument("--gold", action="store_true", help="put the gold statements in as readings")
    parser.add_argument("--folds", type=Path, help="scorers that each miss one pack")
    args = parser.parse_args(argv)
    packs = load_packs(args.packs)
    judge = load_judge(args.judge or args.packs[0].parent / "score.py")
    reader = Reader(args.model)
    readings = []
    for item in pack_articles(packs):
        reading = reader.read(item.article)
        readings.append(gold_reading(item, reading) if args.gold else reading)
    if args.folds is None:
        figures = judge.score(claims_of(readings, shipped_scorer(), args.model, args.gold), packs)
    else:
        sums: dict[str, float] = defaultdict(float)
        for name, parameters in json.loads(args.folds.read_text(encoding="utf-8")).items():
            claims = claims_of(readings, Scorer(parameters), args.model, args.gold)
            for key, value in judge.score(claims, [p for p in packs if p["id"] == name]).items():
                sums[key] += value
        figures = {k: v / len(packs) for k, v in sums.items()}
    baseline = judge.score(judge.baseline(packs), packs)
    for key, value in figures.items():
        print(f"{key:16} {value:6.1f}   baseline {baseline[key]:6.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
