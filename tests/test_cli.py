"""The command line, with fakes behind its seam; the process tests run the real thing where no model is needed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pty
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from belegg import errors
from belegg._cli._group import exit_codes
from belegg._cli._info import find_model, model_lines
from belegg._cli._output import FileSink
from belegg._cli._stages import Stages
from belegg._cli._writers import keep_confident
from belegg.cli import cli
from belegg.errors import (
    BeleggError,
    FetchError,
    MissingInputError,
    ModelError,
    OutputError,
    RecordError,
    UsageError,
)
from belegg.ledger._schema import APPLICATION_ID
from belegg.types import Article, Block, Reading, Statement

HEAVY = ("trafilatura", "onnxruntime", "numpy", "urllib3", "lxml", "ssl")


def article(text: str, path: str) -> Article:
    return Article(text, (Block("paragraph", 0, len(text)),), title=text.rstrip("."), language="nb", path=path)


class FakeReader:
    """Takes the first word of an article for its source and the rest for what it says."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def pipe(self, articles: Iterable[Article], *, batch_size: int) -> Iterator[Reading]:
        self.batches.append(batch_size)
        for found in articles:
            word = found.text.index(" ")
            sure, unsure = (
                Statement(f"s{n}", ((word + 1, len(found.text)),), source=((0, word),), confidence=confidence)
                for n, confidence in enumerate((0.9, 0.3))
            )
            yield Reading(found, statements=(unsure, dataclasses.replace(sure, nested_in=unsure.id)))


class Bench:
    """Fake stages over a dict from name to what is found there."""

    def __init__(self, found: dict[str, list[Article | BeleggError] | BeleggError]) -> None:
        self.found = found
        self.opened: list[tuple[str, str]] = []
        self.reader = FakeReader()
        self.readers = 0

    def stages(self) -> Stages:
        return Stages(
            is_url=lambda name: name.startswith("https://"),
            is_jsonl=lambda name: name.endswith(".jsonl"),
            from_url=lambda name: self._open("url", name),
            from_file=lambda name: self._open("file", name),
            from_stdin=lambda: self._open("stdin", "-"),
            from_jsonl=lambda name: self._open("jsonl", name),
            make_reader=self._make,
        )

    def _make(self) -> FakeReader:
        self.readers += 1
        return self.reader

    def _open(self, how: str, name: str) -> Iterator[Article | BeleggError]:
        self.opened.append((how, name))
        found = self.found.get(name, MissingInputError("no such file", resource=name, remedy="check the name"))
        if isinstance(found, BeleggError):
            raise found
        yield from found


@pytest.fixture
def bench() -> Bench:
    return Bench(
        {
            "a.txt": [article("Vik sier ja.", "a.txt")],
            "b.txt": [article("Moe sier nei.", "b.txt")],
            "-": [article("Lie sier kanskje.", "-")],
            "one.jsonl": [article("Vik sier ja.", "one.jsonl")],
            "many.jsonl": [
                article("Vik sier ja.", "many.jsonl"),
                RecordError("no text", resource="many.jsonl:2", remedy="give it one"),
                article("Moe sier nei.", "many.jsonl"),
            ],
            "two.html": [article("Vik sier ja.", "two.html"), article("Moe sier nei.", "two.html")],
            "https://a.example/": [article("Vik sier ja.", "a.html")],
            "https://b.example/": FetchError("no answer", resource="https://b.example/", remedy="try later"),
        }
    )


def run(bench: Bench, *args: str, **extra: Any) -> Result:
    return CliRunner().invoke(cli, ["read", *args], obj=bench.stages(), **extra)


def test_text_is_the_default(bench: Bench) -> None:
    result = run(bench, "a.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("Vik sier ja\nBokmål\n2 statements; 2 unnamed\n\n1  Nobody named\n")
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("command", ["read", "add"])
@pytest.mark.parametrize("names", [[""], ["a.txt", " "]])
def test_an_empty_name_is_no_input(bench: Bench, tmp_path: Path, command: str, names: list[str]) -> None:
    env = {"BELEGG_LEDGER": str(tmp_path / "news.db")}
    result = CliRunner().invoke(cli, [command, *names], obj=bench.stages(), env=env)
    assert (result.exit_code, result.stdout, bench.opened) == (64, "", [])
    assert result.stderr == "belegg: '': the name of an input is empty (name a file, an address or -)\n"
    assert list(tmp_path.iterdir()) == []


def test_each_kind_of_input_is_opened_in_its_way(bench: Bench) -> None:
    run(bench, "a.txt", "-", "one.jsonl", "https://a.example/")
    assert bench.opened == [("file", "a.txt"), ("stdin", "-"), ("jsonl", "one.jsonl"), ("url", "https://a.example/")]


def test_jsonl_can_be_demanded(bench: Bench) -> None:
    run(bench, "--jsonl", "a.txt", "-")
    assert bench.opened == [("jsonl", "a.txt"), ("jsonl", "-")]


def test_without_input_a_pipe_is_read(bench: Bench) -> None:
    assert "Lie sier kanskje" in run(bench).stdout
    assert bench.opened == [("stdin", "-")]


def test_stdin_twice_is_refused(bench: Bench) -> None:
    result = run(bench, "-", "-")
    assert (result.exit_code, result.stderr) == (64, "belegg: -: standard input can be read once only (give - once)\n")


def test_several_texts_have_a_rule_with_the_name(bench: Bench) -> None:
    lines = run(bench, "a.txt", "b.txt", "--width", "40").stdout.splitlines()
    assert lines[0] == "── a.txt " + "─" * 31
    assert "── b.txt " + "─" * 31 in lines


@pytest.mark.parametrize(
    ("inputs", "count"),
    [(["a.txt"], None), (["a.txt", "b.txt"], 2), (["one.jsonl"], 1), (["two.html"], 2), (["a.txt", "gone"], 1)],
)
def test_json_is_an_object_or_an_array(bench: Bench, inputs: list[str], count: int | None) -> None:
    value = json.loads(run(bench, *inputs, "--format", "json").stdout)
    assert isinstance(value, dict) if count is None else len(value) == count


def test_jsonl_has_one_line_an_article(bench: Bench) -> None:
    lines = run(bench, "many.jsonl", "b.txt", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["article"]["text"] for line in lines] == ["Vik sier ja.", "Moe sier nei.", "Moe sier nei."]


def test_html_is_one_page_with_all(bench: Bench) -> None:
    page = run(bench, "a.txt", "b.txt", "--format", "html").stdout
    assert page.count("<!DOCTYPE html>") == 1
    assert page.count("<article") == 2


def test_a_failing_input_is_one_line_and_the_others_go_on(bench: Bench) -> None:
    result = run(bench, "https://b.example/", "a.txt", "gone.txt", "b.txt")
    assert "Vik sier ja" in result.stdout
    assert "Moe sier nei" in result.stdout
    assert result.stderr.splitlines() == [
        "belegg: https://b.example/: no answer (try later)",
        "belegg: gone.txt: no such file (check the name)",
        "belegg: 2 of 4 could not be read:",
        "  https://b.example/: no answer (try later)",
        "  gone.txt: no such file (check the name)",
    ]
    assert result.exit_code == FetchError.exit_code


def test_the_first_failure_decides_the_exit_code(bench: Bench) -> None:
    assert run(bench, "gone.txt", "https://b.example/", "a.txt").exit_code == 66
    assert run(bench, "many.jsonl").exit_code == 65


def test_one_failing_input_is_one_line_and_needs_no_reader(bench: Bench) -> None:
    result = run(bench, "gone.txt", "--format", "json")
    assert (result.stdout, result.stderr) == ("", "belegg: gone.txt: no such file (check the name)\n")
    assert bench.readers == 0


def test_many_failures_are_cut_short_in_the_list(bench: Bench) -> None:
    bench.found["bad.jsonl"] = [RecordError("no text", resource=f"bad.jsonl:{n}") for n in range(1, 31)]
    lines = run(bench, "bad.jsonl").stderr.splitlines()
    assert lines[30] == "belegg: 30 of 30 could not be read:"
    assert lines[-1] == "  and 10 more"
    assert len(lines) == 30 + 1 + 20 + 1


def test_an_error_without_a_place_gets_the_input_and_stays_on_one_line(bench: Bench) -> None:
    bench.found["x"] = MissingInputError("bad\nthing\x1b[2J")
    assert run(bench, "x").stderr == "belegg: x: bad thing␛[2J\n"


def test_a_model_that_fails_ends_the_run(bench: Bench) -> None:
    def broken() -> FakeReader:
        raise ModelError("the weights are damaged", resource="m", remedy="install again")

    stages = dataclasses.replace(bench.stages(), make_reader=broken)
    result = CliRunner().invoke(cli, ["read", "a.txt"], obj=stages)
    assert (result.exit_code, result.stderr) == (70, "belegg: m: the weights are damaged (install again)\n")


def test_a_bug_stays_raw(bench: Bench) -> None:
    def broken() -> FakeReader:
        raise KeyError("bug")

    stages = dataclasses.replace(bench.stages(), make_reader=broken)
    result = CliRunner().invoke(cli, ["read", "a.txt"], obj=stages)
    assert isinstance(result.exception, KeyError)


def test_min_confidence(bench: Bench) -> None:
    value = json.loads(run(bench, "a.txt", "--format", "json", "--min-confidence", "0.5").stdout)
    assert [(s["id"], s["nested_in"]) for s in value["statements"]] == [("s0", None)]


@pytest.mark.parametrize("value", ["nan", "-0.1", "1.1", "x", "inf"])
def test_min_confidence_is_a_probability(bench: Bench, value: str) -> None:
    assert run(bench, "a.txt", "--min-confidence", value).exit_code == 64


def test_what_was_nested_in_a_dropped_statement_hangs_on_the_next() -> None:
    def statement(name: str, within: str | None, confidence: float) -> Statement:
        return Statement(name, ((0, 1),), nested_in=within, confidence=confidence)

    chain = (statement("a", None, 0.9), statement("b", "a", 0.1), statement("c", "b", 0.9), statement("d", "e", 0.9))
    circle = (statement("e", "f", 0.1), statement("f", "e", 0.1))
    left = keep_confident(Reading(Article("x"), statements=chain + circle), 0.5)
    assert [(s.id, s.nested_in) for s in left.statements] == [("a", None), ("c", "a"), ("d", None)]


@pytest.mark.parametrize("args", [["read", "--format", "xml"], ["raed"], ["read", "--width", "3"], ["--nope"], []])
def test_wrong_use_ends_with_64(args: list[str]) -> None:
    result = CliRunner().invoke(cli, args)
    assert result.exit_code == 64
    assert "Usage: belegg" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("env", "flags", "coloured"), [({}, [], False), ({}, ["--color"], True), ({"NO_COLOR": "1"}, ["--no-color"], False)]
)
def test_colour(bench: Bench, env: dict[str, str], flags: list[str], coloured: bool) -> None:
    assert ("\x1b[1m" in run(bench, "a.txt", *flags, env=env).stdout) is coloured


def test_an_unknown_setting_is_refused(bench: Bench) -> None:
    result = run(bench, "a.txt", env={"BELEGG_THREAD": "2"})
    assert result.exit_code == 64
    assert result.stderr == "belegg: BELEGG_THREAD: no such setting (did you mean BELEGG_THREADS?)\n"


def test_the_batch_size_can_be_set(bench: Bench) -> None:
    run(bench, "a.txt", "b.txt", env={"BELEGG_BATCH_SIZE": "3"})
    assert bench.reader.batches == [3]


# --- output


def test_output_is_written_whole(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    result = run(bench, "a.txt", "--format", "json", "--output", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text("utf-8"))["article"]["text"] == "Vik sier ja."
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize("error", [KeyError("bug"), KeyboardInterrupt()])
def test_output_is_left_alone_where_the_run_breaks_off(bench: Bench, tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")

    def pipe(articles: Iterable[Article], *, batch_size: int) -> Iterator[Reading]:
        yield Reading(next(iter(articles)))
        raise error

    bench.reader.pipe = pipe  # type: ignore[method-assign]
    assert run(bench, "a.txt", "b.txt", "--output", str(target)).exit_code != 0
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_output_is_left_alone_where_nothing_could_be_read(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    assert run(bench, "gone.txt", "--output", str(target)).exit_code == 66
    assert target.read_text() == "old"


def test_output_keeps_links_and_modes(bench: Bench, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run(bench, "a.txt", "--output", str(link)).exit_code == 0
    assert link.is_symlink()
    assert "Vik" in real.read_text("utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("where", ["gone/out.txt", ".", "x" * 300])
def test_an_output_that_cannot_be_made_is_told_before_the_work(bench: Bench, tmp_path: Path, where: str) -> None:
    result = run(bench, "a.txt", "--output", str(tmp_path / where))
    assert result.exit_code == OutputError.exit_code
    assert result.stderr.count("\n") == 1
    assert bench.opened == []


def test_a_device_is_written_as_it_is(bench: Bench) -> None:
    assert run(bench, "a.txt", "--output", "/dev/null").exit_code == 0
    result = run(bench, "a.txt", "--output", "/dev/full")
    assert (result.exit_code, result.stderr.count("\n")) == (74, 1)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_sink_that_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    with FileSink(tmp_path / "x") as sink:
        sink.write("half")
    assert [path.name for path in tmp_path.iterdir()] == []


def database(path: Path, application_id: int) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute("CREATE TABLE t (n)")
    return path.read_bytes()


@pytest.mark.parametrize(("mark", "what"), [(APPLICATION_ID, "this is a ledger"), (0, "this is a database")])
def test_a_ledger_is_never_written_over(bench: Bench, tmp_path: Path, mark: int, what: str) -> None:
    ledger, link = tmp_path / "news.db", tmp_path / "link.json"
    before = database(ledger, mark)
    link.symlink_to(ledger)
    for name in (str(ledger), str(link), f"{tmp_path}/../{tmp_path.name}/news.db"):
        result = run(bench, "a.txt", "--format", "json", "--output", name)
        assert (result.exit_code, result.stdout, bench.opened) == (UsageError.exit_code, "", [])
        assert result.stderr == f"belegg: {name}: {what}, which would be lost (name another file)\n"
    assert ledger.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.json", "news.db"]


@pytest.mark.parametrize("end", ["-wal", "-shm", ".lock", ".queue"])
def test_nor_is_what_belongs_to_one(bench: Bench, tmp_path: Path, end: str) -> None:
    database(tmp_path / "news.db", APPLICATION_ID)
    result = run(bench, "a.txt", "--output", str(tmp_path / f"news.db{end}"))
    assert (result.exit_code, "this belongs to a ledger" in result.stderr) == (64, True)
    assert run(bench, "a.txt", "--output", str(tmp_path / f"other{end}")).exit_code == 0


def test_a_ledger_that_is_made_meanwhile_stays(tmp_path: Path) -> None:
    place = tmp_path / "news.db"
    with FileSink(place) as sink, pytest.raises(UsageError, match="this is a ledger"):
        sink.write("text")
        before = database(place, APPLICATION_ID)
        sink.commit()
    assert place.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["news.db"]


# --- help, version, info, completion


def test_help_names_every_exit_code_and_gives_examples() -> None:
    text = CliRunner().invoke(cli, ["--help"]).stdout
    assert "belegg read article.txt" in text
    codes = {code for code, _ in exit_codes()}
    raised = {getattr(errors, name).exit_code for name in errors.__all__} - {BeleggError.exit_code}
    assert codes == raised | {0, 130, 141}
    listed = {int(line.split()[0]) for line in text.splitlines() if line.strip()[:1].isdigit()}
    assert listed == codes


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_and_option_has_help(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert command.short_help
    assert all(param.help for param in command.params if isinstance(param, click.Option))


def test_version() -> None:
    result = CliRunner().invoke(cli, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("belegg ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert "_BELEGG_COMPLETE" in result.stdout


def test_info_shows_versions_and_the_checksum(tmp_path: Path) -> None:
    model = tmp_path / "m.belegg"
    model.write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "m.belegg.sha256").write_text(f"{digest}  m.belegg\n")
    result = CliRunner().invoke(cli, ["info"], env={"BELEGG_MODEL": str(model)})
    assert result.exit_code == 0
    for words in ("belegg ", "python ", "onnxruntime ", f"{digest} (as pinned)"):
        assert words in result.stdout


def test_info_tells_missing_and_damaged_weights(tmp_path: Path) -> None:
    model = tmp_path / "m.belegg"
    result = CliRunner().invoke(cli, ["info"], env={"BELEGG_MODEL": str(model)})
    assert (result.exit_code, result.stderr.count("\n")) == (70, 1)
    assert "belegg " in result.stdout
    model.write_bytes(b"weights")
    with pytest.raises(ModelError, match="no checksum"):
        model_lines(model)
    (tmp_path / "m.belegg.sha256").write_text("0" * 64 + "  m.belegg\n")
    with pytest.raises(ModelError, match="damaged"):
        model_lines(model)
    with pytest.raises(ModelError, match="missing"):
        find_model(tmp_path / "empty")


# --- the process


def start(*args: str, **extra: Any) -> subprocess.Popen[bytes]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("BELEGG_")}
    return subprocess.Popen(
        [sys.executable, "-m", "belegg", *args], stderr=subprocess.PIPE, env={**env, **extra.pop("env", {})}, **extra
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from belegg.cli import cli\n"
        "try: cli.main(sys.argv[1:])\nexcept SystemExit: pass\n"
        f"print('heavy:', [m for m in {HEAVY} if m in sys.modules])"
    )
    for args in (["--help"], ["read", "--help"], ["--version"]):
        done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "heavy: []"


def test_without_input_in_a_terminal_there_is_a_hint() -> None:
    ours, theirs = pty.openpty()
    process = start("read", stdin=theirs)
    _, stderr = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 64
    assert stderr.startswith(b"Usage: belegg read")
    assert stderr.count(b"\n") == 1


def test_a_full_disk_ends_with_74_and_no_traceback() -> None:
    for args in (["--help"], ["info"]):
        with Path("/dev/full").open("wb") as full:
            process = start(*args, stdout=full)
            _, stderr = process.communicate(timeout=60)
        assert process.returncode == 74
        assert stderr.startswith(b"belegg: standard output: cannot be written")
        assert stderr.count(b"\n") == 1


# Behind the seam of a real process: one fake stage, the rest as it is.
SCRIPT = """
import signal, sys, time
# A job in the background of a shell starts with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {folder!r})
from test_cli import Bench, article
from belegg.cli import main
bench = Bench({{"a": [article("Vik sier ja.", "a")] * {count}}})
if {wait}:
    def pipe(articles, *, batch_size):
        print("ready", file=sys.stderr, flush=True)
        time.sleep(60)
        yield from ()
    bench.reader.pipe = pipe
main(sys.argv[1:], obj=bench.stages())
"""


def start_fake(*args: str, count: int = 1, wait: bool = False, **extra: Any) -> subprocess.Popen[bytes]:
    script = SCRIPT.format(folder=str(Path(__file__).parent), count=count, wait=wait)
    return subprocess.Popen([sys.executable, "-c", script, *args], stderr=subprocess.PIPE, **extra)


def test_a_closed_pipe_ends_quietly() -> None:
    process = start_fake("read", "a", "a", "--format", "jsonl", count=2000, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), stderr) == (141, b"")


def test_a_closed_pipe_ends_alike_where_click_writes() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = start_fake("completion", "bash", stdout=writing)
    os.close(writing)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (141, b"")


def test_the_exit_code_stands_where_stderr_takes_nothing() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([sys.executable, "-m", "belegg", "read", "/nonexistent"], stderr=full, check=False)
    assert ended.returncode == 66


def test_a_full_disk_while_reading_is_an_output_error() -> None:
    with Path("/dev/full").open("wb") as full:
        process = start_fake("read", "a", stdout=full)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 74
    assert stderr == (
        b"belegg: standard output: cannot be written: no space left on device (free some space, or write elsewhere)\n"
    )


def test_a_closed_standard_output_is_an_output_error() -> None:
    process = start_fake("read", "a", preexec_fn=lambda: os.close(1))
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr.count(b"\n")) == (74, 1)
    assert b"standard output is closed" in stderr


def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    process = start_fake("read", "a", "--output", str(tmp_path / "x"), wait=True)
    assert process.stderr is not None
    assert process.stderr.readline() == b"ready\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr.strip() == b""
    assert [path.name for path in tmp_path.iterdir()] == []


def test_output_in_a_narrow_encoding_does_not_break() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    process = start_fake("read", "a", "a", stdout=subprocess.PIPE, env=env)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, b"")
    assert b"Vik sier ja" in stdout


def test_the_terminal_gets_colour_and_its_own_width() -> None:
    for env, coloured in (({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        ours, theirs = pty.openpty()
        base = {**os.environ, "TERM": "xterm", "COLUMNS": "30"}
        process = start_fake("read", "a", "a", stdout=theirs, env={**base, **env})
        process.communicate(timeout=60)
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
        assert ("\x1b[1m" in shown) is coloured
        assert "── a " + "─" * 25 + "\r\n" in shown
