"""Options that several commands share, and what is chosen for a terminal where they are not given."""

from __future__ import annotations

import logging
import os
import shutil
import sys

import click

__all__ = [
    "MIN_WIDTH",
    "colour_option",
    "columns",
    "in_colour",
    "is_terminal",
    "is_verbose",
    "output_option",
    "verbose_option",
    "width_option",
]

MIN_WIDTH = 24
_WIDEST = 100


def _verbosity(ctx: click.Context, _param: click.Parameter, value: int) -> None:
    # Given before or after the command: the louder counts.
    level = {0: logging.WARNING, 1: logging.INFO}.get(value, logging.DEBUG)
    logger = logging.getLogger("belegg")
    if value and not any(getattr(handler, "belegg_cli", False) for handler in logger.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        handler.belegg_cli = True  # type: ignore[attr-defined]
        before = logger.level
        logger.addHandler(handler)

        def undo() -> None:
            logger.removeHandler(handler)
            logger.setLevel(before)

        # A program that calls the command line again must not inherit the loudness.
        ctx.find_root().call_on_close(undo)
    if value:
        logger.setLevel(min(level, logger.level or logging.WARNING))


verbose_option = click.option(
    "-v", "--verbose", count=True, expose_value=False, callback=_verbosity, help="Tell what is done; -vv tells more."
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write to FILE, which is replaced only when all is written; - is standard output.",
)
width_option = click.option(
    "--width",
    type=click.IntRange(MIN_WIDTH, 500),
    help="Columns of the text format.  [default: the terminal's, up to 100; 80 elsewhere]",
)
colour_option = click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colour in the text format.  [default: in a terminal, unless NO_COLOR is set]",
)


def is_verbose() -> bool:
    """Whether ``-v`` was given."""
    return logging.getLogger("belegg").isEnabledFor(logging.INFO)


def is_terminal(output: str | None) -> bool:
    """Whether what is written to `output` is seen by somebody at once."""
    return output in (None, "-") and sys.stdout is not None and sys.stdout.isatty()


def columns(width: int | None, *, to_terminal: bool) -> int:
    """The width of the text format."""
    if width is not None:
        return width
    found = shutil.get_terminal_size((80, 24)).columns if to_terminal else 80
    return max(MIN_WIDTH, min(found, _WIDEST))


def in_colour(colour: bool | None, *, to_terminal: bool) -> bool:
    """Whether the text format has colour."""
    if colour is not None:
        return colour
    return to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
