"""What can be wrong with a file, a folder or a disk, and what the user is told."""

from __future__ import annotations

import json
import random
import resource
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ledger_samples import claim, made_up, reading, signature

from belegg.errors import LedgerError, LedgerFormatError
from belegg.ledger import ClaimQuery, Decision, Store, Update, open_store
from belegg.ledger import _claims as claims_module
from belegg.ledger._migrate import identify, migrate
from belegg.ledger._open import without_password
from belegg.ledger._schema import APPLICATION_ID, DERIVED, MIGRATIONS, VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with an article, a claim and nothing open."""
    path = tmp_path / "belegg.db"
    with open_store(path) as store:
        added = store.add(reading())
        store.apply(Update(1, signatures=(signature("s1", added.article),), claims=(claim("c1", ("s1",)),)))
    return path


def change(path: Path, *sql: str) -> None:
    """Change a file as no ledger would."""
    connection = sqlite3.connect(path, isolation_level=None)
    for one in sql:
        connection.execute(one)
    connection.close()


def test_the_file_says_what_it_is(path: Path) -> None:
    assert path.read_bytes()[68:72] == b"BELG" == APPLICATION_ID.to_bytes(4, "big")
    with open_store(path) as store:
        assert store.info() | {"format": VERSION, "database": "sqlite", "articles": 1, "behind": 0} == store.info()
        assert store.check() == []
        run: sqlite3.Connection = store._db._connect("rw")  # type: ignore[attr-defined]
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 0}
        assert {name: run.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
        run.close()


def test_every_table_is_strict_and_known(path: Path) -> None:
    connection = sqlite3.connect(path)
    tables = {row[1]: row for row in connection.execute("PRAGMA table_list") if row[0] == "main"}
    connection.close()
    ours = {n for n in tables if not n.startswith(("sqlite_", "claim_words", "head_words"))}
    assert [n for n in ours if not tables[n][5]] == []
    primary = {"articles", "addresses", "versions", "readings", "statements", "appearances", "decisions", "changes"}
    assert ours == primary | {"state", "news"} | set(DERIVED)


def test_a_value_of_the_wrong_type_is_refused(path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        change(path, "UPDATE appearances SET hearsay = 'ja'")


@pytest.mark.parametrize(
    "content", [b"no database at all, just words " * 50, b"SQLite format 3\0" + b"\1" * 500, b"\0" * 4096]
)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes, readonly: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(LedgerFormatError, match=r"not a ledger|damaged") as caught:
        open_store(path, readonly=readonly)
    assert caught.value.resource == str(path)
    assert caught.value.remedy
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    for sql in ("CREATE TABLE x (y)", "PRAGMA user_version = 3", "PRAGMA application_id = 7"):
        change(path, sql)
        before = path.read_bytes()
        with pytest.raises(LedgerFormatError, match="another program"):
            open_store(path)
        assert path.read_bytes() == before


def test_a_newer_ledger_is_refused(path: Path) -> None:
    change(path, f"PRAGMA user_version = {VERSION + 1}")
    for readonly in (False, True):
        with pytest.raises(LedgerFormatError, match="newer belegg") as caught:
            open_store(path, readonly=readonly)
        assert caught.value.remedy == "update belegg"


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    for bad, message in (
        (tmp_path, "folder"),
        (tmp_path / "none" / "belegg.db", "folder does not exist"),
        ("https://avis.example/belegg.db", "is a file or postgresql"),
        ("", "name of the ledger is empty"),
        (" ", "name of the ledger is empty"),
        (tmp_path / ("a" * 300), "file name too long"),
        (f"{tmp_path}/a\0b", "null byte"),
    ):
        with pytest.raises(LedgerError, match=message) as caught:
            open_store(bad)
        assert caught.value.remedy
    with pytest.raises(LedgerError, match="there is no ledger"):
        open_store(tmp_path / "none.db", readonly=True)
    (tmp_path / "empty.db").touch()
    with pytest.raises(LedgerError, match="empty"):
        open_store(tmp_path / "empty.db", readonly=True)
    with open_store(tmp_path / "empty.db") as store:
        assert store.articles() == []


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "mine saker?mode=ro#1 100% åpen.db"
    with open_store(path) as store:
        store.add(reading())
    with open_store(str(path), readonly=True) as store:
        assert len(store.articles()) == 1


def test_a_password_is_never_shown() -> None:
    url = "postgresql://kari:hemmelig@db.example:5433/belegg?sslmode=require&password=hemmelig"
    assert without_password(url) == "postgresql://db.example:5433/belegg"
    assert "hemmelig" not in without_password("postgresql://kari:hemmelig@[db/belegg")


def test_a_read_only_ledger_reads_and_writes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with open_store(path, readonly=True) as store:
        assert len(store.articles()) == 1
        assert store.check() == []
        decision = Decision("d", "join", "a", "b", None, "kari", "2026-01-01")
        writes = (
            lambda: store.add(made_up(1)),
            lambda: store.decide(decision),
            lambda: store.undo("d", when="2026-01-01"),
            lambda: store.apply(Update(0)),
            store.drop_derived,
        )
        for write in writes:
            with pytest.raises(LedgerError, match="read-only"):
                write()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store._db._mine().execute("DELETE FROM articles")  # type: ignore[attr-defined]
    assert path.read_bytes() == before


def test_a_ledger_in_a_folder_that_cannot_hold_more_files_is_read(path: Path) -> None:
    # Nothing can be made under this name, as in a folder that may not be written to.
    path.with_name("belegg.db-shm").symlink_to("no folder/x")
    with open_store(path, readonly=True) as store:
        assert store._db._immutable  # type: ignore[attr-defined]
        assert len(store.articles()) == 1
        assert store.check() == []
    path.with_name("belegg.db-wal").write_bytes(b"what was not folded in")
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_store(path, readonly=True)


def test_a_folder_that_cannot_hold_the_lock_is_told(path: Path) -> None:
    with open_store(path) as store:
        path.with_name("belegg.db.lock").unlink()
        path.with_name("belegg.db.lock").mkdir()
        with pytest.raises(LedgerError, match="lock file cannot be opened"):
            store.add(made_up(1))


def test_a_closed_ledger_says_so(path: Path) -> None:
    store = open_store(path)
    store.close()
    store.close()
    for use in (store.articles, store.info, lambda: list(store.dump()), lambda: store.add(reading())):
        with pytest.raises(LedgerError, match="closed"):
            use()
    wal = path.with_name("belegg.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0


def limited(store: Store, pages: int) -> None:
    store._db._mine().execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]


def test_a_full_disk_loses_nothing_and_passes(path: Path) -> None:
    with open_store(path) as store:
        before = list(store.dump())
        limited(store, 1)
        with pytest.raises(LedgerError, match="disk is full") as caught:
            store.add_many([made_up(page, page=page) for page in range(100, 400)])
        assert caught.value.exit_code == 73
        assert list(store.dump()) == before
        assert store.check() == []
        limited(store, 10**6)
        assert store.add(made_up(100, page=100)).status == "new"


@pytest.fixture
def short_files() -> Iterator[None]:
    """No file may grow beyond what is set in the test; the limit is lifted after it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("short_files")
def test_writes_that_fail_at_any_point_lose_nothing(path: Path) -> None:
    """The limit on the size of files makes the write itself fail, at each step of the way, until it passes."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    failed = 0
    with open_store(path) as store:
        before = list(store.dump())
        for limit in range(4096, 10**6, 12_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
            try:
                added = store.add(made_up(500, page=500))
            except LedgerError as error:
                failed += 1
                assert "disk" in error.message
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
                assert list(store.dump()) == before
            else:
                break
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert failed > 2
        assert added.status == "new"
        assert store.check() == []


def test_damage_is_noticed_where_it_changes_anything_and_is_never_a_bug(path: Path) -> None:
    with open_store(path) as store:
        store.add_many([made_up(page, page=page) for page in range(100, 160)])
        before = list(store.dump(derived=False))
    whole = path.read_bytes()
    noticed = 0
    for seed in range(40):
        rng = random.Random(seed)
        damaged = bytearray(whole)
        at = rng.randrange(100, len(damaged) - 300)
        damaged[at : at + 300] = rng.randbytes(300)
        path.write_bytes(bytes(damaged))
        try:
            with open_store(path, readonly=True) as store:
                problems = store.check()
                noticed += bool(problems)
                assert problems or list(store.dump(derived=False)) == before
                list(store.dump())
                store.speakers()
        except LedgerFormatError:
            noticed += 1
    assert noticed > 10


def test_damaged_pages_of_derived_tables_are_made_again(path: Path) -> None:
    with open_store(path) as store:
        store.drop_derived()
        before = list(store.dump())
    whole, size = path.read_bytes(), 4096
    mended = 0
    for page in range(1, len(whole) // size):
        other = path.with_name(f"{page}.db")
        other.write_bytes(whole[: page * size] + random.Random(page).randbytes(size) + whole[(page + 1) * size :])
        try:
            with open_store(other) as store:
                problems = store.problems()
                # A page may be a free one.
                assert problems or list(store.dump()) == before
                if problems and all(p.derived for p in problems):
                    store.drop_derived()
                    assert (store.problems(), list(store.dump())) == ([], before)
                    mended += 1
        except LedgerFormatError as error:
            assert "damaged" in error.message
    assert mended > 20


def test_a_ledger_cut_short_is_noticed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(LedgerFormatError, match="damaged"), open_store(path) as store:
        assert store.check()
        list(store.dump())


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE readings SET wire = '[\"NTB\"]'", "its content was changed"),
        ("UPDATE readings SET body = x'00'", "cannot be unpacked"),
        ("UPDATE appearances SET statement = (SELECT min(id) FROM statements)", "are not those of its words"),
        ("UPDATE addresses SET key = 'avis.example/x'", "does not lead to"),
        ("UPDATE state SET value = 9", "the log ends at 1"),
        ("DELETE FROM signatures", "claim c1: a statement of it is not there"),
        ("DELETE FROM claim_members", "no statement carries it"),
        ("UPDATE speakers SET statements = 7", "counted wrongly"),
        ("UPDATE claim_bodies SET terms = 'helt andre'", "claim_words"),
        ("DELETE FROM versions", "leads to no versions"),
        ("DROP INDEX edges_b", "edges_b"),
        ("DELETE FROM claim_speakers", "it is not found by its speakers"),
        ("DELETE FROM claim_outlets", "it is not found by its outlets"),
        ("DELETE FROM name_words", "not found by the words of the name"),
        ("UPDATE claim_bodies SET speakers = '{'", "its speakers cannot be read"),
        ("DELETE FROM claim_bodies", "what it holds is not there"),
        ("DELETE FROM addresses", "no address leads to it"),
    ],
)
def test_the_check_names_what_is_wrong(path: Path, sql: str, problem: str) -> None:
    change(path, sql)
    with open_store(path) as store:
        assert [p for p in store.check() if problem in p]


def test_a_version_that_is_not_the_latest_is_named(path: Path) -> None:
    with open_store(path) as store:
        store.add(reading(published="2026-04-01"))
        assert store.check() == []
    change(path, "UPDATE articles SET current = (SELECT id FROM readings WHERE id <> current)")
    with open_store(path) as store:
        assert any("does not show its latest version" in p for p in store.check())


def test_what_was_not_folded_in_is_folded_while_writing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belegg.ledger._sqlite._WAL_FOLD", 40_000)
    monkeypatch.setattr("belegg.ledger._sqlite._WAL_LIMIT", 50_000)
    wal = path.with_name("belegg.db-wal")
    with open_store(path) as store:
        for page in range(100, 140):
            store.add(made_up(page, page=page))
            assert wal.stat().st_size < 400_000
        assert store.check() == []


def memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_a_step_is_taken_from_each_older_version() -> None:
    connection = memory()
    migrate(connection, MIGRATIONS, "x")
    more = (*MIGRATIONS, ("ALTER TABLE decisions ADD COLUMN note TEXT",))
    migrate(connection, more, "x")
    migrate(connection, more, "x")
    assert identify(connection, "x", len(more)) == len(more)
    assert connection.execute("SELECT note FROM decisions").fetchall() == []
    with pytest.raises(LedgerFormatError, match="newer"):
        identify(connection, "x", VERSION)
    connection.close()


@pytest.mark.parametrize(
    "step",
    [
        ("CREATE TABLE half (x)", "SELECT nonsense"),
        ("CREATE TABLE half (x)", "INSERT INTO articles VALUES ('a', 'b')"),
    ],
)
def test_a_step_that_fails_changes_nothing(step: tuple[str, ...]) -> None:
    connection = memory()
    migrate(connection, MIGRATIONS, "x")
    with pytest.raises((sqlite3.OperationalError, LedgerFormatError)):
        migrate(connection, (*MIGRATIONS, step), "x")
    assert identify(connection, "x", VERSION) == VERSION
    assert not connection.in_transaction
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    connection.close()


def test_the_dump_tells_a_changed_reading(path: Path) -> None:
    with open_store(path) as store:
        one = {json.loads(line)["table"]: line for line in store.dump()}
        store.add(replace(reading(published="2026-04-01"), statements=()))
        two = {json.loads(line)["table"]: line for line in store.dump()}
    assert one["articles"] != two["articles"]


def test_the_search_uses_its_indexes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan without the index would read every claim; here there are too few for it to be felt."""
    plans: list[str] = []
    asked: list[ClaimQuery] = [
        ClaimQuery(limit=20),
        ClaimQuery(since="2026-01-01", max_origins=1, limit=20),
        ClaimQuery(terms=("bru",), outlet="vg", limit=20),
        ClaimQuery(outlet="vg", limit=20),
        ClaimQuery(speaker="Vik", kind="person", limit=20),
        ClaimQuery(kind="person", min_origins=2, limit=20),
    ]
    with open_store(path) as store:
        database = store._db  # type: ignore[attr-defined]
        with database.reading() as run:
            for nth, query in enumerate(asked):
                # In a ledger as small as this every set is small, and leads.
                monkeypatch.setattr(claims_module, "BOUND", -1 if nth == 1 else 10_000)
                search = claims_module.Search(query, database.dialect)
                sql = f"SELECT c.id FROM claims c WHERE {search._where(run)} ORDER BY c.last_at DESC, c.id LIMIT 20"
                plans.append(" / ".join(row[3] for row in run.all("EXPLAIN QUERY PLAN " + sql, search._params)))
    assert "USING COVERING INDEX claims_latest" in plans[0]
    assert "TEMP B-TREE" not in plans[0] + plans[1]
    assert "SEARCH c USING COVERING INDEX claims_latest (last_at>?)" in plans[1]
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in plans[2]
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in plans[3]
    assert "SEARCH w USING PRIMARY KEY (word=?)" in plans[4]
    assert "SEARCH k USING COVERING INDEX claims_facts (traits=?" in plans[5]
