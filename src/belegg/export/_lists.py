"""Lists other than claims: articles, speakers, statements, decisions.

A list is given in the formats that fit it: a bibliography is made of articles, and schema.org has no word for what
people decide about a match. The safeguards are those of the same formats of claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, TypeAlias

from belegg.claims import ArticleHead, Speech, Utterance
from belegg.errors import UsageError
from belegg.export import _bibtex, _jsonld, _list_nodes
from belegg.export._cited import Source
from belegg.export._csv import defuse, write_table
from belegg.export._out import Out
from belegg.export._text import chain, clean, dump
from belegg.types import Hop

if TYPE_CHECKING:
    # Whoever exports claims needs no ledger.
    from belegg.ledger import Decision

__all__ = ["LISTS", "ListKind", "Stated", "export_list"]

ListKind: TypeAlias = Literal["articles", "speakers", "statements", "decisions"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a list, with who says it. `language`, `chain` and `confidence` are None where the list does not
    tell them: that of one speaker does not, that of one article does."""

    told: Utterance
    speaker: str | None
    language: str | None = None
    chain: tuple[Hop, ...] | None = None
    confidence: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields of `Utterance.to_dict`, and its own."""
        return {
            **self.told.to_dict(),
            "speaker": self.speaker,
            "language": self.language,
            "chain": None if self.chain is None else [hop.to_dict() for hop in self.chain],
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class _List:
    """How the records of a list are written; where `nodes` or `source` is None the format does not fit it."""

    columns: tuple[str, ...]
    record: Callable[[Any], dict[str, Any]]
    nodes: Callable[[Any], Iterator[_jsonld.Node]] | None = None
    source: Callable[[Any], Source] | None = None


def _of_head(head: ArticleHead) -> Source:
    return Source(head.id, head.title, head.outlet, head.published, head.url, head.language)


def _of_stated(stated: Stated) -> Source:
    told = stated.told
    return Source(told.article, told.title, told.outlet, told.published, told.url, stated.language)


def _decision(decision: Decision) -> dict[str, Any]:
    names = ("id", "kind", "a", "b", "value", "who", "when", "undone")
    return {name: getattr(decision, name) for name in names}


def _head_nodes(head: ArticleHead) -> Iterator[_jsonld.Node]:
    yield _jsonld.article_node(_of_head(head))


def _stated_nodes(stated: Stated) -> Iterator[_jsonld.Node]:
    yield _jsonld.article_node(_of_stated(stated))
    yield _list_nodes.statement(stated.told, stated.speaker, stated.language, stated.chain, stated.confidence)


def _speaker_nodes(speech: Speech) -> Iterator[_jsonld.Node]:
    yield _list_nodes.speaker(speech)


_LISTS: Final[dict[str, _List]] = {
    "articles": _List(
        ("id", "version", "outlet", "published", "title", "url", "language", "statements"),
        ArticleHead.to_dict,
        _head_nodes,
        _of_head,
    ),
    "speakers": _List(
        ("name", "kind", "statements", "outlets", "first", "last", "also"), Speech.to_dict, _speaker_nodes
    ),
    "statements": _List(
        ("statement", "content", "speaker", "kind", "certainty", "form", "hearsay", "outlet", "published", "title",
         "url", "language", "article", "chain", "confidence", "claim", "claim_text"),
        Stated.to_dict,
        _stated_nodes,
        _of_stated,
    ),
    "decisions": _List(("id", "kind", "a", "b", "value", "who", "when", "undone"), _decision),
}  # fmt: skip

LISTS: Final[dict[str, tuple[str, ...]]] = {
    name: ("csv", "jsonl", *(["jsonld"] if of.nodes else []), *(["bibtex"] if of.source else []))
    for name, of in _LISTS.items()
}
"""The formats of each list, by their names in `FORMATS`."""


def export_list(records: Iterable[Any], kind: ListKind, form: str, out: BinaryIO) -> int:
    """Write the records of a list to `out`, and say how many records (of a bibliography: articles) were written.

    `records` are `ArticleHead`, `Speech`, `Stated` or `Decision`, as `kind` says; they are taken one by one. `out` as
    in `export_claims`.

    Raises
    ------
    UsageError
        The list is not given in this format; nothing was written.
    OutputError
        `out` cannot be written.
    """
    if form not in LISTS[kind]:
        raise UsageError("this list is not exported in that format", remedy=f"choose one of {', '.join(LISTS[kind])}")
    of, to = _LISTS[kind], Out(out)
    if form == "csv":
        return write_table(of.columns, (_rows(of.record(record), of.columns) for record in records), to)
    if form == "jsonld" and of.nodes is not None:
        return _jsonld.write_nodes(_once(map(of.nodes, records)), to)
    if form == "bibtex" and of.source is not None:
        return _bibtex.write_sources(map(of.source, records), to)
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 (the last one is how many there were)
        to.text(dump(of.record(record)) + "\n")
    return count


def _once(records: Iterable[Iterable[_jsonld.Node]]) -> Iterator[Iterator[_jsonld.Node]]:
    """Each named node once: several statements are of one article."""
    seen: set[str] = set()

    def new(nodes: Iterable[_jsonld.Node]) -> Iterator[_jsonld.Node]:
        for node in nodes:
            id = node.get("@id")
            if id is None or id not in seen:
                yield node
            if id is not None:
                seen.add(id)

    return map(new, records)


def _rows(record: dict[str, Any], columns: Sequence[str]) -> list[list[str]]:
    return [[_cell(name, record[name]) for name in columns]]


def _cell(name: str, value: Any) -> str:
    """A field as a cell: numbers and truths as they are, texts without formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return defuse(clean(_joined(name, value) if isinstance(value, Sequence) and not isinstance(value, str) else value))


def _joined(name: str, values: Sequence[Any]) -> str:
    if name == "chain":
        return chain(Hop(hop["name"], hop["kind"]) for hop in values)
    return (" … " if name == "content" else " | ").join(values)
