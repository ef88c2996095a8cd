"""Segments of documents as training batches, varied so that the reader does not lean on the corpus's layout."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from belegg.reader._layout import DASHES, Layout, lay_out
from belegg.reader._pieces import Pieces
from belegg.reader._windows import Windows, make_windows
from belegg.reader._words import BREAK, NONE, SPACE
from training.renames import Renamer
from training.switch import LANGUAGES, SHARE, switch_word
from training.treebank import NORWEGIAN

Record = dict[str, Any]
IGNORE = -100
SILVER = 0.5
"""What a statement that two readers agree on teaches, against one of gold."""
RENAMED = 0.5
"""Share of the documents of an epoch whose people are called something else."""
_QUOTE_STYLES = (('"', '"'), ("«", "»"), ("“", "”"), ("”", "”"), ("„", "“"))


def load_records(path: Path) -> list[Record]:
    """Records written by ``training.prepare``."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@dataclass
class Segment:
    """A run of words of one document with every label that falls in it. Word numbers count from its start."""

    doc: str
    forms: list[str]
    windows: Windows
    layout: Layout
    entity: list[int]
    pos: list[int]
    head: list[int]
    rel: list[int]
    statements: list[Record] | None
    mentions: list[tuple[int, int]] = field(default_factory=list)  # (head word, cluster)
    pointable: list[int] = field(default_factory=list)  # words that may stand for a speaker
    unsure: list[int] = field(default_factory=list)  # words that may or may not be the anchor of a statement
    weight: float = 1.0  # of what its statements teach


class Labels:
    """Label lists with their numbers."""

    def __init__(self, path: Path) -> None:
        self.lists: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
        self.index = {k: {v: i for i, v in enumerate(vs)} for k, vs in self.lists.items()}

    def pos(self, value: str) -> int:
        """A part of speech, or its coarse form where the fine one is too rare; IGNORE where there is none."""
        known = self.index["pos"]
        if value == "_":
            return IGNORE
        return known.get(value, known.get(value.split("|", maxsplit=1)[0], IGNORE))


def vary(  # noqa: PLR0912 - one change after the other
    record: Record, rng: random.Random, renamer: Renamer | None = None
) -> tuple[list[str], list[int], set[int]]:
    """Another layout for the same words, and where there is a `renamer` in half of the cases other names for people:
    (forms, gaps, words left out)."""
    forms, gaps = list(record["forms"]), list(record["gaps"])
    if renamer is not None and rng.random() < RENAMED:
        for i, name in renamer.rename(record, rng).items():
            forms[i] = name
    sentence, heading = record["sentence"], set(record["heading"])
    n = len(forms)
    dropped: set[int] = set()
    mode = rng.random()
    join, split = (0.0, 0.0) if mode < 0.3 else (0.0, 0.9) if mode < 0.5 else (0.6, 0.0) if mode < 0.7 else (0.3, 0.3)
    dash = rng.choice(["-", "–", "–", "—"])
    style = rng.choice(_QUOTE_STYLES) if rng.random() < 0.7 else None
    shout = rng.random() < 0.05
    stopless = rng.random() < 0.15
    dashless = rng.random() < 0.04
    other = rng.choice(LANGUAGES) if rng.random() < 0.25 and record.get("lang", NORWEGIAN[0]) in NORWEGIAN else None
    quoted = False
    for i in range(n):
        opens = i == 0 or sentence[i] != sentence[i - 1]
        fixed = i in heading or (i - 1) in heading or (i - 1) in dropped
        if i and opens and not fixed and forms[i] not in DASHES:
            if gaps[i] == BREAK and rng.random() < join:
                gaps[i] = SPACE
            elif gaps[i] == SPACE and rng.random() < split:
                gaps[i] = BREAK
        if dashless and forms[i] in DASHES and (i == 0 or gaps[i] == BREAK) and rng.random() < 0.5:
            dropped.add(i)
            if i + 1 < n:
                gaps[i + 1] = BREAK
        if forms[i] in DASHES and (gaps[i] == BREAK or (gaps[i] == SPACE and i + 1 < n and gaps[i + 1] == SPACE)):
            forms[i] = dash
        if gaps[i] == BREAK:
            quoted = False
        if forms[i] in {'"', "«", "»", "“", "”"}:
            opening = forms[i] in {"«", "“"} or (forms[i] == '"' and not quoted)
            quoted = opening
            if style:
                forms[i] = style[0] if opening else style[1]
        if shout and i in heading:
            forms[i] = forms[i].upper()
        if stopless and forms[i] == "." and i + 1 < n and gaps[i + 1] == BREAK and rng.random() < 0.3:
            dropped.add(i)
        if other and rng.random() < SHARE:
            forms[i] = switch_word(forms[i], other)
    return forms, gaps, dropped


def make_segments(
    record: Record,
    labels: Labels,
    pieces: Pieces,
    rng: random.Random | None,
    room: int = 1000,
    size: int = 256,
    renamer: Renamer | None = None,
) -> list[Segment]:
    """Cut a document into segments of about `room` pieces, never inside a statement; varied where `rng` is given."""
    n = len(record["forms"])
    forms, gaps, dropped = (record["forms"], record["gaps"], set()) if rng is None else vary(record, rng, renamer)
    cuts = [pieces.cut(f, g != NONE) for f, g in zip(forms, gaps, strict=True)]
    sizes = np.array([len(c) + (g == BREAK) for c, g in zip(cuts, gaps, strict=True)])
    covered = np.zeros(n + 1, bool)
    for s in record.get("statements", []):
        members = [s["anchor"], *s["content"], *s["source"]]
        covered[min(members) + 1 : max(members) + 1] = True
    out: list[Segment] = []
    start, total = 0, 0
    limit = room if rng is None else rng.randint(room // 3, room)
    last_good = 0
    for i in range(n):
        if gaps[i] == BREAK and not covered[i]:
            last_good = i
        total += int(sizes[i])
        if total > limit and last_good > start:
            out.append(_segment(record, labels, forms, gaps, cuts, dropped, start, last_good, size))
            start, total, limit = last_good, int(sizes[last_good : i + 1].sum()), room
    out.append(_segment(record, labels, forms, gaps, cuts, dropped, start, n, size))
    return out


def _segment(
    record: Record,
    labels: Labels,
    forms: list[str],
    gaps: list[int],
    cuts: list[tuple[int, ...]],
    dropped: set[int],
    start: int,
    end: int,
    size: int,
) -> Segment:
    kept = [i for i in range(start, end) if i not in dropped]
    new = {old: k for k, old in enumerate(kept)}
    own_forms = [forms[i] for i in kept]
    own_gaps = [gaps[i] for i in kept]
    index = labels.index
    head = [new.get(record["head"][i], IGNORE) if record["head"][i] >= 0 else IGNORE for i in kept]
    statements: list[Record] | None = None
    if "statements" in record:
        statements = []
        for s in record["statements"]:
            if s["anchor"] not in new:
                continue
            parts = {k: [new[i] for i in s[k] if i in new] for k in ("content", "cue", "source", "via", "hedges")}
            numbers = {k: IGNORE if s[k] is None else index[k][s[k]] for k in ("form", "kind", "certainty")}
            by = None if "by" not in s else [new[i] for i in s["by"] if i in new]
            nobody = s["speaker"] is None
            statements.append(
                {"anchor": new[s["anchor"]], "quote": s["quote"], "by": by, "nobody": nobody, **parts, **numbers}
            )
    inside = record.get("coref_range", [])
    mentions = sorted(
        {
            new[h]: c for _, _, h, c in record.get("mentions", []) if h in new and any(a <= h <= b for a, b in inside)
        }.items()
    )
    return Segment(
        doc=record["doc"],
        forms=own_forms,
        windows=make_windows([cuts[i] for i in kept], own_gaps, size),
        layout=lay_out(own_forms, own_gaps),
        entity=[index["entity"].get(record["entity"][i], IGNORE) for i in kept],
        pos=[labels.pos(record["pos"][i]) for i in kept],
        head=head,
        rel=[index["rel"].get(record["rel"][i], IGNORE) if record["rel"][i] != "_" else IGNORE for i in kept],
        statements=statements,
        mentions=mentions,
        pointable=[new[i] for i in record.get("pointable", []) if i in new],
        unsure=[new[i] for i in record.get("unsure", []) if i in new],
        weight=SILVER if "unsure" in record else 1.0,
    )
