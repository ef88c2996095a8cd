"""How much of the story packs the reader finds, language by language.

    python -m training.stories ../shared/stories/*.json [--model FILE]

The packs are fictional and give gold only for the statements that carry a claim, so this is recall: a gold statement is
found where a predicted one shares at least half of its content's words. It is the one measure for the languages that
the gold corpus does not have.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from belegg.extract import extract_record
from belegg.reader import Reader

_FIELDS = ("url", "outlet", "title", "byline", "published", "language", "text")
_WORD = re.compile(r"\w+")


def overlap(a: Counter[str], b: Counter[str]) -> float:
    """Words in common over words in all."""
    union = (a | b).total()
    return (a & b).total() / union if union else 0.0


def words(texts: list[str]) -> Counter[str]:
    """The words of some texts, in lower case."""
    return Counter(_WORD.findall(" ".join(texts).lower()))


def main(argv: list[str] | None = None) -> int:
    """Command line of the measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    args = parser.parse_args(argv)
    reader = Reader(args.model)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pack in args.packs:
        for article in json.loads(pack.read_text(encoding="utf-8"))["articles"]:
            reading = reader.read(extract_record({k: article[k] for k in _FIELDS}, path=str(pack)))
            text = reading.article.text
            predicted = [words([text[a:b] for a, b in s.content]) for s in reading.statements]
            for statement in article["statements"]:
                gold = words(statement["content"])
                counts[article["language"]][0] += 1
                counts[article["language"]][1] += max((overlap(gold, p) for p in predicted), default=0.0) >= 0.5
    for language, (gold_count, found) in sorted(counts.items()):
        print(f"{language}  {found} of {gold_count} found, {100 * found / gold_count:.0f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
