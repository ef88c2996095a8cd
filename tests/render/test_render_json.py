from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from render_samples import EMPTY, HARBOUR, readings

from belegg.render import render_json, render_jsonl
from belegg.types import Article, Reading

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "reading.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(readings())
def test_every_reading_follows_the_schema_and_comes_back(reading: Reading) -> None:
    # As JSON sees it: a list for a tuple. Compared as escapes, since two lone surrogates side by side come back as one.
    expected = json.dumps(json.loads(json.dumps(reading.to_dict())))
    for text in (render_json(reading), render_jsonl(reading)):
        text.encode("utf-8")
        value = json.loads(text)
        VALIDATOR.validate(value)
        assert json.dumps(value) == expected


@given(readings())
def test_a_line_is_one_line_for_every_tool(reading: Reading) -> None:
    line = render_jsonl(reading)
    assert line.splitlines() == [line]


@pytest.mark.parametrize("reading", [HARBOUR, EMPTY])
def test_nothing_that_steers_a_terminal_is_written(reading: Reading) -> None:
    hostile = dataclasses.replace(reading, article=dataclasses.replace(reading.article, title="\x1b[2J\x9b\u202e\x7f"))
    for text in (render_json(hostile), render_jsonl(hostile)):
        assert not set(text) & set("\x1b\x9b\u202e\x7f")
        assert json.loads(text)["article"]["title"] == "\x1b[2J\x9b\u202e\x7f"


def test_spans_stand_on_one_line() -> None:
    assert '"source": [\n        [' in render_json(HARBOUR)
    text = Reading(Article("[\n  1,\n  2\n]"))
    assert json.loads(render_json(text))["article"]["text"] == "[\n  1,\n  2\n]"


def _mutated() -> list[Any]:
    def edit(path: list[Any], value: Any, delete: bool = False) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(render_json(HARBOUR))
        at: Any = whole
        for step in path[:-1]:
            at = at[step]
        if delete:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        return whole

    return [
        edit(["schema"], "belegg.reading/2"),
        edit(["extra"], 1),
        edit(["article", "extra"], 1),
        edit(["article", "language"], "no"),
        edit(["article", "blocks", 0, "kind"], "footer"),
        edit(["article", "text"], None),
        edit(["entities", 0, "type"], "PERSON"),
        edit(["statements", 0, "cue", 0], [1, 2, 3]),
        edit(["statements", 0, "cue", 0], [1]),
        edit(["statements", 0, "cue", 0], [-1, 2]),
        edit(["statements", 0, "confidence"], 1.01),
        edit(["statements", 0, "kind"], "politician"),
        edit(["statements", 0, "hearsay"], None),
        edit(["statements", 0, "nested_in"], 3),
        edit(["statements", 0, "chain"], [{"name": "A"}]),
        *(edit(["statements", 0, key], None, delete=True) for key in HARBOUR.statements[0].to_dict()),
        *(edit([key], None, delete=True) for key in HARBOUR.to_dict()),
    ]


@pytest.mark.parametrize("value", _mutated())
def test_the_schema_is_strict(value: Any) -> None:
    assert not VALIDATOR.is_valid(value)
