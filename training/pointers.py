"""Which words of a document stand for the speaker of each statement: what the pointing head learns from."""

from __future__ import annotations

import random
from typing import Any

from training.judge import Judge
from training.laying import tagged_spans

Record = dict[str, Any]
_PRONOUN = "pron"
TAUGHT = 0.75
"""Share of the treebank's documents with statements, and of the written ones, that teach the head. The speaker scorer
learns from the others, where the head's scores are as good as on a text never seen; where it was taught it would be
trusted far too much."""


def taught(records: list[Record], seed: int) -> set[str]:
    """Names of the documents whose speakers the network is shown."""
    pointable = [r for r in records if "pointable" in r]
    # Drawn one by one, so that the same ones are shown when more are written.
    draw = lambda doc: random.Random(f"pointers/written/{seed}/{doc}").random()  # noqa: E731
    shown = {r["doc"] for r in pointable if "written" in r and draw(r["doc"]) < TAUGHT}
    treebank = [r for r in pointable if "written" not in r]
    for seeded, ours in ((f"pointers/{seed}", False), (f"pointers/ours/{seed}", True)):
        names = sorted(r["doc"] for r in treebank if ("ours" in r) == ours)
        shown.update(random.Random(seeded).sample(names, round(TAUGHT * len(names))))
    return shown


def add_pointers(record: Record, judge: Judge) -> None:
    """Give the record its `pointable` words, and each statement the words `by` that are right to point at.

    Names are pointed at with all their words, other mentions with their head; pronouns with none, since what is
    sought is whom they stand for.
    """
    forms = record["forms"]
    text, spans = record["text"], record["spans"]
    names = list(tagged_spans(record["entity"]))
    mentions = [m for m in record.get("mentions", []) if not record["pos"][m[2]].startswith(_PRONOUN)]
    passage = lambda a, b: " ".join(text[spans[a][0] : spans[b][1]].split())  # noqa: E731
    named = [(passage(a, b), list(range(a, b + 1)), None) for a, b in names]
    meant = [(passage(a, b), [h], c) for a, b, h, c in mentions if b - a < 12]
    pointable = {i for _, words, _ in named + meant for i in words}
    for s in record["statements"]:
        source = s["source"]
        if source and not (len(source) == 1 and record["pos"][source[0]].startswith(_PRONOUN)):
            pointable.update(source)
    clusters: dict[int, list[str]] = {}
    inside = {i: c for _, words, c in meant if c is not None for i in words}
    for what, words, _ in named:
        for i in words:
            if i in inside:
                clusters.setdefault(inside[i], []).append(what)
    for s in record["statements"]:
        if s["speaker"] is None:
            s["by"] = []
            continue
        good = {i for what, words, _ in named + meant if judge.same_speaker(what, s["speaker"]) for i in words}
        for _, words, c in meant:
            if c is not None and any(judge.same_speaker(n, s["speaker"]) for n in clusters.get(c, ())):
                good.update(words)
        source = s["source"]
        if source and judge.same_speaker(" ".join(forms[i] for i in source), s["speaker"]):
            good.update(i for i in source if i in pointable)
        s["by"] = sorted(good)
    record["pointable"] = sorted(pointable)
