"""What goes wrong at the desk, and what status and code it is told with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from belegg import errors
from belegg.render._clean import one_line

__all__ = ["Forbidden", "NotFound", "NotLoggedIn", "Problem", "Refused", "problem_of"]

_ABOUT = 300
"""Characters of what an error is about that are told."""


class NotLoggedIn(errors.BeleggError):
    """The route needs somebody who is logged in, or a token."""

    def __init__(self) -> None:
        super().__init__("you are not logged in", remedy="log in, or send a token")


class Forbidden(errors.BeleggError):
    """Whoever asks may not do this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"this needs the right to «{scope}»", remedy="ask whoever runs this desk")


class NotFound(errors.BeleggError):
    """There is no such article, claim, speaker, job or page."""

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"there is no such {what}", remedy="it may have been moved or merged: search for it")


class Refused(errors.BeleggError):
    """A request that is not taken: from another site, too large, of no form that is known.

    `status` is the HTTP status, `code` the word for programs.
    """

    def __init__(self, status: int, code: str, message: str, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is told: the JSON of the API is ``{"error": {"code", "message", "remedy"}}``.

    `about` is what it is about (a file, an address), and stands before the message.
    """

    status: int
    code: str
    message: str
    remedy: str | None = None
    about: str = ""

    def told(self, text: Callable[[str], str]) -> Problem:
        """The same in another language. Templates must not translate it: they would take its words for markup."""
        message, remedy = self.message and text(self.message), self.remedy and text(self.remedy)
        return replace(self, message=replace(self, message=message).whole, remedy=remedy, about="")

    @property
    def whole(self) -> str:
        """The message with what it is about."""
        return f"{self.about}: {self.message}" if self.about else self.message

    def to_dict(self) -> dict[str, dict[str, str | None]]:
        return {"error": {"code": self.code, "message": self.whole, "remedy": self.remedy}}


_STATUS: tuple[tuple[type[errors.BeleggError], int, str], ...] = (
    (NotLoggedIn, 401, "not_logged_in"),
    (Forbidden, 403, "forbidden"),
    (NotFound, 404, "not_found"),
    (errors.TooLargeError, 413, "too_large"),
    (errors.EncodingError, 415, "encoding"),
    (errors.NotTextError, 415, "not_text"),
    (errors.InputError, 422, "input"),
    (errors.MissingInputError, 422, "missing_input"),
    (errors.BlockedAddressError, 422, "blocked_address"),
    (errors.FetchError, 422, "fetch"),
    (errors.UsageError, 400, "usage"),
    (errors.LedgerBusyError, 503, "busy"),
    (errors.LedgerError, 503, "ledger"),
    (errors.OutputError, 507, "output"),
)


def problem_of(error: errors.BeleggError) -> Problem:
    """How `error` is told."""
    if isinstance(error, Refused):
        return Problem(error.status, error.code, error.message, error.remedy)
    name = type(error).__name__
    if name == "LedgerTimeoutError":
        return Problem(503, "too_slow", error.message, error.remedy)
    for kind, status, code in _STATUS:
        if isinstance(error, kind):
            # Where the desk keeps its files is nobody's business; the log has it.
            about = one_line(error.resource or "")[:_ABOUT] if status < 500 else ""
            return Problem(status, code, error.message, error.remedy, about)
    return Problem(500, "internal", "something went wrong here", "see the log of the desk")
