"""The commands that ask the ledger: claims, claim, speakers, search, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from belegg._cli._ledger_options import answer_options, check_filters, filter_options, ledger_option, look_of
from belegg._cli._options import is_terminal, output_option, verbose_option
from belegg.errors import UsageError

if TYPE_CHECKING:
    from belegg._cli._ledger_show import Look
    from belegg._cli._output import Sink
    from belegg._cli._stages import Stages
    from belegg.follow import Ledger

__all__ = ["EXPORTS", "claim", "claims", "export", "search", "speakers"]

# Those of `belegg.export.FORMATS`, which need not be loaded for a start.
EXPORTS = ("jsonl", "csv", "parquet", "ftm", "jsonld", "prov", "bibtex")
_BINARY = ("parquet",)
_IN_TERMINAL = 20
_ALL = 2**31 - 1

_limit = click.option(
    "--limit", type=click.IntRange(1, _ALL), help="So many at most.  [default: 20 in a terminal, all elsewhere]"
)
_all = click.option("--all", "everything", is_flag=True, help="All of them, in a terminal too.")


def _most(limit: int | None, everything: bool, form: str) -> int | None:
    """How many to show; None is all."""
    if limit is not None and everything:
        raise UsageError("--limit and --all exclude each other", remedy="give one of them")
    if limit is None and not everything and form == "text" and is_terminal(None):
        return _IN_TERMINAL
    return limit


@click.command(short_help="List claims, and how many origins each has.")
@click.argument("query", required=False)
@filter_options
@_limit
@_all
@answer_options("text", "json", "jsonl", "csv")
@click.pass_obj
def claims(
    stages: Stages,
    /,
    *,
    query: str | None,
    limit: int | None,
    everything: bool,
    form: str,
    width: int | None,
    colour: bool | None,
    ledger: str | None,
    **asked: Any,
) -> int:
    """List claims, the latest first; with QUERY those in which all its words are, the best match first.

    \b
    text   for the eye: the claim, how many outlets and independent origins,
           when, who says so, and how it stands to other claims
    json   an array of claims with their statements
    jsonl  one such claim a line
    csv    one statement a row
    """
    check_filters(asked)
    most = _most(limit, everything, form)
    from belegg._cli._ledger_open import opened
    from belegg._cli._ledger_show import show_claims, show_notice, stdout_for

    look = look_of(width, colour)
    with opened(stages, ledger) as found, stdout_for(form) as sink:
        # One more than is shown tells whether there are more.
        listed = found.claims(query, **asked, limit=most if most is None else most + 1)
        shown = listed if most is None else listed[:most]
        show_claims(found, shown, form, sink, look)
        if form == "text" and not listed:
            _teach(found, sink, look, query, asked)
        elif not listed:
            _tell_outlet(found, asked["outlet"])
        elif form == "text" and len(listed) > len(shown):
            which = "best matches" if query else "latest"
            sink.write("\n")
            show_notice(sink, look, f"These are the {len(shown)} {which}; --all or --limit shows more.")
    return 0


def _tell_outlet(ledger: Ledger, outlet: str | None) -> None:
    """Say on stderr where nothing can be found since there is no such outlet."""
    from belegg._cli._ledger_outlets import no_outlet

    if outlet and (unknown := no_outlet(ledger, outlet)):
        click.echo(f"belegg: {unknown}", err=True)


def _teach(ledger: Ledger, sink: Sink, look: Look, query: str | None, asked: dict[str, Any]) -> None:
    """Say why there is nothing, and what to try."""
    from belegg._cli._ledger_outlets import no_outlet
    from belegg._cli._ledger_show import show_notice
    from belegg.render._claim_words import plural

    facts = ledger.store.info()
    if not facts["claims"]:
        if facts["behind"]:
            told = f"No claims yet: {plural(facts['behind'], 'change')} to be matched. `belegg doctor --mend` does it."
        elif facts["articles"]:
            told = (
                f"No claims: nobody is told to state anything in this ledger ({plural(facts['articles'], 'article')})."
            )
        else:
            told = "This ledger is empty. `belegg add FILE` puts articles into it."
        show_notice(sink, look, told)
        return
    if asked["outlet"] and (unknown := no_outlet(ledger, asked["outlet"])):
        show_notice(sink, look, unknown)
        return
    tries = []
    if query:
        tries.append("fewer or other words")
    # Not `in (None, False)`: 0 is False to that.
    narrowed = [
        f"--{name.replace('_', '-')}" for name, value in asked.items() if value is not None and value is not False
    ]
    if narrowed:
        tries.append(f"without {' or '.join(narrowed)}" + (" (--outlet is a whole name)" if asked["outlet"] else ""))
    if query:
        tries.append("`belegg search`, which also looks for what means the same")
    none = f"None of the {facts['claims']} claims is like that."
    show_notice(sink, look, none, *([f"Try {'; '.join(tries)}."] if tries else []))


@click.command(short_help="Show one claim: statements, hands, origins.")
@click.argument("id")
@answer_options("text", "json", "jsonl")
@click.pass_obj
def claim(stages: Stages, *, id: str, form: str, width: int | None, colour: bool | None, ledger: str | None) -> int:
    """Show one claim: its origins with the reasons, the hands it went through as a tree, its statements in order of
    time, and how it stands to other claims.

    ID is that of the claim or of a statement of it; the beginning is enough where no other id begins so.
    """
    from belegg._cli._ledger_open import find_claim, opened
    from belegg._cli._ledger_show import show_claim, stdout_for

    with opened(stages, ledger) as found, stdout_for(form) as sink:
        show_claim(found, find_claim(found, id), form, sink, look_of(width, colour))
    return 0


@click.command(short_help="List who speaks, the most heard first.")
@click.argument("query", required=False)
@_limit
@_all
@answer_options("text", "json", "jsonl", "csv")
@click.pass_obj
def speakers(
    stages: Stages,
    *,
    query: str | None,
    limit: int | None,
    everything: bool,
    form: str,
    width: int | None,
    colour: bool | None,
    ledger: str | None,
) -> int:
    """List who speaks in the articles, the most heard first; with QUERY those in whose name it stands.

    For each: how many statements, in which outlets, and when first and last.
    """
    most = _most(limit, everything, form)
    from belegg._cli._ledger_open import opened
    from belegg._cli._ledger_show import show_notice, show_speakers, stdout_for

    look = look_of(width, colour)
    with opened(stages, ledger) as found, stdout_for(form) as sink:
        listed = found.speakers(query, _ALL if most is None else most)
        show_speakers(listed, form, sink, look)
        if form == "text" and not listed:
            told = "Nobody of that name speaks in this ledger." if query else "Nobody speaks in this ledger yet."
            show_notice(sink, look, told)
    return 0


@click.command(short_help="Find claims by words and meaning.")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="So many at most.")
@answer_options("text", "json", "jsonl")
@click.pass_obj
def search(
    stages: Stages,
    *,
    query: str,
    limit: int,
    form: str,
    width: int | None,
    colour: bool | None,
    ledger: str | None,
) -> int:
    """Find claims by words and meaning together, in any of the languages, the best first.

    It also finds what says the same in other words; for claims that hold certain words ask belegg claims.
    """
    if not query.strip():
        raise UsageError("there is nothing to search for", remedy="give some words")
    from belegg._cli._ledger_open import opened
    from belegg._cli._ledger_show import show_claims, show_notice, stdout_for

    look = look_of(width, colour)
    with opened(stages, ledger) as found, stdout_for(form) as sink:
        listed = found.search(query, limit)
        show_claims(found, listed, form, sink, look)
        if form == "text" and not listed:
            show_notice(sink, look, "Nothing in this ledger is like that. `belegg claims` lists what there is.")
    return 0


@click.command(short_help="Write claims in a format of other programs.")
@click.argument("form", type=click.Choice(EXPORTS), metavar="FORMAT")
@click.argument("query", required=False)
@filter_options
@click.option("--limit", type=click.IntRange(1, _ALL), help="So many claims at most.")
@output_option
@ledger_option
@verbose_option
@click.pass_obj
def export(
    stages: Stages,
    /,
    *,
    form: str,
    query: str | None,
    limit: int | None,
    output: str | None,
    ledger: str | None,
    **asked: Any,
) -> int:
    """Write the claims that belegg claims would list in a format that other programs read.

    \b
    jsonl    one claim a line, with everything that is known
    csv      one statement a row, for spreadsheets
    parquet  one statement a row, with nested lists (extra: belegg[parquet])
    ftm      FollowTheMoney statements, one a line
    jsonld   schema.org claims and quotations as JSON-LD
    prov     the chains as W3C PROV-JSON, one bundle a claim
    bibtex   the articles behind the claims, for biblatex
    """
    check_filters(asked)
    if form in _BINARY and is_terminal(output):
        raise UsageError(f"{form} is not for a terminal", remedy="give --output FILE")
    from belegg._cli._ledger_open import opened
    from belegg._cli._ledger_show import Binary
    from belegg._cli._output import open_sink

    with opened(stages, ledger) as found, open_sink(output) as sink:
        done = found.export(form, Binary(sink), query, **asked, limit=limit)  # type: ignore[arg-type]  # needs `write`
        sink.commit()
        if not done:
            _tell_outlet(found, asked["outlet"])
    return 0
