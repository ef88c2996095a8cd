"""Which articles repeat the text of others: shingles of words, sketched by MinHash (Broder 1997).

A sketch finds the candidates; how much is shared is then counted on the shingles themselves.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
import numpy.typing as npt

SHINGLE = 5
HASHES = 64
ROWS = 2
"""Hashes a band: two articles that share a fifth of their shingles meet in one of the 32 bands three times of four,
those that share half practically always."""
LEAST = 0.3
"""Least share of the shorter text's shingles that makes it a copy: under it the two quote the same words."""
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_PRIME = np.uint64((1 << 61) - 1)
_seeds = np.random.default_rng(20260101)
_A = _seeds.integers(1, 1 << 31, HASHES, dtype=np.uint64)
_B = _seeds.integers(0, 1 << 31, HASHES, dtype=np.uint64)

Hashes = npt.NDArray[np.uint64]


def shingles(text: str) -> Hashes:
    """Hashes (32 bits) of every five words in a row, sorted, each once."""
    words = [m[0].casefold() for m in _WORD.finditer(text)]
    rows = {" ".join(words[i : i + SHINGLE]) for i in range(max(0, len(words) - SHINGLE + 1))}
    values = [int.from_bytes(hashlib.blake2b(r.encode(), digest_size=4).digest(), "big") for r in rows]
    return np.unique(np.asarray(values, np.uint64))


def sketch(values: Hashes) -> bytes:
    """MinHash sketch, 4 bytes a hash; empty where there is nothing to sketch."""
    if not len(values):
        return b""
    mixed = (values[:, None] * _A[None] + _B[None]) % _PRIME
    lowest = (mixed & np.uint64(0xFFFFFFFF)).min(0).astype("<u4")
    return bytes(lowest.tobytes())


def bands(made: bytes) -> tuple[bytes, ...]:
    """Keys under which sketches that share `ROWS` neighbouring hashes meet."""
    size = 4 * ROWS
    return tuple(bytes([i // size]) + made[i : i + size] for i in range(0, len(made), size))


def alike(a: bytes, b: bytes) -> float:
    """The part of the hashes of two sketches that are the same, 0 to 1."""
    if len(a) != len(b) or not a:
        return 0.0
    return float(np.mean(np.frombuffer(a, "<u4") == np.frombuffer(b, "<u4")))


def shared(a: Hashes, b: Hashes) -> float:
    """How much of the shorter text stands in the longer, 0 to 1."""
    if not len(a) or not len(b):
        return 0.0
    return len(np.intersect1d(a, b, assume_unique=True)) / min(len(a), len(b))
