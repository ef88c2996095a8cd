"""The commands that ask: claims, claim, speakers, search, export; on a small ledger without weights."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from follow_claims import CABLE, DENIAL, LATER, SCHOOL, carrier, fill, run, story

from belegg._cli._ledger_ask import EXPORTS
from belegg.claims import Claim, Origins, Relation
from belegg.errors import UsageError
from belegg.export import FORMATS
from belegg.follow import Ledger
from belegg.ledger import open_store
from belegg.types import Article, Hop, Reading, Statement


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("ledger") / "news.db")


def ids(path: Path, *args: str) -> list[str]:
    result = run(path, "claims", *args, "--format", "jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_claims_come_the_latest_first_and_whole(path: Path) -> None:
    lines = run(path, "claims", "--format", "jsonl").stdout.splitlines()
    assert [Claim.from_dict(json.loads(line)) for line in lines] == sorted(
        story(), key=lambda c: c.last or "", reverse=True
    )


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["kabelen"], {CABLE, DENIAL}),
        (["skip kuttet"], {CABLE}),
        (["--since", "2026-03-05"], {SCHOOL, DENIAL}),
        (["--until", "2026-03-01"], {CABLE}),
        (["--since", "2026-03-05", "--until", "2026-03-06"], {DENIAL}),
        (["--outlet", "søravisa"], {CABLE, DENIAL}),
        (["--speaker", "osnes"], {CABLE, DENIAL, SCHOOL}),
        (["--max-origins", "1"], {CABLE}),
        (["--min-outlets", "3"], {CABLE}),
        (["--contradicted"], {CABLE, DENIAL}),
        (["--hearsay"], {CABLE}),
        (["kabelen", "--contradicted", "--outlet", "Vestposten"], {CABLE}),
        (["finnes ikke"], set()),
        (["…"], set()),
    ],
)
def test_every_filter_reaches_the_ledger(path: Path, args: list[str], found: set[str]) -> None:
    assert set(ids(path, *args)) == found


def test_the_limit_holds_and_says_that_there_is_more(path: Path) -> None:
    assert ids(path, "--limit", "2") == [SCHOOL, DENIAL]
    text = run(path, "claims", "--limit", "2").stdout
    assert text.endswith("\nThese are the 2 latest; --all or --limit shows more.\n")
    assert "--all" not in run(path, "claims", "--limit", "4").stdout
    assert "2 best matches" not in run(path, "claims", "kabelen", "--limit", "2").stdout
    assert "1 best matches" in run(path, "claims", "kabelen", "--limit", "1").stdout


@pytest.mark.parametrize(
    "args",
    [
        ["--since", "yesterday"],
        ["--until", "2026-13-01"],
        ["--since", "2026-03-05", "--until", "2026-03-04"],
        ["--limit", "3", "--all"],
        ["--limit", "0"],
        ["--max-origins", "-1"],
        ["--format", "xml"],
    ],
)
def test_what_makes_no_sense_is_refused(path: Path, args: list[str]) -> None:
    result = run(path, "claims", *args)
    assert (result.exit_code, result.stdout) == (64, "")


def test_text_tells_the_claim_in_words(path: Path) -> None:
    lines = run(path, "claims", "skip kuttet", "--width", "100").stdout.splitlines()
    assert lines == [
        "c1ab000000  Kabelen i Skarvsundet ble kuttet av et skip.",
        "            three outlets, one origin · 2026-03-01 08:30 – 2026-03-04 08:30",
        "            en ekspert (unnamed); Kysttelegraf; The Harbour Mirror · denied by Ragna Osnes",
        "            ↔ contradicts c2ab000000: Kabelen røk av seg selv.",
    ]


def test_the_worked_example_of_the_docs_is_what_comes_out(path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text("utf-8")
    for command in ('claims "skip kuttet"', "claim c1ab"):
        shown = page.partition(f"    $ belegg {command}\n")[2].partition("\n\n#" if "1ab" in command else "\n\n|")[0]
        lines = [line.removeprefix("    ") for line in shown.partition("\n      …")[0].splitlines()]
        assert len(lines) > 3
        assert run(path, *shlex.split(command)).stdout.splitlines()[: len(lines)] == lines


def test_a_claim_that_is_not_there_is_shown_by_its_id(tmp_path: Path) -> None:
    first, *_ = story()
    path = fill(tmp_path / "x.db", replace(first, relations=(Relation("hardens", "f" * 32),)))
    for args in (["claims"], ["claim", CABLE]):
        assert "→ states as fact what was only possible in ffffffffff\n" in run(path, *args).stdout


def test_json_is_an_array_and_csv_has_a_row_a_statement(path: Path) -> None:
    assert json.loads(run(path, "claims", "--format", "json").stdout)[0]["id"] == SCHOOL
    assert json.loads(run(path, "claims", "nowhere", "--format", "json").stdout) == []
    rows = list(csv.DictReader(io.StringIO(run(path, "claims", "skip kuttet", "--format", "csv").stdout)))
    assert [row["claim"] for row in rows] == [CABLE] * 4


def test_where_nothing_is_found_it_says_what_to_try(path: Path) -> None:
    text = run(path, "claims", "zebra", "--outlet", "Nordavisa", "--hearsay").stdout
    assert text.startswith(
        "None of the 4 claims is like that.\nTry fewer or other words; without --outlet or --hearsay"
    )
    assert "belegg\nsearch" in text or "belegg search" in text
    assert "--outlet" not in run(path, "claims", "zebra").stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Nord", "The nearest is Nordavisa."),
        ("søravisen", "The nearest is Søravisa."),
        ("The Daily Zebra", "There are, among others, "),
    ],
)
def test_an_outlet_that_is_in_no_article_is_told_with_the_nearest(path: Path, name: str, told: str) -> None:
    text = " ".join(run(path, "claims", "--outlet", name).stdout.split())
    assert text.startswith(f"No article is of an outlet “{name}”. {told}")
    for args in (["claims", "--format", "jsonl"], ["export", "csv"]):
        result = run(path, *args, "--outlet", name)
        assert result.exit_code == 0
        assert result.stderr.startswith(f"belegg: No article is of an outlet “{name}”. {told}")
        assert run(path, *args, "zebra", "--outlet", "Nordavisa").stderr == ""


def test_a_filter_of_none_at_all_is_told_too(tmp_path: Path) -> None:
    path = fill(tmp_path / "x.db", story()[0])
    text = run(path, "claims", "--max-origins", "0").stdout
    assert text == "None of the 1 claims is like that.\nTry without --max-origins.\n"


def test_an_empty_ledger_and_one_that_waits_say_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with open_store(path) as store:
        assert "belegg add" in run(path, "claims").stdout
        store.add(Reading(Article("Brua er stengt.", url="https://avis.example/1")))
    assert "belegg doctor --mend" in run(path, "claims").stdout
    assert run(path, "claims", "--format", "jsonl").stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ["claims"],
        ["claim", "c1ab"],
        ["speakers"],
        ["search", "x"],
        ["export", "csv"],
        ["decisions"],
        ["decide", "join", "aaaa", "bbbb"],
        ["undo", "aaaa"],
        ["rebuild"],
        ["doctor"],
        ["doctor", "--mend"],
    ],
)
def test_without_a_ledger_there_is_one_line_and_none_is_made(tmp_path: Path, args: list[str]) -> None:
    path = tmp_path / "none.db"
    result = run(path, *args)
    assert (result.exit_code, result.stdout) == (73, "")
    assert result.stderr == f"belegg: {path}: there is no ledger (`belegg add` makes one)\n"
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"This is a letter and no database at all. " * 40)
    result = run(path, *args)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (73, "", 1)
    assert "not a ledger" in result.stderr


# --- one claim


@pytest.mark.parametrize("given", [CABLE, "c1ab", "e2fe", "e2fe" + "0" * 28, " c1ab "])
def test_a_claim_is_found_by_its_id_or_a_statements_or_the_beginning(path: Path, given: str) -> None:
    assert json.loads(run(path, "claim", given, "--format", "json").stdout)["id"] == CABLE
    assert json.loads(run(path, "claim", given, "--format", "jsonl").stdout)["id"] == CABLE


@pytest.mark.parametrize("given", ["c1", "", "c9ab", "f" * 32, "\x1b[2Jx", "%%%%", "c1ab'; --"])
def test_an_id_that_is_none_is_one_line(path: Path, given: str) -> None:
    result = run(path, "claim", given)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (64, "", 1)
    assert "\x1b" not in result.stderr


def test_a_beginning_of_several_ids_names_them(tmp_path: Path) -> None:
    first, *_ = story()
    path = fill(
        tmp_path / "x.db",
        first,
        replace(first, id="c1ac" + "0" * 28, statements=(replace(first.statements[0], id="e9" + "0" * 30),)),
    )
    result = run(path, "claim", "c1a")
    assert "too short" in result.stderr
    path = fill(
        tmp_path / "y.db",
        replace(first, id="c1abc" + "0" * 27, statements=(first.statements[0],)),
        replace(first, id="c1abd" + "0" * 27, statements=(first.statements[1],)),
    )
    result = run(path, "claim", "c1ab")
    assert result.exit_code == 64
    assert "c1abc0000000, c1abd0000000 (give more of it)" in result.stderr


def test_an_id_is_found_beyond_the_first_page(tmp_path: Path) -> None:
    claims = [
        Claim(
            f"{n:04x}" + "0" * 28,
            "Sak",
            Origins(1, 1),
            (),
            None,
            None,
            (carrier(1, "x", (Hop("A", "media"),), id=f"s{n}"),),
        )
        for n in range(16)
    ]
    path = fill(tmp_path / "x.db", *claims)
    for n in range(16):
        assert run(path, "claim", f"{n:04x}").exit_code == 0


def test_ids_may_be_in_capitals_and_python_takes_their_beginnings_too(path: Path, tmp_path: Path) -> None:
    whole = run(path, "claim", CABLE).stdout
    assert run(path, "claim", "C1AB").stdout == run(path, "claim", CABLE.upper()).stdout == whole
    assert run(path, "claim", " E1FE ").stdout == whole
    with Ledger(path, readonly=True) as ledger:
        cable = ledger.claim(CABLE)
        for id in ("c1ab", "C1AB0", CABLE.upper(), "e1fe"):
            assert cable is not None and ledger.claim(id) == cable
        for id in ("", "c1a", "c1ac", "nowhere", CABLE[:-1] + "1", CABLE + "0"):
            assert ledger.claim(id) is None
    twins = fill(tmp_path / "x.db", *(replace(c, id=f"abcd{n}" + "0" * 27) for n, c in enumerate(story()[2:])))
    with Ledger(twins, readonly=True) as ledger, pytest.raises(UsageError, match="several ids begin so: abcd0000"):
        ledger.claim("ABCD")


# --- speakers, search, export


def test_speakers(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    text = "Brua er stengt, sier Kari Vik."
    said = Statement("s", ((0, 14),), cue=((16, 20),), source=((21, 29),), speaker="Kari Vik", kind="person")
    with open_store(path) as store:
        assert run(path, "speakers").stdout == "Nobody speaks in this ledger yet.\n"
        for n in (1, 2):
            url = f"https://avis.example/{n}"
            found = Article(text, url=url, outlet="=Avisa", published=f"2026-03-0{n}", language="nb")
            store.add(Reading(found, statements=(said,)))
    assert run(path, "speakers", "vik").stdout == "2  Kari Vik · =Avisa · 2026-03-01 – 2026-03-02\n"
    assert run(path, "speakers", "moe").stdout == "Nobody of that name speaks in this ledger.\n"
    (line,) = run(path, "speakers", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["statements"] == 2
    assert json.loads(run(path, "speakers", "--format", "json").stdout)[0]["name"] == "Kari Vik"
    (row,) = csv.DictReader(io.StringIO(run(path, "speakers", "--format", "csv").stdout))
    assert (row["name"], row["outlets"]) == ("Kari Vik", "'=Avisa")


def test_search_shows_what_the_ledger_finds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def found(self: Ledger, query: str, limit: int = 20) -> list[Claim]:
        asked.append((query, limit))
        return list(story()[:1]) if query == "tau" else []

    monkeypatch.setattr(Ledger, "search", found)
    assert run(path, "search", "tau", "--limit", "3").stdout.startswith("c1ab000000  Kabelen i Skarvsundet")
    assert json.loads(run(path, "search", "tau", "--format", "json").stdout)[0]["id"] == CABLE
    assert json.loads(run(path, "search", "tau", "--format", "jsonl").stdout)["id"] == CABLE
    assert "Nothing in this ledger is like that." in run(path, "search", "zebra").stdout
    assert asked == [("tau", 3), ("tau", 20), ("tau", 20), ("zebra", 20)]
    assert run(path, "search", " ").exit_code == 64


def test_the_formats_of_export_are_those_there_are() -> None:
    assert tuple(FORMATS) == EXPORTS


@pytest.mark.parametrize("form", EXPORTS)
def test_export_to_a_file_and_to_a_pipe_gives_the_same(path: Path, tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / "out"
    result = run(path, "export", form, "-o", str(target))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    piped = run(path, "export", form, "-o", "-").stdout_bytes
    assert target.read_bytes() == piped != b""
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_export_takes_query_filters_and_limit(path: Path) -> None:
    def exported(*args: str) -> list[str]:
        return [json.loads(line)["id"] for line in run(path, "export", "jsonl", *args).stdout.splitlines()]

    assert exported("kabelen", "--max-origins", "1") == [CABLE]
    assert exported("--limit", "1") == [SCHOOL]
    assert exported("--outlet", "Nordavisa", "--until", "2026-03-02") == [CABLE]
    assert LATER in exported()


def test_an_export_that_breaks_off_leaves_the_file_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    target.write_text("old")

    def broken(self: Ledger, form: str, out: Any, query: str | None = None, **asked: Any) -> int:
        out.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Ledger, "export", broken)
    assert run(path, "export", "csv", "-o", str(target)).exit_code == 130
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert run(tmp_path / "none.db", "export", "csv", "-o", str(target)).exit_code == 73
    assert target.read_text() == "old"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_never_takes_the_place_of_the_ledger(path: Path, tmp_path: Path, form: str) -> None:
    before = path.read_bytes()
    (tmp_path / "link").symlink_to(path)
    for target in (path, tmp_path / "link", path.with_name(f"{path.name}.lock")):
        result = run(path, "export", form, "-o", str(target))
        assert (result.exit_code, result.stdout) == (64, "")
        assert "a ledger, which would be lost (name another file)" in result.stderr
    assert path.read_bytes() == before


def start(path: Path, *args: str, **extra: Any) -> subprocess.Popen[bytes]:
    env = {**os.environ, "BELEGG_LEDGER": str(path), "COLUMNS": "60", "TERM": "xterm", "NO_COLOR": ""}
    return subprocess.Popen([sys.executable, "-m", "belegg", *args], stderr=subprocess.PIPE, env=env, **extra)


def in_terminal(path: Path, *args: str) -> tuple[int, str, bytes]:
    ours, theirs = pty.openpty()
    process = start(path, *args, stdout=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # the other end is gone
        pass
    os.close(ours)
    assert process.stderr is not None
    stderr = process.stderr.read()
    process.stderr.close()
    return process.wait(timeout=60), shown.decode(), stderr


def test_a_terminal_gets_twenty_in_colour_and_a_pipe_all(tmp_path: Path) -> None:
    claims = [
        Claim(f"{n:032x}", f"Sak {n}.", Origins(1, 1), (), f"2026-03-{n:02}", f"2026-03-{n:02}", ())
        for n in range(1, 26)
    ]
    path = fill(tmp_path / "x.db", *claims)
    code, shown, _ = in_terminal(path, "claims")
    assert (code, shown.count("Sak "), "\x1b[1mSak 25.\x1b[0m" in shown) == (0, 20, True)
    assert "These are the 20 latest" in shown
    assert in_terminal(path, "claims", "--all")[1].count("Sak ") == 25
    assert in_terminal(path, "claims", "--format", "jsonl")[1].count("Sak ") == 25
    piped = run(path, "claims").stdout
    assert (piped.count("Sak "), "\x1b" in piped) == (25, False)


def test_parquet_is_kept_from_a_terminal(path: Path) -> None:
    code, shown, stderr = in_terminal(path, "export", "parquet")
    assert (code, shown, stderr) == (64, "", b"belegg: parquet is not for a terminal (give --output FILE)\n")


def test_a_closed_pipe_ends_quietly(path: Path) -> None:
    for args in (["claims"], ["export", "csv"]):
        reading, writing = os.pipe()
        os.close(reading)
        process = start(path, *args, stdout=writing)
        os.close(writing)
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (141, b"")
