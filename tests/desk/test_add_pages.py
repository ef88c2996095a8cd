from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from add_world import held, lines, wait
from desk_world import client

from belegg.desk._demo import DEMO, demo_articles, demo_size


def test_files_and_addresses_are_sent_and_lead_to_the_job(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        files = [("files", ("a.jsonl", io.BytesIO(lines(3)))), ("files", ("b.pdf", io.BytesIO(b"%PDF-1.4")))]
        answer = desk.post("/add", files=files, data={"addresses": " \n"}, follow_redirects=False)
        assert answer.status_code == 303
        path = answer.headers["location"]
        wait(made, path.rsplit("/", 1)[1])
        page = desk.get(path).text
        assert "a.jsonl og 1 til" in page
        assert "dette er en PDF, ikke tekst" in page
        assert 'href="/today"' in page
        assert "http-equiv" not in page
        listed = desk.get("/add").text
        assert path in listed
        assert "ferdig, med feil" in listed


def test_a_job_that_runs_asks_for_itself_with_and_without_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch) as hold, client(tmp_path, empty=True) as (desk, made):
        job = made.jobs.add("me", files=[("a.jsonl", io.BytesIO(lines(4)))])
        assert hold.reached.acquire(timeout=20)
        path = f"/jobs/{job.id}"
        page = desk.get(path).text
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
        assert re.search(rf'hx-get="{path}" hx-trigger="every 1s" hx-target="#job-now"', page)
        assert 'hx-trigger="every 2s"' in desk.get("/add").text
        assert "hx-retarget" not in desk.get(path, headers={"hx-target": "job-now"}).headers
        desk.post(f"{path}/stop")
        hold.free()
        assert wait(made, job.id).status == "stopped"
        over = desk.get(path, headers={"hx-target": "job-now"})
        assert over.headers["hx-retarget"] == over.headers["hx-reselect"] == "#job"
        assert "hx-trigger" not in over.text
        assert desk.post(f"{path}/again", follow_redirects=False).headers["location"] == path
        assert wait(made, job.id).status == "done"
        assert desk.post(f"{path}/remove", follow_redirects=False).headers["location"] == "/add"
        assert desk.get(path).status_code == 404


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"addresses": "/etc/passwd"}, 422), ({"addresses": "x" * 1_100_000}, 400), ({"files": "a.txt"}, 422)],
)
def test_what_cannot_be_added_is_told(tmp_path: Path, data: dict[str, str], status: int) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        assert desk.post("/add", data=data).status_code == status
        assert made.jobs.all() == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n'),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"junk" * 100),
        ("application/json", b"{}"),
        ("", b"\0\xff"),
    ],
)
def test_forms_that_are_none_are_refused(tmp_path: Path, kind: str, body: bytes) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        assert 400 <= desk.post("/add", content=body, headers={"content-type": kind}).status_code < 500


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    with client(tmp_path, empty=True, max_body=2000) as (desk, made):
        assert desk.post("/add", files=[("files", ("a.txt", b"x" * 4000))]).status_code == 413
        assert made.jobs.all() == []


def test_nobody_adds_to_a_public_desk(tmp_path: Path) -> None:
    with client(tmp_path):
        pass
    with client(tmp_path, public=True) as (desk, made):
        for path in ("/add", "/demo", "/jobs/0/stop", "/jobs/0/again", "/jobs/0/remove"):
            assert desk.post(path, files=[("files", ("a.txt", b"x"))]).status_code == 403, path
        assert made.jobs.all() == []
        assert desk.get("/add").status_code == 403


def test_the_demo_is_one_click_away(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        assert "empty" in desk.get("/add").text
        path = desk.post("/demo", follow_redirects=False).headers["location"]
        job = wait(made, path.rsplit("/", 1)[1])
        assert (job.status, job.tally.new) == ("done", demo_size())
        assert "Eksempelsakene" in desk.get(path).text
        assert made.ledger.count_articles() == demo_size() == 27


def test_the_demo_is_small_and_told_by_many_in_five_languages() -> None:
    articles = list(demo_articles())
    assert {a.language for a in articles} == {"nb", "nn", "da", "sv", "en"}
    assert len({a.outlet for a in articles}) > 10
    assert all(a.url and ".example/" in a.url and a.published for a in articles)
    assert sum(p.stat().st_size for p in DEMO.iterdir()) < 300_000


def test_names_of_files_are_shown_as_text(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, made):
        name = "<img src=x onerror=alert(1)>\u202etxt.pdf"
        answer = desk.post("/add", files=[("files", (name, b"%PDF-1.4"))], follow_redirects=False)
        wait(made, answer.headers["location"].rsplit("/", 1)[1])
        for path in (answer.headers["location"], "/add"):
            page = desk.get(path).text
            assert "<img" not in page
            assert "\u202e" not in page
            assert "&lt;img src=x" in page
