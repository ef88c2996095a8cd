"""The options of the ledger's commands: which ledger, which claims, what to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from belegg._cli._options import colour_option, columns, in_colour, is_terminal, verbose_option, width_option
from belegg.errors import UsageError

if TYPE_CHECKING:
    from belegg._cli._ledger_show import Look

__all__ = ["answer_options", "check_filters", "filter_options", "ledger_option", "look_of"]

F = TypeVar("F", bound=Callable[..., Any])

ledger_option = click.option(
    "--ledger",
    metavar="PATH",
    help="The ledger: a file, or postgresql://….  [default: the setting BELEGG_LEDGER, else belegg.db]",
)


def _format_option(*names: str) -> Callable[[F], F]:
    """``--format`` with these choices; the first is the default."""
    return click.option(
        "-f", "--format", "form", type=click.Choice(names), default=names[0], show_default=True, help="What to write."
    )


def answer_options(*formats: str) -> Callable[[F], F]:
    """The options of a command that shows something of a ledger: format, width, colour, ledger, loudness."""

    def decorate(command: F) -> F:
        for option in (verbose_option, ledger_option, colour_option, width_option, _format_option(*formats)):
            command = option(command)
        return command

    return decorate


def _time(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from belegg.ledger import instant

    if not instant(value):
        raise click.BadParameter(f"{value!r} is no date such as 2026-03-04 or 2026-03-04T12:00+01:00.")
    return value


_FILTERS = (
    click.option("--since", metavar="DATE", callback=_time, help="Only claims that were stated on that day or later."),
    click.option("--until", metavar="DATE", callback=_time, help="Only claims that were stated on that day or before."),
    click.option("--outlet", metavar="NAME", help="Only claims that this outlet carries (its whole name)."),
    click.option("--speaker", metavar="NAME", help="Only claims of a speaker with these words in the name."),
    click.option(
        "--max-origins",
        type=click.IntRange(min=0),
        help="Only claims with so many independent origins at most; 1 finds what may hang on one voice.",
    ),
    click.option("--min-outlets", type=click.IntRange(min=1), help="Only claims that so many outlets carry."),
    click.option("--contradicted", is_flag=True, help="Only claims that are denied or stand against another claim."),
    click.option("--hearsay", is_flag=True, help="Only claims of which a statement is hearsay."),
)


def filter_options(command: F) -> F:
    """Options that narrow the claims down; the command gets them under the names of `belegg.ledger.ClaimQuery`."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def check_filters(asked: dict[str, Any]) -> None:
    """Refuse what can find nothing. Raises UsageError."""
    if asked["since"] and asked["until"]:
        from belegg.ledger import instant

        if instant(asked["since"])[:10] > instant(asked["until"])[:10]:
            raise UsageError("--since is later than --until", remedy="exchange them")


def look_of(width: int | None, colour: bool | None) -> Look:
    """How the text format looks on standard output, with the options given."""
    from belegg._cli._ledger_show import Look

    to_terminal = is_terminal(None)
    return Look(columns(width, to_terminal=to_terminal), in_colour(colour, to_terminal=to_terminal))
