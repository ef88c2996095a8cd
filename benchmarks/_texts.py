"""Articles to measure on: the sentences of the examples, shuffled and repeated until an article is long enough."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
_SENTENCE_END = re.compile(r"(?<=[.!?\"»])\s+(?=[A-ZÆØÅ–\"«])")


def norwegian_paragraphs(folder: Path = EXAMPLES) -> list[str]:
    """The paragraphs of the Norwegian text files, as they stand, page noise included."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def english_paragraphs(folder: Path = EXAMPLES) -> list[str]:
    """The paragraphs of the English articles, for a peer that reads English."""
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [part for record in records if record["language"] == "en" for part in record["text"].split("\n\n")]


def make_articles(paragraphs: list[str], count: int, words: int, seed: int = 7) -> list[str]:
    """`count` texts of `words` words each, all different, the same for the same arguments.

    Paragraphs come in random order, the sentences in them shuffled; the last is cut where the article is full.
    """
    rng = random.Random(seed)
    articles = []
    for _ in range(count):
        parts: list[str] = []
        missing = words
        while missing > 0:
            for paragraph in rng.sample(paragraphs, len(paragraphs)):
                sentences = _SENTENCE_END.split(paragraph)
                rng.shuffle(sentences)
                kept = " ".join(sentences).split()[: max(missing, 0)]
                if kept:
                    parts.append(" ".join(kept))
                missing -= len(kept)
        articles.append("\n\n".join(parts) + "\n")
    return articles
