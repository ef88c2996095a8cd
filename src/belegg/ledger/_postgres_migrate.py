"""What a schema of a PostgreSQL database is, and how it becomes a ledger. Contains no business logic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from belegg.errors import LedgerFormatError
from belegg.ledger._database import Run
from belegg.ledger._failures import NOT_OURS, newer_format
from belegg.ledger._postgres_schema import MIGRATIONS, OBJECTS
from belegg.ledger._protocol import Problem
from belegg.ledger._schema import DERIVED

__all__ = ["faults", "identify", "migrate", "remake"]

_TABLE = "belegg_format"
"""One row: the version of the ledger. What a ledger is known by."""

_MADE = re.compile(r"CREATE (TABLE|INDEX|FUNCTION) (\w+)(?:\s+ON (\w+))?")

_HERE = "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
# What extensions bring along is not counted.
_OURS = f"""
    SELECT c.relname, c.relkind::text FROM pg_class c
    WHERE c.relnamespace = {_HERE} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u'))
"""
_FUNCTIONS = rf"SELECT proname FROM pg_proc WHERE pronamespace = {_HERE} AND proname LIKE 'belegg\_%'"
_INVALID = f"""
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = {_HERE} AND NOT (i.indisvalid AND i.indisready)
"""
_REFERENCES = f"""
    SELECT t.relname, a.attname, f.relname, b.attname, k.convalidated
    FROM pg_constraint k
    JOIN pg_class t ON t.oid = k.conrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
    JOIN pg_class f ON f.oid = k.confrelid JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND t.relnamespace = {_HERE} ORDER BY 1, 2
"""


def identify(run: Run, resource: str, newest: int) -> int:
    """The version of the ledger; 0 where the schema is empty. Nothing is written.

    Raises
    ------
    LedgerFormatError
        The tables are another program's, or a newer belegg's.
    """
    tables = {name for name, kind in run.all(_OURS) if kind != "i"}
    if not tables:
        return 0
    row = run.one(f"SELECT version FROM {_TABLE}") if _TABLE in tables else None
    if row is None:
        raise LedgerFormatError(
            "this is a database of another program, not a ledger",
            resource=resource,
            remedy="give the ledger a database of its own: `createdb` makes one",
        )
    version = int(row[0])
    if version > newest:
        raise newer_format(version, newest, resource)
    return version


def migrate(run: Run, steps: Sequence[Sequence[str]], resource: str) -> None:
    """Bring the ledger to the version ``len(steps)``, in the transaction of `run`, which holds the lock.

    Where another process was quicker, nothing is done.
    """
    known = identify(run, resource, len(steps))
    for step in steps[known:]:
        for sql in step:
            run.run(sql)
    if known == 0:
        run.run(f"CREATE TABLE {_TABLE} (one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one), version BIGINT NOT NULL)")
    run.run(
        f"INSERT INTO {_TABLE} (version) VALUES (:version) ON CONFLICT (one) DO UPDATE SET version = excluded.version",
        {"version": len(steps)},
    )


def _derived(steps: Sequence[Sequence[str]]) -> dict[str, str]:
    """What makes each table and index of derived data, and the function they need, in an order that works."""
    made: dict[str, str] = {}
    for sql in (sql for step in steps for sql in step):
        found = _MADE.match(sql)
        if found and (found[1] == "FUNCTION" or (found[3] or found[2]) in DERIVED):
            # A later step may make it in another way, and after others.
            made.pop(found[2], None)
            made[found[2]] = sql
    return made


def remake(run: Run, steps: Sequence[Sequence[str]]) -> None:
    """Where a table or index of derived data is missing, make all of them again, empty; else leave them as they are, so
    that readers are not kept waiting."""
    made = _derived(steps)
    there = {row[0] for row in [*run.all(_OURS), *run.all(_FUNCTIONS)]}
    if made.keys() <= there:
        return
    for table in DERIVED:
        run.run(f"DROP TABLE IF EXISTS {table}")
    for name, sql in made.items():
        if name not in there or "FUNCTION" not in sql.split("(")[0]:
            run.run(sql)


def faults(run: Run) -> list[Problem]:
    """The tables, indexes, functions and references that are not as they should be."""
    kept: set[Any] = {row[0] for row in [*run.all(_OURS), *run.all(_FUNCTIONS)]}
    wanted = OBJECTS | {_TABLE}
    derived = _derived(MIGRATIONS)
    found = [
        Problem(name, "it is missing" if name in wanted else NOT_OURS, name in derived)
        for name in sorted(wanted ^ kept)
    ]
    found += [Problem(name, "the index is invalid") for (name,) in run.all(_INVALID)]
    for table, column, to, key, valid in run.all(_REFERENCES):
        if not valid:
            found.append(Problem(table, f"that {column} leads to {to} was never checked"))
        if not {table, to} <= OBJECTS:
            continue
        lost = run.one(f"""
            SELECT 1 FROM {table} t
            WHERE t.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {to} f WHERE f.{key} = t.{column}) LIMIT 1
        """)
        if lost:
            found.append(Problem(table, f"a row leads to no {to}", table in DERIVED))
    # An index that does not know a word would hide its claim.
    for table, column, of in (("claim_bodies", "terms", "claims"), ("heads", "title", "titles")):
        if table in kept and "belegg_words" in kept:
            stale = run.one(f"SELECT 1 FROM {table} WHERE words IS DISTINCT FROM belegg_words({column}) LIMIT 1")
            found += [Problem(table, f"the search index is not that of the {of}", derived=True)] if stale else []
    return found
