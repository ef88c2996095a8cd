"""How much of the story packs the reader finds, language by language.

    python -m training.stories ../shared/stories/*.json [--model FILE]

The packs are fictional and give gold only for the statements that carry a claim, so this is recall: a gold statement is
found where a predicted one shares at least half of its content's words. It is the one measure for the languages that
the gold corpus does not have.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from belegg.reader import Reader
from training.packs import load_packs, overlap, pack_articles, words


def main(argv: list[str] | None = None) -> int:
    """Command line of the measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    args = parser.parse_args(argv)
    reader = Reader(args.model)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for item in pack_articles(load_packs(args.packs)):
        reading = reader.read(item.article)
        text = reading.article.text
        predicted = [words([text[a:b] for a, b in s.content]) for s in reading.statements]
        for statement in item.gold["statements"]:
            gold = words(statement["content"])
            counts[item.gold["language"]][0] += 1
            counts[item.gold["language"]][1] += max((overlap(gold, p) for p in predicted), default=0.0) >= 0.5
    for language, (gold_count, found) in sorted(counts.items()):
        print(f"{language}  {found} of {gold_count} found, {100 * found / gold_count:.0f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
