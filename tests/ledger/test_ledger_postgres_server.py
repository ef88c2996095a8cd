"""Who may use a ledger on a PostgreSQL server, who waits for whom, and what is told when the server goes away."""

from __future__ import annotations

import builtins
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from ledger_samples import claim, made_up, reading
from ledger_server import Server

from belegg.errors import LedgerBusyError, LedgerError
from belegg.ledger import Store, Update, open_store
from belegg.ledger._open import without_password
from belegg.ledger._postgres import PostgresDatabase


@pytest.fixture
def store(server: Server, name: str) -> Iterator[Store]:
    with open_store(server.url(name), busy=5) as opened:
        yield opened


# who may do what


def test_a_read_only_ledger_writes_nothing(server: Server, store: Store, name: str) -> None:
    store.add(reading())
    with open_store(server.url(name), readonly=True) as reader:
        assert len(reader.articles()) == 1
        assert reader.check() == []
        for write in (lambda: reader.add(made_up(1)), reader.drop_derived, lambda: reader.undo("d", when="2026-01-01")):
            with pytest.raises(LedgerError, match="read-only"):
                write()
        database: PostgresDatabase = reader._db  # type: ignore[attr-defined]
        with database._session() as session, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            session.execute("DELETE FROM articles")


def test_a_user_without_rights_is_told_so(server: Server, store: Store, name: str) -> None:
    store.add(reading())
    server.run(name, "CREATE ROLE guest LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest")
    try:
        with open_store(server.url(name, "guest")) as guest:
            assert len(guest.articles()) == 1
            with pytest.raises(LedgerError, match="may not do that") as caught:
                guest.add(made_up(1))
            assert caught.value.exit_code == 73
            assert caught.value.remedy
    finally:
        server.run(name, "DROP OWNED BY guest", "DROP ROLE guest")


def test_a_server_that_only_reads_is_told(server: Server, store: Store, name: str) -> None:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    with pytest.raises(LedgerError, match="may not be written to"), database.reading() as run:
        run.run("DELETE FROM changes")


@pytest.fixture
def secretive(server: Server) -> Iterator[str]:
    """A user who needs a password."""
    server.run("postgres", "CREATE ROLE kari LOGIN PASSWORD 'hemmelig'", "CREATE DATABASE asked_for_a_password")
    yield "asked_for_a_password"
    server.run("postgres", "DROP DATABASE asked_for_a_password", "DROP ROLE kari")


def told(url: str) -> LedgerError:
    """What opening it says, in which no password is, nor in what led to it."""
    with pytest.raises(LedgerError) as caught:
        open_store(url)
    error: BaseException | None = caught.value
    while error is not None:
        assert "emmelig" not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert caught.value.remedy
    assert caught.value.resource
    return caught.value


def test_a_server_that_does_not_let_in_is_told(server: Server, secretive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", "/no/such/file")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    asked = server.url(secretive, "kari:{}").format
    assert "refused the user or the password" in told(asked("uhemmelig")).message
    assert "wants a password" in told(server.url(secretive, "kari")).message
    missing = told(server.url("ukjent"))
    assert missing.message == "there is no such database"
    assert missing.resource == "postgresql:///ukjent"
    assert "does not know that user" in told(server.url("postgres", "ukjent")).message
    with pytest.raises(LedgerError, match="may not do that"):
        open_store(asked("hemmelig"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kari:hemmelig@127.0.0.1:1/belegg",
        "postgresql://kari:hem@hemmelig@127.0.0.1:1/belegg",
        "postgresql://kari:hemmelig/x@127.0.0.1:1/belegg",
        "postgresql://kari:hemmelig?x@127.0.0.1:1/belegg",
        "postgresql://kari:hemmelig#x@127.0.0.1:1/belegg",
        "postgresql://kari:hemmelig%@127.0.0.1:1/belegg",
        "postgresql://127.0.0.1:1/belegg?user=kari&password=hemm@hemmelig",
        "postgresql://kari:hemmelig@127.0.0.1:hemmelig@1/belegg",
        "postgres://kari:hemmelig@/belegg?host=/no/such/folder",
        "postgresql://kari:hemmelig@[127.0.0.1/belegg",
        "postgresql://kari:hemmelig@/belegg?nonsense=hemmelig",
        "postgresql:hemmelig@x",
        "postgresql://kari:hemmelig\0@127.0.0.1:1/belegg",
        "postgresql://kari:hemmelig\ud800@127.0.0.1:1/belegg",
    ],
)
def test_no_word_of_a_password_is_shown(url: str) -> None:
    told(url)


def test_an_address_is_shown_without_what_is_secret() -> None:
    assert without_password("postgresql://kari:hem/me?lig@db.example/belegg") == "postgresql://…"
    assert without_password("postgresql://kari:hem/melig@db.example/belegg") == "postgresql://db.example/belegg"
    assert without_password("postgresql:///belegg?host=/run&password=x") == "postgresql:///belegg"


def test_a_missing_driver_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "psycopg":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    for module in [m for m in sys.modules if m.startswith("belegg.ledger._postgres")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LedgerError, match="psycopg") as caught:
        open_store("postgresql://kari:hemmelig@db.example/belegg")
    assert caught.value.remedy == "pip install 'belegg[postgres]'"
    assert caught.value.resource == "postgresql://db.example/belegg"


# one writer at a time, and a server that goes away


def test_who_waits_too_long_is_told_so(server: Server, store: Store, name: str) -> None:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    for busy in (0.0, 0.05):
        with open_store(server.url(name), busy=busy) as other, database.writing():
            with pytest.raises(LedgerBusyError, match="another process") as caught:
                other.add(made_up(1))
            assert (caught.value.exit_code, caught.value.resource) == (75, f"postgresql:///{name}")
            assert other.articles() == []
    assert store.add(made_up(1)).status == "new"


def test_another_ledger_on_the_server_is_not_waited_for(server: Server, store: Store, template: str) -> None:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    with open_store(server.url(server.database(template)), busy=0) as other, database.writing():
        assert other.add(made_up(1)).status == "new"


def test_a_program_that_knows_no_lock_is_waited_for_too(server: Server, name: str) -> None:
    with open_store(server.url(name), busy=0.05) as store, psycopg.connect(server.url(name)) as other:
        other.execute("LOCK TABLE articles")
        with pytest.raises(LedgerBusyError):
            store.add(made_up(1))
        other.rollback()
        assert store.add(made_up(1)).status == "new"


def test_a_reader_sees_one_state_while_others_write(server: Server, store: Store) -> None:
    store.add_many([made_up(i) for i in range(40)])
    store.apply(Update(1, claims=tuple(claim(f"c{i}", (f"s{i}",)) for i in range(700))))
    before = list(store.dump())
    lines = store.dump()
    first = next(lines)
    store.add(made_up(700, page=700))
    store.drop_derived()
    assert [first, *lines] == before
    half = store.dump()
    next(half)
    del half
    assert store.add(made_up(701, page=701)).status == "new"


KICK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()"


def test_a_server_that_was_started_anew_is_found_again(server: Server, store: Store, name: str) -> None:
    store.add(made_up(1, page=1))
    server.run(name, KICK.format(name))
    assert len(store.articles()) == 1
    server.run(name, KICK.format(name))
    assert store.add(made_up(2, page=2)).status == "new"


def test_a_server_that_goes_away_in_the_midst_of_it_is_told(server: Server, store: Store, name: str) -> None:
    database: PostgresDatabase = store._db  # type: ignore[attr-defined]
    with pytest.raises(LedgerError, match="went away") as caught, database.writing() as run:
        run.run("INSERT INTO changes (kind, id) VALUES ('article', 'x')")
        server.run(name, KICK.format(name))
        run.one("SELECT 1")
    assert caught.value.remedy
    assert store.last_change() == 0
    server.run(name, f"ALTER DATABASE {name} SET statement_timeout = 20")
    server.run(name, KICK.format(name))
    with pytest.raises(LedgerError, match="took too long"), database.reading() as run:
        run.one("SELECT pg_sleep(1)")


def test_a_text_that_no_index_can_hold_is_told(store: Store) -> None:
    rng = random.Random(1)
    long = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(9000))
    one = reading()
    with pytest.raises(LedgerError, match="too large") as caught:
        store.add(replace(one, statements=(replace(one.statements[0], speaker=long),)))
    assert caught.value.remedy
    assert store.articles() == []


def test_what_is_written_is_durable_whatever_the_habit_of_the_server(server: Server, name: str) -> None:
    server.run(name, f"ALTER DATABASE {name} SET synchronous_commit = off")
    with open_store(server.url(name)) as store, store._db.reading() as run:  # type: ignore[attr-defined]
        assert run.one("SHOW synchronous_commit") == ("on",)


def test_a_closed_ledger_says_so_and_leaves_nothing_behind(server: Server, store: Store, name: str) -> None:
    store.add(reading())
    lines = store.dump()
    next(lines)
    store.close()
    store.close()
    for use in (store.articles, store.info, lambda: list(store.dump()), lambda: store.add(reading())):
        with pytest.raises(LedgerError, match="closed"):
            use()
    with pytest.raises(LedgerError):
        list(lines)
    server.settle(server.url(name))


def test_a_forgotten_ledger_closes_itself(server: Server, name: str) -> None:
    open_store(server.url(name)).articles()
    server.settle(server.url(name))


def test_threads_share_few_sessions(server: Server, store: Store, name: str) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                store.articles()
        except BaseException as error:
            failures.append(error)

    for _ in range(5):
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    (count,) = server.run(name, f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'")[0]
    assert isinstance(count, int)
    assert 1 <= count - 1 <= 3


def test_many_open_one_that_is_not_there_yet(server: Server) -> None:
    url = server.url(server.database())
    opened: list[Store] = []
    threads = [threading.Thread(target=lambda: opened.append(open_store(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
        time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for store in opened:
        assert store.check() == []
        store.close()
