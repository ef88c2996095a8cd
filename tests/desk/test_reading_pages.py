from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from desk_world import BASE, client
from reading_story import HOSTILE, TEXT, ferry, harmful
from starlette.testclient import TestClient

from belegg.desk._access import LOCAL
from belegg.desk._desk import Desk
from belegg.desk._drafts import DAYS, MOST, Drafts
from belegg.desk._state import State
from belegg.desk.pages import read as read_page
from belegg.errors import BlockedAddressError
from belegg.fetch import Fetched

NEWS = "Ferja står\r\n\r\nKari Vik sier at ferja ikke går i dag. Ola Dal sier at motoren er hel."


def keep(desk: Desk, reading: object) -> str:
    return Drafts(desk.state).keep(LOCAL.name, reading)  # type: ignore[arg-type]


def english(made: TestClient) -> None:
    made.cookies.set("belegg_language", "en")


def read(made: TestClient, **form: object) -> str:
    answer = made.post("/read", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_pasted_text_is_read_kept_and_shown(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        english(made)
        where = read(made, text=NEWS, outlet="Vestposten", published="2026-03-01")
        page = made.get(where).text
        assert page == made.get(where).text
        assert page.count('class="s direct certain"') == 2 + 1  # and one in the legend
        assert "1 Mar 2026" in page or "March 1, 2026" in page
        assert "Vestposten" in page
        assert read(made, text=NEWS, outlet="Vestposten", published="2026-03-01") == where
        assert page.count("<h1") == 1
        listed = made.get("/read").text
        assert f'href="{where}"' in listed
        assert "2 statements" in listed
        made.post(f"{where}/forget")
        assert made.get(where).status_code == 404
        assert f'href="{where}"' not in made.get("/read").text


def test_files_of_three_kinds(tmp_path: Path) -> None:
    page = "<html><head><title>Ferja står</title></head><body><article><h1>Ferja står</h1>" + (
        "<p>Kari Vik sier at ferja ikke går i dag. Havna var tom da båten skulle ha kommet inn.</p>" * 3
    )
    record = {"title": "Ferja står", "text": "Kari Vik sier at ferja ikke går i dag.", "outlet": "Vestposten"}
    with client(tmp_path, empty=True) as (made, _):
        for name, data in (
            ("ferja.txt", NEWS.encode("latin-1")),
            ("ferja.html", page.encode()),
            ("ferja.jsonl", json.dumps(record).encode()),
        ):
            answer = made.post("/read", files={"file": (name, data)})
            assert answer.status_code == 200, name
            assert "ferja ikke går i dag" in answer.text


@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("a.pdf", b"%PDF-1.7 x", 415, "PDF"),
        ("a.bin", bytes(range(32)) * 40, 415, "binary"),
        ("a.txt", b"   \n", 422, "empty"),
        ("two.jsonl", b'{"text": "A sier B."}\n{"text": "C sier D."}\n', 422, "several"),
        ("bad.jsonl", b'{"text": \n', 422, "a"),
        ("long.txt", b"Kari Vik sier at det er slik. " * 8000, 400, "200,000"),
        ("<script>alert(1)</script>%s.pdf", b"%PDF-1.7 x", 415, "PDF"),
        ("%d%(x)s.pdf", b"%PDF-1.7 x", 415, "PDF"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_form(
    tmp_path: Path, name: str, data: bytes, status: int, words: str
) -> None:
    with client(tmp_path, empty=True) as (made, _):
        english(made)
        answer = made.post("/read", files={"file": (name, data)})
        assert answer.status_code == status
        (told,) = re.findall(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)
        assert words in told
        assert "<script>alert" not in answer.text
        assert 'name="text"' in answer.text


def test_nothing_at_all_and_a_wrong_date_lose_no_words(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        english(made)
        assert "there is nothing to read" in made.post("/read", data={"text": " \r\n "}).text
        answer = made.post("/read", data={"text": "</textarea><b>Hei", "published": "i går", "outlet": '"x'})
        assert answer.status_code == 400
        assert "&lt;/textarea&gt;&lt;b&gt;Hei</textarea>" in answer.text
        assert 'value="&#34;x"' in answer.text


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELEGG_MAX_BYTES", "100")
    with client(tmp_path, empty=True) as (made, _):
        assert made.post("/read", files={"file": ("a.txt", b"Kari Vik sier at. " * 20)}).status_code == 413


def test_an_address_is_fetched_and_refusals_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        if "10.0.0.1" in url:
            raise BlockedAddressError("the address is not public", resource=url)
        return Fetched(NEWS.encode(), url, "text/plain; charset=utf-8", 200)

    monkeypatch.setattr(read_page, "new_fetch", lambda: fetch)
    with client(tmp_path, empty=True) as (made, _):
        page = made.get(read(made, address=" https://vestposten.example/a ")).text
        assert 'href="https://vestposten.example/a" rel="noopener noreferrer"' in page
        assert made.post("/read", data={"address": "http://10.0.0.1/x"}).status_code == 422
        assert made.post("/read", data={"address": "file:///etc/passwd"}).status_code == 400
        assert asked == ["https://vestposten.example/a", "http://10.0.0.1/x"]


def test_who_may_only_look_reads_nothing(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        (article,) = desk.ledger.articles(limit=1)
    with client(tmp_path, public=True) as (made, _):
        assert made.get("/read").status_code == 403
        assert made.post("/read", data={"text": NEWS}).status_code == 403
        assert made.get(f"/article/{article.id}").status_code == 200
        assert "<form" in made.get("/articles").text


def test_adding_leads_to_the_article(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        where = read(made, text=NEWS, outlet="Vestposten")
        before = desk.ledger.count_articles()
        answer = made.post(f"{where}/add", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/article/")
        assert "ferja ikke går i dag" in made.get(answer.headers["location"]).text
        assert made.post(f"{where}/add", follow_redirects=False).headers["location"] == answer.headers["location"]
        assert desk.ledger.count_articles() == before + 1
        assert made.post("/read/nothing/add").status_code == 404


def test_the_words_can_be_copied_alone(tmp_path: Path) -> None:
    """Tags taken away, the article is the text and nothing else: numbers and signs are drawn by the style sheet."""
    with client(tmp_path, empty=True) as (made, desk):
        page = made.get(f"/read/{keep(desk, ferry())}").text
        (body,) = re.findall(r'<article class="text"[^>]*>(.*?)</article>', page, re.DOTALL)
        assert re.sub(r"<[^>]*>", "", body) == TEXT
        for n, sign in enumerate(("", "×", "○", "≈"), start=1):
            assert f'data-n="{n}{sign}"' in body


def test_without_a_script_marks_lead_to_cards_and_back(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        page = made.get(f"/read/{keep(desk, ferry())}").text
        ids = re.findall(r' id="([^"]*)"', page)
        assert len(ids) == len(set(ids))
        for key in ("outer", "inner", "split", "rumour"):
            assert {key, f"c-{key}"} <= set(ids)
            assert f'href="#c-{key}"' in page
            assert f'href="#{key}"' in page
        assert " style=" not in page
        assert not re.search(r" on\w+=", page)


def test_filters_work_by_address(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        english(made)
        where = f"/read/{keep(desk, ferry())}"

        def cards(query: str) -> list[str]:
            page = made.get(f"{where}?{query}").text
            return [
                key for shape, key in re.findall(r'<li class="card ([^"]*)" id="c-(\w+)"', page) if "off" not in shape
            ]

        assert cards("") == ["outer", "inner", "split", "rumour"]
        assert cards("only=unnamed") == ["split"]
        assert cards("only=hearsay") == ["rumour"]
        assert cards("speaker=ola+dal") == ["inner"]
        assert cards("only=unnamed&speaker=ola+dal") == []
        page = made.get(f"{where}?only=unnamed").text
        assert re.search(r'data-only="unnamed" aria-current="true"', page)
        assert '<p class="none quiet" role="status" hidden>' in page
        assert '<p class="none quiet" role="status">' in made.get(f"{where}?speaker=nobody").text


@pytest.mark.parametrize("bad", HOSTILE)
def test_nothing_in_a_reading_becomes_markup(tmp_path: Path, bad: str) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        where = f"/read/{keep(desk, harmful(bad))}"
        for page in (
            made.get(where).text,
            made.get("/read").text,
            made.get(where, params={"speaker": bad, "s": bad}).text,
        ):
            rest = re.sub(r'<script src="/static/[\w.]+\?v=\w+" defer></script>', "", page)
            for part in ("<script", "<img", "<svg", "onerror='", "\u202e", "\x1b", "\x00"):
                assert part not in rest, part
            assert 'href="javascript' not in page


def test_each_sees_only_his_own_for_some_days(tmp_path: Path) -> None:
    now = [1_000_000.0]
    state = State(tmp_path / "a.desk")
    drafts = Drafts(state, lambda: now[0])
    mine = drafts.keep("kari", ferry(wire=("NTB",)))
    assert drafts.get("kari", mine) == ferry(wire=("NTB",))
    assert drafts.get("ola", mine) is None
    assert not drafts.forget("ola", mine)
    assert [(d.id, d.statements) for d in drafts.recent("kari")] == [(mine, 4)]
    assert drafts.recent("ola") == []
    now[0] += DAYS * 86_400 + 1
    assert drafts.get("kari", mine) is None
    drafts.keep("ola", ferry())
    assert [r["user"] for r in state.all("SELECT user FROM readings")] == ["ola"]
    for n in range(MOST + 2):
        now[0] += 1
        last = drafts.keep("kari", ferry(title=f"Sak {n}"))
    assert len(drafts.recent("kari", 1000)) == MOST
    assert drafts.recent("kari", 1)[0].id == last
    state.close()


def test_links_under_a_prefix_stay_under_it(tmp_path: Path) -> None:
    with client(tmp_path, empty=True, prefix="/belegg") as (made, desk):
        page = made.get(f"/belegg/read/{keep(desk, ferry())}").text
        assert not re.search(r'(?:href|action|src)="/(?!belegg/)', page)
        assert made.post("/belegg/read", data={"text": NEWS}, headers={"origin": BASE}).status_code == 200
