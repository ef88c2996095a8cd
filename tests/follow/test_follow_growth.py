"""What is looked at when an article comes: only what hangs together with it, and the whole comes out the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from belegg.follow import Ledger
from belegg.ledger import open_store
from belegg.match import _cluster as cluster
from belegg.match import average_linkage
from belegg.types import Reading
from benchmarks._world import news
from benchmarks.growth import open_ledger

ARTICLES = 60


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return list(islice(news(seed=9, a_day=20), ARTICLES))


@pytest.fixture(params=[pytest.param(40, marks=pytest.mark.slow), 12])
def small_blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """As if the stories were so large that what hangs together has to be parted."""
    size: int = request.param
    monkeypatch.setattr(cluster, "_LARGEST", size)
    return size


def state(path: Path) -> tuple[list[str], list[list[str]], dict[tuple[str, str], float], list[str]]:
    """(dump, statements of the claims, links, all statements)."""
    with open_store(path, readonly=True) as store:
        signed = [s.statement for s in store.signatures_between(-(10**6), 10**6) if s.statement != s.article]
        links = {(e.a, e.b): e.score for e in store.edges(signed)}
        claims = set(store.claims_of(signed).values())
        rows = store.claims(sorted(claims))
        return list(store.dump()), sorted(sorted(r.members) for r in rows), links, sorted(signed)


@pytest.fixture
def batch(tmp_path: Path, readings: list[Reading], small_blocks: int) -> Path:
    path = tmp_path / "batch.db"
    with open_ledger(path) as ledger:
        ledger.add(*readings, match=False)
        ledger.update()
    return path


def parts(readings: list[Reading], seed: int) -> Iterator[list[Reading]]:
    rng = random.Random(seed)
    left = list(readings)
    rng.shuffle(left)
    while left:
        yield [left.pop() for _ in range(min(len(left), rng.randint(1, 4)))]


def test_blocks_come_to_the_same_as_the_whole(batch: Path) -> None:
    _, claims, links, signed = state(batch)
    whole = average_linkage(signed, links)
    assert max(map(len, cluster.components(signed, links, cluster.THRESHOLD))) > 100
    # A group of headlines alone is no claim.
    in_claims = {s for c in claims for s in c}
    assert claims == sorted(g for g in whole if in_claims & set(g))
    assert len(claims) > 50


@pytest.mark.parametrize("seed", range(2))
def test_parted_blocks_do_not_depend_on_the_order(
    tmp_path: Path, readings: list[Reading], batch: Path, seed: int
) -> None:
    path = tmp_path / "belegg.db"
    with open_ledger(path) as ledger:
        for part in parts(readings, seed):
            ledger.add(*part)
    assert state(path)[0] == state(batch)[0]


def test_articles_that_change_and_decisions_leave_what_a_rebuild_makes(
    tmp_path: Path, readings: list[Reading], small_blocks: int
) -> None:
    path = tmp_path / "belegg.db"
    with open_ledger(path) as ledger:
        for part in parts(readings, 1):
            ledger.add(*part)
        for nth in range(0, ARTICLES, 12):
            ledger.add(corrected(readings[nth]))
        decide(ledger, random.Random(3))
        assert ledger.check() == []
        grown = list(ledger.store.dump())
        ledger.rebuild()
        assert list(ledger.store.dump()) == grown


@pytest.mark.parametrize("together", [True, False])
def test_what_comes_after_decisions_is_what_a_rebuild_makes(
    tmp_path: Path, readings: list[Reading], small_blocks: int, together: bool
) -> None:
    # What is remembered of the blocks is of the links as people have decided on them, perhaps before they are matched.
    path = tmp_path / "belegg.db"
    with open_ledger(path) as ledger:
        rng = random.Random(5)
        for nth, part in enumerate(parts(readings, 2)):
            ledger.add(*part, match=together)
            if not together and nth % 4 == 3:
                ledger.update()
            if nth in (5, 11):
                decide(ledger, rng, match=together)
        ledger.update()
        grown = list(ledger.store.dump())
        ledger.rebuild()
        assert list(ledger.store.dump()) == grown


def test_a_batch_that_was_not_written_leaves_nothing_behind(
    tmp_path: Path, readings: list[Reading], batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "belegg.db"
    with open_ledger(path) as ledger:
        for nth, part in enumerate(parts(readings, 1)):
            ledger.add(*part, match=False)
            if nth % 5 == 2:
                with monkeypatch.context() as patched, pytest.raises(OSError, match="full"):
                    patched.setattr(ledger.store, "apply", _full)
                    ledger.update()
            if nth % 2:
                ledger.update()
        ledger.update()
    assert state(path)[0] == state(batch)[0]


def _full(update: object) -> None:
    raise OSError("the disk is full")


def corrected(reading: Reading) -> Reading:
    """The article an hour later, without its second half of statements."""
    article = reading.article
    assert article.published is not None
    time = article.published[:11] + "23:59:00+00:00"
    later = replace(article, text=article.text + "\n\nSaken er rettet.", published=time)
    return replace(reading, article=later, statements=reading.statements[: len(reading.statements) // 2])


def decide(ledger: Ledger, rng: random.Random, match: bool = True) -> None:
    """Join, split and undo at random, each matched at once or none."""
    made = []
    for _ in range(5):
        claims = ledger.claims()
        large = [c for c in claims if len(c.statements) > 1]
        one, other = rng.sample(claims, 2)
        made.append(ledger.decide("join", one.statements[0].id, other.statements[0].id, match=match))
        split = rng.choice(large).statements
        made.append(ledger.decide("split", split[0].id, split[-1].id, match=match))
        if rng.random() < 0.5:
            ledger.undo(made.pop(rng.randrange(len(made))).id, match=match)
