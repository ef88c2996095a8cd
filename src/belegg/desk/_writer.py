"""The one thread that writes to the ledger: decisions at once, long jobs one after another, decisions between their
steps."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as LateError
from typing import Any, TypeAlias, TypeVar

from belegg.errors import LedgerBusyError
from belegg.follow import Ledger

__all__ = ["Job", "Writer"]

T = TypeVar("T")
Job: TypeAlias = Callable[[Ledger, Callable[[], None]], None]
"""Long work: gets the ledger and `breathe`, which it calls between its steps. `breathe` lets waiting decisions
through, and raises `concurrent.futures.CancelledError` when the desk is being closed."""

_log = logging.getLogger("belegg.desk")


class Writer:
    """Opens the ledger for writing in a thread of its own, when there is first something to do."""

    def __init__(self, opener: Callable[[], Ledger]) -> None:
        self._opener = opener
        self._urgent: queue.SimpleQueue[tuple[Callable[[Ledger], Any], Future[Any]]] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._wake = threading.Semaphore(0)
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def do(self, work: Callable[[Ledger], T], seconds: float = 20.0) -> T:
        """Run `work` as soon as can be, wait for it, and give what it gives.

        Raises
        ------
        LedgerBusyError
            It did not come to its turn, or to its end, in time. What had begun is finished.
        """
        future: Future[T] = Future()
        self._urgent.put((work, future))
        self._start()
        try:
            return future.result(seconds)
        except LateError:
            if future.cancel():
                raise LedgerBusyError("the ledger is busy; nothing was changed", remedy="try again shortly") from None
            raise LedgerBusyError("this takes long; it goes on by itself", remedy="look again shortly") from None

    def later(self, job: Job) -> None:
        """Run `job` after those that were given before it; gives back at once."""
        self._jobs.put(job)
        self._start()

    def close(self, seconds: float = 30.0) -> None:
        """Let what runs come to its next step, then stop; jobs that wait are not begun."""
        self._closing.set()
        self._wake.release()
        if self._thread is not None:
            self._thread.join(seconds)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="belegg-writer", daemon=True)
                self._thread.start()
        self._wake.release()

    def _run(self) -> None:
        ledger: Ledger | None = None
        while not self._closing.is_set():
            self._wake.acquire()
            if ledger is None:
                try:
                    ledger = self._opener()
                except Exception as error:  # the one who waits is told, and the next one tries again
                    self._refuse(error)
                    continue
            try:
                self._work_off(ledger)
            except CancelledError:
                break
        if ledger is not None:
            ledger.close()

    def _work_off(self, ledger: Ledger) -> None:
        while True:
            self._breathe(ledger)
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            try:
                job(ledger, lambda: self._breathe(ledger))
            except CancelledError:
                # Only this job may have been stopped; whether the desk closes is asked at the next breath.
                continue
            except Exception:
                # A job tells its failures itself; this is a bug, and the others go on.
                _log.exception("a job broke off")

    def _breathe(self, ledger: Ledger) -> None:
        while True:
            if self._closing.is_set():
                raise CancelledError
            try:
                work, future = self._urgent.get_nowait()
            except queue.Empty:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work(ledger))
            except Exception as error:
                future.set_exception(error)

    def _refuse(self, error: Exception) -> None:
        while True:
            try:
                _, future = self._urgent.get_nowait()
            except queue.Empty:
                break
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
        # Jobs learn it in their own way: they are given no ledger, and stay for the next try.
        _log.error("the ledger cannot be opened for writing: %s", error)
