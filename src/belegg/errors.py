"""The one tree of errors that belegg raises on purpose.

::

    BeleggError                     exit code 1
    ├── InputError                  65   the input cannot be read as an article
    │   ├── EmptyInputError         65   nothing there
    │   ├── NotTextError            65   binary, PDF, an image
    │   ├── EncodingError           65   no encoding fits
    │   ├── TooLargeError           65   over the size limit
    │   ├── NoArticleError          65   a page, but no article in it
    │   └── RecordError             65   a JSONL line that is not an article
    ├── MissingInputError           66   no such file, or it may not be read
    ├── FetchError                  69   the network did not give the page
    │   ├── BlockedAddressError     77   the address is not public
    │   └── RobotsError             77   the site asks robots to stay away
    ├── ModelError                  70   the weights are missing, damaged or of another version
    ├── LedgerError                 73   the ledger cannot be opened, read or written
    │   ├── LedgerBusyError         75   another process kept writing to it
    │   ├── LedgerTimeoutError      73   a question took longer than was allowed
    │   └── LedgerFormatError       73   not a ledger, a damaged one, or one of a newer belegg
    ├── OutputError                 74   the output cannot be written (disk full, closed)
    └── UsageError                  64   an option or value that makes no sense

Exit codes follow ``sysexits.h``. Errors of the environment (files, network, disk) are wrapped in one of
these, with a remedy; bugs stay raw, so that they are seen and reported.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BeleggError",
    "BlockedAddressError",
    "EmptyInputError",
    "EncodingError",
    "FetchError",
    "InputError",
    "LedgerBusyError",
    "LedgerError",
    "LedgerFormatError",
    "LedgerTimeoutError",
    "MissingInputError",
    "ModelError",
    "NoArticleError",
    "NotTextError",
    "OutputError",
    "RecordError",
    "RobotsError",
    "TooLargeError",
    "UsageError",
]


class BeleggError(Exception):
    """Base of every error raised on purpose.

    Parameters
    ----------
    message
        What went wrong, one line, without a final stop.
    resource
        The path, address or ``FILE:LINE`` it went wrong with, if any.
    remedy
        What the user can do about it, one line.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, resource: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message, resource, remedy)
        self.message = message
        self.resource = resource
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments would be lost by the default pickling (worker processes send errors home).
        return (_rebuild, (type(self), self.message, self.resource, self.remedy))

    def __str__(self) -> str:
        head = f"{self.resource}: {self.message}" if self.resource else self.message
        return f"{head} ({self.remedy})" if self.remedy else head


def _rebuild(cls: type[BeleggError], message: str, resource: str | None, remedy: str | None) -> BeleggError:
    return cls(message, resource=resource, remedy=remedy)


class InputError(BeleggError):
    """The input cannot be read as an article."""

    exit_code = 65


class EmptyInputError(InputError):
    """There is nothing in the input."""


class NotTextError(InputError):
    """The input is binary: a PDF, an image, an archive."""


class EncodingError(InputError):
    """The bytes are text in no encoding that fits."""


class TooLargeError(InputError):
    """The input is over the size limit."""


class NoArticleError(InputError):
    """The page holds no article text."""


class RecordError(InputError):
    """A line of a JSONL file is not an article."""


class MissingInputError(BeleggError):
    """The file is not there or may not be read."""

    exit_code = 66


class FetchError(BeleggError):
    """The network did not give the page."""

    exit_code = 69


class BlockedAddressError(FetchError):
    """The address is not a public one, so it is never contacted."""

    exit_code = 77


class RobotsError(FetchError):
    """The site's robots.txt asks programs to stay away from the page."""

    exit_code = 77


class ModelError(BeleggError):
    """The weights are missing, damaged or made for another version."""

    exit_code = 70


class LedgerError(BeleggError):
    """The ledger cannot be opened, read or written: no such file, disk full, no permission, read-only."""

    exit_code = 73


class LedgerBusyError(LedgerError):
    """Another process kept writing to the ledger for longer than was waited; nothing was written."""

    exit_code = 75


class LedgerFormatError(LedgerError):
    """The file is no ledger, is damaged, or was made by a newer belegg."""


class LedgerTimeoutError(LedgerError):
    """A question to the ledger took longer than was allowed, and was stopped."""


class OutputError(BeleggError):
    """The output cannot be written."""

    exit_code = 74


class UsageError(BeleggError):
    """An option or a value makes no sense."""

    exit_code = 64
