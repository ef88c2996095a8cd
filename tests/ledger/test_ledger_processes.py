"""Several processes at one ledger, and processes that die at any moment."""

from __future__ import annotations

import fcntl
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from ledger_samples import Ledgers, Place, made_up
from ledger_server import Server

from belegg.errors import LedgerBusyError, LedgerError
from belegg.ledger import Added, ClaimQuery, Store, open_store

HERE = Path(__file__).parent


def child(path: Place, first: int, last: int, *more: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1] / "src")])}
    command = [sys.executable, str(HERE / "ledger_child.py"), str(path), str(first), str(last), *more]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def pages_of(store: Store) -> list[str]:
    return sorted(str(a.title) for a in store.articles(limit=10_000))


def test_two_processes_and_this_one_write_and_read_at_one_time(ledgers: Ledgers) -> None:
    path = ledgers("belegg")
    writers = [child(path, 0, 60, "derive"), child(path, 40, 100)]
    with open_store(path) as mine, open_store(path, readonly=True) as reader:
        for page in range(200, 230):
            assert mine.add(made_up(page, page=page)).status == "new"
            assert len(reader.articles(limit=1000)) > page - 200
            reader.find_claims(ClaimQuery(terms=("bru",)))
            reader.speakers()
        for writer in writers:
            out, _ = writer.communicate(timeout=60)
            assert writer.returncode == 0
            assert out.splitlines()[0] == "ready"
        assert pages_of(reader) == sorted(f"Sak {n}" for n in [*range(100), *range(200, 230)])
        assert reader.count_claims(ClaimQuery()) == 60
        assert [p for p in mine.check() if "is not there" not in p] == []


def test_threads_share_a_store(ledgers: Ledgers) -> None:
    failures: list[BaseException] = []

    def work(store: Store, first: int) -> None:
        try:
            for page in range(first, first + 10):
                added = store.add(made_up(page, page=page))
                assert store.article(added.article) is not None
        except BaseException as error:
            failures.append(error)

    with open_store(ledgers("belegg")) as store:
        threads = [threading.Thread(target=work, args=(store, 10 * i)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(pages_of(store)) == 40
        assert store.check() == []


def test_who_waits_too_long_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "belegg.db"
    with open_store(path, busy=0.05) as store, (tmp_path / "belegg.db.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LedgerBusyError, match="another process") as caught:
            store.add(made_up(1))
        assert (caught.value.exit_code, caught.value.resource) == (75, str(path))
        assert store.articles() == []
        fcntl.flock(held, fcntl.LOCK_UN)
        assert store.add(made_up(1)).status == "new"


def test_a_program_that_knows_no_lock_file_is_waited_for_too(tmp_path: Path) -> None:
    path = tmp_path / "belegg.db"
    with open_store(path, busy=0.05) as store, open_store(path, busy=0.05) as other:
        connection = other._db._connect("rw")  # type: ignore[attr-defined]
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusyError):
            store.add(made_up(1))
        connection.close()
        assert store.add(made_up(1)).status == "new"


def test_a_writer_without_pause_lets_others_in(ledgers: Ledgers) -> None:
    path = ledgers("belegg")
    stop = threading.Event()

    def write_on() -> None:
        with open_store(path) as store:
            page = 1000
            while not stop.is_set():
                store.add(made_up(page, page=page))
                page += 1

    with open_store(path, busy=20) as desk:
        busy = threading.Thread(target=write_on)
        busy.start()
        try:
            added: list[Added] = [desk.add(made_up(page, page=page)) for page in range(5)]
        finally:
            stop.set()
            busy.join()
        assert [a.status for a in added] == ["new"] * 5


def kill_and_look(path: Place, calm: Place, kills: int, seed: int, server: Server | None = None) -> None:
    """Kill a writer at a random moment, open what it left, and go on; nothing acknowledged may be lost or doubled.

    `path` is where no ledger has been made yet.
    """
    rng = random.Random(seed)
    acknowledged: set[int] = set()
    first = 0
    for round in range(kills):
        writer = child(path, first, first + 100_000, "derive")
        assert writer.stdout is not None
        if round % 3:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0, 0.08))
        else:
            # While it starts and makes the file, too.
            time.sleep(rng.uniform(0, 0.4))
        writer.kill()
        lines = writer.stdout.read().splitlines()
        writer.stdout.close()
        writer.wait()
        if server is not None:
            # A commit that was on its way may still arrive.
            server.settle(str(path))
        acknowledged |= {int(line.split()[0]) for line in lines if line.endswith("new")}
        if isinstance(path, Path) and not path.exists() and not acknowledged:
            continue
        try:
            store = open_store(path, readonly=True)
        except LedgerError:
            assert not acknowledged
            store = open_store(path)
        with store:
            kept = [int(title.removeprefix("Sak ")) for title in pages_of(store)]
            assert acknowledged <= set(kept)
            assert len(kept) == len(set(kept)) == store.info()["versions"]
            assert [p for p in store.check() if "is not there" not in p] == []
            assert len([c for c in store.changes(0, 10**6)]) == len(kept)
        first = max(kept, default=-1) + 1
    assert acknowledged
    with open_store(path) as store:
        lines = list(store.dump(derived=False))
    with open_store(calm) as quiet:
        quiet.add_many([made_up(page, page=page) for page in sorted(kept)])
        assert list(quiet.dump(derived=False)) == lines


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    kill_and_look(tmp_path / "belegg.db", tmp_path / "calm.db", 10, seed=1)


def test_a_killed_writer_loses_nothing_that_the_server_acknowledged(tmp_path: Path, server: Server) -> None:
    kill_and_look(server.url(server.database()), tmp_path / "calm.db", 6, seed=3, server=server)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_two_hundred_killed_writers_lose_nothing(tmp_path: Path) -> None:
    kill_and_look(tmp_path / "belegg.db", tmp_path / "calm.db", 200, seed=2)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_two_hundred_killed_writers_lose_nothing_on_a_server(tmp_path: Path, server: Server) -> None:
    kill_and_look(server.url(server.database()), tmp_path / "calm.db", 200, seed=4, server=server)
