"""Tokens, with which programs ask: ``Authorization: Bearer belegg_…``."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from belegg.desk import _secrets
from belegg.desk._access import Principal, Scope
from belegg.desk._errors import Refused
from belegg.desk._options import DeskOptions
from belegg.desk._state import State
from belegg.errors import UsageError

__all__ = ["PREFIX", "BadToken", "Token", "find", "make", "revoke", "scopes_of", "tokens"]

PREFIX: Final = "belegg_"
"""Every token begins with it, so that scanners of leaked secrets can know one."""
LONGEST_DAYS: Final = 366
_MOST = 200
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


class BadToken(Refused):
    """The request brings a token that is not good: it is refused, whatever it would be allowed without one."""

    def __init__(self) -> None:
        super().__init__(401, "bad_token", "this token is not good", "it may be revoked or too old: make a new one")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as the page of access shows it: never its secret."""

    id: str
    name: str
    user: str
    scopes: frozenset[Scope]
    made: str
    expires: float | None


def scopes_of(words: str) -> frozenset[Scope]:
    """Scopes as they were kept; words of another version are passed over."""
    return frozenset({Scope.OPEN} | {s for s in Scope if s.value in words.split()})


def find(state: State, options: DeskOptions, given: list[str]) -> Principal:
    """The principal of a token: acts in the name of whoever made it, and may never do more than they.

    Raises
    ------
    BadToken
        It is of no form, unknown, revoked or too old, its owner is gone, or there are several.
    """
    if len(given) != 1 or not _FORM.fullmatch(given[0]):
        raise BadToken()
    row = state.one(
        "SELECT t.user, t.scopes, t.expires, u.scopes AS owner FROM tokens t LEFT JOIN users u ON u.name = t.user "
        "WHERE t.digest = ?",
        (_secrets.digest(given[0]),),
    )
    if row is None or (row["expires"] is not None and row["expires"] <= time.time()):
        raise BadToken()
    scopes = scopes_of(row["scopes"])
    if row["owner"] is not None:
        scopes &= scopes_of(row["owner"])
    elif options.needs_login or options.public:
        # Made while nobody had to log in: it would outlive that.
        raise BadToken()
    return Principal(row["user"], scopes, "token")


def make(state: State, owner: Principal, name: str, scopes: frozenset[Scope], days: int) -> str:
    """A new token of `owner`; gives its secret, which is shown once and not kept."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise UsageError("a token needs a name of 1 to 60 characters", remedy="name what it is for")
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageError("a token lives for 1 to 366 days")
    scopes = (scopes & owner.scopes) - {Scope.OPEN}
    if not scopes:
        raise UsageError("a token needs a right", remedy="choose at least one")
    secret = PREFIX + _secrets.new_secret()
    with state.writing() as connection:
        connection.execute("DELETE FROM tokens WHERE expires <= ?", (time.time(),))
        if connection.execute("SELECT count(*) FROM tokens").fetchone()[0] >= _MOST:
            raise UsageError("there are too many tokens", remedy="revoke some of them")
        connection.execute(
            "INSERT INTO tokens (id, digest, name, user, scopes, made, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                secrets.token_hex(6), _secrets.digest(secret), name, owner.name,
                " ".join(sorted(s.value for s in scopes)), datetime.now(UTC).isoformat(timespec="seconds"),
                time.time() + days * 86_400,
            ),
        )  # fmt: skip
    return secret


def tokens(state: State) -> list[Token]:
    """All tokens, newest first."""
    rows = state.all("SELECT id, name, user, scopes, made, expires FROM tokens ORDER BY made DESC, id")
    return [Token(r["id"], r["name"], r["user"], scopes_of(r["scopes"]), r["made"], r["expires"]) for r in rows]


def revoke(state: State, key: str) -> bool:
    """Make a token void, by its id."""
    return state.run("DELETE FROM tokens WHERE id = ?", (key,)) > 0
