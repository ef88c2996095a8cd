"""Invented articles as prepared documents, whose words have no gold but their statements.

Two sorts: the articles of the project's story packs, annotated in ``annotations.jsonl``; and ``written.jsonl``, texts
written for training alone (interviews, conflicts, reportage, foreign news; five languages) in the corpus's own form,
with `names` beside: how the people, firms and places of the text are named in it. Both were made by a large language
model by the corpus's guidelines, with every reference checked by a program, and no second annotator. What is said in
them is invented, also where a historical person says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from belegg.reader._candidates import REFERRING
from belegg.reader._layout import lay_out
from belegg.reader._words import split_words
from training.annotations import statements_of
from training.judge import Judge
from training.laying import WordIndex, lay_statements, words_of
from training.packs import PACKS, load_packs, pack_articles
from training.pointers import add_pointers

Record = dict[str, Any]
WRITTEN = Path(__file__).with_name("written.jsonl")
_CODES = MappingProxyType({"nb": "nob", "nn": "nno"})


def pack_records(ours: Mapping[str, Record]) -> list[Record]:
    """The annotated articles of the project's story packs; `ours` are the annotations by name."""
    out: list[Record] = []
    if not ours:
        return out
    for item in pack_articles(load_packs(PACKS.glob("*.json"))):
        name = f"{item.pack}/{item.gold['id']}"
        if name not in ours:
            continue
        record = _bare(name, item.article.text, item.gold["language"])
        record["heading"] = [i for i, s in enumerate(record["sentence"]) if s == 0]
        record["statements"] = lay_statements(record, statements_of(ours[name], item.article.text))
        out.append(record)
    return out


def written_records(written: Mapping[str, Record], judge: Judge) -> list[Record]:
    """The written articles, with the words that the pointing head can learn from."""
    out: list[Record] = []
    for name, article in written.items():
        record = _bare(name, article["text"], article["lang"])
        record["written"] = True
        index = WordIndex(words_of(record))
        record["heading"] = sorted({i for a, b in article["headings"] for i in index.under(a, b)})
        record["statements"] = lay_statements(record, article["statements"])
        # Where a name stands is known, what it names is not: enough to be pointed at, too little to learn entities.
        pos = ["pron" if form.casefold() in REFERRING else "_" for form in record["forms"]]
        pointed = record | {"entity": _named(record, article["names"]), "pos": pos}
        add_pointers(pointed, judge)
        record["pointable"] = pointed["pointable"]
        out.append(record)
    return out


def _named(record: Record, names: Sequence[str]) -> list[str]:
    """Every word as inside or outside one of `names`; of names in one another the longest."""
    index = WordIndex(words_of(record))
    out = ["O"] * len(record["forms"])
    for name in sorted(names, key=lambda n: (-len(n), n)):
        for hit in re.finditer(rf"(?<!\w){re.escape(name)}s?(?!\w)", record["text"]):
            under = index.under(*hit.span())
            if under and all(out[i] == "O" for i in under):
                for i in under:
                    out[i] = "B-NAME" if i == under[0] else "I-NAME"
    return out


def _bare(name: str, text: str, language: str) -> Record:
    words = split_words(text)
    n = len(words)
    return {
        "doc": name,
        "text": text,
        "forms": words.forms,
        "spans": words.spans,
        "gaps": words.gaps,
        "sentence": lay_out(words.forms, words.gaps).sentence.tolist(),
        "pos": ["_"] * n,
        "head": [-2] * n,
        "rel": ["_"] * n,
        "entity": ["_"] * n,
        "heading": [],
        "lang": _CODES.get(language, language),
        "ours": True,
        # No word of these is in doubt, but they are invented: they teach as much as silver does.
        "unsure": [],
    }
