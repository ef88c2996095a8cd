"""``belegg add``: articles in, each safe as it comes; failures told at the end; a stop at any moment loses nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from belegg import settings
from belegg._cli._failures import exit_code, summarise
from belegg._cli._group import INTERRUPTED
from belegg._cli._ledger_care import OUTDATED
from belegg._cli._ledger_open import address_of, is_file, shown_address
from belegg._cli._options import is_verbose
from belegg._cli._output import open_sink
from belegg._cli._progress import Progress
from belegg.errors import BeleggError, LedgerError
from belegg.render._claim_words import plural
from belegg.render._clean import one_line

if TYPE_CHECKING:
    from belegg._cli._stages import Stages
    from belegg.follow import Ledger, Report
    from belegg.types import Article

__all__ = ["run_add"]

_NAMED = 3
_GO_ON = "run the same command again to go on"


class _Tally:
    """What was done so far: the reports that are whole, and the one that is growing."""

    def __init__(self) -> None:
        self.failures: list[BeleggError] = []
        self.passed: list[str] = []
        self._whole = {"new": 0, "changed": 0, "same": 0, "statements": 0}
        self._growing: Report | None = None

    def grow(self, report: Report) -> None:
        self._growing = report

    def end(self, report: Report) -> None:
        self.failures += report.failures
        self._growing = report
        self._whole = {name: self[name] for name in self._whole}
        self._growing = None

    def __getitem__(self, name: str) -> int:
        return self._whole[name] + (getattr(self._growing, name) if self._growing else 0)

    @property
    def articles(self) -> int:
        return self["new"] + self["changed"] + self["same"]

    @property
    def written(self) -> int:
        return self["new"] + self["changed"]

    def __str__(self) -> str:
        counts = f"{self['new']} new, {self['changed']} changed, {self['same']} known"
        failed = f"; {len(self.failures)} failed" if self.failures else ""
        return f"{plural(self.articles, 'article')}: {counts}{failed}"


def run_add(
    stages: Stages, given: str | None, inputs: tuple[str, ...], *, jsonl: bool, dry_run: bool, match: bool
) -> int:
    """Add what `inputs` name to the ledger; gives the exit code."""
    address = address_of(given)
    progress = Progress(shown=sys.stderr is not None and sys.stderr.isatty())
    tally = _Tally()
    code = 0
    outdated = False
    try:
        with _ledger(stages, address, dry_run) as ledger:
            _add_all(ledger, stages, inputs, tally, progress, jsonl=jsonl, dry_run=dry_run, match=match)
            outdated = bool(tally.articles) and ledger.outdated()
    except KeyboardInterrupt:
        progress.clear()
        # The line of the terminal begins with ^C.
        click.echo(f"\nbelegg: interrupted; {_kept(tally, address, dry_run)}", err=True)
        code = INTERRUPTED
    except BeleggError:
        progress.clear()
        if tally.articles and not dry_run:
            click.echo(f"belegg: broken off; {_kept(tally, address, dry_run)}", err=True)
        summarise(tally.failures, tally.articles, full=is_verbose())
        raise
    progress.clear()
    if not code and (tally.articles or not tally.failures):
        with open_sink(None, encoding=getattr(sys.stdout, "encoding", None) or "utf-8") as sink:
            sink.write(_outcome(tally, address, dry_run) + "\n")
        if tally.written and not match and not dry_run:
            click.echo("belegg: not matched yet: the next `belegg add` does that, or `belegg doctor --mend`", err=True)
        if outdated:
            click.echo(f"belegg: {OUTDATED}", err=True)
    _tell_passed(tally.passed, full=is_verbose())
    summarise(tally.failures, tally.articles, full=is_verbose())
    return code or exit_code(tally.failures)


def _add_all(
    ledger: Ledger,
    stages: Stages,
    inputs: tuple[str, ...],
    tally: _Tally,
    progress: Progress,
    *,
    jsonl: bool,
    dry_run: bool,
    match: bool,
) -> None:
    def step(report: Report) -> None:
        tally.grow(report)
        progress.show(str(tally))

    found = _articles(stages, inputs, tally, progress, jsonl)
    # Not all at once: an archive need not fit into memory, and its claims grow while it is read.
    while chunk := list(islice(found, 2 * settings.BATCH_SIZE.get())):
        tally.end(ledger.add(*chunk, progress=step, dry_run=dry_run, match=match))


def _articles(
    stages: Stages, inputs: Iterable[str], tally: _Tally, progress: Progress, jsonl: bool
) -> Iterator[Article]:
    for name in inputs:
        for item in stages.articles_in(name, jsonl, tally.passed.append):
            if isinstance(item, BeleggError):
                item.resource = item.resource or name
                tally.failures.append(item)
                progress.show(str(tally))
            else:
                yield item


@contextmanager
def _ledger(stages: Stages, address: str, dry_run: bool) -> Iterator[Ledger]:
    """The ledger to add to; a dry run that finds none compares with an empty one, which goes afterwards.

    A dry run ends where the real one would: what can be checked without writing is.
    """
    with tempfile.TemporaryDirectory(prefix="belegg-") as folder:
        missing = dry_run and is_file(address) and _check_place(Path(address))
        place = str(Path(folder) / "belegg.db") if missing else address
        ledger = stages.open_ledger(place, dry_run and not missing)
        try:
            yield ledger
        finally:
            ledger.close()


def _tell_passed(names: list[str], *, full: bool) -> None:
    """Say which files of folders were not looked into; they are no failures."""
    if not names:
        return
    shown = names if full else names[:_NAMED]
    rest = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    was = "was" if len(names) == 1 else "were"
    click.echo(
        f"belegg: {plural(len(names), 'file')} of unknown kind {was} passed over: "
        f"{', '.join(map(one_line, shown))}{rest}",
        err=True,
    )


def _check_place(path: Path) -> bool:
    """What opening a ledger for writing would find, without writing; True where there is nothing there yet.

    Raises
    ------
    LedgerError
        No ledger could be made there, or it could not be written to.
    """
    from belegg.ledger._sqlite import size_at

    size = size_at(path)
    if not path.parent.is_dir():
        raise LedgerError("its folder does not exist", resource=str(path), remedy="make the folder first")
    # Its locks and what is being written stand beside it.
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise LedgerError("its folder may not be written to", resource=str(path), remedy="choose another place")
    if size is not None and not os.access(path, os.W_OK):
        raise LedgerError("it may not be written to", resource=str(path), remedy="choose another place")
    return not size


def _outcome(tally: _Tally, address: str, dry_run: bool) -> str:
    name = one_line(shown_address(address))
    if dry_run:
        return f"{name}: {plural(tally.written, 'article')} new or changed, {tally['same']} known; nothing was written"
    return (
        f"{name}: {plural(tally['new'], 'new article')}, {tally['changed']} changed, {tally['same']} known; "
        f"{plural(tally['statements'], 'statement')}"
    )


def _kept(tally: _Tally, address: str, dry_run: bool) -> str:
    if dry_run:
        return "nothing was written"
    if not tally.articles:
        return f"nothing was added yet; {_GO_ON}"
    name = one_line(shown_address(address))
    return f"{tally['new']} new and {tally['changed']} changed articles are safe in {name}; {_GO_ON}"
