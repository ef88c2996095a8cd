"""Articles that come in any order, in any parts, by processes that die at any moment: one ledger comes of it.

Run as a script it is such a process: ``python test_follow_kill.py LEDGER ACKNOWLEDGED SEED``.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from belegg.errors import LedgerError
from belegg.follow import Ledger, Report
from belegg.ledger import open_store
from belegg.types import Reading
from benchmarks._world import news
from benchmarks.growth import open_ledger

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
ARTICLES = 40


def readings() -> list[Reading]:
    """Two days of news from a small country: copies and retellings among them."""
    return list(islice(news(seed=5, a_day=20), ARTICLES))


def add_all(ledger: Ledger, rng: random.Random, acknowledged: int | None = None) -> None:
    """Add the articles shuffled, in parts, now and then without matching; the address of each that was acknowledged
    goes to the file of that number, and to the disk."""
    left = readings()
    rng.shuffle(left)
    while left:
        part = [left.pop() for _ in range(min(len(left), rng.randint(1, 9)))]
        urls = iter(r.article.url for r in part)

        def heard(report: Report, urls: object = urls) -> None:
            if acknowledged is not None:
                os.write(acknowledged, f"{next(urls)}\n".encode())  # type: ignore[call-overload]
                os.fsync(acknowledged)

        ledger.add(*part, progress=heard, match=rng.random() < 0.8)
    ledger.update()


def dump_of(path: Path) -> list[str]:
    with open_store(path, readonly=True) as store:
        return list(store.dump())


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the ledger is where nothing happens: all at once, in order."""
    path = tmp_path_factory.mktemp("calm") / "belegg.db"
    with open_ledger(path) as ledger:
        ledger.add(*readings())
        assert ledger.check() == []
        claims = ledger.claims()
    # Else the comparisons would compare nothing.
    assert max(len(c.statements) for c in claims) > 3
    assert any(c.relations for c in claims)
    return dump_of(path)


def shuffled(path: Path, seed: int) -> list[str]:
    with open_ledger(path) as ledger:
        add_all(ledger, random.Random(seed))
        assert ledger.check() == []
    return dump_of(path)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_any_parts_give_one_ledger(tmp_path: Path, calm: list[str], seed: int) -> None:
    assert shuffled(tmp_path / "belegg.db", seed) == calm


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 10))
def test_ten_orders_give_one_ledger(tmp_path: Path, calm: list[str], seed: int) -> None:
    assert shuffled(tmp_path / "belegg.db", seed) == calm


def test_made_again_it_is_the_same(tmp_path: Path, calm: list[str]) -> None:
    path = tmp_path / "belegg.db"
    with open_ledger(path) as ledger:
        add_all(ledger, random.Random(1))
        ledger.rebuild()
    assert dump_of(path) == calm


def child(path: Path, acknowledged: Path, seed: int) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, str(HERE), str(path), str(acknowledged), str(seed)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def look(path: Path, acknowledged: Path) -> None:
    """Nothing acknowledged is lost, nothing doubled, and the ledger is whole."""
    told = set(acknowledged.read_text().split()) if acknowledged.exists() else set()
    try:
        store = open_store(path, readonly=True)
    except LedgerError:
        # It died before it had made the file.
        assert not told
        return
    with store:
        kept = Counter(a.url for a in store.articles(limit=10 * ARTICLES))
        assert told <= set(kept)
        assert set(kept.values()) <= {1}
        assert store.info()["versions"] == len(kept)
        assert store.check() == []


def kill_and_go_on(folder: Path, calm: list[str], kills: int, seed: int) -> None:
    """Kill who adds, `kills` times; each ledger brought to its end is compared, then a new one begun."""
    rng = random.Random(seed)
    killed = finished = 0
    path = acknowledged = folder
    while killed < kills:
        if path == folder:
            path, acknowledged = folder / f"{finished}.db", folder / f"{finished}.txt"
        process = child(path, acknowledged, rng.randrange(1000))
        assert process.stdout is not None
        if rng.random() < 0.9:
            assert process.stdout.readline() == "ready\n"
        try:
            process.wait(timeout=rng.uniform(0, 0.7))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        process.stdout.close()
        assert process.returncode in (0, -9)
        look(path, acknowledged)
        if process.returncode == 0:
            assert dump_of(path) == calm
            finished += 1
            path = folder
    if path != folder:
        process = child(path, acknowledged, seed)
        process.communicate(timeout=60)
        assert process.returncode == 0
        look(path, acknowledged)
        assert dump_of(path) == calm


def test_killed_eight_times_it_is_the_same_ledger(tmp_path: Path, calm: list[str]) -> None:
    kill_and_go_on(tmp_path, calm, 8, seed=1)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_killed_two_hundred_times_it_is_the_same_ledger(tmp_path: Path, calm: list[str]) -> None:
    kill_and_go_on(tmp_path, calm, 200, seed=2)


def main(path: str, acknowledged: str, seed: str) -> None:
    """Add until killed."""
    file = os.open(acknowledged, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    print("ready", flush=True)
    with open_ledger(Path(path)) as ledger:
        add_all(ledger, random.Random(int(seed)), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
