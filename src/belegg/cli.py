"""The command line: ``belegg read`` and what goes with it."""

from __future__ import annotations

import math
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from belegg import settings
from belegg._cli._group import BeleggGroup
from belegg._cli._inputs import STDIN, Failures, articles, check_names, complain
from belegg._cli._ledger_commands import COMMANDS
from belegg._cli._options import (
    colour_option,
    columns,
    in_colour,
    is_terminal,
    output_option,
    verbose_option,
    width_option,
)
from belegg._cli._stages import Stages, real_stages
from belegg.errors import ModelError, UsageError

if TYPE_CHECKING:
    from belegg._cli._output import Sink
    from belegg._cli._writers import Writer

__all__ = ["cli", "main"]

_EPILOG = """\b
Examples:
  belegg read article.txt
  belegg read https://example.org/news/1
  xclip -o | belegg read
  belegg read page.html --format html --output page-read.html
  belegg read archive.jsonl --format jsonl --output readings.jsonl
  belegg add archive.jsonl https://example.org/news/1
  belegg claims "harbour closed" --max-origins 1
  belegg claim 1f3a9c20

Settings are environment variables (BELEGG_…); the reference lists them.
"""


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from belegg._cli._info import version

        click.echo(f"belegg {version()}")
        ctx.exit()


@click.group(
    "belegg",
    cls=BeleggGroup,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and exit."
)
@verbose_option
@click.pass_context
def cli(ctx: click.Context) -> int | None:
    """Read the news and show, for every statement in it, who says so, through whose hands, and how surely."""
    if ctx.obj is None:
        ctx.obj = real_stages()
    settings.check()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        return UsageError.exit_code
    return None


def _probability(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    if math.isnan(value):
        raise click.BadParameter("nan is not in the range 0<=x<=1.")
    return value


@cli.command(short_help="Show who says what in articles.")
@click.argument("inputs", nargs=-1, metavar="[PATH|URL|-]...")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "html"]),
    default="text",
    show_default=True,
    help="What to write.",
)
@output_option
@width_option
@colour_option
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    callback=_probability,
    help="Leave out statements that the reader is less sure of.",
)
@click.option("--jsonl", is_flag=True, help="Take every input as JSON lines, one article a line, whatever its name.")
@verbose_option
@click.pass_obj
def read(
    stages: Stages,
    *,
    inputs: tuple[str, ...],
    form: str,
    output: str | None,
    width: int | None,
    colour: bool | None,
    min_confidence: float,
    jsonl: bool,
) -> int:
    """Show who says what in articles.

    An input is a file (a web page, plain text, or JSON lines with one article a line: .jsonl, .ndjson, also .gz),
    a web address, or - for standard input, which is also read where no input is given and something is piped in.

    \b
    text   the statements of each article, for the eye
    json   one object (belegg.reading/1); an array if there are several
           inputs, JSON lines, or more than one article in the input
    jsonl  one such object a line
    html   one page with the articles, their statements marked

    An input that cannot be read is reported on stderr, the others go on, and the failures are listed at the end.
    Where nothing at all could be read nothing is written.
    """
    if not inputs:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo("Usage: belegg read [PATH|URL|-]...   (belegg read --help tells more)", err=True)
            return UsageError.exit_code
        inputs = (STDIN,)
    check_names(inputs)
    several = len(inputs) > 1 or jsonl or any(name != STDIN and stages.is_jsonl(name) for name in inputs)
    to_terminal = is_terminal(output)

    from belegg._cli._output import open_sink
    from belegg._cli._progress import Progress

    text_encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    progress = Progress(shown=several and not to_terminal and sys.stderr is not None and sys.stderr.isatty())
    failures = Failures(before=progress.clear)
    with open_sink(output, encoding=text_encoding if form == "text" else "utf-8") as sink:
        found = articles(inputs, stages, failures, jsonl=jsonl)
        first = next(found, None)
        writer = _writer(form, sink, several=several, width=width, colour=colour, to_terminal=to_terminal)
        count = 0
        if first is not None:
            from belegg._cli._writers import keep_confident

            batch = 1 if to_terminal and form == "text" else settings.BATCH_SIZE.get()
            for reading in stages.make_reader().pipe(chain([first], found), batch_size=batch):
                progress.clear()
                writer.add(keep_confident(reading, min_confidence))
                count += 1
                progress.step()
        progress.clear()
        if count or not failures.count:
            writer.finish()
            sink.commit()
    failures.summarise(count)
    return failures.exit_code


def _writer(
    form: str, sink: Sink, *, several: bool, width: int | None, colour: bool | None, to_terminal: bool
) -> Writer:
    from belegg._cli import _writers

    if form == "json":
        return _writers.JsonWriter(sink, several=several)
    if form == "jsonl":
        return _writers.JsonlWriter(sink)
    if form == "html":
        return _writers.HtmlWriter(sink)
    return _writers.TextWriter(
        sink,
        several=several,
        width=columns(width, to_terminal=to_terminal),
        colour=in_colour(colour, to_terminal=to_terminal),
    )


@cli.command(short_help="Show versions and the model's checksum.")
@verbose_option
def info() -> int:
    """Show the versions of belegg and its libraries, and the weights with their checksum.

    Ends with the code of a model error where the weights are missing or damaged.
    """
    from belegg._cli._info import find_model, model_lines, version_lines

    lines: list[tuple[str, str]] = version_lines()
    problem: ModelError | None = None
    try:
        lines += model_lines(find_model())
    except ModelError as error:
        problem = error
    widest = max(len(name) for name, _ in lines)
    for name, value in lines:
        click.echo(f"{name.ljust(widest)}  {value}")
    if problem is None:
        return 0
    complain(problem)
    return problem.exit_code


@cli.command(short_help="Print a completion script for a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="bash|zsh|fish")
def completion(shell: str) -> None:
    """Print the script that completes belegg's commands and options in a shell.

    \b
    bash  eval "$(belegg completion bash)"                         in ~/.bashrc
    zsh   eval "$(belegg completion zsh)"                          in ~/.zshrc
    fish  belegg completion fish > ~/.config/fish/completions/belegg.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "belegg", "_BELEGG_COMPLETE").source())


def main(*args: Any, **kwargs: Any) -> None:
    """The console script: runs the command line and ends the process with its exit code."""
    cli.main(*args, **kwargs)


for _command in COMMANDS:
    cli.add_command(_command)
