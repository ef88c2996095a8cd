"""How the program ends: every error on one line, every outcome with its exit code."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from belegg import errors
from belegg._cli._inputs import complain
from belegg._cli._output import PipeClosedError, let_go_of_stdout
from belegg.errors import BeleggError, OutputError, UsageError

__all__ = ["CLOSED_PIPE", "INTERRUPTED", "BeleggGroup", "exit_codes"]

INTERRUPTED = 130
CLOSED_PIPE = 141


def exit_codes() -> list[tuple[int, str]]:
    """Every exit code with what it means, from the tree of errors."""
    meanings: dict[int, list[str]] = {0: ["Everything was read."]}
    for error in _tree(BeleggError):
        # What the desk raises besides is told over HTTP and ends no command.
        if error is not BeleggError and error.__module__ == errors.__name__:
            meanings.setdefault(error.exit_code, []).append((error.__doc__ or "").strip().splitlines()[0])
    meanings[INTERRUPTED] = ["Interrupted (Ctrl-C)."]
    meanings[CLOSED_PIPE] = ["The program that read the output went away (| head)."]
    return [(code, _meaning(code, texts)) for code, texts in sorted(meanings.items())]


def _meaning(code: int, texts: list[str]) -> str:
    # The kinds of bad input all say the same to a script; the others are worth telling apart.
    return texts[0] if code == errors.InputError.exit_code else " Or: ".join(texts)


def _tree(error: type[BeleggError]) -> Iterator[type[BeleggError]]:
    yield error
    for child in error.__subclasses__():
        yield from _tree(child)


@contextmanager
def _noticing_closed_pipes() -> Iterator[None]:
    # Help, versions and scripts are written by click, which would end with 1 where nobody reads them.
    try:
        yield
    except BrokenPipeError:
        let_go_of_stdout()
        raise PipeClosedError from None


class BeleggGroup(click.Group):
    """A group whose `main` ends with the exit codes of `belegg.errors`; commands return theirs."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _noticing_closed_pipes():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _noticing_closed_pipes():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in exit_codes()])
        formatter.write_paragraph()
        formatter.write_text("Where several inputs fail, the code is that of the first.")

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name or "belegg", complete_var, standalone_mode=False, **extra)
        sys.exit(self._run(args, prog_name or "belegg", complete_var, extra))

    def _run(self, args: Sequence[str] | None, prog_name: str, complete_var: str | None, extra: dict[str, Any]) -> int:
        try:
            outcome = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            return outcome if isinstance(outcome, int) else 0
        except BeleggError as error:
            complain(error)
            return error.exit_code
        except click.ClickException as error:
            error.show()
            return UsageError.exit_code if isinstance(error, click.UsageError) else error.exit_code
        except (click.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except PipeClosedError:
            return CLOSED_PIPE
        except OSError as error:
            # Click writes help and the like itself; any other failure of the system is wrapped where it happens.
            if error.errno != errno.ENOSPC:
                raise
            let_go_of_stdout()
            complain(OutputError("cannot be written: no space left", resource="standard output"))
            return OutputError.exit_code
