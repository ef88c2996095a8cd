"""Who asks, and who may: accounts, invitations and sessions in the desk's own file, with digests of secrets only."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import Headers

from belegg.desk import _secrets, _tokens
from belegg.desk._access import ALL, LOCAL, NOBODY, PUBLIC, Principal, Scope
from belegg.desk._errors import Refused
from belegg.desk._options import DeskOptions
from belegg.desk._secrets import digest
from belegg.desk._state import State
from belegg.errors import UsageError

__all__ = [
    "ABSOLUTE", "IDLE", "ROLES", "User", "accept", "begin", "change_password", "check_password", "cookie_name", "end",
    "end_others", "identify", "invitations", "invite", "invited", "log_in", "remove", "session_cookie", "setup_secret",
    "users", "withdraw", "words_of",
]  # fmt: skip

IDLE: Final = 2 * 24 * 3600.0
"""Seconds after which a session ends that nobody used."""
ABSOLUTE: Final = 30 * 24 * 3600.0
"""Seconds after which every session ends."""
SETUP: Final = 3600.0
INVITED: Final = 7 * 24 * 3600.0
_SESSIONS = 20
_INVITATIONS = 100
_RENEW = 300.0
ROLES: Final = {
    "reader": frozenset({Scope.READ}),
    "user": frozenset({Scope.READ, Scope.USE}),
    "editor": frozenset({Scope.READ, Scope.USE, Scope.DECIDE, Scope.ADD}),
    "admin": ALL - {Scope.OPEN},
}
# Decisions are signed with names: nobody takes one that the desk gives those without an account.
_TAKEN = frozenset(p.name for p in (LOCAL, PUBLIC, NOBODY))
_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


@dataclass(frozen=True, slots=True)
class User:
    """An account, as the page of access shows it."""

    name: str
    scopes: frozenset[Scope]
    made: str


def words_of(scopes: Iterable[Scope]) -> str:
    """Scopes as they are kept."""
    return " ".join(sorted(s.value for s in scopes if s is not Scope.OPEN))


def now_iso() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def cookie_name(options: DeskOptions) -> str:
    """The cookie of a session; two desks on one host do not share it.

    ``__Host-`` keeps neighbouring hosts from setting one of their own, and needs https.
    """
    here = re.sub(r"[^A-Za-z0-9]+", "-", f"{options.port}{options.prefix}")
    return f"__Host-belegg-{here}" if options.secure_cookies else f"belegg-{here}"


def session_cookie(options: DeskOptions, headers: Headers) -> str | None:
    """The secret of the session that a request brings; None where it brings two, since one of them was put there."""
    name = cookie_name(options)
    found = [
        value.strip()
        for line in headers.getlist("cookie")
        for key, _, value in (part.partition("=") for part in line.split(";"))
        if key.strip() == name
    ]
    return found[0] if len(found) == 1 else None


def identify(state: State, options: DeskOptions, headers: Headers) -> Principal:
    """The principal of a request, by its token or its session; without either it depends on how the desk is run.

    Raises
    ------
    BadToken
        There is a token, and it is not (or no longer) good.
    Refused
        The desk asks nobody to log in, and the request came through a proxy: it may come from anywhere.
    """
    given = headers.getlist("authorization")
    bearer = [
        rest.strip() for scheme, _, rest in (g.strip().partition(" ") for g in given) if scheme.lower() == "bearer"
    ]
    if bearer:
        found = _tokens.find(state, options, bearer)
        return Principal(found.name, found.scopes & PUBLIC.scopes, "token") if options.public else found
    if options.public:
        return PUBLIC
    if not options.needs_login:
        if any(name in headers for name in _PROXY):
            raise Refused(
                403, "through_proxy", "this came through a proxy, and this desk asks nobody to log in",
                "start it with --login, or with --public",
            )  # fmt: skip
        return LOCAL
    secret = session_cookie(options, headers)
    return (_session(state, secret) if secret else None) or NOBODY


def _session(state: State, secret: str) -> Principal | None:
    key, now = digest(secret), time.time()
    row = state.one(
        "SELECT s.user, s.made, s.expires, u.scopes FROM sessions s JOIN users u ON u.name = s.user WHERE s.digest = ?",
        (key,),
    )
    if row is None or row["expires"] <= now:
        return None
    until = min(now + IDLE, datetime.fromisoformat(row["made"]).timestamp() + ABSOLUTE)
    if until <= now:
        return None
    if until - row["expires"] > _RENEW:
        state.run("UPDATE sessions SET expires = ? WHERE digest = ?", (until, key))
    return Principal(row["user"], _tokens.scopes_of(row["scopes"]), "session")


def begin(state: State, user: str) -> str:
    """A new session; gives its secret. The oldest beyond a number end."""
    secret = _secrets.new_secret()
    with state.writing() as connection:
        connection.execute("DELETE FROM sessions WHERE expires <= ?", (time.time(),))
        connection.execute(
            # The account may have been removed this very moment.
            "INSERT INTO sessions (digest, user, made, expires) SELECT ?, name, ?, ? FROM users WHERE name = ?",
            (digest(secret), now_iso(), time.time() + IDLE, user),
        )
        connection.execute(
            "DELETE FROM sessions WHERE user = ? AND digest NOT IN "
            "(SELECT digest FROM sessions WHERE user = ? ORDER BY made DESC, rowid DESC LIMIT ?)",
            (user, user, _SESSIONS),
        )
    return secret


def end(state: State, secret: str) -> None:
    """End a session."""
    state.run("DELETE FROM sessions WHERE digest = ?", (digest(secret),))


def end_others(state: State, user: str, secret: str) -> None:
    """End all sessions of a user but this."""
    state.run("DELETE FROM sessions WHERE user = ? AND digest <> ?", (user, digest(secret)))


def log_in(state: State, name: str, password: str) -> str | None:
    """A new session where name and password are right; takes equally long where they are not."""
    row = state.one("SELECT name, secret FROM users WHERE name = ? COLLATE NOCASE", (_tidy(name),))
    if not _secrets.verify(password, None if row is None else row["secret"]) or row is None:
        return None
    if _secrets.needs_rehash(row["secret"]):
        state.run("UPDATE users SET secret = ? WHERE name = ?", (_secrets.hash_password(password), row["name"]))
    return begin(state, row["name"])


def change_password(state: State, user: str, old: str, new: str) -> bool:
    """Whether `old` was right; then `new` holds, and all sessions of the user have ended."""
    check_password(user, new)
    row = state.one("SELECT secret FROM users WHERE name = ?", (user,))
    if not _secrets.verify(old, None if row is None else row["secret"]):
        return False
    made = _secrets.hash_password(new)
    with state.writing() as connection:
        connection.execute("UPDATE users SET secret = ? WHERE name = ?", (made, user))
        connection.execute("DELETE FROM sessions WHERE user = ?", (user,))
    return True


def check_password(user: str, password: str) -> None:
    """Refuse a password that is too short, too long or the name."""
    if not _secrets.SHORTEST <= len(password) <= _secrets.LONGEST:
        raise UsageError("a password has 12 to 200 characters", remedy="some words in a row are easy to remember")
    if len(set(password)) < 4 or password.casefold().strip() == user.casefold():
        raise UsageError("this password is easy to guess", remedy="some words in a row are easy to remember")


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _check_name(name: str) -> str:
    name = _tidy(name)
    if not 1 <= len(name) <= 40 or not all(c.isalnum() or c in " .-_@'" for c in name):
        raise UsageError("a name has 1 to 40 letters, figures, spaces and the signs . - _ @ '")
    if name.casefold() in _TAKEN:
        raise UsageError("this name is taken", remedy="choose another")
    return name


def setup_secret(state: State) -> str | None:
    """A link's secret for the first account, where there is none yet; any former one is void."""
    with state.writing() as connection:
        if connection.execute("SELECT 1 FROM users").fetchone():
            return None
        connection.execute("DELETE FROM invitations")
    return invite(state, ALL, SETUP)


def invite(state: State, scopes: frozenset[Scope], seconds: float = INVITED) -> str:
    """The secret of a link with which somebody makes an account, once."""
    secret = _secrets.new_secret()
    with state.writing() as connection:
        connection.execute("DELETE FROM invitations WHERE expires <= ?", (time.time(),))
        if connection.execute("SELECT count(*) FROM invitations").fetchone()[0] >= _INVITATIONS:
            raise UsageError("there are too many open invitations", remedy="withdraw some of them")
        connection.execute(
            "INSERT INTO invitations (digest, scopes, expires) VALUES (?, ?, ?)",
            (digest(secret), words_of(scopes), time.time() + seconds),
        )
    return secret


def invited(state: State, secret: str) -> frozenset[Scope] | None:
    """What a link gives; None where it is used, too old or never was."""
    row = state.one("SELECT scopes, expires FROM invitations WHERE digest = ?", (digest(secret),))
    return None if row is None or row["expires"] <= time.time() else _tokens.scopes_of(row["scopes"])


def accept(state: State, secret: str, name: str, password: str) -> str | None:
    """Make the account that a link gives; the name as it is kept, or None where the link is not good."""
    if invited(state, secret) is None:
        return None
    name = _check_name(name)
    check_password(name, password)
    hashed = _secrets.hash_password(password)
    with state.writing() as connection:
        row = connection.execute(
            "SELECT scopes, expires FROM invitations WHERE digest = ?", (digest(secret),)
        ).fetchone()
        if row is None or row["expires"] <= time.time():
            return None
        # SQLite folds only the letters of English; the list is short.
        if name.casefold() in {r["name"].casefold() for r in connection.execute("SELECT name FROM users")}:
            raise UsageError("this name is taken", remedy="choose another")
        connection.execute("DELETE FROM invitations WHERE digest = ?", (digest(secret),))
        connection.execute(
            "INSERT INTO users (name, secret, scopes, made) VALUES (?, ?, ?, ?)",
            (name, hashed, row["scopes"], now_iso()),
        )
    return name


def invitations(state: State) -> list[tuple[str, frozenset[Scope], float]]:
    """Open invitations: digest, what they give, when they end."""
    rows = state.all(
        "SELECT digest, scopes, expires FROM invitations WHERE expires > ? ORDER BY expires", (time.time(),)
    )
    return [(r["digest"], _tokens.scopes_of(r["scopes"]), r["expires"]) for r in rows]


def withdraw(state: State, key: str) -> bool:
    """Make an invitation void, by its digest."""
    return state.run("DELETE FROM invitations WHERE digest = ?", (key,)) > 0


def users(state: State) -> list[User]:
    """All accounts by name."""
    rows = state.all("SELECT name, scopes, made FROM users ORDER BY name COLLATE NOCASE")
    return [User(r["name"], _tokens.scopes_of(r["scopes"]), r["made"]) for r in rows]


def remove(state: State, name: str) -> bool:
    """Remove an account with its sessions, tokens, alerts and texts. The last one that may do this stays."""
    with state.writing() as connection:
        rows = connection.execute("SELECT name, scopes FROM users").fetchall()
        others = [r for r in rows if r["name"] != name and Scope.ADMIN in _tokens.scopes_of(r["scopes"])]
        if not others:
            raise UsageError("the last who may give access stays", remedy="invite another with all rights first")
        # Who gets the name after this must not find it.
        for table in ("tokens", "alerts", "looks", "readings"):
            connection.execute(f"DELETE FROM {table} WHERE user = ?", (name,))
        return connection.execute("DELETE FROM users WHERE name = ?", (name,)).rowcount > 0
