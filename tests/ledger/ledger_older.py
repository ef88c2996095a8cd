"""Ledgers of the first format, made of one of today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from ledger_server import Server

from belegg.ledger import _postgres_schema as postgres
from belegg.ledger import _schema as sqlite
from belegg.ledger._schema import APPLICATION_ID

__all__ = ["older_database", "older_file"]

KEPT = ("articles", "addresses", "versions", "readings", "statements", "decisions", "changes")
SPOKEN = "reading, place, statement, speaker, kind, certainty, hearsay"
DERIVED = ("speakers", "speaker_tallies", "voices", "signatures", "edges")
OLD_CLAIM = (
    "INSERT INTO claims VALUES (1, 'c1', '', '', 1, 1, 1, 0, 0)",
    "INSERT INTO claim_bodies (n, terms, outlets, speakers, body) VALUES (1, 'bru', '[]', '[]', '{}')",
    "INSERT INTO claim_members VALUES ('s1', 1, 0)",
    "INSERT INTO names VALUES (1, 'avisa')",
    "INSERT INTO claim_outlets VALUES (1, 1)",
    "UPDATE state SET value = 31 WHERE name = 'cursor'",
)


def older_file(path: Path, now: Path) -> None:
    """What the first format made of the ledger `now`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for sql in sqlite.MIGRATIONS[0]:
            connection.execute(sql)
        connection.execute("ATTACH ? AS now", (str(now),))
        connection.execute("BEGIN")
        for table in (*KEPT, *DERIVED):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM now.{table}")
        connection.execute(f"INSERT INTO appearances SELECT {SPOKEN} FROM now.appearances")
        for sql in OLD_CLAIM:
            connection.execute(sql)
        connection.execute("INSERT INTO claim_words (rowid, terms) VALUES (1, 'bru')")
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")


def older_database(server: Server, name: str, now: str) -> None:
    with psycopg.connect(server.url(name)) as old, psycopg.connect(server.url(now)) as new:
        for sql in postgres.MIGRATIONS[0]:
            old.execute(sql.encode())
        old.execute("CREATE TABLE belegg_format (one BOOLEAN PRIMARY KEY DEFAULT true, version BIGINT NOT NULL)")
        old.execute("INSERT INTO belegg_format (version) VALUES (1)")
        for table, columns in [*((t, "*") for t in (*KEPT, *DERIVED)), ("appearances", SPOKEN)]:
            rows = new.execute(f"SELECT {columns} FROM {table}".encode()).fetchall()
            marks = ", ".join(["%s"] * len(rows[0]))
            with old.cursor() as cursor:
                named = "" if columns == "*" else f" ({columns})"
                cursor.executemany(f"INSERT INTO {table}{named} VALUES ({marks})".encode(), rows)
        # Who gave numbers by hand must tell the server.
        old.execute("SELECT setval(pg_get_serial_sequence('changes', 'seq'), (SELECT max(seq) FROM changes))")
        for sql in OLD_CLAIM:
            old.execute(sql.encode())
