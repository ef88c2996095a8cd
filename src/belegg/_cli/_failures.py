"""Many failures in few lines: each where they are few, by their reason where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from belegg._cli._inputs import complain
from belegg.errors import BeleggError
from belegg.render._clean import one_line

__all__ = ["exit_code", "summarise"]

_LISTED = 20
_NAMED = 3


def exit_code(failures: Sequence[BeleggError]) -> int:
    """That of the first failure; 0 where there is none."""
    return failures[0].exit_code if failures else 0


def summarise(failures: Sequence[BeleggError], done: int, *, full: bool) -> None:
    """List on stderr what failed, with the reasons; all of it with `full`."""
    if not failures:
        return
    total = len(failures) + done
    if total == 1:
        complain(failures[0])
        return
    click.echo(f"belegg: {len(failures)} of {total} could not be read:", err=True)
    lines = map(str, failures) if full or len(failures) <= _LISTED else _grouped(failures)
    for line in lines:
        click.echo(f"  {one_line(line)}", err=True)
    if not full and len(failures) > _LISTED:
        click.echo("  -v lists every one", err=True)


def _grouped(failures: Sequence[BeleggError]) -> Iterator[str]:
    groups: dict[tuple[str, str | None], list[str]] = {}
    for error in failures:
        groups.setdefault((error.message, error.remedy), []).append(error.resource or "?")
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    for (message, remedy), names in largest[:_LISTED]:
        shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        yield f"{len(names)} × {message}{f' ({remedy})' if remedy else ''}: {shown}"
    if len(groups) > _LISTED:
        rest = sum(len(names) for _, names in largest[_LISTED:])
        yield f"and {rest} more, with {len(groups) - _LISTED} other reasons"
