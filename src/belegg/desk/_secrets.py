"""Passwords and other secrets: made, kept as digests, compared. Pure but for the dice.

A password is kept as ``scrypt$N$r$p$salt$hash``, so that a dearer setting can come without locking anybody out. All
other secrets have 256 bits of chance and are kept as their SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Final

__all__ = ["LONGEST", "SHORTEST", "Cost", "digest", "hash_password", "needs_rehash", "new_secret", "verify"]

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters of a password."""

_SALT = 16
_SIZE = 32
# Each takes memory: a crowd at the door must wait, not fill the machine.
_TURN = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs: `n` times `r` times 128 bytes of memory, `p` times over."""

    n: int = 2**15
    r: int = 8
    p: int = 3


COST = Cost()


def new_secret() -> str:
    """256 bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret made by `new_secret`."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str, cost: Cost | None = None) -> str:
    """What is kept of a password."""
    cost = cost or COST
    salt = secrets.token_bytes(_SALT)
    parts = (cost.n, cost.r, cost.p, b64encode(salt).decode(), b64encode(_derive(password, salt, cost)).decode())
    return "$".join(("scrypt", *map(str, parts)))


def verify(password: str, kept: str | None) -> bool:
    """Whether `password` is the one that `kept` was made from; takes as long where there is none (`kept` is None)."""
    cost, salt, wanted = _parse(kept) if kept is not None else (COST, b"\0" * _SALT, b"")
    return hmac.compare_digest(_derive(password, salt, cost), wanted)


def needs_rehash(kept: str) -> bool:
    """Whether `kept` was made at another cost than is asked today."""
    return _parse(kept)[0] != COST


def _parse(kept: str) -> tuple[Cost, bytes, bytes]:
    try:
        name, n, r, p, salt, wanted = kept.split("$")
        if name == "scrypt":
            return Cost(int(n), int(r), int(p)), b64decode(salt, validate=True), b64decode(wanted, validate=True)
    except (ValueError, Base64Error):
        pass
    # Nobody logs in with it, and it costs what others do.
    return COST, b"\0" * _SALT, b""


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    # Two keyboards may write one letter in two ways.
    words = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    # Of one length: HMAC, which scrypt is made of, fills short keys up with zeros, so that a password with zeros behind
    # it would be the same.
    key = hashlib.sha256(words).digest()
    with _TURN:
        return hashlib.scrypt(
            key, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.n * cost.r * 256 + 2**20, dklen=_SIZE
        )
