"""`belegg add`, with a fake reader behind it and a real store."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from follow_adding import Desk, FakeLedger, article

from belegg.cli import cli
from belegg.errors import LedgerBusyError, ModelError, RecordError
from belegg.ledger import open_store


def add(desk: Desk, ledger: Path, *args: str, **extra: Any) -> Result:
    return CliRunner().invoke(cli, ["add", "--ledger", str(ledger), *args], obj=desk.stages(), **extra)


def kept(ledger: Path) -> int:
    with open_store(ledger, readonly=True) as store:
        return len(store.articles())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_what_was_done_is_said_in_one_line(path: Path) -> None:
    desk = Desk({"a": [article(1), article(2)], "b": [article(1), article(2, "Brua er åpen, sier Vik.")]})
    first = add(desk, path, "a")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == f"{path}: 2 new articles, 0 changed, 0 known; 2 statements\n"
    assert add(desk, path, "b").stdout == f"{path}: 0 new articles, 1 changed, 1 known; 1 statement\n"
    assert kept(path) == 2


def test_the_setting_names_the_ledger_and_the_option_goes_before_it(tmp_path: Path) -> None:
    desk = Desk({"a": [article(1)]})
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    env = {"BELEGG_LEDGER": str(one)}
    CliRunner().invoke(cli, ["add", "a"], obj=desk.stages(), env=env)
    assert (one.exists(), other.exists()) == (True, False)
    add(desk, other, "a", env=env)
    assert other.exists()


def test_an_empty_name_of_a_ledger_is_refused() -> None:
    result = CliRunner().invoke(cli, ["add", "a", "--ledger", " "], obj=Desk().stages())
    assert (result.exit_code, result.stderr.count("\n")) == (64, 1)


def test_without_input_a_pipe_is_read(path: Path) -> None:
    desk = Desk({"-": [article(1)]})
    assert CliRunner().invoke(cli, ["add", "--ledger", str(path)], obj=desk.stages()).exit_code == 0
    assert desk.asked == [("-", False)]
    assert add(desk, path, "-", "-").exit_code == 64


def test_jsonl_can_be_demanded(path: Path) -> None:
    desk = Desk({"a": [article(1)]})
    add(desk, path, "a", "--jsonl")
    assert desk.asked == [("a", True)]


def test_a_dry_run_writes_nothing_and_makes_no_ledger(path: Path) -> None:
    desk = Desk({"a": [article(1), article(2)], "b": [article(1), article(2), article(3)]})
    result = add(desk, path, "a", "--dry-run")
    assert result.stdout == f"{path}: 2 articles new or changed, 0 known; nothing was written\n"
    assert list(path.parent.iterdir()) == []
    add(desk, path, "a")
    assert "1 article new or changed, 2 known" in add(desk, path, "b", "--dry-run").stdout
    assert kept(path) == 2


@pytest.mark.parametrize("name", ["gone/x.db", ".", "text.txt", "text.txt/x.db", "x" * 300 + ".db"])
def test_a_dry_run_ends_where_the_real_one_would(tmp_path: Path, name: str) -> None:
    desk = Desk({"a": [article(1)]})
    (tmp_path / "text.txt").write_bytes(b"This is a letter and no database at all. " * 40)
    result = add(desk, tmp_path / name, "a", "--dry-run")
    assert (result.exit_code, result.stderr.count("\n"), result.stdout) == (73, 1, "")
    assert [p.name for p in tmp_path.iterdir()] == ["text.txt"]


def test_a_dry_run_asks_whether_it_may_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk({"a": [article(1)]})
    add(desk, path, "a")
    # Root may write everywhere.
    closed: list[Path] = []
    monkeypatch.setattr(os, "access", lambda place, mode: place not in closed)
    assert add(desk, path, "a", "--dry-run").exit_code == 0
    for place in (path, path.parent):
        closed[:] = [place]
        result = add(desk, path, "a", "--dry-run")
        assert (result.exit_code, "may not be written to" in result.stderr) == (73, True)


def test_a_dry_run_takes_an_empty_file_for_a_ledger_to_be(path: Path) -> None:
    path.touch()
    result = add(Desk({"a": [article(1)]}), path, "a", "--dry-run")
    assert (result.exit_code, path.stat().st_size) == (0, 0)


def test_without_matching_it_is_said_how_to_get_it(path: Path) -> None:
    desk = Desk({"a": [article(1)]})
    assert "belegg doctor --mend" in add(desk, path, "a", "--no-match").stderr
    assert desk.ledgers[0].matched == [False]
    assert add(desk, path, "a", "--no-match").stderr == ""
    add(desk, path, "a")
    assert desk.ledgers[-1].matched == [True]


def test_claims_of_another_version_are_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk({"a": [article(1)]})
    assert add(desk, path, "a").stderr == ""
    monkeypatch.setattr(FakeLedger, "outdated", lambda self: True)
    assert "`belegg rebuild` makes them again" in add(desk, path, "a").stderr


def test_articles_are_taken_some_at_a_time(path: Path) -> None:
    desk = Desk({"a": [article(n) for n in range(10)]})
    add(desk, path, "a", env={"BELEGG_BATCH_SIZE": "2"})
    assert desk.ledgers[0].chunks == [4, 4, 2]


def test_failures_are_listed_at_the_end_and_the_first_gives_the_code(path: Path) -> None:
    bad = RecordError("there is no `text` in it", resource="a:2")
    result = add(Desk({"a": [article(1), bad, article(2)]}), path, "gone", "a")
    assert result.exit_code == 66
    assert "2 new articles" in result.stdout
    assert result.stderr.splitlines() == [
        "belegg: 2 of 4 could not be read:",
        "  gone: no such file (check the name)",
        "  a:2: there is no `text` in it",
    ]


def test_files_of_unknown_kind_are_told_of_and_no_failures(path: Path) -> None:
    desk = Desk({"a": [article(1)]})
    desk.passed = ["a/notat.pdf"]
    result = add(desk, path, "a")
    assert (result.exit_code, result.stderr) == (0, "belegg: 1 file of unknown kind was passed over: a/notat.pdf\n")
    desk.passed = [f"a/{n}.pdf" for n in range(5)]
    told = "belegg: 5 files of unknown kind were passed over: a/0.pdf, a/1.pdf, a/2.pdf and 2 more\n"
    assert add(desk, path, "a", "--dry-run").stderr == told
    assert "a/3.pdf, a/4.pdf\n" in add(desk, path, "a", "-v").stderr


def test_one_failing_input_is_one_line(path: Path) -> None:
    result = add(Desk(), path, "gone\x1b[2J")
    assert (result.exit_code, result.stdout) == (66, "")
    assert result.stderr == "belegg: gone␛[2J: no such file (check the name)\n"


def test_many_failures_are_told_by_reason_and_all_with_v(path: Path) -> None:
    failures = [RecordError("no text", resource=f"a:{n}") for n in range(30)]
    other = RecordError("not JSON", resource="a:99")
    desk = Desk({"a": [*failures, other, article(1)]})
    few = add(desk, path, "a").stderr.splitlines()
    assert few == [
        "belegg: 31 of 32 could not be read:",
        "  30 × no text: a:0, a:1, a:2, …",
        "  1 × not JSON: a:99",
        "  -v lists every one",
    ]
    every = add(desk, path, "a", "-v").stderr
    assert all(f"  a:{n}: no text\n" in every for n in range(30))
    assert len(add(desk, path, "a").stderr.splitlines()) == 4, "-v does not outlive its run"


def test_an_interruption_keeps_what_was_counted_and_says_how_to_go_on(path: Path) -> None:
    desk = Desk({"a": [*(article(n) for n in range(9)), KeyboardInterrupt()]})
    result = add(desk, path, "a", env={"BELEGG_BATCH_SIZE": "2"})
    assert result.exit_code == 130
    assert result.stdout == ""
    assert f"8 new and 0 changed articles are safe in {path}; run the same command again to go on" in result.stderr
    assert kept(path) == 8
    desk.found["a"] = desk.found["a"][:-1]
    assert "1 new article, 0 changed, 8 known" in add(desk, path, "a").stdout


def test_an_interruption_within_a_batch_counts_that_batch(path: Path) -> None:
    desk = Desk({"a": [article(n) for n in range(9)]})

    def before(found: Any) -> None:
        if found.title == "Sak 6":
            raise KeyboardInterrupt

    desk.before = before
    assert "6 new and 0 changed articles are safe" in add(desk, path, "a", env={"BELEGG_BATCH_SIZE": "2"}).stderr
    assert kept(path) == 6


def test_an_interruption_before_the_first_article_says_so(path: Path) -> None:
    result = add(Desk({"a": [KeyboardInterrupt()]}), path, "a")
    assert (result.exit_code, "nothing was added yet" in result.stderr) == (130, True)


@pytest.mark.parametrize("error", [LedgerBusyError("another process is writing to it"), ModelError("damaged")])
def test_what_breaks_the_run_off_says_what_is_safe(path: Path, error: Any) -> None:
    desk = Desk({"gone": [RecordError("no text", resource="gone:1")], "a": [article(n) for n in range(5)]})

    def before(found: Any) -> None:
        if found.title == "Sak 3":
            raise error

    desk.before = before
    result = add(desk, path, "gone", "a")
    assert result.exit_code == error.exit_code
    lines = result.stderr.splitlines()
    assert "3 new and 0 changed articles are safe" in lines[0]
    assert lines[1:] == ["belegg: 1 of 4 could not be read:", "  gone:1: no text", f"belegg: {error}"]


def test_a_bug_stays_raw(path: Path) -> None:
    desk = Desk({"a": [article(1)]})

    def before(found: Any) -> None:
        raise KeyError("bug")

    desk.before = before
    assert isinstance(add(desk, path, "a").exception, KeyError)


def test_a_ledger_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    desk = Desk({"a": [article(1)]})
    (tmp_path / "text.db").write_bytes(b"This is a letter and no database at all. " * 40)
    for name, words in (
        ("gone/x.db", "folder does not exist"),
        (".", "a folder"),
        ("text.db", "not a ledger"),
        ("a" * 300, "too long"),
    ):
        result = add(desk, tmp_path / name, "a")
        assert (result.exit_code, result.stderr.count("\n"), result.stdout) == (73, 1, "")
        assert words in result.stderr
    assert (tmp_path / "text.db").read_bytes().startswith(b"This is a letter")


SCRIPT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {folder!r})
from follow_adding import Desk, article
from belegg.cli import main
desk = Desk({{"a": [article(n) for n in range(1000)]}})
desk.before = lambda found: time.sleep(0.02)
main(sys.argv[1:], obj=desk.stages())
"""


def test_ctrl_c_in_a_terminal_loses_nothing_that_was_shown(path: Path) -> None:
    ours, theirs = pty.openpty()
    script = SCRIPT.format(folder=str(Path(__file__).parent))
    process = subprocess.Popen([sys.executable, "-c", script, "add", "a", "--ledger", str(path)], stderr=theirs)
    os.close(theirs)
    shown = b""
    while b" new, " not in shown:
        shown += os.read(ours, 4096)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other end is gone
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 130
    assert b"Traceback" not in shown
    told = int(shown.rpartition(b"interrupted; ")[2].split()[0])
    assert told > 0
    # One more may have been written than was counted.
    assert kept(path) in (told, told + 1)
    with open_store(path, readonly=True) as store:
        assert store.check() == []
