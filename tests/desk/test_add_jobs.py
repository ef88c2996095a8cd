from __future__ import annotations

import io
import json
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from add_world import held, lines, until, wait
from desk_world import client

from belegg.desk import _adding, _jobs
from belegg.desk._errors import NotFound, Refused
from belegg.desk._jobs import Jobs
from belegg.desk._state import State
from belegg.desk._uploads import Uploads, ending_of
from belegg.errors import FetchError, LedgerError, OutputError


def test_files_are_added_and_then_deleted(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        files = [("a.jsonl", io.BytesIO(lines(20))), ("b.txt", io.BytesIO(b"Ola Dal sier at det brenner."))]
        made = desk.jobs.add("kari", files=files)
        kept = tmp_path / "news.desk.uploads" / made.id
        job = wait(desk, made.id)
        assert (job.status, job.user, job.tally.new, job.tally.total, job.tally.failed) == ("done", "kari", 21, 21, 0)
        assert job.tally.statements == 21
        assert desk.ledger.count_articles() == 21
        # Matched as well: nothing waits.
        assert desk.ledger.stale() == 0
        until(lambda: not kept.exists())


def test_what_is_sent_is_private_and_named_by_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch), client(tmp_path, empty=True) as (_, desk):
        names = ["../../evil.txt", "C:\\x\\b.HTML", "nul\0l.warc.gz", "\ud800.jsonl"]
        files = [(name, io.BytesIO(lines(1))) for name in names]
        job = desk.jobs.add("me", files=files)
        home = tmp_path / "news.desk.uploads"
        assert [home.stat().st_mode & 0o777, (home / job.id).stat().st_mode & 0o777] == [0o700, 0o700]
        assert sorted(p.name for p in (home / job.id).iterdir()) == [
            "0000.txt",
            "0001.html",
            "0002.warc.gz",
            "0003.jsonl",
        ]
        assert [name for _, name, _ in job.inputs][:2] == ["evil.txt", "b.HTML"]
        assert all(name.isprintable() for _, name, _ in job.inputs)


def test_endings_that_are_not_known_are_text() -> None:
    assert [ending_of(n) for n in ("a.JSONL", "a.tar.exe", "a", "a.warc.gz", ".html", "a.txt\n")] == [
        ".jsonl", ".txt", ".txt", ".warc.gz", ".html", ".txt",
    ]  # fmt: skip


def test_each_failure_is_listed_under_the_name_that_was_sent(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        files = [("x.jsonl", io.BytesIO(lines(1) + b"{}\nnot json\n")), ("y.pdf", io.BytesIO(b"%PDF-1.7 x"))]
        job = wait(desk, desk.jobs.add("me", files=files).id)
        assert (job.status, job.tally.new, job.tally.failed) == ("done", 1, 3)
        assert [what for what, _, _ in job.tally.failures] == ["x.jsonl:2", "x.jsonl:3", "y.pdf"]
        assert str(tmp_path) not in json.dumps(job.tally.failures)


def test_of_many_failures_the_first_are_listed_and_all_counted(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        job = wait(desk, desk.jobs.add("me", files=[("x.jsonl", io.BytesIO(b"{}\n" * 300))]).id)
        assert (job.status, job.tally.failed, len(job.tally.failures)) == ("failed", 300, 50)


def test_addresses_are_fetched_and_failures_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(self: object, url: str) -> object:
        raise FetchError("the site does not answer", resource=url, remedy="try again")

    monkeypatch.setattr("belegg.fetch.Fetcher.fetch", fetch)
    with client(tmp_path, empty=True) as (_, desk):
        job = wait(desk, desk.jobs.add("me", urls=["https://a.example/1", "https://a.example/1"]).id)
        assert job.status == "failed"
        assert job.tally.failures == [("https://a.example/1", "the site does not answer", "try again")]


@pytest.mark.parametrize("bad", ["/etc/passwd", "file:///etc/passwd", "-", "ftp://a.example/x", "news.db", "", "\0"])
def test_what_names_something_on_this_machine_is_refused(tmp_path: Path, bad: str) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        with pytest.raises(Refused):
            desk.jobs.add("me", urls=["https://a.example/1", bad])
        assert desk.jobs.all() == []


def test_decisions_come_between_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path) as (_, desk), held(monkeypatch) as hold:
        claim = max(desk.ledger.claims(), key=lambda c: len(c.statements))
        job = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(9)))])
        assert hold.reached.acquire(timeout=20)
        made = desk.writer.do(lambda ledger: ledger.decide("rate", claim.statements[0].id, value="B2"), seconds=10)
        assert wait(desk, job.id, "running")
        assert [d.id for d in desk.ledger.decisions()] == [made.id]


def test_progress_is_told_while_it_runs_and_not_too_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = Jobs._write

    def counted(self: Jobs, id: str, *rest: Any) -> None:
        written.append(id)
        real(self, id, *rest)

    monkeypatch.setattr(Jobs, "_write", counted)
    with client(tmp_path, empty=True) as (_, desk):
        begun = time.monotonic()
        job = wait(desk, desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(20)))]).id)
        assert job.ended is not None
        assert 2 <= len(written) <= 2 + 2 * (time.monotonic() - begun)
        monkeypatch.setattr(_jobs, "_EVERY", 0.0)
        written.clear()
        with held(monkeypatch) as hold:
            made = desk.jobs.add("me", files=[("b.jsonl", io.BytesIO(lines(5, "brua")))])
            for n in range(3):
                assert hold.reached.acquire(timeout=20)
                until(partial(lambda k: desk.jobs.get(made.id).tally.new == k, n))
                hold.go()
            now = desk.jobs.get(made.id)
            assert (now.status, now.tally.total, now.tally.at) == ("running", 5, "b.jsonl")
        assert wait(desk, made.id).tally.new == 5


def test_a_job_is_stopped_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        with held(monkeypatch) as hold:
            job = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(9)))])
            for _ in range(3):
                assert hold.reached.acquire(timeout=20)
                hold.go()
            assert hold.reached.acquire(timeout=20)
            assert desk.jobs.stop(job.id).stopping
            stopped = wait(desk, job.id)
        assert stopped.status == "stopped"
        assert stopped.ended is not None
        there = desk.ledger.count_articles()
        assert 1 <= there < 9
        # What came in is matched, though it was stopped.
        assert desk.ledger.stale() == 0
        with pytest.raises(Refused):
            desk.jobs.again(wait(desk, desk.jobs.add_demo("me").id).id)
        desk.jobs.again(job.id)
        done = wait(desk, job.id)
        assert (done.status, done.tally.new, done.tally.same) == ("done", 9 - there, there)


def test_one_that_waits_is_stopped_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path, empty=True) as (_, desk), held(monkeypatch) as hold:
        first = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))])
        second = desk.jobs.add("me", files=[("b.jsonl", io.BytesIO(lines(2, "brua")))])
        assert hold.reached.acquire(timeout=20)
        assert desk.jobs.stop(second.id).status == "stopped"
        with pytest.raises(Refused):
            desk.jobs.remove(first.id)
        hold.free()
        assert wait(desk, first.id).status == "done"
        assert desk.jobs.get(second.id).status == "stopped"
        desk.jobs.remove(second.id)
        with pytest.raises(NotFound):
            desk.jobs.get(second.id)
        assert not (tmp_path / "news.desk.uploads" / second.id).exists()


def test_closing_the_desk_lets_a_job_go_on_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as hold, client(tmp_path, empty=True) as (_, desk):
        job = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(6)))])
        later = desk.jobs.add("me", files=[("b.jsonl", io.BytesIO(lines(6, "brua")))])
        for _ in range(2):
            assert hold.reached.acquire(timeout=20)
            hold.go()
        until(lambda: desk.ledger.count_articles() >= 1)
    with client(tmp_path) as (_, desk):
        assert [desk.jobs.get(j.id).status for j in (job, later)] == ["waiting", "waiting"]
        assert desk.jobs.resume() == 2
        assert [wait(desk, j.id).status for j in (job, later)] == ["done", "done"]
        assert desk.jobs.get(job.id).tally.same >= 1
        assert desk.ledger.count_articles() == 12


def test_a_job_that_died_with_the_desk_is_stopped_and_can_be_begun_again(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        state = desk.state
        uploads = Uploads(tmp_path / "news.desk.uploads")
        kept = uploads.keep("0123456789abcdef", 0, "a.jsonl", io.BytesIO(lines(3)))
        uploads.keep("feedfeedfeedfeed", 0, "gone.jsonl", io.BytesIO(lines(3)))
        state.run(
            "INSERT INTO jobs (id, user, kind, status, inputs, report, made) "
            "VALUES (?, 'me', 'add', 'running', ?, ?, ?)",
            ("0123456789abcdef", json.dumps([["file", "a.jsonl", kept]]), '{"new": 2}', "2026-01-01T00:00:00+00:00"),
        )
    with client(tmp_path) as (_, desk):
        job = desk.jobs.get("0123456789abcdef")
        assert (job.status, job.tally.new) == ("stopped", 2)
        # What belongs to no job is deleted.
        assert [p.name for p in (tmp_path / "news.desk.uploads").iterdir()] == ["0123456789abcdef"]
        desk.jobs.again(job.id)
        assert wait(desk, job.id).tally.new == 3


def test_a_second_desk_leaves_the_jobs_of_the_first_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as hold, client(tmp_path, empty=True) as (_, desk):
        job = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))])
        assert hold.reached.acquire(timeout=20)
        state = State(tmp_path / "news.desk")
        other = Jobs(state, lambda work: pytest.fail("not its job"))
        assert (other.resume(), other.get(job.id).status) == (0, "running")
        other.close()
        state.close()


def test_what_breaks_a_job_is_told_and_the_next_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path, empty=True) as (_, desk):

        def full(*_: object) -> None:
            raise LedgerError("the disk is full", remedy="make room")

        monkeypatch.setattr(_adding.Addition, "_add", full)
        broken = wait(desk, desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))]).id)
        assert (broken.status, broken.tally.problem) == ("failed", ("", "the disk is full", "make room"))
        monkeypatch.setattr(_adding.Addition, "_add", lambda *_: 1 // 0)
        bug = wait(desk, desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))]).id)
        assert bug.status == "failed"
        assert bug.tally.problem is not None
        assert "Zero" not in bug.tally.problem[1]
        monkeypatch.undo()
        desk.jobs.again(broken.id)
        assert wait(desk, broken.id).status == "done"


def test_a_bug_while_articles_are_taken_ends_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_adding, "articles_in", lambda *_, **__: iter([1 // 0]))
    with client(tmp_path, empty=True) as (_, desk):
        assert wait(desk, desk.jobs.add("me", files=[("a.txt", io.BytesIO(b"x"))]).id).status == "failed"


def test_a_full_disk_keeps_nothing_of_what_was_sent(tmp_path: Path) -> None:
    class Full(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(28, "No space left on device")

    with client(tmp_path, empty=True) as (_, desk):
        with pytest.raises(OutputError):
            desk.jobs.add("me", files=[("a.txt", io.BytesIO(b"x")), ("b.txt", Full())])
        assert not (tmp_path / "news.desk.uploads").exists()
        assert desk.jobs.all() == []


def test_there_is_an_end_to_waiting_jobs_and_to_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(monkeypatch) as hold, client(tmp_path, empty=True) as (_, desk):
        monkeypatch.setattr(_jobs, "_MOST_WAITING", 2)
        desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(1)))])
        assert hold.reached.acquire(timeout=20)
        desk.jobs.add_demo("me")
        desk.jobs.add_demo("me")
        with pytest.raises(Refused) as refused:
            desk.jobs.add_demo("me")
        assert refused.value.status == 429
        with pytest.raises(Refused):
            desk.jobs.add("me", urls=[f"https://a.example/{n}" for n in range(1001)])
        for job in desk.jobs.all():
            desk.jobs.stop(job.id)


def test_old_jobs_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_jobs, "_KEPT", 3)
    state = State(tmp_path / "a.desk")
    for n in range(6):
        state.run(
            "INSERT INTO jobs (id, user, kind, status, inputs, report, made, ended) "
            "VALUES (?, 'me', 'demo', 'done', '[[\"demo\", \"demo\", \"\"]]', '{}', ?, ?)",
            (f"j{n}", f"2026-01-0{n + 1}", f"2026-01-0{n + 1}"),
        )
    jobs = Jobs(state, lambda work: None)
    assert [job.id for job in jobs.all()] == ["j5", "j4", "j3"]
    assert [job.id for job in jobs.all(1, "j5")] == ["j4"]
    jobs.close()
    state.close()


def test_what_nobody_tries_again_is_deleted_when_a_job_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "news.desk.uploads"
    with client(tmp_path, empty=True) as (_, desk):
        monkeypatch.setattr(_jobs, "_KEPT", 1)
        monkeypatch.setattr(_adding.Addition, "_add", lambda *_: 1 // 0)
        old, recent = (desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))]).id for _ in range(2))
        assert [wait(desk, id).status for id in (old, recent)] == ["failed", "failed"]
        monkeypatch.undo()
        monkeypatch.setattr(_jobs, "_KEPT", 1)
        desk.state.run("UPDATE jobs SET ended = '2026-01-01T00:00:00.000+00:00' WHERE id = ?", (old,))
        # One whose files are there, and which is not made yet.
        desk.jobs._uploads.keep("0123456789abcdef", 0, "a.jsonl", io.BytesIO(lines(1)))
        until(lambda: {p.name for p in home.iterdir()} == {old, recent, "0123456789abcdef"})
        done = desk.jobs.add("me", files=[("b.jsonl", io.BytesIO(lines(2)))]).id
        assert wait(desk, done).status == "done"
        until(lambda: {p.name for p in home.iterdir()} == {recent, "0123456789abcdef"})
        # The one of a week ago is forgotten; the other can still be tried, however few are kept.
        until(lambda: {job.id for job in desk.jobs.all()} == {done, recent})
        monkeypatch.setattr(_jobs, "_KEPT", 2)
        desk.jobs.again(recent)
        assert wait(desk, recent).status == "done"
        until(lambda: {p.name for p in home.iterdir()} == {"0123456789abcdef"})


def test_files_of_a_job_that_is_tried_again_are_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        monkeypatch.setattr(_adding.Addition, "_add", lambda *_: 1 // 0)
        id = desk.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(2)))]).id
        assert wait(desk, id).status == "failed"
        desk.state.run("UPDATE jobs SET ended = '2026-01-01T00:00:00.000+00:00' WHERE id = ?", (id,))
        monkeypatch.undo()
        asked, went_on = threading.Event(), threading.Event()
        has = desk.jobs._uploads.has

        def slow(job: str) -> bool:
            found = has(job)
            asked.set()
            assert not went_on.wait(0.3), "it was deleted between the look and the try"
            return found

        monkeypatch.setattr(desk.jobs._uploads, "has", slow)

        def tidy() -> None:
            assert asked.wait(10)
            desk.jobs._tidy()
            went_on.set()

        tidying = threading.Thread(target=tidy)
        tidying.start()
        desk.jobs.again(id)
        tidying.join(10)
        assert wait(desk, id).status == "done"


def test_an_ending_job_never_takes_the_folder_from_one_that_begins(tmp_path: Path) -> None:
    made = Uploads(tmp_path / "u")
    stop = threading.Event()

    def end_jobs() -> None:
        while not stop.is_set():
            made.drop("other")

    ending = threading.Thread(target=end_jobs)
    ending.start()
    try:
        for n in range(400):
            made.keep(f"j{n}", 1, "a.txt", io.BytesIO(b"x"))
            made.drop(f"j{n}")
    finally:
        stop.set()
        ending.join(10)
