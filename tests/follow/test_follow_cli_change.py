"""The commands that change the ledger or look after it: decide, decisions, undo, rebuild, doctor."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from follow_claims import CABLE, DENIAL, SCHOOL, fill, row, run, story
from follow_story import COUNT, CUT, WIRE_TEXT, dump, everything
from follow_story import ledger as written
from follow_story import story as page

from belegg.errors import LedgerBusyError, UsageError
from belegg.follow import Ledger
from belegg.ledger import Decision, Problem, Update, open_store
from belegg.types import Article, Reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "news.db")


def change(path: Path, sql: str) -> None:
    """Change a file as no ledger would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(sql)
    connection.close()


def same_day() -> Reading:
    """The text of the wire in another paper, the day it came."""
    body = f"{WIRE_TEXT} Kari Vik sier at {CUT}. {COUNT.format('5 800')}, sier Ola Dal."
    return page("Bygdebladet", "Strømbrudd", body, (CUT, "Kari Vik"))


def held(path: Path) -> list[Decision]:
    with open_store(path, readonly=True) as store:
        return store.decisions()


def statements(claim: int) -> list[str]:
    return [c.id for c in story()[claim].statements]


@pytest.mark.parametrize("kind", ["join", "split", "accept", "reject"])
def test_two_are_decided_by_the_beginnings_of_their_ids(path: Path, kind: str) -> None:
    result = run(path, "decide", kind, "e2fe", "c2ab", "--no-match", "--who", "Moe")
    assert (result.exit_code, result.stderr) == (0, "")
    (made,) = held(path)
    assert (made.kind, made.a, made.b, made.who) == (kind, statements(0)[1], statements(1)[0], "Moe")
    assert f"`belegg undo {made.id[:10]}` takes it back" in result.stdout


def test_the_claims_follow_at_once_unless_told_otherwise(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    real = Ledger.decide

    def decide(self: Ledger, *args: Any, match: bool = True, **given: Any) -> Decision:
        asked.append(match)
        return real(self, *args, match=False, **given)

    monkeypatch.setattr(Ledger, "decide", decide)
    run(path, "decide", "join", "c1ab", "c2ab")
    run(path, "decide", "split", "c1ab", "c2ab", "--no-match")
    assert asked == [True, False]


def test_it_is_told_which_claims_the_two_are_in_afterwards(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ledger.decide

    def decide(self: Ledger, *args: Any, match: bool = True, **given: Any) -> Decision:
        made = real(self, *args, match=False, **given)
        if match and made.kind == "join":
            one, other = map(row, story()[:2])
            joined = replace(one, id="f00d" + "0" * 28, members=one.members + other.members)
            self.store.apply(Update(cursor=1, dropped=(CABLE, DENIAL), claims=(joined,)))
        return made

    monkeypatch.setattr(Ledger, "decide", decide)
    two = f"{CABLE[:10]} and {DENIAL[:10]}"
    assert run(path, "decide", "split", "c1ab", "c2ab").stdout.startswith(f"split {two}, now in claims {two}; ")
    assert run(path, "decide", "split", "c1ab", "c2ab", "--no-match").stdout.startswith(f"split {two}; ")
    joined = run(path, "decide", "join", "c1ab", "c2ab").stdout
    assert joined.startswith(f"joined {two}, now in claim f00d000000; `belegg undo ")


@pytest.mark.parametrize("who", ["", " "])
def test_a_decision_is_somebodys(path: Path, who: str) -> None:
    result = run(path, "decide", "join", "c1ab", "c2ab", "--who", who)
    assert (result.exit_code, result.stdout, held(path)) == (64, "", [])
    with Ledger(path) as ledger, pytest.raises(UsageError):
        ledger.decide("rate", statements(0)[0], value="A1", who=who)
    assert held(path) == []


def test_a_rating_is_shown_with_its_claim(path: Path) -> None:
    assert json.loads(run(path, "claim", "c2ab", "--format", "json").stdout)["ratings"] == []
    assert "rated" not in run(path, "claim", "c2ab").stdout
    for value, who in (("F6", "Moe"), ("B2", "Moe"), ("C3", "Vik")):
        run(path, "decide", "rate", "c2ab", value, "--who", who, "--no-match")
    text = run(path, "claim", "c2ab").stdout
    # Of each person the last.
    assert [line.strip() for line in text.splitlines() if "rated" in line] == ["rated B2 · Moe", "rated C3 · Vik"]
    told = json.loads(run(path, "claim", "c2ab", "--format", "json").stdout)["ratings"]
    assert [(r["statement"], r["value"], r["who"]) for r in told] == [
        (statements(1)[0], "B2", "Moe"), (statements(1)[0], "C3", "Vik"),
    ]  # fmt: skip


def test_a_statement_is_rated(path: Path) -> None:
    assert run(path, "decide", "rate", "e1fe", "b2", "--no-match").exit_code == 0
    # A claim with one statement stands for it; one with more does not say which is meant.
    assert run(path, "decide", "rate", "c2ab", "F6", "--no-match").exit_code == 0
    assert [(d.kind, d.a, d.b, d.value) for d in sorted(held(path), key=lambda d: d.value or "")] == [
        ("rate", statements(0)[0], None, "B2"),
        ("rate", statements(1)[0], None, "F6"),
    ]
    result = run(path, "decide", "rate", "c1ab", "A1", "--no-match")
    assert (result.exit_code, "4 statements" in result.stderr) == (64, True)


@pytest.mark.parametrize(
    "args",
    [
        ["join", "c1ab"],
        ["join", "c1ab", "c1ab"],
        ["join", "c1ab", "e1fe"],
        ["join", "c1ab", "nowhere"],
        ["merge", "c1ab", "c2ab"],
        ["rate", "e1fe", "G1"],
        ["rate", "e1fe", "A7"],
        ["rate", "e1fe", "very good"],
        ["rate", "nowhere", "A1"],
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_remembered(path: Path, args: list[str]) -> None:
    result = run(path, "decide", *args, "--no-match")
    assert (result.exit_code, result.stdout) == (64, "")
    assert held(path) == []


def test_decisions_are_listed_with_their_words_and_undone(path: Path) -> None:
    assert "Nothing was decided yet." in run(path, "decisions").stdout
    run(path, "decide", "join", "e1fe", "c2ab", "--no-match")
    (made,) = held(path)
    text = run(path, "decisions").stdout
    assert text.startswith(f"{made.id[:10]} join · ")
    assert "kabelen ble kuttet av et skip" in text
    assert "kabelen røk av seg selv" in text
    assert json.loads(run(path, "decisions", "--format", "jsonl").stdout)["id"] == made.id
    assert json.loads(run(path, "decisions", "--format", "json").stdout)[0]["kind"] == "join"

    assert run(path, "undo", made.id[:6].upper(), "--no-match").stdout == f"undone: {made.id[:10]}\n"
    assert held(path) == []
    again = run(path, "undo", made.id, "--no-match")
    assert (again.exit_code, "no decision of this id holds" in again.stderr) == (64, True)
    assert run(path, "undo", "", "--no-match").exit_code == 64


def test_rebuild_says_what_came_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rebuild(self: Ledger, progress: Callable[[int], None] = lambda done: None) -> int:
        progress(3)
        return 3

    monkeypatch.setattr(Ledger, "rebuild", rebuild)
    assert run(path, "rebuild").stdout == "3 changes taken in, 4 claims made\n"


def test_a_rebuild_that_is_interrupted_says_how_to_go_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rebuild(self: Ledger, progress: Callable[[int], None] = lambda done: None) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Ledger, "rebuild", rebuild)
    result = run(path, "rebuild")
    assert (result.exit_code, "`belegg doctor --mend` goes on" in result.stderr) == (130, True)


def test_an_empty_ledger_is_rebuilt_and_well(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_store(path).close()
    assert run(path, "rebuild").stdout == "0 changes taken in, 0 claims made\n"
    result = run(path, "doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert (lines["ledger"], lines["articles"], lines["all"]) == (str(path), "0", "well")


def test_doctor_says_what_waits_and_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    with open_store(path) as store:
        store.add(Reading(Article("Brua er stengt.", url="https://avis.example/1")))
    result = run(path, "doctor")
    assert result.exit_code == 0
    assert "well, but 1 change to be matched" in result.stdout
    updated: list[bool] = []
    monkeypatch.setattr(Ledger, "update", lambda self, progress: updated.append(True))
    run(path, "doctor", "--mend")
    assert updated == [True]


def test_doctor_tells_of_claims_that_another_version_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    open_store(path).close()
    monkeypatch.setattr(Ledger, "outdated", lambda self: True)
    result = run(path, "doctor")
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "well, but the claims were made by other rules or networks than this belegg has: "
        "`belegg rebuild` makes them again\n"
    )


def test_doctor_names_what_is_wrong_and_mends_what_can_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The claims of the story hang on statements that are not there.
    result = run(path, "doctor")
    assert result.exit_code == 73
    assert f"problem     4 × a statement of it is not there: claim {CABLE}, claim {DENIAL}, " in result.stdout
    assert result.stdout.endswith("not well: `belegg doctor --mend` makes again what is damaged\n")
    mended = run(path, "doctor", "--mend")
    assert mended.exit_code == 0
    assert "derived data was made again" in mended.stdout
    assert mended.stdout.endswith("all well\n")
    monkeypatch.setattr(Ledger, "problems", lambda self, mend=False: [Problem("page 3\x1b[2J", "it is\nlost")])
    lost = run(path, "doctor", "--mend")
    backup = "not well: restore a backup, or make a new ledger of the articles with `belegg add`"
    assert (lost.exit_code, lost.stdout.splitlines()[-1]) == (73, backup)
    assert "problem     page 3␛[2J: it is lost\n" in lost.stdout


@pytest.mark.parametrize("table", ["claims", "claim_words", "claim_words_data", "heads", "speakers", "edges"])
def test_a_table_that_is_missing_is_told_and_made_again(path: Path, table: str) -> None:
    with Ledger(path) as ledger:
        ledger.rebuild()
    change(path, f"DROP TABLE {table}")
    for asked in (["doctor"], ["claims", "kabelen"], ["speakers"], ["decide", "join", "c1ab", "c2ab", "--no-match"]):
        result = run(path, *asked)
        # Nothing but what is raised on purpose.
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert run(path, "doctor").exit_code == 73
    mended = run(path, "doctor", "--mend")
    assert (mended.exit_code, mended.stdout.splitlines()[-1]) == (0, "all well")


def test_a_table_that_cannot_be_made_again_asks_for_a_backup(path: Path) -> None:
    change(path, "DROP TABLE decisions")
    for asked in (["doctor"], ["doctor", "--mend"]):
        result = run(path, *asked)
        assert (result.exit_code, "restore a backup" in result.stdout) == (73, True)
        assert "problem     decisions: it is missing" in result.stdout


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("DELETE FROM claim_speakers", "it is not found by its speakers"),
        ("DELETE FROM claim_outlets", "it is not found by its outlets"),
        ("DELETE FROM edges", "nothing links its statements"),
        ("DELETE FROM copies", "it shares its text with"),
        ("DELETE FROM sketches", "it is not found by its text"),
        ("DELETE FROM bands", "it is not found by its text"),
        ("UPDATE claim_bodies SET text = 'tull'", "it does not say what its statements say"),
        ("UPDATE claim_bodies SET body = '{}'", "it cannot be read"),
        ("UPDATE claim_bodies SET body = '['", "it cannot be read"),
        ("UPDATE claims SET articles = 9", "it does not say what its statements say"),
    ],
)
def test_claims_that_are_not_what_was_made_of_them_are_told_and_made_again(
    tmp_path: Path, sql: str, problem: str
) -> None:
    path = tmp_path / "a.db"
    with written(path, *everything(), same_day()) as ledger:
        before = dump(ledger)
        assert ledger.check() == []
    change(path, sql)
    with written(path) as ledger:
        problems = ledger.problems()
        assert [p for p in problems if problem in p.what]
        assert all(p.derived for p in problems)
        assert len(problems) == len(set(problems)), "each is told once"
        assert ledger.problems(mend=True) == []
        assert dump(ledger) == before


def test_what_somebody_else_made_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with written(path, *everything()):
        pass
    change(path, "CREATE INDEX mine ON articles (current)")
    result = run(path, "doctor")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "all well")
    assert "note        mine: it is not ours, and in nobody's way" in result.stdout
    change(path, "DELETE FROM claim_outlets")
    broken = run(path, "doctor")
    assert (broken.exit_code, "belegg doctor --mend" in broken.stdout, "backup" in broken.stdout) == (73, True, False)
    assert run(path, "doctor", "--mend").stdout.splitlines()[-1] == "all well"


def test_what_others_are_writing_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fleeting, lasting = (
        Problem("claim a", "nothing links its statements", True),
        Problem("claim b", "it cannot be read"),
    )
    marks, looks = iter("123456"), iter([[fleeting, lasting], [lasting, replace(fleeting, where="claim c")], [lasting]])
    with written(tmp_path / "a.db", *everything()) as ledger:
        monkeypatch.setattr("belegg.follow._ledger.faults", lambda store: next(looks))
        monkeypatch.setattr(ledger.store, "mark", lambda: next(marks))
        assert ledger.problems() == [lasting]
        # At rest one look is enough.
        monkeypatch.setattr("belegg.follow._ledger.faults", lambda store: [fleeting])
        monkeypatch.setattr(ledger.store, "mark", lambda: "5")
        assert ledger.problems() == [fleeting]


def test_a_file_cut_short_is_not_sent_in_a_circle(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])
    told = run(path, "claims")
    assert (told.exit_code, "`belegg doctor` says what is wrong" in told.stderr) == (73, True)
    for asked in (["doctor"], ["doctor", "--mend"]):
        result = run(path, *asked)
        remedy = "restore a backup, or make a new ledger of the articles with `belegg add`"
        said = f"belegg: {path}: it is damaged ({remedy})\n"
        assert (result.exit_code, result.stderr) == (73, said)


def test_an_empty_file_is_no_ledger_and_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    for asked in (["doctor"], ["doctor", "--mend"], ["rebuild"], ["claims"]):
        result = run(path, *asked)
        said = f"belegg: {path}: the file is empty, and no ledger yet (`belegg add` makes one)\n"
        assert (result.exit_code, result.stderr) == (73, said)
    assert path.read_bytes() == b""


def test_a_claim_that_cannot_be_read_is_one_line(path: Path) -> None:
    change(path, "UPDATE claim_bodies SET body = '{}'")
    result = run(path, "claims")
    said = f"belegg: {path}: it is damaged: a stored claim cannot be read (`belegg doctor --mend` makes it again)\n"
    assert (result.exit_code, result.stderr) == (73, said)


def test_doctor_reads_what_it_may_not_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the question is answered for it.
    monkeypatch.setattr("belegg._cli._ledger_open.os.access", lambda *args: False)
    before = path.read_bytes()
    assert "note        the search index was not checked" in run(path, "doctor").stdout
    assert path.read_bytes() == before


def test_another_writer_is_one_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: Ledger, *args: Any, **given: Any) -> Decision:
        raise LedgerBusyError("another process is writing to it", resource=str(path), remedy="try again in a moment")

    monkeypatch.setattr(Ledger, "decide", busy)
    result = run(path, "decide", "join", CABLE, SCHOOL)
    assert result.exit_code == 75
    assert result.stderr == f"belegg: {path}: another process is writing to it (try again in a moment)\n"
