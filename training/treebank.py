"""Read the Norwegian Dependency Treebank with NorNE's entities, document by document."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NORWEGIAN = ("nob", "nno")
"""What the treebank calls its languages."""
HEADING_MARK = "|"
_CLOSING = set(",.:;!?)]»”%")
_OPENING = set("([«“")


@dataclass
class Token:
    """One line of the treebank. `head` counts tokens of the document from 0, -1 for the root."""

    form: str
    pos: str
    feats: tuple[str, ...]
    head: int
    relation: str
    entity: str
    sentence: int


@dataclass
class Document:
    """A document: tokens without the heading marks; `headings` holds the sentences that such a mark ends."""

    name: str
    tokens: list[Token] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)


def read_treebank(path: Path) -> Iterator[Document]:
    """Documents of a gzipped CoNLL file with ``# doc =`` lines."""
    document: Document | None = None
    rows: list[list[str]] = []
    sentence = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for raw in [*lines, "\n"]:
            line = raw.rstrip("\n")
            if line.startswith("# doc ="):
                if document is not None:
                    if rows:
                        _append(document, rows, sentence)
                        rows = []
                    yield document
                document, sentence = Document(line[7:].strip()), 0
            elif line.startswith("#"):
                continue
            elif line:
                rows.append(line.split("\t"))
            elif rows and document is not None:
                _append(document, rows, sentence)
                rows, sentence = [], sentence + 1
    if document is not None:
        yield document


def _append(document: Document, rows: list[list[str]], sentence: int) -> None:
    kept = [r for r in rows if r[1] != HEADING_MARK]
    if len(kept) < len(rows):
        document.headings.add(sentence)
    base = len(document.tokens)
    index = {int(r[0]): base + i for i, r in enumerate(kept)}
    for row in kept:
        feats = tuple(f for f in row[4].split("|") if f != "_")
        head = index.get(int(row[5]), -1)
        document.tokens.append(Token(row[1], row[3], feats, head, row[6], row[7], sentence))


def flow(document: Document) -> str:
    """A text for a document that has none: tokens set together as print would, a paragraph a few sentences.

    A line that opens with a dash opens a paragraph, as does a heading; the rest is joined three by three.
    """
    out: list[str] = []
    quotes = 0
    since = 0
    glue = True
    last = -1
    for token in document.tokens:
        form = token.form
        if token.sentence != last:
            dash = form in {"-", "–", "—"}
            heading = token.sentence in document.headings or last in document.headings
            since += 1
            if out:
                fresh = dash or heading or since > 3
                out.append("\n\n" if fresh else " ")
                since = 1 if fresh else since
                # A quote can run over sentences, not over paragraphs of ours.
                quotes = 0 if fresh else quotes
            glue, last = True, token.sentence
        elif not glue and form not in _CLOSING and not (form == '"' and quotes % 2 == 1):
            out.append(" ")
        out.append(form)
        glue = form in _OPENING or (form == '"' and quotes % 2 == 0)
        quotes += form == '"'
    return "".join(out)


def locate(document: Document, text: str) -> list[tuple[int, int]]:
    """Spans of the document's tokens in `text`, which holds the same characters but for white space."""
    spans: list[tuple[int, int]] = []
    at = 0
    for token in document.tokens:
        start = -1
        for ch in token.form:
            while at < len(text) and text[at].isspace():
                at += 1
            if at >= len(text) or text[at] != ch:
                raise ValueError(f"{document.name}: token {token.form!r} not at {at}: {text[at : at + 30]!r}")
            start = at if start < 0 else start
            at += 1
        spans.append((start, at))
    return spans
