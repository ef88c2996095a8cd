"""The commands that change the ledger or look after it: add, decide, decisions, undo, rebuild, doctor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from belegg._cli._inputs import STDIN, check_names
from belegg._cli._ledger_options import answer_options, ledger_option, look_of
from belegg._cli._options import verbose_option
from belegg.errors import UsageError

if TYPE_CHECKING:
    from belegg._cli._stages import Stages
    from belegg.follow import Ledger
    from belegg.ledger import Decision

__all__ = ["add", "decide", "decisions", "doctor", "rebuild", "undo"]

_DONE = {"join": "joined", "split": "split", "accept": "accepted", "reject": "rejected", "rate": "rated"}

_no_match = click.option("--no-match", is_flag=True, help="Only remember it; the claims follow with the next change.")


@click.command(short_help="Add articles to the ledger.")
@click.argument("inputs", nargs=-1, metavar="[PATH|URL|DIR|-]...")
@ledger_option
@click.option("--dry-run", is_flag=True, help="Read everything and say what would be added, but write nothing.")
@click.option("--no-match", is_flag=True, help="Only keep the articles; their claims are worked out with the next add.")
@click.option("--jsonl", is_flag=True, help="Take every file as JSON lines, one article a line, whatever its name.")
@verbose_option
@click.pass_obj
def add(
    stages: Stages, *, inputs: tuple[str, ...], ledger: str | None, dry_run: bool, no_match: bool, jsonl: bool
) -> int:
    """Add articles to the ledger, and bring its claims up to date.

    An input is a file (a web page, plain text, JSON lines with one article a line: .jsonl, .ndjson; a web archive:
    .warc; also .gz), a folder with such files, a web address, or - for standard input, which is also read where no
    input is given and something is piped in.

    An article that is there already adds nothing; one that changed becomes a new version. Each is safe as soon as it
    is counted: a run that was interrupted is gone on with by giving the same command again. What cannot be read is
    listed at the end, with the reasons, and the others go on; so are files of a folder that are none of these. -v lists
    every one where they are many.
    """
    if not inputs:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo("Usage: belegg add [PATH|URL|DIR|-]...   (belegg add --help tells more)", err=True)
            return UsageError.exit_code
        inputs = (STDIN,)
    check_names(inputs)
    from belegg._cli._ledger_add import run_add

    return run_add(stages, ledger, inputs, jsonl=jsonl, dry_run=dry_run, match=not no_match)


@click.command(short_help="Join or split claims, rate statements.")
@click.argument("kind", type=click.Choice(list(_DONE)), metavar="join|split|accept|reject|rate")
@click.argument("a")
@click.argument("b", metavar="B|VALUE")
@click.option("--who", default="me", show_default=True, help="Whose decision it is.")
@_no_match
@ledger_option
@verbose_option
@click.pass_obj
def decide(stages: Stages, *, kind: str, a: str, b: str, who: str, no_match: bool, ledger: str | None) -> int:
    """Decide what belongs together. A decision goes before what belegg finds, outlives rebuilds, and can be undone.

    \b
    join A B      the two state the same: their claims become one
    split A B     they do not: statement A leaves the claim they share
    accept A B    statement A does carry what B says
    reject A B    statement A does not carry what B says
    rate A VALUE  how reliable the source of statement A and how credible what
                  it says is, by the Admiralty code: A1 to F6

    A and B are ids of statements or claims, or the beginnings of such ids; a claim stands for its first statement. A
    claim may have another id afterwards: the ids of those that the two are in are told.
    """
    from belegg._cli._ledger_open import find_id, opened
    from belegg._cli._ledger_show import stdout_for
    from belegg.follow._asked import rating
    from belegg.render._claim_words import short_id

    with opened(stages, ledger, write=True) as found:
        if kind == "rate":
            value = rating(b)
            one = _statement(found, a)
            made = found.decide(kind, one, value=value, who=who, match=not no_match)
            told = f"rated {short_id(one)} {value}"
        else:
            one, other = find_id(found, a), find_id(found, b)
            made = found.decide(kind, one, other, who=who, match=not no_match)
            told = f"{_DONE[kind]} {short_id(one)} and {short_id(other)}"
            told += "" if no_match else _homes(found, made)
        with stdout_for("text") as sink:
            sink.write(f"{told}; `belegg undo {short_id(made.id)}` takes it back\n")
    return 0


def _homes(ledger: Ledger, made: Decision) -> str:
    """Which claims the two statements are in now: a claim that grew or shrank may have another id."""
    from belegg.render._claim_words import short_id

    homes = ledger.store.claims_of([made.a, *([made.b] if made.b else [])])
    ids = list(dict.fromkeys(homes[id] for id in (made.a, made.b) if id in homes))
    return f", now in {'claim' if len(ids) == 1 else 'claims'} {' and '.join(map(short_id, ids))}" if ids else ""


def _statement(ledger: Ledger, given: str) -> str:
    """The statement that is meant; a claim that has only one stands for it."""
    from belegg._cli._ledger_open import find_id

    id = find_id(ledger, given)
    meant = ledger.claim(id)
    carriers = [carrier.id for carrier in meant.statements] if meant else []
    if id in carriers:
        return id
    if len(carriers) != 1:
        raise UsageError(
            f"this claim has {len(carriers)} statements", resource=given, remedy="`belegg claim` shows their ids"
        )
    return carriers[0]


@click.command(short_help="List the decisions that hold.")
@answer_options("text", "json", "jsonl")
@click.pass_obj
def decisions(stages: Stages, *, form: str, width: int | None, colour: bool | None, ledger: str | None) -> int:
    """List the decisions that hold, with the statements they are about."""
    from belegg._cli._ledger_open import opened
    from belegg._cli._ledger_show import show_decisions, show_notice, stdout_for

    look = look_of(width, colour)
    with opened(stages, ledger) as found, stdout_for(form) as sink:
        listed = found.decisions()
        show_decisions(found, listed, form, sink, look)
        if form == "text" and not listed:
            show_notice(sink, look, "Nothing was decided yet. `belegg decide join A B` says that two claims are one.")
    return 0


@click.command(short_help="Undo a decision.")
@click.argument("id")
@_no_match
@ledger_option
@verbose_option
@click.pass_obj
def undo(stages: Stages, *, id: str, no_match: bool, ledger: str | None) -> int:
    """Undo a decision: it is kept, and no longer applied.

    ID is what belegg decisions shows, or its beginning.
    """
    from belegg._cli._ledger_open import find_decision, opened
    from belegg._cli._ledger_show import stdout_for
    from belegg.render._claim_words import short_id

    with opened(stages, ledger, write=True) as found:
        decision = find_decision(found, id)
        found.undo(decision, match=not no_match)
        with stdout_for("text") as sink:
            sink.write(f"undone: {short_id(decision)}\n")
    return 0


@click.command(short_help="Make claims and origins again.")
@ledger_option
@verbose_option
@click.pass_obj
def rebuild(stages: Stages, *, ledger: str | None) -> int:
    """Throw away all that is derived (claims, origins, relations, the search index) and make it again from the articles
    and the decisions. The outcome is the same as before, unless belegg or its weights are others."""
    from belegg._cli._ledger_care import run_rebuild
    from belegg._cli._ledger_open import opened

    with opened(stages, ledger, write=True) as found:
        return run_rebuild(found)


@click.command(short_help="Check the ledger, and mend what can be mended.")
@click.option("--mend", is_flag=True, help="Make damaged derived data again, and match what is waiting.")
@ledger_option
@verbose_option
@click.pass_obj
def doctor(stages: Stages, *, mend: bool, ledger: str | None) -> int:
    """Say what is in the ledger, of which versions, and whether it is whole.

    Ends with the code of a damaged ledger where something is wrong that was not mended.
    """
    from belegg._cli._ledger_care import diagnosing, run_doctor
    from belegg._cli._ledger_open import address_of, may_write, opened

    write = mend or may_write(address_of(ledger))
    with diagnosing(), opened(stages, ledger, write=write) as found:
        return run_doctor(found, mend=mend, searched=write)
