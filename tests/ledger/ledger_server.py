"""A PostgreSQL server to throw away, from the programs that are installed here. Tests install nothing."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

__all__ = ["AbsentError", "Server"]

_HBA = """
local asked_for_a_password all scram-sha-256
local all all trust
"""
# Nothing of it must outlive the tests; those who are killed are its clients, never the server.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "max_prepared_transactions": "2",
}


class AbsentError(Exception):
    """Why there is no server."""


class Server:
    """A running server in a folder of its own, reached through a socket in it by nobody else."""

    def __init__(self) -> None:
        programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="belegg-pg-"))
        self._names = itertools.count()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start(programs)
        except BaseException:
            self.stop()
            raise

    def _start(self, programs: Path) -> None:
        user = _user()
        if user is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = self.folder / "data"
        made = self._initdb(programs, data, user)
        if made.returncode:
            raise AbsentError(f"initdb failed: {made.stdout.decode(errors='replace')[-500:]}")
        (data / "pg_hba.conf").write_text(_HBA)
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", data, *(f"--{k}={v}" for k, v in settings.items())],
                stdout=log,
                stderr=log,
                **_as(user),
                cwd=self.folder,
                env=_environment(),
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self.folder / "log").read_text(errors="replace")[-500:]
                    raise AbsentError(f"the server does not start: {said}") from error
            time.sleep(0.05)

    def _initdb(self, programs: Path, data: Path, user: pwd.struct_passwd | None) -> subprocess.CompletedProcess[bytes]:
        command: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
            "--auth=trust",
        ]
        # An order of letters that is not that of code points, where the server knows one: the ledger must not mind.
        for locale in (["--locale=C", "--locale-provider=icu", "--icu-locale=nb"], ["--locale=C"]):
            made = subprocess.run(
                [*command, *locale],
                **_as(user),
                cwd=self.folder,
                env=_environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if made.returncode == 0:
                break
            shutil.rmtree(data, ignore_errors=True)
        return made

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder), safe='')}"

    def run(self, database: str, *statements: str) -> list[tuple[object, ...]]:
        """Run SQL as no ledger would; the rows of the last statement that has any."""
        rows: list[tuple[object, ...]] = []
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else rows
        return rows

    def database(self, template: str | None = None, extra: str = "") -> str:
        """Make a database, empty or like `template`; its name."""
        name = f"d{next(self._names)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} " + extra).format(
            sql.Identifier(name), sql.Identifier(template or "template1")
        )
        self.run("postgres", made.as_string())
        return name

    def settle(self, url: str) -> None:
        """Wait until the server has noticed that the clients of a database are gone."""
        database = conninfo_to_dict(url)["dbname"]
        asked = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        deadline = time.monotonic() + 10
        while self.run("postgres", asked) != [(0,)]:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            # At once: nothing here needs to be written down.
            self._process.send_signal(3)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _programs() -> Path:
    """The folder with the newest server's programs; Debian keeps them out of the PATH."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if (p.parent / "postgres").exists()]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    if (known := shutil.which("initdb")) and (Path(known).resolve().parent / "postgres").exists():
        return Path(known).resolve().parent
    raise AbsentError("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")


def _user() -> pwd.struct_passwd | None:
    """Who runs it: not root, which it refuses."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise AbsentError("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, "LC_ALL": "C"}
