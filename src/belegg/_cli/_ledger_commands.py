"""The commands of the ledger, in the order of a day's work. What they do is imported when they run."""

from __future__ import annotations

import click

from belegg._cli._ledger_ask import claim, claims, export, search, speakers
from belegg._cli._ledger_change import add, decide, decisions, doctor, rebuild, undo
from belegg._cli._serve import demo, mcp, serve

__all__ = ["COMMANDS"]

COMMANDS: tuple[click.Command, ...] = (
    add,
    claims,
    claim,
    speakers,
    search,
    export,
    decide,
    decisions,
    undo,
    rebuild,
    doctor,
    serve,
    demo,
    mcp,
)
