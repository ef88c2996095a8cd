"""What an older ledger lacks and SQL alone cannot make: done once, when it is first opened for writing."""

from __future__ import annotations

from collections.abc import Iterator

from belegg.errors import LedgerError
from belegg.ledger._database import Database, Params, Run
from belegg.ledger._derived import empty
from belegg.ledger._rows import unpack

__all__ = ["upgrade"]

_REMADE = "SELECT value FROM state WHERE name = 'remade'"
_FORM = "UPDATE appearances SET form = :form WHERE reading = :reading AND place = :place"


def upgrade(database: Database) -> None:
    """Fill what the last step of the tables left empty, and throw derived data away, so that it is made again.

    Raises
    ------
    LedgerError
        It would have to be done, and the ledger was opened read-only.
    """
    with database.reading() as run:
        done = run.all(_REMADE)[0][0]
    if done:
        return
    if database.readonly:
        raise LedgerError(
            "it is empty, or of an older format", resource=database.name, remedy="open it once for writing"
        )
    with database.writing() as run:
        # Another process may have been quicker.
        if not run.all(_REMADE)[0][0]:
            run.many(_FORM, _forms(run, database.name))
            empty(run, database.dialect)
            run.run("UPDATE state SET value = 1 WHERE name = 'remade'")


def _forms(run: Run, resource: str) -> Iterator[Params]:
    for reading, packed in run.stream("SELECT id, body FROM readings"):
        for place, statement in enumerate(unpack(packed, resource)[1]["statements"]):
            yield {"reading": reading, "place": place, "form": statement["form"]}
