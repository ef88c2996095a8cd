"""The one writer: a lock file beside the ledger, which the system frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from belegg.errors import LedgerBusyError, LedgerError

__all__ = ["write_lock"]

_FIRST_WAIT, _LONGEST_WAIT = 0.0005, 0.02


@contextmanager
def write_lock(ledger: Path, busy: float) -> Iterator[None]:
    """Hold the right to write to `ledger`; wait up to `busy` seconds for it.

    There is a queue of one: who waits for the lock holds ``.queue``, and who had the lock must pass there again. So a
    long ingest, which asks anew at once after each article, lets an editor's decision in between.

    Raises
    ------
    LedgerBusyError
        Others kept writing.
    LedgerError
        The lock file cannot be made.
    """
    deadline = time.monotonic() + busy
    queue = _take(ledger.with_name(ledger.name + ".queue"), deadline, ledger)
    try:
        lock = _take(ledger.with_name(ledger.name + ".lock"), deadline, ledger)
    finally:
        os.close(queue)
    try:
        yield
    finally:
        # Closing frees the lock. The file stays: removing it would let two processes lock two files of one name.
        os.close(lock)


def _take(path: Path, deadline: float, ledger: Path) -> int:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise LedgerError(
            f"its lock file cannot be opened: {error.strerror}",
            resource=str(ledger),
            remedy="make the folder writable, or open the ledger read-only",
        ) from error
    wait = _FIRST_WAIT
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LedgerBusyError(
                        "another process is writing to it", resource=str(ledger), remedy="try again in a moment"
                    ) from None
            # A little chance, so that several who wait do not ask in step.
            time.sleep(wait * (0.5 + random.random()))
            wait = min(2 * wait, _LONGEST_WAIT)
    except BaseException as error:
        os.close(handle)
        if isinstance(error, OSError):
            raise LedgerError(
                f"its folder cannot hold a lock: {error.strerror}",
                resource=str(ledger),
                remedy="keep the ledger on a local disk",
            ) from error
        raise
