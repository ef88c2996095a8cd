"""The project's own annotation of news texts of the treebank that the corpus leaves without statements.

``annotations.jsonl`` beside this file has a line a document: its name, a digest of its text, and the statements by the
corpus's guidelines, as character offsets into that text alone (`speaker` too: the spans that make the name), so that
no word of the treebank stands in it. The text is the treebank's tokens as ``training.treebank.flow`` sets them, or an
article of ``training/stories``. It was made in one pass by a large language model, with every reference checked by a
program, and no second annotator.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import Any

Record = dict[str, Any]
FILE = Path(__file__).with_name("annotations.jsonl")
_PARTS = ("content", "cue", "source", "via", "hedges")
_NAMED = ("form", "kind", "certainty")


def annotations_file(given: str) -> Path:
    """The argument of ``--annotations``: a file that is there, since none would mean another training."""
    path = Path(given)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{given} is no file")
    return path


def read_annotations(path: Path = FILE) -> dict[str, Record]:
    """Annotated documents by name."""
    with path.open(encoding="utf-8") as lines:
        return {d["doc"]: d for d in map(json.loads, lines)}


def statements_of(annotated: Record, text: str) -> list[Record]:
    """The statements in the form of the corpus's own (`speaker` a name); ValueError where they are of another text."""
    if annotated["digest"] != digest(text):
        raise ValueError(f"{annotated['doc']}: annotated on another text than the treebank's here")
    name = lambda spans: " ".join(" ".join(text[a:b] for a, b in spans).split())  # noqa: E731
    return [s | {"speaker": name(s["speaker"]) if s["speaker"] else None} for s in annotated["statements"]]


def stand_off(doc: str, text: str, statements: list[Record]) -> Record:
    """A document as it is kept: the reverse of `statements_of`. A name that does not stand in the text as it is told
    is made of its words, each where it stands first."""
    out = [{k: s[k] for k in (*_PARTS, *_NAMED)} | {"speaker": _where(s["speaker"], text)} for s in statements]
    return {"doc": doc, "digest": digest(text), "statements": out}


def digest(text: str) -> str:
    """Sixteen hexadecimal digits that tell one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _where(name: str | None, text: str) -> list[list[int]]:
    if name is None:
        return []
    at = text.find(name)
    if at >= 0:
        return [[at, at + len(name)]]
    find = lambda part: re.search(re.escape(part), text, re.IGNORECASE)  # noqa: E731
    if whole := find(name):
        return [list(whole.span())]
    spans = []
    for word in name.split():
        if not (hit := find(word)):
            raise ValueError(f"{word!r} of {name!r} is not in the text")
        spans.append(list(hit.span()))
    return spans
