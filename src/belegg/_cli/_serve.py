"""The commands that show a ledger to people and to assistants: serve, demo, mcp."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from belegg._cli._ledger_options import ledger_option
from belegg._cli._options import verbose_option
from belegg.errors import UsageError

if TYPE_CHECKING:
    from belegg._cli._stages import Stages
    from belegg.desk import DeskOptions

__all__ = ["demo", "mcp", "serve"]

_PORT = 8017

_port = click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="Where it listens; 0: any free one."
)
_open = click.option("--open", "open_browser", is_flag=True, help="Open the desk in the browser.")


@click.command(short_help="Show a ledger in the browser.")
@ledger_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address it listens on; others than this need a login."
)
@_port
@click.option("--public", is_flag=True, help="Let anybody read, and nobody change anything.")
@click.option("--prefix", default="", metavar="/PATH", help="Path under which a reverse proxy shows it.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", help="A further name it is asked by; may be repeated."
)
@click.option("--login/--no-login", default=None, help="Whether people log in.  [default: where others can reach it]")
@click.option("--insecure-cookies", is_flag=True, help="Log in over plain http too, which can be read on the way.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Its own file.  [default: LEDGER.desk]")
@_open
@verbose_option
@click.pass_obj
def serve(
    _: Stages,
    *,
    ledger: str | None,
    host: str,
    port: int,
    public: bool,
    prefix: str,
    hosts: tuple[str, ...],
    login: bool | None,
    insecure_cookies: bool,
    state: Path | None,
    open_browser: bool,
) -> int:
    """Show a ledger in the browser: read, search, follow and decide; the same through an HTTP API.

    It listens on this machine alone, where nobody has to log in. On another address, or behind a reverse proxy
    (--allow-host), people log in: the link for the first account is printed, and is good once and for an hour.

    The ledger is made where there is none. Ctrl-C ends it; what was being added goes on at the next start.
    """
    from belegg._cli._ledger_open import address_of
    from belegg.desk import DeskOptions

    if not host.strip():
        raise UsageError("the host is empty", resource="--host", remedy="leave it out, or give an address")
    options = DeskOptions(
        address_of(ledger),
        state=state,
        host=host.strip("[]"),
        port=port,
        hosts=hosts,
        prefix=prefix.rstrip("/"),
        public=public,
        login=login,
        secure=False if insecure_cookies else None,
    )
    return _run(options, open_browser)


def _run(options: DeskOptions, open_browser: bool) -> int:
    from belegg._cli._ledger_open import shown_address
    from belegg.desk._serve import address_of
    from belegg.desk._serve import serve as run
    from belegg.render._clean import one_line

    def begun(here: DeskOptions, link: str | None) -> None:
        address = address_of(here)
        click.echo(f"belegg: {address} shows {one_line(shown_address(str(here.ledger)))}; Ctrl-C ends it")
        if link is not None:
            click.echo(f"belegg: make the first account (once, within an hour): {link}")
        elif here.public:
            click.echo("belegg: anybody who reaches it may read; nobody can change anything")
        # Piped, it would be seen at the end only.
        sys.stdout.flush()
        if open_browser:
            click.launch(link or address)

    run(options, begun)
    click.echo("belegg: ended", err=True)
    return 0


@click.command(short_help="Make a ledger of made-up stories to try things on.")
@click.option("--ledger", default="demo.db", show_default=True, metavar="PATH", help="The ledger to put them into.")
@click.option("--serve", "show", is_flag=True, help="Show it in the browser then.")
@_port
@_open
@verbose_option
@click.pass_obj
def demo(stages: Stages, *, ledger: str, show: bool, port: int, open_browser: bool) -> int:
    """Make a ledger of three made-up stories, told by many outlets in five languages.

    They show what belegg is for: one origin that many carry, a guess that turns into a fact, a denial, hearsay. What is
    in the ledger already is not added again.
    """
    from belegg._cli._ledger_open import address_of, shown_address
    from belegg._cli._progress import Progress
    from belegg.desk._demo import demo_articles, demo_size
    from belegg.desk._options import DeskOptions
    from belegg.render._clean import one_line

    address = address_of(ledger)
    progress = Progress(shown=sys.stderr is not None and sys.stderr.isatty())
    total = demo_size()
    found = stages.open_ledger(address, False)
    try:
        report = found.add(*demo_articles(), progress=lambda r: progress.show(f"{r.articles} of {total} articles"))
    finally:
        progress.clear()
        found.close()
    name = one_line(shown_address(address))
    click.echo(f"{name}: {report.new} new articles, {report.same} known; {report.statements} statements")
    if not show:
        click.echo(f"`belegg serve --ledger {name}` shows it, `belegg claims --ledger {name}` lists its claims")
        return 0
    return _run(DeskOptions(address, port=port), open_browser)


@click.command(short_help="Let assistants ask a ledger (Model Context Protocol).")
@ledger_option
@verbose_option
@click.pass_obj
def mcp(stages: Stages, *, ledger: str | None) -> int:
    """Serve the tools read, search and claim to an assistant, by the Model Context Protocol over standard input and
    output. Every answer cites: outlet, time, address, the exact words, the hands they went through, and how many
    independent origins there are, with the reasons. Nothing is changed.

    Needs the extra: pip install "belegg[mcp]".
    """
    from belegg._cli._ledger_open import opened
    from belegg.mcp import run

    with opened(stages, ledger) as found:
        run(found)
    return 0
