from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from desk_world import SimpleReader, make_ledger, open_ledger

from belegg.claims import Relation
from belegg.cli import cli
from belegg.errors import UsageError
from belegg.follow import Ledger
from belegg.mcp import LONGEST_TEXT, make_server

mcp = pytest.importorskip("mcp")
TEXT = "Havna er stengt\n\nKari Vik sier at havna er stengt i natt. Det er kaldt."


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_ledger(make_ledger(tmp_path_factory.mktemp("mcp") / "news.db")) as made:
        yield made


def ask(ledger: Ledger, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What an assistant gets for these calls of tools."""

    async def talk() -> list[Any]:
        async with mcp.Client(make_server(ledger, SimpleReader().read)) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return anyio.run(talk)


def one(ledger: Ledger, name: str, **given: Any) -> Any:
    (answer,) = ask(ledger, (name, given))
    assert not answer.is_error, answer.content
    return answer.structured_content


def test_the_tools_say_what_they_are_and_change_nothing(ledger: Ledger) -> None:
    async def talk() -> Any:
        async with mcp.Client(make_server(ledger)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(talk)
    assert [t.name for t in tools] == ["read", "search", "claim"]
    assert all(t.annotations.read_only_hint and t.description and t.output_schema for t in tools)


def test_a_text_is_read_with_its_exact_words(ledger: Ledger) -> None:
    before = ledger.last_change()
    found = one(ledger, "read", text=TEXT, outlet="Kystbladet", url="https://a.example/1")
    assert (found["outlet"], found["url"]) == ("Kystbladet", "https://a.example/1")
    (statement,) = found["statements"]
    ((start, end),) = statement["spans"]
    assert (statement["speaker"], statement["words"]) == ("Kari Vik", [TEXT[start:end]])
    assert ledger.last_change() == before


def test_what_is_found_comes_with_citations_and_origins(ledger: Ledger) -> None:
    found = one(ledger, "search", query="kuttet av anker", limit=1)
    assert len(found["claims"]) == 1 <= found["total"]
    first = found["claims"][0]
    claim = ledger.claim(first["id"])
    assert claim is not None
    assert first["origins"] == claim.origins.to_dict()
    assert first["origins"]["why"]
    for cited, carrier in zip(first["citations"], claim.statements, strict=False):
        assert (cited["url"], cited["outlet"], cited["published"]) == (carrier.url, carrier.outlet, carrier.published)
        assert cited["words"] == list(carrier.content)
        assert [h["name"] for h in cited["chain"]] == [h.name for h in carrier.lineage or carrier.chain]
    assert len(first["citations"]) + first["more"] == len(claim.statements)


def test_filters_narrow_a_search_down(ledger: Ledger) -> None:
    hearsay = one(ledger, "search", query="kuttet av anker", hearsay=True)
    assert hearsay["total"] >= 1
    for found in hearsay["claims"]:
        claim = ledger.claim(found["id"])
        assert claim is not None
        assert any(s.hearsay for s in claim.statements)
    assert one(ledger, "search", query="kuttet av anker", outlet="Finnesikke")["total"] == 0


def test_a_claim_tells_what_stands_against_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    bare, other = ledger.claims()[:2]
    related = replace(bare, relations=(Relation("contradicts", other.id, 0.9), Relation("updates", "gone", 0.8)))
    monkeypatch.setattr(ledger, "claim", lambda id: related if id in (bare.id, bare.statements[0].id) else None)
    whole = one(ledger, "claim", id=bare.id)
    assert whole["relations"] == [
        {"type": "contradicts", "claim": other.id, "text": other.text},
        {"type": "updates", "claim": "gone", "text": None},
    ]
    assert one(ledger, "claim", id=bare.statements[0].id) == whole


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("claim", {"id": "nope"}), ("claim", {"id": ""}), ("claim", {"id": "x" * 65}), ("search", {"query": ""}),
        ("search", {"query": " "}), ("search", {"query": "a", "limit": 0}), ("search", {"query": "a", "since": "x"}),
        ("search", {"query": "a", "kind": "ghost"}), ("read", {"text": ""}), ("read", {"text": "..."}), ("read", {}),
        ("read", {"text": "x" * (LONGEST_TEXT + 1)}), ("nope", {}),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_to_the_assistant(ledger: Ledger, name: str, given: dict[str, Any]) -> None:
    try:
        (answer,) = ask(ledger, (name, given))
    except mcp.MCPError:
        return
    except BaseExceptionGroup as group:
        assert group.subgroup(mcp.MCPError) is not None
        return
    assert answer.is_error
    assert answer.content[0].text


def test_a_bug_is_told_without_its_words(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "claim", lambda id: 1 // 0)
    (answer,) = ask(ledger, ("claim", {"id": "x"}))
    assert answer.is_error
    assert "zero" not in answer.content[0].text


def test_without_the_extra_it_is_said_how_to_get_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(UsageError) as told:
        make_server(ledger)
    assert told.value.remedy == 'pip install "belegg[mcp]"'


def test_nothing_else_imports_the_sdk() -> None:
    code = (
        "import sys, belegg.cli, belegg.desk, belegg.desk._serve, belegg.mcp\n"
        "assert not {'mcp', 'mcp_types'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_it_speaks_over_standard_input_and_output(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")

    async def talk() -> Any:
        command = mcp.StdioServerParameters(command=sys.executable, args=["-m", "belegg", "mcp", "--ledger", str(path)])
        async with mcp.Client(mcp.stdio_client(command)) as client:
            with Ledger(path, readonly=True) as ledger:
                id = ledger.claims()[0].id
            return await client.call_tool("claim", {"id": id})

    answer = anyio.run(talk)
    assert answer.structured_content["citations"]


def test_the_command_needs_a_ledger_that_is_there(tmp_path: Path) -> None:
    answer = CliRunner().invoke(cli, ["mcp", "--ledger", str(tmp_path / "none.db")])
    assert answer.exit_code == 73
    assert not (tmp_path / "none.db").exists()
