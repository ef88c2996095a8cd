"""What could go wrong between the parts of the desk: leftovers, crowds, ways back, words that are no markup."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from access_world import as_role, guarded
from add_world import wait
from babel.messages.pofile import read_po
from desk_world import client

from belegg.desk import _accounts
from belegg.desk._adding import Tally
from belegg.desk._alerts import Alerts, Looks
from belegg.desk._door import Door
from belegg.desk._drafts import Drafts
from belegg.desk._errors import NotFound, Refused, problem_of
from belegg.desk._i18n import language_of
from belegg.desk._pages import STATIC, asset_stamp
from belegg.desk._query import Query
from belegg.desk._state import State
from belegg.errors import NotTextError
from belegg.types import Article, Reading

LANG = STATIC.parent / "lang"
EN = {"accept-language": "en"}


def back_of(page: str) -> str:
    found = re.search(r'name="back" value="([^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


# -- words that are no markup


def test_what_failed_in_a_job_is_told_as_text(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        job = desk.jobs.add_demo("me")
        wait(desk, job.id)
        bad = ("a.txt", "<b id=x>100 % of %(it)s</b> %d", "<i id=y>50 %</i>")
        tally = {"failed": 1, "failures": [bad], "problem": ["", "it is empty", "<u id=z>%s</u>"]}
        desk.state.run("UPDATE jobs SET report = ?, status = 'failed' WHERE id = ?", (json.dumps(tally), job.id))
        assert Tally.from_dict(tally).failures == [bad]
        answer = made.get(f"/jobs/{job.id}", headers={"accept-language": "nb"})
        assert answer.status_code == 200
        assert "&lt;b id=x&gt;100 % of %(it)s&lt;/b&gt; %d" in answer.text
        assert "<i id" not in answer.text and "<u id" not in answer.text
        assert "den er tom" in answer.text


def test_an_error_about_something_is_translated() -> None:
    problem = problem_of(
        NotTextError("this is a PDF, not text", resource="bok.pdf\n<x>", remedy="give the article's text")
    )
    assert problem.to_dict()["error"]["message"] == "bok.pdf <x>: this is a PDF, not text"
    told = problem.told(language_of("nb").gettext)
    assert told.message == "bok.pdf <x>: dette er en PDF, ikke tekst"
    assert told.to_dict()["error"]["message"] == told.message


# -- ways back


@pytest.mark.parametrize("prefix", ["", "/belegg"])
def test_another_language_leads_back_to_the_same_question(tmp_path: Path, prefix: str) -> None:
    with client(tmp_path, prefix=prefix) as (made, _):
        asked = f"{prefix}/search?q=k%C3%A5bel&mode=words"
        back = back_of(made.get(asked, headers=EN).text)
        assert back == asked
        answer = made.post(f"{prefix}/preferences", data={"language": "nn", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == asked
        assert 'lang="nn"' in made.get(answer.headers["location"]).text


def test_a_page_that_came_out_of_a_form_leads_to_the_way_in(tmp_path: Path) -> None:
    with guarded(tmp_path) as (made, desk):
        data = {"name": "a program", "scope": "read"}
        page = made.post("/access/tokens", data=data, headers=as_role(desk, "admin"))
        assert page.status_code == 200
        assert back_of(page.text) == "/"


@pytest.mark.parametrize(("role", "to"), [("reader", "/today"), ("user", "/read")])
def test_the_way_in_of_an_empty_desk_is_open_to_whoever_comes(tmp_path: Path, role: str, to: str) -> None:
    with guarded(tmp_path) as (made, desk):
        who = as_role(desk, role)
        answer = made.get("/", headers=who, follow_redirects=False)
        assert answer.headers["location"] == to
        assert made.get(to, headers=who).status_code == 200


# -- what is somebody's own


def test_a_new_account_of_an_old_name_finds_nothing(tmp_path: Path) -> None:
    with guarded(tmp_path) as (_, desk):
        as_role(desk, "admin")
        as_role(desk, "user")
        Drafts(desk.state).keep("user", Reading(Article("Kari sier at det regner.")))
        Alerts(desk.state, "user").add("rain", Query(q="regn"), 0)
        Looks(desk.state).keep("user", 3)
        assert _accounts.remove(desk.state, "user")
        as_role(desk, "user")
        assert not Drafts(desk.state).recent("user")
        assert not Alerts(desk.state, "user").all()
        assert Looks(desk.state).of("user") is None


def test_a_look_and_an_alert_stay_within_the_ledger_and_do_not_go_back(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        cursor = desk.ledger.store.cursor()
        made.post("/today/seen", data={"seq": cursor})
        made.post("/today/seen", data={"seq": 1})
        look = Looks(desk.state).of("me")
        assert look is not None and look.seq == cursor
        kept = made.post("/api/v1/alerts", json={"query": {"q": "kabel"}}).json()
        assert made.post(f"/api/v1/alerts/{kept['id']}/seen", json={"seq": 2**40}).status_code == 204
        assert Alerts(desk.state, "me").get(kept["id"]).seq == cursor


def test_a_look_at_another_ledger_is_forgotten(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        Looks(desk.state).keep("me", 10_000)
        made.post("/today/seen", data={"seq": 5})
        look = Looks(desk.state).of("me")
        assert look is not None and look.seq == 5


# -- crowds


def test_the_connections_of_threads_that_are_gone_are_closed(tmp_path: Path) -> None:
    state = State(tmp_path / "own.desk")
    for _ in range(5):
        thread = threading.Thread(target=state.one, args=("SELECT 1",))
        thread.start()
        thread.join()
    state.one("SELECT 1")
    assert len(state._open) == 1
    state.close()


def test_a_crowd_that_reads_is_told_to_come_again(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, desk):
        taken = 0
        while desk._crowd.acquire(blocking=False):
            taken += 1
        answer = made.post("/api/v1/read", json={"text": "Kari sier at det regner."})
        assert answer.status_code == 503 and answer.json()["error"]["code"] == "busy"
        for _ in range(taken):
            desk._crowd.release()
        assert made.post("/api/v1/read", json={"text": "Kari sier at det regner."}).status_code == 200


def test_a_reading_that_fails_leaves_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(article: Any) -> Any:
        raise Refused(422, "no", "no")

    with client(tmp_path, empty=True) as (_, desk):
        monkeypatch.setattr(desk.ledger.engines.reader, "read", broken)
        for _ in range(30):
            with pytest.raises(Refused, match="no"):
                desk.read(Article("Regn."))


def test_one_name_in_several_spellings_is_one_at_the_door() -> None:
    door = Door()
    spellings = ["A\u030ase  Lia", "\u00c5se Lia", "\u212bse lia"]
    assert not any(door.knock(spellings[n % 3], "") for n in range(10))
    assert all(door.knock(name, "") for name in spellings)


def test_a_job_that_is_not_there_is_not_remembered(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (_, desk):
        with pytest.raises(NotFound):
            desk.jobs.stop("ffff")
        assert not desk.jobs._stopping


# -- decisions


def test_a_name_that_nobody_has_is_not_merged(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        name = desk.ledger.speakers(limit=1)[0].name
        answer = made.post("/decide", data={"kind": "merge", "a": "Nobody Atall", "b": name}, headers=EN)
        assert answer.status_code == 400 and "nobody of this name speaks in the ledger" in answer.text
        assert not desk.ledger.decisions()


# -- what is shipped


def test_the_vendored_script_is_the_one_its_licence_file_names() -> None:
    digest = hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest()
    licence = (STATIC / "htmx.LICENSE.txt").read_text("utf-8")
    assert digest in licence and "Zero-Clause BSD" in licence
    assert asset_stamp("htmx.min.js") == digest[:12]


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_no_message_has_two_translations(code: str) -> None:
    found: dict[tuple[Any, Any], dict[str, set[str]]] = {}
    for path in sorted(LANG.glob(f"*.{code}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    key = (message.id, message.context)
                    found.setdefault(key, {}).setdefault(str(message.string), set()).add(path.name)
    assert len(found) > 500
    assert {key: told for key, told in found.items() if len(told) > 1} == {}
