"""Search by meaning: what is held in memory gives what a look at every vector of the ledger gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from follow_story import changed_first, everything, ledger, other, without_statements

from belegg.follow import Ledger, _meanings
from belegg.follow._meanings import Meanings
from belegg.follow._stories import vectors_of
from belegg.ledger import Store
from belegg.match._vectors import Floats

ASKED = ("sjøkabelen ble kuttet av et anker", "husstander uten strøm", "skolen åpner igjen", "reparasjonen tar 12 døgn")
LEAST = -1.0


def brute(store: Store, asked: Floats, count: int) -> list[str]:
    every = [*store.signatures_undated(), *store.signatures_between(-(10**6), 10**6)]
    scored = [(-round(float(vectors_of(s)[0] @ asked), 5), s.statement) for s in every if s.statement != s.article]
    return [s for _, s in sorted(scored)[:count]]


def same(made: Ledger, meanings: Meanings, count: int = 3) -> bool:
    vectors = [made.engines.vectors([text])[0] for text in ASKED]
    return all(meanings.nearest(made.store, v, LEAST, count) == brute(made.store, v, count) for v in vectors)


def test_it_follows_the_ledger(tmp_path: Path) -> None:
    meanings = Meanings()
    with ledger(tmp_path / "belegg.db") as made:
        assert same(made, meanings)
        for reading in everything():
            made.add(reading)
            assert same(made, meanings)
        made.add(changed_first())
        assert same(made, meanings, 100)
        made.add(without_statements())
        assert same(made, meanings, 100)
        made.rebuild()
        assert same(made, meanings, 100)


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_however_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(_meanings, "_CHUNK", chunk)
    meanings = Meanings()
    with ledger(tmp_path / "belegg.db", *everything()) as made:
        assert same(made, meanings)
        made.add(changed_first())
        assert same(made, meanings, 100)


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanings = Meanings()
    with ledger(tmp_path / "belegg.db", *everything()[:-1]) as made:
        assert same(made, meanings)
        made.add(other())
        with monkeypatch.context() as patched:
            patched.setattr(made.store, "signatures_between", lambda first, last: pytest.fail("all was read again"))
            found = meanings.nearest(made.store, made.engines.vectors([ASKED[2]])[0], 0.5, 1)
        assert found == brute(made.store, made.engines.vectors([ASKED[2]])[0], 1)


def test_no_more_is_held_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_meanings, "_CHUNK", 2)
    monkeypatch.setattr(_meanings, "MOST", 4)
    meanings = Meanings()
    with ledger(tmp_path / "belegg.db", *everything()) as made:
        asked = made.engines.vectors([ASKED[0]])[0]
        found = meanings.nearest(made.store, asked, LEAST, 100)
        latest = [*made.store.signatures_between(-(10**6), 10**6)]
        stated = [s.statement for s in latest if s.statement != s.article]
        assert 0 < len(found) <= 4
        assert set(found) == set(stated[-len(found) :])


def test_many_may_ask_while_the_ledger_grows(tmp_path: Path) -> None:
    path = tmp_path / "belegg.db"
    meanings = Meanings()
    with ledger(path, *everything()[:3]) as made:
        asked = np.asarray(made.engines.vectors([ASKED[0]])[0])

        def ask(_: int) -> int:
            with Ledger(path, readonly=True) as reader:
                return len(meanings.nearest(reader.store, asked, LEAST, 1000))

        with ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(ask, n) for n in range(12)]
            for reading in everything()[3:]:
                made.add(reading)
            counts = [w.result() for w in waiting]
        assert min(counts) > 0
        assert same(made, meanings, 100)


def test_search_gives_claims_by_meaning(tmp_path: Path) -> None:
    with ledger(tmp_path / "belegg.db", *everything()) as made:
        best = made.search("et anker kuttet sjøkabelen i Skarvsundet ved Nesvik", limit=1)
        assert best
        assert "anker" in best[0].text
        assert made.search(" ") == []
