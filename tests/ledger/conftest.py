"""Ledgers to test with: the same tests run on a file and on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_samples import Ledgers
from ledger_server import AbsentError, Server

from belegg.ledger import Store, open_store


@pytest.fixture(scope="session")
def started() -> Iterator[Server | str]:
    """The server of this run, or why there is none."""
    try:
        server = Server()
    except AbsentError as error:
        yield str(error)
        return
    yield server
    server.stop()


@pytest.fixture
def server(started: Server | str) -> Server:
    if isinstance(started, str):
        pytest.skip(started)
    return started


@pytest.fixture(scope="session")
def template(started: Server | str) -> str:
    """A database with an empty ledger, to be copied."""
    if isinstance(started, str):
        return ""
    name = started.database()
    open_store(started.url(name)).close()
    return name


@pytest.fixture
def name(server: Server, template: str) -> str:
    """A database with an empty ledger."""
    return server.database(template)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledgers(request: pytest.FixtureRequest, tmp_path: Path) -> Ledgers:
    """Says where the ledger of a name is: a new one for each new name."""
    if request.param == "sqlite":
        return lambda name: tmp_path / f"{name}.db"
    server: Server = request.getfixturevalue("server")
    template: str = request.getfixturevalue("template")
    known: dict[str, str] = {}

    def place(name: str) -> str:
        if name not in known:
            known[name] = server.url(server.database(template))
        return known[name]

    return place


@pytest.fixture
def store(ledgers: Ledgers) -> Iterator[Store]:
    """An empty ledger, open for writing."""
    with open_store(ledgers("belegg")) as opened:
        yield opened
