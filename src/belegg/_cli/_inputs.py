"""From the arguments to articles; what fails is reported and counted, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from belegg.errors import BeleggError, UsageError

if TYPE_CHECKING:
    from belegg._cli._stages import Stages
    from belegg.types import Article

__all__ = ["STDIN", "Failures", "articles", "check_names", "complain"]

STDIN = "-"
_LISTED = 20


def complain(error: BeleggError) -> str:
    """Say on stderr, in one line, what went wrong; returns the line."""
    from belegg.render._clean import one_line

    line = one_line(str(error))
    # Where stderr takes nothing the exit code still tells.
    with suppress(OSError):
        click.echo(f"belegg: {line}", err=True)
    return line


class Failures:
    """What could not be read, in the order found; each is reported when it happens and listed at the end."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.count = 0
        self.exit_code = 0
        self._before = before
        self._lines: list[str] = []

    def add(self, error: BeleggError) -> None:
        self._before()
        line = complain(error)
        self.count += 1
        self.exit_code = self.exit_code or error.exit_code
        if len(self._lines) < _LISTED:
            self._lines.append(line)

    def summarise(self, read: int) -> None:
        """List the failures, where more than one thing was to be read."""
        total = read + self.count
        if not self.count or total < 2:
            return
        self._before()
        click.echo(f"belegg: {self.count} of {total} could not be read:", err=True)
        for line in self._lines:
            click.echo(f"  {line}", err=True)
        if self.count > len(self._lines):
            click.echo(f"  and {self.count - len(self._lines)} more", err=True)


def check_names(names: tuple[str, ...]) -> None:
    """Refuse what cannot mean anything, before work begins."""
    if not all(name.strip() for name in names):
        # An unset variable of a script; as a path it would be the current folder.
        raise UsageError("the name of an input is empty", resource="''", remedy="name a file, an address or -")
    if names.count(STDIN) > 1:
        raise UsageError("standard input can be read once only", resource=STDIN, remedy="give - once")


def articles(names: Iterable[str], stages: Stages, failures: Failures, *, jsonl: bool) -> Iterator[Article]:
    """The articles of all inputs, in order; with `jsonl` every file is taken as JSON lines."""
    for name in names:
        try:
            for found in _open(name, stages, jsonl):
                if isinstance(found, BeleggError):
                    failures.add(_at(found, name))
                else:
                    yield found
        except BeleggError as error:
            failures.add(_at(error, name))


def _open(name: str, stages: Stages, jsonl: bool) -> Iterable[Article | BeleggError]:
    if name != STDIN and stages.is_url(name):
        return stages.from_url(name)
    if jsonl or (name != STDIN and stages.is_jsonl(name)):
        return stages.from_jsonl(name)
    return stages.from_stdin() if name == STDIN else stages.from_file(name)


def _at(error: BeleggError, name: str) -> BeleggError:
    if error.resource is None:
        error.resource = name
    return error
