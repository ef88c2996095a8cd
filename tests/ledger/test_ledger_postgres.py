"""A ledger in PostgreSQL is in every way the ledger of a file; and how it knows its database."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import claim, made_up, reading, signature
from ledger_server import Server

from belegg.errors import LedgerError, LedgerFormatError
from belegg.ledger import ClaimQuery, Decision, Edge, Store, Update, open_store
from belegg.ledger import _claims as claims_module
from belegg.ledger._postgres import PostgresDatabase, _tsquery
from belegg.ledger._postgres_driver import _worded
from belegg.ledger._postgres_migrate import identify, migrate
from belegg.ledger._postgres_schema import MIGRATIONS, OBJECTS, VERSION
from belegg.ledger._schema import DERIVED
from belegg.types import Article, Reading


@pytest.fixture
def store(server: Server, name: str) -> Iterator[Store]:
    with open_store(server.url(name), busy=5) as opened:
        yield opened


def fill(store: Store, seed: int) -> None:
    """The same articles and derived data, in an order of its own for each seed."""
    rng = random.Random(seed)
    readings = [made_up(i) for i in range(60)]
    odd = (
        "ære",
        "Øl",
        "ål",
        "Zo",
        "a b",
        "ab",
        "a-b",
        "😀",
        "\uff5e",
        "é",
        "E",
        "e\u0301",
        "\ud800x",
        "\0y",
        "%s",
        ":n",
        "'",
    )
    readings += [Reading(Article(f"{w} sier ja.", title=w, outlet=w, published="2026-03-01")) for w in odd]
    rng.shuffle(readings)
    added = sorted({store.add(r).article for r in readings})
    names = [w for w in odd if w.isprintable()]
    claims = [
        claim(f"c{w}", (f"s{w}", f"t{w}"), terms=f"{w} en", outlets=(w, "A"), speakers=tuple(names[:i]))
        for i, w in enumerate(names)
    ]
    scores = random.Random(1)
    edges = [Edge(min(pair), max(pair), scores.random() / 3) for pair in itertools.pairwise(names)]
    rng.shuffle(claims)
    rng.shuffle(edges)
    store.apply(
        Update(
            store.last_change(),
            signatures=tuple(signature(f"s{w}", added[0], None if w == "E" else i) for i, w in enumerate(names)),
            edges=tuple(edges),
            sketches=((added[1], b"\0\xff", (b"\xff", b"\0", b"\x7f")),),
            copies=((added[0], added[1], 0.1), (added[2], added[0], 1)),
            copied=(added[0],),
            claims=tuple(claims),
        )
    )
    store.decide(Decision("d1", "join", "a", None, "æ", "kari", "2026-03-01T10:00:00+01:00", "2026-04-01"))


def test_its_dump_is_that_of_a_file_byte_for_byte(store: Store, tmp_path: Path) -> None:
    fill(store, 2)
    with open_store(tmp_path / "belegg.db") as file:
        fill(file, 3)
        mine, theirs = "\n".join(store.dump()).encode(), "\n".join(file.dump()).encode()
        assert mine == theirs
        assert {line.split('"table":"')[1].split('"')[0] for line in file.dump()} >= {
            "claim_speakers",
            "edges",
            "bands",
        }
        assert store.speakers() == file.speakers()
        assert store.articles(limit=500) == file.articles(limit=500)
        assert store.find_claims(ClaimQuery()) == file.find_claims(ClaimQuery())
        assert [p for p in store.check() if "is not there" not in p] == []
        store.drop_derived()
        file.drop_derived()
        assert list(store.dump()) == list(file.dump())


WORDS = st.text(st.sampled_from("aåÆbé1 2-.,'\"\\:&|!()<>*%–«x"), max_size=12)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, min_size=1, max_size=3))
def test_words_are_found_as_in_a_file(both: tuple[Store, Store], texts: list[str], terms: list[str]) -> None:
    found = []
    for store in both:
        store.drop_derived()
        made = [claim(f"c{i}", (f"s{i}",), terms=text.lower()) for i, text in enumerate(texts)]
        store.apply(Update(0, claims=tuple(made)))
        query = ClaimQuery(terms=tuple(t.lower() for t in terms))
        found.append((sorted(c.id for c in store.find_claims(query)), store.count_claims(query)))
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def both(
    started: Server | str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    if isinstance(started, str):
        pytest.skip(started)
    file = tmp_path_factory.mktemp("words") / "belegg.db"
    with open_store(started.url(started.database(template))) as one, open_store(file) as other:
        yield one, other


def test_words_of_any_length_and_number_are_kept(store: Store) -> None:
    text = " ".join(["x" * 60_000, *("å" * 700 for _ in range(3))])
    store.apply(
        Update(
            0,
            claims=(claim("c1", terms=text), claim("c2", terms="y å " * 100_000), claim("c3", terms="'\\' ''\\\\:1A")),
        )
    )
    assert [c.id for c in store.find_claims(ClaimQuery(terms=("x" * 60_000,)))] == ["c1"]
    assert [c.id for c in store.find_claims(ClaimQuery(terms=("y", "å")))] == ["c2"]
    assert [c.id for c in store.find_claims(ClaimQuery(terms=("1A",)))] == ["c3"]


def test_a_term_is_never_an_operator() -> None:
    assert _tsquery(["bru", "bru steng", "covid-19", "–", "!a & 'b'\\"]) == (
        "('bru') & ('steng') & ('covid' <-> '19') & ('a') & ('b')"
    )
    assert _tsquery(["–", "'", "\\", ""]) is None


def test_parameters_are_told_from_all_else() -> None:
    assert _worded("SELECT :a, 'x :b ''%', y::text, :a_1 FROM t WHERE c LIKE '%'") == (
        b"SELECT %(a)s, 'x :b ''%%', y::text, %(a_1)s FROM t WHERE c LIKE '%%'"
    )


def plan(store: Store, sql: str, params: dict[str, Any]) -> str:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    with database.reading() as run:
        # There are too few rows for an index to pay.
        run.run("SET LOCAL enable_seqscan = off")
        return "\n".join(row[0] for row in run.all("EXPLAIN " + sql, params))


def test_the_search_uses_its_indexes(store: Store) -> None:
    store.apply(Update(0, claims=tuple(claim(f"c{i}", (f"s{i}",)) for i in range(20))))
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    plans = []
    for query in (ClaimQuery(limit=20), ClaimQuery(terms=("bru",)), ClaimQuery(outlet="avisa")):
        search = claims_module.Search(query, database.dialect)
        with database.reading() as run:
            where = search._where(run)
        sql = f"SELECT c.id FROM claims c WHERE {where} ORDER BY c.last_at DESC, c.id LIMIT 20"
        plans.append(plan(store, sql, search._params))
    assert "Index Only Scan using claims_latest" in plans[0]
    assert "Sort" not in plans[0]
    assert "Bitmap Index Scan on claim_bodies_words" in plans[1]
    assert "claims_pkey" in plans[2]
    assert "names_name_key" in plans[2]


# what a database is


def test_it_is_known_by_its_tables(server: Server, store: Store, name: str) -> None:
    facts = store.info()
    assert facts | {"database": "postgresql", "format": VERSION, "path": f"postgresql:///{name}"} == facts
    assert facts["bytes"] > 100_000
    assert store.check() == []
    tables = {row[0] for row in server.run(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert tables >= set(DERIVED)
    assert tables - {"belegg_format"} <= OBJECTS
    unordered = server.run(
        name,
        """SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'""",
    )
    assert unordered == []


def test_a_database_of_another_program_is_refused_and_left_alone(server: Server) -> None:
    name = server.database()
    server.run(name, "CREATE TABLE articles (x text)")
    for readonly in (False, True):
        with pytest.raises(LedgerFormatError, match="another program") as caught:
            open_store(server.url(name), readonly=readonly)
        assert "createdb" in str(caught.value)
    assert server.run(name, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(1,)]


def test_what_extensions_bring_is_no_other_program(server: Server) -> None:
    name = server.database()
    if not server.run(name, "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_stat_statements'"):
        pytest.skip("the server has no extension to try")
    server.run(name, "CREATE EXTENSION pg_stat_statements")
    with open_store(server.url(name)) as store:
        assert store.check() == []


def test_a_schema_of_a_shared_database_can_be_the_ledger(server: Server) -> None:
    name = server.database()
    server.run(name, "CREATE TABLE others (x text)", 'CREATE SCHEMA "Min Sak"', "CREATE SCHEMA other")
    options = "&options=-csearch_path%3D%22Min%5C%20Sak%22"
    with (
        open_store(server.url(name) + options) as store,
        open_store(server.url(name) + "&options=-csearch_path%3Dother") as second,
    ):
        store.add(reading())
        assert store.check() == second.check() == []
        assert (len(store.articles()), len(second.articles())) == (1, 0)
    with pytest.raises(LedgerError, match="search path") as caught:
        open_store(server.url(name) + "&options=-csearch_path%3Dnone")
    assert caught.value.remedy


def test_an_empty_or_newer_one_is_told(server: Server, name: str) -> None:
    with pytest.raises(LedgerError, match="empty"):
        open_store(server.url(server.database()), readonly=True)
    server.run(name, f"UPDATE belegg_format SET version = {VERSION + 1}")
    for readonly in (False, True):
        with pytest.raises(LedgerFormatError, match="newer belegg"):
            open_store(server.url(name), readonly=readonly)


def test_a_database_that_keeps_other_text_is_refused(server: Server) -> None:
    name = server.database("template0", "ENCODING 'LATIN1'")
    with pytest.raises(LedgerError, match="LATIN1") as caught:
        open_store(server.url(name))
    assert "UTF8" in str(caught.value.remedy)


def test_a_step_is_taken_from_each_older_version_and_one_that_fails_changes_nothing(store: Store) -> None:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    more = (*MIGRATIONS, ("ALTER TABLE decisions ADD COLUMN note TEXT",))
    for _ in range(2):
        with database.writing() as run:
            migrate(run, more, "x")
    with database.reading() as run:
        assert identify(run, "x", len(more)) == len(more)
        assert run.all("SELECT note FROM decisions") == []
    with pytest.raises(psycopg.errors.UndefinedColumn), database.writing() as run:
        migrate(run, (*more, ("CREATE TABLE half (x text)", "SELECT nonsense")), "x")
    with database.reading() as run:
        assert identify(run, "x", len(more)) == len(more)
        assert run.all("SELECT to_regclass('half')::text") == [(None,)]


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE readings SET wire = '[\"NTB\"]'", "its content was changed"),
        ("UPDATE readings SET body = '\\x00'", "cannot be unpacked"),
        ("UPDATE addresses SET key = 'avis.example/x'", "does not lead to"),
        ("UPDATE state SET value = 9", "the log ends at 1"),
        ("DELETE FROM claim_members", "no statement carries it"),
        ("UPDATE speakers SET statements = 7", "counted wrongly: 14 and 3 statements instead of 3"),
        ("SET session_replication_role = replica; DELETE FROM versions", "readings: a row leads to no versions"),
        ("DROP INDEX edges_b", "edges_b: it is missing"),
        ("DELETE FROM claim_speakers", "it is not found by its speakers"),
        ("DELETE FROM name_words", "not found by the words of the name"),
        ("DELETE FROM claim_bodies", "what it holds is not there"),
        ("DELETE FROM addresses", "no address leads to it"),
        ("CREATE TABLE notes (x text)", "notes: it is not ours"),
        ("CREATE OR REPLACE FUNCTION belegg_words(terms TEXT) RETURNS TSVECTOR LANGUAGE SQL IMMUTABLE STRICT "
         "PARALLEL SAFE AS $$SELECT 'x'::tsvector$$", "claim_bodies: the search index"),
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'edges_b'::regclass", "the index is invalid"),
    ],
)  # fmt: skip
def test_the_check_names_what_is_wrong(server: Server, store: Store, name: str, sql: str, problem: str) -> None:
    added = store.add(reading())
    store.apply(Update(1, signatures=(signature("s1", added.article),), claims=(claim("c1", ("s1",)),)))
    assert store.check() == []
    server.run(name, sql)
    assert [p for p in store.check() if problem in p]


@pytest.mark.parametrize("table", ["claims", "edges", "heads"])
def test_a_table_that_is_missing_is_told_and_made_again(server: Server, store: Store, name: str, table: str) -> None:
    fill(store, 1)
    store.drop_derived()
    before = list(store.dump())
    server.run(name, f"DROP TABLE {table} CASCADE")
    assert {p.where for p in store.problems() if p.derived} >= {table}
    with pytest.raises(LedgerFormatError, match=f"the table {table} is missing"):
        list(store.dump())
    store.drop_derived()
    assert list(store.dump()) == before
    assert store.check() == []
