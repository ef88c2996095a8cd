"""Story packs as readings: what the reader makes of their articles, and the same with the gold statements put in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from belegg.extract import extract_record
from belegg.match import bare_name
from belegg.trace._kinds import hand_kind
from belegg.types import Article, Hop, Reading, SourceKind, Span, Statement

PACKS = Path(__file__).with_name("stories")
"""Where the project's own packs lie: those in it are learnt from, those in its folder ``kept`` are measured on."""
FIELDS = ("url", "outlet", "title", "byline", "published", "language", "text")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class PackArticle:
    """An article of a pack: its gold, and the article as the reader gets it."""

    pack: str
    gold: dict[str, Any]
    article: Article


def load_packs(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The packs, in the order of their paths."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths)]


def pack_articles(packs: Iterable[dict[str, Any]]) -> Iterator[PackArticle]:
    """Every article of the packs."""
    for pack in packs:
        for gold in pack["articles"]:
            article = extract_record({k: gold[k] for k in FIELDS}, path=pack["id"])
            yield PackArticle(pack["id"], gold, article)


def words(texts: Iterable[str]) -> Counter[str]:
    """The words of some texts, in lower case."""
    return Counter(_WORD.findall(" ".join(texts).lower()))


def overlap(a: Counter[str], b: Counter[str]) -> float:
    """Words in common over words in all."""
    union = (a | b).total()
    return (a & b).total() / union if union else 0.0


def gold_reading(item: PackArticle, reading: Reading) -> Reading:
    """`reading` with its statements replaced by the gold ones; entities stay the reader's."""
    text = item.article.text
    outlet = item.gold["outlet"]
    out: list[Statement] = []
    for number, s in enumerate(item.gold["statements"]):
        content = _spans(text, s["content"])
        if not content:
            continue
        chain = [Hop(name, _gold_kind(name, i, s)) for i, name in enumerate(s["chain"])]
        out.append(
            Statement(
                id=f"gold-{number:03d}",
                content=content,
                cue=_spans(text, s["cue"]),
                source=_spans(text, s["source"]),
                via=tuple(span for v in s.get("via") or () for span in _spans(text, v)),
                form=s["form"],
                kind=s["kind"],
                speaker=s["speaker"],
                certainty=s["certainty"],
                hearsay=s["kind"] == "implicit" and s["speaker"] is None and bool(s["cue"]),
                chain=(*chain, Hop(outlet, "media")),
                confidence=1.0,
            )
        )
    return replace(reading, statements=tuple(out))


def _gold_kind(name: str, place: int, statement: dict[str, Any]) -> SourceKind:
    """The packs name their hops and leave the kind open: the statement's own for its speaker, else by the name."""
    kind: SourceKind = statement["kind"]
    if len(statement["chain"]) == 1 or bare_name(name) == bare_name(statement["speaker"] or ""):
        return kind
    return hand_kind(name) if place == 0 else "media"


def _spans(text: str, parts: str | list[str] | None) -> tuple[Span, ...]:
    out: list[Span] = []
    for part in [parts] if isinstance(parts, str) else parts or []:
        at = text.find(part, out[-1][1] if out else 0)
        at = at if at >= 0 else text.find(part)
        if at >= 0:
            out.append((at, at + len(part)))
    return tuple(out)
