"""Score the reader's entities against NorNE on the treebank: micro F1 over exact spans with their type.

python -m training.entities --corpus ../shared/corpus [--model FILE] [--split dev] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from belegg.errors import BeleggError, MissingInputError
from belegg.reader import Reader
from belegg.types import Article
from training.evaluate import table
from training.treebank import NORWEGIAN, Document, flow, locate, read_treebank

TYPES = ("PER", "ORG", "LOC", "GPE_LOC", "GPE_ORG", "PROD", "EVT", "DRV")

Named: TypeAlias = tuple[int, int, str]


def main(argv: list[str] | None = None) -> int:
    """Command line of the entity figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        require(entity_files(args.corpus, args.split))
        figures = entity_scores(args.corpus, Reader(args.model), args.split)
    except BeleggError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures, ensure_ascii=False) if args.json else table(figures))
    return 0


def entity_files(corpus: Path, split: str) -> list[Path]:
    """The files of the corpus that `entity_scores` reads."""
    treebanks = [corpus / "treebank" / f"{language}-{split}.conll.gz" for language in NORWEGIAN]
    return [corpus / "statements" / f"{split}.jsonl", *treebanks]


def require(paths: Iterable[Path]) -> None:
    """Raise MissingInputError for the first of `paths` that is no file."""
    for path in paths:
        if not path.is_file():
            raise MissingInputError(
                "no such file of the corpus", resource=str(path), remedy="give the corpus's folder with --corpus"
            )


def entity_scores(corpus: Path, reader: Reader, split: str = "dev") -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 in percent, and counts: by language, then by language and type.

    Each document is read whole, without blocks: the treebank has no page around its text. Gold of NorNE's ninth
    type, MISC, is left out; a name that the reader sees there under one of the eight counts as wrong.
    """
    with (corpus / "statements" / f"{split}.jsonl").open(encoding="utf-8") as lines:
        texts: dict[str, str] = {d["doc"]: d["text"] for d in map(json.loads, lines)}
    whole: dict[str, dict[str, Any]] = {}
    by_type: dict[str, dict[str, Any]] = {}
    for language in NORWEGIAN:
        gold: set[tuple[str, Named]] = set()
        found: set[tuple[str, Named]] = set()
        for document in read_treebank(corpus / "treebank" / f"{language}-{split}.conll.gz"):
            text = texts[document.name] if document.name in texts else flow(document)
            reading = reader.read(Article(text))
            gold |= {(document.name, e) for e in trimmed(gold_entities(document, text), text)}
            found |= {(document.name, e) for e in trimmed(((e.start, e.end, e.type) for e in reading.entities), text)}
        whole[language] = figures_of(gold, found)
        for kind in TYPES:
            by_type[f"{language} {kind}"] = figures_of(
                {g for g in gold if g[1][2] == kind}, {f for f in found if f[1][2] == kind}
            )
    return whole | by_type


def gold_entities(document: Document, text: str) -> list[Named]:
    """The treebank's entities as (start, end, type), offsets into `text`; an I- that continues nothing opens one."""
    out: list[Named] = []
    before = ("", -1)
    for token, (start, end) in zip(document.tokens, locate(document, text), strict=True):
        kind = token.entity[2:]
        if kind and token.entity.startswith("I-") and before == (kind, token.sentence):
            out[-1] = (out[-1][0], end, kind)
        elif kind:
            out.append((start, end, kind))
        before = (kind, token.sentence)
    return out


def trimmed(entities: Iterable[Named], text: str) -> set[Named]:
    """Entities of the eight types without the signs at their edges.

    The treebank's tokens keep final stops ("A/S.") that are words of their own here, so stops decide nothing.
    """
    out: set[Named] = set()
    for first, last, kind in entities:
        start, end = first, last
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and not text[end - 1].isalnum():
            end -= 1
        if kind in TYPES and start < end:
            out.add((start, end, kind))
    return out


def figures_of(gold: set[tuple[str, Named]], found: set[tuple[str, Named]]) -> dict[str, Any]:
    """F1, precision and recall in percent; 100 where there is nothing to be wrong about."""
    right = len(gold & found)
    return {
        "f1": _percent(2 * right, len(gold) + len(found)),
        "precision": _percent(right, len(found)),
        "recall": _percent(right, len(gold)),
        "gold": len(gold),
        "predicted": len(found),
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 100.0


if __name__ == "__main__":
    sys.exit(main())
