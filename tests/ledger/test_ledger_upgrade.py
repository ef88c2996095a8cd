"""A ledger of the first format is brought to this one when it is opened for writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledger_older import older_database, older_file
from ledger_samples import claim, made_up, reading, signature
from ledger_server import Server

from belegg.errors import LedgerError
from belegg.ledger import ClaimQuery, Decision, Edge, Store, Update, open_store


def fill(store: Store) -> None:
    for seed in range(30):
        store.add(made_up(seed))
    article = store.add(reading()).article
    store.decide(Decision("d1", "merge", "Kari Vik", "Ola Dal", None, "kari", "2026-03-01T10:00:00+01:00"))
    store.apply(Update(1, signatures=(signature("s1", article),), edges=(Edge("s1", "s2", 0.5),)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_first_format_is_brought_to_this_one(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place: str | Path
    if kind == "sqlite":
        place, now = tmp_path / "old.db", tmp_path / "now.db"
        with open_store(now) as store:
            fill(store)
        older_file(place, now)
    else:
        server: Server = request.getfixturevalue("server")
        old, made = server.database(), server.database(request.getfixturevalue("template"))
        with open_store(server.url(made)) as store:
            fill(store)
        older_database(server, old, made)
        place, now_url = server.url(old), server.url(made)
    with pytest.raises(LedgerError, match="older format"):
        open_store(place, readonly=True)
    with open_store(place) as store, open_store(now if kind == "sqlite" else now_url) as fresh:
        # All that is derived is gone, and waits to be made again; all that is primary is there.
        assert store.cursor() == 0 and store.stale() == store.last_change() == fresh.last_change()
        assert store.count_claims(ClaimQuery()) == 0 and not store.signatures(["s1"]) and not store.edges(["s1"])
        assert list(store.dump(derived=False)) == list(fresh.dump(derived=False))
        assert store.listed(limit=99) == fresh.listed(limit=99) != []
        assert store.listed(words="bru") and store.speakers() == fresh.speakers()
        assert {u.form for u in store.speech("Kari Vik")} == {"indirect"}
        assert store.check() == []
        store.apply(Update(2, claims=(claim("c2"),)))
        assert store.count_claims(ClaimQuery(terms=("bru",))) == 1
    # Once.
    with open_store(place) as store:
        assert store.cursor() == 2 and store.count_claims(ClaimQuery()) == 1
    with open_store(place, readonly=True) as store:
        assert store.count_claims(ClaimQuery()) == 1


def test_an_upgrade_that_was_cut_off_is_done_by_the_next(tmp_path: Path) -> None:
    with open_store(tmp_path / "now.db") as store:
        fill(store)
        listed = store.listed(limit=99)
    older_file(tmp_path / "old.db", tmp_path / "now.db")
    with open_store(tmp_path / "old.db"), closing(sqlite3.connect(tmp_path / "old.db")) as connection, connection:
        connection.execute("UPDATE state SET value = 0 WHERE name = 'remade'")
        connection.execute("DELETE FROM heads")
        connection.execute("UPDATE appearances SET form = NULL")
    with pytest.raises(LedgerError, match="older format"):
        open_store(tmp_path / "old.db", readonly=True)
    with open_store(tmp_path / "old.db") as store:
        assert store.listed(limit=99) == listed and store.check() == []
        assert {u.form for u in store.speech("Kari Vik")} == {"indirect"}
