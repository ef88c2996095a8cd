"""How well the reader reads Swedish, Danish and English, which the gold corpus does not have.

    python -m training.abroad ../shared/stories/*.json --corpus ../shared/corpus [--model FILE]

The gold is the project's own: the articles of the story packs in these languages, every statement of them by the
corpus's guidelines (``abroad.jsonl``, in the form of ``training.annotations``), never trained on. The judge is the
corpus's. They are invented and few: a point is a statement or two.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from belegg.reader import Reader
from training.annotations import read_annotations, statements_of
from training.evaluate import as_dict
from training.judge import Document, Judge
from training.packs import load_packs, pack_articles

GOLD = Path(__file__).with_name("abroad.jsonl")
_FIGURES = ("found", "exact", "source", "who_what", "kind", "form", "certainty")


def main(argv: list[str] | None = None) -> int:
    """Command line of the measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, required=True, help="where the judge lies")
    parser.add_argument("--model", type=Path)
    args = parser.parse_args(argv)
    judge = Judge(args.corpus / "score.py")
    kept = read_annotations(GOLD)
    reader = Reader(args.model)
    gold: dict[str, Document] = {}
    predicted: dict[str, Document] = {}
    language: dict[str, str] = {}
    for item in pack_articles(load_packs(args.packs)):
        name, text = f"{item.pack}/{item.gold['id']}", item.article.text
        if name in kept:
            gold[name] = {"doc": name, "text": text, "statements": statements_of(kept[name], text)}
            predicted[name] = {"doc": name, **as_dict(reader.read(item.article))}
            language[name] = item.gold["language"]
    for which in (*sorted(set(language.values())), "all"):
        own = {k: d for k, d in gold.items() if which in (language[k], "all")}
        score = judge.score(own, {k: predicted[k] for k in own})
        figures = "  ".join(f"{k} {score[k]:.1f}" for k in _FIGURES)
        print(f"{which:4} {figures}  gold {sum(len(d['statements']) for d in own.values())}  documents {len(own)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
