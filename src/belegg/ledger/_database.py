"""What the stores need of a database, and where the databases differ. Contains no business logic.

SQL is written once, with named parameters (``:name``), in the words that SQLite and PostgreSQL share. What they do not
share is a `Dialect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from belegg.ledger._protocol import Problem

__all__ = ["ALL", "NONE", "Database", "Dialect", "Params", "Row", "Run", "among", "chunks"]

Row: TypeAlias = tuple[Any, ...]
Params: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

NONE: Params = {}
"""No parameters."""

ALL = 2**62
"""As a LIMIT: no limit. Both databases take it, and OFFSET needs a LIMIT before it in one of them."""

_CHUNK = 512


class Run(Protocol):
    """Statements that run in one transaction."""

    def all(self, sql: str, params: Params = NONE) -> list[Row]: ...
    def one(self, sql: str, params: Params = NONE) -> Row | None: ...
    def run(self, sql: str, params: Params = NONE) -> int:
        """Run it; how many rows it changed."""

    def many(self, sql: str, params: Iterable[Params]) -> None: ...
    def stream(self, sql: str, params: Params = NONE) -> Iterator[Row]:
        """The rows one after another, never all in memory."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the databases differ.

    Attributes
    ----------
    name
        ``sqlite`` or ``postgresql``.
    contains
        SQL that tells whether the text ``{0}`` contains the text of the parameter ``:{1}``.
    words
        The table of the words of claims, joined to ``claims c`` by ``c.n = {words_key}``.
    words_key, words_match, words_rank
        Its key; the condition that all of ``:terms`` are in a row; what is smallest where they fit best.
    terms
        Turns terms into the value of ``:terms``; None where no row can match.
    titled
        SQL that gives the ``n`` of the heads whose titles match ``:words``.
    prefixes
        Turns words into the value of ``:words``: each begins a word of the title. None where no title can match.
    index, unindex, unindex_all
        What is run after a claim's words (``:n``) came, before they go, and before all of them go; empty where the
        database follows by itself.
    index_head, unindex_head, index_heads
        What is run after a head (of ``:article``) came, before it goes, and after all of them came.
    """

    name: str
    contains: str
    words: str
    words_key: str
    words_match: str
    words_rank: str
    terms: Callable[[Sequence[str]], str | None]
    titled: str
    prefixes: Callable[[Sequence[str]], str | None]
    index: str = ""
    unindex: str = ""
    unindex_all: str = ""
    index_head: str = ""
    unindex_head: str = ""
    index_heads: str = ""


class Database(Protocol):
    """One ledger in one database."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def name(self) -> str:
        """The path or address, without a password, for messages."""

    @property
    def readonly(self) -> bool: ...

    def reading(self) -> AbstractContextManager[Run]:
        """Everything run in it sees one state of the ledger. Not to be nested."""

    def writing(self) -> AbstractContextManager[Run]:
        """One transaction of the only writer, durable when the block ends; nothing of it stays if it raises."""

    def snapshot(self) -> AbstractContextManager[Run]:
        """Like `reading`, on a connection of its own, so that other calls may come between the rows."""

    def mark(self) -> str:
        """Another text whenever something was committed, by whichever thread or process; to be compared with those
        that this object gave before, and with nothing else."""

    def remaking(self) -> AbstractContextManager[Run]:
        """Like `writing`, where the tables of derived data are whole: what was missing or damaged is made anew, empty,
        and the others may be emptied with it."""

    def problems(self) -> list[Problem]:
        """What the database itself finds wrong with its file and its tables."""

    def facts(self) -> dict[str, Any]:
        """What there is to say about the database: its version, its size in bytes."""

    def close(self) -> None: ...


def chunks(values: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """`values` in parts that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def rows_among(run: Run, sql: str, column: str, values: Sequence[Any]) -> list[Row]:
    """The rows of `sql`, which has ``{}`` for its condition, that have one of `values` in a column."""
    rows: list[Row] = []
    for chunk in chunks(values):
        where, params = among(column, chunk)
        rows += run.all(sql.format(where), params)
    return rows


def among(column: str, values: Sequence[Any], prefix: str = "v") -> tuple[str, dict[str, Any]]:
    """``column IN (:v0, :v1, …)`` and its parameters, for up to 512 values.

    The last value is repeated up to a power of two: few lengths make few statements to prepare.
    """
    size = 1 << max(len(values) - 1, 0).bit_length()
    filled = [*values, *[values[-1]] * (size - len(values))]
    names = [f"{prefix}{i}" for i in range(size)]
    return f"{column} IN ({', '.join(':' + n for n in names)})", dict(zip(names, filled, strict=True))
