"""``belegg doctor`` and ``belegg rebuild``: is the ledger whole, and the derived data made again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from belegg._cli._group import INTERRUPTED
from belegg._cli._info import version
from belegg._cli._ledger_open import shown_address
from belegg._cli._ledger_show import stdout_for
from belegg._cli._progress import Progress
from belegg.errors import LedgerFormatError
from belegg.ledger._failures import BACKUP
from belegg.render._claim_words import plural
from belegg.render._clean import one_line

if TYPE_CHECKING:
    from belegg.follow import Ledger
    from belegg.ledger import Problem

__all__ = ["OUTDATED", "diagnosing", "run_doctor", "run_rebuild"]

OUTDATED = "the claims were made by other rules or networks than this belegg has: `belegg rebuild` makes them again"

LOST = "restore a backup, or make a new ledger of the articles with `belegg add`"
"""What is to be done where more than derived data is damaged."""

_NAMED = 3
_COUNTED = ("articles", "versions", "statements", "claims", "decisions")


@contextmanager
def _counting(what: str) -> Iterator[Callable[[int], None]]:
    """Shows how many changes were taken in; the line is gone afterwards."""
    progress = Progress(shown=sys.stderr is not None and sys.stderr.isatty())
    total = 0

    def step(done: int) -> None:
        nonlocal total
        total += done
        progress.show(f"{what}: {plural(total, 'change')}")

    try:
        yield step
    finally:
        progress.clear()


def run_rebuild(ledger: Ledger) -> int:
    """Make all derived data again; gives the exit code."""
    try:
        with _counting("rebuilding") as step:
            done = ledger.rebuild(step)
    except KeyboardInterrupt:
        click.echo(
            "\nbelegg: interrupted; articles and decisions are safe, the claims are not all there yet: "
            "`belegg doctor --mend` goes on",
            err=True,
        )
        return INTERRUPTED
    with stdout_for("text") as sink:
        sink.write(f"{plural(done, 'change')} taken in, {plural(ledger.store.info()['claims'], 'claim')} made\n")
    return 0


def run_doctor(ledger: Ledger, *, mend: bool, searched: bool) -> int:
    """Say what is in the ledger and what is wrong with it; gives the exit code.

    `searched` is False where the ledger may not be written to, so that its search index cannot be checked.
    """
    problems, strange = _told_apart(ledger.problems())
    mended = 0
    if mend:
        if problems:
            left, strange = _told_apart(ledger.problems(mend=True))
            mended, problems = len(problems) - len(left), left
        if not problems:
            with _counting("matching") as step:
                ledger.update(step)
    facts = _asked(ledger)
    lines = [f"{name.ljust(10)}  {value}" for name, value in _facts(facts)]
    lines += [f"problem     {one_line(line)}" for line in _grouped(problems)]
    lines += [f"note        {one_line(str(p))}, and in nobody's way" for p in strange]
    if mended > 0:
        lines.append(f"mended      {plural(mended, 'problem')}: derived data was made again")
    if not searched:
        lines.append("note        the search index was not checked: the ledger may not be written to")
    lines.append(_verdict(problems, facts.get("behind", 0), not problems and ledger.outdated()))
    with stdout_for("text") as sink:
        sink.write("\n".join(lines) + "\n")
    return LedgerFormatError.exit_code if problems else 0


def _told_apart(found: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """What is wrong, and what is only not the ledger's own."""
    return [p for p in found if not p.harmless], [p for p in found if p.harmless]


def _grouped(problems: Sequence[Problem]) -> Iterator[str]:
    """The problems, those of one kind in one line where they are many."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.what, []).append(problem)
    for what, same in kinds.items():
        if len(same) <= _NAMED:
            yield from map(str, same)
        else:
            yield f"{len(same)} × {what}: {', '.join(p.where for p in same[:_NAMED])}, …"


@contextmanager
def diagnosing() -> Iterator[None]:
    """Errors of a damaged ledger do not send to `belegg doctor` from there."""
    try:
        yield
    except LedgerFormatError as error:
        if error.remedy != BACKUP:
            raise
        raise LedgerFormatError(error.message, resource=error.resource, remedy=LOST) from error


def _asked(ledger: Ledger) -> dict[str, Any]:
    """What is in the ledger, as far as it can be read."""
    try:
        return ledger.store.info()
    except LedgerFormatError:
        return {"path": str(ledger.path)}


def _facts(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "belegg", version()
    yield "ledger", one_line(shown_address(str(facts.get("path", "")))) or str(facts["database"])
    if "database" not in facts:
        return
    yield "database", f"{facts['database']} {facts['version']}, format {facts['format']}"
    if "bytes" in facts:
        yield "size", f"{facts['bytes'] / 1e6:.1f} MB"
    for name in _COUNTED:
        yield name, f"{facts[name]}"
    yield "to match", f"{facts['behind']}"


def _verdict(problems: Sequence[Problem], behind: int, outdated: bool) -> str:
    if any(p.derived for p in problems):
        rest = "" if all(p.derived for p in problems) else f" of derived data; for the rest {LOST}"
        return f"not well: `belegg doctor --mend` makes again what is damaged{rest}"
    if problems:
        return f"not well: {LOST}"
    if outdated:
        return f"well, but {OUTDATED}"
    if behind:
        waiting = plural(behind, "change")
        return f"well, but {waiting} to be matched: `belegg doctor --mend` does that, or the next `belegg add`"
    return "all well"
