"""Jobs that add to the ledger: kept in the desk's own file, so that their progress outlives a reload and a restart.

::

    waiting ──> running ──> done | failed | stopped
       ^                        failed, stopped ──again──┐
       └──────────────────────────────────────────────────┘

A job that runs while the desk is closed waits and goes on at the next start; one that ran when the desk died is
stopped, and somebody may start it again. What is in the ledger already is not read again.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Final, Literal, TypeAlias

from belegg.desk._adding import Addition, Stopped, Tally
from belegg.desk._errors import NotFound, Refused
from belegg.desk._state import State
from belegg.desk._uploads import Uploads
from belegg.desk._writer import Job as Work
from belegg.errors import BeleggError
from belegg.fetch import is_url
from belegg.follow import Ledger
from belegg.render._clean import one_line

__all__ = ["MOST_INPUTS", "Job", "Jobs", "Status"]

Status: TypeAlias = Literal["waiting", "running", "done", "failed", "stopped"]
MOST_INPUTS: Final = 1000
"""Files and addresses of one job."""
_MOST_WAITING = 50
_KEPT = 200
_KEPT_DAYS = 7
_NAME = 200
_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """One job: `inputs` are (kind, shown name, kept file), where kind is ``file``, ``url`` or ``demo``."""

    id: str
    user: str
    kind: Literal["add", "demo"]
    status: Status
    inputs: tuple[tuple[str, str, str], ...]
    made: str
    ended: str | None
    tally: Tally = field(default_factory=Tally)
    stopping: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.status in ("done", "failed", "stopped")


class Jobs:
    """The jobs of a desk. `later` is the writer's; `owner` says whether jobs left over from before are this desk's."""

    def __init__(self, state: State, later: Callable[[Work], None], *, owner: bool = True) -> None:
        self._state, self._later = state, later
        self._uploads = Uploads(state.path.with_name(state.path.name + ".uploads"))
        self._stopping: set[str] = set()
        # What is deleted since nobody tried it again may not be tried again meanwhile.
        self._trying = threading.Lock()
        self._lock = _owned(f"{state.path}.jobs") if owner else None
        if self._lock is not None:
            self._recover()

    def _recover(self) -> None:
        """What ran when the desk died is stopped; what is old is forgotten, and what was sent for no job deleted."""
        self._state.run("UPDATE jobs SET status = 'stopped', ended = ? WHERE status = 'running'", (_now(),))
        self._tidy()
        rows = self._state.all("SELECT id FROM jobs WHERE status != 'done'")
        self._uploads.sweep({row["id"] for row in rows})

    def _tidy(self) -> None:
        """Forget old jobs, and delete what was sent for those that nobody will try again.

        Looks only at jobs that it knows: there may be files already of one that is about to be made.
        """
        since = (datetime.now(UTC) - timedelta(days=_KEPT_DAYS)).isoformat(timespec="milliseconds")
        with self._trying:
            # Kept while it can be tried again, however many came after it.
            over = "ended IS NOT NULL AND (status = 'done' OR ended <= ?)"
            for row in self._state.all(f"SELECT id FROM jobs WHERE {over}", (since,)):
                self._uploads.drop(row["id"])
            self._state.run(
                f"DELETE FROM jobs WHERE {over} AND id NOT IN (SELECT id FROM jobs ORDER BY made DESC LIMIT ?)",
                (since, _KEPT),
            )

    def resume(self) -> int:
        """Begin the jobs that waited when the desk was closed; gives how many there are."""
        rows = self._state.all("SELECT id FROM jobs WHERE status = 'waiting' ORDER BY made, id") if self._lock else []
        for row in rows:
            self._begin(row["id"])
        return len(rows)

    def close(self) -> None:
        """Let another desk have the jobs."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # -- asking

    def all(self, limit: int = 50, before: str | None = None) -> list[Job]:
        """The latest first; `before` is the id of the last one of the page before."""
        if before is None:
            rows = self._state.all("SELECT * FROM jobs ORDER BY made DESC, id DESC LIMIT ?", (limit,))
        else:
            last = self.get(before)
            sql = "SELECT * FROM jobs WHERE (made, id) < (?, ?) ORDER BY made DESC, id DESC LIMIT ?"
            rows = self._state.all(sql, (last.made, last.id, limit))
        return [self._job(row) for row in rows]

    def get(self, id: str) -> Job:
        """Raises NotFound."""
        row = self._state.one("SELECT * FROM jobs WHERE id = ?", (id.encode("utf-8", "replace").decode(),))
        if row is None:
            raise NotFound("job")
        return self._job(row)

    # -- changing

    def add(self, user: str, *, files: Sequence[tuple[str, IO[bytes]]] = (), urls: Sequence[str] = ()) -> Job:
        """A job that adds files (name and content, copied before this returns) and addresses.

        Raises
        ------
        Refused
            There is nothing to add, too much of it, or something that is no address of the web.
        OutputError
            The files cannot be kept.
        """
        if not files and not urls:
            raise Refused(422, "nothing", "there is nothing to add", "choose a file, or give an address")
        if len(files) + len(urls) > MOST_INPUTS:
            raise Refused(422, "too_many", f"a job may have {MOST_INPUTS} files and addresses at most")
        # Anything else would be taken for the name of a file on this machine.
        if not all(is_url(url) and url.lower().startswith(("http://", "https://")) for url in urls):
            remedy = "give whole addresses, one a line, such as https://avis.example/sak"
            raise Refused(422, "no_address", "this is no address of a page", remedy)
        self._check_room()
        id = secrets.token_hex(8)
        inputs: list[tuple[str, str, str]] = []
        try:
            for number, (name, source) in enumerate(files):
                inputs.append(("file", _shown(name), self._uploads.keep(id, number, name, source)))
        except BaseException:
            self._uploads.drop(id)
            raise
        inputs += (("url", url, "") for url in dict.fromkeys(urls))
        return self._put(id, user, "add", inputs)

    def add_demo(self, user: str) -> Job:
        """A job that adds the demo's articles."""
        self._check_room()
        return self._put(secrets.token_hex(8), user, "demo", [("demo", "demo", "")])

    def again(self, id: str) -> Job:
        """Begin a job that failed or was stopped once more.

        Raises
        ------
        Refused
            It did not, or the files that were sent for it are gone.
        """
        with self._trying:
            job = self.get(id)
            if any(kind == "file" for kind, _, _ in job.inputs) and not self._uploads.has(id):
                raise Refused(410, "gone", "the files of this job are deleted", "send them again")
            self._check_room()
            sql = "UPDATE jobs SET status = 'waiting', ended = NULL WHERE id = ? AND status IN ('failed', 'stopped')"
            if not self._state.run(sql, (id,)):
                raise Refused(409, "not_over", "this job did not fail and was not stopped")
        self._stopping.discard(id)
        self._begin(id)
        return self.get(id)

    def stop(self, id: str) -> Job:
        """Stop a job: one that waits at once, one that runs at its next step. What it has added stays."""
        self.get(id)
        self._stopping.add(id)
        sql = "UPDATE jobs SET status = 'stopped', ended = ? WHERE id = ? AND status = 'waiting'"
        self._state.run(sql, (_now(), id))
        job = self.get(id)
        if job.over:
            self._stopping.discard(id)
        return job

    def remove(self, id: str) -> None:
        """Forget a job that is over, and delete what was sent for it."""
        sql = "DELETE FROM jobs WHERE id = ? AND status IN ('done', 'failed', 'stopped')"
        if not self._state.run(sql, (id,)):
            self.get(id)
            raise Refused(409, "not_over", "this job is not over yet", "stop it first")
        self._uploads.drop(id)

    def _check_room(self) -> None:
        row = self._state.one("SELECT count(*) FROM jobs WHERE status = 'waiting'")
        if row is not None and row[0] >= _MOST_WAITING:
            raise Refused(429, "too_many_jobs", "there are too many jobs waiting", "wait until some are done")

    def _put(self, id: str, user: str, kind: str, inputs: Sequence[tuple[str, str, str]]) -> Job:
        try:
            self._state.run(
                "INSERT INTO jobs (id, user, kind, status, inputs, report, made) "
                "VALUES (?, ?, ?, 'waiting', ?, '{}', ?)",
                (id, user, kind, json.dumps(inputs), _now()),
            )
        except BaseException:
            self._uploads.drop(id)
            raise
        self._begin(id)
        return self.get(id)

    def _job(self, row: Any) -> Job:
        return Job(
            id=row["id"],
            user=row["user"],
            kind=row["kind"],
            status=row["status"],
            inputs=tuple((k, n, f) for k, n, f in json.loads(row["inputs"])),
            made=row["made"],
            ended=row["ended"],
            tally=Tally.from_dict(json.loads(row["report"])),
            stopping=row["status"] == "running" and row["id"] in self._stopping,
        )

    # -- running, in the writer's thread

    def _begin(self, id: str) -> None:
        self._later(lambda ledger, breathe: self._run(id, ledger, breathe))

    def _run(self, id: str, ledger: Ledger, breathe: Callable[[], None]) -> None:
        if not self._state.run("UPDATE jobs SET status = 'running' WHERE id = ? AND status = 'waiting'", (id,)):
            return
        job = self.get(id)
        addition = Addition([(k, n, self._uploads.path(id, f)) for k, n, f in job.inputs])
        written = 0.0

        def step() -> None:
            nonlocal written
            if time.monotonic() - written >= _EVERY:
                written = time.monotonic()
                self._write(id, addition.tally)
            if id in self._stopping:
                raise Stopped
            breathe()

        status: Status = "failed"
        try:
            addition.run(ledger, step)
            status = "failed" if addition.tally.failed and not addition.tally.articles else "done"
        except Stopped:
            status = "stopped"
        except CancelledError:
            status = "waiting"
            raise
        except BeleggError as error:
            addition.tally.end(error)
        except Exception:
            addition.tally.end(BeleggError("something went wrong here", remedy="see the log of the desk"))
            raise
        finally:
            self._stopping.discard(id)
            self._write(id, addition.tally, status)
            if status == "done":
                self._uploads.drop(id)
            if status != "waiting" and self._lock is not None:
                # What cannot be done now is done when the next job ends.
                with suppress(BeleggError):
                    self._tidy()

    def _write(self, id: str, tally: Tally, status: Status = "running") -> None:
        ended = _now() if status not in ("running", "waiting") else None
        self._state.run(
            "UPDATE jobs SET report = ?, status = ?, ended = ? WHERE id = ? AND status = 'running'",
            (json.dumps(asdict(tally)), status, ended, id),
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _shown(name: str) -> str:
    """A name as it is shown: without folders, on one line."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # A lone surrogate could be written nowhere.
    return one_line(last.encode("utf-8", "replace").decode())[:_NAME] or "?"


def _owned(path: str) -> int | None:
    """Hold the lock of this name as long as the process lives; None where another desk does."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
