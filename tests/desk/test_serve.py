from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from add_world import until
from click.testing import CliRunner
from desk_world import make_ledger, open_ledger

from belegg._cli._stages import real_stages
from belegg.cli import cli
from belegg.desk import DeskOptions
from belegg.desk._serve import address_of, bind
from belegg.errors import OutputError, UsageError
from belegg.follow import Ledger


@contextmanager
def serving(*args: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`belegg serve` in a process of its own, and the first lines that it says."""
    command = [sys.executable, "-m", "belegg", "serve", "--port", "0", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = [process.stdout.readline()]
            if "--host" in args or "--public" in args:
                said.append(process.stdout.readline())
            yield process, said
        finally:
            process.kill()


def port_of(line: str) -> int:
    found = re.search(r":(\d+)/", line)
    assert found is not None, line
    return int(found[1])


def get(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = process.communicate(timeout=40)
    return process.returncode, told


def test_it_says_where_it_is_answers_and_ends_in_order(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with serving("--ledger", str(path)) as (process, said):
        assert re.fullmatch(
            rf"belegg: http://127\.0\.0\.1:\d+/ shows {re.escape(str(path))}; Ctrl-C ends it\n", said[0]
        )
        status, page, headers = get(port_of(said[0]), "/api/v1/claims")
        assert (status, '"items"' in page) == (200, True)
        assert "server" not in {name.lower() for name in headers}
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "belegg: ended\n")


def test_ctrl_c_twice_and_a_termination_are_quiet_too(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with serving("--ledger", str(path), "--prefix", "/news") as (process, said):
        assert get(port_of(said[0]), "/news/help")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "belegg: ended\n")
    with serving("--ledger", str(path)) as (process, _):
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "belegg: ended\n")


def test_a_job_that_was_going_on_goes_on_at_the_next_start(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with open_ledger(path) as ledger:
        before = ledger.count_articles()
    with serving("--ledger", str(path)) as (process, said):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port_of(said[0])}/api/v1/jobs",
            data=b'{"demo": true}',
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 202
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "belegg: ended\n")
    with serving("--ledger", str(path)) as (process, said):
        port = port_of(said[0])
        until(lambda: '"status":"done"' in get(port, "/api/v1/jobs")[1], seconds=100)
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0
    with Ledger(path, readonly=True) as made:
        assert made.count_articles() == before + 27


def test_elsewhere_than_here_people_log_in(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with serving("--ledger", str(path), "--host", "0.0.0.0") as (process, said):
        link = re.search(r"https?://\S+(/setup/\S+)", said[1])
        assert link is not None, said
        status, page, _ = get(port_of(said[0]), link[1])
        assert (status, "password" in page) == (200, True)
        assert get(port_of(said[0]), "/api/v1/claims")[0] == 401
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0


def test_in_public_nothing_is_made(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with serving("--ledger", str(path), "--public") as (process, said):
        assert "anybody" in said[1]
        assert get(port_of(said[0]), "/api/v1/claims")[0] == 200
        assert get(port_of(said[0]), "/add")[0] == 403
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0
    missing = tmp_path / "none.db"
    answer = CliRunner().invoke(cli, ["serve", "--port", "0", "--public", "--ledger", str(missing)])
    assert (answer.exit_code, missing.exists()) == (73, False)


def test_a_port_in_use_is_told_with_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        args = ["serve", "--ledger", str(tmp_path / "news.db"), "--port", str(port)]
        answer = CliRunner().invoke(cli, args)
        assert answer.exit_code == OutputError.exit_code
        assert "another program listens there already" in answer.output
        assert f"--port {port + 1 if port < 65535 else 8017}" in answer.output
        # Nothing is made before it can listen.
        assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid", "a" * 70 + ".example", "..", "\0", "a b"])
def test_hosts_that_are_not_here_are_told(host: str) -> None:
    with pytest.raises(UsageError):
        bind(host, 0)


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:80/x/"), ("0.0.0.0", "http://localhost:80/x/"), ("::1", "http://[::1]:80/x/")],
)
def test_the_address_is_one_for_browsers(host: str, address: str) -> None:
    assert address_of(DeskOptions("a.db", host=host, port=80, prefix="/x")) == address


@pytest.mark.parametrize(
    "args", [["--host", ""], ["--host", " "], ["--port", "-1"], ["--prefix", "x"], ["--host", "0.0.0.0", "--no-login"]]
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, args: list[str]) -> None:
    answer = CliRunner().invoke(cli, ["serve", "--ledger", str(tmp_path / "a.db"), *args])
    assert answer.exit_code == UsageError.exit_code
    assert list(tmp_path.iterdir()) == []


def test_the_demo_is_made_once(tmp_path: Path) -> None:
    stages = replace(real_stages(), open_ledger=lambda path, readonly: open_ledger(path))
    path = str(tmp_path / "demo.db")
    first = CliRunner().invoke(cli, ["demo", "--ledger", path], obj=stages)
    assert (first.exit_code, "27 new articles, 0 known" in first.output) == (0, True)
    assert f"belegg serve --ledger {path}" in first.output
    again = CliRunner().invoke(cli, ["demo", "--ledger", path], obj=stages)
    assert "0 new articles, 27 known" in again.output
