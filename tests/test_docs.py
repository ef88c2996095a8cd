"""The docs hold what the program has; and the docs check notices when they do not."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from belegg import errors, settings

ROOT = Path(__file__).parents[1]


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("docs_check", ROOT / "docs" / "check.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = _load()


@pytest.mark.parametrize("check", CHECK.CHECKS, ids=lambda check: str(check.__name__))
def test_the_docs_are_in_order(check: Callable[[dict[str, str]], list[str]]) -> None:
    assert check(CHECK.load_docs()) == []


def test_a_missing_option_is_noticed() -> None:
    docs = CHECK.load_docs()
    docs["docs/cli.md"] = docs["docs/cli.md"].replace("--format", "--fromat")
    assert any("--format` is missing" in problem for problem in CHECK.check_commands(docs))


def test_an_option_that_does_not_exist_is_noticed() -> None:
    docs = {**CHECK.load_docs(), "docs/x.md": "    belegg read FILE --no-such-thing\n"}
    assert CHECK.check_commands(docs) == ["docs/x.md: `belegg read` has no option --no-such-thing"]


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: str(setting.name))
def test_a_missing_setting_is_noticed(setting: settings.Setting[Any]) -> None:
    docs = CHECK.load_docs()
    docs["docs/settings.md"] = docs["docs/settings.md"].replace(f"`{setting.variable}`", "that one")
    assert CHECK.check_settings(docs) == [f"docs/settings.md: `{setting.variable}` is missing"]


def test_a_setting_that_does_not_exist_is_noticed() -> None:
    assert "docs/x.md: there is no setting BELEGG_COLOUR" in CHECK.check_settings({"docs/x.md": "`BELEGG_COLOUR`"})


@pytest.mark.parametrize("name", errors.__all__)
def test_a_missing_error_is_noticed(name: str) -> None:
    docs = CHECK.load_docs()
    docs["docs/errors.md"] = docs["docs/errors.md"].replace(f"| `{name}` |", "| it |")
    assert CHECK.check_errors(docs) == [f"docs/errors.md: `{name}` is missing"]


def test_a_wrong_exit_code_and_a_stale_error_are_noticed() -> None:
    docs = CHECK.load_docs()
    page = docs["docs/errors.md"].replace("| 70 | `ModelError`", "| 71 | `ModelError`")
    docs["docs/errors.md"] = page + "| 1 | `GoneError` | x | y |\n"
    assert CHECK.check_errors(docs) == [
        "docs/errors.md: `ModelError` ends with 70, not 71",
        "docs/errors.md: there is no `GoneError`",
    ]


@pytest.mark.parametrize("name", ["hearsay", "nested_in", "unclaimed", "furniture", "GPE_LOC"])
def test_a_missing_field_or_value_is_noticed(name: str) -> None:
    docs = CHECK.load_docs()
    docs["docs/reading.md"] = docs["docs/reading.md"].replace(name, "x")
    assert CHECK.check_fields(docs) == [f"docs/reading.md: `{name}` is missing"]


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    page = "[a](gone.md) [b](why.md) [c](#nothing) [d](https://example.org/x) ![e](img/gone.png)\n"
    assert CHECK.check_links({"docs/x.md": page}) == [
        "docs/x.md: the link gone.md leads nowhere",
        "docs/x.md: no heading for the link #nothing",
        "docs/x.md: the link img/gone.png leads nowhere",
    ]


def test_an_example_that_fails_is_noticed_with_its_line(tmp_path: Path) -> None:
    page = "Text\n\n```python\nassert 1 == 1\nassert 1 == 2\n```\n"
    (problem,) = CHECK.check_examples({"docs/x.md": page})
    assert problem.startswith("docs/x.md:4: the example fails")
    assert "line 5" in problem


def test_an_example_that_needs_the_weights_waits_for_them(tmp_path: Path) -> None:
    docs = {"docs/x.md": "<!-- example: model -->\n```python\nassert False\n```\n"}
    weights = tmp_path / "reader.belegg"
    assert CHECK.check_examples(docs, weights) == []
    weights.touch()
    assert len(CHECK.check_examples(docs, weights)) == 1


@pytest.mark.skipif(not CHECK.MODEL.exists(), reason="the weights are not here")
def test_a_reading_that_is_not_what_is_printed_is_noticed() -> None:
    docs = CHECK.load_docs()
    docs["README.md"] = docs["README.md"].replace("melde seg", "holde seg borte")
    (problem,) = CHECK.check_reading(docs)
    assert "holde seg borte" in problem


def test_a_reading_that_is_not_shown_is_noticed() -> None:
    assert CHECK.check_reading({"README.md": "No reading."}) != []
    assert CHECK.check_reading({"README.md": "(`make demo`), its beginning:\n\n\n\nThat was it."}) != []
