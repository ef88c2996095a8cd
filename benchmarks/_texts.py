"""Articles to measure on: sentences of the examples and of plain narrative, shuffled until an article is long enough.

The examples show off statements, some 36 in 500 words; the gold corpus has 11.5. With narrative at twice their length
the articles have about as many as real ones.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

NARRATIVE = Path(__file__).with_name("narrative.txt")
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
_SENTENCE_END = re.compile(r"(?<=[.!?\"»])\s+(?=[A-ZÆØÅ–\"«])")


def norwegian_paragraphs(folder: Path = EXAMPLES) -> list[str]:
    """The paragraphs of the Norwegian text files, page noise included, and narrative of twice as many words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    examples = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    narrative = [line for line in NARRATIVE.read_text(encoding="utf-8").splitlines() if line]
    times = round(2 * sum(map(_words, examples)) / sum(map(_words, narrative)))
    return examples + narrative * times


def _words(text: str) -> int:
    return len(text.split())


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
